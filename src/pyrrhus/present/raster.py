"""A figure as PNG, twice its size on light paper: by resvg, which the extra `pyrrhus[figures]` brings.

The figures are drawn with the page's style, whose colours are variables that a page in the dark turns round. A
rasteriser knows neither: the light ones are written in, and rules for screens and printing left out.
"""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec

MISSING = "no PNG of the figures: install resvg-py, or pyrrhus[figures]"
ZOOM = 2
VARIABLE = re.compile(r"var\((--[\w-]+)\)")
SETTING = re.compile(r"(--[\w-]+):([^;}]*)")
ROOT = re.compile(r":root\{([^}]*)\}")
STYLE = re.compile(r"<style>.*?</style>", re.S)
DEPTH = 4  # a variable may stand for another
HTML_SIZE = 16.0
REM = re.compile(r"(\d*\.?\d+)rem\b")


def can_raster() -> bool:
    """Whether the rasteriser is installed."""
    return find_spec("resvg_py") is not None


def to_png(svg: str) -> bytes:
    """A figure that stands alone (`picture_files.alone`) as the bytes of a PNG. Raises ImportError without resvg-py."""
    resvg = import_module("resvg_py")
    plain = on_light_paper(svg)
    sans, serif = "Liberation Sans", "Liberation Serif"
    return bytes(resvg.svg_to_bytes(svg_string=plain, zoom=ZOOM, sans_serif_family=sans, serif_family=serif))


def on_light_paper(svg: str) -> str:
    """The figure with the style of light paper alone, no variable left in it."""
    style = STYLE.search(svg)
    rules = "" if style is None else without_at_rules(style[0])
    known = dict(setting for root in ROOT.findall(rules) for setting in SETTING.findall(root))
    text = svg if style is None else svg.replace(style[0], rules, 1)
    for _ in range(DEPTH):
        text = VARIABLE.sub(lambda found: known.get(found[1], "none"), text)
    return REM.sub(lambda found: f"{float(found[1]) * HTML_SIZE:g}px", text)


def without_at_rules(style: str) -> str:
    """A style sheet without its blocks for media and pages."""
    kept, at = [], 0
    while (begins := style.find("@", at)) >= 0:
        kept.append(style[at:begins])
        at = _end_of_block(style, begins)
    return "".join([*kept, style[at:]])


def _end_of_block(style: str, begins: int) -> int:
    """Where the block that opens next is closed; the end where it is not."""
    depth = 0
    for brace in re.finditer(r"[{}]", style[begins:]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return begins + brace.end()
    return len(style)
