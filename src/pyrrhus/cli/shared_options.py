"""Options that several commands share, each declared once; and groups of options that a command takes as one object."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from pyrrhus.arguments import DEFAULT_SEED as DEFAULT_SEED
from pyrrhus.cli.output_forms import Format

if TYPE_CHECKING:
    from pyrrhus.scale.engines import Engine


class EngineName(StrEnum):
    """Where tasks are run."""

    threads = "threads"
    processes = "processes"
    dask = "dask"


ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A folder with a scenario.yaml, a workbook, or a bundled name.")
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Use what was public by this day.")]
Horizon = Annotated[int | None, typer.Option("--horizon", metavar="DAYS", help="Days to look ahead.")]
DrawCount = Annotated[int, typer.Option("--draws", metavar="N", help="Simulated campaigns.")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Seed of the random numbers, 0 to 4294967295.")]
Form = Annotated[Format, typer.Option("--format", help="table, json or csv.")]
Threads = Annotated[
    int | None, typer.Option("--threads", metavar="T", min=1, help="Threads; all processors if not given.")
]
AskModel = Annotated[bool, typer.Option("--llm", help="Ask the model at PYRRHUS_LLM_URL too; the text is sent there.")]
Force = Annotated[
    bool, typer.Option("--force", help="Set a file that is in the way aside as NAME.bak instead of stopping.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no page, only files and errors.")]


@dataclass(frozen=True)
class EngineOptions:
    """Where tasks are run, and by how many."""

    engine: Annotated[
        EngineName, typer.Option("--engine", help="threads (of this process), processes or dask; changes no result.")
    ] = EngineName.threads
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", metavar="N", min=1, help="Processes of this machine; one for each processor if not given."
        ),
    ] = None
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDR", help="Dask's scheduler; one of this machine if not given."),
    ] = None
    threads: Annotated[
        int | None,
        typer.Option("--threads", metavar="T", min=1, help="Threads of the engine `threads`; all if not given."),
    ] = None

    def to_engine(self) -> Engine:
        """The engine that is asked for."""
        from pyrrhus.scale.engines import Engine

        return Engine(self.engine.value, self.workers, self.scheduler, self.threads)


def take_groups(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes groups of options, as the parser wants it: each field of a group an option of its own."""
    hints = get_type_hints(command, include_extras=True)
    parameters: list[inspect.Parameter] = []
    groups: dict[str, Any] = {}
    for parameter in inspect.signature(command).parameters.values():
        hint = hints[parameter.name]
        if not is_dataclass(hint):
            parameters.append(parameter.replace(annotation=hint, kind=inspect.Parameter.KEYWORD_ONLY))
            continue
        groups[parameter.name] = hint
        kinds = get_type_hints(hint, include_extras=True)
        for f in fields(hint):
            default = inspect.Parameter.empty if f.default is MISSING else f.default
            kind = inspect.Parameter.KEYWORD_ONLY
            parameters.append(inspect.Parameter(f.name, kind, default=default, annotation=kinds[f.name]))

    @wraps(command)
    def run(**given: Any) -> None:
        made = {name: group(**{f.name: given.pop(f.name) for f in fields(group)}) for name, group in groups.items()}
        command(**given, **made)

    del run.__wrapped__  # type: ignore[attr-defined]  # the parser reads the signature of what it is given
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return run
