"""Numbers of one clause: each with the part of the clause that is its own."""

from __future__ import annotations

import re
from dataclasses import replace

from pyrrhus.reading.amounts import Amount
from pyrrhus.reading.counted_nouns import UNIT_OF
from pyrrhus.reading.spans import Span

CHANGED = re.compile(
    r"\b(?:thinned|reduced|cut|shrunk|shrank|dwindled|fallen|fell|gone|went|dropped|grown|grew|risen|rose|"
    r"increased|swollen)\b"
    r"[^.;]{0,30}?\bto\s*$|^\s*to\s*$",
    re.I,
)


ONLY_OF = re.compile(r"^[^.;,]{0,40}\b(?:only|just|barely|no more than|fewer than|at most)\s+(?:about |some )?$", re.I)


def _is_what_is_left(text: str, whole: Amount, part: Amount) -> bool:
    """ "a company of 90 has 31 left": the strength that a unit once had only qualifies what it has."""
    return (
        UNIT_OF.search(text[max(0, whole.start - 40) : whole.start]) is not None
        and whole.noun == "people"
        and part.noun in ("people", "")
        and re.search(r"\b(?:left|remain\w*|came|come|return\w*|down to|only|still|surviv\w+)\b", text, re.I)
        is not None
    )


def _qualifies(text: str, last: Amount, quantity: Amount) -> bool:
    """Whether a number only says more of the one before it: what it is of, or the same in other words."""
    between = text[last.end : quantity.start]
    if quantity.start < last.end or re.fullmatch(r"\s*\(\s*(?:\w+\s+)?", between):
        return True
    if re.fullmatch(
        r"[\s,–—-]*(?:\w+\s+)?(?:\w+\s+)?(?:of|out of)\s*(?:the |its |their |a |an |some |about |"
        r"more than |pre-?war |population of |[\w-]+['’]s? )*",
        between,
    ):
        return True
    # "1.9 million people, or 85 percent of all": one number, twice
    return quantity.unit == "percent" and re.fullmatch(r",?\s+or\s+(?:\w+ )?", between) is not None


def _moved(last: Amount, quantity: Amount, start: int) -> Amount:
    """The noun of one number with the value of another."""
    return replace(
        last,
        start=start,
        end=quantity.end,
        value=quantity.value,
        low=quantity.low,
        high=quantity.high,
        hedge=quantity.hedge,
    )


def _in_its_place(text: str, last: Amount, quantity: Amount) -> Amount | None:
    """What a number makes of the one before it, of which it tells what is left or what it has become."""
    between = text[last.end : quantity.start]
    if _is_what_is_left(text, last, quantity) or (not quantity.unit and ONLY_OF.search(between)):
        return _moved(last, quantity, quantity.start)
    if CHANGED.search(between):
        return quantity if quantity.unit else _moved(last, quantity, last.start)
    return None


def _that_count(text: str, quantities: list[Amount]) -> list[Amount]:
    """The numbers that stand for themselves."""
    used: list[Amount] = []
    for quantity in quantities:
        last = used[-1] if used else None
        if last is None:
            used.append(quantity)
            continue
        if _qualifies(text, last, quantity):
            continue
        instead = _in_its_place(text, last, quantity)
        if instead is not None:
            used[-1] = instead
            continue
        minor = quantity.noun in ("time", "event", "distance")
        if minor and last.noun not in ("time", "event", "distance", ""):
            continue
        if last.noun in ("time", "distance") and not minor:
            used[-1] = quantity
            continue
        used.append(quantity)
    return used


def share_out(text: str, quantities: list[Amount]) -> list[tuple[Amount, Span]]:
    """Each number with the part of the clause that is its own; numbers that only qualify another are left out."""
    used = _that_count(text, quantities)
    shared: list[tuple[Amount, Span]] = []
    start = 0
    for index, quantity in enumerate(used):
        end = following = len(text)
        if index + 1 < len(used):
            between = text[quantity.end : used[index + 1].start]
            joints = list(
                re.finditer(
                    r",?\s+(?:and|but|with|including|while|as well as|along with|plus|or)\s+|,\s+|;\s+", between
                )
            )
            end = quantity.end + joints[-1].start() if joints else used[index + 1].start
            following = quantity.end + joints[-1].end() if joints else end
        piece = text[start:end]
        shared.append((quantity, Span(start + len(piece) - len(piece.lstrip(" ,;")), start + len(piece.rstrip(" ,;")))))
        start = following
    return shared
