"""The words of Q4: verdicts, ties and dates."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from pyrrhus.decide.factions import View
from pyrrhus.decide.flips import Flip
from pyrrhus.decide.leaving_dates import BestDate
from pyrrhus.judge.q4_hold_or_withdraw import _casualties, _verdict, _when, _within
from pyrrhus.scenario.schema import Actor


def turn(price: float, *, stay: float, tied: float = 0.0) -> Flip:
    return Flip(1, "hold", "leave", np.full(10, price), np.full(10, 100.0), stay, tied)


@pytest.mark.parametrize(
    ("found", "part"),
    [
        (turn(0.0, stay=1.0), "worth more to West than leaving now for more than 99 % of the "
         "values that people may put on the place, in most cases even if the symbol counts for nothing"),
        (turn(np.inf, stay=0.0), "worth less to West than leaving now for more than 99 % of the "
         "values that people may put on the place, and in most cases no price of the symbol turns that"),
        (turn(390.0, stay=0.6), "worth more to West than leaving now for 60 % of the values "
         "that people may put on the place (less for 40 %), and turns where the symbol is worth about 390 casualties, "
         "more than nearly anyone puts on it"),
        (turn(90.0, stay=0.5, tied=0.2), "for 50 % of the values that people may put on the place (less for 30 %, "
         "the rest tied)"),
        (turn(90.0, stay=0.6), "turns where the symbol is worth about 90 casualties"),
        (turn(4321.0, stay=0.0, tied=0.1), "worth less to West than leaving now for 90 % of the values that people may "
         "put on the place (the rest tied), and turns at no price that people put on the symbol"),
        (turn(4321.0, stay=0.1, tied=0.8), "cannot be told apart in what they are worth to West"),
    ],
)  # fmt: skip
def test_a_verdict_says_which_is_better_how_often_and_where_it_turns(found: Flip, part: str) -> None:
    assert part in _verdict(found, "Holding", "West", "leaving now")


def test_ties_are_not_dressed_up_as_figures() -> None:
    case: Any = SimpleNamespace(name=lambda side: {"attacker": "East", "defender": "West"}[side])
    lost = np.column_stack([np.linspace(100.0, 300.0, 50), np.full(50, 1000.0)])
    same, more = (cast(Any, SimpleNamespace(casualties=lost + np.array([0.0, part]))) for part in (0.0, 120.0))
    assert _casualties(case, more, same, "defender") == "about 1,100 casualties of West against 1,000"
    assert _casualties(case, more, same, "attacker") == "about 200 casualties of East either way"
    noisy: Any = SimpleNamespace(
        casualties=lost + np.random.default_rng(0).permutation(np.linspace(-290.0, 310.0, 50))[:, None]
    )
    assert _casualties(case, noisy, same, "attacker").endswith(" against 200 (no more than chance makes)"), _casualties(
        case, noisy, same, "attacker"
    )


@pytest.mark.parametrize(
    ("best", "said"),
    [
        (BestDate(None, None, None, 1.0, False), "it is best not to leave by 1 June 2030"),
        (
            BestDate(None, date(2030, 3, 4), None, 0.9, False),
            "it is best not to leave by 1 June 2030, though for some values it is best on 4 March 2030",
        ),
        (
            BestDate(date(2030, 3, 4), date(2030, 3, 4), date(2030, 4, 1), 0.0, False),
            "the best date to leave is 4 March 2030 (4 March 2030 to 1 April 2030)",
        ),
        (
            BestDate(date(2030, 4, 1), date(2030, 3, 4), None, 0.2, False),
            "the best date to leave is 1 April 2030 (4 March 2030 to after 1 June 2030)",
        ),
        (BestDate(date(2030, 3, 4), date(2030, 3, 4), None, 0.3, True), "no date of leaving can be told from another"),
    ],
)
def test_the_date_is_said_with_its_interval(best: BestDate, said: str) -> None:
    assert _when(best, date(2030, 6, 1)) == f"; {said}"


def view(name: str, stay: float, **actor: object) -> View:
    who = Actor(side="attacker", actor="x", name=name, line=1, **actor) if name else None  # type: ignore[arg-type]
    return View(0, who, "press", "pause", ("press",), stay, 0.1, np.zeros(3))


class East:
    """As much of a case as the words need."""

    def name(self, side: str) -> str:
        return {"attacker": "East", "defender": "West"}[side]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ([view("", 0.2)], ""),
        ([view("", 0.2), view("Guard", 0.6, value=0.9), view("Staff", 0.22, deadline=date(2030, 4, 1))],
         "Within East, one view differs: Guard (weight of the symbol 0.9 of 1), for whom pressing on is worth more for "
         "60 % of the values, against 20 % for the side as a whole."),
        ([view("", 0.4), view("Guard", 0.9, value=0.9), view("Staff", 0.1, deadline=date(2030, 4, 1))],
         "Within East, two views differ: Guard (weight of the symbol 0.9 of 1), for whom pressing on is worth more for "
         "90 % of the values, against 40 % for the side as a whole; Staff (wants a result by 1 April 2030), for whom "
         "pressing on is worth more for 10 % of the values, against 40 % for the side as a whole."),
        ([view("", 0.2), view("Guard", 0.25, value=0.9)],
         "Within East, Guard (weight of the symbol 0.9 of 1) would weigh it much as the side as a whole does (pressing "
         "on is worth more for 25 % of the values, against 20 %)."),
        ([view("", 0.0), view("Guard", 0.0, value=0.9), view("Staff", 0.001, deadline=date(2030, 4, 1))],
         "Within East, Guard (weight of the symbol 0.9 of 1) and Staff (wants a result by 1 April 2030) would weigh it "
         "much as the side as a whole does (pressing on is worth more for less than 1 % of the "
         "values)."),
    ],
)  # fmt: skip
def test_factions_are_named_where_they_see_it_otherwise(seen: list[View], said: str) -> None:
    assert _within(East(), tuple(seen)) == said  # type: ignore[arg-type]
