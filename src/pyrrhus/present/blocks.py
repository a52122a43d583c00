"""The eight blocks of the page: a badge on the scale of likelihood, two sentences, one chart, the workings folded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pyrrhus.judge import words
from pyrrhus.judge.q7_civilians import NOBODY
from pyrrhus.judge.track_record import RELATED
from pyrrhus.judge.words import as_date
from pyrrhus.present import bars, summary
from pyrrhus.present.choices_section import choices_section
from pyrrhus.present.civilians_chart import civilians_figure
from pyrrhus.present.estimates import estimate_name, estimate_row, estimate_rows, lead_of
from pyrrhus.present.intervals_chart import intervals_figure
from pyrrhus.present.judgement import town_of
from pyrrhus.present.killed_chart import killed_figure
from pyrrhus.present.ladder_chart import ladder_figure
from pyrrhus.present.options_chart import options_figure
from pyrrhus.present.outlet_and_day import outlet_and_day
from pyrrhus.present.patience_chart import patience_figure
from pyrrhus.present.price_chart import price_figure
from pyrrhus.present.reach_chart import reach_figure
from pyrrhus.present.readings_chart import readings_figure
from pyrrhus.present.signs_chart import signs_figure

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings
    from pyrrhus.present.figure import Figure

NAMES = dict(
    zip(
        (f"Q{number}" for number in range(1, 9)),
        ("When", "Cost", "Worth", "Choices", "Endurance", "After", "Civilians", "Evidence"),
        strict=True,
    )
)
CONFIDENCE = {"low": 1, "moderate": 2, "high": 3}
MOST_SOURCES = 2


def question_blocks(findings: Findings) -> list[dict[str, Any]]:
    """The blocks in order, as plain values for the template."""
    return [question_block(answer, findings) for answer in findings.document["answers"]]


def question_block(answer: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """One question with its answer. Badge, sentences, chart and table all read the answer's own estimates."""
    document = findings.document
    as_of = as_date(document["as_of"])
    text = summary.without_year(str(answer["answer"]), as_of)
    sentences = summary.sentences_of(text)
    change = summary.sentences_of(str(answer.get("would_change") or ""))
    return {
        "id": answer["id"],
        "number": str(answer["id"])[1:],
        "name": NAMES[answer["id"]],
        "question": answer["question"],
        "heading": heading_of(str(answer["question"])),
        "badge": badge(answer, findings),
        "text": " ".join(sentences[:2]),
        "more": " ".join(sentences[2:]),
        "record": answer.get("record", ""),
        "change": change[-1] if change else "",
        "sources": sources_of(answer, findings),
        "rows": estimate_rows(answer, document["sides"]),
        "figure": figure_of(answer, findings),
        "choices": choices_section(findings) if answer["id"] == "Q4" else None,
    }


def heading_of(question: str) -> str:
    """A question without what it spells out after a colon."""
    head, colon, _ = question.partition(":")
    return f"{head.rstrip()}?" if colon else question


def badge(answer: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """What is likely, how likely, and how good the grounds are; for claims, how many stand on their own."""
    document = findings.document
    shared = {
        "confidence": answer["confidence"],
        "dots": CONFIDENCE[answer["confidence"]],
        "scored": scored_words(answer),
    }
    if answer["id"] == "Q8":
        return {**shared, **_count_badge(findings)}
    lead = fall_estimate(findings) if answer["id"] == "Q1" else lead_of(answer)
    if answer["id"] == "Q7" and not _people(answer):
        return {**shared, **_nobody(answer)}
    if lead is None:
        first = next(iter(answer["estimates"]), None)
        if first is None:
            return {**shared, "what": "No number for this", "word": "Not known", "number": "", "bar": ""}
        row = estimate_row(first, document["sides"])
        return {**shared, "what": row["name"], "word": row["middle"], "number": f"({row['range']})", "bar": ""}
    chance = lead["probability"]
    word = words.likelihood(chance)
    return {
        **shared,
        "what": _dated(estimate_name(lead, document["sides"]), document),
        "word": words.sentence(word),
        "number": "" if word in (words.LESS_THAN_ONE, words.MORE_THAN_99) else words.percent(chance),
        "bar": bars.badge_bar(chance),
    }


def _dated(name: str, document: Mapping[str, Any]) -> str:
    """An estimate's name with days as a reader counts them: no year where it goes without saying, no horizon."""
    as_of = as_date(document["as_of"])
    until = summary.day_words(summary.horizon_end(document), as_of)
    return summary.without_year(name.replace("by the horizon", f"by {until}"), as_of)


def fall_estimate(findings: Findings) -> dict[str, Any]:
    """The fall by the end of the horizon as an estimate, from the curve that the head of the page reads."""
    document = findings.document
    end = summary.horizon_end(document)
    name = f"{town_of(findings)} falls by {words.date_words(end)}"
    return {"name": name, "probability": summary.probability_by(summary.headline_curve(document), end)}


def scored_words(answer: Mapping[str, Any]) -> str:
    """Whether a record of such answers exists, in two or three words."""
    if not answer["scored"]:
        return "not scored"
    return "scored on a related question" if str(answer.get("record", "")).startswith(RELATED) else "scored"


def _count_badge(findings: Findings) -> dict[str, Any]:
    claims = findings.claims
    echoes = {c["id"] for c in claims if c.get("echo_of")}
    flagged = {f["claim"] for f in findings.document["flags"] if f["check"] != words.INFERRED} - echoes
    repeated, more = ("repeats" if len(echoes) == 1 else "repeat"), ("more " if echoes else "")
    says = [f"{len(echoes)} {repeated} another claim"] if echoes else []
    says += [f"{len(flagged)} {more}{'is' if len(flagged) == 1 else 'are'} flagged"] if flagged else []
    alone = len(claims) - len(echoes) - len(flagged)
    if not claims:
        return {"what": "No claims are given", "word": "None", "number": "", "bar": ""}
    return {
        "what": "Stand on their own" + (f"; {', '.join(says)}" if says else ""),
        "word": f"{alone} of {words.counted(len(claims), 'claim')}",
        "number": "",
        "bar": bars.parts_bar([alone, len(flagged), len(echoes)]),
    }


def sources_of(answer: Mapping[str, Any], findings: Findings) -> list[dict[str, str]]:
    """The first claims that an answer rests on, by outlet and day, none twice."""
    as_of = as_date(findings.document["as_of"])
    known = {str(claim["id"]): claim for claim in findings.claims}
    found: dict[str, str] = {}
    for identifier in answer["claims"]:
        if identifier in known:
            found.setdefault(outlet_and_day(known[identifier], as_of), identifier)
    return [{"label": label, "claim": claim} for label, claim in list(found.items())[:MOST_SOURCES]]


def figure_of(answer: Mapping[str, Any], findings: Findings) -> Figure | None:
    """The one chart of a question; ranges of its estimates where the data for its own chart are missing."""
    document = findings.document
    drawn: Figure | None = None
    if answer["id"] == "Q1":
        drawn = signs_figure(document) or ladder_figure(document, findings.events)
    elif answer["id"] == "Q2":
        drawn = killed_figure(answer, findings)
    elif answer["id"] == "Q3":
        drawn = price_figure(answer, document)
    elif answer["id"] == "Q4":
        drawn = options_figure(document)
    elif answer["id"] == "Q5":
        drawn = patience_figure(answer, document)
    elif answer["id"] == "Q6":
        drawn = reach_figure(findings)
    elif answer["id"] == "Q7":
        drawn = civilians_figure(findings)
    elif answer["id"] == "Q8":
        drawn = readings_figure(answer, findings)
    return drawn or (intervals_figure(answer, document) if answer["id"] != "Q7" or _people(answer) else None)


def _nobody(answer: Mapping[str, Any]) -> dict[str, str]:
    """The badge where there are no civilians to count: none by a figure, or no figure."""
    if str(answer["answer"]).startswith(NOBODY):
        return {"what": "Civilians in the town", "word": "None", "number": "by the figure given", "bar": ""}
    return {"what": "No civilians are given", "word": "Not known", "number": "", "bar": ""}


def _people(answer: Mapping[str, Any]) -> bool:
    """Whether any number of civilians is above nothing."""
    return any(e["quantiles"]["0.95"] >= 1.0 for e in answer["estimates"] if e.get("unit") == "persons")
