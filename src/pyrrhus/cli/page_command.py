"""The command that serves the local page. Thin, as all of `pyrrhus.cli`."""

from __future__ import annotations

from typing import Annotated

import typer

from pyrrhus.cli.shared_options import DEFAULT_SEED, Seed, Threads
from pyrrhus.errors import InputError, Problem
from pyrrhus.present.characters import say


def serve(
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="A folder or a bundled name; all bundled ones if not given."),
    ] = None,
    port: Annotated[int, typer.Option("--port", metavar="PORT", min=1, max=65535, help="Where it listens.")] = 8765,
    host: Annotated[
        str, typer.Option("--host", metavar="HOST", help="Another address than this machine's own; asks for a token.")
    ] = "127.0.0.1",
    draws: Annotated[int, typer.Option("--draws", metavar="N", help="Simulated campaigns of a what-if.")] = 2000,
    seed: Seed = DEFAULT_SEED,
    threads: Threads = None,
) -> None:
    """A local page to ask what if: orders, means, roads, worth, claims; before beside after, on the same chances."""
    import secrets

    from pyrrhus.pipeline import check_numbers
    from pyrrhus.scenario.load import bundled, find, load

    try:
        import uvicorn

        from pyrrhus.page.server import WhatIfPage
    except ImportError:
        fix = "install them: pip install 'pyrrhus[page]'"
        raise InputError([Problem("pyrrhus serve", None, "needs starlette and uvicorn", fix, "extra_page")]) from None
    check_numbers(draws=draws, seed=seed, horizon_days=None)
    places = [find(name) for name in ([scenario] if scenario else [row.name for row in bundled()])]
    found = [load(place) for place in places]
    local = host in ("127.0.0.1", "localhost", "::1")
    token = None if local else secrets.token_urlsafe(24)
    page = WhatIfPage(
        {one.name: one for one in found},
        draws=draws,
        seed=seed,
        threads=threads,
        places={one.name: place for one, place in zip(found, places, strict=True)},
    )
    say(f"http://{host}:{port}/" + (f"?token={token}" if token else "") + "   (Ctrl-C ends it)", err=True)
    try:
        uvicorn.run(
            page.app(hosts=() if local else (host,), token=token),
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            limit_concurrency=200,
            timeout_keep_alive=10,
        )
    finally:
        page.queue.close()
