"""Folders of a scenario made from maps or filled from the files of the field."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pyrrhus.arguments import as_date, wrong_argument
from pyrrhus.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyrrhus.control_map.sector import Sector
    from pyrrhus.imports.report import ImportReport


def sector(
    town: str,
    control: str | Path,
    *,
    places_csv: str | Path | None = None,
    radius_km: float = 12.0,
    as_of: date | str | None = None,
    out: str | Path | None = None,
) -> Sector:
    """Build a scenario folder for any town from a folder of dated control maps; `out` defaults to the town's name."""
    from pyrrhus.control_map.sector import build_sector

    name = "".join(c if c.isalnum() else "_" for c in town.lower()).strip("_") or "sector"
    return build_sector(
        town,
        Path(control),
        out=Path(out) if out else Path(name),
        places_csv=Path(places_csv) if places_csv else None,
        radius_km=radius_km,
        as_of=as_date(as_of),
    )


def import_into(
    kind: str,
    files: Sequence[str | Path],
    into: str | Path,
    *,
    attacker: str | None = None,
    defender: str | None = None,
    centre: str | None = None,
    within_km: float | None = None,
    published: date | str | None = None,
    since: date | str | None = None,
    side: str | None = None,
) -> ImportReport:
    """Import files of a kind (acled, ucdp, viina, general-staff, equipment, displacement) into a scenario folder, or
    the new weeks of a folder of dated maps (map; up to `published`).

    A folder that is not there is made, with `attacker` and `defender` as its sides. Raises InputError; a folder is then
    as it was.
    """
    from pyrrhus.imports.run import ImportOptions, import_files

    if side not in (None, "attacker", "defender"):
        raise InputError([wrong_argument("side", f"'{side}' is no side", "write attacker or defender", "import_side")])
    if within_km is not None and not 0 < within_km <= 1000:
        fix = "write kilometres from the centre, at most 1000"
        raise InputError([wrong_argument("within_km", f"{within_km:g} km is no distance for that", fix, "import_km")])
    options = ImportOptions(
        attacker,
        defender,
        centre,
        within_km,
        as_date(published, "published"),
        as_date(since, "since"),
        "attacker" if side == "attacker" else "defender" if side == "defender" else None,
    )
    if kind == "map":
        from pyrrhus.imports.map_weeks import import_map

        if len(files) != 1:
            fix = "give the one folder of dated maps"
            raise InputError([wrong_argument("files", f"{len(files)} maps were given", fix, "import_map")])
        return import_map(files[0], into, until=options.published)
    return import_files(kind, files, into, options)
