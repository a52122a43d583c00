"""The options by which a command says where its tasks are run."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class EngineName(StrEnum):
    """Where tasks are run."""

    threads = "threads"
    processes = "processes"
    dask = "dask"


EngineOption = Annotated[
    EngineName, typer.Option("--engine", help="threads (of this process), processes or dask; changes no result.")
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers", metavar="N", min=1, help="Processes of this machine; one for each processor if not given."
    ),
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDR", help="Dask's scheduler; one of this machine if not given.")
]
