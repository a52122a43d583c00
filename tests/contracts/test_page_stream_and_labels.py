"""The page's stream of events leaves nothing untold that was found, and roads are labelled as readers know them."""

from __future__ import annotations

import asyncio

import pytest

from pyrrhus.page.road_changes import road_labels
from pyrrhus.scenario.load import load

pytest.importorskip("starlette", reason="the extra pyrrhus[page] is not installed")


def test_what_is_found_while_the_last_news_is_told_is_told_before_the_end() -> None:
    from pyrrhus.page.jobs import Job
    from pyrrhus.page.server import _told

    job = Job("one", "tab", state="running", found={"before": 1})

    async def listen() -> list[str]:
        heard = []
        async for event in _told(job):
            kind = event.partition("\n")[0].removeprefix("event: ")
            heard.append(kind)
            if heard.count("found") == 1 and kind == "found":
                job.found["after"], job.state = 2, "done"  # as the thread of the run does, meanwhile
        return heard

    assert asyncio.run(listen()) == ["progress", "found", "found", "ended"]


def test_a_numbered_road_is_labelled_by_the_whole_of_it_and_another_by_its_places_once() -> None:
    labels = road_labels(load("bakhmut"))
    assert labels["H32"] == "H32, Bakhmut to Kostiantynivka"
    assert labels["T0513"] == "T0513, Horlivka to Siversk"
    bare = [name for name, label in labels.items() if label == name]
    assert bare
    assert all("–" in name for name in bare)
