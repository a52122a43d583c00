"""Parameters: the one table, distributions against closed forms, and what a scenario writes over the defaults."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pyrrhus.errors import InputError
from pyrrhus.scenario.distributions import Distribution, parse_distribution
from pyrrhus.scenario.parameters import ClaimsQuantity, parameters, read_prior, resolve
from pyrrhus.scenario.schema import ScenarioFile

U = np.linspace(0.001, 0.999, 97)


def distribution(value: Any) -> Distribution:
    found, wrongs = parse_distribution(value)
    assert wrongs == []
    assert found is not None
    return found


def scenario_file(**sections: dict[str, Any]) -> ScenarioFile:
    sides = {"attacker": {"name": "A"}, "defender": {"name": "B"}}
    return ScenarioFile(title="t", sides=sides, start=date(2022, 8, 1), as_of=date(2023, 3, 1), centre="c", **sections)


def test_the_table_is_whole() -> None:
    table = parameters()
    assert len(table) > 60
    for parameter in table.values():
        assert parameter.low < parameter.high
        assert parameter.unit
        assert parameter.meaning
        assert parameter.source
        if parameter.default is not None:
            assert parameter.default.clipped_share < 0.02, parameter.name
            mean, sd = parameter.default.mean_sd
            assert parameter.low <= mean <= parameter.high
            assert sd > 0


@pytest.mark.parametrize(
    ("value", "reference"),
    [
        ({"lognormal": {"median": 600, "factor90": 2}}, stats.lognorm(math.log(2) / stats.norm.ppf(0.95), scale=600)),
        ({"normal": {"mean": -1, "sd": 2}}, stats.norm(-1, 2)),
        ({"uniform": [2, 5]}, stats.uniform(2, 3)),
        ({"uniform": {"low": 2, "high": 5}}, stats.uniform(2, 3)),
        ({"beta": {"mean": 0.2, "size": 8}}, stats.beta(1.6, 6.4)),
        ({"triangular": [1, 2, 4]}, stats.triang(1 / 3, 1, 3)),
        ({"triangular": [1, 1, 4]}, stats.triang(0, 1, 3)),
        ({"triangular": [1, 4, 4]}, stats.triang(1, 1, 3)),
    ],
)
def test_quantiles_and_moments_are_those_of_the_textbook(value: Any, reference: Any) -> None:
    found = distribution(value)
    np.testing.assert_allclose(found.quantile(U), reference.ppf(U), rtol=1e-10)
    assert found.mean_sd == pytest.approx((reference.mean(), reference.std()), rel=0.01)


def test_factor90_is_the_central_ninety_percent() -> None:
    found = distribution({"lognormal": {"median": 0.03, "factor90": 5}})
    np.testing.assert_allclose(found.quantile([0.05, 0.5, 0.95]), [0.006, 0.03, 0.15])
    assert found.words() == "log-normal, median 0.03, 90 % between 0.006 and 0.15"


def test_scalars_and_shapes() -> None:
    assert distribution(3).quantile(U).tolist() == [3.0] * len(U)
    assert distribution("3.5").numbers == (3.5,)
    assert distribution({"uniform": [0, 1]}).quantile(np.full((2, 3), 0.25)).shape == (2, 3)
    assert distribution(3).words() == "exactly 3"
    assert distribution(4500).words() == "exactly 4,500"


def test_quantiles_are_clipped_to_the_bounds() -> None:
    found = distribution({"normal": {"mean": 0, "sd": 1}}).within(-0.5, 1)
    values = found.quantile(U)
    assert (values.min(), values.max()) == (-0.5, 1)
    assert found.clipped_share == pytest.approx(stats.norm.cdf(-0.5) + stats.norm.sf(1), abs=1e-3)


def test_an_empirical_distribution_gives_back_its_grid() -> None:
    levels, values = (0.05, 0.5, 0.95), (10.0, 20.0, 60.0)
    found = Distribution.from_quantiles(levels, values, low=0, high=50)
    np.testing.assert_allclose(found.quantile([0.0, 0.05, 0.275, 0.5, 0.95, 1.0]), [10, 10, 15, 20, 50, 50])
    assert "from the claims" in found.words()


@pytest.mark.parametrize(
    ("levels", "values"),
    [((0.5,), (1.0,)), ((0.5, 0.1), (1, 2)), ((0.1, 0.5), (2, 1)), ((0.1, 1.5), (1, 2)), ((0.1, 0.5), (1, math.nan))],
)
def test_empirical_grids_that_are_none(levels: tuple, values: tuple) -> None:
    with pytest.raises(ValueError):
        Distribution.from_quantiles(levels, values)


@pytest.mark.parametrize(
    ("value", "fix"),
    [
        ({"lognrmal": {"median": 1, "factor90": 2}}, "write lognormal"),
        ({"lognormal": {"median": 1}}, "factor90"),
        ({"lognormal": {"median": 0, "factor90": 2}}, "above 0"),
        ({"lognormal": {"median": 1, "factor90": 1}}, "above 1"),
        ({"normal": {"mean": 1, "sd": 0}}, "above 0"),
        ({"uniform": [5, 2]}, "lower number first"),
        ({"uniform": [1, 2, 3]}, "uniform"),
        ({"beta": {"mean": 1, "size": 2}}, "between 0 and 1"),
        ({"beta": {"mean": 0.5, "size": 0}}, "above 0"),
        ({"triangular": [3, 2, 4]}, "rising"),
        ({"uniform": [0, "x"]}, "number"),
        ({"uniform": [0, True]}, "number"),
        ("4,500", "write 4500"),
        ([1, 2], "write a number"),
        (True, "write a number"),
        ({}, "write a number"),
        (1e305, "write a number"),
    ],
)
def test_distributions_that_are_none(value: Any, fix: str) -> None:
    found, wrongs = parse_distribution(value)
    assert found is None
    assert any(fix in mend for _, mend in wrongs), wrongs


def test_resolve_writes_over_the_defaults() -> None:
    priors = resolve(
        scenario_file(
            parameters={
                "exchange_ratio": 2,
                "attacker_killed_per_day": {"claims": "killed_per_day"},
                "defender_killed_per_day": "none",
                "artillery_reach_km": {"known_on": date(2022, 12, 31), "value": {"uniform": [18, 22]}},
            },
            civilians={"civilians_remaining": {"claims": {"quantity": "civilians_remaining", "place": "c"}}},
        )
    )
    assert list(priors) == list(parameters())
    assert priors["exchange_ratio"].given
    assert priors["exchange_ratio"].distribution == Distribution.point(2, low=0.05, high=20)
    killed = priors["attacker_killed_per_day"]
    assert killed.claims_quantity == ClaimsQuantity("killed_per_day", "attacker")
    assert killed.distribution is None
    assert priors["defender_killed_per_day"].given
    assert priors["defender_killed_per_day"].distribution is None
    assert priors["artillery_reach_km"].distribution.numbers == (18.0, 22.0)
    assert priors["civilians_remaining"].claims_quantity == ClaimsQuantity("civilians_remaining", None, "c")
    untouched = priors["fire_elasticity"]
    assert not untouched.given
    assert untouched.distribution == untouched.parameter.default


@pytest.mark.parametrize(
    ("name", "value", "check"),
    [
        ("exchange_rate", 1, "parameter_unknown"),
        ("attacker_place_value", 1, "parameter_section"),
        ("exchange_ratio", "none", "parameter_absent"),
        ("exchange_ratio", 50, "parameter_bounds"),
        ("exchange_ratio", {"uniform": [1, 50]}, "parameter_bounds"),
        ("exchange_ratio", {"lognormal": {"median": 50, "factor90": 2}}, "parameter_bounds"),
        ("exchange_ratio", {"uniform": 3}, "parameter_distribution"),
        ("attacker_killed_per_day", {"claims": "killed"}, "parameter_claims_quantity"),
        ("attacker_killed_per_day", {"claims": "holds"}, "parameter_claims_quantity"),
        ("attacker_killed_per_day", {"claims": {"side": "attacker"}}, "parameter_claims_quantity"),
        (
            "attacker_killed_per_day",
            {"claims": {"quantity": "killed_per_day", "side": "both"}},
            "parameter_claims_quantity",
        ),
        ("attacker_killed_per_day", {"claims": 3}, "parameter_claims_quantity"),
        ("wounded_per_killed", {"claims": "killed_per_day"}, "parameter_claims_quantity"),
    ],
)
def test_what_a_scenario_may_not_write(name: str, value: Any, check: str) -> None:
    prior, wrongs = read_prior(name, value, section="parameters")
    assert prior is None
    assert {named for _, _, named in wrongs} == {check}
    with pytest.raises(InputError) as raised:
        resolve(scenario_file(parameters={name: value}), lines={f"parameters.{name}": 7})
    assert raised.value.problems[0].line == 7


NUMBERS = st.floats(0.001, 1000)


@given(
    value=st.one_of(
        st.builds(lambda m, f: {"lognormal": {"median": m, "factor90": 1.01 + f}}, NUMBERS, st.floats(0, 20)),
        st.builds(lambda m, s: {"normal": {"mean": m, "sd": s}}, NUMBERS, NUMBERS),
        st.builds(lambda a, b: {"uniform": [a, a + b]}, NUMBERS, NUMBERS),
        st.builds(lambda m, s: {"beta": {"mean": m, "size": s}}, st.floats(0.01, 0.99), st.floats(0.5, 100)),
        st.builds(lambda a, b, c: {"triangular": [a, a + b, a + b + c]}, NUMBERS, NUMBERS, NUMBERS),
    ),
    ends=st.tuples(NUMBERS, NUMBERS),
)
def test_quantiles_rise_and_stay_within(value: Any, ends: tuple[float, float]) -> None:
    low, high = min(ends), max(ends)
    values = distribution(value).within(low, high).quantile(U)
    assert np.all(np.diff(values) >= 0)
    assert np.all((values >= low) & (values <= high))


@pytest.mark.parametrize("written", [
    {"normal": {"mean": 0.2, "sd": 0.4}}, {"lognormal": {"median": 600, "factor90": 2}}, {"uniform": [0.2, 0.5]},
    {"triangular": [1, 2, 4]}, {"triangular": [1, 1, 4]}, {"triangular": [1, 4, 4]}, {"beta": {"mean": 0.2, "size": 8}},
    {"beta": {"mean": 0.9, "size": 1}}, 3,
])  # fmt: skip
def test_what_lies_outside_the_bounds_is_what_the_quantiles_say(written) -> None:
    u = (np.arange(40_000) + 0.5) / 40_000
    free = distribution(written).quantile(u)
    ends = [-np.inf, *np.quantile(free, [0.0, 0.1, 0.4, 0.8, 1.0]), float(free.mean()), 0.0, 1.0, np.inf]
    for low in ends:
        for high in ends:
            if low <= high:
                seen = float(np.mean((free < low) | (free > high)))
                assert distribution(written).within(low, high).clipped_share == pytest.approx(seen, abs=2e-4)
