"""What both the page and the terminal say of a document: the bottom line, the ladder of events, names and links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from pyrrhus.claims.ledger import SIDES
from pyrrhus.judge.agreement import agree
from pyrrhus.judge.track_record import BASELINE_WORDS
from pyrrhus.judge.words import MONTHS, as_date, chance_of, date_beside, date_words, likelihood_with_number, short_date

ALONE = "campaigns alone"


@dataclass(frozen=True)
class LadderRung:
    """One event, or one baseline, with its probability by each of the dates that are shown; `alone` where it is by the
    campaigns alone beside what is published."""

    id: str
    name: str
    means: str
    kind: str
    curve: Mapping[str, Any]
    probabilities: tuple[float, ...]
    median: date | None
    alone: bool

    @property
    def label(self) -> str:
        """Its name, with whose chances they are where that is not plain."""
        return f"{self.name} ({ALONE})" if self.alone else self.name


def horizon_end(document: Mapping[str, Any]) -> date:
    """The last day of the forecast."""
    return as_date(document["as_of"]) + timedelta(days=int(document["horizon_days"]))


def headline_curve(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The curve that every sentence, tile, badge and chart of the fall reads: what is published, where it stands beside
    the campaigns' own, with the day of even odds."""
    fall, published = document["fall"], document.get("published")
    if not published:
        return fall
    reached = next((point["date"] for point in published["cdf"] if point["probability"] >= 0.5), None)
    return {**published, "median_date": published.get("median_date", reached)}


def day_words(day: date, as_of: date) -> str:
    """A date in words, with its year only where that is not the as-of date's: "23 March"."""
    text = date_words(day)
    return text.removesuffix(f" {day.year}") if day.year == as_of.year else text


def short_day(day: date, as_of: date) -> str:
    """The same in short: "23 Mar"."""
    return date_beside(day, as_of)


def month_label(day: date) -> str:
    """A month for the end of an axis: "Aug 2022"."""
    return f"{MONTHS[day.month - 1][:3]} {day.year}"


def without_year(text: str, as_of: date) -> str:
    """A text whose dates leave out the year of the as-of date."""
    months = "|".join(MONTHS)
    return re.sub(rf"(\d{{1,2}} (?:{months})) {as_of.year}\b", r"\1", text)


def two_sentences(text: str) -> str:
    """The text up to the end of its second sentence."""
    return " ".join(sentences_of(text)[:2])


def sentences_of(text: str) -> list[str]:
    """A text by sentences."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z\"“(])", text.strip())


def name_sides(text: str, sides: Mapping[str, str]) -> str:
    """The name of an estimate with the sides by their names: "if Russia wins, …"."""
    for role in SIDES:
        text = re.sub(rf"\bthe {role}\b", lambda _, role=role: sides[role], text)
    return text


def probability_by(curve: Mapping[str, Any], day: date) -> float:
    """The probability that it has happened by a day: that of the last point not later, of the first one before it."""
    points = curve["cdf"]
    reached = [point["probability"] for point in points if as_date(point["date"]) <= day]
    return float(reached[-1] if reached else points[0]["probability"])


def checkpoints(document: Mapping[str, Any]) -> list[date]:
    """The dates of the ladder: 30, 60 and 90 days on, as far as the horizon reaches, and its end."""
    as_of, horizon = as_date(document["as_of"]), int(document["horizon_days"])
    return [as_of + timedelta(days=days) for days in (30, 60, 90) if days <= horizon - 15] + [horizon_end(document)]


def ladder(document: Mapping[str, Any], events: tuple[Mapping[str, Any], ...] = ()) -> list[LadderRung]:
    """The main event as it is published, then by the campaigns alone, as the others are, from the likeliest to the
    least likely, then the baselines by name."""
    days = checkpoints(document)
    named = {str(event["id"]): event for event in events}
    main = str(document["event"]["id"])

    def rung(identifier: str, curve: Mapping[str, Any], kind: str) -> LadderRung:
        event = named.get(identifier, {})
        means = str(document["event"]["means"] if identifier == main else event.get("means", ""))
        known = event.get("name") or document.get("event_names", {}).get(identifier)
        name = str(known or BASELINE_WORDS.get(identifier) or identifier.replace("_", " "))
        means = means.removeprefix(f"{name}: ")
        median = as_date(curve["median_date"]) if curve.get("median_date") else None
        probabilities = tuple(probability_by(curve, day) for day in days)
        alone = kind == "other" and bool(document.get("published"))
        return LadderRung(identifier, name, means, kind, curve, probabilities, median, alone)

    others = [rung(key, curve, "other") for key, curve in document["events"].items() if key != main]
    others.sort(key=lambda r: (-r.probabilities[-1], r.id))
    if document.get("published"):  # what is published of it stands beside no other event that is
        others.insert(0, rung(main, document["fall"], "other"))
    baselines = [rung(key, document["baselines"][key], "baseline") for key in sorted(document["baselines"])]
    return [rung(main, headline_curve(document), "main"), *others, *baselines]


def even_odds(rung: LadderRung, document: Mapping[str, Any]) -> str:
    """The day of even odds in words: a date, "later" than the horizon, or "already" by the as-of date."""
    if rung.median is None:
        return "later"
    return "already" if rung.median <= as_date(document["as_of"]) else short_date(rung.median)


def event_means(document: Mapping[str, Any]) -> str:
    """What counts as the fall, as a sentence with one full stop."""
    return agree(str(document["event"]["means"]).rstrip(" .") + ".", document["sides"].values())


def first_sentence(text: str) -> str:
    """The text up to its first full stop that ends a sentence."""
    return sentences_of(text)[0]


def answer_to(document: Mapping[str, Any], identifier: str) -> Mapping[str, Any] | None:
    """The answer Q1...Q8, None where it is missing."""
    return next((answer for answer in document["answers"] if answer["id"] == identifier), None)


def bottom_line(document: Mapping[str, Any]) -> str:
    """One paragraph: whether and when, what it costs, whether it is worth it. Only says what the document says."""
    attacker = document["sides"]["attacker"]
    end = horizon_end(document)
    fall = headline_curve(document)
    chance = chance_of(probability_by(fall, end), f"the town falls to {attacker} by {date_words(end)}")
    lead = f"{chance[0].upper()}{chance[1:]}"
    if fall.get("median_date"):
        lead += f"; the odds are even by about {date_words(fall['median_date'])}"
    sentences = [f"{lead}."]
    for identifier in ("Q2", "Q3"):
        answer = answer_to(document, identifier)
        if answer:
            sentences.append(first_sentence(answer["answer"]))
    return " ".join(sentences)


def contradiction(document: Mapping[str, Any]) -> str:
    """What to say where the observations contradict the model; empty where they do not."""
    if not document["filter"]["contradicted"]:
        return ""
    return (
        "The observations contradict the model: what the maps showed up to the as-of date is far from anything it "
        "expected. Read every number here as weaker than it looks."
    )


def safe_link(url: Any) -> str:
    """The address where it may become a link (http or https with a host, no blanks or control marks), else empty."""
    address = str(url or "")
    if not address or any(ord(letter) <= 32 or ord(letter) == 127 for letter in address):
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return ""
    return address if parts.scheme.lower() in ("http", "https") and host else ""


def estimate_words(estimate: Mapping[str, Any]) -> str:
    """An estimate with a probability in words, empty for one with quantiles."""
    return likelihood_with_number(estimate["probability"]) if "probability" in estimate else ""
