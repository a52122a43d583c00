"""What a figure counted: leans differ by scope, a day is no month, a part is a floor, and running totals begin anew."""

from __future__ import annotations

import csv
import io
import math
import shutil
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from pyrrhus.claims.fuse import fuse
from pyrrhus.claims.hedges import read_hedge
from pyrrhus.claims.ledger import LEDGER_COLUMNS, SCOPES
from pyrrhus.claims.options import FusionOptions
from pyrrhus.claims.priors import bias_priors
from pyrrhus.claims.scope import DAY_LOG_SD, level_of, scope_of, scope_priors, short_period_variance
from pyrrhus.present.output_tables import claims_csv, csv_text
from pyrrhus.scenario.as_of import as_of
from pyrrhus.scenario.check import check
from pyrrhus.scenario.load import load
from support.planted import make_claim, make_sources

AS_OF = date(2000, 3, 1)
SOURCES = make_sources("third", ua="defender", ru="attacker")
BARE = FusionOptions(use_flags=False, use_echoes=False)


def fused(claims, **options):
    return fuse(claims, SOURCES, as_of=AS_OF, options=replace(BARE, **options))


def record(fusion, source: str, scope: str):
    return next(r for r in fusion.source_bias[source] if r.scope == scope)


def test_what_is_not_said_follows_from_place_and_actor():
    assert scope_of(make_claim("c", scope=None, place=None)) == "front"
    assert scope_of(make_claim("c", scope=None)) == "sector"
    assert scope_of(make_claim("c", scope=None, actor="guard")) == "unit"
    assert all(scope_of(make_claim("c", scope=scope, actor="guard")) == scope for scope in SCOPES)


def test_a_single_day_is_read_from_the_period_and_never_from_the_front():
    day = {"period_from": date(2000, 1, 5), "period_to": date(2000, 1, 5)}
    assert level_of(make_claim("c", **day)) == "day"
    assert level_of(make_claim("c", place=None, **day)) == "front"
    assert level_of(make_claim("c", counts_from=date(1999, 9, 1), quantity="killed", **day)) == "sector"


@pytest.mark.parametrize(("source", "relation"), [("ua", "enemy"), ("ru", "own"), ("third", "third")])
def test_a_figure_of_a_sector_carries_a_part_of_the_lean_on_fronts(source, relation):
    fusion = fused([make_claim("f", source=source, place=None), make_claim("s", source=source)])
    lean = bias_priors()["losses", relation].log_median
    assert math.log(record(fusion, source, "front").prior_median) == pytest.approx(lean)
    carried = scope_priors()["sector"].carried_0_1
    assert math.log(record(fusion, source, "sector").prior_median) == pytest.approx(carried * lean)
    assert 0 <= carried < 1


def test_totals_that_prove_inflated_do_not_deflate_a_units_count():
    """Whole-front totals four times a count that is known do not make the same source's figure of a unit a quarter."""
    known = [make_claim(f"k{k}", source="third", place=None, value=100.0 + k, reliability="A") for k in range(4)]
    inflated = [make_claim(f"f{k}", source="ua", place=None, value=400.0 + k) for k in range(4)]
    floor = make_claim("floor", source="ua", value=None, low=60.0, hedge="at_least", scope="unit", place="town")
    fusion = fused([*known, *inflated, floor])
    assert record(fusion, "ua", "front").median > 1.3 * record(fusion, "ua", "unit").median


def test_a_floor_may_be_said_too_low_so_that_truth_lies_above_it():
    """With a bias below 1 the bound on truth times bias lifts the truth beyond what was said."""
    own = [make_claim("c", source="ru", side="attacker", place=None, value=None, low=500.0, hedge="at_least")]
    below = fused(own).find("killed_per_day", "attacker", None)
    assert below.quantiles[0.25] > 500.0
    assert record(fused(own), "ru", "front").median < 1


def test_a_day_is_not_the_mean_of_its_month():
    spread = {}
    for name, first in (("day", date(2000, 1, 16)), ("fortnight", date(2000, 1, 3))):
        claims = [
            make_claim("long", source="third", period_from=date(1999, 11, 1), period_to=date(2000, 2, 1)),
            make_claim("it", source="ua", value=500.0, period_from=first, period_to=date(2000, 1, 16)),
        ]
        fusion = fused(claims, learn_spread=False)
        spread[name] = fusion.find("killed_per_day", "attacker", "town").weights["it"]
    assert spread["day"] < spread["fortnight"]
    assert short_period_variance(1, 30) == pytest.approx(DAY_LOG_SD**2 * (1 - 30**-0.5))
    assert short_period_variance(30, 30) == short_period_variance(60, 7) == 0.0


def test_a_battle_of_one_day_is_its_own_mean():
    day = {"period_from": AS_OF, "period_to": AS_OF, "said_on": AS_OF}
    fusion = fused([make_claim("it", quantity="killed", hedge="exactly", value=1234.5, place="field", **day)])
    one = fusion.find("killed", "attacker", "field")
    assert one.period_from == one.period_to == AS_OF
    assert read_hedge(make_claim("it", hedge="exactly", value=1234.5), 0.2).is_point


@pytest.mark.parametrize("given", [{"scope": "sector", "place": None}, {"scope": "unit"}])
def test_a_part_that_the_row_does_not_name_is_a_floor_under_the_whole(given):
    reading = read_hedge(make_claim("c", value=100.0, **given), 0.2)
    assert math.isinf(reading.high)
    assert reading.low == pytest.approx(math.log(100.0))
    ceiling = read_hedge(make_claim("c", value=100.0, hedge="up_to", **given), 0.2)
    assert math.isinf(ceiling.low)
    assert not math.isinf(ceiling.high)


def test_counts_from_is_where_a_total_begins():
    total = make_claim("c", quantity="killed", value=900.0, period_from=date(1999, 3, 1))
    later = replace(total, counts_from=date(2000, 1, 1))
    rates = [fused([c]).find("killed_per_day", "attacker", "town") for c in (total, later)]
    assert rates[1].quantiles[0.5] > 4 * rates[0].quantiles[0.5]
    assert rates[1].period_from == date(2000, 1, 1)


def test_planted_scopes_are_recovered():
    """A source that inflates fronts fourfold and counts sectors right is found out where the truth can be known: both
    lie within its intervals, and its figures of sectors are read as less inflated, by more than the prior says."""
    rng = np.random.default_rng(0)
    planted = {"front": 4.0, "sector": 1.0}
    for _ in range(6):
        claims = [
            make_claim(
                f"t{k}",
                source="third",
                place=place,
                value=float(f"{v * rng.lognormal(0, 0.1):.4g}"),
                reliability="A",
                credibility="2",
            )
            for k, (place, v) in enumerate([(None, 200.0), ("town", 80.0)] * 4)
        ] + [
            make_claim(f"u{k}", source="ua", place=place, value=float(f"{v * rng.lognormal(0, 0.2):.4g}"))
            for k, (place, v) in enumerate([(None, 800.0), ("town", 80.0)] * 5)
        ]
        found = {scope: record(fused(claims), "ua", scope) for scope in planted}
        assert all(found[scope].low < bias < found[scope].high for scope, bias in planted.items())
        prior = found["front"].prior_median / found["sector"].prior_median
        assert found["front"].median / found["sector"].median > 1.1 * prior


def test_both_columns_come_out_as_they_went_in(tmp_path: Path) -> None:
    """Folder, ledger, gate, export, folder: what a claim counts and from which day is the same at the end."""
    folder = tmp_path / "small"
    shutil.copytree(Path(__file__).parents[1] / "scenarios" / "small", folder)
    header = "id,said_on,source,quantity,side,place,scope,counts_from,period_from,period_to,value,unit,hedge"
    rows = (
        "a,2023-02-01,plutarch,killed,attacker,asculum,unit,2022-11,2022-08-01,2023-01-31,900,persons,about",
        "b,2023-02-02,plutarch,killed,attacker,,front,,2022-08-01,2023-01-31,9000,persons,about",
        "c,2023-02-03,plutarch,killed,attacker,asculum,,,2022-08-01,2023-01-31,800,persons,about",
        "d,2023-04-03,plutarch,killed,attacker,asculum,sector,2023-04-01,,2023-04-02,90,persons,about",
    )
    (folder / "claims.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    known = as_of(load(folder), date(2023, 3, 1)).claims
    said = [(c.id, c.scope, c.counts_from) for c in known]
    assert said == [("a", "unit", date(2022, 11, 1)), ("b", "front", None), ("c", None, None)]
    text = claims_csv(asdict(claim) for claim in known)
    again = [{c: row[c] for c in LEDGER_COLUMNS} for row in csv.DictReader(io.StringIO(text))]
    (folder / "claims.csv").write_text(csv_text(again, LEDGER_COLUMNS), encoding="utf-8")
    assert [replace(c, line=0) for c in load(folder).claims] == [replace(c, line=0) for c in known]


@pytest.mark.parametrize("bad", [("scope", "brigade"), ("counts_from", "2023-02-20")])
def test_what_cannot_be_is_refused(tmp_path: Path, bad: tuple[str, str]) -> None:
    folder = tmp_path / "small"
    shutil.copytree(Path(__file__).parents[1] / "scenarios" / "small", folder)
    header = f"id,said_on,source,quantity,side,{bad[0]},period_from,period_to,value,unit,hedge"
    row = f"a,2023-02-01,plutarch,killed,attacker,{bad[1]},2022-08-01,2023-01-31,900,persons,about"
    (folder / "claims.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    assert any(p.severity == "error" and bad[0] in p.what for p in check(folder))
