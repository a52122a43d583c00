"""Spoiled inputs for every reader, each made by a number alone, and what a reader makes of one.

The suite runs some of them, `python -m benchmarks.soak_inputs` many more; both are the same inputs for the same number.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import sqlite3
import tempfile
import unicodedata
import warnings
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from pyrrhus.errors import InputError
from support import hostile_seeds as seeds
from support.hostile_gis import spoiled_map
from support.hostile_mutations import (
    make_special,
    spoil_article,
    spoil_bytes,
    spoil_json,
    spoil_rows,
    spoil_yaml,
)
from support.hostile_values import text

SEED = 20230301
Files = dict[str, bytes]
MIB = 1024 * 1024
RUN_COLUMNS = (
    "at", "command", "scenario", "folder", "as_of", "horizon_days", "draws", "seed", "version", "written_to", "inputs",
    "document",
)  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """One way in: a share of all inputs, how one is made, and how it is read to its end."""

    share: int
    make: Callable[[random.Random], Files]
    read: Callable[[Path, random.Random], None]


def input_of(number: int) -> tuple[str, random.Random]:
    """The reader that an input is for, and its own stream of random numbers."""
    rng = random.Random(SEED * 1_000_003 + number)
    names = list(readers())
    return rng.choices(names, [readers()[name].share for name in names])[0], rng


def write_input(number: int, folder: Path) -> str:
    """Write the input of a number into an empty folder; returns the name of its reader."""
    name, rng = input_of(number)
    files = readers()[name].make(rng)
    for file, data in files.items():
        (folder / file).write_bytes(data)
    if rng.random() < 0.01:
        make_special(rng, folder / rng.choice(sorted(files)))
    return name


def read_input(number: int, folder: Path) -> str:
    """Read what `write_input` wrote: "accepted", "refused", or what was wrong with the way it ended."""
    name, rng = input_of(number)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            readers()[name].read(folder, rng)
    except InputError as error:
        return _wrong_words(error) or "refused"
    except Exception as error:
        return f"uncaught {type(error).__name__}: {str(error)[:200]!r} at {_place(error)}"
    return "accepted"


def empty(folder: Path) -> None:
    """Take everything out of a folder."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _wrong_words(error: InputError) -> str:
    """What is wrong with a refusal, empty where it names file and fix in clean words."""
    if not error.problems:
        return "uncaught refusal without a problem"
    for problem in error.problems:
        shown = str(problem)
        if not (problem.file.strip() and problem.what.strip() and problem.fix.strip()):
            return f"uncaught refusal that does not name file, fault and fix: {shown!r}"
        if any(unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") for sign in shown):
            return f"uncaught refusal with hidden characters: {shown!r}"
    return ""


def _place(error: BaseException) -> str:
    trace, place = error.__traceback__, "?"
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if "pyrrhus" in file.parts:
            place = f"{file.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


@cache
def readers() -> dict[str, Reader]:
    """Every reader by name."""
    return {
        "scenario.yaml": Reader(6, _scenario("scenario.yaml"), _read_scenario),
        "tables of a scenario": Reader(12, _scenario(".csv"), _read_scenario),
        "maps: folder of fronts": Reader(14, _folder(seeds.fronts), _read_maps),
        "maps: a file a day": Reader(18, _folder(seeds.daily), _read_maps),
        "maps: one GeoJSON": Reader(24, _folder(seeds.single), _read_single),
        "maps: formats of GIS": Reader(10, spoiled_map, _read_maps),
        "maps: what layers mean": Reader(3, _profile, _read_maps),
        "a file to import": Reader(6, _field_file, _read_field_file),
        "record of runs": Reader(3, _runs, _read_runs),
        "gazetteer and sector": Reader(6, _places, _read_gazetteer),
        "beside a backtest": Reader(11, _progress, _read_progress),
        "article": Reader(6, _article, _read_article),
        "at the desk": Reader(5, _desk, _read_desk),
        "folder of results": Reader(3, _results, _read_results),
        "record of a written folder": Reader(3, _record, _read_record),
    }


def _scenario(ending: str) -> Callable[[random.Random], Files]:
    def make(rng: random.Random) -> Files:
        files = dict(seeds.scenario())
        names = [name for name in files if name.endswith(ending)]
        for name in rng.sample(names, min(len(names), rng.choice((1, 1, 2)))):
            spoil = spoil_yaml if name.endswith(".yaml") else spoil_rows
            files[name] = spoil(rng, files[name]) if rng.random() < 0.8 else spoil_bytes(rng, files[name])
        if rng.random() < 0.02:
            del files[rng.choice(sorted(files))]
        return files

    return make


def _folder(seed: Callable[[], Files]) -> Callable[[random.Random], Files]:
    def make(rng: random.Random) -> Files:
        files = dict(seed())
        for name in rng.sample(sorted(files), min(len(files), rng.choice((1, 1, 2)))):
            files[name] = _spoil_file(rng, name, files[name])
        if rng.random() < 0.03:
            name = rng.choice(sorted(files))
            files[rng.choice(("front_x.geojson", "map_20230230.json", "1672574400.geojson.gz"))] = files.pop(name)
        return files

    return make


def _spoil_file(rng: random.Random, name: str, data: bytes) -> bytes:
    if name.endswith(".csv"):
        return spoil_rows(rng, data) if rng.random() < 0.8 else spoil_bytes(rng, data)
    packed = name.endswith(".gz")
    inner = gzip.decompress(data) if packed else data
    if rng.random() < 0.003:
        inner = _large(rng)
    else:
        inner = spoil_json(rng, inner) if rng.random() < 0.75 else spoil_bytes(rng, inner)
    if not packed:
        return gzip.compress(inner, 1) if rng.random() < 0.05 else inner
    whole = gzip.compress(inner, 1, mtime=0)
    return spoil_bytes(rng, whole) if rng.random() < 0.15 else whole


def _large(rng: random.Random) -> bytes:
    """What is small when packed and large when read: blanks, brackets, numbers, features without end."""
    piece = rng.choice((b" ", b"[", b"[],", b"{},", b"[[[0,0]]],", b'"a",', b'{"type": "Feature"},', b"9"))
    size = rng.choice((1, 8, 60)) * MIB
    return b'{"type": "FeatureCollection", "features": [' + piece * (size // len(piece)) + b"0]}"


def _profile(rng: random.Random) -> Files:
    files = dict(seeds.profile())
    spoil = spoil_yaml if rng.random() < 0.8 else spoil_bytes
    return files | {"map.yaml": spoil(rng, files["map.yaml"])}


def _field_file(rng: random.Random) -> Files:
    name, data = rng.choice(sorted(seeds.field_files()[rng.choice(("acled", "ucdp"))].items()))
    if rng.random() < 0.25:
        return {name: spoil_bytes(rng, data)}
    return {name: spoil_json(rng, data) if name.endswith(".json") else spoil_rows(rng, data)}


def _places(rng: random.Random) -> Files:
    files = dict(seeds.gazetteer())
    name = rng.choice(("places.csv", "places.csv", "towns.csv", "place_status_changes.csv"))
    files[name] = _spoil_file(rng, name, files[name])
    return files


def _progress(rng: random.Random) -> Files:
    name, data = next(iter(seeds.progress().items()))
    if rng.random() < 0.3:
        return {name: spoil_bytes(rng, data)}
    lines = data.split(b"\n")
    at = rng.randrange(len(lines) - 1)
    lines[at] = spoil_json(rng, lines[at])
    return {name: b"\n".join(lines)}


def _article(rng: random.Random) -> Files:
    data = rng.choice(seeds.articles())
    return {"article.txt": spoil_article(rng, data) if rng.random() < 0.8 else spoil_bytes(rng, data)}


def _record(rng: random.Random) -> Files:
    from pyrrhus.files.manifest import MANIFEST, Manifest, sha256_of

    files = {"a": b"1\n", "b": b"2\n"}
    whole = Manifest("soak", {name: sha256_of(data) for name, data in files.items()}).to_bytes()
    spoiled = spoil_json(rng, whole) if rng.random() < 0.7 else spoil_bytes(rng, whole)
    return {**files, MANIFEST: spoiled}


def _runs(rng: random.Random) -> Files:
    data = seeds.runs()["runs.sqlite"]
    if rng.random() < 0.3:
        return {"runs.sqlite": spoil_bytes(rng, data)}
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "runs.sqlite"
        path.write_bytes(data)
        with closing(sqlite3.connect(path)) as base, base:
            for column in rng.sample(RUN_COLUMNS, rng.choice((1, 1, 3))):
                (found,) = base.execute(f"select {column} from run where id = 1").fetchone()
                spoiled = text(rng).encode("utf-8", "replace").decode() if rng.random() < 0.6 else rng.randrange(2**40)
                if isinstance(found, bytes):
                    inner = zlib.decompress(found)
                    inner = spoil_json(rng, inner) if rng.random() < 0.6 else b" " * rng.choice((9, 60 * MIB))
                    spoiled = zlib.compress(inner, 1) if rng.random() < 0.8 else spoil_bytes(rng, found)
                elif column == "inputs" and rng.random() < 0.7:
                    spoiled = spoil_json(rng, found.encode()).decode("utf-8", "replace")
                base.execute(f"update run set {column} = ? where id = 1", (spoiled,))
            if rng.random() < 0.3:
                base.execute("update input set content = ?", (spoil_bytes(rng, zlib.compress(b"id\n")),))
        return {"runs.sqlite": path.read_bytes()}


def _desk(rng: random.Random) -> Files:
    files = dict(seeds.desk())
    name = rng.choice(sorted(files))
    if rng.random() < 0.3:
        files[name] = spoil_bytes(rng, files[name])
    elif name.endswith(".jsonl"):
        lines = files[name].split(b"\n")
        at = rng.randrange(len(lines) - 1)
        lines[at] = spoil_json(rng, lines[at])
        files[name] = b"\n".join(lines)
    else:
        files[name] = spoil_rows(rng, files[name]) if name.endswith(".csv") else spoil_article(rng, files[name])
    return files


def _results(rng: random.Random) -> Files:
    data = seeds.results()["assessment.json"]
    return {"assessment.json": spoil_json(rng, data) if rng.random() < 0.8 else spoil_bytes(rng, data)}


def _read_scenario(folder: Path, rng: random.Random) -> None:
    from pyrrhus import commands
    from pyrrhus.scenario.load import load

    scenario = load(folder)
    commands.count_held_back(scenario)
    if rng.random() < 0.5:
        commands.fuse_claims(scenario)


def _read_maps(folder: Path, rng: random.Random) -> None:
    from pyrrhus.control_map.coverage import split_towns
    from pyrrhus.control_map.maps import Town
    from pyrrhus.control_map.read import read_maps
    from pyrrhus.control_map.shares import town_series

    maps = read_maps(folder)
    for town in (*split_towns(maps)[0][:1], Town("Here", 48.1, 30.5)):
        days = [maps.first, maps.last, maps.last + timedelta(90)]
        found = town_series(maps, town.lat, town.lon, days, discs_km=(1.0,), arcs_km=(5.0,), search_km=6.0)
        assert not ((found.ru < 0.0) | (found.ru > 1.0)).any()
    maps.up_to(maps.last)


def _read_single(folder: Path, rng: random.Random) -> None:
    _read_maps(folder / "maps.geojson" if (folder / "maps.geojson").exists() else folder, rng)


def _read_gazetteer(folder: Path, rng: random.Random) -> None:
    from pyrrhus.control_map.gazetteer import find_town, listed_places, places_round
    from pyrrhus.control_map.read import read_maps
    from pyrrhus.control_map.sector import build_sector

    if rng.random() < 0.1:
        build_sector("Place 3", folder, out=folder / "out", places_csv=folder / "places.csv", radius_km=4.0)
        return
    places = listed_places(read_maps(folder), folder / "places.csv")
    places_round(find_town("Place 3", places), places, radius_km=12.0)


def _read_progress(folder: Path, rng: random.Random) -> None:
    from pyrrhus.skill.backtest import backtest
    from pyrrhus.skill.backtest_options import BacktestFiles, BacktestModel, BacktestQuestions
    from pyrrhus.skill.sidecar import Sidecar

    path = folder / "f.progress.jsonl"
    Sidecar(path, seeds.FINGERPRINT, days=30)
    if rng.random() < 0.01:
        maps = folder / "maps"
        maps.mkdir()
        for name, data in seeds.fronts().items():
            (maps / name).write_bytes(data)
        backtest(
            maps,
            BacktestQuestions(date(2023, 1, 15), date(2023, 2, 26), horizons=(30,)),
            model=BacktestModel(mechanism=lambda maps, town, as_of, days: np.linspace(0.0, 0.5, days + 1)),
            files=BacktestFiles(folder / "f.csv"),
        )


def _read_field_file(folder: Path, rng: random.Random) -> None:
    from pyrrhus import commands
    from pyrrhus.scenario.check import check

    path = next(folder.iterdir())
    commands.import_into(path.stem, [path], folder / "battle", attacker="Redland", defender="Blueland", centre="Town")
    wrong = [problem for problem in check(folder / "battle") if problem.severity == "error"]
    if wrong:
        raise AssertionError(f"what was imported does not load: {wrong[0]}")


def _read_runs(folder: Path, rng: random.Random) -> None:
    from pyrrhus.runs import store
    from pyrrhus.runs.ends import scenario_of

    before = os.environ.get(store.PLACE)
    os.environ[store.PLACE] = str(folder / "runs.sqlite")
    try:
        for run in store.list_runs():
            assert run.probability is None or isinstance(run.probability, float)
            with scenario_of(store.find_run(run.id)) as scenario:
                assert scenario.name
    finally:
        os.environ.pop(store.PLACE)
        if before is not None:
            os.environ[store.PLACE] = before


def _read_article(folder: Path, rng: random.Random) -> None:
    from pyrrhus import commands

    found = commands.read_article(folder / "article.txt", published="2023-03-01")
    json.dumps([draft.to_dict() for draft in found.drafts])


def _read_desk(folder: Path, rng: random.Random) -> None:
    """Decide what lies on the desk by keys at random; nothing that stood in claims.csv may go."""
    from pyrrhus import commands

    ledger = folder / "claims.csv"
    session = commands.open_desk(folder)
    before = ledger.read_bytes() if ledger.is_file() else b""
    for _ in range(min(6, len(session.items))):
        act = rng.randrange(7)
        if act < 3:
            session.accept()
        elif act == 3:
            session.reject()
        elif act == 4:
            session.split(rng.choice(session.item.quote.split() or [""]))
        elif act == 5:
            session.merge()
        else:
            session.edit(rng.choice(("value", "place", "said_on")), text(rng).replace("\ud800", ""))
        if session.next_open(0) is None:
            break
    if before.strip() and not ledger.read_bytes().startswith(before):
        raise AssertionError("rows of claims.csv were lost")
    while session.undo() is not None:
        pass


def _read_results(folder: Path, rng: random.Random) -> None:
    from pyrrhus.runs.ends import find_end

    before = os.environ.get("PYRRHUS_RUNS")
    os.environ["PYRRHUS_RUNS"] = "off"
    try:
        find_end(str(folder))
    finally:
        os.environ.pop("PYRRHUS_RUNS")
        if before is not None:
            os.environ["PYRRHUS_RUNS"] = before


def _read_record(folder: Path, rng: random.Random) -> None:
    from pyrrhus.files.writer import check_folder

    check_folder(folder, "soak")
