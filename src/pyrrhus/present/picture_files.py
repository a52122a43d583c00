"""The report's own figures, each alone: as SVG that carries its style, and the numbers behind it as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyrrhus.arguments import wrong_argument
from pyrrhus.errors import InputError
from pyrrhus.present.report import map_colours

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

PAPER = '<rect x="-9999" y="-9999" width="29999" height="29999" fill="var(--paper)"/>'


@dataclass(frozen=True)
class Picture:
    """A figure by name: `svg` stands alone; `rows` are its numbers. A notebook shows it as it is."""

    name: str
    svg: str
    rows: tuple[Mapping[str, Any], ...] = ()

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the SVG (or with a name ending in .csv its numbers); returns the path. Raises InputError."""
        from pyrrhus.files.writer import write_files

        target = Path(path)
        content = self.csv() if target.suffix.lower() == ".csv" else self.svg
        write_files({target: content.encode("utf-8")}, force=force)
        return target

    def csv(self) -> str:
        """The numbers behind the figure."""
        from pyrrhus.present.tables import csv_text

        return csv_text(self.rows, tuple(self.rows[0]) if self.rows else ("name",))


class Plots:
    """The figures of an assessment's report, each by itself."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def fall(self) -> Picture:
        """The chance of the fall by each day, with the other events and baselines."""
        from pyrrhus.present import summary
        from pyrrhus.present.sections import fall_charts

        document = self.findings.document
        chart = fall_charts(summary.ladder(document, self.findings.events), self.findings)[0]
        rows = [{"event": name, **point} for name, curve in document["events"].items() for point in curve["cdf"]]
        rows += [{"event": f"baseline {name}", **point} for name, curve in document["baselines"].items()
                 for point in curve["cdf"]]  # fmt: skip
        return Picture("fall", alone(chart), tuple(rows))

    def map(self, date: str | None = None) -> Picture:
        """Who holds what on a day: as seen up to the as-of date, as forecast after it (the nearest day that there is).

        Raises InputError where the assessment has no map.
        """
        from pyrrhus.present.maps import CampaignMap

        if not self.findings.cells:
            raise InputError([wrong_argument("map", "this assessment has no ground to draw", "add a map", "plot")])
        ground = CampaignMap(self.findings)
        wanted = str(date) if date else str(self.findings.document["as_of"])
        frame = min(ground.frames, key=lambda frame: (abs(_ordinal(str(frame.day)) - _ordinal(wanted)), str(frame.day)))
        rows = tuple({"cell": cell.id, "day": str(frame.day), "attacker_0_1": value}
                     for cell, value in zip(self.findings.cells, frame.values, strict=True))  # fmt: skip
        return Picture(f"map_{frame.day}", alone(ground.picture(frame, key="map")), rows)

    def costs(self) -> tuple[Picture, ...]:
        """Losses, means, ground and civilians to the horizon: a fan for each, of each side."""
        from pyrrhus.present.fan_sections import figures

        made = []
        for group, charts in figures(self.findings).items():
            for chart in charts:
                name = "_".join(part for part in (group, chart["heading"], chart["side"] or "") if part)
                row = {
                    "what": chart["heading"],
                    "side": chart["side"],
                    "unit": chart["unit"],
                    "at the end": chart["end"],
                }
                made.append(Picture(_slug(name), alone(chart["chart"]), (row,)))
        return tuple(made)

    def options(self) -> tuple[Picture, ...]:
        """At what price of the symbol each side's choice turns; none where nothing was compared."""
        from pyrrhus.present.choices import choices_section

        found = choices_section(self.findings)
        if found is None:
            return ()
        rows = self.findings.document["decisions"]["flips"]
        return tuple(
            Picture(f"options_{flip['side']}", alone(flip["chart"]), tuple(
                {"stay": row["stay"], "leave": row["leave"], **point} for row in rows
                if row["side"] == flip["side"] for point in row["curve"]))
            for flip in found["flips"]
        )  # fmt: skip

    def all(self) -> tuple[Picture, ...]:
        """Every figure that there is."""
        ground = (self.map(),) if self.findings.cells else ()
        return (self.fall(), *ground, *self.costs(), *self.options())


def figure_files(findings: Findings) -> dict[str, bytes]:
    """Every figure as SVG and its numbers as CSV, by name of file."""
    made: dict[str, bytes] = {}
    for picture in Plots(findings).all():
        made[f"figure_{picture.name}.svg"] = picture.svg.encode("utf-8")
        made[f"figure_{picture.name}.csv"] = picture.csv().encode("utf-8")
    return made


def alone(chart: object) -> str:
    """A figure of the page as a file of its own, with the style of the page in it."""
    style = files("pyrrhus.present").joinpath("templates", "report.css").read_text(encoding="utf-8")
    style = style.replace("/*MAP COLOURS*/", map_colours()).replace("]]>", "")
    head, mark, rest = str(chart).partition(">")
    return f"{head}{mark}<style><![CDATA[{style}]]></style>{PAPER}{rest}\n"


def _ordinal(day: str) -> int:
    from datetime import date

    return date.fromisoformat(day[:10]).toordinal()


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name.lower()).strip("_")
