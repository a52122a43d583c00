"""Generated requests against the page, and many what-ifs at once: it answers each, none with an error of its own.

    python -m benchmarks.soak_page [--requests 10000] [--parallel 200]

Requests are drawn by a seed: paths, levers with good, odd and hostile values, claims to add, headers, methods. What is
counted is every status; a 5xx or an exception is a failure. Then so many what-ifs are asked for at once, each by a tab
of its own: the queue takes what it may, the rest is told to come again, and the page stays alive.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import sys
import time
from collections import Counter
from typing import Any
from urllib.parse import quote, urlencode

SCENARIO, DRAWS = "asculum", 60
HOSTILE = (
    "", "\x00", "%00", "../../etc/passwd", "<script>alert(1)</script>", "' or 1=1 --", "𝕏" * 40, "9" * 400, "-0",
    "nan", "1e309", "\u202e\u2066", "{{7*7}}", "=cmd|' /C calc'!A0", "0001-01-01", "9999-12-31", "2023-02-30", "~",
    "~~~", "\r\nx: y", "\ud7ff",
)  # fmt: skip
PATHS = (
    *("/what-if/{}",) * 6, *("/what-if/{}/folder.zip",) * 2, *("/what-if/{}/start",) * 2, "/", "/static/{}", "/{}",
    "/jobs/{}/events", "/jobs/{}/result", "/jobs/{}/stop", "/jobs/{}/report.html", "/jobs/{}/assessment.json",
)  # fmt: skip
STARTS = 12  # of the requests at most so many may start a run, since each costs one


def levers(page: Any, draw: random.Random) -> list[tuple[str, str]]:
    """Some levers with values that the page offers, or that it does not."""
    from pyrrhus.page.claim_edits import WRITTEN
    from pyrrhus.scenario.schema import SIDES

    scenario = page.scenarios[SCENARIO]
    ids = [claim.id for claim in scenario.claims]
    side = draw.choice(SIDES)
    good = {
        "as_of": [scenario.file.start.isoformat(), scenario.file.as_of.isoformat()],
        side: [p.id for p in getattr(scenario.file.policies, side)] or ["hold"],
        f"worth_{side}": ["0.25", "4"],
        f"symbol_{side}": ["0", "0.75"],
        f"shells_{side}": ["0.1", "10"],
        f"reserve_{side}_from": [scenario.file.as_of.isoformat()],
        "tempo": ["pause_until", "pause_from"],
        "tempo_day": [scenario.file.as_of.isoformat()],
        "cut": [f"{r.from_}–{r.to}" for r in scenario.routes] or ["x"],
        "without": ids,
        "grade": [f"{draw.choice(ids)}~{draw.choice('ABCDEFG')}{draw.randint(0, 7)}"],
        "repeats": [f"{draw.choice(ids)}~{draw.choice(ids)}"],
        "add": [urlencode({name: draw.choice([*HOSTILE, *ids, "12"]) for name in draw.sample(WRITTEN, 6)})],
        "full": ["0"],
        "token": ["x"],
    }
    names = draw.sample(sorted(good), draw.randint(0, 5))
    return [(name, draw.choice(HOSTILE) if draw.random() < 0.15 else draw.choice(good[name])) for name in names]


def one_request(page: Any, draw: random.Random, starts: int) -> tuple[str, str, dict[str, str]]:
    """Method, address and headers of a request."""
    path = draw.choice(PATHS)
    known = [*list(page.asked)[-3:], "page.js"] if path.startswith(("/jobs", "/static")) else [SCENARIO]
    part = draw.choice(HOSTILE) if draw.random() < 0.1 else draw.choice(known)
    path = path.format(quote(part, safe=""))
    method = "POST" if path.endswith(("/start", "/stop")) else "GET"
    method = draw.choice(["GET", "POST", "HEAD", "PUT"]) if draw.random() < 0.1 else method
    if method == "POST" and path.endswith("/start") and starts >= STARTS:
        method = "GET"
    headers = {"host": draw.choice(["127.0.0.1"] * 40 + ["evil.example", "127.0.0.1:99999", "[::1", "x" * 300])}
    if draw.random() < 0.2:
        headers[draw.choice(["origin", "x-tab", "cookie", "sec-fetch-site", "content-length"])] = draw.choice(
            ["null", "http://127.0.0.1", "cross-site", "same-origin", "a=b; ;;=", "-1", "99999999", "x" * 500]
        )
    return method, f"{path}?{urlencode(levers(page, draw))}", headers


async def ask(page: Any, requests: int, seed: int) -> tuple[Counter[int], list[str]]:
    """The statuses of so many generated requests, and those that failed."""
    draw, seen, failed, starts = random.Random(seed), Counter[int](), [], 0
    app = page.app()
    for _ in range(requests):
        method, address, headers = one_request(page, draw, starts)
        starts += method == "POST" and "/start" in address
        try:
            status = await _send(app, method, address, headers)
        except Exception as error:  # whatever it is, it is what is looked for
            status = 599
            failed.append(f"{method} {address}: {error!r}")
        if 500 <= status < 599:
            failed.append(f"{method} {address}: {status}")
        seen[status] += 1
    return seen, failed


async def _send(app: Any, method: str, address: str, headers: dict[str, str]) -> int:
    """A request as the server would hand it to the app; the status of the answer."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": _decoded(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(k.encode("latin-1", "replace"), v.encode("latin-1", "replace")) for k, v in headers.items()],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    status, asked = [0], False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:  # a stream looks whether its reader has gone: not before the answer's end
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            status[0] = message["status"]

    await app(scope, receive, send)
    return status[0]


def _decoded(path: str) -> str:
    from urllib.parse import unquote

    return unquote(path, errors="replace")


async def crowd(page: Any, parallel: int) -> Counter[int]:
    """The statuses of so many what-ifs asked for at once."""
    app = page.app()
    sent = [
        _send(app, "POST", f"/what-if/{SCENARIO}/start?worth_attacker=2", {"host": "127.0.0.1", "x-tab": f"t{n}"})
        for n in range(parallel)
    ]
    return Counter(await asyncio.gather(*sent))


def main() -> int:
    """Run it, print what was found; the exit code says whether anything failed."""
    from pyrrhus.page.server import WhatIfPage
    from pyrrhus.scenario.load import find, load

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--parallel", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    page = WhatIfPage({SCENARIO: load(SCENARIO)}, draws=DRAWS, seed=7, threads=2, places={SCENARIO: find(SCENARIO)})
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seen, failed = asyncio.run(ask(page, given.requests, given.seed))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{given.requests} requests in {time.monotonic() - begun:.0f} s: {dict(sorted(seen.items()))}")
    print(f"most memory: {before / 1024:.0f} MB before, {after / 1024:.0f} MB after")
    print(*failed[:20], sep="\n")
    found = asyncio.run(crowd(page, given.parallel))
    alive = asyncio.run(_send(page.app(), "GET", f"/what-if/{SCENARIO}", {"host": "127.0.0.1"}))
    print(f"{given.parallel} what-ifs at once: {dict(sorted(found.items()))}; the page then answers {alive}")
    page.queue.close()
    return int(bool(failed) or set(found) != {200, 429} or alive != 200)


if __name__ == "__main__":
    sys.exit(main())
