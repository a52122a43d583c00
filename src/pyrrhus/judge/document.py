"""From a judged case to findings: the document of assessment.json, the forecast as labelled arrays, the tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.digits import six_digits
from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, spread
from pyrrhus.judge.case_rows import rows_of_claims, rows_of_parameters, rows_of_quantities
from pyrrhus.judge.choices import lay_out
from pyrrhus.judge.findings import FORMAT, QUANTILES, CellOutline, DrawnLine, Findings, PlaceMark, RouteLine
from pyrrhus.judge.q1_fall import LADDER_DAYS, PublishedCurve, even_odds_day
from pyrrhus.judge.q6_aftermath import towns_behind
from pyrrhus.judge.q8_belief import read_claims
from pyrrhus.judge.track_record import record_words, with_record
from pyrrhus.scenario.parameters import Prior

if TYPE_CHECKING:
    import xarray

PERSONS = "persons"


def curve(cdf: NDArray[np.float64], start: date, days: int) -> dict[str, Any]:
    """A curve of assessment.json from the probability by each day: weekly points and those of the ladder, and the
    day of even odds.
    """
    from datetime import timedelta

    at = sorted({*range(7, days + 1, 7), *(d for d in LADDER_DAYS if d <= days), days})
    even = even_odds_day(cdf)
    return {
        "cdf": [
            {
                "date": (start + timedelta(days=d)).isoformat(),
                "probability": six_digits(words.publish(float(cdf[d]))),
                "words": words.likelihood(float(cdf[d])),
            }
            for d in at
        ],
        "median_date": None if even is None else (start + timedelta(days=even)).isoformat(),
        "p_not_within_horizon": six_digits(words.publish(1.0 - float(cdf[days]))),
    }


def event_words(case: Case, row: int) -> dict[str, Any]:
    """The event in words: which ground, which share, how long, on which map."""
    event = case.campaign.terrain.events[row]
    ground = case.campaign.terrain.event_ground[row]
    held = f", held for {words.counted(event.hold_days, 'day')}" if event.hold_days else ""
    size = f"{ground.area_km2:.1f} km²"
    seen = f", as seen on {event.map}" if event.map and not event.map.startswith("none") else ""
    means = (
        f"{event.name}: {case.name('attacker')} has at least {100 * event.share_0_1:.0f} % of its {size}{held}{seen}; "
        f"its date is the first day of that run."
    )
    return {
        "id": event.id,
        "means": means,
        "share_0_1": event.share_0_1,
        "hold_days": event.hold_days,
        "map": event.map,
    }


def build_document(
    case: Case,
    answers: list[Answer],
    *,
    meta: dict[str, Any],
    warnings: list[str],
    priors: dict[str, Prior],
    baselines: dict[str, NDArray[np.float64]],
    record: dict[str, Any],
    published: PublishedCurve | None = None,
) -> dict[str, Any]:
    """The content of assessment.json. `record` is what was known of such forecasts by the as-of date, `published` the
    curve that the record makes of the campaigns' and a baseline's.
    """
    run, verdict = case.forecast, case.assimilated.verdict
    fusion = case.fusion
    events = {event.id: curve(run.cdf(i), run.as_of, run.days) for i, event in enumerate(case.campaign.terrain.events)}
    event = event_words(case, case.main_event)
    area = case.campaign.terrain.event_ground[case.main_event].area_km2
    mapped, assumed = not case.campaign.maps.assumed, published is not None and published.assumed
    answers = with_record(answers, record, event, mapped=mapped, area_km2=area, assumed=assumed)
    informed = {name: six_digits(ratio) for name, ratio in sorted(case.assimilated.informed.items())}
    return {
        "format": FORMAT,
        "scenario": case.scenario.name,
        "as_of": run.as_of.isoformat(),
        "horizon_days": run.days,
        **meta,
        "inputs_sha256": dict(sorted(case.scenario.inputs_sha256.items())),
        "sides": {"attacker": case.name("attacker"), "defender": case.name("defender")},
        "warnings": list(dict.fromkeys(warnings)),
        "filter": {
            "effective_sample_size": six_digits(verdict.effective_sample_size)
            if verdict
            else float(len(run.event_day)),
            "temperature": six_digits(verdict.temperature) if verdict else 1.0,
            "surprise": six_digits(verdict.surprise) if verdict else None,
            "contradicted": bool(verdict.contradicted) if verdict else False,
            "informed": informed,
        },
        "event": event,
        "record": {"says": record_words(record), **record},
        "fall": events[case.campaign.terrain.events[case.main_event].id],
        "published": published
        and {
            **curve(published.cdf, run.as_of, run.days),
            "assumed": published.assumed,
            "members": list(published.weights),
            "weights": {name: six_digits(weight) for name, weight in published.weights.items()},
        },
        "events": events,
        "event_names": {event.id: event.name for event in case.campaign.terrain.events},
        "baselines": {name: curve(values, run.as_of, run.days) for name, values in sorted(baselines.items())},
        "answers": [answer.to_dict() for answer in answers],
        "decisions": lay_out(case),
        "conflicts": [{"quantity": c.quantity, "claims": list(c.claims), "why": c.why} for c in fusion.conflicts],
        "echoes": [{"claims": list(e.claims), "origin": e.origin, "why": e.why} for e in fusion.echoes],
        "flags": [{"claim": f.claim, "check": f.check, "why": f.why} for f in fusion.flags],
        "defaults_used": sorted(name for name, prior in priors.items() if not prior.given and prior.distribution),
    }


def _over_draws(values: NDArray[Any], *, axis: int = 0) -> NDArray[np.float64]:
    """Quantiles over draws, moved to the last dimension."""
    return np.moveaxis(np.quantile(np.asarray(values, dtype=float), QUANTILES, axis=axis), 0, -1)


def build_forecast(case: Case) -> xarray.Dataset:
    """The forecast as an xarray Dataset; dimensions and units as `Findings` documents them."""
    import xarray

    run, terrain = case.forecast, case.campaign.terrain
    record, size = run.record, len(run.event_day)
    losses = np.moveaxis(record.losses, 2, 0).astype(float)  # side, draw, date, kind
    killed_per_day = np.zeros(losses.shape[:3])
    gaps = np.diff(run.record_days)
    killed_per_day[:, :, 1:] = np.diff(losses[..., 0], axis=2) / gaps
    killed_per_day[:, :, 0] = killed_per_day[:, :, 1] if len(gaps) else 0.0
    by_side = ("side", "date", "quantile")
    plain = ("date", "quantile")
    curves = np.stack([run.cdf(i) for i in range(len(terrain.events))])
    data = {
        "attacker_probability": (("date", "cell"), run.counts.held / size, "probability"),
        "attacker_share_mean": (("date", "cell"), run.counts.share / size / 1048576.0, "share"),
        "fall_probability": (("event", "day"), curves, "probability"),
        "killed": (by_side, _over_draws(losses[..., 0], axis=1), PERSONS),
        "wounded": (by_side, _over_draws(losses[..., 1], axis=1), PERSONS),
        "captured": (by_side, _over_draws(losses[..., 2], axis=1), PERSONS),
        "casualties": (by_side, _over_draws(losses.sum(axis=3), axis=1), PERSONS),
        "killed_per_day": (by_side, _over_draws(killed_per_day, axis=1), "persons/day"),
        "personnel": (by_side, _over_draws(np.moveaxis(record.personnel, 2, 0), axis=1), PERSONS),
        "reserve": (by_side, _over_draws(np.moveaxis(record.reserve, 2, 0), axis=1), PERSONS),
        "shells_per_day": (by_side, _over_draws(np.moveaxis(record.fired, 2, 0), axis=1), "rounds/day"),
        "area_gained_km2": (plain, _over_draws(record.gain_km2), "km2"),
        "civilians_remaining": (plain, _over_draws(record.civilians[:, :, 0]), PERSONS),
        "civilians_harmed": (plain, _over_draws(record.civilians[:, :, 1]), PERSONS),
        "supply_0_1": (plain, _over_draws(record.corridor), "share"),
    }
    maps = case.campaign.maps
    seen = [i for i, day in enumerate(maps.dates) if day <= run.as_of]
    coords = {
        "date": np.array(run.dates, dtype="datetime64[D]"),
        "day": np.arange(run.days + 1),
        "cell": list(terrain.tiling.cell_ids),
        "event": [event.id for event in terrain.events],
        "side": ["attacker", "defender"],
        "quantile": list(QUANTILES),
    }
    if not maps.assumed:
        coords["observed_date"] = np.array([maps.dates[i] for i in seen], dtype="datetime64[D]")
        data["observed_share"] = (("observed_date", "cell"), maps.held[seen], "share")
    return xarray.Dataset(
        {name: (dims, values, {"units": unit}) for name, (dims, values, unit) in data.items()}, coords=coords
    )


def ground_of(case: Case) -> dict[str, Any]:
    """Cells, places and roads of a case, under the names that `Findings` has for them."""
    terrain = case.campaign.terrain
    main = terrain.event_ground[terrain.main_event]
    wards = {int(c) for c, w in zip(main.cells, main.weight, strict=True) if w > 0.2 / len(main.cells)}
    place = {p.id: p for p in case.scenario.places}
    return {
        "cells": tuple(
            CellOutline(name, tuple((round(x, 5), round(y, 5)) for x, y in polygon.exterior.coords), i in wards)
            for i, (name, polygon) in enumerate(
                zip(terrain.tiling.cell_ids, terrain.tiling.polygons_lonlat, strict=True)
            )
        ),
        "places": tuple(PlaceMark(p.id, p.name, p.lat, p.lon, p.kind, p.population) for p in case.scenario.places),
        "routes": tuple(
            RouteLine(
                tuple((place[end].lon, place[end].lat) for end in (r.from_, r.to)), r.road_class, r.ref, r.evidence
            )
            for r in case.scenario.routes
            if r.from_ in place and r.to in place
        ),
        "lines": tuple(DrawnLine(n.points, n.kind, n.name, n.barrier) for n in case.scenario.ground_lines),
        "bridges": tuple((b.lon, b.lat) for b in case.scenario.bridges),
    }


def build_findings(case: Case, document: dict[str, Any], priors: dict[str, Prior], lineage: dict[str, Any]) -> Findings:
    """Everything that is shown or exported, as plain data."""
    terrain = case.campaign.terrain
    events = [{**event_words(case, i), "name": event.name} for i, event in enumerate(terrain.events)]
    events.insert(0, events.pop(terrain.main_event))
    return Findings(
        document=document,
        forecast=build_forecast(case),
        **ground_of(case),
        events=tuple(events),
        claims=tuple(rows_of_claims(case)),
        quantities=tuple(rows_of_quantities(case)),
        parameters=tuple(rows_of_parameters(case, priors)),
        towns=tuple(
            {"name": name, "km": round(km, 2), "now": now, "then": then} for km, name, then, now in towns_behind(case)
        ),
        reach_km=spread(case.forecast.draws.named["artillery_reach_km"]),
        readings=tuple(read_claims(case)),
        lineage=lineage,
        title=case.scenario.file.title,
        town=case.town,
    )
