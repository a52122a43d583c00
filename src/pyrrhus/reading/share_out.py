"""Numbers of one clause: each with the part of the clause that is its own."""

from __future__ import annotations

import re
from dataclasses import replace

from pyrrhus.reading.counted_nouns import UNIT_OF
from pyrrhus.reading.numbers import Amount
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


def share_out(text: str, quantities: list[Amount]) -> list[tuple[Amount, Span]]:
    """Each number with the part of the clause that is its own; numbers that only qualify another are left out."""
    used: list[Amount] = []
    for quantity in quantities:
        last = used[-1] if used else None
        if last is not None and (
            quantity.start < last.end or re.fullmatch(r"\s*\(\s*(?:\w+\s+)?", text[last.end : quantity.start])
        ):
            continue
        if last is not None and re.fullmatch(
            r"[\s,–—-]*(?:\w+\s+)?(?:\w+\s+)?(?:of|out of)\s*(?:the |its |their |a |an |some |about |"
            r"more than |pre-?war |population of |[\w-]+['’]s? )*",
            text[last.end : quantity.start],
        ):
            continue
        if (
            last is not None
            and quantity.unit == "percent"
            and re.fullmatch(r",?\s+or\s+(?:\w+ )?", text[last.end : quantity.start])
        ):
            continue  # "1.9 million people, or 85 percent of all": one number, twice
        if last is not None and _is_what_is_left(text, last, quantity):
            used[-1] = replace(
                last,
                start=quantity.start,
                end=quantity.end,
                value=quantity.value,
                low=quantity.low,
                high=quantity.high,
                hedge=quantity.hedge,
            )
            continue
        if last is not None and not quantity.unit and ONLY_OF.search(text[last.end : quantity.start]):
            used[-1] = replace(
                last,
                start=quantity.start,
                end=quantity.end,
                value=quantity.value,
                low=quantity.low,
                high=quantity.high,
                hedge=quantity.hedge,
            )
            continue
        if last is not None and CHANGED.search(text[last.end : quantity.start]):
            used[-1] = (
                quantity
                if quantity.unit
                else replace(
                    last,
                    start=last.start,
                    end=quantity.end,
                    value=quantity.value,
                    low=quantity.low,
                    high=quantity.high,
                    hedge=quantity.hedge,
                )
            )
            continue
        minor = quantity.noun in ("time", "event", "distance")
        if last is not None and minor and last.noun not in ("time", "event", "distance", ""):
            continue
        if last is not None and last.noun in ("time", "distance") and not minor:
            used[-1] = quantity
            continue
        used.append(quantity)
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
