"""How far sources stood from what was known of the truth later: writes the tables of `claims/source_records`.

    python -m benchmarks.source_records --data ../shared/data --out src/pyrrhus/claims/source_records

Russian and Ukrainian dead of the whole war in 2022 and 2023. A table of a date holds only what had been published by
then, claims and truth alike:

- Russian dead, to each day: from the excess-death estimates (with their 95 % limits) published in July 2023 (two
  totals), 2024 (weekly) and 2026 (weekly, with the missing). They see few convicts and none of the men of the occupied
  districts, so their upper limit is taken `UNSEEN` times as high (judged).
- Ukrainian dead, to each day: the named list as scraped on 15 September 2024; a list that old is taken to hold between
  all and `MISSING` of the dead, as the Russian list did against the estimates.

No battle is told apart in these data, so Bakhmut's dead are in the totals and could not be left out; the columns and
files on Bakhmut itself are not read.

A figure is truth x bias x noise. Per source, family and relation, the mean log ratio of its figures to the truth (its
casualties by the usual ratio of wounded) updates the prior of `bias_priors.csv`. The error of the truth itself is
common to all sources. A bias elsewhere is not quite the same: `ELSEWHERE_SD` is added (judged). Sources of one kind and
relation, two at least, give a row for any source of that kind (normal with known spread: Gelman et al., Bayesian Data
Analysis, 3rd ed. 2013, section 5.4).
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks.evidence import PUBLISHED, read_table
from pyrrhus.claims.hedges import read_hedge
from pyrrhus.claims.ledger import Claim, Side, Source
from pyrrhus.claims.options import FusionOptions
from pyrrhus.claims.priors import Z90, base_priors, bias_priors, relation_to
from pyrrhus.claims.source_priors import KnownBias, write_table
from support.planted import make_claim

ELSEWHERE_SD = 0.2
MISSING = 1.6
UNSEEN = 1.3
Z95 = 1.959964
WAR = date(2022, 2, 24)
DATES = (date(2023, 7, 12), date(2024, 9, 15), date(2024, 12, 31), date(2026, 8, 22))
SIDES: dict[str, Side] = {"russia": "attacker", "ukraine": "defender"}
ONE_SOURCE = {"US officials (via The Economist)": "US officials", "US officials (via NYT)": "US officials"}
# name in the data: other names, kind, interest
WHO: dict[str, tuple[tuple[str, ...], str, Side | None]] = {
    "Armed Forces of Ukraine": (
        ("General Staff of Ukraine", "General Staff of the Armed Forces of Ukraine"), "ministry", "defender"
    ),
    "Office of the President of Ukraine": (
        ("Office of the President of Ukraine and its advisers",), "politician", "defender"
    ),
    "Russian Ministry of Defense": (
        ("Ministry of Defence of Russia", "Russian Ministry of Defence"), "ministry", "attacker"
    ),
    "UK Ministry of Defence": (("Ministry of Defence of the United Kingdom", "UK MoD"), "partner", "defender"),
    "NATO officials (via WP)": (("NATO official, unnamed", "NATO officials, unnamed"), "partner", "defender"),
    "CIA": (("Central Intelligence Agency",), "partner", "defender"),
    "US officials": (
        ("Officials of the United States, unnamed", "American officials, unnamed", *ONE_SOURCE), "partner",
        "defender",
    ),
    "Pentagon leak": (("Leaked documents of the United States",), "partner", "defender"),
    "The Centre for Strategic and International Studies": (
        ("Center for Strategic and International Studies", "CSIS"), "think_tank", None
    ),
    "The Memory Book": (("Memory Book",), "ngo", None),
}  # fmt: skip

Truth = Callable[[date], tuple[float, float] | None]


@dataclass(frozen=True)
class Figure:
    """A claim held against the truth: log ratio, the sd of its own reading, and that of the truth and its ratio."""

    source: str
    side: Side
    said: date
    log_ratio: float
    noise_sd: float
    common_sd: float


def read_claims(data: Path) -> list[tuple[str, Claim]]:
    """Published figures of the dead and of all casualties, each with its source: quarter-ends of the daily claim."""
    found = []
    for row in read_table(data / "general_staff_claims/personnel_daily.csv"):
        day = date.fromisoformat(row["date"])
        if (day + timedelta(days=1)).month in (1, 4, 7, 10) and (day + timedelta(days=1)).day == 1:
            hedge = "at_least" if row["qualifier"] == "more" else "about"
            found.append(
                (
                    "Armed Forces of Ukraine",
                    _claim("attacker", "casualties", day, day, hedge, value=float(row["claimed_cumulative"])),
                )
            )
    for row in read_table(data / "economist_losses/estimates_deaths_casualties.csv"):
        source = ONE_SOURCE.get(row["source"], row["source"])
        if source not in WHO or (source == "Armed Forces of Ukraine" and row["type"] == "casualties"):
            continue
        of = datetime.strptime(row["date"], "%d/%m/%Y").date()
        low, high, value = (float(row[k]) if row[k] else None for k in ("estimate_low", "estimate_high", "estimate"))
        hedge = "about" if value is not None else "between" if low and high else "at_least" if low else "up_to"
        quantity = "killed" if row["type"] == "deaths" else "casualties"
        said = PUBLISHED.get(row["source"], of)
        found.append(
            (source, _claim(SIDES[row["country"]], quantity, of, said, hedge, low=low, value=value, high=high))
        )
    return found


def _claim(side: Side, quantity: str, of: date, said: date, hedge: str, **figures: float | None) -> Claim:
    figures = {"value": None, **figures}
    return make_claim(
        "c",
        side=side,
        quantity=quantity,
        place=None,
        period_from=WAR,
        period_to=of,
        said_on=said,
        hedge=hedge,
        **figures,
    )


def russian_dead(data: Path, known: date) -> tuple[Truth, str] | None:
    """Limits (95 %) of the Russian dead to a day by the newest estimate published by a date, and its name."""
    if known >= date(2026, 8, 22):
        weeks = [
            (
                date.fromisocalendar(int(w["Year"]), int(w["Week"]), 7),
                float(w["EDAssembledLow"]),
                UNSEEN * float(w["EDAssembledHigh"]),
            )
            for w in read_table(data / "economist_losses/meduza_2026_weekly.csv")
        ]
        low, high, steps = 0.0, 0.0, []
        for day, a, b in weeks:
            low, high = low + a, high + b
            steps.append((day, low, high))
        return _between(steps), "excess deaths and missing, 2026"
    if known >= date(2024, 12, 31):
        totals = [
            (date.fromisoformat(w["Date"]) + timedelta(days=6), float(w["ED_low"]), UNSEEN * float(w["ED_high"]))
            for w in read_table(data / "economist_losses/meduza_2024.csv")
        ]
        return _between(totals), "excess deaths, 2024"
    if known >= date(
        2023, 7, 12
    ):  # two totals, each with the limits it came with (a fifth either way where it had none)
        of = {date(2023, 1, 1): (24000 / 1.2, UNSEEN * 24000 * 1.2), date(2023, 6, 27): (40000.0, UNSEEN * 55000.0)}
        return (
            lambda day: (
                of[min(of, key=lambda d: abs((d - day).days))] if any(abs((d - day).days) <= 31 for d in of) else None
            )
        ), "excess deaths, July 2023"
    return None


def ukrainian_dead(data: Path, known: date) -> tuple[Truth, str] | None:
    """Limits of the Ukrainian dead to a day by the named list, and its name; None before it was scraped."""
    if known < date(2024, 9, 15):
        return None
    total, steps = 0.0, []
    for week in read_table(data / "ualosses_weekly/ualosses_weekly_digitised.csv"):
        total += float(week["deaths_all_approx"] or 0)
        steps.append((date.fromisoformat(week["week_start"]) + timedelta(days=6), total, MISSING * total))
    return _between(steps), "named dead, 2024"


def _between(steps: list[tuple[date, float, float]]) -> Truth:
    def at(day: date) -> tuple[float, float] | None:
        before = [s for s in steps if s[0] <= day]
        return before[-1][1:] if before and (day - before[-1][0]).days <= 10 else None

    return at


def hold_against(claims: list[tuple[str, Claim]], truth: dict[Side, Truth], known: date) -> list[Figure]:
    """Every claim published by a date beside the truth known then; a bare bound says too little of a bias."""
    wounded, captured = base_priors()["wounded_per_killed"], base_priors()["captured_per_killed"]
    w, c = math.exp(wounded.log_median), math.exp(captured.log_median)
    per_dead, per_dead_sd = math.log(1 + w + c), wounded.log_sd * w / (1 + w + c)
    found = []
    for source, claim in claims:
        limits = truth[claim.side](claim.period_to) if claim.side in truth and claim.period_to else None
        reading = read_hedge(claim, FusionOptions().noise_log_sd)
        if claim.said_on > known or limits is None or reading is None or math.isinf(reading.high - reading.low):
            continue
        low, high = math.log(limits[0]), math.log(limits[1])
        middle, sd = (low + high) / 2, (high - low) / (2 * Z95)
        noise = math.hypot(reading.noise_sd, (reading.high - reading.low) / (2 * Z90))
        casualties = claim.quantity == "casualties"
        ratio = reading.centre - middle - (per_dead if casualties else 0.0)
        common = math.hypot(sd, per_dead_sd) if casualties else sd
        found.append(Figure(source, claim.side, claim.said_on, ratio, noise, common))
    return found


def learn(figures: list[Figure], reference: str) -> list[KnownBias]:
    """Rows of one table: every source, then every kind of which two sources spoke."""
    repeat = FusionOptions().repeat_correlation_0_1
    by_source: dict[tuple, list[Figure]] = defaultdict(list)
    for figure in figures:
        _, kind, interest = WHO[figure.source]
        who = Source(figure.source, figure.source, kind, interest, "F")
        by_source[figure.source, kind, relation_to(who, figure.side)].append(figure)
    rows, by_kind = [], defaultdict(list)
    for (source, kind, relation), said in sorted(by_source.items()):
        prior = bias_priors()["losses", relation]
        wide = prior.log_sd**2 + prior.common_log_sd**2
        n = len(said)
        mean = math.fsum(f.log_ratio for f in said) / n
        noise = math.fsum(f.noise_sd**2 for f in said) / n * (1 + (n - 1) * repeat) / n
        common = (math.fsum(f.common_sd for f in said) / n) ** 2
        gain = wide / (wide + noise + common)
        middle = prior.log_median + gain * (mean - prior.log_median)
        left = wide * (1 - gain)
        shared = min(gain**2 * common, left)
        own = math.sqrt(left - shared + ELSEWHERE_SD**2)
        row = KnownBias(
            (source, *WHO[source][0]), kind, "losses", relation, 1, n, middle, own, math.sqrt(shared), reference
        )
        rows.append(row)
        by_kind[kind, relation].append((row, left))
    for (kind, relation), members in sorted(by_kind.items()):
        if len(members) < 2:
            continue
        prior = bias_priors()["losses", relation]
        weights = [1.0 / (left + prior.log_sd**2) for _, left in members]
        tight = math.fsum(weights) + 1.0 / prior.common_log_sd**2
        middle = (
            math.fsum(w * r.log_mean for w, (r, _) in zip(weights, members, strict=True))
            + prior.log_median / prior.common_log_sd**2
        ) / tight
        own = math.hypot(prior.log_sd, ELSEWHERE_SD)
        claims = sum(r.claims for r, _ in members)
        rows.append(
            KnownBias(
                (), kind, "losses", relation, len(members), claims, middle, own, math.sqrt(1.0 / tight), reference
            )
        )
    return [
        replace(r, **{k: round(getattr(r, k), 4) for k in ("log_mean", "own_log_sd", "common_log_sd")}) for r in rows
    ]


def table_of(data: Path, known: date, *, said_until: date | None = None) -> str:
    """The text of the table of a date; `said_until` leaves later claims out (to see whether a bias lasts)."""
    references = {
        side: found
        for side, found in (("attacker", russian_dead(data, known)), ("defender", ukrainian_dead(data, known)))
        if found
    }
    named = "; ".join(
        f"{'Russian' if side == 'attacker' else 'Ukrainian'} dead: {name}" for side, (_, name) in references.items()
    )
    claims = [pair for pair in read_claims(data) if said_until is None or pair[1].said_on <= said_until]
    figures = hold_against(claims, {side: truth for side, (truth, _) in references.items()}, known)  # type: ignore[misc]
    return write_table(learn(figures, named))


def main() -> None:
    """Write every table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for known in DATES:
        path = given.out / f"{known}.csv"
        path.write_text(table_of(given.data, known), encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
