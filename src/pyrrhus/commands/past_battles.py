"""The model against what happened: towns of old maps, losses of published battles."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pyrrhus.arguments import as_date, wrong_argument
from pyrrhus.errors import InputError
from pyrrhus.stages import Progress

if TYPE_CHECKING:
    from pyrrhus.scale.engines import Engine
    from pyrrhus.skill.backtest_options import BacktestFiles, BacktestModel, BacktestQuestions
    from pyrrhus.skill.backtest_rows import Backtest
    from pyrrhus.skill.battles.validation import LossValidation


def backtest(
    folder: str | Path,
    questions: BacktestQuestions,
    *,
    model: BacktestModel | None = None,
    files: BacktestFiles | None = None,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Backtest:
    """Ask the standing question of every town of a folder of maps, and score the answers."""
    from pyrrhus.skill.backtest import backtest as ask

    return ask(folder, questions, model=model, files=files, engine=engine, progress=progress)


def read_questions(
    since: date | str, until: date | str, every_days: int = 14, horizons: str = "30,60,90", protocol: str = "R"
) -> BacktestQuestions:
    """The questions of a backtest from words, `horizons` like "30,60". Raises InputError."""
    from pyrrhus.skill.backtest_options import BacktestQuestions

    first, last = as_date(since, "since"), as_date(until, "until")
    assert first is not None
    assert last is not None
    numbers = [part.strip() for part in horizons.split(",")]
    if not all(part.isdigit() for part in numbers):
        fix = "write days joined by commas, for one 30,60,90"
        raise InputError([wrong_argument("horizons", f"'{horizons[:40]}' is not a list of days", fix, "horizons")])
    if protocol not in ("R", "S"):
        fix = "write R or S"
        raise InputError([wrong_argument("protocol", f"there is no protocol '{protocol[:10]}'", fix, "protocol")])
    return BacktestQuestions(first, last, every_days, tuple(int(n) for n in numbers), "R" if protocol == "R" else "S")


def validate_losses(data: str | Path) -> LossValidation:
    """Rates of loss and forms of the law from a folder of published battles. Raises InputError where a table is not
    there."""
    from pyrrhus.skill.battles.validation import validate_losses as validate

    return validate(Path(data))
