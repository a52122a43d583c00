"""The routes of the page, as a Starlette app; nothing is kept of a reader but the jobs that run for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyrrhus.errors import InputError
from pyrrhus.page.changed_folder import pack_changed, safe_name
from pyrrhus.page.claim_edits import read_cells
from pyrrhus.page.controls import PageState, style_sheet, whole_page
from pyrrhus.page.guard import LOCAL, Guard
from pyrrhus.page.jobs import Job, JobQueue, QueueFull
from pyrrhus.page.kept import KeptStore
from pyrrhus.page.levers import WhatIf, read_leniently, read_what_if
from pyrrhus.page.runs import run_full, run_what_if
from pyrrhus.page.views import result_fragment
from pyrrhus.scenario.schema import Scenario

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

RETRY_SECONDS = 2
BEAT_SECONDS = 0.1
LONGEST_TAB = 64


class WhatIfPage:
    """The folders that may be asked about, by name so that no path comes from outside; kept campaigns; jobs.

    `places` are the folders' own, of those that can be downloaded with a what-if written into them.
    """

    def __init__(
        self,
        scenarios: Mapping[str, Scenario],
        *,
        draws: int,
        seed: int,
        threads: int | None = None,
        places: Mapping[str, Path] | None = None,
    ) -> None:
        self.scenarios = dict(scenarios)
        self.places = dict(places or {})
        self.store = KeptStore(draws=draws, seed=seed, threads=threads)
        self.queue = JobQueue()
        self.asked: dict[str, tuple[Scenario, WhatIf]] = {}

    def app(self, *, hosts: Sequence[str] = (), token: str | None = None) -> Guard:
        """The whole app behind its guard."""
        from starlette.applications import Starlette
        from starlette.routing import Route

        routes = [
            Route("/", self.first),
            Route("/static/{name}", self.static),
            Route("/what-if/{name}", self.page),
            Route("/what-if/{name}/folder.zip", self.folder),
            Route("/what-if/{name}/start", self.start, methods=["POST"]),
            Route("/jobs/{job}/events", self.events),
            Route("/jobs/{job}/result", self.result),
            Route("/jobs/{job}/stop", self.stop, methods=["POST"]),
            Route("/jobs/{job}/report.html", self.report),
            Route("/jobs/{job}/assessment.json", self.data),
        ]
        return Guard(Starlette(routes=routes), hosts=(*LOCAL, *hosts), token=token)

    async def first(self, request: Request) -> Response:
        from starlette.responses import RedirectResponse

        return RedirectResponse(f"/what-if/{next(iter(self.scenarios))}", status_code=302)

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name == "page.css":
            return _text(style_sheet(), "text/css")
        if name == "page.js":
            return _text(files("pyrrhus.page").joinpath("templates", name).read_text("utf-8"), "text/javascript")
        if name == "htmx.min.js":
            return _text(files("pyrrhus.page").joinpath("vendor", name).read_text("utf-8"), "text/javascript")
        return _text("There is no such file.", "text/plain", 404)

    async def page(self, request: Request) -> Response:
        scenario = self.scenarios.get(request.path_params["name"])
        if scenario is None:
            return _text("There is no such folder here.", "text/plain", 404)
        packed = scenario.name in self.places
        asked, problems = await asyncio.to_thread(read_leniently, _query(request), scenario)
        shown = PageState(asked, tuple(str(problem) for problem in problems), added=_last_added(request))
        text = await asyncio.to_thread(whole_page, scenario, shown, list(self.scenarios), packed=packed)
        return _text(text, "text/html", 422 if problems else 200)

    async def folder(self, request: Request) -> Response:
        from starlette.responses import Response as Plain

        found = self._asked(request)
        if not isinstance(found, tuple):
            return found
        scenario, asked = found
        if scenario.name not in self.places:
            return _text("This folder cannot be downloaded.", "text/plain", 404)
        try:
            content = await asyncio.to_thread(pack_changed, self.places[scenario.name], scenario, asked)
        except (InputError, OSError) as error:
            return _text(str(error), "text/plain", 409)
        name = f'attachment; filename="{safe_name(scenario.name)}_what_if.zip"'
        return Plain(content, media_type="application/zip", headers={"content-disposition": name})

    async def start(self, request: Request) -> Response:
        found = self._asked(request)
        if not isinstance(found, tuple):
            return found
        scenario, asked = found
        tab = request.headers.get("x-tab", "")[:LONGEST_TAB]
        full = request.query_params.get("full") == "1"
        work = (run_full if full else run_what_if)(self.store, scenario, asked)
        try:
            job = self.queue.start(tab, work)
        except QueueFull:
            response = _text("Too many runs are waiting; try again soon.", "text/plain", 429)
            response.headers["retry-after"] = str(RETRY_SECONDS)
            return response
        self.asked[job.id] = found
        for old in [key for key in self.asked if self.queue.find(key) is None]:
            del self.asked[old]
        return _text(json.dumps({"job": job.id}), "application/json")

    async def events(self, request: Request) -> Response:
        from starlette.responses import StreamingResponse

        job = self._job(request)
        if job is None:
            return _text("That run is not known any more.", "text/plain", 404)
        return StreamingResponse(_told(job), media_type="text/event-stream", headers={"cache-control": "no-store"})

    async def result(self, request: Request) -> Response:
        job = self._job(request)
        if job is None:
            return _text("That run is not known any more.", "text/plain", 404)
        text = await asyncio.to_thread(result_fragment, job, self.asked[job.id][1])
        return _text(text, "text/html")

    async def stop(self, request: Request) -> Response:
        job = self._job(request)
        if job is not None:
            job.stop.set()
        return _text("", "text/plain", 200 if job else 404)

    async def report(self, request: Request) -> Response:
        return self._download(request, "report", "text/html", "report.html")

    async def data(self, request: Request) -> Response:
        return self._download(request, "data", "application/json", "assessment.json")

    def _download(self, request: Request, what: str, kind: str, name: str) -> Response:
        job = self._job(request)
        if job is None or what not in job.found:
            return _text("There is no full run to download.", "text/plain", 404)
        response = _text(job.found[what], kind)
        response.headers["content-disposition"] = f'attachment; filename="{name}"'
        return response

    def _job(self, request: Request) -> Job | None:
        job = self.queue.find(request.path_params["job"])
        return job if job is not None and job.id in self.asked else None

    def _asked(self, request: Request) -> tuple[Scenario, WhatIf] | Response:
        scenario = self.scenarios.get(request.path_params["name"])
        if scenario is None:
            return _text("There is no such folder here.", "text/plain", 404)
        try:
            return scenario, read_what_if(_query(request), scenario)
        except InputError as error:
            return _text(str(error), "text/plain", 422)


def _query(request: Request) -> dict[str, list[str]]:
    return {key: request.query_params.getlist(key) for key in request.query_params}


def _last_added(request: Request) -> dict[str, str]:
    """What was last written as a claim to add, so that a form with a mistake in it comes back as it was."""
    texts = request.query_params.getlist("add")
    return dict(read_cells(texts[-1])) if texts else {}


async def _told(job: Job) -> AsyncIterator[str]:
    """Server-sent events: how far a job is, that there is something new to show, and how it ended."""
    shown: tuple[str, float] | None = None
    seen = (0, 0)
    while True:
        ended = job.state not in ("waiting", "running")  # asked first: what is found while this is told is told next
        now = (job.said, round(job.share, 3))
        if now != shown:
            shown = now
            yield _event("progress", {"said": now[0], "share": now[1]})
        count = sum(len(v) if isinstance(v, list) else 1 for v in list(job.found.values()))
        now_found = (count, int(job.found.get("draws", 0)))
        if now_found != seen:
            seen = now_found
            yield _event("found", {"count": count})
        if ended:
            yield _event("ended", {"state": job.state, "said": job.said, "report": "report" in job.found})
            return
        await asyncio.sleep(BEAT_SECONDS)


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def _text(text: str, kind: str, status: int = 200) -> Response:
    from starlette.responses import Response as Plain

    return Plain(text, status_code=status, media_type=kind, headers={"cache-control": "no-store"})
