"""The picture of reliability: what was said against how often it happened, one panel a forecast."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from pyrrhus.present import svg
from pyrrhus.skill.record import TrackRecord, reliability_rows

STYLE = """
svg{--ink:#1c1d21;--soft:#63656e;--hair:#e6e3dc;--mark:#3f5a5c;background:#fdfcf9}
@media (prefers-color-scheme:dark){svg{--ink:#e8e6e1;--soft:#a6a7ae;--hair:#2f3037;--mark:#9cc3c4;background:#15161a}}
text{font:12px system-ui,"Segoe UI","Helvetica Neue","Liberation Sans",Arial,sans-serif;fill:var(--soft)}
.title{font-size:13.5px;font-weight:600;fill:var(--ink)}.axis{stroke:var(--soft)}.grid{stroke:var(--hair)}
.even{stroke:var(--soft);stroke-dasharray:3 4}.mark{fill:var(--mark);fill-opacity:.85}
.reach{stroke:var(--mark);stroke-width:2.5;stroke-opacity:.4}
"""


def draw_reliability(record: TrackRecord, names: Mapping[str, str]) -> str:
    """Said against happened for the named forecasts, as an SVG file."""
    side, gap, left, top = 250.0, 72.0, 46.0, 44.0
    parts: list[Markup] = [svg.element("style", Markup(STYLE))]
    for n, (name, label) in enumerate(names.items()):
        x0 = left + n * (side + gap)
        x, y = svg.Scale(0.0, 1.0, x0, x0 + side), svg.Scale(0.0, 1.0, top + side, top)
        parts.append(svg.text(x0, top - 14, label, "title"))
        for step in (0.0, 0.25, 0.5, 0.75, 1.0):
            tick = f"{step:.0%}".replace("%", " %")
            parts.append(svg.line(x(0), y(step), x(1), y(step), "axis" if step == 0 else "grid"))
            parts.append(svg.text(x(0) - 6, y(step) + 4, tick, "", "end"))
            parts.append(svg.text(x(step), y(0) + 18, tick, "", "middle"))
        parts.append(svg.line(x(0), y(0), x(1), y(1), "even"))
        for r in reliability_rows(record.falls, name):
            at = x(r["said"])
            parts.append(svg.line(at, y(r["likely_low"]), at, y(r["likely_high"]), "reach"))
            dot = svg.element("title", f"{r['rows']} forecasts: said {r['said']:.1%}, happened {r['happened']:.0%}")
            parts.append(
                svg.element("circle", dot, cx=at, cy=y(r["happened"]), r=2.5 + 0.35 * r["rows"] ** 0.5, class_="mark")
            )
        parts.append(svg.text(x0 + side / 2, y(0) + 38, "said", "", "middle"))
    width, height = left + len(names) * (side + gap) - gap + 30.0, top + side + 50.0
    drawn = svg.picture(width, height, "What was said against how often it happened", *parts, key="reliability")
    return str(drawn) + "\n"
