"""What the layers of a map mean: profiles of the known makers, and the analyst's own in `map.yaml` before them.

A layer is known by its status, its fill colour, its name, any field, or the name of its file. One that no profile knows
is left out with a note that names its fill and name; it is never taken for the attacker's.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from pyrrhus.plain_text import shown

Meaning = Literal["holder", "contested", "claimed", "infiltration", "other_side", "political", "ignore"]
MEANINGS: tuple[Meaning, ...] = get_args(Meaning)
# Men of one side in ground that it does not hold make it contested; a claim, a border or a thing apart is no ground.
STATUS_OF: dict[Meaning, str | None] = {
    "holder": "RU",
    "contested": "CONTESTED",
    "infiltration": "CONTESTED",
    "other_side": "UA_LIBERATED",
    "claimed": None,
    "political": None,
    "ignore": None,
}
LEFT_OUT_FOR: dict[Meaning | None, str] = {
    None: "no profile knows that layer; say in map.yaml what it means",
    "claimed": "what a side claims is not what a map shows to be held",
    "political": "a border or a region, no front",
    "ignore": "no ground of either side",
}
STATUS_FIELDS = ("status", "holder")
NAME_FIELDS = ("name", "title", "Name", "label")
LAYER_FIELD = "layer"  # the name of a layer where a file holds several; it then stands for the name of the file
FILL_FIELDS = ("fill", "fillColor", "color")
FILE = "map.yaml"


@dataclass(frozen=True)
class LayerRule:
    """One row of a profile: where to look (`by` is status, fill, name, file, or the name of a field), and what for."""

    by: str
    matches: tuple[str, ...]
    means: Meaning
    plain: bool = False  # of no maker: by the file's name alone it says nothing of a feature that has a name of its own


@dataclass(frozen=True)
class SideWords:
    """What a side is called, and by which words a map's status may name it."""

    name: str
    adjective: str = ""
    words: tuple[str, ...] = ()


@dataclass
class Profile:
    """The rules in order, the first that fits counts; `left_out` collects what none of them knows."""

    rules: tuple[LayerRule, ...]
    date_field: str = "date"
    attacker: SideWords | None = None
    defender: SideWords | None = None
    left_out: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)

    def status(self, properties: Mapping[str, Any], file: str) -> str | None:
        """RU, CONTESTED or UA_LIBERATED for a feature; "" where it is to be left out; None where it states a status
        that nobody knows, which is a mistake in the file."""
        told = _first(properties, STATUS_FIELDS)
        meaning = self.meaning(properties, file)
        if meaning is None and told:
            return None
        status = STATUS_OF[meaning] if meaning is not None else None
        if status is None:
            fill, name = _first(properties, FILL_FIELDS), _first(properties, NAME_FIELDS)
            at = "" if fill or name else _letters(_file_of(properties, file))
            self.left_out[fill, name, at, LEFT_OUT_FOR[meaning]] += 1
        return status or ""

    def meaning(self, properties: Mapping[str, Any], file: str) -> Meaning | None:
        """What a feature means, None where no rule knows it. A feature that says something of itself is not judged by
        the name of its file."""
        told, fill = _first(properties, STATUS_FIELDS).lower(), _first(properties, FILL_FIELDS).lower()
        sides: tuple[tuple[SideWords | None, Meaning], ...] = ((self.attacker, "holder"), (self.defender, "other_side"))
        for side, means in sides:
            if told and side is not None and told in side.words:
                return means
        name = _first(properties, NAME_FIELDS).lower()
        at = {"status": told, "fill": fill, "name": name, "file": _letters(_file_of(properties, file))}
        for rule in self.rules:
            value = at[rule.by] if rule.by in at else str(properties.get(rule.by, "")).strip().lower()
            if rule.by == "file":
                fits = not (told or fill or (name and rule.plain)) and any(
                    fnmatchcase(value, pattern) for pattern in rule.matches
                )
            else:
                fits = bool(value) and any(fnmatchcase(value, pattern) for pattern in rule.matches)
            if fits:
                return rule.means
        return None

    def notes(self) -> list[str]:
        """A note for each kind of layer that was left out."""
        said = []
        for (fill, name, file, why), count in self.left_out.items():
            told = [f"fill {shown(fill)}"] if fill else []
            told += [f"name '{shown(name)}'"] if name else []
            what = " and ".join(told) or f"in files named '{shown(file)}'"
            with_ = "" if file else "with "
            said.append(f"left out: {count} {'shape' if count == 1 else 'shapes'} {with_}{what}: {why}")
        return said


@cache
def bundled_rules() -> tuple[LayerRule, ...]:
    text = files("pyrrhus.control_map").joinpath("layer_profiles.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        LayerRule(r["by"], tuple(r["matches"].lower().split("|")), _meaning(r["means"]), r["maker"] == "plain words")
        for r in rows
    )


def _meaning(text: str) -> Meaning:
    for meaning in MEANINGS:
        if meaning == text:
            return meaning
    raise ValueError(f"layer_profiles.csv: {text!r} is no meaning")


def _first(properties: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(v).strip() for n in names if (v := properties.get(n)) not in (None, "")), "")


def _file_of(properties: Mapping[str, Any], file: str) -> str:
    return str(properties.get(LAYER_FIELD) or file)


def _letters(file: str) -> str:
    """The letters of a file's name, without its ending and the month of its date: layers of one kind share them."""
    from pyrrhus.control_map.names_of_days import without_day

    return "".join(letter for letter in without_day(file.split(".")[0]).lower() if letter.isalpha())
