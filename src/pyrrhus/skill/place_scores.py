"""The standing question put to every place of a gazetteer that the maps cover: a wider sample, of villages mostly.

Villages are not garrisoned towns: this says how the baselines (and the mechanism, on a sample) carry over, beside the
towns' record and not in its place. Rows near each other share a front, so they are left out and drawn again by blocks:
the front file whose box holds them, or half a degree of the coarse map.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.maps import ControlMaps, Town
from pyrrhus.skill.baselines.models import BASELINES
from pyrrhus.skill.baselines.protocols import Protocol, baseline_probabilities
from pyrrhus.skill.mechanism import Mechanism
from pyrrhus.skill.questions import Questions, TownDate, ask
from pyrrhus.skill.scores import brier, by_row, by_town, log_score, paired_difference, published

Floats = NDArray[np.float64]
BLOCK_DEG = 0.5
SAME_POINT_KM = 0.5


@dataclass(frozen=True)
class PlaceScores:
    """Scores of one forecast for one horizon: rows, falls, places, blocks; Brier and log score by row and by block.

    `less_need_rate` is its Brier score less that of need over rate with the central 90 % of blocks drawn again.
    """

    protocol: str
    horizon_days: int
    forecast: str
    rows: int
    falls: int
    places: int
    blocks: int
    brier: float
    brier_by_block: float
    log_score: float
    less_need_rate: tuple[float, float, float]


def places_as_towns(maps: ControlMaps) -> tuple[Town, ...]:
    """The gazetteer's places under names of their own, but for those of towns.csv, which are asked elsewhere, and those
    that the attacker held on the first map: a town behind its own front, half of its disc in the sea, cannot fall.
    """
    from pyrrhus.terrain.projection import Projection

    seen: dict[str, Town] = {}
    for place in maps.gazetteer:
        if not place.statuses or place.statuses[0][1] == "RU":
            continue
        near = Projection(place.lat, place.lon)
        x, y = near.to_xy([t.lon for t in maps.towns], [t.lat for t in maps.towns])
        if len(maps.towns) and float(np.hypot(x, y).min()) < SAME_POINT_KM:
            continue
        name = f"{place.name} ({place.lat:.3f}, {place.lon:.3f})"
        seen.setdefault(name, Town(name, place.lat, place.lon))
    return tuple(seen.values())


def ask_places(maps: ControlMaps, *, since: date, until: date, every_days: int = 14) -> Questions:
    """Cases of all places, each with its block as sector."""
    towns = places_as_towns(maps)
    asked = ask(maps, since=since, until=until, every_days=every_days, towns=towns)
    where = {t.name: t for t in towns}
    coarse = maps.layers[-1].name if maps.layers else ""
    cases = tuple(replace(c, sector=_block(where[c.town])) if c.sector in (coarse, "none") else c for c in asked.cases)
    return Questions(cases, asked.records, asked.uncovered)


def baseline_scores(
    asked: Questions, *, horizons: Sequence[int], protocol: Protocol, until: date
) -> tuple[PlaceScores, ...]:
    """Scores of all baselines under a protocol, every horizon."""
    out: list[PlaceScores] = []
    for h in horizons:
        said = baseline_probabilities(asked.cases, asked.records, horizon_days=h, protocol=protocol, known_on=until)
        rows = [n for n, c in enumerate(asked.cases) if c.as_of + timedelta(h) <= until]
        out += score(asked, rows, {name: p[rows] for name, p in said.items()}, horizon_days=h, protocol=protocol)
    return tuple(out)


def mechanism_scores(
    maps: ControlMaps,
    asked: Questions,
    mechanism: Mechanism,
    *,
    horizons: Sequence[int],
    most: int,
    until: date,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> tuple[PlaceScores, ...]:
    """Scores of the mechanism on `most` rows spread evenly over all, beside the baselines (R) on the same rows."""
    last = max(horizons)
    able = [n for n, c in enumerate(asked.cases) if c.as_of + timedelta(last) <= until]
    rows = [able[i * len(able) // most] for i in range(most)] if len(able) > most else able
    where = {t.name: t for t in places_as_towns(maps)}
    curves = np.zeros((len(rows), last + 1))
    for n, row in enumerate(rows):
        case = asked.cases[row]
        town = where[case.town]
        then = replace(maps.up_to(case.as_of), towns=(town,))
        curves[n] = mechanism(then, town, case.as_of, last)
        if on_progress:
            on_progress("places", n + 1, len(rows))
    out: list[PlaceScores] = []
    for h in horizons:
        said = baseline_probabilities(asked.cases, asked.records, horizon_days=h, protocol="R", known_on=until)
        some = {"mechanism": curves[:, h], **{name: p[rows] for name, p in said.items()}}
        out += score(asked, rows, some, horizon_days=h, protocol=f"R, {len(rows)} rows")
    return tuple(out)


def score(
    asked: Questions, rows: Sequence[int], said: dict[str, Floats], *, horizon_days: int, protocol: str
) -> list[PlaceScores]:
    """Scores of forecasts [row] on chosen cases."""
    cases: list[TownDate] = [asked.cases[n] for n in rows]
    outcome = np.array([_fell(asked, c, horizon_days) for c in cases], dtype=float)
    blocks = [c.sector for c in cases]
    squares = {name: brier(published(p), outcome) for name, p in said.items()}
    out = []
    for name in sorted(said, key=lambda n: (n != "mechanism", list(BASELINES).index(n) if n in BASELINES else 0)):
        off = paired_difference(squares[name], squares["need_rate"], blocks)
        places = len({c.town for c in cases})
        out.append(
            PlaceScores(
                protocol,
                horizon_days,
                name,
                len(cases),
                int(outcome.sum()),
                places,
                len(set(blocks)),
                by_row(squares[name]),
                by_town(squares[name], blocks),
                by_row(log_score(published(said[name]), outcome)),
                (off.mean, off.low, off.high),
            )
        )
    return out


def _fell(asked: Questions, case: TownDate, horizon_days: int) -> bool:
    fell: Any = asked.records[case.town].fell_on
    return fell is not None and fell <= case.as_of + timedelta(horizon_days)


def _block(town: Town) -> str:
    return f"{np.floor(town.lat / BLOCK_DEG) * BLOCK_DEG:.1f} {np.floor(town.lon / BLOCK_DEG) * BLOCK_DEG:.1f}"
