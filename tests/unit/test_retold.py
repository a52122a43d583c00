"""Retellings of one figure count about once; a count of one's own never is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from pyrrhus.claims.echo import find_origins
from pyrrhus.claims.fuse import fuse
from pyrrhus.claims.ledger import Source
from support.planted import make_claim, make_sources

AS_OF = date(2000, 3, 1)
OUTLETS = {f"o{k}": Source(f"o{k}", f"Outlet {k}", "outlet", None, "C") for k in range(40)}
SOURCES = {**make_sources("count", "other", ua="defender", ru="attacker"), **OUTLETS}
OTHERS = [make_claim(f"c{k}", source=s, value=v) for k, (s, v) in enumerate((("count", 90.0), ("ua", 130.0)))]


def retellings(count: int, value: float = 400.0, *, spread: float = 0.1, seed: int = 0, **given):
    """Figures within so many percent of one, periods shifted by days, each by an outlet of its own."""
    rng = np.random.default_rng(seed)
    out = []
    for k in range(count):
        end = date(2000, 1, 31) + timedelta(days=int(rng.integers(-5, 6)))
        figure = round(value * float(rng.uniform(1 - spread, 1 + spread)))
        period = {"period_from": end - timedelta(days=30 + int(rng.integers(-4, 5))), "period_to": end}
        said = {"said_on": date(2000, 2, 1) + timedelta(days=k // 3)}
        out.append(make_claim(f"r{k:02d}", source=f"o{k}", value=float(figure), **period, **said, **given))
    return out


def median(claims) -> float:
    return fuse(claims, SOURCES, as_of=AS_OF).find("killed_per_day", "attacker", "town").quantiles[0.5]


@pytest.mark.parametrize("seed", range(4))
def test_twenty_paraphrases_move_the_answer_as_one_does(seed):
    told = retellings(20, seed=seed)
    without, one, twenty = median(OTHERS), median([*OTHERS, told[0]]), median([*OTHERS, *told])
    assert without < one
    assert twenty == pytest.approx(one, rel=0.1)
    origins = find_origins(told, SOURCES)
    assert len({c.id for c in told} - set(origins.copies)) <= 2
    assert {e.kind for e in origins.echoes} <= {"retold", "repeated"}


def test_a_retelling_goes_back_to_the_count_that_it_retells():
    first = make_claim("first", source="ua", value=400.0)
    told = make_claim("told", source="o1", value=430.0, said_on=first.said_on + timedelta(days=3))
    origins = find_origins([told, first], SOURCES)
    assert origins.copies == {"told": "first"}
    assert origins.source["told"] == "ua"


@pytest.mark.parametrize(
    "change",
    [
        {"value": 520.0}, {"side": "defender"}, {"place": None}, {"source": "other"}, {"source": "ru"},
        {"stance": "denies"}, {"period_from": date(1999, 10, 1)}, {"period_to": date(2000, 3, 20)},
        {"actor": "guard"}, {"quantity": "casualties_per_day"},
    ],
)  # fmt: skip
def test_what_is_no_retelling(change):
    first = make_claim("first", source="ua", value=400.0)
    told = make_claim("told", **{"source": "o1", "value": 430.0, "said_on": date(2000, 2, 9), **change})
    assert find_origins([first, told], SOURCES).copies == {}


def test_an_outlet_with_a_series_counts_itself():
    series = [
        make_claim(
            f"s{k}",
            source="o1",
            value=380.0 + 60 * k,
            period_from=date(2000, 1, 1 + 9 * k),
            period_to=date(2000, 1, 9 + 9 * k),
            said_on=date(2000, 2, 2 + k),
        )
        for k in range(3)
    ]
    first = make_claim("first", source="ua", value=400.0)
    assert find_origins([first, *series], SOURCES).copies == {}


def test_a_chain_of_retellings_may_not_drift():
    drift = [replace(c, value=100.0 * 1.12**k) for k, c in enumerate(retellings(12))]
    kept = [c.id for c in drift if c.id not in find_origins(drift, SOURCES).copies]
    assert len(kept) >= 4  # from 100 to 348 in steps of 12 percent
