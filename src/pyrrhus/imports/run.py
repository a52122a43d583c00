"""`pyrrhus import KIND FILE… --into FOLDER`: read, gather, and put behind what stands in the folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyrrhus.claims.ledger import SIDES
from pyrrhus.errors import InputError, Problem
from pyrrhus.files.appending import continue_files
from pyrrhus.files.writer import check_folder, write_folder
from pyrrhus.imports import acled, displacement, equipment, general_staff, ucdp, viina
from pyrrhus.imports.file_rows import FileRows, read_file_rows
from pyrrhus.imports.gathered import Gathered, Side, Spot
from pyrrhus.imports.kind import Given, Kind
from pyrrhus.imports.mapping import FILE, read_mapping
from pyrrhus.imports.merge import merge
from pyrrhus.imports.new_folder import days_of, find_centre, folder_files, name_places
from pyrrhus.imports.report import ImportReport
from pyrrhus.plain_text import folded
from pyrrhus.reading.side_names import code_of
from pyrrhus.scenario.draft import read_draft
from pyrrhus.scenario.input_files import refuse_workbook
from pyrrhus.scenario.nearest import advise
from pyrrhus.scenario.schema import SideNames

KINDS = {
    kind.name: kind
    for kind in (acled.KIND, ucdp.KIND, viina.KIND, general_staff.KIND, equipment.KIND, displacement.KIND)
}
FOLDER_KIND = "imported scenario"
MOST_DAYS = 3660
REACH = 2.0  # times the radius of the ground: claims on places farther away say little of the battle
NOT_OURS = {
    frozenset({"iso3", "year"}): "counts of a whole country by year, which are about no place of a battle",
    frozenset(
        {"admin1name", "reportingdate"}
    ): "counts of those who arrived in a province, not of those who left a place",
    frozenset({"said_on", "quantity"}): "a claims.csv already: put it into the folder as it is",
}


@dataclass(frozen=True)
class ImportOptions:
    """What a person says beside the files. `attacker` and `defender` name the sides of a folder that is to be made."""

    attacker: str | None = None
    defender: str | None = None
    centre: str | None = None
    within_km: float | None = None
    published: date | None = None
    since: date | None = None
    side: Side | None = None


def import_files(
    kind: str, files: Sequence[str | Path], into: str | Path, options: ImportOptions | None = None
) -> ImportReport:
    """Import files of a kind into a folder, which is made where there is none. All or nothing. Raises InputError."""
    options, folder = options or ImportOptions(), Path(into)
    refuse_workbook(folder)
    chosen = _kind(kind)
    tables = [read_file_rows(Path(file)) for file in files]
    for rows in tables:
        _check_kind(chosen, rows)
    is_new = not (folder / "scenario.yaml").exists()
    begun = _begin(folder, chosen, tables, options) if is_new else None
    gathered = _gathered(folder, chosen, options, begun.centre if begun else None)
    # files that locate places go before those that need them
    for rows in sorted(tables, key=lambda rows: "status" in rows.columns):
        chosen.gather(rows, gathered, Given(options.since, options.side))
    made = begun.files(gathered) if begun else {}
    merged = merge(folder, gathered, also=name_places(tables, gathered, chosen.title) if begun else set())
    if begun:
        merged.files = {**made, **merged.files}
        if "places.csv" in merged.added:
            merged.files["places.csv"] = _with_places(made["places.csv"], merged.files["places.csv"])
    mapping = gathered.mapping.appended()
    if gathered.mapping.new:
        merged.files[FILE] = mapping.encode("utf-8")
    if is_new:
        write_folder(folder, merged.files, FOLDER_KIND, elsewhere="name another folder with --into", replace=False)
    else:
        continue_files(folder, _in_order(merged.files))
    asked = Counter({actor: count for (_, actor), count in gathered.mapping.asked.items()})
    return ImportReport(
        folder,
        chosen.name,
        gathered.rows,
        merged.added,
        dict(gathered.left_out.most_common()),
        dict(asked.most_common()),
        tuple(merged.differing),
        is_new,
        where={why: tuple(places) for why, places in gathered.where.items()},
    )


def recognise(rows: FileRows) -> Kind | None:
    """Which kind a file is of, by its columns; None where it is of none."""
    return next((kind for kind in KINDS.values() if kind.fits(rows)), None)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise InputError(
            [Problem("import", None, f"there is no kind '{name[:40]}'", advise(name, (*KINDS, "map")), "import_kind")]
        )
    return KINDS[name]


def _check_kind(kind: Kind, rows: FileRows) -> None:
    if kind.fits(rows):
        return
    for columns, what in NOT_OURS.items():
        if columns <= set(rows.columns):
            raise InputError(
                [Problem(rows.name, 1, f"holds {what}", "give a table of places or events", "import_kind")]
            )
    other = recognise(rows)
    if other is not None:
        fix = f"run: pyrrhus import {other.name} {rows.name} --into FOLDER"
        raise InputError([Problem(rows.name, 1, f"holds {other.title}, not {kind.title}", fix, "import_kind")])
    if rows.has("type", "features") or rows.has("geometry"):
        fix = "run: pyrrhus sector TOWN --control FOLDER"
        raise InputError([Problem(rows.name, None, "is a map", fix, "import_kind")])
    nearest = min(kind.layouts, key=lambda layout: len(layout - set(rows.columns)))
    missing = ", ".join(sorted(nearest - set(rows.columns)))
    raise InputError(
        [
            Problem(
                rows.name,
                1,
                f"has no column {missing}, which {kind.title} have",
                "export it with all columns",
                "import_columns",
            )
        ]
    )


@dataclass(frozen=True)
class _Begun:
    """A folder that is being made."""

    centre: Spot
    start: date
    last: date
    attacker: str
    defender: str
    kind: str
    name: str

    def files(self, gathered: Gathered) -> dict[str, bytes]:
        said = [date.fromisoformat(c["said_on"]) for c in gathered.claims.values()]
        as_of = max([self.last, *said])
        _check_span(self.name, self.start, as_of)
        return folder_files(self.centre, self.start, as_of, self.attacker, self.defender, self.kind)


def _begin(folder: Path, kind: Kind, tables: list[FileRows], options: ImportOptions) -> _Begun:
    name = str(folder)
    if kind.whole_front:
        fix = "make the folder first, with `pyrrhus new`, `pyrrhus sector` or a file of events"
        raise InputError(
            [Problem(name, None, "has no scenario.yaml, and these figures are of no place", fix, "import_into")]
        )
    if not options.attacker or not options.defender:
        fix = "say whose battle it is, for one --attacker Redland --defender Blueland"
        raise InputError([Problem(name, None, "has no scenario.yaml yet", fix, "import_into")])
    check_folder(folder, FOLDER_KIND, elsewhere="name another folder with --into", replace=False)
    days = days_of(tables)
    if days is None:
        raise InputError(
            [Problem(tables[0].name, None, "no date of it can be read", "write YYYY-MM-DD", "import_dates")]
        )
    _check_span(tables[0].name, *days)
    return _Begun(
        find_centre(tables, options.centre), *days, options.attacker, options.defender, kind.title, tables[0].name
    )


def _check_span(name: str, first: date, last: date) -> None:
    """Refuse dates that are no campaign's, of what happened or of when it was said."""
    if (last - first).days > MOST_DAYS:
        what = f"its dates run from {first} to {last}, and a campaign has at most ten years"
        fix = "correct a date that is wrong, or give the rows of one campaign"
        raise InputError([Problem(name, None, what, fix, "import_dates")])


def _gathered(folder: Path, kind: Kind, options: ImportOptions, centre: Spot | None) -> Gathered:
    """What is known of the folder before its files are read."""
    if centre is not None:
        assert options.attacker is not None
        assert options.defender is not None
        sides = {"attacker": SideNames(name=options.attacker), "defender": SideNames(name=options.defender)}
        spots, sources, radius = {centre.id: centre}, {}, 16.0
    else:
        draft = read_draft(folder)
        bad = [p for p in draft.problems if p.severity == "error" and p.file in ("scenario.yaml", "places.csv")]
        if bad:
            raise InputError(bad)
        sides = {side: getattr(draft.file.sides, side) for side in SIDES}
        spots = {p.id: Spot(p.id, p.name, p.lat, p.lon, p.aliases) for p in draft.rows["places"]}
        sources = {folded(s.name): s.id for s in draft.rows["sources"]}
        centre, radius = spots.get(draft.file.centre), draft.file.tiling.radius_km
    words: dict[str, Side] = {}
    for side, names in sides.items():
        for word in (names.name, names.adjective, code_of(names.name) or ""):
            if word:
                words[folded(word)] = "attacker" if side == "attacker" else "defender"
    return Gathered(
        kind.name,
        read_mapping(folder, words),
        spots,
        centre,
        options.within_km or REACH * radius,
        options.published,
        {side: names.name for side, names in sides.items()},
        sources,
    )


def _with_places(first: bytes, added: bytes) -> bytes:
    """The table with the centre, and the rows that were gathered for a folder that had none."""
    import csv
    import io

    from pyrrhus.files.csv_lines import csv_lines

    header, centre = list(csv.reader(io.StringIO(first.decode())))
    rows = list(csv.DictReader(io.StringIO(added.decode())))
    return csv_lines([header, centre, *([row.get(column, "") for column in header] for row in rows)]).encode("utf-8")


def _in_order(files: dict[str, bytes]) -> dict[str, bytes]:
    """What others refer to first, so that a kill between two leaves a folder that still reads; claims last."""
    return {name: files[name] for name in sorted(files, key=lambda name: (name == "claims.csv", name))}
