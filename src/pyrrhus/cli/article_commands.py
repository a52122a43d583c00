"""From articles to confirmed claims: `read` and `review`. Thin, as all of `pyrrhus.cli`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pyrrhus.cli.output_forms import say_set_aside
from pyrrhus.cli.shared_options import AskModel, Force
from pyrrhus.present.characters import say, write_json_text


class DraftFormat(StrEnum):
    """How drafts are written to stdout."""

    table = "table"
    jsonl = "jsonl"


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An article: text in UTF-8, or HTML.")],
    published: Annotated[
        str | None, typer.Option("--published", metavar="DATE", help="Its day, against which 'on Sunday' is read.")
    ] = None,
    outlet: Annotated[str | None, typer.Option("--outlet", metavar="NAME", help="Who printed it.")] = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="SCENARIO", help="Whose places, sides and sources it is about.")
    ] = None,
    form: Annotated[DraftFormat, typer.Option("--format", help="table or jsonl.")] = DraftFormat.table,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.csv", help="Rows for claims.csv, none of them confirmed.")
    ] = None,
    llm: AskModel = False,
    force: Force = False,
) -> None:
    """Draft claims from an article, for a person to confirm."""
    import json

    from pyrrhus import commands
    from pyrrhus.present import drafts_table as shown

    if out is not None:
        shown.check_new_csv(out, force=force)
    found = commands.read_article(file, published=published, outlet=outlet, scenario=scenario, llm=llm)
    for note in found.notes:
        say(note, err=True)
    if out is not None:
        say_set_aside(shown.write_rows(found, out, force=force))
        rows = "1 row" if len(found.drafts) == 1 else f"{len(found.drafts)} rows"
        say(f"{out}: {rows}, none confirmed; complete them and write yes under confirmed", err=True)
    if form is DraftFormat.jsonl:
        for draft in found.drafts:
            write_json_text(json.dumps(draft.to_dict(), ensure_ascii=False))
        return
    from rich.console import Console

    shown.print_drafts(found, Console())


def review(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Articles to read, or one file.")],
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="SCENARIO", help="Whose claims.csv the confirmed rows go into.")
    ] = None,
    attributed: Annotated[
        bool, typer.Option("--attributed", help="Only what somebody is said to have said, not the article's own words.")
    ] = False,
    llm: AskModel = False,
) -> None:
    """Confirm drafts of claims at the keyboard: each beside its sentence, one key a decision, undone and resumed."""
    from rich.console import Console

    from pyrrhus import commands
    from pyrrhus.cli.review_keys import review as decide_drafts

    def told(done: int, of: int) -> None:
        say(f"read {done} of {of} articles", err=True)

    session = commands.open_desk(folder, scenario=scenario, llm=llm, attributed=attributed, on_progress=told)
    decide_drafts(session, Console())
