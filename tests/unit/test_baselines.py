"""Baselines: formulas, priors before anything is known, who learns from what, and the table that ships."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.optimize import minimize

from pyrrhus.control_map.share_events import TownRecord
from pyrrhus.skill.baselines.models import BASELINES, curve, prior_logit
from pyrrhus.skill.baselines.protocols import baseline_probabilities, training_rows
from pyrrhus.skill.baselines.ridge import fit_logistic
from pyrrhus.skill.baselines.table import DATES, HORIZONS, baseline_curves, fitted_table
from pyrrhus.skill.questions import Features, TownDate, outcome_known_by

QUIET = Features(3.0, 0.0, 0.1, 0.2, 0.3, 0.2, 0.3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
FALLING = replace(
    QUIET, distance_km=0.0, share_1km=0.6, share_3km=0.75, share_5km=0.6, arc_5km=0.6, gain_14_km2_per_day=1.0,
    gain_30_km2_per_day=0.6, change_30_of_3km=0.3, change_30_of_5km=0.25, change_60_of_5km=0.35, change_60_of_10km=0.3,
)  # fmt: skip
START = date(2023, 1, 1)


def record(town, fell_after=None, days=200, back_after=None):
    share = np.zeros(days)
    if fell_after is not None:
        share[fell_after : back_after or days] = 1.0
    fell = START + timedelta(fell_after) if fell_after is not None else None
    return TownRecord(town, tuple(START + timedelta(n) for n in range(days)), share, np.ones(days), fell)


def test_need_and_rate_are_as_defined():
    assert FALLING.need_km2 == pytest.approx((0.9 - 0.75) * 28.274, rel=1e-4)
    assert FALLING.rate_km2_per_day == pytest.approx(0.8)
    assert replace(QUIET, share_3km=0.95).need_km2 == 0.0
    term = BASELINES["need_rate"].terms(FALLING, 30)[0]
    assert term == pytest.approx(-np.log((FALLING.need_km2 + 0.2) / (30 * 0.85)))


def test_newton_finds_what_a_general_optimiser_finds():
    random = np.random.default_rng(2)
    x = np.column_stack([np.ones(80), random.normal(size=(80, 3))])
    y = (random.random(80) < 1 / (1 + np.exp(-x @ [-1, 1, -0.5, 0]))).astype(float)
    mean, sd = np.array([-2.0, 0, 0, 0]), np.array([1.5, 0.5, 0.5, 0.5])

    def minus_log_posterior(b):
        z = x @ b
        return np.sum(np.logaddexp(0, z) - y * z) + 0.5 * np.sum(((b - mean) / sd) ** 2)

    assert fit_logistic(x, y, prior_mean=mean, prior_sd=sd) == pytest.approx(
        minimize(minus_log_posterior, mean, tol=1e-12).x, abs=1e-4
    )


def test_separable_rows_do_not_send_coefficients_away():
    x = np.column_stack([np.ones(10), np.repeat([-1.0, 1.0], 5)])
    found = fit_logistic(x, np.repeat([0.0, 1.0], 5), prior_mean=np.zeros(2), prior_sd=np.ones(2))
    assert 0.5 < found[1] < 4.0


@pytest.mark.parametrize("name", BASELINES)
def test_before_anything_is_resolved_there_is_a_wide_prior(name):
    b = BASELINES[name]
    p = [float(b.predict(b.fit([], [], h), [QUIET], h)[0]) for h in HORIZONS]
    assert 0.001 < p[0] < 0.2
    if name in ("climatology", "logistic"):
        assert p[0] == pytest.approx(0.1)
        assert p[2] == pytest.approx(1 - 0.9**3)


@pytest.mark.parametrize("name", ["trend", "need_rate", "logistic"])
def test_a_town_that_is_going_is_said_to_be_likelier_to_fall(name):
    b = BASELINES[name]
    fitted = b.fit([QUIET] * 20 + [FALLING] * 5, [False] * 20 + [True] * 5, 30)
    quiet, falling = b.predict(fitted, [QUIET, FALLING], 30)
    assert falling > 2 * quiet


def test_climatology_is_the_frequency_drawn_a_little_to_its_prior():
    b = BASELINES["climatology"]
    p = float(b.predict(b.fit([QUIET] * 1000, [True] * 200 + [False] * 800, 30), [QUIET], 30)[0])
    assert p == pytest.approx(0.2, abs=0.001)
    few = float(b.predict(b.fit([QUIET] * 3, [True] * 3, 30), [QUIET], 30)[0])
    assert 0.2 < few < 0.9


def test_curves_run_through_the_horizons_and_never_fall():
    c = curve([0.1, 0.2, 0.15], (30, 60, 90), 120)
    assert c[[0, 30, 60, 90]] == pytest.approx([0.0, 0.1, 0.2, 0.2])
    assert (np.diff(c) >= -1e-12).all()
    constant = curve([1 - np.exp(-0.3), 1 - np.exp(-0.6)], (30, 60), 100)
    assert constant == pytest.approx(1 - np.exp(-0.01 * np.arange(101)))


class TestWhatIsKnownByADay:
    def test_a_fall_is_known_once_it_has_lasted(self):
        town = record("a", fell_after=20)
        start = START + timedelta(20)
        assert outcome_known_by(town, START, 30, start + timedelta(12)) is None
        assert outcome_known_by(town, START, 30, start + timedelta(13)) is True

    def test_standing_is_known_at_the_horizon_and_not_before(self):
        town = record("a")
        assert outcome_known_by(town, START, 30, START + timedelta(29)) is None
        assert outcome_known_by(town, START, 30, START + timedelta(30)) is False

    def test_a_run_that_is_still_too_short_leaves_the_case_open(self):
        town = record("a", fell_after=25)
        assert outcome_known_by(town, START, 30, START + timedelta(30)) is None

    def test_a_later_fall_does_not_change_an_earlier_row(self):
        town = record("a", fell_after=40)
        assert outcome_known_by(town, START, 30, START + timedelta(100)) is False

    def test_a_run_that_broke_was_no_fall(self):
        town = replace(record("a", fell_after=10, back_after=15), fell_on=None)
        assert outcome_known_by(town, START, 30, START + timedelta(12)) is None
        assert outcome_known_by(town, START, 30, START + timedelta(31)) is False

    def test_what_comes_after_the_day_is_not_read(self):
        town = record("a", fell_after=20)
        cut = TownRecord("a", town.dates[:26], town.share_0_1[:26], town.distance_km[:26], None)
        for day in range(26):
            known_on = START + timedelta(day)
            assert outcome_known_by(town, START, 30, known_on) == outcome_known_by(cut, START, 30, known_on)


CASES = [
    TownDate(town, sector, START + timedelta(14 * k), FALLING if town == "falls" else QUIET)
    for k in range(8)
    for town, sector in (("falls", "north"), ("stands", "north"), ("other", "south"))
]
RECORDS = {"falls": record("falls", fell_after=150), "stands": record("stands"), "other": record("other")}


def test_protocol_r_learns_from_resolved_rows_alone():
    day = START + timedelta(42)
    rows, outcome = training_rows(CASES, RECORDS, horizon_days=30, known_on=day)
    assert {CASES[n].as_of for n in rows} == {START}
    assert outcome == [False, False, False]


def test_protocol_s_leaves_the_sector_out_whole():
    day = START + timedelta(199)
    rows, _ = training_rows(CASES, RECORDS, horizon_days=30, known_on=day, without_sector="north")
    assert {CASES[n].town for n in rows} == {"other"}


def test_a_row_of_protocol_r_does_not_depend_on_later_rows():
    whole = baseline_probabilities(CASES, RECORDS, horizon_days=30, protocol="R", known_on=START + timedelta(199))
    early = baseline_probabilities(CASES[:12], RECORDS, horizon_days=30, protocol="R", known_on=START)
    for name in BASELINES:
        assert whole[name][:12] == pytest.approx(early[name], abs=0)


class TestShippedTable:
    def test_every_date_horizon_and_baseline_is_there(self):
        assert {(r.fitted_to, r.horizon_days, r.baseline) for r in fitted_table()} == {
            (d, h, b) for d in DATES for h in HORIZONS for b in BASELINES
        }

    def test_before_the_first_fit_only_climatology_speaks(self):
        found = baseline_curves(FALLING, as_of=date(2022, 6, 1), days=90)
        assert list(found) == ["climatology"]
        assert found["climatology"][30] == pytest.approx(1 / (1 + np.exp(-prior_logit(30))))

    def test_curves_tell_a_quiet_town_from_a_falling_one(self):
        quiet = baseline_curves(QUIET, as_of=date(2023, 3, 1), days=120)
        falling = baseline_curves(FALLING, as_of=date(2023, 3, 1), days=120)
        assert set(quiet) == set(BASELINES)
        assert quiet["climatology"] == pytest.approx(falling["climatology"])
        for name in ("trend", "need_rate", "logistic"):
            assert len(quiet[name]) == 121
            assert quiet[name][30] < 0.1 < falling[name][30]


def test_a_town_that_fell_early_waits_for_its_neighbours():
    records = {"falls": record("falls", fell_after=5), "stands": record("stands"), "other": record("other")}
    cases = [c for c in CASES if c.as_of == START]
    early, _ = training_rows(cases, records, horizon_days=60, known_on=START + timedelta(30))
    later, outcome = training_rows(cases, records, horizon_days=60, known_on=START + timedelta(60))
    assert early == []
    assert sorted(outcome) == [False, False, True]
    assert len(later) == 3
