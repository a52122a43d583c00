"""Supply and sustainment: what the troops eat and fire, who comes and who returns; and who is there to fight."""

from __future__ import annotations

from pyrrhus.engine.arrays import KINDS, SUPPLY, SUSTAINMENT
from pyrrhus.engine.compiling import step
from pyrrhus.engine.laws.attrition import measure_contact, share_needed
from pyrrhus.engine.laws.supply import spend_stocks
from pyrrhus.engine.laws.sustainment import fire_shells, receive, sustain


@step
def muster(here, bench, parameters):
    """Troops present and in contact; shares of its first strength that each side lost for good, and did not replace."""
    measure_contact(
        here.personnel,
        bench.front,
        here.first_frontage_km[0],
        parameters,
        bench.present,
        bench.contact,
        bench.quality,
        bench.exposure,
    )
    for side in range(2):
        bench.loss_share[side] = lost_share(here, side)
        missing = 1.0 - bench.present[side] / max(1.0, here.first_strength[side])
        bench.unfilled[side] = max(0.0, min(bench.loss_share[side], missing))


@step
def supply(here, bench, settings, parameters, mean_level):
    """A day's stocks of every axis and of the town, and the shells: returns the ratio of both sides' fires."""
    axis_supply = bench.ways.axis_supply
    if settings.laws[SUPPLY]:
        for side in range(2):
            for axis in range(axis_supply.shape[1]):
                here.stock_days[side, axis], here.fed[side, axis] = spend_stocks(
                    here.stock_days[side, axis], here.fed[side, axis], axis_supply[side, axis], parameters
                )
        here.town_stock[0], here.town_fed[0] = spend_stocks(
            here.town_stock[0], here.town_fed[0], here.corridor[0], parameters
        )
    else:
        here.fed[:, :] = 1.0
        here.town_fed[0] = 1.0
    return fire_shells(here.shells, here.fired, mean_level, parameters, settings.laws[SUSTAINMENT])


@step
def sustainment(here, bench, timeline, parameters, day, frontage_km):
    """Arrivals of the day, returns, replacements and shifts between axes."""
    for i in range(timeline.arrival_day.shape[0]):
        if timeline.arrival_day[i] == day:
            side = timeline.arrival_side[i]
            receive(
                timeline.arrival_personnel[i] * here.arrival_factor[side],
                side,
                timeline.arrival_kind[i],
                timeline.arrival_axis[i],
                bench.plan,
                here.personnel,
                here.first_strength,
                here.given,
            )
    sustain(
        here.personnel,
        here.reserve,
        here.convalescent,
        here.first_strength,
        here.given,
        bench.plan,
        share_needed(frontage_km, here.first_frontage_km[0]),
        parameters,
    )


@step
def lost_share(here, side):
    """Share (0..1) of a side's first strength that is lost for good."""
    total = 0.0
    for kind in range(KINDS):
        total += here.gone[side, kind]
    return min(1.0, total / max(1.0, here.first_strength[side]))
