"""`{claims: QUANTITY}` under parameters: every pair of one unit works, every other pair is refused with its fix."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from pyrrhus.campaign.draws import with_claims
from pyrrhus.claims.fuse import fuse
from pyrrhus.claims.vocabulary import quantities
from pyrrhus.filter.prepare import prepare
from pyrrhus.scenario.parameters import parameters, quantity_meant, read_prior, resolve
from support.planted import make_claim, make_sources

START = date(2030, 3, 1)
NUMERIC = [q for q in quantities().values() if q.numeric]
PAIRS = [(p, q) for p in parameters().values() for q in NUMERIC]


def asked(parameter, quantity):
    wanted = {"quantity": quantity.name, **({"side": "attacker"} if quantity.needs_side else {})}
    return read_prior(parameter.name, {"claims": wanted}, section=parameter.section)


def test_pairs_of_one_unit_are_read_and_others_refused_with_a_fix():
    fit = 0
    for parameter, quantity in PAIRS:
        prior, wrongs = asked(parameter, quantity)
        if parameter.unit == quantity.unit:
            assert wrongs == []
            assert prior.claims_quantity.quantity == quantity.name
            fit += 1
        else:
            assert prior is None
            ((found, fix, check),) = wrongs
            assert f"{quantity.name} is in {quantity.unit}, the parameter in {parameter.unit}" in found
            assert fix
            assert check == "parameter_claims_quantity"
    assert fit > 20


def test_words_are_refused_as_numbers():
    for name in ("holds", "intends_to_withdraw"):
        wanted = {"claims": {"quantity": name, "side": "attacker"}}
        _, wrongs = read_prior("attacker_personnel", wanted, section="parameters")
        assert wrongs


def test_what_each_parameter_means():
    meant = {name: quantity_meant(p) for name, p in parameters().items() if quantity_meant(p)}
    assert meant == {
        "attacker_killed_per_day": "killed_per_day",
        "defender_killed_per_day": "killed_per_day",
        "attacker_personnel": "personnel",
        "defender_personnel": "personnel",
        "attacker_shells_per_day": "shells_per_day",
        "defender_shells_per_day": "shells_per_day",
        "exchange_ratio": "exchange_ratio_killed",
        "civilians_remaining": "civilians_remaining",
        "civilian_stock_days": "supplies_days",
    }


@pytest.mark.parametrize("name", [n for n, p in parameters().items() if quantity_meant(p)])
def test_the_fused_claims_become_the_prior(name):
    parameter = parameters()[name]
    quantity = quantities()[quantity_meant(parameter)]
    side = parameter.side if quantity.needs_side else None
    prior, _ = read_prior(name, {"claims": quantity.name}, section=parameter.section)
    low = max(parameter.low, 0.01)
    value = float(np.sqrt(low * min(parameter.high, 1e6)))
    claim = make_claim("c", quantity=quantity.name, side=side, value=value, said_on=START, period_from=None)
    fusion = fuse([claim], make_sources("one"), as_of=START)
    after, names = with_claims({name: prior}, fusion, centre="town")
    assert names == (name,)
    grid = fusion.find(quantity.name, side, "town")
    expected = np.clip(grid.quantiles[0.5], parameter.low, parameter.high)
    assert after[name].distribution.quantile(np.array([0.5]))[0] == pytest.approx(expected, rel=1e-6)


def test_strengths_from_claims_are_those_of_the_run(make_siege):
    """A side without forces.csv, its strength taken from the claims: the campaign musters what was said."""
    claim = make_claim(
        "c",
        quantity="personnel",
        side="attacker",
        value=61_234.0,
        hedge="exactly",
        said_on=START,
        period_from=None,
        period_to=START,
        reliability="A",
        credibility="1",
    )
    only_defenders = tuple(f for f in make_siege().forces if f.side == "defender")
    known = make_siege(
        file={"parameters": {"attacker_personnel": {"claims": "personnel"}}},
        forces=only_defenders,
        claims=(claim,),
        sources=tuple(make_sources("one").values()),
    )
    ready = prepare(known, as_of=START, priors=resolve(known.file), draws=20, seed=1, threads=1)
    said = ready.fusion.find("personnel", "attacker", "town").quantiles[0.5]
    assert said > 40_000
    assert ready.campaign.troops.kinds_by(START.toordinal())[0].sum() == pytest.approx(said, rel=1e-6)
