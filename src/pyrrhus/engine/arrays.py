"""The arrays that the kernel works on, as named tuples; what each holds, its shape and its units.

What differs between draws is listed in `fields.py`; this is what all draws share, and the names of rows and columns.

Sides: 0 attacker, 1 defender. Kinds of troops: 0 regular, 1 assault, 2 conscript, 3 territorial. Shares of ground are
the attacker's, 0 to 1. Days count from the first day of the run.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyrrhus.engine.fields import RECORD, arrays_of

ATTACKER, DEFENDER = 0, 1
KINDS = 4
DORMANT, PROBING, OFFENSIVE = 0, 1, 2
KILLED, WOUNDED, CAPTURED = 0, 1, 2

LAWS = ("orders", "supply", "attrition", "advance", "control", "sustainment", "withdrawal", "civilians", "will")
"""The nine laws in the order of a day; `Settings.laws` switches each to its neutral form by a 0."""
ORDERS, SUPPLY, ATTRITION, ADVANCE, CONTROL, SUSTAINMENT, WITHDRAWAL, CIVILIANS, WILL = range(len(LAWS))

# rows of the table of parameters that are turned into others before a run, or read only where it is judged and shown
NOT_IN_A_DAY = (
    "attacker_personnel",
    "defender_personnel",
    "personnel_error_factor",
    "civilians_share_0_1",
    "children_share_0_1",
    "artillery_reach_km",
)


def _parameters() -> tuple[str, ...]:
    """Columns of the parameter matrix: rows of `scenario/parameters.csv` in their order, those that a day may read.

    A row that is absent unless given becomes others before the run; of the values only the town's symbol moves a law.
    """
    table = Path(__file__).parents[1] / "scenario" / "parameters.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return tuple(
        row["name"]
        for row in rows
        if row["default"] != "none"
        and row["name"] not in NOT_IN_A_DAY
        and (row["section"] != "values" or row["name"].endswith("_symbol_0_1"))
    )


PARAMETERS = _parameters()
COLUMN = {name: i for i, name in enumerate(PARAMETERS)}


class Ground(NamedTuple):
    """What does not change: cells, borders, roads, events. CSR lists: neighbours of c are start[c]..start[c+1].

    Numbers of cells and places in lists have no sign: of one with a sign compiled code asks at every look whether it
    counts from the end (`docs/explanation/roofline.md`).
    """

    area_km2: NDArray[np.float64]  # [cell]
    half_depth_km: NDArray[np.float64]  # [cell] from its centre to its border
    built_up: NDArray[np.float64]  # [cell] 0..1
    town: NDArray[np.float64]  # [cell] weight in the main event's ground, sums to 1
    town_cells: NDArray[np.uint32]  # cells with a weight in it
    near: NDArray[np.float64]  # [cell] weight in the disc of 5 km round the centre, sums to 1
    near_cells: NDArray[np.uint32]
    near_km2: float  # area of that disc that lies on the map
    sector: NDArray[np.float64]  # [cell] share of the cell that lies within 12 km of the centre
    sector_km2: float
    activity: NDArray[np.float64]  # [cell] recent changes of ground near it against the mean along the front
    axis: NDArray[np.uint32]  # [cell]
    axis_hash: NDArray[np.uint32]  # [axis]
    axis_start: NDArray[np.uint32]  # [axis + 1] cells of an axis are axis_cells[start..]
    axis_cells: NDArray[np.uint32]  # [cell]
    neighbour_start: NDArray[np.uint32]  # [cell + 1]
    neighbour: NDArray[np.uint32]  # [2 borders]
    border_km: NDArray[np.float32]  # [2 borders]
    distance_km: NDArray[np.float32]  # [2 borders] between centroids
    road_0_1: NDArray[np.float32]  # [2 borders] capacity of the best road across
    bridge_link: NDArray[np.uint32]  # [bridge, 2] places in the lists of neighbours, from either end
    bridge_cells: NDArray[np.uint32]  # [bridge, 2]
    bridge_hash: NDArray[np.uint32]  # [bridge]
    entry: NDArray[np.uint8]  # [side, cell] supply enters here while the side holds it
    roads_known: int
    event_start: NDArray[np.uint32]  # [event + 1]
    event_cell: NDArray[np.uint32]
    event_weight: NDArray[np.float64]
    event_share: NDArray[np.float64]  # [event] threshold
    event_hold: NDArray[np.int32]  # [event] days
    main_event: int
    rear_x_km: NDArray[np.float64]  # [rear place]
    rear_y_km: NDArray[np.float64]
    x_km: NDArray[np.float64]  # [cell]
    y_km: NDArray[np.float64]


class Timeline(NamedTuple):
    """What is given by date: season, arrivals, observed maps, days to record. Day 0 is the first day."""

    days: int
    mud: NDArray[np.float64]  # [day] 0..1
    arrival_day: NDArray[np.int32]  # [arrival], ascending
    arrival_side: NDArray[np.int32]
    arrival_kind: NDArray[np.int32]
    arrival_axis: NDArray[np.int32]  # -1: where the front is
    arrival_personnel: NDArray[np.float64]
    map_day: NDArray[np.int32]  # [map], ascending; maps are put in force on the evening of that day
    map_attacker: NDArray[np.float32]  # [map, cell]
    map_contested: NDArray[np.float32]  # [map, cell]
    record_day: NDArray[np.int32]  # [record], ascending
    usual: NDArray[np.float64]  # [way, day] mean ratio of tempo to the first day's where nothing is ordered, scheduled
    change_day: NDArray[np.int32]  # [change], ascending, on the evening; 0 and before: from the beginning of the run
    change_column: NDArray[np.int32]  # [change] parameter
    change_value: NDArray[np.float64]  # [change] its new value; NaN where it is multiplied
    change_factor: NDArray[np.float64]  # [change]
    roads_day: NDArray[np.int32]  # [roads], ascending, on the evening: from then on roads are as the row says
    road_0_1: NDArray[np.float32]  # [roads, 2 borders] as in `Ground`
    roads_entry: NDArray[np.uint8]  # [roads, side, cell] as in `Ground`
    bridge_stands: NDArray[np.uint8]  # [roads, bridge] 1 where one that is down is passable again


class Settings(NamedTuple):
    """How the run is made: seed, switches of the laws, policies of both sides."""

    seed: int
    laws: NDArray[np.uint8]  # [9] 1 at work, 0 neutral; attrition: 2 for Lanchester's laws
    exponents: NDArray[np.float64]  # [2] of the enemy's and of the own strength in Lanchester's laws
    effort: NDArray[np.float64]  # [stage, axis] weight of the axis in the attacker's plan
    transitions: NDArray[np.float64]  # [way, level, level] of the chain of tempo by week, summed along the last
    attacker_stages: NDArray[np.float64]  # [stage, STAGE_WIDTH] policies as `laws/policies.py` reads them
    attacker_clauses: NDArray[np.float64]  # [clause, CLAUSE_WIDTH]
    defender_stages: NDArray[np.float64]
    defender_clauses: NDArray[np.float64]
    road_leg: NDArray[np.int32]  # [named road + 1] its legs
    leg_start: NDArray[np.int32]  # [leg + 1] their cells
    leg_cell: NDArray[np.int32]
    observed: int  # 1 while observed maps are in force: no pocket is closed and nobody leaves, the hazard is summed up


if TYPE_CHECKING:
    from pyrrhus.engine.fields import DrawArrays

    class RunRecord(DrawArrays):
        """What a run keeps."""

else:
    RunRecord = arrays_of("RunRecord", RECORD, __name__)


class CellCounts(NamedTuple):
    """Per block: draws in which the attacker holds a cell, and the sum of its share in units of 2^-20."""

    held: NDArray[np.int64]  # [record, cell]
    share: NDArray[np.int64]  # [record, cell]
