"""Draws that were kept: what goes on from them, what does not, and that it says what a run from the first day says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pyrrhus.claims.ledger import Claim, Source
from pyrrhus.filter.draws_file import NoDrawsError, pack_draws, unpack_draws
from pyrrhus.filter.draws_store import DrawsStore
from pyrrhus.filter.prepare import prepare
from pyrrhus.filter.update import Updated, prepare_update
from pyrrhus.filter.update_job import UpdateOptions
from pyrrhus.pipeline import default_priors
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.schema import Control

START = date(2030, 3, 1)
LAST = START + timedelta(days=84)
BEFORE = LAST - timedelta(days=7)
DRAWS = 600


def _row(day: date, place: str, share: float) -> Control:
    return Control(date=day, place=place, holder="attacker", share_0_1=share)


def _claim(name: str, said: date, value: float, days: int = 13) -> Claim:
    return Claim(
        name, said, "paper", "", "", None, "killed_per_day", "attacker", "town", said - timedelta(days=days), said,
        None, value, None, None, "persons/day", "about", "asserts", "C", "2", "", "",
    )  # fmt: skip


@pytest.fixture(scope="module")
def battle(make_siege) -> Any:
    """Twelve weeks of maps and claims of the attacker's losses."""
    days = [START + timedelta(days=7 * week) for week in range(13)]
    control = [
        _row(d, p, min(1.0, share + 0.03 * i))
        for i, d in enumerate(days)
        for p, share in (("eastern", 1.0), ("northern", 0.3), ("southern", 0.2))
    ]
    control += [Control(date=START, place=place, holder="defender") for place in ("town", "western")]
    claims = tuple(_claim(f"c{n}", START + timedelta(days=14 * n), 40.0 + n) for n in range(1, 7))
    source = Source("paper", "Paper", "press", None, "C")
    return make_siege(control=tuple(control), claims=claims, sources=(source,), file={"as_of": LAST})


@pytest.fixture
def store(tmp_path: Path) -> DrawsStore:
    return DrawsStore(tmp_path / "draws")


def update(whole: Any, day: date, store: DrawsStore, **changes: Any) -> Updated:
    priors, _ = default_priors(gate(whole, day), day)
    options = UpdateOptions(**{"draws": DRAWS, "seed": 7, "threads": 1, "store": store, **changes})
    return prepare_update(whole, as_of=day, priors=priors, options=options)


def scratch(whole: Any, day: date, seed: int = 7, draws: int = DRAWS) -> Any:
    priors, _ = default_priors(gate(whole, day), day)
    return prepare(gate(whole, day), as_of=day, priors=priors, draws=draws, seed=seed, threads=1).assimilated


def is_equal(one: Any, other: Any) -> bool:
    states = all(np.array_equal(a, b) for a, b in zip(one.state, other.state, strict=True))
    return states and all(np.array_equal(one.draws.named[name], other.draws.named[name]) for name in one.draws.named)


def measures(found: Any) -> np.ndarray:
    """What a forecast begins with, on scales on which errors are alike: [measure, draw]."""
    state, named = found.state, found.draws.named
    rows = [np.log(state.personnel[:, s].sum(axis=(1, 2))) for s in (0, 1)]
    rows += [np.log(np.maximum(state.losses[:, s, 0], 1.0)) for s in (0, 1)]
    rows += [np.log(np.maximum(found.killed_now[:, 0], 0.1)), state.will[:, 0], np.log1p(state.civilians[:, 0])]
    return np.array([*rows, np.log(named["offensive_advance_km_per_day"]), np.log(named["pause_mean_days"])])


def test_the_first_is_a_plain_run_and_the_same_again_is_equal_to_the_byte(battle, store) -> None:
    first = update(battle, LAST, store)
    assert first.started_from is None
    assert is_equal(first.ready.assimilated, scratch(battle, LAST))
    again = update(battle, LAST, store)
    assert (again.started_from, again.steps) == (LAST, (LAST.isoformat(),))
    assert is_equal(first.ready.assimilated, again.ready.assimilated)


def test_a_week_on_says_what_a_run_from_the_first_day_says(battle, store) -> None:
    seeds, draws = (7, 8, 9, 10, 11), 500
    went_on, begun = [], []
    for seed in seeds:
        kept = DrawsStore(store.folder)
        update(battle, BEFORE, kept, draws=draws, seed=seed)
        found = update(battle, LAST, kept, draws=draws, seed=seed)
        assert found.started_from == BEFORE
        went_on.append(measures(found.ready.assimilated))
        begun.append(measures(scratch(battle, LAST, seed, draws)))
    one, other = (np.array([run.mean(axis=1) for run in runs]) for runs in (went_on, begun))
    # Monte Carlo error as it is between seeds: filters err by more than independent draws would
    error = np.sqrt((one.var(axis=0, ddof=1) + other.var(axis=0, ddof=1)) / len(seeds))
    away = np.abs(one.mean(axis=0) - other.mean(axis=0)) / error
    assert (away < 4.5).all(), away
    # and the spread is that of a run from the first day, not that of few draws many times over
    spread, usual = (np.mean([run.std(axis=1) for run in runs], axis=0) for runs in (went_on, begun))
    assert (np.abs(np.log(spread / usual)) < 0.4).all(), spread / usual


def test_a_claim_of_days_long_lived_counts(battle, store) -> None:
    update(battle, BEFORE, store, draws=1500)
    said = replace(_claim("late", LAST - timedelta(days=1), 75.0, days=60), reliability="A", credibility="1")
    more = battle.model_copy(update={"claims": (*battle.claims, said)})
    without, found = update(battle, LAST, store, draws=1500), update(more, LAST, DrawsStore(store.folder), draws=1500)

    def killed(one: Any) -> float:
        return float(one.state.losses[:, 0, 0].mean())

    whole = killed(scratch(more, LAST, draws=1500)) - killed(scratch(battle, LAST, draws=1500))
    moved = killed(found.ready.assimilated) - killed(without.ready.assimilated)
    assert found.started_from in (BEFORE, LAST)
    assert whole > 0.0
    assert 0.4 < moved / whole < 2.5


def test_what_changed_before_is_said_and_run_from_the_first_day(battle, store) -> None:
    update(battle, BEFORE, store)
    early = START + timedelta(days=21)
    mapped = tuple(
        _row(r.date, r.place, 0.9) if (r.date, r.place) == (early, "southern") else r for r in battle.control
    )
    for changed, named in (({"control": mapped}, "control.csv"), ({"claims": battle.claims[1:]}, "claims.csv")):
        whole = battle.model_copy(update=changed)
        found = update(whole, LAST, DrawsStore(store.folder))
        assert found.started_from is None
        assert named in found.why
        assert BEFORE.isoformat() in found.why
        assert is_equal(found.ready.assimilated, scratch(whole, LAST))
        (store.folder / _newest(store)).unlink()


def _newest(store: DrawsStore) -> str:
    assert store.folder is not None
    return max((about["as_of"], path.name) for path, about in DrawsStore(store.folder).listed())[1]


def test_a_map_of_earlier_days_that_came_out_late_is_no_growth(battle, store) -> None:
    update(battle, BEFORE, store)
    late = Control(date=START + timedelta(days=28), place="western", holder="attacker", share_0_1=0.5, known_on=LAST)
    found = update(battle.model_copy(update={"control": (*battle.control, late)}), LAST, store)
    assert found.started_from is None
    assert "map" in found.why


@pytest.mark.parametrize("spoil", [lambda b: b[:-9], lambda b: b[:2000] + b"\1" + b[2001:], lambda b: b"no such file"])
def test_a_spoiled_file_is_passed_over_with_a_note(battle, store, spoil) -> None:
    update(battle, LAST, store)
    path = next(store.folder.iterdir())
    path.write_bytes(spoil(path.read_bytes()))
    found = update(battle, LAST, DrawsStore(store.folder))
    assert found.started_from is None
    assert any("passed over" in note for note in found.notes)
    assert is_equal(found.ready.assimilated, scratch(battle, LAST))


def test_other_draws_or_seeds_are_another_run(battle, store) -> None:
    update(battle, LAST, store)
    assert update(battle, LAST, store, seed=8).started_from is None
    assert update(battle, LAST, store, draws=DRAWS - 1).started_from is None


def test_the_store_keeps_within_its_bound_and_drops_what_was_used_longest_ago(tmp_path: Path) -> None:
    store = DrawsStore(tmp_path, most_bytes=30_000)
    names = [f"{n:024x}" for n in range(4)]
    for name in names:
        store.keep(name, {"n": name}, {"a": np.zeros(1200)})
    left = sorted(path.stem for path in tmp_path.glob("*.draws"))
    assert left == names[1:]
    store.keep("f" * 24, {}, {"a": np.zeros(9000)})
    assert "more than is kept" in store.notes[-1]
    assert sorted(path.stem for path in tmp_path.glob("*.draws")) == left


def test_a_file_of_draws_is_read_as_it_was_written() -> None:
    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.zeros(0), "c": np.array([1], dtype=np.uint8)}
    about, found = unpack_draws(pack_draws({"x": [1, 2]}, arrays))
    assert about == {"x": [1, 2]}
    assert all(np.array_equal(found[k], v) and found[k].dtype == v.dtype for k, v in arrays.items())
    with pytest.raises(NoDrawsError):
        unpack_draws(pack_draws({}, arrays) + b"\0")


def test_where_nothing_can_be_kept_the_answer_is_the_same(battle, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    found = update(battle, LAST, DrawsStore(tmp_path / "file" / "draws"))
    assert found.notes
    assert is_equal(found.ready.assimilated, scratch(battle, LAST))


def test_the_store_is_where_the_user_says_or_in_the_cache_folder(tmp_path: Path, monkeypatch) -> None:
    assert DrawsStore.of_user().folder is None  # as the tests say
    monkeypatch.setenv("PYRRHUS_DRAWS", str(tmp_path / "mine"))
    assert DrawsStore.of_user().folder == tmp_path / "mine"
    monkeypatch.delenv("PYRRHUS_DRAWS")
    monkeypatch.setenv("PYRRHUS_CACHE_DIR", str(tmp_path))
    assert DrawsStore.of_user().folder == tmp_path / "draws"
