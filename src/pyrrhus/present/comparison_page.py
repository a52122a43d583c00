"""A comparison as one HTML page in the report's style, with a picture of the parts of each measure that moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pyrrhus.judge import words
from pyrrhus.present import svg
from pyrrhus.present.page_frame import content_policy, report_style, templates

if TYPE_CHECKING:
    from pyrrhus.runs.comparison import Change, Comparison

WIDTH, ROW, LABEL, VALUE = 720.0, 26.0, 330.0, 90.0


def render_comparison(found: Comparison) -> str:
    """The whole page as text; it asks the network for nothing, and every name in it is escaped."""
    style = report_style()
    moved = [_card(change) for change in found.changes if change.beyond_chance]
    still = [_card(change) for change in found.changes if not change.beyond_chance]
    return (
        templates()
        .get_template("comparison.html.j2")
        .render(found=found, moved=moved, still=still, style=style, policy=content_policy(style, Markup("")))
    )


def _card(change: Change) -> dict[str, Any]:
    return {
        "question": change.question,
        "name": change.name,
        "sentence": change.sentence(),
        "before": _with_range(change, change.before),
        "after": _with_range(change, change.after),
        "change": change.step(change.change),
        "between": change.between(change.low, change.high),
        "picture": parts_picture(change),
        "rows": [
            {
                "words": s.words,
                "change": change.step(s.change),
                "between": change.between(s.low, s.high),
                "claims": s.claims,
            }
            for s in change.shares
        ],
    }


def _with_range(change: Change, reading: Any) -> str:
    if reading.low is None:
        return change.value(reading.value)
    return f"{change.value(reading.value)} ({words.spread(reading.low, reading.high)})"


def parts_picture(change: Change) -> Markup:
    """Each part as a bar from nought with its 90 % interval, in the order of exchange; the whole below."""
    rows = [(s.words, s.change, s.low, s.high, "part") for s in change.shares]
    rows.append(("all of it", change.change, change.low, change.high, "part whole"))
    ends = [number for _, middle, low, high, _ in rows for number in (middle, low, high)] + [0.0]
    x = svg.Scale(min(ends), max(ends), LABEL + 12, WIDTH - VALUE)
    drawn: list[Any] = [svg.line(x(0.0), 0, x(0.0), ROW * len(rows), "axis")]
    for number, (name, middle, low, high, style) in enumerate(rows):
        y = ROW * number + ROW / 2
        start, end = sorted((x(0.0), x(middle)))
        drawn += [
            svg.text(LABEL, y + 4, _short(name), "strong" if "whole" in style else "", "end"),
            svg.element("rect", x=start, y=y - 6, width=max(end - start, 0.5), height=12.0, class_=style),
            svg.line(x(low), y, x(high), y, "whisker"),
            svg.text(WIDTH - VALUE + 12, y + 4, change.step(middle), "strong" if "whole" in style else "tick"),
        ]
    return svg.picture(WIDTH, ROW * len(rows), f"{change.name}: what each part did", *drawn, key=f"p-{change.measure}")


def _short(name: str) -> str:
    most = int(LABEL / (12 * svg.LETTER_WIDTH))
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
