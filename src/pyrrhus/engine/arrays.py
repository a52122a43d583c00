"""The arrays that the kernel works on, as named tuples; what each holds, its shape and its units.

Sides: 0 attacker, 1 defender. Kinds of troops: 0 regular, 1 assault, 2 conscript, 3 territorial. Shares of ground are
the attacker's, 0 to 1. Days count from the first day of the run.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ATTACKER, DEFENDER = 0, 1
KINDS = 4
DORMANT, PROBING, OFFENSIVE = 0, 1, 2
KILLED, WOUNDED, CAPTURED = 0, 1, 2

LAWS = ("orders", "supply", "attrition", "advance", "control", "sustainment", "withdrawal", "civilians", "will")
"""The nine laws in the order of a day; `Settings.laws` switches each to its neutral form by a 0."""

# Columns of the parameter matrix, in the order that the kernel knows them.
PARAMETERS = (
    "offensive_advance_km_per_day", "moves_per_km_day", "move_size_log_sd", "backward_share_0_1",
    "built_up_advance_factor", "fortified_advance_factor", "mud_advance_factor", "force_ratio_advance_elasticity",
    "intensity_log_sd", "intensity_half_life_days", "intensity_common_share_0_1", "probing_intensity_ratio",
    "dormant_intensity_ratio", "offensive_mean_days", "pause_mean_days", "counter_attack_share_0_1",
    "contested_share_to_attacker_0_1", "attacker_loss_rate_per_day", "exchange_ratio", "force_ratio_elasticity",
    "fire_elasticity", "fires_share_of_losses_0_1", "fortification_cover_0_1", "built_up_cover_0_1",
    "wounded_per_killed", "captured_share_0_1", "max_density_per_km", "contact_share_0_1", "assault_exposure_ratio",
    "quality_assault", "quality_conscript", "quality_territorial", "attacker_replacements_per_day",
    "defender_replacements_per_day", "attacker_recruits_per_day", "defender_recruits_per_day",
    "attacker_reserve_share", "defender_reserve_share", "returned_wounded_share_0_1",
    "convalescence_days", "attacker_shells_per_day", "defender_shells_per_day", "shell_stock_days",
    "fire_control_range_km", "corridor_need_km", "track_capacity_0_1", "supply_need_0_1", "supply_stock_days",
    "withdrawal_base_per_day", "withdrawal_corridor_weight", "withdrawal_shoulder_weight", "withdrawal_both_weight",
    "withdrawal_town_weight", "withdrawal_reserve_weight", "withdrawal_loss_weight", "withdrawal_symbol_weight",
    "withdrawal_days", "objective_reach_km", "cut_off_capture_per_day", "culmination_loss_0_1", "will_loss_weight",
    "will_gain_weight", "sunk_cost_weight", "destruction_per_day",
    "fortification_per_day", "fortification_start_0_1", "attacker_symbol_0_1", "defender_symbol_0_1",
    "pause_after_fall_days", "next_line_works_0_1", "bridge_down_per_day", "civilians_leave_per_day",
    "civilians_harm_per_day", "civilian_stock_days", "evacuation_leave_ratio",
)  # fmt: skip
COLUMN = {name: i for i, name in enumerate(PARAMETERS)}


class Ground(NamedTuple):
    """What does not change: cells, borders, roads, events. CSR lists: neighbours of c are start[c]..start[c+1]."""

    area_km2: NDArray[np.float64]  # [cell]
    half_depth_km: NDArray[np.float64]  # [cell] from its centre to its border
    built_up: NDArray[np.float64]  # [cell] 0..1
    town: NDArray[np.float64]  # [cell] weight in the main event's ground, sums to 1
    town_cells: NDArray[np.int32]  # cells with a weight in it
    near: NDArray[np.float64]  # [cell] weight in the disc of 5 km round the centre, sums to 1
    near_cells: NDArray[np.int32]
    near_km2: float  # area of that disc that lies on the map
    axis: NDArray[np.int32]  # [cell]
    axis_hash: NDArray[np.uint32]  # [axis]
    axis_start: NDArray[np.int32]  # [axis + 1] cells of an axis are axis_cells[start..]
    axis_cells: NDArray[np.int32]  # [cell]
    neighbour_start: NDArray[np.int32]  # [cell + 1]
    neighbour: NDArray[np.int32]  # [2 borders]
    border_km: NDArray[np.float32]  # [2 borders]
    distance_km: NDArray[np.float32]  # [2 borders] between centroids
    road_0_1: NDArray[np.float32]  # [2 borders] capacity of the best road across
    bridge_link: NDArray[np.int32]  # [bridge, 2] places in the lists of neighbours, from either end
    bridge_cells: NDArray[np.int32]  # [bridge, 2]
    bridge_hash: NDArray[np.uint32]  # [bridge]
    entry: NDArray[np.uint8]  # [side, cell] supply enters here while the side holds it
    roads_known: int
    event_start: NDArray[np.int32]  # [event + 1]
    event_cell: NDArray[np.int32]
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


class Settings(NamedTuple):
    """How the run is made: seed, switches of the laws, policies of both sides."""

    seed: int
    laws: NDArray[np.uint8]  # [9] 1 at work, 0 neutral; attrition: 2 for Lanchester's laws
    exponents: NDArray[np.float64]  # [2] of the enemy's and of the own strength in Lanchester's laws
    effort: NDArray[np.float64]  # [stage, axis] weight of the axis in the attacker's plan
    attacker_stages: NDArray[np.float64]  # [stage, STAGE_WIDTH] policies as `laws/policies.py` reads them
    attacker_clauses: NDArray[np.float64]  # [clause, CLAUSE_WIDTH]
    defender_stages: NDArray[np.float64]
    defender_clauses: NDArray[np.float64]
    road_leg: NDArray[np.int32]  # [named road + 1] its legs
    leg_start: NDArray[np.int32]  # [leg + 1] their cells
    leg_cell: NDArray[np.int32]
    observed: int  # 1 while observed maps are in force: no pocket is closed and nobody leaves, the hazard is summed up


class State(NamedTuple):
    """One row for each draw: all that a campaign remembers from day to day."""

    history: NDArray[np.uint32]  # [draw] number of its random history
    share: NDArray[np.float32]  # [draw, cell] attacker's share
    destruction: NDArray[np.float32]  # [draw, cell]
    fortification: NDArray[np.float32]  # [draw, cell] of the defender's ground
    personnel: NDArray[np.float64]  # [draw, side, axis, kind]
    arrival_factor: NDArray[np.float64]  # [draw, side] how stated strengths err
    reserve: NDArray[np.float64]  # [draw, side, kind]
    convalescent: NDArray[np.float64]  # [draw, side, kind]
    first_strength: NDArray[np.float64]  # [draw, side] start and arrivals so far
    given: NDArray[np.float64]  # [draw, side, kind] start, reserve and arrivals so far: the left of the mass balance
    gone: NDArray[np.float64]  # [draw, side, kind] killed, captured, wounded for good
    losses: NDArray[np.float64]  # [draw, side, 3] killed, wounded, captured so far
    shells: NDArray[np.float64]  # [draw, side] stock
    fired: NDArray[np.float64]  # [draw, side] rounds fired yesterday
    stock_days: NDArray[np.float64]  # [draw, side, axis] supplies in hand
    fed: NDArray[np.float64]  # [draw, side, axis] effective supply 0..1
    corridor: NDArray[np.float64]  # [draw] supply of the town by the widest way 0..1
    open_roads: NDArray[np.float64]  # [draw] roads out of the town that carry at least a tenth
    town_stock: NDArray[np.float64]  # [draw] days of supplies in the town
    town_fed: NDArray[np.float64]  # [draw] effective supply of the garrison 0..1
    intensity: NDArray[np.float64]  # [draw, axis + 1] log deviations; the last is common to all axes
    phase: NDArray[np.int8]  # [draw, side, axis]
    perceived_ratio: NDArray[np.float64]  # [draw, side] what each believes of the force ratio
    perceived_loss: NDArray[np.float64]  # [draw, side] what each knows of its own loss share
    first_frontage_km: NDArray[np.float64]  # [draw] length of the front on the first day of a forecast, 0 before it
    recent_gain: NDArray[np.float64]  # [draw] km2 a day that the attacker won near the town, smoothed over a fortnight
    pace: NDArray[np.float64]  # [draw, 2] attacker's killed and wounded a day, km2 won a day, over four weeks
    will: NDArray[np.float64]  # [draw, side]
    civilians: NDArray[np.float64]  # [draw, 2] remaining, harmed
    evacuated: NDArray[np.float64]  # [draw, 2] the same had an evacuation been ordered on the first day
    civilian_stock: NDArray[np.float64]  # [draw] days
    ordered_day: NDArray[np.int32]  # [draw] day of the order to leave the town, -1 none
    policy_memory: NDArray[np.int32]  # [draw, side, MEMORY_WIDTH] where each side's policy stands
    fell_day: NDArray[np.int32]  # [draw] day on which the town was lost, -1 not yet
    bridge_down: NDArray[np.uint8]  # [draw, bridge]
    hazard: NDArray[np.float64]  # [draw] withdrawal hazard summed over observed days in which nobody left
    event_day: NDArray[np.int32]  # [draw, event] first day of a run that held, -1 none
    event_run: NDArray[np.int32]  # [draw, event] first day of the run under way, -1 none


class Here(NamedTuple):
    """One draw's part of the state, as views; single numbers are arrays of one. Made once for a draw, not once a day:
    a view counts references on memory that all threads share.
    """

    share: NDArray[np.float32]
    destruction: NDArray[np.float32]
    fortification: NDArray[np.float32]
    personnel: NDArray[np.float64]
    arrival_factor: NDArray[np.float64]
    reserve: NDArray[np.float64]
    convalescent: NDArray[np.float64]
    first_strength: NDArray[np.float64]
    given: NDArray[np.float64]
    gone: NDArray[np.float64]
    losses: NDArray[np.float64]
    shells: NDArray[np.float64]
    fired: NDArray[np.float64]
    stock_days: NDArray[np.float64]
    fed: NDArray[np.float64]
    intensity: NDArray[np.float64]
    phase: NDArray[np.int8]
    perceived_ratio: NDArray[np.float64]
    perceived_loss: NDArray[np.float64]
    will: NDArray[np.float64]
    pace: NDArray[np.float64]
    civilians: NDArray[np.float64]
    evacuated: NDArray[np.float64]
    event_day: NDArray[np.int32]
    event_run: NDArray[np.int32]
    corridor: NDArray[np.float64]
    open_roads: NDArray[np.float64]
    town_stock: NDArray[np.float64]
    town_fed: NDArray[np.float64]
    first_frontage_km: NDArray[np.float64]
    recent_gain: NDArray[np.float64]
    civilian_stock: NDArray[np.float64]
    ordered_day: NDArray[np.int32]
    policy_memory: NDArray[np.int32]
    fell_day: NDArray[np.int32]
    bridge_down: NDArray[np.uint8]
    hazard: NDArray[np.float64]


class Record(NamedTuple):
    """What a run keeps, one row for each draw; counts of cells are integers, so that their sum has no order."""

    losses: NDArray[np.float32]  # [draw, record, side, 3]
    gain_km2: NDArray[np.float32]  # [draw, record] attacker's net gain since the first day
    retaken_km2: NDArray[np.float32]  # [draw, record] ground of the first day that the defender holds again
    corridor: NDArray[np.float32]  # [draw, record]
    civilians: NDArray[np.float32]  # [draw, record, 2]
    evacuated: NDArray[np.float32]  # [draw, record, 2]
    personnel: NDArray[np.float32]  # [draw, record, side]
    reserve: NDArray[np.float32]  # [draw, record, side]
    fired: NDArray[np.float32]  # [draw, record, side]
    will: NDArray[np.float32]  # [draw, record, side]
    destruction: NDArray[np.float32]  # [draw, record] of the town
    rear_distance_km: NDArray[np.float32]  # [draw, rear place] nearest attacker's ground on the last day
    fall_gain_km2: NDArray[np.float32]  # [draw] gain on the day the main event came true, NaN where it did not
    axis_expected_km2: NDArray[np.float32]  # [draw, map, axis] what the laws expected since the map before
    axis_variance_km4: NDArray[np.float32]  # [draw, map, axis] and its variance
    map_losses: NDArray[np.float32]  # [draw, map, side, 3] losses so far on the day of each map
    active_frontages: NDArray[np.int64]  # [draw] borders between enemies, summed over days
    out_of_balance: NDArray[np.float64]  # [draw] greatest relative error of the mass balance


class CellCounts(NamedTuple):
    """Per block: draws in which the attacker holds a cell, and the sum of its share in units of 2^-20."""

    held: NDArray[np.int64]  # [record, cell]
    share: NDArray[np.int64]  # [record, cell]
