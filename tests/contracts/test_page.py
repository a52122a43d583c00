"""The page of what-ifs: an address is the whole what-if, levers bite, and nothing that comes in breaks it."""

from __future__ import annotations

import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.special import logit

from conftest import START, siege_scenario
from pyrrhus.campaign.ground import road_name
from pyrrhus.claims.ledger import Claim
from pyrrhus.errors import InputError
from pyrrhus.page.changed_folder import pack_changed
from pyrrhus.page.claim_edits import NO_EDITS, ClaimEdits
from pyrrhus.page.jobs import Job, JobQueue, QueueFull, Stopped
from pyrrhus.page.kept import KeptStore
from pyrrhus.page.levers import WhatIf, offered_policies, read_what_if, say_change
from pyrrhus.page.means import KINDS, MeansChange
from pyrrhus.page.road_changes import RoadChange
from pyrrhus.page.strip import Numbers, curve_note, measures
from pyrrhus.pipeline import assess
from pyrrhus.scenario.load import find, load
from pyrrhus.scenario.schema import SIDES, ScheduledChange, Side

starlette = pytest.importorskip("starlette", reason="the extra pyrrhus[page] is not installed")
pytest.importorskip("httpx2", reason="the test client of starlette needs httpx2")
HOSTILE = '<script>alert("x")</script>'


def parsed(address: str) -> dict[str, list[str]]:
    from urllib.parse import parse_qs

    return parse_qs(address, keep_blank_values=True)


def test_an_address_is_the_whole_what_if(asculum) -> None:
    policies = offered_policies(asculum, asculum.file.as_of)
    named = sorted({road_name(r, asculum) for r in asculum.routes})
    days = (None, asculum.file.as_of + timedelta(days=5), None)
    roads = tuple(RoadChange(*one) for one in zip(named, ("cut", "under_fire", "open"), days, strict=False))
    asked = WhatIf(
        asculum.file.as_of,
        (policies["attacker"][-1].id, policies["defender"][-1].id),
        roads,
        (2.0, 0.25),
        ClaimEdits(without=tuple(sorted(c.id for c in asculum.claims))[:3]),
        (
            MeansChange("shells", "attacker", 0.1),
            MeansChange("reserve", "defender", 0.0, asculum.file.as_of + timedelta(days=10)),
        ),
        symbol=(None, 0.75),
    )
    assert read_what_if(parsed(asked.address()), asculum) == asked
    assert [say_change(c, asculum) for c in asked.changes()][-1] == "3 claims left out"
    assert len(asked.changes()) == 2 + 2 + len(roads) + 2 + 1 + 1
    assert read_what_if({}, asculum) == WhatIf(asculum.file.as_of)
    assert WhatIf(asculum.file.as_of).changes() == ()


@pytest.mark.parametrize(
    "query",
    [
        {"as_of": ["1"]}, {"as_of": ["2999-01-01"]}, {"as_of": ["0001-01-01"]}, {"attacker": ["hold"]},
        {"defender": ["../x"]}, {"cut": ["../../etc/passwd"]}, {"without": [HOSTILE]}, {"worth_attacker": ["nan"]},
        {"worth_defender": ["1e9"]}, {"cut": [str(n) for n in range(99)]}, {"road": ["~cut"]},
        {"shells_attacker": ["0.2"]}, {"shells_defender": [HOSTILE]}, {"recruits_attacker": ["inf"]},
        {"reserve_defender": ["-1"]}, {"reserve_attacker": ["0.1"]}, {"shells_attacker_from": ["soon"]},
        {"shells_attacker": ["3"], "shells_attacker_from": ["0001-01-01"]},
        {"recruits_defender": ["0"], "recruits_defender_from": ["9999-12-31"]},
    ],
)  # fmt: skip
def test_what_the_folder_does_not_know_is_refused_with_a_fix(asculum, query) -> None:
    with pytest.raises(InputError) as told:
        read_what_if(query, asculum)
    assert told.value.problems[0].fix


@pytest.fixture(scope="module")
def store() -> KeptStore:
    return KeptStore(draws=200, seed=7, threads=2)


def falls(store: KeptStore, scenario, change: WhatIf) -> float:
    case = store.get(scenario, change.as_of, NO_EDITS).forecast(change)
    return float(case.forecast.cdf(case.main_event)[-1])


def test_the_levers_bite_the_way_theory_says(store) -> None:
    scenario = siege_scenario(file={"horizon_days": 60})
    plain = WhatIf(START)
    as_is = falls(store, scenario, plain)
    assert falls(store, scenario, plain) == as_is  # the same chances, and the kept states were not moved
    leaves = next(p.id for p in offered_policies(scenario, START)["defender"] if p.do == "withdraw_on")
    assert falls(store, scenario, WhatIf(START, (None, leaves))) > as_is
    costs = next(p.id for p in offered_policies(scenario, START)["defender"] if p.do == "hold_at_all_costs")
    assert falls(store, scenario, WhatIf(START, (None, costs))) < as_is
    west = tuple(RoadChange(road_name(r, scenario)) for r in scenario.routes if "far_west" in (r.from_, r.to))
    assert west
    cut = store.get(scenario, START, NO_EDITS).forecast(WhatIf(START, roads=west))
    open_ = store.get(scenario, START, NO_EDITS).forecast(plain)
    assert cut.forecast.record.corridor[:, -1].mean() < open_.forecast.record.corridor[:, -1].mean()
    dear = store.get(scenario, START, NO_EDITS).forecast(WhatIf(START, worth=(4.0, 1.0)))
    plainly = open_.forecast.draws.named["attacker_place_value"]
    assert (dear.forecast.draws.named["attacker_place_value"] == 4.0 * plainly).all()


def test_a_policy_that_was_not_known_by_the_day_is_not_offered() -> None:
    late = {"id": "late", "do": "withdraw_on", "date": "2030-04-01", "known_on": "2030-03-02"}
    scenario = siege_scenario(file={"as_of": date(2030, 3, 5), "policies": {"defender": [late]}})
    assert read_what_if({"as_of": ["2030-03-02"], "defender": ["late"]}, scenario).policies == (None, "late")
    with pytest.raises(InputError, match="no policy 'late'"):
        read_what_if({"as_of": ["2030-03-01"], "defender": ["late"]}, scenario)


def test_an_address_drops_what_changes_nothing_and_each_change_can_be_taken_back(asculum) -> None:
    day = asculum.file.as_of
    query = {
        "shells_attacker": ["3"],
        "shells_attacker_from": [day.isoformat()],
        "reserve_attacker": ["1"],
        "recruits_defender_from": [(day + timedelta(days=5)).isoformat()],
        "reserve_defender": ["-0"],
    }
    asked = read_what_if(query, asculum)
    assert asked.means == (MeansChange("shells", "attacker", 3.0), MeansChange("reserve", "defender", 0.0))
    assert asked.address() == f"as_of={day}&shells_attacker=3&reserve_defender=0"
    assert [say_change(c, asculum) for c in asked.changes()] == [
        f"three times the shells for {asculum.file.sides.attacker.name}",
        f"no reserve for {asculum.file.sides.defender.name}",
    ]
    assert [asked.take_back(c).means for c in asked.changes()] == [asked.means[1:], asked.means[:1]]


@pytest.fixture(scope="module")
def front() -> Callable[..., float]:
    """The chance of the fall within a horizon on a made-up front, under changes of means."""
    store = KeptStore(draws=1000, seed=7, threads=2)
    siege = siege_scenario(file={"horizon_days": 60, "parameters": {"offensive_advance_km_per_day": 0.02}})
    siege = siege.model_copy(update={"name": "front"})
    return lambda *means: falls(store, siege, WhatIf(START, means=means))


# What a lever moves in all, at least: a quarter to two thirds of what it does in 20,000 draws (.56, .56, .037, .007,
# .007, .078).
# There every step has its sign but a reserve that grows, of which nobody has use within 60 days.
LEAST = {
    ("shells", "attacker"): 0.4,
    ("shells", "defender"): 0.4,
    ("recruits", "attacker"): 0.02,
    ("recruits", "defender"): 0.002,
    ("reserve", "attacker"): 0.002,
    ("reserve", "defender"): 0.04,
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("side", SIDES)
def test_each_lever_of_means_moves_the_fall_its_way(front, kind, side: Side) -> None:
    found = [front(MeansChange(kind.name, side, times)) if times != 1.0 else front() for times in kind.offered]
    steps = np.diff(found) * (-1.0 if side == "defender" else 1.0)
    assert (steps >= -0.0051).all()  # five of a thousand campaigns, which chance may turn
    assert steps.sum() > LEAST[kind.name, side]


def test_a_later_day_moves_less_and_the_folders_own_changes_stay(store, front) -> None:
    shells = MeansChange("shells", "defender", 10.0)
    late = MeansChange("shells", "defender", 10.0, START + timedelta(days=30))
    assert front(shells) < front(late) < front()
    own = ScheduledChange.model_validate({"from": START, "parameter": "attacker_reserve_share", "factor": 0.5})
    scenario = siege_scenario(file={"changes": [own]}).model_copy(update={"name": "own"})
    scheduled = store.get(scenario, START, NO_EDITS).changed(WhatIf(START, means=(shells, late))).campaign.scheduled
    assert scheduled == (own, *shells.scheduled(START), *late.scheduled(START))
    assert store.get(scenario, START, NO_EDITS).ready.campaign.scheduled == (own,)


def test_claims_that_are_left_out_are_not_fused(asculum) -> None:
    store = KeptStore(draws=40, seed=7, threads=2)
    about = [c.id for c in asculum.claims if c.quantity == "casualties"]
    day = asculum.file.as_of
    whole, less = store.get(asculum, day, NO_EDITS), store.get(asculum, day, ClaimEdits(without=tuple(about)))
    assert about
    used = {claim for item in less.ready.fusion.quantities for claim in item.claims}
    assert not used & set(about)
    assert {claim for item in whole.ready.fusion.quantities for claim in item.claims} & set(about)


def test_the_last_request_of_a_tab_wins_and_the_queue_is_bounded() -> None:
    queue, going = JobQueue(most_waiting=2), threading.Event()

    def slow(job: Job) -> None:
        going.set()
        for _ in range(500):
            job.tell("running", 0.5)
            time.sleep(0.01)

    first = queue.start("a", slow)
    assert going.wait(5)
    second = queue.start("a", lambda job: job.found.update(done=True))
    assert queue.wait(first, 5)
    assert queue.wait(second, 5)
    assert (first.state, second.state) == ("stopped", "done")
    going.clear()
    blocker = queue.start("b", slow)
    assert going.wait(5)
    for tab in "cd":
        queue.start(tab, slow)
    with pytest.raises(QueueFull):
        queue.start("e", slow)
    assert queue.start("c", slow).state == "waiting"  # a tab's own place is free again: its older request is stopped
    queue.close()
    assert blocker.state == "stopped"
    broken = Job("x", "t")
    broken.stop.set()
    with pytest.raises(Stopped):
        broken.check()


@pytest.fixture(scope="module")
def page(asculum) -> Iterator[tuple[object, object]]:
    from starlette.testclient import TestClient

    from pyrrhus.page.server import WhatIfPage

    claims = (*asculum.claims, hostile_claim())
    served = WhatIfPage({"asculum": asculum.model_copy(update={"claims": claims})}, draws=60, seed=7, threads=2)
    yield TestClient(served.app(hosts=("testserver",)), raise_server_exceptions=False), served
    served.queue.close()


def hostile_claim() -> Claim:
    return Claim(
        "hostile",
        date(1721, 7, 3),
        "x",
        HOSTILE,
        HOSTILE,
        None,
        "killed",
        "attacker",
        None,
        None,
        None,
        None,
        5.0,
        None,
        None,
        "persons",
        "about",
        "asserts",
        "F",
        "6",
        "javascript:alert(1)",
        HOSTILE,
    )


def test_a_what_if_runs_and_shows_before_beside_after(page) -> None:
    client, served = page
    shown = client.get("/what-if/asculum")
    assert shown.status_code == 200
    assert HOSTILE not in shown.text
    assert "&lt;script&gt;" in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert " style=" not in shown.text
    told = client.post("/what-if/asculum/start?worth_attacker=2&defender=hold_at_all_costs", headers={"X-Tab": "t"})
    job = served.queue.find(told.json()["job"])
    assert served.queue.wait(job, 120)
    assert (job.state, len(job.found["parts"])) == ("done", 2)
    text = client.get(f"/jobs/{job.id}/result").text
    assert "With the changes" in text
    assert "What changed, and why" in text
    assert "Dashed: before" in text
    told = client.get(f"/jobs/{job.id}/events").text
    assert "event: ended" in told
    assert '"state": "done"' in told
    assert client.get(f"/jobs/{job.id}/report.html").status_code == 404  # only a full run has one


def test_the_published_curve_stands_where_there_is_a_record_and_the_text_says_why_not_elsewhere() -> None:
    base = Numbers(0.5, 3, (0.0, 0.5), (), (0.0, 0.4))
    changed = replace(base, chance=0.9, daily=(0.0, 0.9), published=())
    case = cast(Any, SimpleNamespace(name=str, until=START, on=lambda day: START + timedelta(days=day)))
    rows = {row.name.split(", ")[-1]: (row.before, row.after) for row in measures(base, changed, case)[::2]}
    assert rows == {"as published": ("40 %", "no record"), "campaigns alone": ("50 %", "90 %")}
    assert "of one of the two alone" in curve_note(base, changed, changed=True)
    assert "The curve is that one" in curve_note(base, base, changed=False)
    assert [row.name for row in measures(changed, changed, case)] == ["Falls by 1 Mar 2030", "Even odds by"]
    assert "Nothing is published here" in curve_note(changed, changed, changed=True)


def test_a_change_of_means_moves_what_is_published_as_far_as_the_campaigns(store, bakhmut) -> None:
    day = bakhmut.file.as_of
    kept = store.get(bakhmut, day, NO_EDITS)
    plain, dear = (Numbers.of(kept.forecast(one)) for one in (WhatIf(day), WhatIf(day, worth=(2.0, 1.0))))
    assert len(plain.published) == len(plain.daily)
    assert dear.published
    more = WhatIf(day, means=(MeansChange("shells", "attacker", 3.0),))
    case, bare = kept.forecast(more), kept.bare(more, most=store.draws)
    assert bare is not None
    assert tuple(bare) == plain.daily
    assert kept.bare(WhatIf(day), most=store.draws) is None
    moved = Numbers.of(case, bare)
    assert moved.published[-1] > plain.published[-1]
    assert logit(moved.published[-1]) - logit(plain.published[-1]) == pytest.approx(
        logit(moved.daily[-1]) - logit(plain.daily[-1]),
        abs=0.1,  # a curve does not fall again after a day
    )
    assert Numbers.of(case).published == ()  # where nobody ran it without the change
    assert "moves it as far as it" in curve_note(plain, moved, changed=True)


def test_the_page_publishes_what_assess_of_the_changed_folder_does(store, bakhmut, tmp_path) -> None:
    day = bakhmut.file.as_of
    asked = WhatIf(day, (None, "hold_at_all_costs"), means=(MeansChange("shells", "defender", 3.0),))
    with zipfile.ZipFile(io.BytesIO(pack_changed(find("bakhmut"), bakhmut, asked))) as files:
        files.extractall(tmp_path)
    document = assess(tmp_path / "bakhmut_what_if", draws=store.draws, seed=store.seed).data
    kept = store.get(bakhmut, day, NO_EDITS)
    numbers = Numbers.of(kept.forecast(asked), kept.bare(asked, most=store.draws))
    assert document["published"]["assumed"]
    assert document["published"]["cdf"][-1]["probability"] == pytest.approx(numbers.published[-1], abs=1e-4)
    (first,) = [answer for answer in document["answers"] if answer["id"] == "Q1"]
    assert (first["scored"], first["record"].split(".")[0]) == (
        False,
        "No forecast of the record assumed such orders or changes",
    )


def test_a_full_run_gives_report_and_data(page) -> None:
    client, served = page
    told = client.post("/what-if/asculum/start?full=1&worth_defender=2", headers={"X-Tab": "f"})
    job = served.queue.find(told.json()["job"])
    assert served.queue.wait(job, 180)
    assert job.state == "done", job.said
    report = client.get(f"/jobs/{job.id}/report.html")
    assert report.headers["content-disposition"] == 'attachment; filename="report.html"'
    assert "Who can afford it longer?" in report.text
    assert client.get(f"/jobs/{job.id}/assessment.json").json()["scenario"] == "asculum"


def test_the_changed_folder_says_what_the_page_said(store, asculum, tmp_path) -> None:
    day = asculum.file.as_of
    asked = WhatIf(
        day,
        ("stop_when_dear", None),
        worth=(2.0, 1.0),
        means=(MeansChange("shells", "defender", 3.0), MeansChange("recruits", "attacker", 0.0, day + timedelta(5))),
    )
    packed = pack_changed(find("asculum"), asculum, asked)
    assert packed == pack_changed(find("asculum"), asculum, asked)
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        files.extractall(tmp_path)
    folder = tmp_path / "asculum_what_if"
    written = load(folder)
    assert written.file.changes == asked.scheduled()
    assert written.file.policies.attacker[0].id == "stop_when_dear"
    note = (folder / "WHAT_IF.txt").read_text(encoding="utf-8")
    assert "worth 2 times" in note
    assert falls(store, written, WhatIf(day)) == falls(store, asculum, asked)
    with pytest.raises(InputError, match="start the page again"):
        pack_changed(folder, asculum, asked)


def test_the_changed_folder_is_downloaded(page) -> None:
    client, served = page
    assert "folder.zip" not in client.get("/what-if/asculum?shells_attacker=3").text
    served.places["asculum"] = find("asculum")
    assert "folder.zip?as_of=" in client.get("/what-if/asculum?shells_attacker=3").text
    got = client.get("/what-if/asculum/folder.zip?shells_attacker=3")
    assert got.headers["content-disposition"] == 'attachment; filename="asculum_what_if.zip"'
    assert zipfile.is_zipfile(io.BytesIO(got.content))
    assert client.get("/what-if/asculum/folder.zip?shells_attacker=4").status_code == 422
    assert client.get("/what-if/other/folder.zip").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {"host": "evil.example"}, 400),
        ("GET", "/", {"host": "127.0.0.1.evil.example"}, 400),
        ("POST", "/what-if/asculum/start", {"origin": "http://evil.example"}, 403),
        ("POST", "/what-if/asculum/start", {"origin": "null"}, 403),
        ("POST", "/what-if/asculum/start", {"sec-fetch-site": "cross-site"}, 403),
        ("POST", "/what-if/asculum/start", {"content-length": "99999999"}, 413),
        ("DELETE", "/what-if/asculum", {}, 405),
        ("GET", "/what-if/asculum?" + "cut=x&" * 4000, {}, 414),
        ("GET", "/what-if/..%2f..%2fetc", {}, 404),
        ("GET", "/static/..%2fserver.py", {}, 404),
        ("GET", "/jobs/none/result", {}, 404),
        ("GET", "/what-if/asculum/start", {}, 405),
    ],
)
def test_what_may_not_come_in_is_refused(page, method: str, path: str, headers: dict[str, str], status: int) -> None:
    client, _ = page
    assert client.request(method, path, headers=headers, follow_redirects=False).status_code == status


def test_another_host_needs_the_token(asculum) -> None:
    from starlette.testclient import TestClient

    from pyrrhus.page.server import WhatIfPage

    served = WhatIfPage({"asculum": asculum}, draws=40, seed=7)
    client = TestClient(served.app(hosts=("testserver",), token="secret"))
    assert client.get("/what-if/asculum").status_code == 401
    assert client.get("/what-if/asculum?token=wrong").status_code == 401
    first = client.get("/what-if/asculum?token=secret")
    assert first.status_code == 200
    assert "HttpOnly" in first.headers["set-cookie"]
    assert client.get("/what-if/asculum").status_code == 200  # by its cookie
    served.queue.close()


def test_many_at_once_are_told_to_come_again(page) -> None:
    client, served = page
    busy = threading.Event()

    def hold(job: Job) -> None:
        while not busy.wait(0.01):
            job.check()

    blocker = served.queue.start("blocker", hold)
    codes = [client.post("/what-if/asculum/start", headers={"X-Tab": f"n{n}"}) for n in range(200)]
    assert {c.status_code for c in codes} == {200, 429}
    assert all(c.headers["retry-after"] for c in codes if c.status_code == 429)
    assert client.get("/what-if/asculum").status_code == 200  # the page is alive
    assert len(served.queue._jobs) <= 64
    for job in list(served.queue._jobs.values()):
        job.stop.set()
    busy.set()
    assert served.queue.wait(blocker, 5)


TEXT = st.text(max_size=40)
LEVERS = [
    "as_of",
    "attacker",
    "defender",
    "cut",
    "road",
    "without",
    "token",
    "shells_attacker",
    "reserve_defender_from",
]


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(
        [
            "/",
            "/what-if/asculum",
            "/what-if/asculum/folder.zip",
            "/what-if/{}",
            "/static/{}",
            "/jobs/{}/result",
            "/jobs/{}/events",
        ]
    ),
    part=TEXT,
    query=st.dictionaries(
        st.one_of(TEXT, st.sampled_from(LEVERS)),
        TEXT,
        max_size=4,
    ),
)
def test_no_request_breaks_it(page, path: str, part: str, query: dict[str, str]) -> None:
    from urllib.parse import quote

    client, _ = page
    answer = client.get(path.format(quote(part, safe="")), params=query, follow_redirects=False)
    assert answer.status_code < 500
