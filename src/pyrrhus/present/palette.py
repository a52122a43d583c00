"""Colours of the map: orange for the attacker, violet for the defender, told apart by every common kind of sight.

Red and blue are avoided: on military maps they mean enemy and friend. The ends are steps of ColorBrewer's PuOr
(Brewer and Harrower, colorbrewer2.org), mixed in OKLab (Ottosson 2020) so that equal steps look equal.
"""

from __future__ import annotations

BINS = 21

#: (defender's end, the middle, attacker's end) on light paper, and on dark.
LIGHT = ("#8570b8", "#f6f3ee", "#cf8338")
DARK = ("#7d68b8", "#2b2c32", "#b97a35")


def bin_of(probability: float) -> int:
    """The step of the palette for a probability, 0 to BINS - 1; -1 where it is unknown (NaN)."""
    if probability != probability:
        return -1
    return round(min(max(probability, 0.0), 1.0) * (BINS - 1))


def code_of(probability: float) -> str:
    """The step as one letter, "-" where unknown, so that a map of a date is one string."""
    step = bin_of(probability)
    return "-" if step < 0 else chr(ord("a") + step)


def steps(ends: tuple[str, str, str]) -> list[str]:
    """The BINS colours from the defender's end to the attacker's."""
    low, middle, high = (_to_oklab(colour) for colour in ends)
    half = (BINS - 1) / 2
    colours = []
    for k in range(BINS):
        share = abs(k - half) / half
        end = low if k < half else high
        colours.append(_to_hex(tuple(m + (e - m) * share for m, e in zip(middle, end, strict=True))))
    return colours


def _to_oklab(colour: str) -> tuple[float, ...]:
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _to_hex(lab: tuple[float, ...]) -> str:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    shown = (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in (max(c, 0.0) for c in linear))
    return "#" + "".join(f"{min(max(round(c * 255), 0), 255):02x}" for c in shown)
