"""Checks of the tiling."""

from __future__ import annotations

import math
from collections.abc import Iterator

from pyrrhus.scenario.checks.registry import Found, at, check
from pyrrhus.scenario.draft import FolderDraft

MOST_CELLS = 4000


@check(
    "cells larger than the ground that they tile", "make tiling.cell_km smaller than tiling.radius_km", needs="tiling"
)
def tiling_cell_too_large(draft: FolderDraft) -> Iterator[Found]:
    tiling = draft.file.tiling
    if tiling.cell_km > tiling.radius_km:
        found = f"cell_km {tiling.cell_km:g} is larger than radius_km {tiling.radius_km:g}"
        yield *at(draft, "tiling.cell_km"), found, "write a cell_km of a tenth of the radius or so"


@check("fine cells larger than the coarse ones", "make tiling.fine_cell_km smaller", needs="tiling")
def tiling_fine_cell_too_large(draft: FolderDraft) -> Iterator[Found]:
    tiling = draft.file.tiling
    if tiling.fine_cell_km > tiling.cell_km:
        found = f"fine_cell_km {tiling.fine_cell_km:g} is larger than cell_km {tiling.cell_km:g}"
        yield *at(draft, "tiling.fine_cell_km"), found, "write a fine_cell_km not above cell_km"


@check("fine cells that reach beyond the tiling", "make tiling.fine_radius_km smaller", needs="tiling")
def tiling_fine_radius_too_large(draft: FolderDraft) -> Iterator[Found]:
    tiling = draft.file.tiling
    if tiling.fine_radius_km > tiling.radius_km:
        found = f"fine_radius_km {tiling.fine_radius_km:g} is larger than radius_km {tiling.radius_km:g}"
        yield *at(draft, "tiling.fine_radius_km"), found, "write a fine_radius_km not above radius_km"


@check("more than 4,000 cells", "make the cells larger or the radius smaller", needs="tiling")
def tiling_too_many_cells(draft: FolderDraft) -> Iterator[Found]:
    tiling = draft.file.tiling
    cells = cells_about(tiling.radius_km, tiling.cell_km) + cells_about(tiling.fine_radius_km, tiling.fine_cell_km)
    if cells > MOST_CELLS:
        found = f"the tiling has about {cells:,.0f} cells; the most is 4,000"
        yield *at(draft, "tiling"), found, "make cell_km or fine_cell_km larger, or the radii smaller"


def cells_about(radius_km: float, cell_km: float) -> float:
    """How many hexes of that width a disc holds, about (a hex of width d has an area of 0.866 d²)."""
    return math.pi * radius_km**2 / (math.sqrt(3) / 2 * cell_km**2)
