"""Writes docs/explanation/a_draw.md and its pictures: one draw of bundled Bakhmut, day by day.

    python docs/pictures/make_draw.py

The engine keeps no diary. But a shorter run is the beginning of a longer one, so the draw is run for 1, 2, 3… days and
what changed between two evenings is put into words.
"""

from __future__ import annotations

# ruff: noqa: E501 (the lines of the page are written as they come out)
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from pyrrhus.campaign.compile import Campaign, settings, timeline
from pyrrhus.campaign.forecast import fresh_start
from pyrrhus.decide.compared_policies import default_policies
from pyrrhus.engine.arrays import COLUMN, OFFENSIVE
from pyrrhus.engine.ensemble import run
from pyrrhus.engine.stream import fork
from pyrrhus.filter.prepare import prepare
from pyrrhus.judge.findings import CellOutline, Findings, PlaceMark, RouteLine
from pyrrhus.judge.words import date_words
from pyrrhus.present import map_picture, picture_files, svg
from pyrrhus.present.map_ground import CampaignMap, MapFrame
from pyrrhus.present.palette import LIGHT, steps
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.load import load
from pyrrhus.scenario.parameters import resolve

HERE = Path(__file__).parent
PAGE = HERE.parent / "explanation" / "a_draw.md"
SCENARIO, DRAWS, DAYS, SEED = "bakhmut", 400, 120, 7
QUARTER = "a quarter"
STYLE = """svg{background:#fdfcf9;font-family:system-ui,sans-serif;color:#1c1d21}
.road{fill:none;stroke:#1c1d21;stroke-opacity:.42}.road.motorway,.road.national{stroke-width:2}.road.track{stroke-dasharray:4 3}
.wards{fill:none;stroke:#1c1d21;stroke-width:1.2;stroke-dasharray:1 2.5}.front{fill:none;stroke:#1c1d21;stroke-width:2.6}
.cells path{stroke:#fdfcf9;stroke-width:.6}.pu{fill:#ddd}.place{fill:#1c1d21;stroke:#fdfcf9}
.scale-bar{fill:none;stroke:#1c1d21;stroke-width:1.5}.halo{paint-order:stroke;stroke:#fdfcf9;stroke-width:4}
text{fill:#1c1d21;paint-order:stroke;stroke:#fdfcf9;stroke-width:3px;stroke-linejoin:round}.large{font-size:22px}
.offensive{fill:#cf8338}.counter{fill:#8570b8}.probing{fill:#ecd2b4}.quiet{fill:#f0ece4}.mark{stroke:#1c1d21;stroke-dasharray:3 3}"""


@dataclass(frozen=True)
class Evening:
    """The state of the draw on one evening; arrays of the engine without the axis of draws."""

    day: int
    state: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.state, name)[0]

    def lost(self, side: int) -> float:
        """Killed and wounded so far."""
        return float(self.state.losses[0, side, :2].sum())


def live(campaign: Campaign, state: Any, row: np.ndarray, days: int) -> list[Evening]:
    """Every evening of one draw."""
    evenings = [Evening(0, fork(state, np.array([0]), state.history.astype(np.int64)))]
    how = settings(campaign, seed=SEED, first=campaign.as_of, policies=default_policies(campaign))
    for day in range(1, days + 1):
        one = fork(state, np.array([0]), state.history.astype(np.int64))
        plan = timeline(campaign, first=campaign.as_of, days=day, maps=False, record_days=[day])
        run(campaign.ground, plan, how, row, one, threads=1)
        evenings.append(Evening(day, one))
    return evenings


def tell(campaign: Campaign, before: Evening, now: Evening, row: np.ndarray) -> list[str]:
    """What happened on a day, in sentences."""
    terrain, file = campaign.terrain, campaign.scenario.file
    attacker, defender = file.sides.attacker.name, file.sides.defender.name
    said = []
    for i, axis in enumerate(terrain.axes):
        name = axis.id.replace("_", "-")
        was, phase = before.phase[0, i], now.phase[0, i]
        if phase == OFFENSIVE != was:
            said.append(f"{attacker} goes over to the offensive in the {name}.")
        elif was == OFFENSIVE != phase:
            said.append(f"The offensive in the {name} is broken off.")
        if now.phase[1, i] == OFFENSIVE != before.phase[1, i]:
            said.append(f"{defender} counter-attacks in the {name}.")
    taken: dict[bool, list[str]] = {True: [], False: []}
    for place in campaign.scenario.places:
        x, y = terrain.place_xy_km[place.id]
        if np.hypot(x, y) < terrain.tiling.radius_km:
            cell = terrain.tiling.cell_of(x, y)
            if (before.share[cell] >= 0.5) != (now.share[cell] >= 0.5):
                name = QUARTER if place.kind == "ward" else place.name
                taken[bool(now.share[cell] >= 0.5)].append(name)
    if taken[True]:
        said.append(f"{attacker} takes {_list(taken[True])}.")
    if taken[False]:
        said.append(f"{defender} takes back {_list(taken[False])}.")
    need = float(row[0, COLUMN["supply_need_0_1"]])
    if now.corridor < need <= before.corridor:
        said.append("The way into the town is under such fire that it carries less than the garrison needs.")
    elif before.corridor < need <= now.corridor:
        said.append("The way into the town carries enough again.")
    if now.town_stock <= 0.0 < before.town_stock:
        said.append("The garrison's stores are used up.")
    down = int(now.bridge_down.sum()) - int(before.bridge_down.sum())
    if down > 0:
        said.append("A bridge comes down." if down == 1 else f"{down} bridges come down.")
    if now.ordered_day >= 0 > before.ordered_day:
        said.append("**The garrison is ordered out of the town.**")
    if now.fell_day >= 0 > before.fell_day:
        pause = float(row[0, COLUMN["pause_after_fall_days"]])
        said.append(
            f"**The town is lost.** {attacker} pauses for {pause:.0f} days; {defender} stands on the next line."
        )
    return said


def write_page(campaign: Campaign, evenings: list[Evening], row: np.ndarray, number: int, chosen: list[int]) -> str:
    """The page in Markdown."""
    file = campaign.scenario.file
    attacker, defender = file.sides.attacker.name, file.sides.defender.name
    first, last = evenings[0], evenings[-1]
    start, end = campaign.as_of, campaign.as_of + timedelta(days=last.day)
    km2 = campaign.ground.area_km2
    gained = float(((last.share - first.share) * km2).sum())
    moved = [float(((b.share - a.share) * km2).sum()) for a, b in pairwise(evenings)]
    and_back = ", and some goes back" if min(moved) < -0.05 else ""
    lines = [
        "# One draw, day by day",
        "",
        "<!-- written by docs/pictures/make_draw.py; do not edit -->",
        "",
        "A forecast is thousands of campaigns, and none of them is the forecast. This page follows one, so that one can see what the laws of",
        f"[the day](the_day.md) do together: bundled `{SCENARIO}` as of {date_words(start)}, seed {SEED}, draw {number + 1} of {DRAWS}. It was chosen because it is",
        "the first in which the town falls, between the third week and the fourteenth, after an order to leave. It is **not** what happened, and not the",
        "likeliest course: each of the others goes its own way.",
        "",
        f"In this one {attacker} attacks with {first.personnel[0].sum():,.0f} troops in the sector against {first.personnel[1].sum():,.0f} of {defender}. Until {date_words(end)}",
        f"it loses {last.lost(0) - first.lost(0):,.0f} killed and wounded, {defender} {last.lost(1) - first.lost(1):,.0f}, and {gained:,.0f} km² change hands on balance. What is drawn for this campaign alone:",
        "",
        "| parameter | in this draw |",
        "|---|---|",
        *(f"| `{name}` | {row[0, COLUMN[name]]:.3g} |" for name in SHOWN),
        "",
        "![Days of offensive, probing and quiet on each axis, and of counter-attacks](../pictures/draw_calendar.svg)",
        "",
        f"*Orange: {attacker} on the offensive; pale: probing; grey: quiet; violet: {defender} counter-attacks. Dotted: the order to leave, the fall.*",
        "",
        "In the maps that follow orange is the ground of the attacker, violet that of the defender, and a cell is as full of its colour as its share. They",
        "show the evening of a day; what happened since the map before stands under it. Offensives, places that change hands, roads, orders: each comes of its",
        f"own law, and of chance. {jumps(campaign, evenings)}",
        "",
    ]
    shown = 0
    for i, day in enumerate(chosen):
        lines += [
            f"## {date_words(campaign.as_of + timedelta(days=day))}",
            "",
            f"![Map of day {day}](../pictures/draw_{i + 1}.svg)",
            "",
        ]
        if day == 0:
            lines += ["The map of the as-of date. " + standing(first, attacker, defender), ""]
        else:
            lines += account(campaign, evenings, row, shown, day)
        shown = day
    lines += [
        "## What to take from it",
        "",
        f"Losses run on evenly, ground does not: few days bring most of it{and_back}. An offensive that is broken off is not lost, it has run its",
        "course or its price; while one axis rests another goes on. The town does not fall because it is enclosed. It is given up once too little",
        "reaches it and the ground beside it goes, by an order, and then within days. What each law adds to that, over all draws,",
        "is shown in [without a law](without_a_law.md).",
        "",
    ]
    return "\n".join(lines)


SHOWN = (
    "offensive_advance_km_per_day", "offensive_mean_days", "pause_mean_days", "attacker_loss_rate_per_day",
    "exchange_ratio", "supply_need_0_1", "withdrawal_base_per_day", "objective_reach_km",
)  # fmt: skip


def standing(now: Evening, attacker: str, defender: str) -> str:
    """Troops, reserves and the town's road on an evening."""
    troops = (
        f"{attacker} has {now.personnel[0].sum():,.0f} troops at the front and {now.reserve[0].sum():,.0f} behind it, {defender} "
        f"{now.personnel[1].sum():,.0f} and {now.reserve[1].sum():,.0f}"
    )
    if now.fell_day >= 0:
        return f"{troops}."
    return f"{troops}; what reaches the town is {100 * now.corridor:.0f} % of what a good road brings."


def jumps(campaign: Campaign, evenings: list[Evening]) -> str:
    """On how few days half of all the ground changed hands."""
    moved = [float(np.abs((b.share - a.share) * campaign.ground.area_km2).sum()) for a, b in pairwise(evenings)]
    reached = np.cumsum(np.sort(moved)[::-1])
    half = int(np.searchsorted(reached, 0.5 * reached[-1])) + 1
    return f"Half of all the ground that changed hands did so on {half} of the {len(moved)} days."


def account(campaign: Campaign, evenings: list[Evening], row: np.ndarray, after: int, until: int) -> list[str]:
    """The days between two maps: losses, ground, and what happened on which day."""
    file = campaign.scenario.file
    attacker, defender = file.sides.attacker.name, file.sides.defender.name
    begin, end = evenings[after], evenings[until]
    moved = np.array(
        [
            float(((b.share - a.share) * campaign.ground.area_km2).sum())
            for a, b in pairwise(evenings[after : until + 1])
        ]
    )
    still = int((np.abs(moved) < 0.005).sum())
    lines = [
        f"In {until - after} days {attacker} lost {end.lost(0) - begin.lost(0):,.0f} killed and wounded and {defender} {end.lost(1) - begin.lost(1):,.0f}. "
        f"{attacker} won {moved[moved > 0].sum():.1f} km² and lost {abs(moved[moved < 0].sum()):.1f}; on {still} of the days no ground changed hands. "
        + standing(end, attacker, defender),
        "",
    ]
    for before, now in pairwise(evenings[after : until + 1]):
        said = tell(campaign, before, now, row)
        if said:
            lines.append(f"- *{date_words(campaign.as_of + timedelta(days=now.day))}.* {' '.join(said)}")
    return [*lines, ""]


def _list(names: list[str]) -> str:
    quarters = names.count(QUARTER)
    names = [name for name in names if name != QUARTER]
    if quarters:
        names.append("a quarter of the town" if quarters == 1 else f"{quarters} quarters of the town")
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def draw_map(campaign: Campaign, share: np.ndarray, day: date, key: str) -> str:
    """A map of the cells on one evening, as a picture that stands alone."""
    import xarray

    terrain, scenario = campaign.terrain, campaign.scenario
    wards = set(terrain.event_ground[terrain.main_event].cells.tolist())
    places = {p.id: p for p in scenario.places}
    sides = {side: getattr(scenario.file.sides, side).name for side in ("attacker", "defender")}
    findings = Findings(
        document={"sides": sides},
        forecast=xarray.Dataset(coords={"cell": list(terrain.tiling.cell_ids)}),
        cells=tuple(
            CellOutline(name, tuple((round(x, 5), round(y, 5)) for x, y in polygon.exterior.coords), i in wards)
            for i, (name, polygon) in enumerate(zip(terrain.tiling.cell_ids, terrain.tiling.polygons_lonlat, strict=True))
        ),
        places=tuple(PlaceMark(p.id, p.name, p.lat, p.lon, p.kind, p.population) for p in scenario.places),
        routes=tuple(
            RouteLine(tuple((places[end].lon, places[end].lat) for end in (r.from_, r.to)), r.road_class)
            for r in scenario.routes if r.from_ in places and r.to in places
        ),
    )  # fmt: skip
    drawn = CampaignMap(findings)
    values = drawn._in_order([float(v) for v in share])
    return picture_files.alone(map_picture.draw_map(drawn, frame=MapFrame(day, True, values), key=key))


def draw_calendar(campaign: Campaign, evenings: list[Evening]) -> str:
    """Phases by axis and day, one row an axis, with the defender's counter-attacks under it."""
    left, top, wide, high = 150.0, 30.0, 5.0, 20.0
    axes = campaign.terrain.axes
    classes = ("quiet", "probing", "offensive")
    drawn = []
    for i, axis in enumerate(axes):
        y = top + i * (high + 10.0)
        drawn.append(svg.text(left - 8, y + 14, axis.id.replace("_", "-"), "label", "end", font_size=14))
        for begin, end, phase in _spells([int(e.phase[0, i]) for e in evenings[1:]]):
            drawn.append(_bar(left + wide * begin, y, wide * (end - begin), high - 6.0, classes[phase]))
        for begin, end, phase in _spells([int(e.phase[1, i]) for e in evenings[1:]]):
            if phase == OFFENSIVE:
                drawn.append(_bar(left + wide * begin, y + high - 5.0, wide * (end - begin), 4.0, "counter"))
    bottom = top + len(axes) * (high + 10.0)
    for name, day in (("ordered out", int(evenings[-1].ordered_day)), ("lost", int(evenings[-1].fell_day))):
        if day >= 0:
            x = left + wide * day
            drawn.append(svg.line(x, top - 8, x, bottom, "mark"))
            drawn.append(
                svg.text(x, top - 12 if name == "lost" else bottom + 14, name, "label", "middle", font_size=13)
            )
    for day in range(0, len(evenings), 30):
        when = campaign.as_of + timedelta(days=day)
        drawn.append(svg.text(left + wide * day, bottom + 30, date_words(when), "label", "middle", font_size=13))
    return alone(
        str(
            svg.picture(left + wide * len(evenings) + 60, bottom + 40, "Phases by axis and day", *drawn, key="calendar")
        )
    )


def _bar(x: float, y: float, width: float, height: float, style: str) -> Any:
    return svg.element("rect", x=x, y=y, width=width, height=height, class_=style)


def _spells(values: list[int]) -> list[tuple[int, int, int]]:
    """Runs of equal values as (first, end, value)."""
    spells, begin = [], 0
    for i in range(1, len(values) + 1):
        if i == len(values) or values[i] != values[begin]:
            spells.append((begin, i, values[begin]))
            begin = i
    return spells


def alone(picture: str) -> str:
    """A picture with its own style, for a file."""
    colours = "".join(f".p{i}{{fill:{colour}}}" for i, colour in enumerate(steps(LIGHT)))
    return picture.replace("<title", f"<style>{STYLE}{colours}</style><title", 1) + "\n"


def choose_days(campaign: Campaign, evenings: list[Evening], row: np.ndarray) -> list[int]:
    """Days of the maps: the first, the order and the fall, the last, and two of the busiest between."""
    last = evenings[-1]
    fixed = {0, int(last.ordered_day), int(last.fell_day), len(evenings) - 1} - {-1}
    moved = [float(np.abs((b.share - a.share) * campaign.ground.area_km2).sum()) for a, b in pairwise(evenings)]
    for day in (int(d) + 1 for d in np.argsort(moved)[::-1]):
        if len(fixed) >= 6:
            break
        if min(abs(day - other) for other in fixed) >= 12:
            fixed.add(day)
    return sorted(fixed)


def main() -> None:
    scenario = load(SCENARIO)
    day = scenario.file.as_of
    known = gate(scenario, day)
    ready = prepare(known, as_of=day, priors=resolve(known.file), draws=DRAWS, seed=SEED)
    campaign, found = ready.campaign, ready.assimilated
    states = fresh_start(found.fork(), found.draws, population=ready.population)
    whole = fork(states, np.arange(DRAWS), states.history.astype(np.int64))
    plan = timeline(campaign, first=day, days=DAYS, maps=False, record_days=[DAYS])
    how = settings(campaign, seed=SEED, first=day, policies=default_policies(campaign))
    run(campaign.ground, plan, how, found.draws.engine, whole)
    fits = (whole.ordered_day >= 21) & (whole.fell_day > whole.ordered_day) & (whole.fell_day <= 98)
    number = int(np.flatnonzero(fits)[0])
    row = np.ascontiguousarray(found.draws.engine[number : number + 1])
    one = fork(states, np.array([number]), states.history[number : number + 1].astype(np.int64))
    evenings = live(campaign, one, row, DAYS)
    chosen = choose_days(campaign, evenings, row)
    for i, at in enumerate(chosen):
        picture = draw_map(campaign, evenings[at].share, day + timedelta(days=at), f"draw-{i + 1}")
        (HERE / f"draw_{i + 1}.svg").write_text(picture, encoding="utf-8")
        print(f"draw_{i + 1}.svg: day {at}, {len(picture) / 1000:.0f} kB")
    (HERE / "draw_calendar.svg").write_text(draw_calendar(campaign, evenings), encoding="utf-8")
    PAGE.write_text(write_page(campaign, evenings, row, number, chosen), encoding="utf-8")


if __name__ == "__main__":
    main()
