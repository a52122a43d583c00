"""The mechanism's outlook of each case of a backtest: those that are finished, and the others on any engine."""

from __future__ import annotations

from collections.abc import Sequence

from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.errors import RunError
from pyrrhus.scale.engines import Engine
from pyrrhus.skill.mechanism import CampaignModel, Mechanism, Outlook
from pyrrhus.skill.questions import TownDate
from pyrrhus.skill.sidecar import Sidecar
from pyrrhus.stages import Progress


def find_outlooks(
    maps: ControlMaps,
    cases: Sequence[TownDate],
    mechanism: Mechanism,
    *,
    horizons: Sequence[int],
    sidecar: Sidecar,
    on_progress: Progress | None = None,
    engine: Engine | None = None,
) -> list[Outlook]:
    """The mechanism's outlook of each case over the longest horizon, those in the sidecar taken from there.

    A mechanism that is a plain function speaks of falls alone, and is asked in this process whatever the engine.
    """
    days, told = max(horizons), len(sidecar.done)
    if engine is not None and engine.kind != "threads" and isinstance(mechanism, CampaignModel):
        open_ = [case for case in cases if (case.town, case.as_of) not in sidecar.done]
        tasks = (mechanism.specify(maps, maps.town(c.town), c.as_of, days, horizons) for c in open_)
        for done in engine.run(tasks):
            if done.failure is not None:
                raise RunError(f"{done.task.name}: {done.failure}")
            sidecar.add(done.task.town, done.task.as_of, done.value)
            told += 1
            if on_progress:
                on_progress("mechanism", told, len(cases))
    out = []
    for n, case in enumerate(cases):
        done = sidecar.done.get((case.town, case.as_of))
        if done is None:
            then, town = maps.up_to(case.as_of), maps.town(case.town)
            if isinstance(mechanism, CampaignModel):
                found = mechanism.outlook(then, town, case.as_of, days, horizons)
            else:
                found = Outlook(mechanism(then, town, case.as_of, days))
            done = sidecar.add(case.town, case.as_of, found)
        out.append(done)
        if on_progress:
            on_progress("mechanism", n + 1, len(cases))
    return out
