"""What a comparison of policies found, on the terminal: words first, numbers beside; reads at 80 columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pyrrhus.claims.ledger import SIDES
from pyrrhus.judge import words
from pyrrhus.present.characters import is_plain, visible
from pyrrhus.present.grid import show_table
from pyrrhus.present.signs_chart import sign_unit, sign_words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDEST = 100
SHOWN_INPUTS = 5
MOST_SPELT_OUT = 2  # policies that cannot be told apart; more are listed by their marks
SHOWN_INDICATORS = 4
PAIR_COLUMNS = ("attacker", "defender", "side")


def print_decision(
    document: Mapping[str, Any], explained: Mapping[str, Any], about: Mapping[str, Any], console: Console
) -> None:
    """Print a decision: `document` is that of `--format json`, `explained` what drives it, `about` its heading."""
    page = _Page(console)
    until = f"{about['horizon_days']} days ahead, {words.whole(about['draws'])} draws for each pair"
    page.say(f"{about['scenario']}   as of {words.date_words(about['as_of'])}, {until}", "bold")
    for side in SIDES:
        page.say(_verdict(document, about, side), above=1)
        page.show(_policies(document, side, page))
    page.say(_withdrawal(document, about), above=1)
    page.say("Median worth of each pair, attacker's | defender's, in thousands of own casualties", "bold", above=1)
    page.show(_matrix(document, page))
    page.say(_equilibrium(document, about), above=1)
    for row in document["robustness"]["flips"]:
        page.say(_flip(row, about))
    factions = _views(document, about)
    if factions:
        page.say("Who within a side sees it otherwise", "bold", above=1)
    for line in factions:
        page.say(line)
    saved = _saved(document)
    if saved:
        page.say(saved, "dim", above=1)
    _say_explained(explained, page)


def decision_csv(document: Mapping[str, Any]) -> str:
    """Each pair of policies and side in a row: quantiles of the payoff and of the regret over draws and values."""
    from pyrrhus.present.output_tables import csv_text

    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for what in ("payoff", "regret"):
        for row in document["payoffs" if what == "payoff" else "regret"]:
            key = row["attacker"], row["defender"], row["side"]
            found = rows.setdefault(key, dict(zip(PAIR_COLUMNS, key, strict=True)))
            found |= {f"{what}_{words.quantile_column(p)}": value for p, value in row["quantiles"].items()}
    return csv_text(rows.values(), PAIR_COLUMNS)


def print_explanation(explained: Mapping[str, Any], console: Console) -> None:
    """Print what drives the choice and what would change it: the result of `pyrrhus explain`."""
    page = _Page(console)
    _say_explained(explained, page)
    drivers = [row for row in explained["drivers"] if row["share_of_variance"] >= 0.01]
    if drivers:
        page.say("What the spread comes from, one input at a time", "bold", above=1)
        table = page.table(("result", "input", "share"), wide=2)
        for row in drivers:
            cells = words.human(row["result"]), words.label(row["input"]), words.percent(row["share_of_variance"])
            table.add_row(*map(page.clean, cells))
        page.show(table)


class _Page:
    """The console with what every line of the page goes through."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = min(console.width, WIDEST)
        self.plain = is_plain(console)

    def clean(self, text: object) -> str:
        return visible(str(text), plain=self.plain)

    def say(self, text: str, style: str = "", *, above: int = 0) -> None:
        from rich.padding import Padding
        from rich.text import Text

        self.console.print(Padding(Text(self.clean(text), style=style), (above, 0, 0, 0)), width=self.width)

    def show(self, table: Table) -> None:
        show_table(table, self.console, self.width)

    def table(self, columns: tuple[str, ...], *, wide: int = 1) -> Table:
        """A table without lines: the first `wide` columns hold words, the others numbers."""
        from rich.table import Table

        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        for i, name in enumerate(columns):
            table.add_column(self.clean(name), justify="left" if i < wide else "right", overflow="fold")
        return table


def _short(document: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """A short mark for each policy: A1, A2 ... and D1, D2 ..."""
    marks, count = {}, dict.fromkeys(SIDES, 0)
    for policy in document["policies"]:
        count[policy["side"]] += 1
        marks[policy["side"], policy["id"]] = f"{policy['side'][0].upper()}{count[policy['side']]}"
    return marks


def _shares(document: Mapping[str, Any], side: str) -> list[Mapping[str, Any]]:
    return [row for row in document["robustness"]["shares"] if row["side"] == side]


def _words(document: Mapping[str, Any], side: str, policy: str) -> str:
    found = next(p["words"] for p in document["policies"] if p["side"] == side and p["id"] == policy)
    return str(found).rstrip(".")


def _verdict(document: Mapping[str, Any], about: Mapping[str, Any], side: str) -> str:
    name = about["sides"][side]
    if document["robustness"]["indifferent"][side]:
        return f"{name}: indifferent. No policy can be told from another within the error of the draws."
    tied = [row["policy"] for row in _shares(document, side) if row["tied_with_best"]]
    best = max(_shares(document, side), key=lambda row: row["share_best"])
    said = " or ".join(_words(document, side, policy) for policy in tied)
    if len(tied) > MOST_SPELT_OUT:
        marks = _short(document)
        said = f"{', '.join(marks[side, policy] for policy in tied)} (of {name}, below)"
    among = "cannot be told apart and are" if len(tied) > 1 else "is"
    share = words.percent(best["share_best"])
    return f"Best in expectation {among}: {said}. Over the values, {best['policy']} is best most often ({share})."


def _policies(document: Mapping[str, Any], side: str, page: _Page) -> Table:
    marks = _short(document)
    enough = {r["policy"]: r["worth_its_cost"] for r in document["robustness"]["satisficing"] if r["side"] == side}
    beaten = {r["policy"]: r["by"] for r in document["robustness"]["dominated"] if r["side"] == side}
    table = page.table(("", "policy", "best for", "pays", "mean regret", "worst regret", ""), wide=2)
    for row in _shares(document, side):
        policy = row["policy"]
        note = "= best" if row["tied_with_best"] else f"< {marks[side, beaten[policy]]}" if policy in beaten else ""
        cells = (
            marks[side, policy],
            _words(document, side, policy),
            words.percent(row["share_best"]),
            words.percent(enough[policy]),
            words.rounded(row["expected_regret"]),
            words.rounded(row["greatest_regret"]),
            note,
        )
        table.add_row(*map(page.clean, cells))
    return table


def _matrix(document: Mapping[str, Any], page: _Page) -> Table:
    marks = _short(document)
    middle = {(r["attacker"], r["defender"], r["side"]): r["quantiles"]["0.5"] for r in document["payoffs"]}
    attackers = [p["id"] for p in document["policies"] if p["side"] == "attacker"]
    table = page.table(("", *(marks["attacker", a] for a in attackers)))
    for policy in document["policies"]:
        if policy["side"] != "defender":
            continue
        cells = [
            "|".join(f"{round(middle[a, policy['id'], side] / 1000.0, 1) + 0.0:.1f}" for side in SIDES).replace(
                "-", words.MINUS
            )
            for a in attackers
        ]
        table.add_row(*map(page.clean, (marks["defender", policy["id"]], *cells)))
    return table


def _withdrawal(document: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    best = document["best_withdrawal"]
    name = about["sides"]["defender"]
    late = f"holding to the horizon is best for {words.percent(about['share_no_withdrawal'])} of the values"
    if best["date"] is None:
        since = f" (for some values as early as {words.date_words(best['low'])})" if best["low"] else ""
        return f"Best date for {name} to leave: not within the horizon{since}; {late}."
    high = words.date_words(best["high"]) if best["high"] else "beyond the horizon"
    low = words.date_words(best["low"] or best["date"])
    return f"Best date for {name} to leave: {words.date_words(best['date'])} (90 %: {low} to {high}); {late}."


def _equilibrium(document: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    mixes = []
    for side in SIDES:
        mix = [row for row in document["equilibrium"] if row["side"] == side and row["weight"] >= 0.005]
        mixes.append(" and ".join(f"{row['policy']}{_weight(row)}" for row in mix))
    count = about["equilibria"]
    others = "" if count == 1 else f" (one of {count} equilibria)"
    same = about.get("same_equilibrium")
    firm = "" if same is None else f" Drawn anew, the same policies come out in {words.percent(same)} of the resamples."
    return f"As a game, neither gains by departing from: {mixes[0]} against {mixes[1]}{others}.{firm}"


def _weight(row: Mapping[str, Any]) -> str:
    """The weight of a policy in a mix, with its interval over resamples of the draws; nothing where it is all."""
    low, high = row.get("low", row["weight"]), row.get("high", row["weight"])
    if low > 0.995:
        return ""
    span = "" if high - low < 0.005 else f" (90 %: {words.percent(low)} to {words.percent(high)})"
    return f" {words.percent(row['weight'])}{span}"


def _saved(document: Mapping[str, Any]) -> str:
    """What pairing the draws does for differences between pairs of policies; nothing where none was measured."""
    factors = [row["times"] for row in document.get("variance_saved", []) if row["times"] is not None]
    if not factors:
        return ""
    middle = sorted(factors)[len(factors) // 2]
    return (
        f"Run on the same chances, a difference in casualties from the first pair has {words.rounded(middle)} times "
        f"less variance in the middle of the pairs than on chances of its own, at least {words.rounded(min(factors))} "
        "times."
    )


def _views(document: Mapping[str, Any], about: Mapping[str, Any]) -> list[str]:
    """How the factions of a side see its choice, one line each; none where no value or deadline is known."""
    lines = []
    for side in SIDES:
        mine = [row for row in document.get("views", []) if row["side"] == side]
        for row in mine[1:]:
            by = f", by {words.date_words(row['deadline'])}" if row["deadline"] else ""
            weight = "" if row["value"] is None else f", symbol {row['value']:g}"
            lines.append(
                f"  {row['name']} ({about['sides'][side]}{weight}{by}): {row['stay']} beats {row['leave']} for "
                f"{words.percent(row['share_stay'])} of the values (the side as a whole: "
                f"{words.percent(mine[0]['share_stay'])})"
            )
    return lines


def _flip(row: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    price, actual = row["price_of_symbol"]["0.5"], row["worth_of_symbol"]
    name = about["sides"][row["side"]]
    if row["share_tied"] > 0.5:
        return f"{name}: {row['stay']} and {row['leave']} cannot be told apart."
    if price == 0:
        turn = "even if the symbol counts for nothing"
    elif price is None:
        turn = "at no price of the symbol"
    else:
        turn = f"only where the symbol is worth more than {words.rounded(price)} casualties"
    tied = f", {words.percent(row['share_tied'])} tied" if row["share_tied"] >= 0.01 else ""
    held = words.spread(actual["0.05"], actual["0.95"])
    share = words.percent(row["share_stay"])
    return (
        f"{name}: {row['stay']} beats {row['leave']} for {share} of the values{tied}; in the middle {turn} "
        f"(the values hold it worth {held})."
    )


def _say_explained(explained: Mapping[str, Any], page: _Page) -> None:
    known = [row for row in explained["information"] if row["beyond_noise"]]
    page.say("What it is worth to know before deciding", "bold", above=1)
    if not known:
        page.say("Nothing that could be learnt about any one input would change the choice beyond the noise.")
    for side in SIDES:
        for row in [r for r in known if r["side"] == side][:SHOWN_INPUTS]:
            page.say(f"  {words.label(row['input'])}: {words.rounded(row['evpi'])} {row['unit']}")
    if explained["indicators"]:
        days, base = explained["indicators"][0]["days"], explained["indicators"][0]["probability"]
        page.say(
            f"What to watch for {days} days; if the town stands then, it falls: {words.percent(base)}", "bold", above=1
        )
    telling = [row for row in explained["indicators"] if row["beyond_noise"]]
    if explained["indicators"] and not telling:
        page.say("None of what was looked at moves the chance of the fall beyond the noise.")
    for row in telling[:SHOWN_INDICATORS]:
        unit = sign_unit(row["unit"])
        signs = [
            f"{said['seen']}: {said['fall']}"
            for bound, sign in (("at most", row["low"]), ("at least", row["high"]))
            if (said := sign_words(sign, row["unit"], bound)) is not None
        ]
        if signs:
            page.say(f"  {row['name']}{f' ({unit})' if unit else ''}, {'; '.join(signs)}")
    page.say(explained["caveat"], "dim", above=1)
