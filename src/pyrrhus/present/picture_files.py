"""The report's own figures, each alone: as SVG that carries its style, as PNG, and the numbers behind it as CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyrrhus.arguments import wrong_argument
from pyrrhus.errors import InputError
from pyrrhus.present.figure_heading import map_heading, text_heading
from pyrrhus.present.page_frame import map_colours

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings
    from pyrrhus.present.figure import Drawing, Figure

BOX = re.compile(r'viewBox="0 0 (\S+) (\S+)"')
ABOVE = '<rect x="-9999" y="-9999" width="29999" height="9999" fill="var(--paper)"/>'
PAPER = '<rect x="-9999" y="-9999" width="29999" height="29999" fill="var(--paper)"/>'


@dataclass(frozen=True, repr=False)
class Picture:
    """A figure by name: `svg` stands alone; `rows` are its numbers. A notebook shows it as it is."""

    name: str
    svg: str
    rows: tuple[Mapping[str, Any], ...] = ()

    def __repr__(self) -> str:
        return f"Picture({self.name}, {len(self.rows)} rows)"

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the SVG (.csv in the name: its numbers; .png: a PNG); returns the path. Raises InputError."""
        from pyrrhus.files.writer import write_files

        target = Path(path)
        kind = target.suffix.lower()
        content = self.png() if kind == ".png" else (self.csv() if kind == ".csv" else self.svg).encode("utf-8")
        write_files({target: content}, force=force)
        return target

    def png(self) -> bytes:
        """The figure on light paper, twice its size. Raises InputError where the rasteriser is not installed."""
        from pyrrhus.present.raster import can_raster, to_png

        if not can_raster():
            what = "a PNG needs resvg-py, which is not installed"
            raise InputError([wrong_argument("png", what, "pip install 'pyrrhus[figures]', or write .svg", "figures")])
        return to_png(self.svg)

    def csv(self) -> str:
        """The numbers behind the figure."""
        from pyrrhus.present.output_tables import csv_text

        return csv_text(self.rows, tuple(self.rows[0]) if self.rows else ("name",))


class Pictures(tuple[Picture, ...]):
    """Figures in their order. A notebook shows one below the other."""

    def _ipython_display_(self) -> None:
        from importlib import import_module

        import_module("IPython.display").display(*self)


class Plots:
    """The figures of an assessment's report, each by itself."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def fall(self) -> Picture:
        """The chance of the fall by each day, with what plain rules say. Its numbers begin with what is published,
        where a record weighs campaigns and rules; the campaigns' own follow, for each event."""
        from pyrrhus.present.fall_chart import fall_figure

        document = self.findings.document
        published = document.get("published")
        curves = {
            **({f"published: {document['event']['id']}": published} if published else {}),
            **document["events"],
            **{f"rule: {name}": curve for name, curve in document["baselines"].items()},
        }
        rows = tuple({"event": name, **point} for name, curve in curves.items() for point in curve["cdf"])
        return replace(_picture(fall_figure(self.findings)), rows=rows)

    def map(self, date: str | None = None) -> Picture:
        """Who holds what on a day: as seen up to the as-of date, as forecast after it (the nearest day that there is).

        Raises InputError where the assessment has no map.
        """
        from pyrrhus.present.map_ground import CampaignMap
        from pyrrhus.present.map_picture import draw_map

        if not self.findings.cells:
            raise InputError([wrong_argument("map", "this assessment has no ground to draw", "add a map", "plot")])
        ground = CampaignMap(self.findings)
        wanted = str(date) if date else str(self.findings.document["as_of"])
        frame = min(ground.frames, key=lambda frame: (abs(_ordinal(str(frame.day)) - _ordinal(wanted)), str(frame.day)))
        rows = tuple(
            {"cell": cell.id, "day": str(frame.day), "attacker_0_1": value}
            for cell, value in zip(self.findings.cells, frame.values, strict=True)
        )
        drawn = draw_map(ground, key="map", frame=frame)
        return Picture(f"map_{frame.day}", alone(drawn, map_heading(ground, frame)), rows)

    def costs(self) -> Pictures:
        """What it costs soldiers and civilians: the charts of the second and the seventh question."""
        return self._of("Q2", "Q7")

    def options(self) -> Pictures:
        """What it is worth and what each side could do: the charts of the third and the fourth question."""
        return self._of("Q3", "Q4")

    def _of(self, *questions: str) -> Pictures:
        from pyrrhus.present.blocks import figure_of

        answers = [answer for answer in self.findings.document["answers"] if answer["id"] in questions]
        made = (figure_of(answer, self.findings) for answer in answers)
        return Pictures(_picture(figure) for figure in made if figure is not None)

    def all(self) -> Pictures:
        """Every figure that there is."""
        ground = (self.map(),) if self.findings.cells else ()
        return Pictures((self.fall(), *ground, *self._of(*(f"Q{number}" for number in range(1, 9)))))


def figure_files(findings: Findings) -> dict[str, bytes]:
    """Every figure as SVG, as PNG where that can be made, and its numbers as CSV, by name of file."""
    from pyrrhus.present.raster import can_raster

    made: dict[str, bytes] = {}
    raster = can_raster()
    for picture in Plots(findings).all():
        if raster:
            made[f"figure_{picture.name}.png"] = picture.png()
        made[f"figure_{picture.name}.svg"] = picture.svg.encode("utf-8")
        made[f"figure_{picture.name}.csv"] = picture.csv().encode("utf-8")
    return made


def alone(chart: object, heading: Drawing = (0.0, [])) -> str:
    """A figure of the page as a file of its own, with the style of the page in it and a heading above it."""
    style = files("pyrrhus.present").joinpath("templates", "report.css").read_text(encoding="utf-8")
    style = style.replace("/*MAP COLOURS*/", map_colours()).replace("]]>", "")
    head, mark, rest = str(chart).partition(">")
    above, parts = heading
    if above:  # last, on paper of its own: a map goes on beyond its edge
        head = BOX.sub(lambda box: f'viewBox="0 {-above:g} {box[1]} {float(box[2]) + above:g}"', head, count=1)
        rest = f"{rest.removesuffix('</svg>')}{ABOVE}{''.join(parts)}</svg>"
    return f"{head}{mark}<style><![CDATA[{style}]]></style>{PAPER}{rest}\n"


def _ordinal(day: str) -> int:
    from datetime import date

    return date.fromisoformat(day[:10]).toordinal()


def _picture(figure: Figure) -> Picture:
    return Picture(
        figure.key.replace("-", "_"),
        alone(figure.wide, text_heading(figure.heading, figure.sub)),
        tuple(dict(zip(figure.columns, row, strict=True)) for row in figure.rows),
    )
