"""Q1: will the town fall, and by when; and will the defender take ground back?"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, chance, grade, number
from pyrrhus.judge.q5_endurance import besieged

RETAKEN_KM2 = 2.0
LADDER_DAYS = (30, 60, 90)


class PublishedCurve(Protocol):
    """A published curve of the fall [day] and the weight of each member; `assumed`: moved as the campaigns are by what
    no forecast of the record assumed."""

    @property
    def cdf(self) -> NDArray[np.float64]: ...

    @property
    def weights(self) -> dict[str, float]: ...

    @property
    def assumed(self) -> bool: ...


def judge_fall(case: Case, published: PublishedCurve | None = None) -> Answer:
    """From the main event's curve and the ground that the defender holds again; led by the `published` curve of
    campaigns and record together, where there is one.
    """
    cdf = case.forecast.cdf(case.main_event)
    p_fall = float(cdf[-1])
    when = case.forecast.event_day[:, case.main_event]
    sooner = [day for day in LADDER_DAYS if day < case.forecast.days]
    ladder = (case.forecast.days, *sooner)
    estimates = (
        []
        if published is None
        else [chance(f"published: {by_date(case, day)}", float(published.cdf[day])) for day in ladder]
    )
    estimates += [chance(by_date(case, day), float(cdf[day])) for day in ladder]
    ordered = float(np.mean(case.fallen & (case.forecast.state.ordered_day >= 0)))
    until = words.date_words(case.until)
    shut_in = _shut_in(case)
    gone = "shut in, giving up or breaking out first" if shut_in else "ordered out first"
    estimates.append(chance(f"{case.town} falls by {until}, the garrison {gone}", ordered))
    estimates.append(chance(f"{case.town} falls by {until}, stormed", p_fall - ordered))
    if case.fallen.sum() >= 20:
        estimates.append(number("days until it falls, where it falls", when[case.fallen], "days"))
    retaken = np.maximum.accumulate(case.forecast.record.retaken_km2, axis=1)
    back = {}
    for day in dict.fromkeys((*LADDER_DAYS, case.forecast.days)):
        if day <= case.forecast.days:
            back[day] = float(np.mean(retaken[:, case.forecast.slot(day)] >= RETAKEN_KM2))
            estimates.append(chance(f"the defender retakes at least {RETAKEN_KM2:g} km² within {day} days", back[day]))
    estimates.append(number("ground gained by the attacker", case.forecast.record.gain_km2[:, -1], "km2"))
    for day, gain in zip(sooner, case.forecast.gain_by_day(sooner).T, strict=True):
        estimates.append(number(f"ground gained within {day} days", gain, "km2"))
    ahead = max(d for d in back if d <= 90 or d == case.forecast.days)
    retake = words.chance_of(
        back[ahead], f"{case.name('defender')} retakes at least {RETAKEN_KM2:g} km² within {ahead} days"
    )
    text = f"{_fall_sentences(case, cdf, published)} {words.sentence(retake)}."
    if case.fallen.sum() >= 20:
        text += (
            f" In {words.share_words(ordered)} of the campaigns the garrison{_leaving(shut_in=shut_in)} first, in "
            f"{words.share_words(p_fall - ordered)} the place is stormed."
        )
    return Answer(
        "Q1",
        f"Will {case.town} fall, and by when? Will {case.name('defender')} take ground back?",
        text,
        grade(case, [], rests_on_model=True),
        estimates,
        case.claims_on(("holds", "road_open", "road_under_fire", "main_roads_controlled", "area_gained")),
        "A road reopened or cut for good, a week without change, or ground retaken would move this answer most.",
    )


def _leaving(*, shut_in: bool) -> str:
    """How a garrison goes before its ground is taken: one with no way out is not ordered out, it gives up."""
    return ", shut in, gives up or breaks out" if shut_in else " is ordered out"


def _shut_in(case: Case) -> bool:
    """Whether most garrisons that lose the place have no way out by then."""
    record = case.forecast.record
    shut_in = besieged(
        record.corridor.astype(float),
        case.forecast.event_day[:, case.main_event].astype(float),
        np.array(case.forecast.record_days, dtype=float),
    )
    return bool(case.fallen.any()) and float(np.mean(shut_in[case.fallen, -1])) > 0.5


def by_date(case: Case, day: int) -> str:
    """What falls by a day of the forecast, in words."""
    return f"{case.town} falls by {words.date_words(case.on(day))}"


def even_odds_day(cdf: np.ndarray) -> int | None:
    """The first day on which the event is as likely as not to have come about; None beyond the horizon.

    What is so on the first day of a run had come about by the as-of date itself, so 0 stands for it.
    """
    half = np.flatnonzero(np.asarray(cdf) >= 0.5)
    if not len(half):
        return None
    return int(half[0]) if half[0] > 1 else 0


def held_already(case: Case) -> float:
    """Share of the main event's ground that the attacker holds on the as-of date's map."""
    ground = case.campaign.terrain.event_ground[case.main_event]
    share = case.campaign.maps.attacker[case.campaign.maps.at(case.as_of)]
    weight = np.asarray(ground.weight, dtype=float)
    return float(np.sum(share[ground.cells] * weight) / max(float(weight.sum()), 1e-12))


def _fall_sentences(case: Case, cdf: NDArray[np.float64], published: PublishedCurve | None) -> str:
    """Whether and when: by the published curve and then, shorter, by the campaigns alone; or by these."""
    own = f"{words.sentence(_fall_words(case, cdf))}."
    if published is None:
        return own
    lead = words.chance_of(float(published.cdf[-1]), by_date(case, case.forecast.days))
    day = even_odds_day(published.cdf)
    if day is not None:
        lead += f", with even odds by {words.date_words(case.on(day))}" if day else ", and it may have fallen already"
    how = "the campaigns and the pace of late, each weighed by its record"
    if published.assumed:
        how = "what is published without the folder's assumptions, moved as far as these move the campaigns"
    lead = f"{words.sentence(lead)}: {how}."
    return f"{lead} {own if _all_but_held(case) else _alone(case, cdf)}"


def _alone(case: Case, cdf: NDArray[np.float64]) -> str:
    """What the campaigns' own curve says, where another leads."""
    day = even_odds_day(cdf)
    when = "even odds after that day"
    if day is not None:
        when = f"even odds by {words.date_words(case.on(day))}" if day else "even odds already"
    return f"The campaigns alone say {words.share_words(float(cdf[-1]))}, and {when}."


def _all_but_held(case: Case) -> bool:
    """Whether the map shows as much of the place as the event asks for, so that only days are lacking."""
    event = case.campaign.terrain.events[case.main_event]
    return not case.campaign.maps.assumed and held_already(case) >= event.share_0_1


def _fall_words(case: Case, cdf: np.ndarray) -> str:
    """Whether and when, as a part of a sentence; of a place all but held, what it still lacks."""
    p_fall, day = float(cdf[-1]), even_odds_day(cdf)
    event = case.campaign.terrain.events[case.main_event]
    held = held_already(case)
    fall = words.chance_of(p_fall, by_date(case, case.forecast.days))
    if _all_but_held(case):
        lacks = f"to keep it for {words.counted(event.hold_days, 'day')}" if event.hold_days else "nothing"
        return (
            f"{case.name('attacker')} holds {words.percent(held)} of {case.town} already, and what remains is {lacks}: "
            f"{fall}"
        )
    if day == 0:
        return f"{fall}, and more likely than not it has fallen already"
    if day is not None:
        return f"{fall}, with even odds by {words.date_words(case.on(day))}"
    return f"{fall}, and even odds lie beyond that day"
