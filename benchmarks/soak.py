"""Random scenarios under guards: `python -m benchmarks.soak [--scenarios 10000] [--first 0]`.

Each number makes one scenario: ground, places, roads, forces, maps, events, policies, mud and switches at random, and
parameters at the corners of their bounds. It is run for a few draws and every guard looks at it. A failure names its
number; `--first NUMBER --scenarios 1` runs it again.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from pyrrhus.campaign import compile as compiling
from pyrrhus.campaign.draws import draw_parameters
from pyrrhus.engine.arrays import COLUMN, LAWS
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.parameters import parameters, resolve
from pyrrhus.scenario.schema import (
    FORCE_KINDS,
    SIDES,
    Control,
    Event,
    Force,
    Place,
    PolicyChoice,
    Route,
    Scenario,
    ScenarioFile,
)

START = date(2031, 1, 1)
PLACES = ("city", "ward", "town", "village", "industrial", "height")
ROADS = ("motorway", "national", "regional", "local", "track")
DRAWS = 3
MOST_DAYS = 45


@dataclass(frozen=True)
class Soaked:
    """What a random scenario did: enough to see that the guards had something to guard."""

    days: int
    cells: int
    gained_km2: float
    lost: float
    ordered_out: bool


def soak(number: int) -> Soaked:
    """Make, run and guard one random scenario. Raises GuardError."""
    from pyrrhus.engine import guards
    from pyrrhus.engine.ensemble import first_state, run

    rng = np.random.default_rng([20310101, number])
    scenario = random_scenario(rng, number)
    known = gate(scenario, scenario.file.as_of)
    priors = resolve(known.file)
    campaign = compiling.compile_campaign(known, priors, as_of=known.file.as_of)
    draws = draw_parameters(priors, draws=DRAWS, seed=number, contact=compiling.contact_measure(campaign))
    draws = draws.changed(_corners(rng))
    days = int(rng.integers(1, MOST_DAYS + 1))
    observed = bool(rng.random() < 0.3)
    plan = compiling.timeline(campaign, first=campaign.start, days=days, maps=observed, record_days=[0, days])
    switches = np.ones(len(LAWS), dtype=np.uint8)
    if rng.random() < 0.3:
        switches[:] = rng.random(len(LAWS)) < 0.7
    how = compiling.settings(
        campaign, seed=number, first=campaign.start, policies=_policies(rng), laws=switches, observed=observed
    )
    state = first_state(compiling.first_day(campaign, draws), campaign.ground, draws.engine, number)
    start = guards.remember(state, sample=DRAWS)
    record, _ = run(campaign.ground, plan, how, draws.engine, state, threads=1)
    guards.check_run(campaign.ground, plan, how, draws.engine, start, state, record)
    return Soaked(
        days,
        len(campaign.ground.area_km2),
        float(np.abs(record.gain_km2).max()),
        float(state.losses.max()),
        bool((state.ordered_day >= 0).any()),
    )


def random_scenario(rng: np.random.Generator, number: int) -> Scenario:
    """A valid scenario, plausible or not."""
    lat, lon = float(rng.uniform(-65, 65)), float(rng.uniform(-179, 179))
    radius = float(rng.uniform(3, 8))
    names = ["centre", *(f"p{i}" for i in range(rng.integers(0, 9)))]
    kinds = ("exchange", "linear", "square", "logarithmic", "hartley")
    places = [_place(rng, name, lat, lon, 0.0 if name == "centre" else 1.4 * radius) for name in names]
    some = [str(name) for name in rng.permutation(names)]
    pairs = {tuple(sorted(rng.choice(names, 2, replace=False))) for _ in range(rng.integers(0, 12)) if len(names) > 1}
    file: dict[str, Any] = {
        "title": f"Random {number}",
        "sides": {"attacker": {"name": "A"}, "defender": {"name": "D"}},
        "start": START,
        "as_of": START + timedelta(days=int(rng.integers(0, MOST_DAYS))),
        "centre": "centre",
        "tiling": {
            "radius_km": radius,
            "cell_km": float(rng.uniform(1.2, 3.0)),
            "fine_cell_km": float(rng.uniform(0.8, 1.2)),
            "fine_radius_km": float(rng.uniform(0, 2)),
        },
        "supply_sources": {side: some[i : i + int(rng.integers(0, 3))] for i, side in zip((0, 2), SIDES, strict=True)},
    }
    if rng.random() < 0.6:
        edges = sorted(float(e) for e in rng.choice(36, rng.integers(1, 7), replace=False) * 10.0)
        ends = [*edges[1:], edges[0]]
        file["axes"] = [
            {"id": f"x{i}", "from_deg": a, "to_deg": b} for i, (a, b) in enumerate(zip(edges, ends, strict=True))
        ]
    file["attrition"] = str(rng.choice(kinds))
    if rng.random() < 0.4:
        file["season_mud"] = [{"from": "01-15", "to": "02-10"}]
    return Scenario(
        name=f"random_{number}",
        file=ScenarioFile.model_validate(file),
        places=tuple(places),
        routes=tuple(
            Route.model_validate(
                {"from": a, "to": b, "class": str(rng.choice(ROADS)), "bridge": bool(rng.random() < 0.3)}
            )
            for a, b in sorted((str(a), str(b)) for a, b in pairs)
        ),
        events=tuple(_event(rng, i, some[0]) for i in range(rng.integers(0, 3))),
        control=tuple(_control(rng, names, file["as_of"]) for _ in range(rng.integers(0, 12))),
        forces=tuple(_force(rng, side, i) for side in SIDES for i in range(rng.integers(0, 5))),
    )


def _place(rng: np.random.Generator, name: str, lat: float, lon: float, away_km: float) -> Place:
    along, aside = rng.normal(0, 0.5, 2) * away_km
    lat_there = lat + float(along) / 111.0
    lon_there = lon + float(aside) / (111.0 * np.cos(np.radians(lat)))
    kind = "town" if away_km == 0.0 else str(rng.choice(PLACES))
    people = None if rng.random() < 0.3 else float(rng.integers(0, 100_000))
    return Place.model_validate(
        {"id": name, "name": name, "lat": lat_there, "lon": lon_there, "kind": kind, "population": people}
    )


def _event(rng: np.random.Generator, i: int, place: str) -> Event:
    where = f"disc:centre:{rng.uniform(0.5, 2.5):.1f}" if i == 0 or rng.random() < 0.5 else "places:centre"
    return Event(
        id=f"e{i}",
        name=f"event {i}",
        geometry=where,
        share_0_1=float(rng.choice([0.05, 0.5, 0.95, 1.0])),
        hold_days=int(rng.choice([0, 1, 7, 30])),
    )


def _control(rng: np.random.Generator, names: list[str], until: date) -> Control:
    day = START + timedelta(days=int(rng.integers(0, max(1, (until - START).days + 1))))
    holder = str(rng.choice(["attacker", "defender", "contested"]))
    return Control.model_validate(
        {
            "date": day,
            "place": str(rng.choice(names)),
            "holder": holder,
            "share_0_1": float(rng.choice([0.2, 0.5, 1.0])),
        }
    )


def _force(rng: np.random.Generator, side: str, i: int) -> Force:
    men = float(10 ** rng.uniform(0, 5.3))
    row: dict[str, Any] = {
        "side": side,
        "formation": f"f{i}",
        "kind": str(rng.choice(FORCE_KINDS)),
        "personnel": men,
    }
    if rng.random() < 0.4:
        row |= {"low": 0.5 * men, "high": 2.0 * men}
    if rng.random() < 0.3:
        row["arrives_on"] = START + timedelta(days=int(rng.integers(1, MOST_DAYS)))
    if rng.random() < 0.3:
        row["axis"] = "x0"
    elif rng.random() < 0.3:
        row["place"] = "p0"
    return Force.model_validate(row)


def _corners(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Values of most parameters at the ends of their bounds, by draw."""
    table = parameters()
    found = {}
    for name in COLUMN:
        end = rng.random(DRAWS)
        low, high = table[name].low, table[name].high
        values = np.where(end < 0.5, low, high)
        if rng.random() < 0.6:
            found[name] = values
    return found


def _policies(rng: np.random.Generator) -> tuple[PolicyChoice | None, PolicyChoice | None]:
    day = START + timedelta(days=int(rng.integers(1, MOST_DAYS)))
    attacker: list[dict[str, Any] | None] = [
        None,
        {"do": "pause_until", "date": day},
        {"do": "stop_when", "losses_per_km2": 50.0},
        {"do": "encircle"},
        {"do": "frontal"},
        {"do": "encircle_north"},
    ]
    defender: list[dict[str, Any] | None] = [
        None,
        {"do": "hold_at_all_costs"},
        {"do": "withdraw_on", "date": day},
        {"do": "hold_until", "supply_below": 0.5},
        {"do": "hold_until", "share_lost_above": 0.2},
    ]
    chosen = (attacker[rng.integers(len(attacker))], defender[rng.integers(len(defender))])
    first, second = (None if c is None else PolicyChoice.model_validate({"id": "p", **c}) for c in chosen)
    return first, second


def main(arguments: list[str] | None = None) -> int:
    """Run many; print what failed; exit 1 where anything did."""
    from pyrrhus.engine.guards import GuardError

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenarios", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args(arguments)
    began, failed, moved, ordered = time.perf_counter(), 0, 0, 0
    for number in range(asked.first, asked.first + asked.scenarios):
        try:
            found = soak(number)
            moved += found.gained_km2 > 0.0
            ordered += found.ordered_out
        except (GuardError, ArithmeticError, ValueError, IndexError, KeyError, AssertionError) as error:
            failed += 1
            print(f"scenario {number}: {type(error).__name__}: {error}", flush=True)
        if (number + 1) % 500 == 0:
            print(
                f"{number + 1 - asked.first} scenarios, {failed} failed, {time.perf_counter() - began:.0f} s",
                flush=True,
            )
    print(f"{asked.scenarios} scenarios: {failed} failed; ground moved in {moved}, garrisons ordered out in {ordered}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
