"""Drafts against a reader's annotation: what pairs with what, and which fields of a pair agree.

Strict: a draft and an annotation pair where they share at least half of the shorter, and count only where the type of
claim is the same. Fields are asked of every pair on which the annotation says something.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from pyrrhus.reading import lexicons

Row = dict[str, Any]
LEAST_SHARED = 0.5
SECONDS_A_JUDGEMENT, SECONDS_A_CELL, SECONDS_A_ROW = 10, 8, 60
"""What a person takes at the desk for a look at a draft, a cell to mend and a row by hand; assumed, not measured."""
ABOUT = 0.10
FIELDS = ("speaker", "outlet", "said_on", "type", "side", "place", "number", "hedged", "period", "quantity", "stance")
SMALL_WORDS = frozenset(
    ["the", "of", "a", "an", "in", "at", "and", "for", "s", "unnamed", "report", "anonymous", "who", "with", "from"]
)


@dataclass
class Score:
    """Counts over some articles; `right[field]` of `asked[field]` among pairs; types are counted by annotation and by
    draft. `sides_given` of `sides_wanted` pairs whose annotation has a side have one in the draft."""

    gold: int = 0
    gold_numeric: int = 0
    drafts: int = 0
    drafts_numeric: int = 0
    matched: int = 0
    matched_numeric: int = 0
    strict: int = 0
    strict_numeric: int = 0
    strict_drafts_numeric: int = 0
    tight: int = 0
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    sides_given: int = 0
    sides_wanted: int = 0
    filled: int = 0
    mended: int = 0
    flagged: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    gold_of: Counter[str] = field(default_factory=Counter)
    drafts_of: Counter[str] = field(default_factory=Counter)
    strict_of: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        return share(self.matched, self.gold) or 0.0

    @property
    def precision(self) -> float:
        return share(self.matched, self.drafts) or 0.0

    @property
    def recall_numeric(self) -> float:
        return share(self.matched_numeric, self.gold_numeric) or 0.0

    @property
    def strict_recall(self) -> float:
        return share(self.strict, self.gold) or 0.0

    @property
    def strict_precision(self) -> float:
        return share(self.strict, self.drafts) or 0.0

    @property
    def desk_share(self) -> float | None:
        """Time at the desk as a share of writing every row by hand: a judgement of each draft, a cell for each field
        that is wrong or missing, and a row by hand for each claim that was missed."""
        missed = SECONDS_A_ROW * (self.gold - self.matched)
        return share(
            SECONDS_A_JUDGEMENT * self.drafts + SECONDS_A_CELL * self.mended + missed, SECONDS_A_ROW * self.gold
        )

    def accuracy(self, name: str) -> float | None:
        return share(self.right[name], self.asked[name])

    def to_dict(self) -> Row:
        return {
            "gold": self.gold,
            "drafts": self.drafts,
            "span_recall": self.recall,
            "span_precision": self.precision,
            "strict_recall": self.strict_recall,
            "strict_precision": self.strict_precision,
            "numeric_gold": self.gold_numeric,
            "numeric_recall": share(self.strict_numeric, self.gold_numeric),
            "numeric_precision": share(self.strict_drafts_numeric, self.drafts_numeric),
            "side_given": share(self.sides_given, self.sides_wanted),
            "desk_share": self.desk_share,
            "quantity_filled": share(self.filled, self.matched_numeric),
            "right": {name: self.accuracy(name) for name in FIELDS},
            "asked": {name: self.asked[name] for name in FIELDS},
            "by_type": {
                kind: [self.gold_of[kind], self.drafts_of[kind], self.strict_of[kind]]
                for kind in sorted(self.gold_of | self.drafts_of)
            },
        }


def share(part: float, whole: float) -> float | None:
    """A share to three digits, None where there is no whole."""
    return round(part / whole, 3) if whole else None


def is_numeric(row: Row) -> bool:
    """Whether an annotation or draft carries a number or a bound."""
    return any(row.get(key) is not None for key in ("quantity", "lower", "upper", "low", "high"))


def match(gold: list[Row], drafts: list[Row]) -> list[tuple[int, int]]:
    """Pairs of annotation and draft, one to one; of several that overlap, those that agree on number and type."""
    if not gold or not drafts:
        return []
    worth = np.zeros((len(gold), len(drafts)))
    for i, g in enumerate(gold):
        for j, d in enumerate(drafts):
            shared = min(g["end"], d["end"]) - max(g["start"], d["start"])
            if shared <= 0 or shared < LEAST_SHARED * min(g["end"] - g["start"], d["end"] - d["start"]):
                continue
            union = max(g["end"], d["end"]) - min(g["start"], d["start"])
            worth[i, j] = (
                1
                + shared / union
                + 0.5 * (is_numeric(g) and same_number(g, d))
                + 0.2 * (g.get("type") == d.get("type"))
                + 0.1 * same_side(g["subject_side"], d["side"])
            )
    rows, columns = linear_sum_assignment(-worth)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if worth[i, j] > 0]


def same_number(gold: Row, draft: Row) -> bool:
    """The same value; where the annotation has only bounds, the same bounds."""
    if gold["quantity"] is not None:
        return draft["quantity"] is not None and abs(draft["quantity"] - gold["quantity"]) <= 0.005 * abs(
            gold["quantity"]
        )
    return (draft["low"], draft["high"]) == (gold["lower"], gold["upper"])


def hedge_of(gold: Row) -> str | None:
    """The hedge of an annotation, from its bounds where it is not written."""
    if gold.get("hedge"):
        return str(gold["hedge"])
    value, low, high = gold["quantity"], gold["lower"], gold["upper"]
    if low is None and high is None:
        return None
    if low is None or high is None:
        return "at_least" if high is None else "up_to"
    if value is None:
        return "between"
    if low == high or str(gold.get("unit")).split("/")[0] in ("months", "weeks", "days", "years"):
        return "exactly"
    return "about" if abs((high - low) / 2 - ABOUT * abs(value)) < 0.01 * abs(value) else "between"


def same_unit(gold: str | None, draft: str | None) -> bool:
    """Whether two units count the same: a word in common, and both per time or neither."""
    if not gold:
        return True
    first, second = _words(gold.split("/")[0]), _words((draft or "").split("/")[0])
    rate = ("/" in gold) == ("/" in (draft or ""))
    if "killed and wounded" in (gold, draft or "") and gold != draft:
        return False
    losses = {"killed", "dead", "deaths", "died", "lost", "men", "soldiers", "servicemen"}
    taken = {"captured", "prisoners", "captives", "surrendered"}
    return rate and bool(
        first & second
        or (first & losses and second & losses and "wounded" not in second - first)
        or (first & taken and second & taken)
        or any(first & same and second & same for same in _kinds_of_unit())
    )


@cache
def _kinds_of_unit() -> tuple[set[str], ...]:
    """Nouns that count one kind of thing, by the list of units."""
    return tuple(set(row["words"].split()) for row in lexicons.table("units"))


def same_speaker(gold: str, draft: str) -> bool:
    """Narration with narration; else most of the words of the shorter label in the longer, or one surname."""
    told, found = gold.startswith("article"), draft.startswith("article")
    if told or found:
        return told and found
    first, second = ({re.sub(r"s$", "", w) for w in _words(label)} for label in (gold, draft))
    return bool(first and second) and len(first & second) >= 0.5 * min(len(first), len(second))


def same_side(gold: str, draft: str | None) -> bool:
    """The same code, or names of a group that share a word."""
    draft = draft or "none"
    if gold == draft:
        return True
    if "none" in (gold, draft) or (len(gold) == 2 and gold.isupper()):
        return False
    return bool({w.rstrip("s") for w in _words(gold)} & {w.rstrip("s") for w in _words(draft)})


def same_place(gold: str | None, draft: str | None) -> bool:
    """The same words, small ones aside."""
    return _words(gold) == _words(draft)


def same_period(gold: Row, draft: Row) -> bool:
    """Both ends that the annotation gives, within a day."""

    def near(one: str | None, other: str | None) -> bool:
        if one is None:
            return True
        try:
            return other is not None and abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= 1
        except ValueError:
            return False

    return all(near(gold[key], draft.get(key)) for key in ("period_from", "period_to"))


def _words(text: str | None) -> set[str]:
    return {w for w in re.findall(r"[\w]+", (text or "").lower().replace("defense", "defence")) if w not in SMALL_WORDS}


def _plain(text: str | None) -> str:
    return re.sub(r"\bthe\s+", "", re.sub(r"\s+", " ", (text or "").lower())).strip()


def compare(gold: Row, draft: Row) -> dict[str, bool]:
    """Which fields agree; fields on which the annotation says nothing are left out, and so is a side where the draft
    gives none."""
    agree = {
        "speaker": same_speaker(gold["speaker"], draft["speaker"]),
        "outlet": _plain(gold["outlet"]) == _plain(draft["outlet"]),
        "type": gold["type"] == draft["type"],
        "place": same_place(gold["place"], draft["place"]),
        "stance": gold["stance"] == draft["stance"],
    }
    if draft["side"] not in (None, "none"):
        agree["side"] = same_side(gold["subject_side"], draft["side"])
    if gold["said_on"] is not None:
        agree["said_on"] = gold["said_on"] == draft["said_on"]
    if gold.get("period_from") or gold.get("period_to"):
        agree["period"] = same_period(gold, draft)
    if is_numeric(gold):
        agree["number"] = same_number(gold, draft)
        hedge = hedge_of(gold)
        agree["hedged"] = (
            agree["number"] and hedge in (None, draft["hedge"]) and same_unit(gold.get("unit"), draft["unit"])
        )
        if gold.get("claims_quantity"):
            agree["quantity"] = gold["claims_quantity"] == draft["claims_quantity"]
    return agree


def score(pairs: Mapping[str, tuple[list[Row], list[Row]]]) -> Score:
    """Score of some articles together: annotations and drafts by article."""
    total = Score()
    for gold, drafts in pairs.values():
        _add(total, gold, drafts)
    return total


def _add(total: Score, gold: list[Row], drafts: list[Row]) -> None:
    matched = match(gold, drafts)
    total.gold += len(gold)
    total.drafts += len(drafts)
    total.matched += len(matched)
    total.gold_numeric += sum(map(is_numeric, gold))
    total.drafts_numeric += sum(map(is_numeric, drafts))
    total.gold_of.update(_types(gold))
    total.drafts_of.update(_types(drafts))
    for i, j in matched:
        g, d = gold[i], drafts[j]
        agree = compare(g, d)
        shared = min(g["end"], d["end"]) - max(g["start"], d["start"])
        total.tight += shared >= 0.5 * (max(g["end"], d["end"]) - min(g["start"], d["start"]))
        total.asked.update(list(agree))
        wanted = g["subject_side"] != "none" and d["side"] in (None, "none")
        cells = [
            n for n in ("speaker", "side", "place", "hedged", "period", "quantity", "stance") if agree.get(n) is False
        ]
        total.mended += len(cells) + wanted
        total.right.update(name for name, fine in agree.items() if fine)
        if g["subject_side"] != "none":
            total.sides_wanted += 1
            total.sides_given += d["side"] not in (None, "none")
        if is_numeric(g):
            total.matched_numeric += same_number(g, d)
            total.filled += same_number(g, d) and d["claims_quantity"] is not None
            total.strict_numeric += agree["type"] and same_number(g, d)
        if agree["type"]:
            total.strict += 1
            total.strict_of[g["type"]] += 1
            total.strict_drafts_numeric += is_numeric(d) and is_numeric(g) and same_number(g, d)
        for name in ("speaker", "type", "side", "place", "period"):
            if name in agree:
                total.wrong[name] += not agree[name]
                total.flagged[name] += not agree[name] and name in d["check"]


def _types(rows: Iterable[Row]) -> list[str]:
    return [str(row.get("type")) for row in rows]
