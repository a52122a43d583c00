"""Roads cut, under fire or open from a day of the forecast on: the later the less, and after the last day nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from pyrrhus.campaign.assumed_roads import assume_roads
from pyrrhus.campaign.forecast import Forecast, forecast, fresh_start
from pyrrhus.campaign.ground import road_name
from pyrrhus.filter.prepare import prepare
from pyrrhus.scenario.as_of import as_of
from pyrrhus.scenario.load import load
from pyrrhus.scenario.parameters import resolve
from pyrrhus.scenario.schema import ScheduledChange

DRAWS, DAYS = 600, 90
Run = Callable[..., Forecast]
Row = tuple[str, str, int]


def prepared(scenario: Any, day: date) -> Any:
    known = as_of(scenario, day)
    return prepare(known, as_of=day, priors=resolve(known.file), draws=DRAWS, seed=3)


def scheduled(ready: Any, rows: tuple[Row, ...]) -> tuple[ScheduledChange, ...]:
    day = ready.campaign.as_of
    return tuple(
        ScheduledChange.model_validate({"from": day + timedelta(days=late), "road": road, "state": state})
        for road, state, late in rows
    )


def runner(ready: Any) -> Run:
    def run(*rows: Row) -> Forecast:
        return forecast(
            replace(ready.campaign, scheduled=scheduled(ready, rows)),
            fresh_start(ready.assimilated.fork(), ready.assimilated.draws, population=ready.population),
            ready.assimilated.draws,
            days=DAYS,
            seed=3,
            policies=(None, None),
        )

    return run


def same(one: Forecast, other: Forecast) -> bool:
    """Whether two forecasts are byte for byte one."""
    pairs = zip((*one.record, *one.counts, *one.state), (*other.record, *other.counts, *other.state), strict=True)
    return all(a.tobytes() == b.tobytes() for a, b in pairs)


@pytest.fixture(scope="module", params=["bakhmut", "made up"])
def front(request: pytest.FixtureRequest, make_siege: Callable[..., Any]) -> tuple[Run, tuple[str, ...]]:
    """A front to run, and the roads on which its garrison lives."""
    if request.param == "bakhmut":
        return runner(prepared(load("bakhmut"), date(2023, 2, 5))), ("H32", "M03", "O0506", "T0504", "street")
    siege = make_siege(file={"horizon_days": DAYS, "parameters": {"offensive_advance_km_per_day": 0.02}})
    west = [road_name(r, siege) for r in siege.routes if "far_west" in (r.from_, r.to)]
    return runner(prepared(siege, siege.file.as_of)), tuple(sorted(west))


@pytest.mark.parametrize("state", ["cut", "under_fire"])
def test_the_later_a_road_is_cut_the_less_it_does(front: tuple[Run, tuple[str, ...]], state: str) -> None:
    run, roads = front
    plain = run()
    cuts = [run(*((road, state, late) for road in roads)) for late in (0, 20, 45)]
    event = int(np.argmax(plain.event_day.max(axis=0)))
    curves = [found.cdf(event) for found in (*cuts, plain)]
    fed = [found.record.corridor.mean() for found in (*cuts, plain)]
    assert fed == sorted(fed)
    assert fed[0] < fed[1] < fed[2] < fed[3]
    chances = [curve.mean() for curve in curves]  # over the days: campaigns that fall sooner count longer
    assert chances == sorted(chances, reverse=True)
    assert (np.diff([curve[60] for curve in curves]) <= 2.01 / DRAWS).all()  # chance may turn two campaigns
    assert curves[0][-1] > curves[-1][-1] + 0.015
    before = plain.record.corridor[:, :3]  # days 0, 7 and 14
    assert cuts[1].record.corridor[:, :3].tobytes() == before.tobytes(), "it does something before its day"
    assert (cuts[1].record.corridor[:, 3:] < plain.record.corridor[:, 3:]).any()


def test_what_is_assumed_of_days_after_the_last_is_nothing(front: tuple[Run, tuple[str, ...]]) -> None:
    run, roads = front
    plain = run()
    assert same(run(*((road, "cut", DAYS + 1) for road in roads)), plain)
    assert not same(run(*((road, "cut", DAYS - 10) for road in roads)), plain)


def test_a_road_that_opens_again_ends_what_was_assumed(front: tuple[Run, tuple[str, ...]]) -> None:
    run, roads = front
    plain, cut = run(), run(*((road, "cut", 0) for road in roads))
    again = run(*((road, "cut", 0) for road in roads), *((road, "open", 21) for road in roads))
    assert again.record.corridor[:, :3].tobytes() == cut.record.corridor[:, :3].tobytes()
    fed = [found.record.corridor[:, 4:].mean() for found in (cut, again, plain)]
    assert fed[0] < fed[1]
    assert fed[1] == pytest.approx(fed[2], rel=0.1)


def test_a_bridge_on_a_road_that_opens_stands_again(make_siege: Callable[..., Any]) -> None:
    siege = make_siege()
    west = next(r for r in siege.routes if {r.from_, r.to} & {"far_west"})
    routes = tuple(r.model_copy(update={"bridge": True}) if r is west else r for r in siege.routes)
    ready = prepared(siege.model_copy(update={"routes": routes}), siege.file.as_of)
    opened = assume_roads(replace(ready.campaign, scheduled=scheduled(ready, ((road_name(west, siege), "open", 5),))))
    assert [rows.tolist() for rows in opened.roads.stands] == [[1]]
    other = next(r for r in siege.routes if road_name(r, siege) != road_name(west, siege))
    closed = assume_roads(replace(ready.campaign, scheduled=scheduled(ready, ((road_name(other, siege), "open", 5),))))
    assert closed.roads.days == ()  # nothing of it changes, so nothing is measured anew
    ready.assimilated.state.bridge_down[:] = 1
    down, stands = (
        forecast(
            one, ready.assimilated.fork(), ready.assimilated.draws, days=10, seed=3, policies=(None, None)
        ).state.bridge_down.mean()
        for one in (ready.campaign, opened)
    )
    assert down == 1.0
    assert stands < 0.5


def test_the_last_word_on_a_road_counts(front: tuple[Run, tuple[str, ...]]) -> None:
    run, roads = front
    thrice = [(road, state, late) for road in roads for state, late in (("open", 0), ("under_fire", 0), ("cut", 0))]
    assert same(run(*thrice), run(*((road, "cut", 0) for road in roads)))
