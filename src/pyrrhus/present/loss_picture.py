"""The picture of `pyrrhus validate losses`: what a day of a long battle cost, and how far off each form is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from pyrrhus.present import svg

if TYPE_CHECKING:
    from pyrrhus.skill.battles.validation import LossValidation

STYLE = """svg{background:#fdfcf9;font-family:system-ui,sans-serif}
text{fill:#1c1d21;font-size:14px}.head{font-weight:600}
.small{font-size:12px;fill:#54565e}.band{fill:#ece7f6}.dot{fill:#8570b8;fill-opacity:.75}
.middle{stroke:#1c1d21;stroke-width:2}
.rule{stroke:#dedad2}.own{fill:#8570b8}.bar{fill:#9a9ca5}"""
WIDTH, LEFT, RIGHT = 760.0, 190.0, 40.0
SIDES = ("attackers", "defenders")


def losses_picture(found: LossValidation) -> str:
    """An SVG of two parts: rates of the list on a log scale with the default's middle 90 %, and scores of the forms."""
    scale = svg.Scale(0.05, 5.0, LEFT, WIDTH - RIGHT, log=True)
    parts: list[Markup] = [svg.element("style", Markup(STYLE))]
    parts.append(
        svg.text(20, 26, "Casualties a day, % of total strength: battles from 1900 of 21 days and more", "head")
    )
    for step in svg.log_steps(0.05, 5.0):
        parts += [
            svg.line(scale(step), 40, scale(step), 138, "rule"),
            svg.text(scale(step), 155, svg.step_words(step), "small", "middle"),
        ]
    for row, (name, rates) in enumerate(zip(SIDES, found.rates, strict=True)):
        top = 46.0 + 48 * row
        low, high = (100 * rates.median * rates.factor90**sign for sign in (-1, 1))
        left, right = scale.clipped(low), scale.clipped(high)
        parts.append(svg.element("rect", x=left, y=top, width=right - left, height=36.0, class_="band"))
        parts.append(svg.line(scale(100 * rates.median), top, scale(100 * rates.median), top + 36, "middle"))
        parts.append(svg.text(LEFT - 12, top + 23, f"{name}, {rates.battles} battles", anchor="end"))
        known = sorted(b.rate_per_day(row) for b in found.battles if b.rate_per_day(row) > 0)
        for number, rate in enumerate(known):
            at = scale.clipped(100 * rate)
            parts.append(svg.element("circle", cx=at, cy=top + 9 + 9.0 * (number % 3), r=4.0, class_="dot"))
    parts.append(svg.text(LEFT, 174, "band: the log-normal that stands for the list, 90 %; line: its median", "small"))
    parts += _bars(found, 206.0)
    return (
        str(svg.picture(WIDTH, 470, "Losses of published battles, and forms of the law", *parts, key="losses")) + "\n"
    )


def _bars(found: LossValidation, top: float) -> list[Markup]:
    """Mean of both sides' CRPS of battles of a week and more, the war left out."""
    sample = found.samples[-1]
    forms = list(dict.fromkeys(score.form for score in sample.scores))
    crps = {form: float(np.mean([s.crps for s in sample.scores if s.form == form])) for form in forms}
    scale = svg.Scale(0.0, max(crps.values()), LEFT, WIDTH - RIGHT - 60)
    title = f"Error of forecasts in wars not fitted on, battles of {sample.least_days} days and more (CRPS, log units)"
    parts = [svg.text(20, top, title, "head")]
    for row, form in enumerate(sorted(forms, key=lambda f: crps[f])):
        y = top + 16 + 32 * row
        kind = "own" if form == "engine" else "bar"
        parts.append(svg.text(LEFT - 12, y + 16, form, anchor="end"))
        parts.append(svg.element("rect", x=LEFT, y=y, width=scale(crps[form]) - LEFT, height=22.0, class_=kind))
        parts.append(svg.text(scale(crps[form]) + 8, y + 16, f"{crps[form]:.2f}"))
    return parts
