"""Drafts as rows of claims.csv: filled in where the reader is sure, empty where a person must decide."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Literal

from pyrrhus.claims.ledger import LEDGER_COLUMNS, Scope, Stance
from pyrrhus.claims.vocabulary import quantities
from pyrrhus.reading import lexicons
from pyrrhus.reading.draft_fields import Draft
from pyrrhus.reading.side_names import is_state, known_codes, names_in

COLUMNS = (*(column for column in LEDGER_COLUMNS if column != "actor"), "confirmed")
STANCES: dict[str, Stance] = {"asserted": "asserts", "denied": "denies", "uncertain": "doubts"}
DAYS_OF = {"weeks": 7.0, "months": 30.4, "years": 365.25, "hours": 1 / 24}
TOTALS = frozenset(
    [
        "killed",
        "wounded",
        "captured",
        "casualties",
        "civilians_killed",
        "area_gained",
        "recruited",
        "tanks_lost",
        "armoured_vehicles_lost",
        "guns_lost",
    ]
)
"""What adds up over a period, so that it means nothing without one."""
UNIT = re.compile(
    r"\b(?:his|her|my|our|their|its|the|one) (?:[\w-]+ )?(?:battalion|brigade|company|regiment|platoon|squad|"
    r"unit|division)\b"
    r"(?! commander)",
    re.I,
)
LOSSES = frozenset(["losses"])
NEGATION = re.compile(r"\b(?:not?|never|cannot)\b|n['’]t\b", re.I)


@dataclass(frozen=True)
class Ids:
    """What a scenario calls things: ids of places and sources by their names, sides by their codes."""

    places: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    sides: Mapping[str, str] = field(default_factory=dict)


def claim_rows(
    drafts: Sequence[Draft], *, published: date | None = None, ids: Ids | None = None
) -> list[dict[str, object]]:
    """One row of claims.csv a draft, `confirmed` = no in all of them.

    Where the day of a statement is not said, the article's own stands for it: it is the first on which a reader could
    know, so that nothing is known too early. Of a month or a year its last day stands for it, if that is earlier. What
    could not be matched to the scenario stays empty and is named in the note.
    """
    given = ids or Ids()
    stem = (
        _slug(
            " ".join(
                part
                for part in (drafts[0].outlet or "" if drafts else "", published.isoformat() if published else "")
                if part
            )
        )
        or "draft"
    )
    return [_row(draft, f"{stem}_{number:03d}", published, given) for number, draft in enumerate(drafts, start=1)]


def _row(draft: Draft, name: str, published: date | None, ids: Ids) -> dict[str, object]:
    quantity = quantities().get(draft.claims_quantity or "")
    side = ids.sides.get(draft.side)
    place = ids.places.get(draft.place or "") or ids.places.get(re.sub(r"^.* of ", "", draft.place or ""))
    source = _source(draft, ids.sources)
    unsure = list(draft.check)
    if draft.claims_quantity is None:
        unsure.append("quantity")
    if quantity is not None and quantity.needs_side and side is None and "side" not in unsure:
        unsure.append("side")
    if source is None:
        unsure.append("source")
    said = [f"{draft.type}"]
    if side is None and draft.side != "none":
        said.append(f"side {draft.side}")
    if place is None and draft.place:
        said.append(f"place {draft.place}")
    if (quantity is None or not quantity.numeric) and (
        draft.quantity is not None or draft.low is not None or draft.high is not None
    ):
        said.append(f"number {_number_words(draft)}")
    low, value, high = _numbers(_in_days(draft) if quantity is not None and quantity.unit == "days" else draft)
    said_on = _day_said(draft.said_on, published)
    first, last = _period(draft, said_on)
    return {
        "id": name,
        "said_on": said_on,
        "source": source or "",
        "outlet": draft.outlet or "",
        "speaker": "" if draft.speaker.startswith("article") else draft.speaker,
        "derived_from": "",
        "quantity": draft.claims_quantity or "",
        "side": side if side and (quantity is None or quantity.needs_side) else "",
        "place": place or "",
        "scope": _scope(draft) if quantity is not None and quantity.family in LOSSES else "",
        "counts_from": first if draft.since and quantity is not None and quantity.name in TOTALS else "",
        "period_from": first,
        "period_to": last,
        "low": low if quantity is not None and quantity.numeric else "",
        "value": (value if quantity.numeric else draft.claims_value or "") if quantity is not None else "",
        "high": high if quantity is not None and quantity.numeric else "",
        "unit": quantity.unit if quantity is not None else "",
        "hedge": (draft.hedge or "exactly") if quantity is not None else "",
        "stance": STANCES[_stance(draft)],
        "reliability": "",
        "credibility": "",
        "url": "",
        "note": f"{'; '.join(said)}: {draft.quote}"
        + (f" [unsure: {', '.join(dict.fromkeys(unsure))}]" if unsure else ""),
        "confirmed": "no",
    }


def _day_said(said: str | None, published: date | None) -> str:
    """The day of a statement as a row needs it: the last on which it can have been made, where no day is given."""
    known = published.isoformat() if published else ""
    if said is None or len(said) not in (4, 7):
        return said or known
    year, month = int(said[:4]), int(said[5:7] or 12)
    last = date(year, month, monthrange(year, month)[1]).isoformat()
    return min(last, known) if known else last


def _stance(draft: Draft) -> str:
    """The stance of the row: "is not of importance" denies in its words, and asserts that the worth is low."""
    if draft.stance != "denied" or draft.claims_value is None:
        return draft.stance
    for row in lexicons.table("categories"):
        if (row["quantity"], row["value"]) == (draft.claims_quantity, draft.claims_value):
            cue = re.search(rf"(?<![\w-])(?:{row['pattern']})(?!\w)", draft.quote, re.I)
            if cue is not None and NEGATION.search(cue[0]):
                return "asserted"
    return draft.stance


def _period(draft: Draft, said: str) -> tuple[str, str]:
    """First and last day of the row. Where the words give none, a state or a rate holds on the day of saying;
    of a total nobody knows since when it counts, and both stay empty."""
    if draft.period_from or draft.period_to:
        return draft.period_from or "", draft.period_to or ""
    quantity = quantities().get(draft.claims_quantity or "")
    if quantity is None or (quantity.rate_or_total == "total" and quantity.name in TOTALS):
        return "", ""
    return said, said


def _scope(draft: Draft) -> Scope | Literal[""]:
    """Whether losses are those of a whole front, of a sector that the words name, or of one unit; empty where the words
    do not say."""
    if UNIT.search(draft.quote):
        return "unit"
    if draft.ways.get("place") == "theatre":
        return "front"
    return "sector" if draft.ways.get("place") in ("town named", "direction", "other place") else ""


def _in_days(draft: Draft) -> Draft:
    """A draft whose weeks or months are days, as the vocabulary counts them."""
    days = DAYS_OF.get((draft.unit or "").split("/")[0])
    if days is None:
        return draft

    def times(value: float | None) -> float | None:
        return None if value is None else round(value * days, 1)

    return replace(draft, quantity=times(draft.quantity), low=times(draft.low), high=times(draft.high))


def _numbers(draft: Draft) -> tuple[object, object, object]:
    """Low, value and high as the hedge needs them in claims.csv."""
    low, value, high = (_plain(x) for x in (draft.low, draft.quantity, draft.high))
    if draft.hedge == "at_least":
        return low, "", ""
    if draft.hedge == "up_to":
        return "", "", high
    if draft.hedge == "between":
        return low, "", high
    return "", value, ""


def _number_words(draft: Draft) -> str:
    low, value, high = (_plain(x) for x in (draft.low, draft.quantity, draft.high))
    return f"{value if value != '' else f'{low} to {high}'} {draft.unit or ''}".strip()


def _plain(value: float | None) -> object:
    if value is None:
        return ""
    return int(value) if value == int(value) else value


def _source(draft: Draft, sources: Mapping[str, str]) -> str | None:
    """The source whose name has most words of the speaker's label, where it has most of its own there too."""
    told = draft.speaker if not draft.speaker.startswith("article") else draft.outlet or ""
    label, whose = _words_and_nations(told)
    best, most = None, 0.0
    for name, identifier in sources.items():
        words, theirs = _words_and_nations(name)
        if whose and theirs and not whose & theirs:
            continue  # the ministry of another country
        shared = len(label & words)
        if bool(label) != bool(words) or (label and not shared) or not (label | whose):
            continue  # of two that share a country alone, both say no more than that
        fewest = min(len(words), len(label))
        agree = bool(whose & theirs)
        worth = (shared + agree) / max(fewest + bool(whose and theirs), 1) + 0.01 * (shared + agree)
        worth -= 0.001 * len(words - label)  # BBC, rather than somebody with the BBC
        if worth > most and shared >= 0.6 * fewest and (shared or agree):
            best, most = identifier, worth
    return best


@cache
def _groups() -> frozenset[str]:
    """Names of groups that stand under a country's code: Wagner is not Russia."""
    return frozenset(word for row in lexicons.table("groups") for word in row["words"].split(";"))


def _words_and_nations(text: str) -> tuple[set[str], frozenset[str]]:
    """The words of a name without those for countries, and the codes of these."""
    codes, rest, here = set(), [], 0
    for match in names_in("").pattern.finditer(text):
        if is_state(code := known_codes()[match[0]]) and match[0] not in _groups():
            codes.add(code)
            rest.append(text[here : match.start()])
            here = match.end()
    return _words(" ".join([*rest, text[here:]])), frozenset(codes)


def _words(text: str) -> set[str]:
    skip = {"the", "of", "and", "for", "in", "a", "its", "unnamed", "anonymous", "report", "officials", "official"}
    plain = text.lower().replace("defense", "defence")
    return {
        re.sub(r"(?:ian|ia|ine|ia’s|(?<=[a-z]{3})s)$", "", word)
        for word in re.findall(r"\w+", plain)
        if word not in skip
    }


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9-]+", "_", re.sub(r"\(.*?\)", "", plain)).strip("_")[:40]
