"""A made-up assessment of a made-up town, complete enough to try every part of `present` on. No number here is real."""

from __future__ import annotations

import copy
import csv
import json
import math
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from pyrrhus.judge.findings import FORMAT, QUANTILES, CellOutline, Findings, PlaceMark, RouteLine
from pyrrhus.judge.track_record import record_words
from pyrrhus.judge.words import likelihood, publish
from pyrrhus.skill.record import SAID, SAID_S, FallRow, GainRow, TrackRecord, record_of

AS_OF = date(2031, 3, 1)
HORIZON = 120
LAT, LON = 52.40, 15.20
KM_LAT, KM_LON = 111.2, 111.3 * math.cos(math.radians(LAT))
Z = np.array([-1.645, -0.674, 0.0, 0.674, 1.645])
SIDES = ["attacker", "defender"]
WORDS: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
HOSTILE = '<script>alert("x")</script>'


def make_findings(*, contradicted: bool = False, hostile: bool = False, history: bool = True) -> Findings:
    """The example; `hostile` plants markup, formulas and bad addresses, `history` adds observed maps."""
    cells = _cells()
    rng = np.random.default_rng(7)
    forecast = _forecast(cells, rng, history)
    claims = _claims(hostile)
    events = _events()
    document = _document(forecast, contradicted, hostile)
    places, routes = _ground(hostile)
    return Findings(
        document,
        forecast,
        cells,
        places,
        routes,
        events,
        claims,
        _quantities(claims),
        _parameters(document),
        {"command": "pyrrhus assess brod", "timings_seconds": {"assimilate": 12.3456789, "compile": 3.2}, "threads": 2},
        "Brod on the Lower Salt",
    )


def _hex(x: float, y: float, across: float) -> tuple[tuple[float, float], ...]:
    radius = across / math.sqrt(3)
    corners = [(x + radius * math.sin(k * math.pi / 3), y + radius * math.cos(k * math.pi / 3)) for k in range(6)]
    return tuple((LON + cx / KM_LON, LAT + cy / KM_LAT) for cx, cy in corners)


def _lattice(across: float, radius: float) -> list[tuple[float, float]]:
    rows = int(radius / (across * math.sqrt(3) / 2)) + 1
    columns = int(radius / across) + 1
    spots = []
    for row in range(-rows, rows + 1):
        for column in range(-columns, columns + 1):
            x, y = (column + 0.5 * (row % 2)) * across, row * across * math.sqrt(3) / 2
            if math.hypot(x, y) <= radius:
                spots.append((x, y))
    return spots


def _cells() -> tuple[CellOutline, ...]:
    """Fine hexes round the centre, and what they leave of the coarse ones."""
    from shapely import Polygon, unary_union

    fine = [CellOutline(f"f{k:03d}", _hex(x, y, 1.0), abs(x) < 2.2) for k, (x, y) in enumerate(_lattice(1.0, 3.0))]
    cover = unary_union([Polygon(cell.ring).buffer(1e-7) for cell in fine])
    coarse = []
    for k, (x, y) in enumerate(_lattice(2.0, 16.0)):
        whole = Polygon(_hex(x, y, 2.0))
        rest = whole.difference(cover)
        if rest.area > 0.15 * whole.area:
            part = max(getattr(rest, "geoms", [rest]), key=lambda piece: piece.area)
            coarse.append(CellOutline(f"h{k:03d}", tuple(part.exterior.coords)))
    return (*fine, *coarse)


def _centre(cell: CellOutline) -> tuple[float, float]:
    lon, lat = np.mean(cell.ring[:-1], axis=0)
    return (lon - LON) * KM_LON, (lat - LAT) * KM_LAT


def _dates() -> list[date]:
    days = [AS_OF + timedelta(days=k) for k in range(0, HORIZON, 7)]
    return [*days, AS_OF + timedelta(days=HORIZON)]


def _fan(middle: np.ndarray, spread: np.ndarray | float) -> np.ndarray:
    return middle[..., None] * np.exp(np.asarray(spread)[..., None] * Z)


def _forecast(cells: tuple[CellOutline, ...], rng: np.random.Generator, history: bool) -> xr.Dataset:
    dates = _dates()
    t = np.array([(day - AS_OF).days for day in dates], dtype=float)
    days = np.arange(HORIZON + 1)
    xy = np.array([_centre(cell) for cell in cells])
    bulge = 2.6 * np.exp(-((xy[:, 1] - 5.0) ** 2) / 12) + 2.2 * np.exp(-((xy[:, 1] + 5.0) ** 2) / 9)
    noise = rng.normal(0, 0.7, len(cells))
    depth = xy[:, 0] - 2.2 + bulge + noise
    chance = 1 / (1 + np.exp(-(depth[None, :] + 0.028 * t[:, None]) / (0.35 + 0.022 * t[:, None])))
    hazard = {"centre": 0.66, "half": 0.82, "encircled": 0.34, "retaken": 0.06}
    pace = {"centre": 62, "half": 40, "encircled": 55, "retaken": 80}
    fall = np.array(
        [
            hazard[e] * (1 - np.exp(-((days / pace[e]) ** 1.8))) / (1 - math.exp(-((HORIZON / pace[e]) ** 1.8)))
            for e in hazard
        ]
    )
    widen = 0.16 + 0.0022 * t
    killed = np.stack([_fan(118 * t, widen + 0.12), _fan(61 * t, widen + 0.14)])
    killed_day = np.stack([_fan(118 * np.exp(-t / 700), widen), _fan(61 * np.exp(-t / 900), widen + 0.05)])
    wounded = killed * np.array([2.9, 3.1])[:, None, None]
    captured = killed * np.array([0.02, 0.07])[:, None, None]
    personnel = np.stack([_fan(31000 - 22 * t, 0.1 + widen * 0.5), _fan(17500 - 30 * t, 0.1 + widen * 0.5)])
    reserve = np.stack([_fan(14000 - 30 * t, 0.3 + widen), _fan(9000 - 34 * t, 0.3 + widen)])
    shells = np.stack([_fan(5200 - 4 * t, 0.25 + widen), _fan(1700 + 2 * t, 0.25 + widen)])
    area = 0.42 * t[:, None] + (2 + 0.28 * t[:, None]) * Z * (t[:, None] > 0)
    supply = np.clip(0.62 * np.exp(-t / 160)[:, None] + (0.08 + 0.001 * t[:, None]) * Z, 0, 1)
    remaining = _fan(4500 * np.exp(-t / 75), 0.06 + 0.003 * t)
    harmed = _fan(3.1 * t, 0.5 + 0.001 * t)
    by_side = ("side", "date", "quantile")
    data: dict[str, Any] = {
        "attacker_probability": (("date", "cell"), chance, {"units": "probability"}),
        "attacker_share_mean": (("date", "cell"), chance * 0.98 + 0.01, {"units": "share"}),
        "fall_probability": (("event", "day"), fall, {"units": "probability"}),
        "killed": (by_side, killed, {"units": "persons"}),
        "wounded": (by_side, wounded, {"units": "persons"}),
        "captured": (by_side, captured, {"units": "persons"}),
        "casualties": (by_side, killed + wounded + captured, {"units": "persons"}),
        "killed_per_day": (by_side, killed_day, {"units": "persons/day"}),
        "personnel": (by_side, personnel, {"units": "persons"}),
        "reserve": (by_side, reserve, {"units": "persons"}),
        "shells_per_day": (by_side, shells, {"units": "rounds/day"}),
        "area_gained_km2": (("date", "quantile"), area, {"units": "km2"}),
        "supply_0_1": (("date", "quantile"), supply, {"units": "share"}),
        "civilians_remaining": (("date", "quantile"), remaining, {"units": "persons"}),
        "civilians_harmed": (("date", "quantile"), harmed, {"units": "persons"}),
    }
    coordinates: dict[str, Any] = {
        "date": np.array(dates, dtype="datetime64[D]").astype("datetime64[ns]"),
        "day": days,
        "cell": [cell.id for cell in cells],
        "event": list(hazard),
        "side": SIDES,
        "quantile": list(QUANTILES),
    }
    if history:
        past = [AS_OF - timedelta(days=7 * k) for k in range(26, -1, -1)]
        back = np.array([(AS_OF - day).days for day in past], dtype=float)
        seen = np.clip((depth[None, :] - 0.03 * back[:, None]) * 0.9 + 0.5, 0, 1)
        seen[:, xy[:, 0] < -13.5] = np.nan
        data["observed_share"] = (("observed_date", "cell"), seen, {"units": "share"})
        coordinates["observed_date"] = np.array(past, dtype="datetime64[D]").astype("datetime64[ns]")
    return xr.Dataset(data, coordinates)


def _events() -> tuple[dict[str, Any], ...]:
    return tuple(WORDS["events"])


def _ground(hostile: bool) -> tuple[tuple[PlaceMark, ...], tuple[RouteLine, ...]]:
    spots = {
        "brod": ("Brod", 0.0, 0.0, "city", 71000),
        "salt_works": ("Salt Works", 1.6, 1.4, "ward", None),
        "old_town": ("Old Town", -1.4, -1.1, "ward", 8000),
        "soldek": ("Soldek", 5.0, 9.0, "town", 10500),
        "krasna": ("Krasna", 1.2, 7.1, "village", 580),
        "berkow": ("Berkow", -3.2, 5.6, "village", 240),
        "jagodna": ("Jagodna", -1.2, 4.6, "village", 110),
        "chasy": ("Chasy", -11.0, 0.5, "town", 12700),
        "iwanow": ("Iwanow", -5.5, -2.5, "village", 1400),
        "klisz": ("Kliszcze", -2.0, -7.6, "village", 500),
        "andrej": ("Andrejewka", -3.5, -10.8, "village", 70),
        "opyt": ("Opytne", 0.9, -4.0, "village", 800),
        "zajc": ("Zajcowo", 9.0, -6.5, "village", 3100),
        "bogd": ("Bogdanow", -9.5, 5.2, "village", 90),
        "grig": ("Grigorow", -8.4, 8.2, "village", 150),
        "chrom": ("Chromow", -3.6, 0.8, "village", 900),
        "height": ("Height 245", -7.0, -5.2, "height", None),
        "stup": ("Stupki", -9.8, -6.0, "village", 400),
        "wide": (HOSTILE if hostile else "Pokrow", 9.5, 1.5, "village", 330),
        "midna": ("Midna", 3.6, 4.2, "village", 60),
        "luhan": ("Luhanka", 10.0, -11.0, "town", 2500),
        "zalizne": ("Zelazne", 11.5, 5.5, "village", 200),
    }
    places = tuple(
        PlaceMark(key, name, LAT + y / KM_LAT, LON + x / KM_LON, kind, people)
        for key, (name, x, y, kind, people) in spots.items()
    )
    at = {place.id: (place.lon, place.lat) for place in places}
    west, north = (LON - 17 / KM_LON, LAT - 9 / KM_LAT), (LON - 14 / KM_LON, LAT + 12 / KM_LAT)
    roads = (
        (("brod", "chrom", "chasy"), "regional"),
        (("brod", "iwanow", "stup"), "national"),
        (("krasna", "soldek"), "regional"),
        (("brod", "jagodna", "berkow", "grig"), "motorway"),
        (("brod", "zajc", "luhan"), "motorway"),
        (("brod", "krasna"), "regional"),
        (("brod", "opyt", "klisz", "andrej"), "local"),
        (("berkow", "bogd", "chasy"), "track"),
    )
    lines = [RouteLine(tuple(at[k] for k in keys), kind, "", "documented") for keys, kind in roads]
    lines += [RouteLine((at["stup"], west), "national"), RouteLine((at["grig"], north), "motorway")]
    return places, tuple(lines)


def _claim(id: str, said_on: str, source: str, quantity: str, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": id,
        "said_on": said_on,
        "source": source,
        "outlet": "",
        "speaker": "",
        "derived_from": None,
        "quantity": quantity,
        "side": None,
        "place": "brod",
        "period_from": None,
        "period_to": None,
        "low": None,
        "value": None,
        "high": None,
        "category": None,
        "unit": "",
        "hedge": "exactly",
        "stance": "asserts",
        "reliability": "C",
        "credibility": "3",
        "url": "",
        "note": "",
        "echo_of": None,
        "flags": [],
        "weight": None,
    }
    return {**row, **more}


def _claims(hostile: bool) -> tuple[dict[str, Any], ...]:
    rows = [_claim(**row) for row in WORDS["claims"]]
    if hostile:
        rows.append(
            _claim(
                "c999",
                "2031-02-27",
                "=HYPERLINK(1)",
                "holds",
                side="defender",
                category="yes",
                unit="category",
                speaker=HOSTILE,
                outlet="</script><img src=x onerror=alert(1)>",
                url="javascript:alert(1)",
                note="+1+cmd|' /C calc'!A0",
            )
        )
    return tuple(rows)


def _quantities(claims: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    weight = {claim["id"]: claim["weight"] for claim in claims}

    def row(quantity: str, side: str | None, unit: str, qs: tuple[float, ...], ids: list[str]) -> dict[str, Any]:
        names = ("q05", "q25", "q50", "q75", "q95")
        return {
            "quantity": quantity,
            "side": side,
            "place": "brod",
            "period_from": "2031-02-01",
            "period_to": "2031-02-28",
            "unit": unit,
            **dict(zip(names, qs, strict=True)),
            "claims": ids,
            "weights": {k: weight[k] for k in ids},
        }

    return (
        row(
            "killed_per_day",
            "attacker",
            "persons/day",
            (72, 97, 119, 146, 196),
            ["c001", "c003", "c004", "c006", "c014"],
        ),
        row("killed_per_day", "defender", "persons/day", (33, 49, 63, 82, 118), ["c002", "c005", "c007"]),
        row("civilians_remaining", None, "persons", (3900, 4300, 4500, 4750, 5200), ["c008"]),
        row("personnel", "attacker", "persons", (22000, 27500, 32000, 37000, 46000), ["c013"]),
    )


def _parameters(document: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    rng = np.random.default_rng(3)
    rows = []
    for source in _parameter_table():
        middle, spread = float(np.exp(rng.normal(0, 2))), float(rng.uniform(0.3, 1.2))
        ratio = document["filter"]["informed"].get(source["name"])
        shift = 0.0 if ratio is None else (1 - ratio) * 0.5 * spread
        shrink = 1.0 if ratio is None else ratio
        row: dict[str, Any] = {key: source[key] for key in ("name", "section", "unit", "meaning", "source")}
        row |= {"given": source["name"] not in document["defaults_used"], "informed_ratio": ratio}
        for name, z in (("q05", -1.645), ("q50", 0.0), ("q95", 1.645)):
            row[f"prior_{name}"] = middle * math.exp(spread * z)
            row[f"posterior_{name}"] = middle * math.exp(shift + spread * shrink * z)
        rows.append(row)
    return tuple(rows)


def _curve(line: np.ndarray) -> dict[str, Any]:
    points = []
    for day in sorted({*range(0, HORIZON, 7), 30, 60, 90, HORIZON}):
        chance = publish(float(line[day]))
        points.append(
            {"date": (AS_OF + timedelta(days=day)).isoformat(), "probability": chance, "words": likelihood(chance)}
        )
    reached = np.nonzero(line >= 0.5)[0]
    median = (AS_OF + timedelta(days=int(reached[0]))).isoformat() if len(reached) else None
    return {"cdf": points, "median_date": median, "p_not_within_horizon": publish(1 - float(line[-1]))}


def _document(forecast: xr.Dataset, contradicted: bool, hostile: bool) -> dict[str, Any]:
    curves = {str(e): _curve(forecast["fall_probability"].sel(event=e).values) for e in forecast["event"].values}
    days = np.arange(HORIZON + 1)
    lines = {"climatology": 0.25 * days / HORIZON, "need_over_rate": 0.55 * (1 - np.exp(-days / 70))}
    lines["trend"] = np.clip(days / 150, 0, 1) ** 2 * 0.9
    names = [row["name"] for row in _parameter_table()]
    rng = np.random.default_rng(5)
    informed = {name: round(float(rng.uniform(0.35, 1.05)), 3) for name in names[:60]}
    record = record_of(made_up_record(), AS_OF)
    return {
        "format": FORMAT,
        "scenario": "brod",
        "as_of": AS_OF.isoformat(),
        "horizon_days": HORIZON,
        "draws": 10_000,
        "seed": 7,
        "version": "0.1.0",
        "vintage": "2031-03-01",
        "inputs_sha256": {"scenario.yaml": "a" * 64, "places.csv": "b" * 64, "claims.csv": "c" * 64},
        "sides": {"attacker": f"North {HOSTILE}" if hostile else "Northmark", "defender": "Sudland"},
        "filter": {
            "effective_sample_size": 1512.4321987,
            "temperature": 0.62,
            "surprise": 1.73,
            "contradicted": contradicted,
            "informed": informed,
        },
        "record": {"says": record_words(record), **record},
        "fall": curves["centre"],
        "events": curves,
        "baselines": {name: _curve(line) for name, line in lines.items()},
        "answers": copy.deepcopy(WORDS["answers"]),
        "defaults_used": names[40:],
        **copy.deepcopy(WORDS["document"]),
    }


def made_up_record() -> TrackRecord:
    """Forecasts of eight towns that never were, from 2030-03-01 on; three fell. The probabilities know a little."""
    rng = np.random.default_rng(11)
    falls, gains = [], []
    for k, town in enumerate(("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel")):
        fell = date(2030, 10, 1) + timedelta(days=40 * k) if k < 3 else None
        for n in range(24):
            as_of = date(2030, 3, 1) + timedelta(days=14 * n)
            if fell and as_of >= fell:
                break
            for h in (30, 60, 90):
                end = as_of + timedelta(days=h)
                outcome = fell is not None and fell <= end
                said = {
                    name: float(np.clip((0.55 if outcome else 0.12) + rng.normal(0, 0.2), 0.005, 0.995))
                    for name in (*SAID, *SAID_S)
                }
                falls.append(FallRow(town, as_of, h, said, outcome, end + timedelta(days=3)))
                middle = float(rng.normal(4, 3))
                said_km2 = tuple(round(middle + 3 * z, 2) for z in (-1.6, -1.3, -0.7, 0, 0.7, 1.3, 1.6))
                gains.append(GainRow(town, as_of, h, said_km2, float(rng.normal(4, 6)), 2.0, end))
    about = {
        "version": "0.1.0",
        "made_on": "2031-03-01",
        "priors": "literature",
        "protocol": "R",
        "draws": 200,
        "maps_until": "2031-03-01",
    }
    return TrackRecord(tuple(falls), tuple(gains), about)


def _parameter_table() -> list[dict[str, str]]:
    """Names and meanings as they are; every number on them is made up."""
    text = files("pyrrhus.scenario").joinpath("parameters.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
