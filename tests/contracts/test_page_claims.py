"""Claims on the page of what-ifs: added, graded, linked; held to what claims.csv is held to, and the folder says the
same; and the levers that are rows of scenario.yaml."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

import pyrrhus
from conftest import START, siege_scenario
from pyrrhus.campaign.ground import road_name
from pyrrhus.claims.result import FusedQuantity
from pyrrhus.errors import InputError
from pyrrhus.judge.case import Case
from pyrrhus.judge.q3_worth import judge_worth
from pyrrhus.page.attack_tempo import Tempo
from pyrrhus.page.changed_folder import pack_changed
from pyrrhus.page.claim_edits import NO_EDITS, ClaimEdits, edit_claims
from pyrrhus.page.fused_rows import fused_rows
from pyrrhus.page.jobs import Job
from pyrrhus.page.kept import KeptStore
from pyrrhus.page.levers import WhatIf, read_leniently, read_what_if, say_change
from pyrrhus.page.means import MeansChange
from pyrrhus.page.road_changes import RoadChange
from pyrrhus.page.runs import run_full, run_what_if
from pyrrhus.page.strip import Numbers
from pyrrhus.scenario.load import find
from pyrrhus.scenario.schema import Scenario

pytest.importorskip("starlette", reason="the extra pyrrhus[page] is not installed")
DRAWS = 150


@pytest.fixture(scope="module")
def store() -> KeptStore:
    return KeptStore(draws=DRAWS, seed=7, threads=2)


def new_claim(scenario: Scenario, **changed: str) -> tuple[tuple[str, str], ...]:
    cells = {
        "said_on": scenario.file.as_of.isoformat(),
        "source": scenario.sources[0].id,
        "quantity": "killed",
        "side": "attacker",
        "place": scenario.file.centre,
        "hedge": "about",
        "value": "90000",
        "period_from": scenario.file.start.isoformat(),
        "period_to": scenario.file.as_of.isoformat(),
        "reliability": "A",
        "credibility": "1",
    }
    return tuple({**cells, **changed}.items())


def killed(scenario: Scenario) -> list[str]:
    """Claims of the attacker's dead a day at the town that repeat nothing."""
    about = ("killed_per_day", "attacker", scenario.file.centre)
    return [c.id for c in scenario.claims if (c.quantity, c.side, c.place) == about and not c.derived_from]


def query_of(asked: WhatIf) -> dict[str, list[str]]:
    from urllib.parse import parse_qs

    return parse_qs(asked.address(), keep_blank_values=True)


def unpacked(asked: WhatIf, scenario: Scenario, into: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(pack_changed(find(scenario.name), scenario, asked))) as files:
        files.extractall(into)
    return into / f"{scenario.name}_what_if"


def test_edits_are_kept_in_the_address_said_and_taken_back(asculum) -> None:
    first, second = [c.id for c in asculum.claims][:2]
    edits = ClaimEdits(
        (first,), ((second, "A1"),), ((second, [c.id for c in asculum.claims][2]),), (new_claim(asculum),)
    )
    asked = WhatIf(asculum.file.as_of, claims=edits)
    again = read_what_if(query_of(asked), asculum)
    assert again.claims.without == edits.without
    assert (again.claims.graded, again.claims.echoes) == (edits.graded, edits.echoes)
    assert dict(again.claims.added[0]) == dict(edits.added[0])
    said = [say_change(change, asculum) for change in again.changes()]
    assert said[0] == "1 claim left out"
    assert said[1].endswith("graded A1")
    assert " repeats " in said[2]
    assert said[3].startswith("claim added: killed of ")
    for change in again.changes():
        assert change.claims not in again.take_back(change).claims.each()
        assert len(again.take_back(change).changes()) == 3


def test_a_grade_a_link_and_a_claim_each_move_the_fused_quantity_its_way(bakhmut, store) -> None:
    day = bakhmut.file.as_of
    ids = killed(bakhmut)
    assert len(ids) >= 2

    def fused(edits: ClaimEdits) -> FusedQuantity:
        found = store.weigh(bakhmut, day, edits).fusion.find("killed_per_day", "attacker", bakhmut.file.centre)
        assert found is not None
        return found

    def added(value: str) -> ClaimEdits:
        return ClaimEdits(added=(new_claim(bakhmut, quantity="killed_per_day", value=value),))

    plain, more, less = fused(NO_EDITS), fused(added("900")), fused(added("2"))
    assert less.quantiles[0.5] < plain.quantiles[0.5] < more.quantiles[0.5]
    trusted = fused(ClaimEdits(graded=((ids[0], "A1"),))).weights[ids[0]]
    doubted = fused(ClaimEdits(graded=((ids[0], "E5"),))).weights[ids[0]]
    assert trusted > doubted
    sources = {claim.id: claim.source for claim in bakhmut.claims}
    other = next(name for name in ids if sources[name] != sources[ids[0]])
    linked = ClaimEdits(echoes=((other, ids[0]),))
    groups = [store.weigh(bakhmut, day, edits).fusion.echoes for edits in (NO_EDITS, linked)]
    assert [any({other, ids[0]} <= set(echo.claims) for echo in found) for found in groups] == [False, True]
    assert fused(linked).quantiles != plain.quantiles
    rows = fused_rows(store, bakhmut, WhatIf(day, claims=added("900")))
    assert rows[0].moved
    assert rows[0].name.startswith("Killed per day, Russia")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"value": ""}, "needs a value"),
        ({"value": "many"}, "value"),
        ({"value": "-4"}, "not below 0"),
        ({"source": "nobody"}, "no source with the id"),
        ({"quantity": "dead"}, "no quantity called"),
        ({"side": ""}, "needs a side"),
        ({"place": "atlantis"}, "no place with the id"),
        ({"said_on": "soon"}, "said_on"),
        ({"hedge": "maybe"}, "hedge"),
        ({"period_to": "1700-01-01"}, "after period_to"),
        ({"derived_from": "none_such"}, "no claim with the id"),
        ({"reliability": "Z"}, "reliability"),
    ],
)
def test_what_claims_csv_would_refuse_is_refused_in_its_words(asculum, changed: dict[str, str], said: str) -> None:
    cells = tuple((name, value) for name, value in new_claim(asculum, **changed) if value)
    with pytest.raises(InputError) as told:
        edit_claims(asculum, ClaimEdits(added=(cells,)))
    assert any(said in str(problem) for problem in told.value.problems), told.value
    assert all(problem.file == "claim added_1" and problem.fix for problem in told.value.problems)


@pytest.mark.parametrize(
    "query",
    [
        {"grade": ["nobody~B2"]}, {"grade": ["~"]}, {"repeats": ["x"]}, {"add": ["\x00"] * 21}, {"tempo": ["rush"]},
        {"tempo": ["pause_until"], "tempo_day": ["x"]}, {"symbol_attacker": ["0.3"]}, {"add": ["value=1"]},
    ],
)  # fmt: skip
def test_a_page_is_shown_beside_what_could_not_be_used(asculum, query) -> None:
    with pytest.raises(InputError):
        read_what_if(query, asculum)
    asked, problems = read_leniently({**query, "worth_attacker": ["2"]}, asculum)
    assert problems
    assert all(problem.fix for problem in problems)
    assert asked.worth == ((2.0, 1.0) if query.keys() & {"grade", "repeats", "add"} else (1.0, 1.0))


def test_a_circle_of_repeats_is_refused(asculum) -> None:
    first, second = [c.id for c in asculum.claims][:2]
    with pytest.raises(InputError, match="derived from itself"):
        edit_claims(asculum, ClaimEdits(echoes=((first, second), (second, first))))


def test_the_page_keeps_a_form_with_a_mistake_in_it(asculum) -> None:
    from starlette.testclient import TestClient

    from pyrrhus.page.server import WhatIfPage

    served = WhatIfPage({"asculum": asculum}, draws=40, seed=7, threads=2)
    client = TestClient(served.app(hosts=("testserver",)))
    wrong = urlencode([("add", urlencode(new_claim(asculum, value="manyfold"))), ("worth_attacker", "2")])
    shown = client.get(f"/what-if/asculum?{wrong}")
    assert shown.status_code == 422
    assert "digits" in shown.text.split('id="problems"')[1]
    assert 'value="manyfold"' in shown.text
    assert "worth 2 times" in shown.text
    assert client.post(f"/what-if/asculum/start?{wrong}").status_code == 422
    right = client.get(f"/what-if/asculum?{urlencode([('add', urlencode(new_claim(asculum)))])}")
    assert right.status_code == 200
    assert "claim added" in right.text
    served.queue.close()


def test_a_claim_of_a_later_day_is_not_used(asculum, store) -> None:
    day = asculum.file.as_of - timedelta(days=1)
    late = ClaimEdits(added=(new_claim(asculum),))
    assert "not used" in say_change(WhatIf(day, claims=late), asculum)
    found = [store.weigh(asculum, day, edits).fusion.quantities for edits in (NO_EDITS, late)]
    assert [q.quantiles for q in found[0]] == [q.quantiles for q in found[1]]


def test_a_job_tells_what_the_claims_add_up_to_before_its_campaigns(asculum, store) -> None:
    job = Job("j", "t")
    seen: list[set[str]] = []
    told = job.tell

    def tell(said: str, share: float) -> None:
        seen.append(set(job.found))
        told(said, share)

    job.tell = tell  # type: ignore[method-assign]
    asked = WhatIf(asculum.file.as_of, worth=(2.0, 1.0), claims=ClaimEdits(added=(new_claim(asculum),)))
    run_what_if(store, asculum, asked)(job)
    assert {"fused"} in seen
    assert len(job.found["parts"]) == 2
    assert job.found["draws"] == DRAWS


def levers_of(scenario: Scenario) -> WhatIf:
    """Every lever that a folder can say, at once."""
    day = scenario.file.as_of
    later: tuple[Any, ...] = (("cut", day + timedelta(days=9)), ("under_fire", None))
    return WhatIf(
        day,
        ("frontal", None),
        tuple(
            RoadChange(road, *how)
            for road, how in zip(sorted({road_name(r, scenario) for r in scenario.routes}), later, strict=False)
        ),
        (4.0, 0.25),
        ClaimEdits(
            tuple(sorted(c.id for c in scenario.claims))[-1:],
            ((killed(scenario)[0], "E5"),),
            ((killed(scenario)[1], killed(scenario)[0]),),
            (new_claim(scenario),),
        ),
        (MeansChange("shells", "attacker", 3.0, day + timedelta(days=5)),),
        Tempo("pause_from", day + timedelta(days=20)),
        (1.0, 0.25),
    )


def test_assess_of_the_downloaded_folder_gives_what_the_full_run_gave(bakhmut, tmp_path) -> None:
    asked = levers_of(bakhmut)
    assert read_what_if(query_of(asked), bakhmut).address() == asked.address()
    assert len(asked.changes()) == 13
    store, job = KeptStore(draws=60, seed=7, threads=2), Job("j", "t")
    run_full(store, bakhmut, asked)(job)
    here = json.loads(job.found["data"])
    there = pyrrhus.assess(unpacked(asked, bakhmut, tmp_path), draws=60, seed=7, threads=2)
    for part in ("answers", "warnings", "event"):
        assert here[part] == json.loads(there.to_json())[part], part
    told = " ".join(here["warnings"])
    assert "is under fire from 1 March" in told
    assert "is cut from 10 March" in told
    assert "What the symbol is worth to Russia: is assumed to be set to 1" in told


def test_the_levers_of_the_folder_move_their_answers_their_way(store) -> None:
    scenario = siege_scenario(file={"horizon_days": 60}).model_copy(update={"name": "levers"})

    def as_run(asked: WhatIf) -> Case:
        return store.get(scenario, START, NO_EDITS).forecast(asked)

    def found(asked: WhatIf) -> Numbers:
        return Numbers.of(as_run(asked))

    plain = found(WhatIf(START))
    chances = [
        found(WhatIf(START, tempo=Tempo("pause_until", START + timedelta(days=days)))).chance for days in (5, 30, 59)
    ]
    assert plain.chance >= chances[0] > chances[1] > chances[2]
    stops = [found(WhatIf(START, tempo=Tempo("pause_from", START + timedelta(days=days)))).chance for days in (2, 20)]
    assert stops[0] < stops[1] <= plain.chance
    worth = [
        [(e["name"], e.get("quantiles")) for e in judge_worth(as_run(asked)).estimates]
        for asked in (WhatIf(START, worth=(0.25, 1.0)), WhatIf(START), WhatIf(START, symbol=(1.0, None)))
    ]
    assert worth[0] != worth[1] != worth[2]
    roads = tuple(RoadChange(road_name(r, scenario)) for r in scenario.routes if "far_west" in (r.from_, r.to))
    assert as_run(WhatIf(START, roads=roads)).forecast.record.corridor[:, -1].mean() < (
        as_run(WhatIf(START)).forecast.record.corridor[:, -1].mean()
    )
    leaves = [found(WhatIf(START, symbol=(None, share))).chance for share in (0.0, 1.0)]
    assert leaves[0] > leaves[1]  # a garrison holds on longer to a symbol
