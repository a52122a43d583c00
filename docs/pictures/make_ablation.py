"""Writes docs/explanation/without_a_law.md and its picture: bundled Bakhmut with one law after another switched off.

python docs/pictures/make_ablation.py [--draws 4000]
"""

# ruff: noqa: E501 (the lines of the page are written as they come out)
from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from pyrrhus.campaign.compile import Campaign, settings, timeline
from pyrrhus.campaign.draws import Draws
from pyrrhus.campaign.forecast import fresh_start
from pyrrhus.decide.compared_policies import default_policies
from pyrrhus.engine.arrays import LAWS
from pyrrhus.engine.ensemble import run
from pyrrhus.engine.state import State
from pyrrhus.filter.prepare import prepare
from pyrrhus.judge.words import date_words
from pyrrhus.present import svg
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.load import load
from pyrrhus.scenario.parameters import resolve

HERE = Path(__file__).parent
PAGE = HERE.parent / "explanation" / "without_a_law.md"
SCENARIO, DAYS, SEED = "bakhmut", 120, 7
NEUTRAL = {
    "orders": "always on the offensive, no counter-attacks",
    "supply": "everything arrives everywhere",
    "attrition": "nobody is lost in battle",
    "advance": "no ground is fought for",
    "control": "pockets are never closed",
    "sustainment": "nobody comes, everyone fires what is delivered",
    "withdrawal": "the garrison is never ordered out",
    "civilians": "nobody leaves, nobody is harmed",
    "will": "will stays as it is",
}
STYLE = """svg{background:#fdfcf9;font-family:system-ui,sans-serif}text{fill:#1c1d21;font-size:14px}.head{font-weight:600}
.whole{fill:#54565e}.part{fill:#8570b8}.rule{stroke:#dedad2}.base{stroke:#1c1d21;stroke-dasharray:2 3}"""


@dataclass(frozen=True)
class Without:
    """What became of the ensemble: chance of the fall, its median day (None where it is rarer than even), and medians of killed and
    wounded of both sides and of km2 won."""

    law: str
    fall: float
    median_day: int | None
    losses: tuple[float, float]
    gained_km2: float


def run_without(campaign: Campaign, states: State, draws: Draws, law: str) -> Without:
    """The forecast with a law in its neutral form; "" for all at work."""
    state = type(states)(*(array.copy() for array in states))
    before = state.losses.copy()
    switches = np.array([one != law for one in LAWS], dtype=np.uint8)
    plan = timeline(campaign, first=campaign.as_of, days=DAYS, maps=False, record_days=[DAYS])
    how = settings(campaign, seed=SEED, first=campaign.as_of, policies=default_policies(campaign), laws=switches)
    record, _ = run(campaign.ground, plan, how, draws.engine, state)
    day = state.event_day[:, campaign.terrain.main_event]
    fell = day >= 0
    lost = np.median((state.losses - before)[:, :, :2].sum(axis=2), axis=0)
    ordered = np.sort(np.where(fell, day, DAYS + 1))
    middle = int(ordered[(len(ordered) - 1) // 2])
    return Without(
        law, float(fell.mean()), middle if middle <= DAYS else None, (float(lost[0]), float(lost[1])),
        float(np.median(record.gain_km2[:, -1])),
    )  # fmt: skip


def draw_bars(found: list[Without]) -> str:
    """Chance of the fall without each law, as bars, with the whole as a line."""
    left, wide, step = 150.0, 420.0, 26.0
    base = left + wide * found[0].fall
    drawn = []
    for i, one in enumerate(found):
        y = 34.0 + i * step
        drawn.append(svg.text(left - 10, y + 13, one.law or "all laws at work", "head" if not one.law else "", "end"))
        drawn.append(
            svg.element(
                "rect", x=left, y=y, width=max(1.0, wide * one.fall), height=16.0, class_="part" if one.law else "whole"
            )
        )
        drawn.append(svg.text(left + wide * one.fall + 8, y + 13, f"{100 * one.fall:.0f} %"))
    bottom = 34.0 + len(found) * step
    drawn.append(svg.line(base, 28, base, bottom, "base"))
    drawn.append(svg.text(left, 18, "Chance that the town falls within 120 days", "head"))
    picture = str(
        svg.picture(left + wide + 60, bottom + 10, "Chance of the fall without each law", *drawn, key="ablation")
    )
    return picture.replace("<title", f"<style>{STYLE}</style><title", 1) + "\n"


def write_page(campaign: Campaign, found: list[Without], draws: int) -> str:
    """The page in Markdown."""
    sides = campaign.scenario.file.sides
    rows = []
    for one in found:
        when = (
            "not within it" if one.median_day is None else date_words(campaign.as_of + timedelta(days=one.median_day))
        )
        name = f"`{one.law}` ({NEUTRAL[one.law]})" if one.law else "**all at work**"
        rows.append(
            f"| {name} | {100 * one.fall:.0f} % | {when} | {one.losses[0]:,.0f} | {one.losses[1]:,.0f} | {one.gained_km2:.0f} |"
        )
    lines = [
        "# Without a law",
        "",
        "<!-- written by docs/pictures/make_ablation.py; do not edit -->",
        "",
        f"What does each law of [the day](the_day.md) contribute? Bundled `{SCENARIO}` is assimilated as always up to {date_words(campaign.as_of)}; then the forecast of",
        f"{DAYS} days is run ten times from the same {draws:,} states with the same chances: once with every law, and once without each, in its neutral",
        "form. Losses are killed and wounded since the as-of date; losses, ground and dates are medians over the draws (a date counts only",
        "where at least half of the draws have the fall within the horizon).",
        "",
        "![Chance of the fall without each law](../pictures/ablation.svg)",
        "",
        f"| without | the town falls | median date | losses of {sides.attacker.name} | losses of {sides.defender.name} | km² won |",
        "|---|---:|---|---:|---:|---:|",
        *rows,
        "",
        "A law that changes little here is not idle everywhere: civilians never touch ground or losses and have answers of their own, and pockets matter where a front",
        "folds. Differences of a per cent or two are within the noise of so many draws. None of this says that a law is right, only what it does.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=4000)
    draws = parser.parse_args().draws
    scenario = load(SCENARIO)
    day = scenario.file.as_of
    known = gate(scenario, day)
    ready = prepare(known, as_of=day, priors=resolve(known.file), draws=draws, seed=SEED)
    states = fresh_start(ready.assimilated.fork(), ready.assimilated.draws, population=ready.population)
    found = [run_without(ready.campaign, states, ready.assimilated.draws, law) for law in ("", *LAWS)]
    (HERE / "ablation.svg").write_text(draw_bars(found), encoding="utf-8")
    PAGE.write_text(write_page(ready.campaign, found, draws), encoding="utf-8")
    for one in found:
        print(one)


if __name__ == "__main__":
    main()
