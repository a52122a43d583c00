"""The command line: thin, every command is one call of the library.

Exit codes: 0 done, 2 the input is wrong, 3 the run failed, 130 interrupted, 143 ended. Results go to stdout,
progress and notes to stderr; with `--format json` stdout holds JSON alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from pyrrhus.cli.article_commands import read, review
from pyrrhus.cli.assess_command import assess
from pyrrhus.cli.choice_commands import decide, explain
from pyrrhus.cli.evidence_commands import fuse, sources
from pyrrhus.cli.folder_commands import check, list_bundled, new, sector
from pyrrhus.cli.history_commands import backtest, calibrate, validate_losses
from pyrrhus.cli.page_command import serve
from pyrrhus.cli.resume_command import resume
from pyrrhus.cli.shared_options import take_groups
from pyrrhus.cli.watch_command import watch
from pyrrhus.cli.week_commands import compare, hub, import_files, quantities, replay, runs, track
from pyrrhus.present.characters import say

app = typer.Typer(
    name="pyrrhus",
    help="Contested reports in, a calibrated, sourced assessment of a battle of attrition out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
validate = typer.Typer(no_args_is_help=True, help="Laws against published battles.", rich_markup_mode=None)
app.add_typer(validate, name="validate")
validate.command("losses")(validate_losses)

# in the order of the help
COMMANDS: dict[str, Callable[..., None]] = {
    "assess": assess,
    "check": check,
    "list": list_bundled,
    "new": new,
    "fuse": fuse,
    "sources": sources,
    "read": read,
    "review": review,
    "sector": sector,
    "decide": decide,
    "explain": explain,
    "backtest": backtest,
    "calibrate": calibrate,
    "compare": compare,
    "import": import_files,
    "quantities": quantities,
    "track": track,
    "runs": runs,
    "replay": replay,
    "hub": hub,
    "serve": serve,
    "watch": watch,
    "resume": resume,
}
for _name, _command in COMMANDS.items():
    app.command(_name)(take_groups(_command))


def _version(wanted: bool) -> None:
    if wanted:
        from pyrrhus import __version__

        say(f"pyrrhus {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Campaign assessment for battles of attrition."""


def main(arguments: list[str] | None = None) -> None:
    """Entry point: turns errors into messages and exit codes."""
    import os

    from pyrrhus.cli.exits import run_to_exit_code
    from pyrrhus.present.characters import never_fail_to_show

    never_fail_to_show()

    # small matrices only: threads of the linear algebra cost more than they bring, and their number must not matter
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from pyrrhus.runs.unfinished_commands import ENDED, note_begun, strike_out

    note = note_begun(sys.argv[1:] if arguments is None else arguments)
    code = run_to_exit_code(lambda: app(arguments, standalone_mode=False))
    if code in ENDED:
        strike_out(note)
    sys.exit(code)
