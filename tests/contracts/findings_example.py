"""A made-up assessment of a made-up town, complete enough to try every part of `present` on. No number here is real."""

from __future__ import annotations

import csv
import math
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import numpy as np
import xarray as xr

from pyrrhus.judge.findings import FORMAT, QUANTILES, CellOutline, Findings, PlaceMark, RouteLine
from pyrrhus.judge.words import likelihood, publish

AS_OF = date(2031, 3, 1)
HORIZON = 120
LAT, LON = 52.40, 15.20
KM_LAT, KM_LON = 111.2, 111.3 * math.cos(math.radians(LAT))
Z = np.array([-1.645, -0.674, 0.0, 0.674, 1.645])
SIDES = ["attacker", "defender"]
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
        document, forecast, cells, places, routes, events, claims, _quantities(claims), _parameters(document),
        {"command": "pyrrhus assess brod", "timings_seconds": {"assimilate": 12.3456789, "compile": 3.2}, "threads": 2},
        "Brod on the Lower Salt",
    )  # fmt: skip


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
        "day": days, "cell": [cell.id for cell in cells], "event": list(hazard), "side": SIDES,
        "quantile": list(QUANTILES),
    }  # fmt: skip
    if history:
        past = [AS_OF - timedelta(days=7 * k) for k in range(26, -1, -1)]
        back = np.array([(AS_OF - day).days for day in past], dtype=float)
        seen = np.clip((depth[None, :] - 0.03 * back[:, None]) * 0.9 + 0.5, 0, 1)
        seen[:, xy[:, 0] < -13.5] = np.nan
        data["observed_share"] = (("observed_date", "cell"), seen, {"units": "share"})
        coordinates["observed_date"] = np.array(past, dtype="datetime64[D]").astype("datetime64[ns]")
    return xr.Dataset(data, coordinates)


def _events() -> tuple[dict[str, Any], ...]:
    return (
        {"id": "centre", "name": "Centre taken", "means": "the attacker holds 95 % of the disc of 1 km round the centre for 14 days", "share_0_1": 0.95, "hold_days": 14, "map": "weekly map"},
        {"id": "half", "name": "Half the town taken", "means": "the attacker holds half of the wards", "share_0_1": 0.5, "hold_days": 0, "map": "weekly map"},
        {"id": "encircled", "name": "Town encircled", "means": "no road leaves the town over the defender's ground", "share_0_1": 1.0, "hold_days": 3, "map": "weekly map"},
        {"id": "retaken", "name": "Defender retakes the northern heights", "means": "the defender holds 80 % of the northern heights", "share_0_1": 0.8, "hold_days": 14, "map": "weekly map"},
    )  # fmt: skip


def _ground(hostile: bool) -> tuple[tuple[PlaceMark, ...], tuple[RouteLine, ...]]:
    spots = {
        "brod": ("Brod", 0.0, 0.0, "city", 71000), "salt_works": ("Salt Works", 1.6, 1.4, "ward", None),
        "old_town": ("Old Town", -1.4, -1.1, "ward", 8000), "soldek": ("Soldek", 5.0, 9.0, "town", 10500),
        "krasna": ("Krasna", 1.2, 7.1, "village", 580), "berkow": ("Berkow", -3.2, 5.6, "village", 240),
        "jagodna": ("Jagodna", -1.2, 4.6, "village", 110), "chasy": ("Chasy", -11.0, 0.5, "town", 12700),
        "iwanow": ("Iwanow", -5.5, -2.5, "village", 1400), "klisz": ("Kliszcze", -2.0, -7.6, "village", 500),
        "andrej": ("Andrejewka", -3.5, -10.8, "village", 70), "opyt": ("Opytne", 0.9, -4.0, "village", 800),
        "zajc": ("Zajcowo", 9.0, -6.5, "village", 3100), "bogd": ("Bogdanow", -9.5, 5.2, "village", 90),
        "grig": ("Grigorow", -8.4, 8.2, "village", 150), "chrom": ("Chromow", -3.6, 0.8, "village", 900),
        "height": ("Height 245", -7.0, -5.2, "height", None), "stup": ("Stupki", -9.8, -6.0, "village", 400),
        "wide": (HOSTILE if hostile else "Pokrow", 9.5, 1.5, "village", 330), "midna": ("Midna", 3.6, 4.2, "village", 60),
        "luhan": ("Luhanka", 10.0, -11.0, "town", 2500), "zalizne": ("Zelazne", 11.5, 5.5, "village", 200),
    }  # fmt: skip
    places = tuple(
        PlaceMark(key, name, LAT + y / KM_LAT, LON + x / KM_LON, kind, people)
        for key, (name, x, y, kind, people) in spots.items()
    )
    at = {place.id: (place.lon, place.lat) for place in places}
    west, north = (LON - 17 / KM_LON, LAT - 9 / KM_LAT), (LON - 14 / KM_LON, LAT + 12 / KM_LAT)
    roads = (
        (("brod", "chrom", "chasy"), "regional"), (("brod", "iwanow", "stup"), "national"), (("krasna", "soldek"), "regional"),
        (("brod", "jagodna", "berkow", "grig"), "motorway"), (("brod", "zajc", "luhan"), "motorway"),
        (("brod", "krasna"), "regional"), (("brod", "opyt", "klisz", "andrej"), "local"), (("berkow", "bogd", "chasy"), "track"),
    )  # fmt: skip
    lines = [RouteLine(tuple(at[k] for k in keys), kind, "", "documented") for keys, kind in roads]
    lines += [RouteLine((at["stup"], west), "national"), RouteLine((at["grig"], north), "motorway")]
    return places, tuple(lines)


def _claim(identifier: str, said_on: str, source: str, quantity: str, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": identifier, "said_on": said_on, "source": source, "outlet": "", "speaker": "", "derived_from": None,
        "quantity": quantity, "side": None, "place": "brod", "period_from": None, "period_to": None, "low": None,
        "value": None, "high": None, "category": None, "unit": "", "hedge": "exactly", "stance": "asserts",
        "reliability": "C", "credibility": "3", "url": "", "note": "", "echo_of": None, "flags": [], "weight": None,
    }  # fmt: skip
    return {**row, **more}


def _claims(hostile: bool) -> tuple[dict[str, Any], ...]:
    day, persons = {"unit": "persons/day"}, {"unit": "persons"}
    feb = {"period_from": "2031-02-01", "period_to": "2031-02-28"}
    winter = {"period_from": "2030-12-01", "period_to": "2031-01-31"}
    week = {"period_from": "2031-02-06", "period_to": "2031-02-12"}
    rows = [
        _claim("c001", "2031-02-28", "def_ministry", "killed_per_day", side="attacker", value=160, hedge="about", **day, **feb, speaker="Defender's ministry", outlet="Daily Courier", url="https://example.org/a/1", weight=0.31),
        _claim("c002", "2031-02-12", "att_ministry", "killed_per_day", side="defender", low=100, hedge="at_least", **day, **week, speaker="Attacker's ministry", outlet="State wire", url="https://example.org/a/2", weight=0.14),
        _claim("c003", "2031-02-12", "ally_ministry", "killed_per_day", side="attacker", value=824, **day, **week, place=None, speaker="An ally's ministry", outlet="Insight", url="https://example.org/a/3", flags=["unit_slip"], weight=0.05, note="the origin counts all casualties"),
        _claim("c004", "2031-02-14", "insight", "killed_per_day", side="attacker", value=824, **day, **week, place=None, speaker="Insight", outlet="Insight", derived_from="c003", echo_of="c003", url="https://example.org/a/4", flags=["unit_slip"], weight=0.0),
        _claim("c005", "2031-02-20", "officer", "killed", side="defender", low=900, high=2400, **persons, **feb, hedge="between", speaker="A western official, unnamed", outlet="Northern Post", url="https://example.org/a/5", reliability="B", credibility="2", weight=0.42),
        _claim("c006", "2031-02-25", "think_tank", "killed_per_day", side="attacker", low=80, value=110, high=150, hedge="about", **day, **winter, speaker="Institute for Land Warfare", outlet="own report", url="https://example.org/a/6", reliability="B", credibility="2", weight=0.55),
        _claim("c007", "2031-01-31", "soldier", "killed_per_day", side="defender", high=90, hedge="up_to", **day, **winter, speaker="A soldier of the 93rd", outlet="video", url="https://example.org/a/7", weight=0.2, reliability="D"),
        _claim("c008", "2031-03-01", "town_hall", "civilians_remaining", value=4500, hedge="about", **persons, period_from="2031-03-01", period_to="2031-03-01", speaker="Spokeswoman of the district", outlet="Cable One", url="https://example.org/a/8", reliability="B", weight=0.9),
        _claim("c009", "2031-03-01", "town_hall", "children_remaining", value=48, **persons, speaker="Spokeswoman of the district", outlet="Cable One", url="https://example.org/a/8"),
        _claim("c010", "2031-02-28", "soldier", "road_under_fire", side="defender", category="yes", unit="category", speaker="A soldier, unnamed", outlet="Cable One", url="https://example.org/a/9", reliability="D"),
        _claim("c011", "2031-02-28", "adviser", "intends_to_hold", side="defender", category="undecided", unit="category", speaker="An adviser to the president", outlet="Cable One", url="https://example.org/a/10"),
        _claim("c012", "2031-02-12", "broadcaster", "main_roads_controlled", side="attacker", value=2, unit="roads", speaker="The broadcaster", outlet="Insight", url="https://example.org/a/11", reliability="B", flags=["map_disagrees"]),
        _claim("c013", "2031-02-20", "def_ministry", "personnel", side="attacker", value=40000, hedge="about", **persons, **feb, speaker="Defender's ministry", outlet="Daily Courier", url="https://example.org/a/12", weight=0.3),
        _claim("c014", "2031-02-21", "att_ministry", "killed_per_day", side="attacker", value=100, hedge="at_least", stance="denies", **day, **feb, speaker="Attacker's ministry", outlet="State wire", url="https://example.org/a/13", weight=0.1),
        _claim("c015", "2031-02-21", "arms_desk", "shells_per_day", side="attacker", low=3000, high=7000, hedge="between", unit="rounds/day", **feb, speaker="An artillery analyst", outlet="Journal of Fires", url="https://example.org/a/14", weight=0.6, place=None),
    ]  # fmt: skip
    if hostile:
        rows.append(
            _claim("c999", "2031-02-27", "=HYPERLINK(1)", "holds", side="defender", category="yes", unit="category",
                   speaker=HOSTILE, outlet="</script><img src=x onerror=alert(1)>", url="javascript:alert(1)", note="+1+cmd|' /C calc'!A0")
        )  # fmt: skip
    return tuple(rows)


def _quantities(claims: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    weight = {claim["id"]: claim["weight"] for claim in claims}

    def row(quantity: str, side: str | None, unit: str, qs: tuple[float, ...], ids: list[str]) -> dict[str, Any]:
        names = ("q05", "q25", "q50", "q75", "q95")
        return {
            "quantity": quantity, "side": side, "place": "brod", "period_from": "2031-02-01", "period_to": "2031-02-28",
            "unit": unit, **dict(zip(names, qs, strict=True)), "claims": ids, "weights": {k: weight[k] for k in ids},
        }  # fmt: skip

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
    text = files("pyrrhus.scenario").joinpath("parameters.csv").read_text(encoding="utf-8")
    rng = np.random.default_rng(3)
    rows = []
    for source in csv.DictReader(text.splitlines()):
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
    for day in [*range(0, HORIZON, 7), HORIZON]:
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
    baselines = {
        "climatology": _curve(0.25 * days / HORIZON),
        "trend": _curve(np.clip(days / 150, 0, 1) ** 2 * 0.9),
        "need_over_rate": _curve(0.55 * (1 - np.exp(-days / 70))),
    }
    names = [
        row["name"]
        for row in csv.DictReader(
            files("pyrrhus.scenario").joinpath("parameters.csv").read_text(encoding="utf-8").splitlines()
        )
    ]
    rng = np.random.default_rng(5)
    return {
        "format": FORMAT, "scenario": "brod", "as_of": AS_OF.isoformat(), "horizon_days": HORIZON, "draws": 10_000,
        "seed": 7, "version": "0.1.0", "vintage": "2031-03-01",
        "inputs_sha256": {"scenario.yaml": "a" * 64, "places.csv": "b" * 64, "claims.csv": "c" * 64},
        "sides": {"attacker": "Northmark" if not hostile else f"North {HOSTILE}", "defender": "Sudland"},
        "warnings": ["Routes are inferred for 9 of 14 roads: supply rests on guesses about which carry weight.", "The as-of map is 9 days old; fighting since then is not in it."],
        "filter": {"effective_sample_size": 1512.4321987, "temperature": 0.62, "surprise": 1.73, "contradicted": contradicted, "informed": {name: round(float(rng.uniform(0.35, 1.05)), 3) for name in names[:60]}},
        "event": {"id": "centre", "means": "Northmark holds at least 95 % of the disc of 1 km round the centre of Brod for 14 days, on the weekly map", "share_0_1": 0.95, "hold_days": 14, "map": "weekly map"},
        "fall": curves["centre"], "events": curves, "baselines": baselines, "answers": _answers(),
        "conflicts": [{"quantity": "killed_per_day", "claims": ["c001", "c014"], "why": "the two ministries differ by more than either allows: one says about 160 a day, the other denies 100"}],
        "echoes": [{"claims": ["c004"], "origin": "c003", "why": "the outlet repeats the ministry's figure; counted once"}],
        "flags": [{"claim": "c003", "check": "unit_slip", "why": "824 deaths a day lies within 15 % of the origin's series of all casualties"}, {"claim": "c012", "check": "map_disagrees", "why": "the map shows one of the two roads open that week"}],
        "defaults_used": names[40:],
    }  # fmt: skip


def _p(name: str, chance: float, **more: str) -> dict[str, Any]:
    return {"name": name, **more, "probability": chance, "words": likelihood(chance)}


def _q(name: str, unit: str, qs: tuple[float, ...], **more: str) -> dict[str, Any]:
    return {
        "name": name,
        **more,
        "unit": unit,
        "quantiles": dict(zip(("0.05", "0.25", "0.5", "0.75", "0.95"), qs, strict=True)),
    }


def _answers() -> list[dict[str, Any]]:
    kept = ("id", "question", "answer", "confidence", "scored", "estimates", "claims")
    rows: list[tuple[Any, ...]] = [
        ("Q1", "Will the town fall, and by when? Will the defender take ground back?", "It is likely (66 %) that Northmark takes the centre of Brod by 29 June 2031. Half of that chance lies before mid-May, when the ground has dried. It is very unlikely (6 %) that Sudland takes back the northern heights in that time.", "moderate", True, [_p("main event within 30 days", 0.19), _p("main event within 120 days", 0.66), _p("defender retakes the northern heights", 0.06, side="defender")], ["c010", "c012"]),
        ("Q2", "What does it cost each side?", "Northmark loses about 14,000 killed by then and Sudland about 7,300, two for one. The figure of 824 a day is for the whole front and counts all casualties, so it does not enter as deaths.", "low", False, [_q("killed_per_day", "persons/day", (72, 97, 119, 146, 196), side="attacker"), _q("killed_per_day", "persons/day", (33, 49, 63, 82, 118), side="defender"), _q("exchange_ratio_killed", "ratio", (0.9, 1.4, 1.9, 2.6, 3.9))], ["c001", "c002", "c003", "c005", "c006"]),
        ("Q3", "Is it worth it: a victory, a symbol, or a Pyrrhic victory?", "If Northmark wins, it is likely (71 %) to be a Pyrrhic victory by at least two of three measures. The price exceeds what its own side says the town is worth in most draws.", "low", False, [_p("pyrrhic by exchange", 0.62), _p("pyrrhic by price", 0.74), _p("could fight the same battle again within a year", 0.31, side="attacker")], []),
        ("Q4", "Hold or withdraw, and when? Press on or stop?", "Holding until mid-April and then leaving costs Sudland least over the range of values tried. Holding to the end is better only if the town is worth more than about 4,000 casualties.", "low", False, [_q("regret of holding to the end", "casualties", (-900, 300, 1200, 2400, 5200), side="defender")], ["c011"]),
        ("Q5", "Who can afford it longer?", "Neither side runs out within the horizon in most draws, but Sudland's reserve thins first. Ammunition binds Northmark before manpower does.", "low", False, [_p("reserve exhausted first", 0.58, side="defender"), _q("days until reserves are spent", "days", (60, 110, 190, 330, 700), side="defender")], ["c013", "c015"]),
        ("Q6", "What comes after: what does the fall open, and where is the next line?", "The fall opens the road to Chasy; the next line on the heights west of the canal is prepared. It is unlikely (28 %) that Northmark comes within artillery reach of the next towns by the horizon's end.", "low", False, [_p("next town within artillery reach", 0.28)], []),
        ("Q7", "What of the civilians?", "About 4,500 are left, 48 of them children by the district's count. Most of those who can leave will have left by May.", "moderate", False, [_q("civilians_remaining", "persons", (420, 690, 910, 1200, 1900)), _q("civilians_harmed", "persons", (160, 270, 370, 520, 850))], ["c008", "c009"]),
        ("Q8", "Whom to believe, and what would change our mind?", "Both ministries overstate the other side's losses, by about a factor of two. A dated map of the two western roads would move the first answer most.", "moderate", False, [_q("factor by which claims on the enemy's losses exceed the fused value", "ratio", (1.1, 1.5, 1.9, 2.5, 3.8))], ["c001", "c002", "c014"]),
    ]  # fmt: skip
    answers = [dict(zip(kept, row, strict=True)) for row in rows]
    answers[0] |= {
        "record": "Brier score 0.14 over 261 questions at 90 days; climatology 0.19.",
        "would_change": "A closed western road, or a dated map that shows it open.",
    }
    return answers
