"""Laws of losses against published battles, on the terminal and as a table of facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyrrhus.present.grid import show_table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from pyrrhus.skill.battles.validation import LossValidation, Sample

WIDEST = 110
SOURCE = "CDB90 (HERO / US Army Concepts Analysis Agency 1990), as kept by J. Arnold, github.com/jrnold/CDB90, ODC-BY"
COLUMNS = (
    "isqno",
    "battle",
    "war",
    "from",
    "to",
    "days",
    "attacker_strength",
    "attacker_casualties",
    "attacker_rate_per_day",
    "defender_strength",
    "defender_casualties",
    "defender_rate_per_day",
    "winner",
    "source",
)


def rates_csv(found: LossValidation) -> str:
    """The list that the default rates come from: one row a battle, with its citation."""
    from pyrrhus.present.output_tables import csv_text

    rows = []
    for battle in found.battles:
        row = {
            "isqno": battle.number,
            "battle": battle.name,
            "war": battle.war,
            "from": battle.started,
            "to": battle.ended,
            "days": _whole(battle.days),
            "winner": battle.winner,
            "source": SOURCE,
        }
        for side, name in enumerate(("attacker", "defender")):
            rate = battle.rate_per_day(side)
            row[f"{name}_strength"] = _whole(battle.strength[side])
            row[f"{name}_casualties"] = _whole(battle.casualties[side])
            row[f"{name}_rate_per_day"] = float(f"{rate:.3g}") if rate > 0 else None
        rows.append(row)
    return csv_text(rows, COLUMNS)


def print_losses(found: LossValidation, console: Console) -> None:
    """The rates with their battles, what strengths explain, and the scores of every form."""
    from rich.text import Text

    width = min(console.width, WIDEST)

    def say(words: str, style: str = "") -> None:
        console.print(Text(words, style=style), width=width)

    say("Casualties a day of total strength, battles from 1900 of 21 days and more (CDB90)", "bold")
    show_table(_battles(found), console, width)
    for name, rates in zip(("attacker", "defender"), found.rates, strict=True):
        say(
            f"{name}: median {100 * rates.median:.2f} % a day of {rates.battles} battles; a tenth below "
            f"{100 * rates.tenth:.2f}, a tenth above {100 * rates.nine_tenths:.2f}; log-normal with factor90 "
            f"{rates.factor90:.2g}"
        )
    say(f"Median force ratio {found.force_ratio:.2f}. Defender's casualties count prisoners.\n")
    for sample in found.samples:
        _print_sample(sample, console, width)
    say("Ardennes by day, published fits (Bracken's weights)", "bold")
    show_table(_ardennes(found), console, width)
    same = "every number of the published table comes out again" if not found.differing else "; ".join(found.differing)
    say(f"{same}\n")
    say("Ardennes, next-day forecasts from all days before: mean CRPS, log units (lower is better)", "bold")
    show_table(_rolling(found), console, width)
    say("\nIwo Jima, American strength ashore by steps (approximate)", "bold")
    show_table(_iwo_jima(found), console, width)


def _print_sample(sample: Sample, console: Console, width: int) -> None:
    from rich.text import Text

    least = "of any length" if sample.least_days == 1 else f"of {sample.least_days} days and more"
    console.print(Text(f"CDB90 from 1900 {least}, one war left out at a time", style="bold"), width=width)
    table = _table("form", "attacker CRPS", "factor off", "R2", "defender CRPS", "factor off", "R2")
    half = len(sample.scores) // 2
    for one, other in zip(sample.scores[:half], sample.scores[half:], strict=True):
        cells = [f"{v:.2f}" for s in (one, other) for v in (s.crps, s.factor_error, s.r2)]
        table.add_row(one.form, *cells)
    show_table(table, console, width)
    lines = [
        f"{e.side}'s losses per head go with enemy over own strength to the power {e.value:+.2f} ± {e.error:.2f}"
        for e in sample.elasticities
    ]
    e = sample.exchange
    lines.append(
        f"attacker's over defender's casualties: {sample.exchange_at_equal_forces:.2f} x force ratio ^ ({e.value:+.2f} "
        f"± {e.error:.2f}); at equal forces {sample.exchange_by_winner['attacker']:.2f} where the attacker won, "
        f"{sample.exchange_by_winner['defender']:.2f} where the defender did"
    )
    lines += [
        f"{g.side}'s losses per head go with enemy over own guns to the power {g.value:+.2f} ± {g.error:.2f} "
        f"({g.battles} battles)"
        for g in sample.guns
    ]
    for words in lines:
        console.print(Text(words), width=width)
    console.print()


def _table(*heads: str) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left")
    return table


def _battles(found: LossValidation) -> Table:
    table = _table("battle", "year", "days", "attackers", "%", "defenders", "%")
    for battle in found.battles:
        cells = []
        for side in (0, 1):
            rate = battle.rate_per_day(side)
            cells += [f"{battle.strength[side]:,.0f}", f"{100 * rate:.2f}" if rate > 0 else "-"]
        table.add_row(battle.name, str(battle.year), f"{battle.days:.0f}", *cells)
    return table


def _ardennes(found: LossValidation) -> Table:
    table = _table("model", "sample", "p", "q", "d", "a", "b", "SSR", "R2")
    for fit in found.ardennes:
        table.add_row(
            fit.model,
            f"{fit.kind} {fit.days}",
            f"{fit.p:.4g}",
            f"{fit.q:.4g}",
            f"{fit.d:.4g}",
            f"{fit.a:.6g}",
            f"{fit.b:.6g}",
            f"{fit.ssr:.6g}",
            f"{fit.r2:.4f}",
        )
    return table


def _rolling(found: LossValidation) -> Table:
    table = _table("form", "sample", "forecasts", "days independent", "departures carry on")
    for row in found.rolling:
        table.add_row(row.form, row.kind, str(row.forecasts), f"{row.independent:.3f}", f"{row.autocorrelated:.3f}")
    return table


def _iwo_jima(found: LossValidation) -> Table:
    table = _table("form", "error, persons", "defenders left")
    for fit in found.iwo_jima:
        table.add_row(fit.form, f"{fit.rms_error:,.0f}", f"{fit.defenders_left:,.0f}")
    return table


def _whole(value: float) -> int | None:
    return int(value) if value == value else None
