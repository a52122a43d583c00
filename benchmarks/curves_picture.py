"""The picture of an outlook that was asked again and again: one panel an event, one line an as-of date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from pyrrhus.judge import words
from pyrrhus.present import svg

WIDTH = 1016.0
PANEL_WIDTH, PANEL_HEIGHT, GAP_X, GAP_Y = 440.0, 210.0, 70.0, 62.0
LEFT, TOP = 44.0, 46.0
# Read on light and on dark paper: the page cannot reach into a picture that stands in a file of its own.
STYLE = """
svg{--ink:#1c1d21;--soft:#63656e;--hair:#e6e3dc;--came:#a5560a;background:#fdfcf9}
@media (prefers-color-scheme:dark){svg{--ink:#e8e6e1;--soft:#a6a7ae;--hair:#2f3037;--came:#f0a453;background:#15161a}}
text{font:12px system-ui,"Segoe UI","Helvetica Neue","Liberation Sans",Arial,sans-serif;fill:var(--soft)}
.title{font-size:13.5px;font-weight:600;fill:var(--ink)}.axis{stroke:var(--soft)}.grid{stroke:var(--hair)}
.curve{fill:none;stroke:var(--ink);stroke-width:1.7;stroke-linejoin:round}.start{fill:var(--ink)}
.came{stroke:var(--came);stroke-width:2}.came-text{fill:var(--came);font-weight:600}
"""
SHOWN = ("wards_95", "centre_disc", "soledar", "chasiv_yar")


def draw_curves(
    told: Sequence[tuple[date, Mapping[str, NDArray[np.float64]]]],
    came: Mapping[str, date | None],
    names: Mapping[str, str],
    *,
    events: Sequence[str] = SHOWN,
) -> str:
    """A whole SVG file. `told` are curves [day 0..] by event, by as-of date; later ones are drawn darker."""
    first = told[0][0]
    last = max(day + timedelta(len(next(iter(curves.values()))) - 1) for day, curves in told)
    rows = -(-len(events) // 2)
    height = TOP + rows * (PANEL_HEIGHT + GAP_Y)
    parts: list[Markup] = [svg.element("style", Markup(STYLE))]
    for n, event in enumerate(events):
        left, top = LEFT + (n % 2) * (PANEL_WIDTH + GAP_X), TOP + (n // 2) * (PANEL_HEIGHT + GAP_Y)
        parts += _panel(event, told, came.get(event), names[event], first, last, left, top)
    title = f"What was said of {len(events)} events as of {len(told)} dates, and when they happened"
    drawn = svg.picture(WIDTH, height, title, *parts, key="curves")
    return str(drawn) + "\n"


def _panel(
    event: str,
    told: Sequence[tuple[date, Mapping[str, NDArray[np.float64]]]],
    came: date | None,
    name: str,
    first: date,
    last: date,
    left: float,
    top: float,
) -> list[Markup]:
    x = svg.Scale(first.toordinal(), last.toordinal(), left, left + PANEL_WIDTH)
    y = svg.Scale(0.0, 1.0, top + PANEL_HEIGHT, top)
    parts = [svg.text(left, top - 12, name, "title")]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(svg.line(left, y(share), left + PANEL_WIDTH, y(share), "axis" if share == 0 else "grid"))
        parts.append(svg.text(left - 6, y(share) + 4, f"{share:.0%}".replace("%", " %"), "", "end"))
    days = svg.month_steps(first, last, 6)
    for day, label in zip(days, svg.month_words(days), strict=True):
        parts.append(svg.line(x(day.toordinal()), y(0), x(day.toordinal()), y(0) + 4, "axis"))
        parts.append(svg.text(x(day.toordinal()), y(0) + 18, label, "", "middle"))
    for n, (as_of, curves) in enumerate(told):
        curve = curves[event]
        if came is not None and as_of >= came:
            continue  # it had happened: there is nothing left to say
        strength = 0.22 + 0.78 * n / max(1, len(told) - 1)
        steps = [*range(0, len(curve), 3), len(curve) - 1]
        pairs = [(x((as_of + timedelta(d)).toordinal()), y(float(curve[d]))) for d in steps]
        parts.append(
            svg.element(
                "path",
                svg.element("title", f"as of {words.date_words(as_of)}"),
                d=svg.points(pairs),
                class_="curve",
                stroke_opacity=f"{strength:.2f}",
            )
        )
    if came is not None:
        at = x(came.toordinal())
        parts.append(svg.line(at, y(1), at, y(0), "came"))
        parts.append(svg.text(left + PANEL_WIDTH, top - 12, f"happened {words.short_date(came)}", "came-text", "end"))
    return parts
