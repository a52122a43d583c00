"""How good is the fusion of claims? Russian dead on all fronts, quarter by quarter, against what is known now.

    python -m benchmarks.evidence --data ../shared/data [--out FILE.json] [--simulations 300]

At the end of each quarter of 2022-23 only what was published by then is fused: published estimates, the General
Staff's daily claim, the United Kingdom's figure for each month taken as said at the month's end (pseudo-real-time: the
series was published later), and the yearly vintages of the named dead, as lower bounds. The truth is an interval: from
the smaller of the names known now and the lower limit of the excess-death estimate, to the upper limit of the assembled
estimate. Partners of a side are read as partners, as in the bundled ledgers; the other reading (as third parties) and
what it helps to know the record of sources are scored beside it.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from pyrrhus.claims.echo import find_origins
from pyrrhus.claims.fuse import fuse
from pyrrhus.claims.ledger import Claim, Source
from pyrrhus.claims.options import FusionOptions
from pyrrhus.claims.source_priors import SourceTable, newest_source_table
from pyrrhus.claims.source_priors import read_table as read_source_table
from support.planted import daily_totals, draw_ledger, make_claim, make_sources, monthly_echo, plant

WAR = date(2022, 2, 24)
QUARTERS = [date(y, m, d) for y in (2022, 2023) for m, d in ((3, 31), (6, 30), (9, 30), (12, 31))]
# dates in the table that are of the estimate, not of its publication
PUBLISHED = {
    "Pentagon leak": date(2023, 4, 8),
    "Excess deaths estimate (D. Kobak)": date(2023, 7, 12),
    "Mediazona; Meduza": date(2023, 7, 10),
}
# id, name in the table, interest, reliability: as the bundled ledger of Bakhmut grades them
SOURCES = {
    "Armed Forces of Ukraine": ("ua_general_staff", "defender", "D"),
    "UK Ministry of Defence": ("uk_mod", "defender", "C"),
    "NATO officials (via WP)": ("nato", "defender", "C"),
    "CIA": ("cia", "defender", "C"),
    "US officials (via The Economist)": ("us_official", "defender", "C"),
    "US officials (via NYT)": ("us_official", "defender", "C"),
    "Pentagon leak": ("us_leak", "defender", "C"),
    "The Centre for Strategic and International Studies": ("csis", None, "B"),
    "Excess deaths estimate (D. Kobak)": ("kobak", None, "B"),
    "Mediazona; Meduza": ("mediazona", None, "B"),
}
CASUALTIES_PER_DEAD = 4.0  # to put a single source's casualties beside deaths: three wounded for each killed


@dataclass(frozen=True)
class Row:
    """One quarter: truth, the fused quantiles, and the dead by every other way of reading the same claims."""

    quarter: date
    truth: tuple[float, float]
    quantiles: dict[float, float]
    single: dict[str, float]
    mean: float
    meta: float


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file, plain or gzipped, with or without a byte-order mark."""
    with (
        gzip.open(path, "rt", encoding="utf-8-sig") if path.suffix == ".gz" else path.open(encoding="utf-8-sig") as file
    ):
        return list(csv.DictReader(file))


def _claim(claim_id: str, source: str, quantity: str, said: date, to: date, grade: str, **given: object) -> Claim:
    given = {"side": "attacker", "place": None, "period_from": WAR, "value": None, "hedge": "about", **given}
    return make_claim(
        claim_id, source=source, quantity=quantity, said_on=said, period_to=to, reliability=grade, **given
    )


def read_claims(data: Path, *, neutral: bool = False) -> tuple[list[Claim], dict[str, Source]]:
    """Every claim on Russian losses in the folder, with the date on which it could be known.

    Partners of a side are read as such, as in the bundled ledgers; `neutral` takes them for third parties.
    """
    claims = []
    for row in read_table(data / "general_staff_claims/personnel_daily.csv"):
        day = date.fromisoformat(row["date"])
        figure = float(row["claimed_cumulative"])
        hedge = "at_least" if row["qualifier"] == "more" else "about"
        claims.append(_claim(f"gs_{day}", "ua_general_staff", "casualties", day, day, "D", value=figure, hedge=hedge))
    for row in read_table(data / "economist_losses/uk_mod_monthly_russian_casualties.csv"):
        last = datetime.strptime(row["date (at beginning of next month)"], "%d/%m/%Y").date() - timedelta(days=1)
        rate = float(row["casualties (average daily losses)"])
        first = last.replace(day=1)
        claims.append(
            _claim(f"uk_{last}", "uk_mod", "casualties_per_day", last, last, "C", value=rate, period_from=first)
        )
    for number, row in enumerate(read_table(data / "economist_losses/estimates_deaths_casualties.csv")):
        if row["country"] != "russia" or row["source"] not in SOURCES:
            continue
        of = datetime.strptime(row["date"], "%d/%m/%Y").date()
        name, _, grade = SOURCES[row["source"]]
        low, high, value = (float(row[k]) if row[k] else None for k in ("estimate_low", "estimate_high", "estimate"))
        hedge = "about" if value is not None else "between" if low and high else "at_least" if low else "up_to"
        quantity = "killed" if row["type"] == "deaths" else "casualties"
        said = PUBLISHED.get(row["source"], of)
        claims.append(
            _claim(f"e{number}_{name}", name, quantity, said, of, grade, low=low, value=value, high=high, hedge=hedge)
        )
    weeks = read_table(data / "economist_losses/meduza_2026_weekly.csv")
    for year in (2022, 2023):
        names = sum(float(w[f"Bmz{year}"] or 0) for w in weeks if _week_end(w) <= date(year, 12, 31))
        end = date(year, 12, 31)
        claims.append(
            _claim(f"names_{year}", "named_dead", "killed", end, end, "A", low=names, hedge="at_least", credibility="1")
        )
    own = ("ua_general_staff",)
    people = {
        i: Source(i, n, "ministry" if i in own else "partner" if side else "", side, grade)  # type: ignore[arg-type]
        for n, (i, side, grade) in SOURCES.items()
    }
    if neutral:
        people = {i: replace(p, kind="", interest=None) if p.kind == "partner" else p for i, p in people.items()}
    people["named_dead"] = Source("named_dead", "Named dead (Mediazona, BBC)", "", None, "A")
    return claims, people


def _week_end(row: dict[str, str]) -> date:
    return date.fromisocalendar(int(row["Year"]), int(row["Week"]), 7)


def truth_at(data: Path, quarter: date) -> tuple[float, float]:
    """Lower and upper limit of the dead to the end of a quarter, by what is known now."""
    weeks = [w for w in read_table(data / "economist_losses/meduza_2026_weekly.csv") if _week_end(w) <= quarter]
    names, low, high = (sum(float(w[k] or 0) for w in weeks) for k in ("BmzNow", "EDLow", "EDAssembledHigh"))
    return min(names, low), high


def _singles(claims: Iterable[Claim], quarter: date) -> dict[str, float]:
    """The newest word of each source on the dead, at face value; casualties by the usual ratio where it has none."""
    found: dict[str, tuple[tuple, float]] = {}
    running: dict[str, float] = {}
    for claim in sorted(claims, key=lambda c: c.said_on):
        figures = [n for n in (claim.value, claim.low, claim.high) if n is not None]
        figure = figures[0] if len(figures) == 1 else math.sqrt(figures[-1] * figures[-2])
        dead = claim.quantity == "killed"
        if claim.quantity == "casualties_per_day":  # a month's rate: add it up
            figure = running[claim.source] = (
                running.get(claim.source, 0.0) + figure * (claim.period_to - claim.period_from).days
            )  # type: ignore[operator]
        rank = (dead, claim.said_on)
        if claim.source not in found or rank >= found[claim.source][0]:
            found[claim.source] = rank, figure if dead else figure / CASUALTIES_PER_DEAD
        if claim.source == "ua_general_staff" and not dead:
            found["ua_general_staff, read as dead"] = rank, figure
    return {source: figure for source, (_, figure) in sorted(found.items())}


def log_error(figure: float, truth: tuple[float, float]) -> float:
    """How far (log) a figure lies outside the interval of the truth."""
    return max(math.log(truth[0] / figure), math.log(figure / truth[1]), 0.0)


def run_quarters(
    data: Path,
    *,
    neutral: bool = False,
    quarters: Sequence[date] = QUARTERS,
    since: date = WAR,
    known_sources: Callable[[date], SourceTable | None] = lambda _: None,
) -> list[Row]:
    """Fuse at each quarter's end what was known by then; of it only what was said `since` a day.

    `known_sources` gives what was known of sources by a quarter's end.
    """
    claims, people = read_claims(data, neutral=neutral)
    meta = {
        r["date"]: float(r["estimate"])
        for r in read_table(data / "economist_losses/meta-estimate-deaths.csv.gz")
        if r["country"] == "russia"
    }
    rows = []
    for quarter in quarters:
        known = [c for c in claims if since <= c.said_on <= quarter]
        fusion = fuse(known, people, as_of=quarter, options=FusionOptions(known_sources=known_sources(quarter)))
        dead = fusion.find("killed", "attacker", None)
        assert dead is not None
        grid = {p: float(np.interp(p, dead.grid_probability, dead.grid_value)) for p in (0.1, 0.25, 0.5, 0.75, 0.9)}
        single = _singles(known, quarter)
        plain = [v for k, v in single.items() if k != "ua_general_staff, read as dead"]
        rows.append(
            Row(quarter, truth_at(data, quarter), grid, single, float(np.mean(plain)), meta[quarter.isoformat()])
        )
    return rows


def run_known_sources(data: Path) -> dict[str, object]:
    """Does it help to know the record of sources? Scores of the fusion with it and without, both ways to read partners.

    `shipped`: all quarters, with the newest shipped table of each quarter's end (there is one from July 2023 on).
    `lasting`: the quarters of 2023 from what was said in 2023 alone, with biases learnt from what was said in 2022 and
    today's truth. So no claim counts twice; but the truth of 2022 was not known in 2023: this asks whether biases last.
    """
    from benchmarks.source_records import table_of

    later = [q for q in QUARTERS if q.year == 2023]
    text = table_of(data, date(2026, 8, 22), said_until=date(2022, 12, 31))
    lasting = replace(read_source_table(date(2022, 12, 31), text), dated=date(2022, 12, 31))
    found: dict[str, object] = {}
    for name, neutral in (("partners", False), ("partners_neutral", True)):
        shipped = run_quarters(data, neutral=neutral, known_sources=newest_source_table)
        alone = {"neutral": neutral, "quarters": later, "since": date(2023, 1, 1)}
        found[name] = {
            "shipped": _short(shipped),
            "without": _short(run_quarters(data, neutral=neutral)),
            "lasting_with": _short(run_quarters(data, **alone, known_sources=lambda _: lasting)),  # type: ignore[arg-type]
            "lasting_without": _short(run_quarters(data, **alone)),  # type: ignore[arg-type]
        }
    return found


def _short(rows: list[Row]) -> dict[str, object]:
    scores = summarise(rows)
    kept = ("coverage_80", "interval_meets_truth", "mean_log_width_80", "quarters")
    return {"mean_log_error": scores["mean_log_error"]["fusion"], **{k: scores[k] for k in kept}}  # type: ignore[index]


def simulate(count: int) -> dict[str, object]:
    """Calibration by simulation, recovery of planted biases, and echoes found, on synthetic ledgers."""
    from scipy.stats import chisquare

    bare = FusionOptions(use_flags=False, use_echoes=False, periods_shown=99)
    ranks, inside, right, wrong, missed = [], [], 0, 0, 0
    for seed in range(count):
        rng = np.random.default_rng(seed)
        planted = draw_ledger(rng)
        fusion = fuse(planted.claims, planted.sources, as_of=planted.as_of, options=bare)
        target = list(planted.truth)[int(rng.integers(len(planted.truth)))]
        period = {"period_from": date.fromordinal(target.first_day), "period_to": date.fromordinal(target.last_day)}
        found = fusion.find(target.quantity, target.side, target.place, **period)
        assert found is not None
        ranks.append(float(np.interp(planted.truth[target], found.grid_value, found.grid_probability, left=0, right=1)))
        for (source, _, side, scope), bias in planted.bias.items():
            record = next(r for r in fusion.source_bias[source] if r.relation.endswith(f":{side}") and r.scope == scope)
            inside.append(record.low <= bias <= record.high)
    for seed in range(count):
        rng = np.random.default_rng(seed)
        origin = daily_totals(rng, "ua", 300)
        echo = monthly_echo(
            rng, "uk", origin, share=float(rng.uniform(0.7, 1.1)), error=float(rng.uniform(0.005, 0.03))
        )
        other = monthly_echo(
            rng, "count", origin, share=float(rng.uniform(0.3, 1.2)), error=float(rng.uniform(0.12, 0.3))
        )
        echoes = find_origins([*origin, *echo, *other], make_sources("uk", "count", ua="defender")).echoes
        pairs = {(e.sources[0], e.sources[1]) for e in echoes if e.kind == "series"}
        right, missed, wrong = (
            right + (("uk", "ua") in pairs),
            missed + (("uk", "ua") not in pairs),
            wrong + len(pairs - {("uk", "ua")}),
        )
    histogram = np.histogram(ranks, 10, (0, 1))[0]
    return {
        "simulations": count,
        "rank_histogram": histogram.tolist(),
        "rank_uniform_p": float(chisquare(histogram).pvalue),
        "coverage_80": float(np.mean([0.1 <= r <= 0.9 for r in ranks])),
        "bias_coverage_90": float(np.mean(inside)),
        "echo_precision": right / max(right + wrong, 1),
        "echo_recall": right / max(right + missed, 1),
    }


def time_fusion() -> dict[str, float]:
    """Seconds for ledgers of 100, 1,000 and 10,000 claims (best of three for the first two)."""
    out = {}
    for count, sources, places in ((100, 15, 1), (1000, 40, 3), (10_000, 200, 20)):
        rng = np.random.default_rng(0)
        people = make_sources(*(f"s{k}" for k in range(sources)))
        names = ("killed", "casualties", "wounded", "killed_per_day", "casualties_per_day")
        drafts = []
        for i in range(count):
            first = date(2000, 1, 1) + timedelta(days=int(rng.integers(300)))
            last = first + timedelta(days=int(rng.integers(3, 60)))
            drafts.append(
                make_claim(
                    f"c{i}",
                    source=f"s{int(rng.integers(sources))}",
                    quantity=names[int(rng.integers(5))],
                    side=("attacker", "defender")[int(rng.integers(2))],
                    place=[None, *map(str, range(places))][int(rng.integers(places + 1))],
                    period_from=first,
                    period_to=last,
                    said_on=last,
                    reliability="F",
                )
            )
        ledger = plant(rng, drafts, people, date(2001, 3, 1))
        seconds = []
        for _ in range(1 if count > 1000 else 3):
            begin = time.perf_counter()
            fuse(ledger.claims, people, as_of=ledger.as_of)
            seconds.append(time.perf_counter() - begin)
        out[f"seconds_{count}_claims"] = min(seconds)
    return out


def summarise(rows: list[Row]) -> dict[str, object]:
    """Scores over all quarters."""
    fused = [log_error(r.quantiles[0.5], r.truth) for r in rows]
    best = [min(log_error(v, r.truth) for v in r.single.values()) for r in rows]
    middle = [math.sqrt(r.truth[0] * r.truth[1]) for r in rows]
    covered = sum(r.quantiles[0.1] <= m <= r.quantiles[0.9] for r, m in zip(rows, middle, strict=True))
    meets = sum(r.quantiles[0.1] <= r.truth[1] and r.truth[0] <= r.quantiles[0.9] for r in rows)
    from scipy.stats import beta

    n = len(rows)
    interval = (
        float(beta.ppf(0.025, covered, n - covered + 1)) if covered else 0.0,
        float(beta.ppf(0.975, covered + 1, n - covered)) if covered < n else 1.0,
    )
    return {
        "mean_log_error": {
            "fusion": float(np.mean(fused)),
            "mean_of_claims": float(np.mean([log_error(r.mean, r.truth) for r in rows])),
            "best_single_each_quarter_hindsight": float(np.mean(best)),
            "meta_estimate_hindsight": float(np.mean([log_error(r.meta, r.truth) for r in rows])),
        },
        "single_source_mean_log_error_and_quarters": {
            source: [float(np.mean(errors)), len(errors)]
            for source in sorted({k for r in rows for k in r.single})
            if (errors := [log_error(r.single[source], r.truth) for r in rows if source in r.single])
        },
        "fusion_no_worse_than_best_single": sum(f <= b + 1e-9 for f, b in zip(fused, best, strict=True)),
        "quarters": n,
        "coverage_80": covered / n,
        "coverage_80_binomial_95": interval,
        "interval_meets_truth": meets / n,
        "mean_log_width_80": float(np.mean([math.log(r.quantiles[0.9] / r.quantiles[0.1]) for r in rows])),
    }


def main() -> None:
    """Print the tables, and write all figures as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--simulations", type=int, default=300)
    given = parser.parse_args()
    rows = run_quarters(given.data)
    print(
        f"{'quarter':<11}{'truth':>17}{'fused 80 %':>24}{'error':>7}{'mean':>9}{'error':>7}{'meta*':>9}"
        "  single sources (error)"
    )
    for r in rows:
        q = r.quantiles
        singles = ", ".join(f"{k} {v:,.0f} ({log_error(v, r.truth):.2f})" for k, v in r.single.items())
        print(
            f"{r.quarter!s:<11}{r.truth[0]:>8,.0f}-{r.truth[1]:>8,.0f}{q[0.1]:>8,.0f} {q[0.5]:>7,.0f} {q[0.9]:>7,.0f}"
            f"{log_error(q[0.5], r.truth):>7.2f}{r.mean:>9,.0f}{log_error(r.mean, r.truth):>7.2f}{r.meta:>9,.0f}"
            f"  {singles}"
        )
    result = {
        "quarters": summarise(rows),
        "quarters_partners_as_neutral": summarise(run_quarters(given.data, neutral=True)),
        "known_sources": run_known_sources(given.data),
        "simulation": simulate(given.simulations),
        "time": time_fusion(),
    }
    print(json.dumps(result, indent=2))
    if given.out:
        given.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
