"""How much of anything is read: one table, which the manual prints. What is larger is refused in words, never tried.

The numbers are far above what maps, folders and articles that people publish need, and low enough that whatever keeps
within them is read, or refused, within seconds (a file at the very limits within a quarter of a minute) and a gibibyte.
"""

from __future__ import annotations

from typing import NamedTuple

MIB = 1024 * 1024


class Limit(NamedTuple):
    """The most that is read of one thing: its name, the number with its unit, what is counted, what to do instead."""

    name: str
    most: int
    unit: str
    counts: str
    instead: str


LIMITS: dict[str, Limit] = {
    limit.name: limit
    for limit in (
        Limit("scenario_bytes", 256 * 1024, "bytes", "scenario.yaml", "keep what it needs; put rows in tables"),
        Limit("yaml_nesting", 40, "levels", "lists and mappings in each other in scenario.yaml", "write flat lists"),
        Limit("yaml_values", 50_000, "values", "scenario.yaml, with every alias written out", "leave out aliases"),
        Limit("table_bytes", 32 * MIB, "bytes", "a CSV file, after unpacking", "keep the rows that are needed"),
        Limit("table_rows", 50_000, "rows", "a CSV file", "keep the rows that are needed"),
        Limit("table_columns", 200, "columns", "a CSV file", "keep the columns that are documented"),
        Limit("cell_characters", 32_767, "characters", "one cell of a CSV file", "shorten the cell"),
        Limit("workbook_bytes", 32 * MIB, "bytes", "a workbook (.xlsx)", "keep the rows that are needed"),
        Limit("workbook_unpacked", 128 * MIB, "bytes", "a workbook after unpacking", "keep the rows that are needed"),
        Limit("number_digits", 100, "characters", "one number", "round it"),
        Limit("problems_shown", 200, "problems", "what one reading says", "mend these and run it again"),
        Limit("lines_bytes", 4 * MIB, "bytes", "lines.geojson", "keep the lines round the town, and simplify them"),
        Limit("line_points", 50_000, "points", "all lines of lines.geojson", "simplify them to some tens of metres"),
        Limit("map_files", 5_000, "files", "a folder of maps", "split the folder by years"),
        Limit(
            "map_bytes",
            48 * MIB,
            "bytes",
            "a file of polygons, packed or after unpacking",
            "split the file by dates, or simplify its outlines",
        ),
        Limit(
            "json_nesting",
            40,
            "levels",
            "lists and objects inside each other in a file of polygons",
            "write plain GeoJSON",
        ),
        Limit(
            "json_values",
            6_000_000,
            "values",
            "a file of polygons, every number and list counted (an element of KML or GML as eleven)",
            "split the file by dates, or simplify its outlines",
        ),
        Limit("map_features", 50_000, "features", "a file of polygons", "split the file by dates"),
        Limit("map_layers", 200, "layers", "a map in a format of GIS", "keep the layers that are needed"),
        Limit(
            "layer_values",
            20_000_000,
            "values",
            "KML or GML, times its layers, since each reads the file again",
            "keep the layers that are needed",
        ),
        Limit("archive_files", 5_000, "files", "a zip file, KMZ or workbook", "pack the map or the table alone"),
        Limit("xml_nesting", 100, "levels", "elements in each other in KML or GML", "save the map as GeoJSON"),
        Limit("xml_names", 500, "names", "elements and fields of KML or GML", "save the map as GeoJSON"),
        Limit("polygon_points", 200_000, "points", "one feature", "simplify its outline to some tens of metres"),
        Limit(
            "map_points",
            20_000_000,
            "points",
            "all polygons of a folder",
            "split the folder by years, or simplify the outlines",
        ),
        Limit(
            "near_pairs",
            5_000_000,
            "pairs",
            "segments that lie close, in one polygon or in two",
            "simplify the outline",
        ),
        Limit(
            "crossings",
            50_000,
            "crossings",
            "one outline with itself, or two outlines with each other",
            "mend the outline where it crosses itself",
        ),
        Limit(
            "map_near_pairs",
            200_000_000,
            "pairs",
            "such pairs of segments in a file of polygons",
            "simplify the outlines",
        ),
        Limit(
            "map_new_points",
            500_000,
            "points",
            "what mending and laying together adds to a file of polygons",
            "mend outlines where they cross themselves or each other",
        ),
        Limit(
            "map_days",
            40_000,
            "days",
            "from the first date of a folder of maps to the last",
            "split the folder by years",
        ),
        Limit("places_round", 2_000, "places", "the ground of one sector", "list those that matter, or look less far"),
        Limit("article_bytes", MIB, "bytes", "an article with its markup", "give one article at a time"),
        Limit("article_characters", 100_000, "characters", "the text of an article", "give one article at a time"),
        Limit("word_characters", 400, "characters", "one word of an article", "nothing: what is longer is left out"),
        Limit("import_bytes", 128 * MIB, "bytes", "a file to be imported, after unpacking", "split it by dates"),
        Limit("import_rows", 200_000, "rows", "a file to be imported", "split it by dates"),
        Limit(
            "progress_bytes",
            256 * MIB,
            "bytes",
            "the file of finished work beside a backtest",
            "delete it; what it held is computed again",
        ),
    )
}

FIRST_YEAR, LAST_YEAR = 100, 8999
"""Years that a map may be dated: far enough from both ends of the calendar for every sum of days."""


def most(name: str) -> int:
    """The limit of that name."""
    return LIMITS[name].most


def said(number: int, unit: str) -> str:
    """A number with its unit, as messages and the manual write it: bytes as KiB and MiB."""
    if unit != "bytes":
        return f"{number:,} {unit}"
    return f"{number / MIB:.0f} MiB" if number >= MIB else f"{number / 1024:.0f} KiB"
