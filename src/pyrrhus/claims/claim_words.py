"""Quantities, sides, places and units as a person would say them, for warnings, flags and reasons."""

from __future__ import annotations

from pyrrhus.claims.options import FusionContext


def say_quantity(name: str) -> str:
    """ "killed_per_day" becomes "killed a day"."""
    return name.replace("_per_", " a ").replace("_", " ")


def say_about(name: str, side: str | None, place: str | None, actor: str, context: FusionContext) -> str:
    """ "killed a day of Russia at Bakhmut", with the names of the context; a part of a side behind its side."""
    whose = context.side_words.get(side or "", f"the {side}") if side else ""
    part = f" ({actor.replace('_', ' ')})" if actor and whose else ""
    where = f" at {say_place(place, context)}" if place else " on the whole front"
    return say_quantity(name) + (f" of {whose}{part}" if whose else "") + where


def say_place(place: str, context: FusionContext) -> str:
    """A place by its name; its id in words where it has none."""
    return context.place_names.get(place, place.replace("_", " "))


def say_unit(unit: str) -> str:
    """ "persons/day" becomes "persons a day"; shares and ratios have no unit."""
    return "" if unit in ("share", "ratio", "category") else unit.replace("/", " a ").replace("km2", "km²")


def say_figure(value: float) -> str:
    """Two significant digits, thousands apart."""
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"
