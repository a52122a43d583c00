"""Vintages: fits against planted truth, what an as-of date may use, and that what is given stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from pyrrhus.scenario.distributions import Distribution
from pyrrhus.scenario.parameters import Prior, parameters
from pyrrhus.skill.calibrate import Calibration
from pyrrhus.skill.change_rates import held_out_score
from pyrrhus.skill.fall_causes import CAUSES, FallCause, cause_of, fall_causes
from pyrrhus.skill.fitted_parameter import between, mean_level, mean_slowing
from pyrrhus.skill.garrisons import Garrison
from pyrrhus.skill.sector_weeks import SectorWeeks
from pyrrhus.skill.tempo_fit import fit_tempo
from pyrrhus.skill.vintages import newest_vintage, read_vintage, seal, vintages
from pyrrhus.skill.withdrawal_fit import NAMES, expected_orders, fit_two_ways, fit_withdrawal, score_towns_left_out

SYMBOL = ("withdrawal_symbol_weight", "defender_symbol_0_1")
RATE, RATE_SD, SIZE_MEAN_KM2, SIZE_SD, BACK_PART = 0.004, 0.6, 1.5, 1.3, 0.3


def planted(*, towns=30, weeks=78, pace_sd=0.0, half_life_weeks=4.0, seed=11):
    """Sector-weeks drawn from the law of advance with known numbers (rates of the long-run mean level)."""
    random = np.random.default_rng(seed)
    shape = (towns, weeks, 8)
    town, week, axis = (a.ravel() for a in np.meshgrid(*map(np.arange, shape), indexing="ij"))
    front = random.uniform(2.0, 8.0, shape)
    rate = RATE * np.exp(RATE_SD * random.normal(size=(towns, 1, 1)))
    keep = 2.0 ** (-1.0 / half_life_weeks)
    pace = np.zeros(shape)
    pace[:, 0] = random.normal(size=(towns, 8))
    for w in range(1, weeks):
        pace[:, w] = keep * pace[:, w - 1] + np.sqrt(1 - keep**2) * random.normal(size=(towns, 8))
    level = np.exp(pace_sd * pace - 0.5 * pace_sd**2)

    def areas(per_week):
        count = random.poisson(per_week)
        return np.array(
            [
                np.exp(np.log(SIZE_MEAN_KM2) - 0.5 * SIZE_SD**2 + SIZE_SD * random.normal(size=n)).sum()
                for n in count.ravel()
            ]
        )

    forward, backward = areas(7 * rate * front * level), areas(7 * rate * BACK_PART * front)
    start = date(2022, 1, 2)
    return SectorWeeks(
        tuple(f"t{n}" for n in range(towns)),
        tuple(start + timedelta(7 * w) for w in range(weeks + 1)),
        town,
        week,
        axis,
        front.ravel(),
        front.ravel(),
        forward,
        backward,
    )


@pytest.fixture(scope="module")
def fitted():
    return {f.name: number(f) for f in fit_tempo(planted())}


def number(fit):
    text = f'name,distribution,n,note\n{fit.name},"{fit.distribution}",{fit.n},x\n'
    return read_vintage(seal(text), date(2023, 1, 1)).parameters[fit.name].distribution


def test_moments_find_a_log_normal_behind_noise():
    random = np.random.default_rng(4)
    true = 0.01 * np.exp(0.8 * random.normal(size=4000))
    noise = 0.005
    median, log_sd = between(true + noise * random.normal(size=4000), np.full(4000, noise**2), np.full(4000, 1 / 4000))
    assert median == pytest.approx(0.01, rel=0.1)
    assert log_sd == pytest.approx(0.8, rel=0.12)


def test_noise_alone_is_not_taken_for_a_difference_between_towns():
    random = np.random.default_rng(4)
    seen = 0.01 + 0.005 * random.normal(size=2000)
    _, log_sd = between(seen, np.full(2000, 0.005**2), np.full(2000, 1 / 2000))
    assert log_sd < 0.2


def test_planted_speed_and_frequency_are_found(fitted):
    mean_speed = RATE * np.exp(RATE_SD**2 / 2) * SIZE_MEAN_KM2
    speed, often = fitted["offensive_advance_km_per_day"], fitted["moves_per_km_day"]
    assert speed.mean_sd[0] == pytest.approx(mean_speed / mean_level() / mean_slowing(), rel=0.3)
    assert float(often.quantile(0.5)) == pytest.approx(RATE / mean_level(), rel=0.25)
    assert np.log(often.numbers[1]) / 1.645 == pytest.approx(RATE_SD, rel=0.4)


def test_planted_sizes_and_backward_moves_are_found(fitted):
    low, high = fitted["move_size_log_sd"].numbers
    # changes too small to be told from drawing are left out, which narrows the spread a little
    assert low < SIZE_SD < high + 0.1
    mix = 0.5 + 2.5 * float(parameters()["counter_attack_share_0_1"].default.quantile(0.5))
    odds = BACK_PART * mean_level() / mix
    assert fitted["backward_share_0_1"].numbers[0] == pytest.approx(odds / (1 + odds), rel=0.25)


def test_an_uneven_pace_is_told_from_an_even_one(fitted):
    uneven = {f.name: number(f) for f in fit_tempo(planted(pace_sd=1.2))}
    assert uneven["intensity_log_sd"].numbers[0] > 2 * fitted["intensity_log_sd"].numbers[0]
    assert 10 < uneven["intensity_half_life_days"].numbers[0] < 80


def test_knowing_that_towns_differ_pays_on_towns_left_out():
    spread, pooled = held_out_score(planted())
    assert spread < pooled


def test_too_little_front_gives_no_fit():
    assert fit_tempo(planted(towns=2, weeks=10)) == ()


def garrison(days, *, cut=0.0, going=1.0, need=20.0, ordered=None, cause="ordered_out"):
    """A town that stood for so many days; with a day of an order, or stormed, one that fell on its last."""
    fell = date(2022, 6, 1) if ordered is not None or cause == "stormed" else None
    ground = np.log((going + 0.02) / 1.02)
    terms = np.tile([1.0, ground, cut, 0.0], (days, 1))
    storm = np.tile([1.0, ground, -np.log((need + 0.2) / 28.5)], (days, 1))
    return Garrison("a", np.ones(days, bool), terms, storm, fell, ordered, cause)


class TestGarrisons:
    def fits(self, seen):
        return {f.name: number(f) for f in fit_withdrawal(seen)}

    def test_nothing_seen_leaves_the_priors(self):
        for name, found in self.fits([]).items():
            prior = parameters()[name].default
            assert float(found.quantile(0.5)) == pytest.approx(float(prior.quantile(0.5)), rel=0.02)

    def test_towns_that_stood_count(self):
        base = NAMES[0]
        assert float(self.fits([garrison(4000)])[base].quantile(0.5)) < 0.8 * float(
            parameters()[base].default.quantile(0.5)
        )

    def test_many_ends_outweigh_the_prior(self):
        table = parameters()
        symbol = np.prod([float(table[n].default.quantile(0.5)) for n in SYMBOL])
        seen = [garrison(500, ordered=499) for _ in range(200)]
        assert float(self.fits(seen)[NAMES[0]].quantile(0.5)) == pytest.approx(np.exp(symbol) / 500, rel=0.1)

    def test_ends_while_the_ground_goes_raise_the_elasticity_and_those_on_quiet_fronts_lower_it(self):
        name = "withdrawal_ground_elasticity"
        quiet = [garrison(2000, going=0.0) for _ in range(20)]
        going = [garrison(30, going=4.0, ordered=29) for _ in range(40)]
        found = self.fits([*quiet, *going])
        assert float(found[name].quantile(0.5)) > 1.2
        assert float(found["withdrawal_corridor_weight"].quantile(0.5)) == pytest.approx(3.5, abs=0.1)
        calm = self.fits([garrison(30, going=0.0, ordered=29) for _ in range(40)])
        assert float(calm[name].quantile(0.5)) < 0.8

    def test_a_town_that_was_stormed_censors_the_order(self):
        base = NAMES[0]
        told = {
            cause: float(
                self.fits([garrison(60, ordered=None if cause == "stormed" else 55, cause=cause)] * 12)[base].quantile(
                    0.5
                )
            )
            for cause in ("ordered_out", "unknown", "stormed")
        }
        assert told["stormed"] < told["unknown"] < told["ordered_out"]
        assert told["ordered_out"] > 1.5 * told["stormed"]

    def test_an_unknown_cause_counts_by_what_was_near(self):
        known = [garrison(60, need=0.2, cause="stormed")] * 8 + [garrison(60, cut=0.9, ordered=59)] * 8
        stood = [garrison(600)] * 8
        near = garrison(60, need=0.1, ordered=56, cause="unknown")
        cut_off = garrison(60, cut=0.9, ordered=56, cause="unknown")
        both = fit_two_ways([*known, *stood, near, cut_off])
        assert expected_orders(both, [near]) < 0.5 < expected_orders(both, [cut_off])

    def test_rates_of_both_ways_are_found_where_they_were_planted(self):
        random = np.random.default_rng(3)
        symbol = np.prod([float(parameters()[n].default.quantile(0.5)) for n in SYMBOL])
        seen = []
        for n in range(300):
            need = 2.0 if n % 2 else 20.0
            ordered = random.exponential(1.0 / 0.004)
            stormed = random.exponential(1.0 / (0.03 if n % 2 else 0.003))
            days = int(min(ordered, stormed, 300.0)) + 1
            if days > 300:
                seen.append(garrison(300, need=need))
            elif ordered < stormed:
                seen.append(garrison(days, need=need, ordered=days - 1))
            else:
                seen.append(garrison(days, need=need, cause="stormed"))
        both = fit_two_ways(seen)
        assert np.exp(both.found[0] - symbol) == pytest.approx(0.004, rel=0.3)
        storms = [np.exp(both.found[4] - both.found[6] * np.log((need + 0.2) / 28.5)) for need in (2.0, 20.0)]
        assert storms == pytest.approx([0.03, 0.003], rel=0.3)

    def test_towns_left_out_are_scored_and_their_falls_add_up(self):
        seen = [*[garrison(40, need=0.5, cause="stormed")] * 6, *[garrison(400, need=25.0)] * 6]
        score, plain, expected = score_towns_left_out(seen)
        assert score > plain
        assert 3.0 < expected < 12.0

    def test_days_without_an_attacker_near_do_not_count(self):
        far = garrison(4000)
        far = replace(far, at_risk=np.zeros(4000, bool))
        for name, found in self.fits([far]).items():
            assert found == self.fits([])[name], name

    def test_towns_that_stood_cut_off_lower_the_weight_of_the_corridor(self):
        found = self.fits([garrison(20_000, cut=0.8)])
        assert float(found["withdrawal_corridor_weight"].quantile(0.5)) < 3.0


def test_a_cause_is_known_from_the_day_on_which_it_was_public():
    row = FallCause("a", (date(2022, 6, 1), date(2022, 7, 1)), "ordered_out", date(2022, 6, 9), date(2022, 6, 20), "s")
    fell = date(2022, 6, 12)
    assert cause_of("a", fell, known_on=date(2022, 6, 19), table=[row]) == ("unknown", None)
    assert cause_of("a", fell, known_on=date(2022, 6, 20), table=[row]) == ("ordered_out", date(2022, 6, 9))
    assert cause_of("b", fell, known_on=date(2023, 1, 1), table=[row])[0] == "unknown"
    assert cause_of("a", date(2023, 6, 12), known_on=date(2024, 1, 1), table=[row])[0] == "unknown", "another fall"


def test_every_cause_that_ships_has_a_source_and_was_public_after_it_began():
    assert fall_causes()
    for row in fall_causes():
        assert row.source.startswith("https://")
        assert row.cause in CAUSES
        assert row.fell[0] <= row.known_on
        assert row.ordered_on is None or row.ordered_on <= row.known_on


def test_the_newest_vintage_not_later_than_the_day_is_used():
    assert newest_vintage(date(2022, 8, 31)) is None
    assert newest_vintage(date(2022, 9, 1)).name == "2022-09-01"
    assert newest_vintage(date(2023, 2, 28)).name == "2022-12-01"
    assert newest_vintage(date(2026, 1, 1)).name == vintages()[-1].name == "2023-12-31"


def test_a_vintage_replaces_defaults_and_leaves_what_was_given():
    table = parameters()
    names = ("offensive_advance_km_per_day", "moves_per_km_day", "wounded_per_killed")
    priors = {n: Prior(table[n], table[n].default, given=False) for n in names}
    mine = Distribution.point(0.5)
    priors["moves_per_km_day"] = replace(priors["moves_per_km_day"], distribution=mine, given=True)
    vintage = newest_vintage(date(2023, 3, 1))
    after = vintage.apply(priors)
    assert after["offensive_advance_km_per_day"].distribution == (
        vintage.parameters["offensive_advance_km_per_day"].distribution
    )
    assert after["moves_per_km_day"].distribution == mine
    assert after["wounded_per_killed"] == priors["wounded_per_killed"]


def test_every_shipped_vintage_says_what_it_rests_on():
    for vintage in vintages():
        assert set(vintage.about) >= {"data_sha256", "data", "score"}
        assert {"offensive_advance_km_per_day", "withdrawal_base_per_day"} <= set(vintage.parameters)
        for row in vintage.parameters.values():
            low, high = parameters()[row.name].low, parameters()[row.name].high
            assert low <= float(row.distribution.quantile(0.5)) <= high


@pytest.mark.parametrize("change", ["a number", "a row less", "no hash"])
def test_a_vintage_that_is_not_what_its_hash_says_is_refused(change):
    whole = Calibration(date(2022, 9, 1), fit_tempo(planted(towns=8, weeks=60)), {"data": "made up"}).to_csv()
    assert read_vintage(whole, date(2022, 9, 1)).parameters
    lines = whole.splitlines(keepends=True)
    other = {
        "a number": whole.replace("median: 0.", "median: 1.", 1),
        "a row less": "".join([lines[0], *lines[2:]]),
        "no hash": "".join(lines[:-1]),
    }[change]
    assert other != whole
    with pytest.raises(ValueError, match="SHA-256"):
        read_vintage(other, date(2022, 9, 1))


def test_a_vintage_is_read_back_as_it_was_written():
    fits = fit_tempo(planted(towns=8, weeks=60))
    text = Calibration(date(2023, 1, 1), fits, {"data": "x"}).to_csv()
    again = read_vintage(text, date(2023, 1, 1))
    assert list(again.parameters) == [f.name for f in fits]
    assert again.about == {"data": "x"}


def test_a_vintage_with_a_name_that_is_no_parameter_is_refused():
    with pytest.raises(ValueError, match="speed_of_light"):
        read_vintage(seal("name,distribution,n,note\nspeed_of_light,3,1,x\n"), date(2023, 1, 1))
