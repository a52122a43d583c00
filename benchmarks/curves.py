"""Bakhmut as of every two weeks from December 2022 to its fall, beside the record and the markets of each date.

    python -m benchmarks.curves [--data ../shared/data] [--draws 1000]      (make curves)

Writes docs/explanation/bakhmut_curves.csv, docs/pictures/bakhmut_curves.svg and the tables of
docs/explanation/markets.md. Each assessment sees what was public by its date and no more; what happened is read from
the map afterwards. Market figures are read from DATA/forecasts, each with its own event.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.curves_picture import draw_curves
from benchmarks.pages import fill_page, table
from pyrrhus.campaign.compile import compile_campaign
from pyrrhus.campaign.forecast import forecast, fresh_start
from pyrrhus.control_map.share_events import fall_date
from pyrrhus.decide.compared_policies import default_policies
from pyrrhus.filter.prepare import prepare
from pyrrhus.judge import words
from pyrrhus.pipeline import default_priors
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.load import load
from pyrrhus.scenario.schema import Event, Scenario
from pyrrhus.skill.baselines.table import baselines_of
from pyrrhus.skill.record import record_of, shipped_record

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
DATES = tuple(date(2022, 12, 1) + timedelta(14 * n) for n in range(13))
HORIZON_DAYS = 120
SEED = 7
LADDER_DAYS = (30, 60, 90, 120)
TOLD = "market_forecasts.csv"
# Events that markets asked about. The hospital's point is that of the question; the station's is not on its page: it
# lies on the railway between the centre and the west of the town, here taken at the cell that holds 48.590 N 37.981 E.
MARKET_EVENTS = (
    ("station", "Bakhmut-2 station, centre-west", "point:48.590:37.981"),
    ("hospital", "Children's Hospital, western Bakhmut", "point:48.5929662:37.958617"),
)


@dataclass(frozen=True)
class Question:
    """A market's question that one of our events expresses: id in the table, our event, the dates of ours beside."""

    id: str
    event: str
    deadline: date
    beside: tuple[date, ...]
    happened: bool | None
    how: str


# Undated prices stand beside every date of ours in the weeks from which they can stem, by their own notes.
MARCH = (date(2023, 3, 9), date(2023, 3, 23))
OTHER_MAP = "a point on another maker's map"
QUESTIONS = (
    Question("salem_bakhmut_feb28", "whole_city", date(2023, 2, 28), (date(2023, 1, 26),), False,
             "“control of Bakhmut”: ours, every part of it"),
    Question("manifold_jack_bakhmut_mar31", "station", date(2023, 3, 31), MARCH, False,
             f"{OTHER_MAP}; prices undated, before 31 March"),
    Question("manifold_jack_bakhmut_apr20", "station", date(2023, 4, 20), (*MARCH, date(2023, 4, 6)), None,
             f"{OTHER_MAP}; prices undated; resolution disputed"),
    Question("manifold_jack_west_bakhmut_may15", "hospital", date(2023, 5, 15), (date(2023, 4, 20), date(2023, 5, 4)),
             None, f"{OTHER_MAP}; price undated, May 2023"),
)  # fmt: skip


@dataclass(frozen=True)
class Outlook:
    """What was said on one date: curves [day 0..horizon] by event and baseline, and the record known then."""

    as_of: date
    events: dict[str, NDArray[np.float64]]
    baselines: dict[str, NDArray[np.float64]]
    record: dict


def with_market_events(whole: Scenario) -> Scenario:
    """The scenario with the markets' events beside its own."""
    extra = tuple(
        Event(id=i, name=name, geometry=ground, share_0_1=0.5, hold_days=1, map="") for i, name, ground in MARKET_EVENTS
    )
    return whole.model_copy(update={"events": (*whole.events, *extra)})


def outlook(whole: Scenario, as_of: date, *, draws: int) -> Outlook:
    """The forecast of a date from what was public by then."""
    known = gate(whole, as_of)
    priors, _ = default_priors(known, as_of)
    ready = prepare(known, as_of=as_of, priors=priors, draws=draws, seed=SEED)
    run = forecast(
        ready.campaign,
        fresh_start(ready.assimilated.fork(), ready.assimilated.draws, population=ready.population),
        ready.assimilated.draws,
        days=HORIZON_DAYS,
        seed=SEED,
        policies=default_policies(ready.campaign),
    )
    events = {event.id: run.cdf(n) for n, event in enumerate(ready.campaign.terrain.events)}
    return Outlook(as_of, events, baselines_of(ready.campaign, HORIZON_DAYS), record_of(shipped_record(), as_of))


def happened(whole: Scenario) -> dict[str, date | None]:
    """When each event came about on the scenario's own weekly maps, read to their end; None where it did not."""
    last = max(row.date for row in whole.control)
    known = gate(whole, last)
    campaign = compile_campaign(known, default_priors(known, last)[0], as_of=last)
    maps, terrain = campaign.maps, campaign.terrain
    out = {}
    for event, ground in zip(terrain.events, terrain.event_ground, strict=True):
        share = maps.attacker[:, ground.cells] @ ground.weight
        out[event.id] = fall_date(maps.dates, share, share_at_least=event.share_0_1, hold_days=max(1, event.hold_days))
    return out


def curves_csv(found: Sequence[Outlook]) -> str:
    """Weekly points of every curve."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("as_of", "curve", "by", "probability"))
    for o in found:
        for name, curve in (*o.events.items(), *((f"{n} (baseline)", c) for n, c in o.baselines.items())):
            for day in sorted({*range(7, HORIZON_DAYS, 7), HORIZON_DAYS}):
                writer.writerow((o.as_of, name, o.as_of + timedelta(day), f"{words.publish(float(curve[day])):.3f}"))
    return out.getvalue()


def ladder_table(found: Sequence[Outlook], event: str, came: date | None) -> str:
    """Probabilities of one event by date, with the best-known baseline beside and the record of that day."""
    head = (
        "as of",
        *(f"{d} days" for d in LADDER_DAYS),
        "even odds by",
        "need over rate, 90 days",
        "record then: forecasts (falls), Brier at 30/60/90 days",
    )
    rows = []
    for o in found:
        curve = o.events[event]
        half = np.flatnonzero(curve >= 0.5)
        cells = []
        for d in LADDER_DAYS:
            true = came is not None and came <= o.as_of + timedelta(d)
            cells.append(f"**{words.percent(float(curve[d]))}**" if true else words.percent(float(curve[d])))
        need = o.baselines.get("need_rate")
        scores = "/".join(f"{h['brier']['mechanism']:.3f}" for h in o.record["horizons"])
        rows.append(
            (
                words.short_date(o.as_of),
                *cells,
                words.short_date(o.as_of + timedelta(int(half[0]))) if len(half) else "later",
                "" if need is None else words.percent(float(need[90])),
                f"{o.record['rows']} ({o.record['falls']}), {scores}",
            )
        )
    return table(head, rows)


def market_table(found: Sequence[Outlook], folder: Path) -> str:
    """Markets beside ours: same event as near as it can be said, same deadline."""
    with (folder / TOLD).open(encoding="utf-8", newline="") as handle:
        told = list(csv.DictReader(handle))
    by_date = {o.as_of: o for o in found}
    rows = []
    for q in QUESTIONS:
        prices = [r for r in told if r["question_id"] == q.id and r["probability"]]
        said_on = ["undated" if r["forecast_date"] == "unknown" else r["forecast_date"] for r in prices]
        shown = ", ".join(
            f"{words.percent(float(r['probability']))} ({d})" for r, d in zip(prices, said_on, strict=True)
        )
        ours = ", ".join(
            f"{words.percent(float(by_date[d].events[q.event][min((q.deadline - d).days, HORIZON_DAYS)]))} ({d})"
            for d in q.beside
            if d in by_date
        )
        link = prices[0]["question"] if prices else q.id
        if prices and prices[0]["url"].startswith("http"):
            link = f"[{link}]({prices[0]['url']})"
        came = {True: "yes", False: "no", None: "not known from its page"}[q.happened]
        rows.append((link, words.short_date(q.deadline), shown, ours, came, q.how))
    return table(("question", "by", "market", "Pyrrhus (as of)", "resolved", "how the events differ"), rows)


def event_table(came: dict[str, date | None], whole: Scenario) -> str:
    """Which events the picture shows, and when the map showed them."""
    names = {e.id: e.name for e in whole.events}
    last = max(row.date for row in whole.control)
    rows = [
        (f"`{i}`", names[i], words.date_words(day) if day else f"not by {words.date_words(last)}")
        for i, day in came.items()
    ]
    return table(("event", "what it is", "on the weekly maps, first on"), rows)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--draws", type=int, default=1000)
    chosen = parser.parse_args(arguments)
    whole = with_market_events(load("bakhmut"))
    found = []
    for day in DATES:
        found.append(outlook(whole, day, draws=chosen.draws))
        print(f"as of {day}", file=sys.stderr, flush=True)
    came = happened(whole)
    main_event = whole.file.event
    assert main_event is not None
    names = {e.id: e.name for e in whole.events}
    (DOCS / "explanation" / "bakhmut_curves.csv").write_text(curves_csv(found), encoding="utf-8", newline="")
    picture = draw_curves([(o.as_of, o.events) for o in found], came, names)
    (DOCS / "pictures" / "bakhmut_curves.svg").write_text(picture, encoding="utf-8", newline="")
    fill_page(
        DOCS / "explanation" / "markets.md",
        {
            "markets": market_table(found, chosen.data / "forecasts"),
            "events": event_table(came, whole),
            "ladder": ladder_table(found, main_event, came[main_event]),
            "ladder_centre": ladder_table(found, "centre_disc", came["centre_disc"]),
        },
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
