"""Laws of losses against published battles: planted laws are found again, repeats stay in one fold."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest

from pyrrhus.errors import InputError
from pyrrhus.skill.battles.ardennes import fit_published_forms, score_rolling_origin
from pyrrhus.skill.battles.cdb90 import NEEDED, long_battles, read_battles, summarise_rates
from pyrrhus.skill.battles.loss_forms import (
    crps_normal,
    fit_elasticity,
    fit_exchange,
    score_leave_one_war_out,
)

DATA = Path(os.environ.get("PYRRHUS_DATA", Path(__file__).parents[3] / "shared" / "data"))
BATTLES = DATA / "battles"
needs_data = pytest.mark.skipif(not BATTLES.is_dir(), reason=f"no open data at {DATA}; set PYRRHUS_DATA")


def write_cdb90(folder: Path, p: float, *, battles: int = 240, noise: float = 0.3) -> Path:
    """Battles of six wars in which losses are 0.01 x days x own^(1 - p) x enemy^p, for both sides."""
    random = np.random.default_rng(5)
    rows = []
    for number in range(battles):
        own = np.exp(random.normal([10.0, 9.5], 1.0))
        days = int(random.integers(1, 60))
        lost = 0.01 * days**0.9 * own ** (1 - p) * own[::-1] ** p * np.exp(noise * random.normal(size=2))
        row = dict.fromkeys(NEEDED, "") | {
            "isqno": str(number + 1),
            "year": str(1900 + number % 60),
            "name": f"BATTLE {number}",
            "war": f"WAR {number % 6}",
            "duration_days_calendar": str(days),
            "winner": "attacker",
            "start_date": "1915-01-01",
            "end_date": "1915-02-01",
        }
        for side, name in enumerate(("att", "def")):
            row |= {f"{name}_strength": f"{own[side]:.3f}", f"{name}_casualties": f"{lost[side]:.3f}"}
        rows.append(row)
    folder.mkdir(exist_ok=True)
    with (folder / "cdb90_battles.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, NEEDED)
        writer.writeheader()
        writer.writerows(rows)
    return folder


def write_ardennes(folder: Path, p: float, q: float, d: float, noise: float = 0.0) -> Path:
    """32 days under a law; Germans attack for ten days, then the allies."""
    random = np.random.default_rng(2)
    rows = []
    for day in range(1, 33):
        strength = np.exp(random.normal([12.8, 12.6], 0.2))
        attacker = "german" if day <= 10 else "allied"
        row = {"day": day, "attacker": attacker}
        for side, name in enumerate(("allied", "german")):
            lost = 0.004 * strength[1 - side] ** p * strength[side] ** q * (1 / d if name == attacker else d)
            lost *= np.exp(noise * random.normal())
            for kind in ("combat", "total"):
                row |= {f"{name}_{kind}_manpower": strength[side], f"{name}_{kind}_killed": lost}
            for what in ("tanks", "apc", "artillery"):
                row |= {f"{name}_{what}": 0, f"{name}_{what}_lost": 0}
        rows.append(row)
    folder.mkdir(exist_ok=True)
    with (folder / "ardennes_1944_daily.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.mark.parametrize("p", [0.1, 0.4])
def test_a_planted_elasticity_is_found_on_both_sides(tmp_path: Path, p: float) -> None:
    battles = read_battles(write_cdb90(tmp_path, p))
    for side in (0, 1):
        found = fit_elasticity(battles, side)
        assert found.value == pytest.approx(p, abs=0.06)
        assert 0.0 < found.error < 0.06
    exchange, at_parity = fit_exchange(battles)
    assert exchange.value == pytest.approx(1 - 2 * p, abs=0.08)
    assert at_parity == pytest.approx(1.0, abs=0.08)


def test_the_form_that_was_planted_scores_best(tmp_path: Path) -> None:
    scores = score_leave_one_war_out(read_battles(write_cdb90(tmp_path, 0.3)))
    for side in ("attacker", "defender"):
        crps = {s.form: s.crps for s in scores if s.side == side}
        assert min(crps, key=lambda form: crps[form]) in ("engine", "free")
        assert crps["engine"] < 0.19, "the noise that was planted: 0.3 x 0.564"
        assert crps["square"] > 1.3 * crps["engine"]


def test_a_repeat_is_left_out_with_the_battle_that_it_repeats(tmp_path: Path) -> None:
    folder = write_cdb90(tmp_path, 0.3, battles=12)
    path = folder / "cdb90_battles.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    rows[7]["duplicate_of"] = "3"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, NEEDED)
        writer.writeheader()
        writer.writerows(rows)
    battles = read_battles(folder)
    assert battles[7].fold == battles[2].fold == "WAR 2"
    assert battles[7].war == "War 1"
    assert "8" not in {battle.number for battle in long_battles(battles)}


def test_rates_are_of_total_strength_and_of_calendar_days(tmp_path: Path) -> None:
    battles = read_battles(write_cdb90(tmp_path, 0.0, noise=0.0))
    listed = long_battles(battles)
    assert {battle.days >= 21 for battle in listed} == {True}
    rates = summarise_rates(listed, 0)
    assert rates.median == pytest.approx(0.01 * 40**-0.1, rel=0.02)
    assert 1.0 < rates.factor90 < 1.2


def test_a_planted_lanchester_law_is_fitted_exactly(tmp_path: Path) -> None:
    fits = {(f.model, f.kind, f.days): f for f in fit_published_forms(write_ardennes(tmp_path, 0.6, 0.3, 1.25))}
    free = fits["free p,q,d", "combat", "1-32"]
    assert (free.p, free.q, free.d) == pytest.approx((0.6, 0.3, 1.25), abs=2e-3)
    assert free.a == pytest.approx(free.b, rel=0.05)
    assert free.r2 == pytest.approx(1.0, abs=1e-5)
    assert fits["constant", "total", "1-10"].r2 == pytest.approx(0.0, abs=1e-12)
    assert len(fits) == 48


def test_of_forecasts_of_the_next_day_the_planted_law_is_best(tmp_path: Path) -> None:
    scores = score_rolling_origin(write_ardennes(tmp_path, 0.0, 1.0, 1.0, noise=0.1), 0.25)
    crps = {s.form: s.independent for s in scores if s.kind == "combat"}
    assert {s.forecasts for s in scores} == {44}, "22 days, two sides"
    assert min(crps, key=lambda form: crps[form]) == "logarithmic"
    assert 0.05 < crps["logarithmic"] < 0.075, "the noise that was planted: 0.1 x 0.564 and a little"


def test_crps_of_a_normal_forecast_against_its_integral() -> None:
    from scipy.stats import norm

    x = np.linspace(-12, 12, 400_001)
    step = (norm.cdf(x, 0.4, 1.3) - (x >= 1.1)) ** 2
    exact = float(np.sum(0.5 * (step[1:] + step[:-1]) * np.diff(x)))
    assert crps_normal(np.array([0.4]), 1.3, np.array([1.1]))[0] == pytest.approx(exact, abs=1e-5)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as missing:
        read_battles(tmp_path / "nowhere")
    assert "cdb90_battles.csv" in str(missing.value)
    (tmp_path / "cdb90_battles.csv").write_text("isqno,year\n1,1900\n", encoding="utf-8")
    with pytest.raises(InputError) as columns:
        read_battles(tmp_path)
    assert "has no column" in str(columns.value)


@pytest.mark.data
@needs_data
def test_the_published_fits_come_out_again() -> None:
    from pyrrhus.skill.battles.validation import validate_losses

    assert (BATTLES / "ardennes_baselines_recomputed.csv").is_file()
    assert validate_losses(DATA).differing == ()


@pytest.mark.data
@needs_data
def test_the_command_says_the_rates_that_the_table_of_defaults_holds(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from pyrrhus.cli import main
    from pyrrhus.scenario.parameters import parameters

    def said(*options: str) -> str:
        with pytest.raises(SystemExit) as end:
            main(["validate", "losses", "--data", str(DATA), *options])
        assert end.value.code == 0
        return capsys.readouterr().out

    table = said("--picture", str(tmp_path / "rates.svg"))
    assert "attacker: median 0.72 % a day of 21 battles" in table
    assert "every number of the published table comes out again" in table
    assert (tmp_path / "rates.svg").read_text(encoding="utf-8").startswith("<svg")
    found = json.loads(said("--format", "json"))
    assert len(list(csv.DictReader(said("--format", "csv").splitlines()))) == len(found["battles"])
    prior = parameters()["attacker_loss_rate_per_day"].default
    assert prior is not None
    assert prior.quantile(0.5) == pytest.approx(found["rates"][0]["median"], rel=0.02)
