"""A chart of the report: drawn once for wide and once for narrow pages, with its numbers as a table beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pyrrhus.present import svg

WIDE, NARROW = 680.0, 350.0


@dataclass(frozen=True)
class Room:
    """How much room a drawing has: its width in units, which are about pixels, and whether the page is wide."""

    width: float
    wide: bool

    @property
    def key(self) -> str:
        return "w" if self.wide else "n"

    def pick(self, wide: float, narrow: float) -> float:
        """One number for wide pages, another for narrow ones."""
        return wide if self.wide else narrow


Drawing = tuple[float, list[Markup]]
"""The height of a drawing and its parts."""


@dataclass(frozen=True)
class Figure:
    """A finished chart: heading and line below it, both drawings, the table of its numbers, and a note."""

    key: str
    heading: str
    sub: str
    wide: Markup
    narrow: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def make_figure(
    key: str,
    heading: str,
    sub: str,
    description: str,
    draw: Callable[[Room], Drawing],
    *,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    note: str = "",
    class_: str = "",
    wide: float = WIDE,
) -> Figure:
    """Draw a chart for both widths (`wide` is that of wide pages). `description` says in words what it shows; `rows`
    are its numbers as text.
    """
    drawn = []
    for room in (Room(wide, True), Room(NARROW, False)):
        height, parts = draw(room)
        drawn.append(
            svg.picture(
                room.width, height, heading, *parts, class_=class_, key=f"{key}-{room.key}", description=description
            )
        )
    return Figure(
        key, heading, sub, drawn[0], drawn[1], tuple(columns), tuple(tuple(str(c) for c in row) for row in rows), note
    )


def value_axis(scale: svg.Scale, top: float, bottom: float, labels_at: float, steps: Sequence[float]) -> list[Markup]:
    """Vertical lines of a grid with their numbers above or below; numbers that would touch are left out."""
    parts: list[Markup] = []
    free = -1e9
    for step in steps:
        at = scale(step)
        parts.append(svg.line(at, top, at, bottom, "grid"))
        label = svg.step_words(step)
        half = svg.text_width(label, 11.5) / 2
        if at - half > free + 6:
            parts.append(svg.text(at, labels_at, label, "tick", "middle"))
            free = at + half
    return parts


def fold(text: str, most: int) -> list[str]:
    """A label on at most two lines of about `most` letters each, cut where it is longer still."""
    if len(text) <= most:
        return [text]
    words, first = text.split(" "), ""
    while words and len(first) + len(words[0]) + 1 <= most:
        first = f"{first} {words.pop(0)}".strip()
    first = first or words.pop(0)[:most]
    second = " ".join(words)
    return [first, second if len(second) <= most else second[: most - 1].rstrip() + "…"] if second else [first]
