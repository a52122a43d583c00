"""The whole model as an array program in NumPy: every law of the engine's day, vectorised over draws.

Formulas are those of `docs/explanation/the_day.md` and of the laws' docstrings, written anew; random numbers are the
program's own. It runs forecasts. Left out are observed maps (the history, where the filter works), Lanchester's laws in
the place of attrition, changes that an analyst schedules, and what the record keeps of days before the last.
"""

from __future__ import annotations

import numpy as np

from benchmarks.twins.array_advance import advance, remember_first_day
from benchmarks.twins.array_cells import Cells, lay_out
from benchmarks.twins.array_fight import eat_and_fire, fight, muster, sustain
from benchmarks.twins.array_orders import give_orders
from benchmarks.twins.array_state import OFFENSIVE, Draws
from benchmarks.twins.array_town import (
    decide_on_town,
    keep_pace,
    live_in_town,
    strain_of,
    watch_events,
    weigh_will,
)
from benchmarks.twins.array_ways import begin_ways, follow_ways
from benchmarks.twins.inputs import Inputs, Outcome

CHUNK = 512


def run_arrays(given: Inputs, *, seed: int, chunk: int = CHUNK) -> Outcome:
    """Every draw through all days, chunk by chunk."""
    how, timeline = given.settings, given.timeline
    if how.observed or len(timeline.map_day) or len(timeline.change_day) or how.laws.max() > 1:
        raise ValueError("the array program runs forecasts: no maps, no scheduled changes, no Lanchester law")
    cells = lay_out(given.ground)
    rng = np.random.Generator(np.random.SFC64(seed))
    parts = [_run_chunk(given.take(slice(first, first + chunk)), cells, rng) for first in range(0, given.draws, chunk)]
    return Outcome({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _run_chunk(given: Inputs, cells: Cells, rng: np.random.Generator) -> dict[str, np.ndarray]:
    c = Draws(given, cells, rng)
    c.plan_axes()
    begin_ways(c)
    for day in range(1, given.timeline.days + 1):
        c.day = day
        live_one_day(c)
    return _outcome(c)


def live_one_day(c: Draws) -> None:
    """One day of every draw, in the order of the engine's."""
    lost = c.losses[0, :2].sum(axis=0)
    muster(c)
    if c.day == 1:
        remember_first_day(c)
        c.first_strain = strain_of(c)
    give_orders(c)
    eat_and_fire(c)
    fight(c)
    gained = advance(c)
    if c.on["sustainment"]:
        sustain(c)
    c.look_at_town()
    keep_pace(c, c.losses[0, :2].sum(axis=0) - lost, gained)
    left, ordered = decide_on_town(c)
    gained += left
    live_in_town(c)
    p = c.p
    destroyed = c.front.wear(
        c.level.astype(np.float32),
        p["destruction_per_day"].astype(np.float32),
        p["fortification_per_day"].astype(np.float32),
    )
    weigh_will(c, gained, destroyed)
    c.plan_axes()
    c.gained += gained + follow_ways(c, ordered)
    c.look_at_town()
    watch_events(c)


def _outcome(c: Draws) -> dict[str, np.ndarray]:
    cells, front = c.cells, c.front
    main = c.given.ground.main_event
    fell = np.where(c.event_day[main] < 0, c.event_run[main], c.event_day[main])  # a run under way counts
    return {
        "attacker_losses": c.losses[0].sum(axis=0),
        "defender_losses": c.losses[1].sum(axis=0),
        "killed": c.losses[0, 0],
        "captured": c.losses[1, 2],
        "gained_km2": c.gained,
        "town_0_1": c.shares[1].astype(float),
        "fall_day": fell.astype(float),
        "order_day": c.ordered_day.astype(float),
        "corridor_0_1": c.corridor,
        "town_fed_0_1": c.town_fed,
        "attacker_fed_0_1": c.fed[0].mean(axis=0),
        "defender_fed_0_1": c.fed[1].mean(axis=0),
        "open_roads": c.open_roads,
        "bridges_down": c.bridge_down.sum(axis=0).astype(float),
        "offensive_axes": (c.phase == OFFENSIVE).sum(axis=0).astype(float),
        "counter_axes": c.counter.sum(axis=0).astype(float),
        "believed_ratio": np.exp(c.log_belief[0]),
        "attackers_present": c.men[0].sum(axis=(0, 1)),
        "defenders_present": c.men[1].sum(axis=(0, 1)),
        "attackers_reserve": c.reserve[0].sum(axis=0),
        "defenders_reserve": c.reserve[1].sum(axis=0),
        "attackers_shells": c.shells[0],
        "civilians_remaining": c.civilians[0],
        "civilians_harmed": c.civilians[1],
        "evacuated_remaining": c.evacuated[0],
        "evacuated_harmed": c.evacuated[1],
        "attackers_will": c.will[0],
        "defenders_will": c.will[1],
        "destruction_0_1": cells.town @ front.ruin[cells.town_cells].astype(float),
        "works_0_1": (front.works[:-1].astype(float) * (1.0 - front.share[:-1])).mean(axis=0),
        "tempo_ratio": np.where(c.paid[2] > 0.0, c.paid[0] / np.maximum(1.0, c.paid[2]), 1.0),
        "price": c.pace[0],
    }
