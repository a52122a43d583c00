"""What a folder assumes of the time to come counts wherever a forecast is run: alike in every command."""

from __future__ import annotations

from typing import Any

import pytest

from pyrrhus.decide import assumed_ahead
from pyrrhus.decide.pair_tasks import PairsTask
from pyrrhus.first_look import first_look
from pyrrhus.pipeline import let_through
from pyrrhus.runs.track import track
from pyrrhus.scenario.load import load
from pyrrhus.scenario.schema import PolicyChoice, Scenario, ScheduledChange


def planted() -> Scenario:
    """Asculum with the defender's symbol at 0.987 from the day of the assessment on."""
    whole = load("asculum")
    change = ScheduledChange.model_validate(
        {"from": whole.file.as_of, "parameter": "defender_symbol_0_1", "value": 0.987}
    )
    return whole.model_copy(update={"file": whole.file.model_copy(update={"changes": (change,)})})


def ask_tasks(whole: Scenario) -> None:
    public = let_through(whole, None)
    press, hold = (PolicyChoice.model_validate({"id": do, "do": do}) for do in ("frontal", "hold_at_all_costs"))
    PairsTask(public.known, public.day, public.priors, 20, 5, 7, press, (hold,)).run(1)


def ask_track(whole: Scenario) -> None:
    track(whole, since=whole.file.as_of, draws=20)


@pytest.mark.parametrize("ask", [lambda w: first_look(w, draws=20, threads=1), ask_tasks, ask_track])
def test_a_planted_worth_is_in_the_draws_of_every_forecast(monkeypatch, ask: Any) -> None:
    seen = []
    plain = assumed_ahead.assume_ahead

    def watched(ready: Any, *, days: int) -> Any:
        seen.append(plain(ready, days=days))
        return seen[-1]

    monkeypatch.setattr(assumed_ahead, "assume_ahead", watched)
    ask(planted())
    assert seen
    assumed = [ready for ready in seen if ready.campaign.scheduled]  # the others are what is published without it
    assert seen[-1] is assumed[-1]
    assert all((ready.assimilated.draws.named["defender_symbol_0_1"] == 0.987).all() for ready in assumed)
