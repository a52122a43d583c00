"""What nobody means to write: values, texts and bytes that readers have stumbled over, here or elsewhere."""

from __future__ import annotations

import math
import random
from typing import Any

HIDDEN = "\x1b[2Jmud\u202eevil\u2066\x9b31m"
SCRIPT = "\"'><script>window.executed=1</script><img src=x onerror=window.executed=1>{{7*7}}"

TEXTS = (
    "", " ", "-", "0", "-0", "-1", "1e999", "-1e999", "nan", "NaN", "inf", "Infinity", "null", "None", "true", "yes",
    "4,500", "4.500,5", "12%", "1_000", "0x10", "1e5", "1e-400", "9" * 20, "9" * 400, "0." + "3" * 400, "1" * 5000, "٣",
    "²", "½", "2023", "2023-02", "2023-02-30", "0001-01-01", "9999-12-31", "0000-00-00", "-0001-01-01", "20230301",
    "2023-W09-3", "2023-03-01T00:00:00Z", "01/02/2023", "attacker", "defender", "RU", "ru", "CONTESTED", "place",
    "asculum", "c1", "a" * 300, "é" * 40, "x" * 40_000, HIDDEN, SCRIPT, "\ufeff", "\u2028", "\x85", "\x00", "\ud800",
    "\U0010ffff", "e\u0301" * 200, "=1+1", "@SUM(A1)", "../../etc/passwd", "/dev/zero", "C:\\nul", "%s%n{0}", "${HOME}",
    "'", '"', "''", "\\", "\\u0000", "#", "|", ">", "&a", "*a", "!!python/object:os.system", "- ", ": ", "? ", "{", "[",
    "{a: b}", "[1, 2]", "---", "...", "<b>x</b>", "<!--", "]]>", "&#0;", "a,b", "a;b", "a\nb", "a\tb", "a\rb",
)  # fmt: skip

NUMBERS = (
    0, -1, 1, 2**31, 2**63, 2**64, 10**30, 10**310, 10**400, -(10**400), 0.1, 1e-320, 1e308, -1e308, math.nan, math.inf,
    -math.inf, 90.0, 91.0, 180.0, 181.0, -180.0, 1e6, 360.0,
)  # fmt: skip


def text(rng: random.Random) -> str:
    """A nasty text."""
    if rng.random() < 0.2:
        return "".join(
            chr(rng.choice((rng.randrange(128), rng.randrange(0x800), rng.randrange(0xD7FF)))) for _ in range(8)
        )
    return rng.choice(TEXTS)


def value(rng: random.Random, depth: int = 0) -> Any:
    """A nasty value of JSON or YAML."""
    kind = rng.randrange(8 if depth < 3 else 4)
    if kind == 0:
        return rng.choice((None, True, False))
    if kind in (1, 2):
        return rng.choice(NUMBERS)
    if kind == 3:
        return text(rng)
    if kind in (4, 5):
        return [value(rng, depth + 1) for _ in range(rng.randrange(4))]
    if kind == 6:
        return {text(rng): value(rng, depth + 1) for _ in range(rng.randrange(3))}
    return nested(rng.choice((5, 39, 41, 200, 900)), rng.random() < 0.5)


def nested(levels: int, lists: bool) -> Any:
    """A value inside so many lists, or objects."""
    inner: Any = 0
    for _ in range(levels):
        inner = [inner] if lists else {"a": inner}
    return inner


def star(rng: random.Random, points: int) -> list[list[float]]:
    """A ring whose every side crosses about a third of the others."""
    ring = [[rng.uniform(30.0, 30.4), rng.uniform(48.0, 48.3)] for _ in range(points)]
    return [*ring, ring[0]]


def comb(teeth: int, lying: bool, slant: float = 0.0) -> list[list[float]]:
    """A valid ring of long thin teeth; two of them, one lying, cross in the square of their teeth."""
    points = [[0.0, 0.0]]
    for n in range(teeth):
        x, w = n / teeth, 0.4 / teeth
        points += [[x, 0.01], [x, 1.0], [x + w, 1.0], [x + w, 0.01]]
    points += [[points[-1][0], 0.0], [0.0, 0.0]]
    points = [[x + slant * y, y] for x, y in points]
    return [[30.0 + 0.2 * (y if lying else x), 48.0 + 0.2 * (x if lying else y)] for x, y in points]
