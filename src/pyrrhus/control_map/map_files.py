"""Which files of a folder are maps, and of which day: by their names, or by the folder of a day in which they lie."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pyrrhus.control_map.names_of_days import day_of_name
from pyrrhus.errors import InputError, Problem
from pyrrhus.inputs.refusal import too_much
from pyrrhus.limits import most

GEOJSON = (".geojson", ".geojson.gz", ".json", ".json.gz")
OTHER_FORMATS = (".gpkg", ".kml", ".kmz", ".shp", ".zip", ".topojson", ".fgb", ".gml")


def is_map_file(path: Path) -> bool:
    """Whether a name is that of a map; hidden files, as another system leaves beside (`._NAME`), are none."""
    return not path.name.startswith((".", "_")) and path.name.lower().endswith((*GEOJSON, *OTHER_FORMATS))


def list_map_files(root: Path) -> list[Path]:
    """The maps of a folder and of folders in it that are named by a day, or the file itself. Raises InputError."""
    try:
        if root.is_file():
            return [root]
        if root.is_dir():
            entries = sorted(root.iterdir())
            days = [e for e in entries if e.is_dir() and day_of_name(e.name) is not None and not e.name.startswith(".")]
            paths = [e for e in entries if is_map_file(e) and not e.is_dir()]
            paths += [file for folder in days for file in sorted(folder.iterdir()) if is_map_file(file)]
            if len(paths) > most("map_files"):
                raise InputError([too_much("map_files", len(paths)).problem(str(root))])
            return paths
        what = "is neither a folder nor a file of maps" if root.exists() else "there is no such folder"
    except (OSError, ValueError) as error:
        what = f"cannot be opened ({getattr(error, 'strerror', None) or error})"
    raise InputError([Problem(str(root), None, what, "name a folder of dated maps", "folder")])


def day_of_file(path: Path, root: Path) -> date | None:
    """The day of a map by its name, else by that of the folder of a day in which it lies."""
    day = day_of_name(path.name)
    return day if day is not None or path.parent == root else day_of_name(path.parent.name)
