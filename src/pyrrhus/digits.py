"""How many digits of a number are written down."""

from __future__ import annotations


def six_digits(value: float) -> float:
    """A number to six significant digits: what agrees between machines."""
    return float(f"{value:.6g}")
