"""What claims add up to, and whom to believe: `fuse` and `sources`. Thin, as all of `pyrrhus.cli`."""

from __future__ import annotations

from pyrrhus.cli.output_forms import Format, show
from pyrrhus.cli.shared_options import AsOf, Form, ScenarioArgument
from pyrrhus.present.characters import say


def fuse(scenario: ScenarioArgument, as_of: AsOf = None, form: Form = Format.table) -> None:
    """What the claims add up to: quantities with intervals, conflicts, echoes, flags."""
    from pyrrhus import commands
    from pyrrhus.present.fusion import fusion_csv, print_fusion

    fusion = commands.fuse_claims(scenario, as_of=as_of)
    _tell_held_back(commands.count_held_back(scenario, as_of=as_of))
    show(form, fusion.to_dict(), lambda: fusion_csv(fusion), lambda console: print_fusion(fusion, console))


def sources(scenario: ScenarioArgument, as_of: AsOf = None, form: Form = Format.table) -> None:
    """Whom to believe: what each source said, how late, how far off, and how it did against what came out later."""
    from pyrrhus import commands
    from pyrrhus.present.sources_table import print_sources, sources_csv

    report = commands.judge_sources(scenario, as_of=as_of)
    _tell_held_back(commands.count_held_back(scenario, as_of=as_of))
    show(form, report.to_dict(), lambda: sources_csv(report), lambda console: print_sources(report, console))


def _tell_held_back(count: int) -> None:
    """A note on stderr: the answer itself must not know how much came later."""
    if count:
        what = "1 claim of the folder was" if count == 1 else f"{count} claims of the folder were"
        say(f"{what} not public by the as-of date and left out", err=True)
