"""Whatever comes in is read or refused in words: file, feature or row, what to write; never a crash or a hang."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import shutil
import sys
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pyrrhus import limits
from pyrrhus.control_map.read import read_maps
from pyrrhus.errors import InputError, Problem
from pyrrhus.skill.sidecar import Sidecar
from support import hostile_seeds as seeds
from support.counting import counted_calls
from support.hostile_inputs import empty, input_of, read_input, write_input
from support.hostile_values import HIDDEN, comb, nested, star

INPUTS, PARTS = 2000, 10
DAY = date(2023, 1, 1)
EAST = seeds.square(30.5, 47.9, 31.0, 48.2)


@pytest.mark.parametrize("part", range(PARTS))
def test_spoiled_inputs_are_read_or_refused_in_words(tmp_path: Path, part: int) -> None:
    found, wrong = Counter[str](), []
    for number in range(part, INPUTS, PARTS):
        write_input(number, tmp_path)
        outcome = read_input(number, tmp_path)
        empty(tmp_path)
        found[outcome] += 1
        if outcome not in ("accepted", "refused"):
            wrong.append(f"{number} ({input_of(number)[0]}): {outcome}")
    assert wrong == []
    assert found["refused"] > 50  # the generator spoils
    assert found["accepted"] > 10  # and not everything


def one_file(folder: Path, name: str, content: bytes | dict[str, Any]) -> str:
    """What is said of a folder of maps with one file in it."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    with pytest.raises(InputError) as raised:
        read_maps(folder)
    return str(raised.value)


def features(*rows: Any, **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "bbox": seeds.BOX, **members, "features": list(rows)}


def shaped(geometry: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"date": str(DAY), "status": "RU"}, "geometry": geometry}


GOOD = seeds.feature(DAY, "RU", EAST)
POINT = {"type": "Polygon", "coordinates": [[[30.5, 48.0], ["x", 48.0], [30.6, 48.1], [30.5, 48.0]]]}


@pytest.mark.parametrize(("content", "words"), [
    (features(GOOD, {"properties": [1], "geometry": None}), "front_x.geojson: feature 2: its properties are no object"),
    (features(GOOD, 5), "feature 2: is no object"),
    (features(shaped([1])), "feature 1: its geometry is a list; write an object"),
    (features(shaped({"type": ["Polygon"]})), "feature 1: its geometry has no type"),
    (features(shaped({"type": "Polygone", "coordinates": EAST})), "feature 1: its geometry has the type Polygone"),
    (features(shaped({"type": "Polygon", "coordinates": {"a": 1}})), "the coordinates of its Polygon are an object"),
    (features(shaped({"type": "Polygon", "coordinates": [7]})), "a ring is a number"),
    (features(shaped(POINT)), "feature 1: a coordinate is the text 'x', not a number; write"),
    (features(shaped({"type": "Polygon", "coordinates": [[[10**400, 1]] * 4]})), "a coordinate is not finite, or huge"),
    (features(shaped({"type": "Polygon", "coordinates": [[[1e999, 1]] * 4]})).__repr__().replace("inf", "1e999")
     .replace("'", '"').encode(), "a coordinate is not finite"),
    (b'{"features": [NaN]}', "holds NaN, which is no number"),
    (features(GOOD, bbox=[10**400, 0, 1, 1]), "is not [west, south, east, north]"),
    (features(seeds.feature(date(9999, 12, 31), "RU", EAST)), "feature 1: no date like 2023-03-01 ('9999-12-31')"),
    (features(shaped({"type": "Polygon", "coordinates": nested(60, True)})), "is nested more than 40 levels deep"),
    (b"[" * 100_000, "is nested more than 40 levels deep"),
    (json.dumps(features(GOOD, name="\xe9"), ensure_ascii=False).encode("latin-1"), "is not UTF-8 (Windows-1252"),
    (json.dumps(features(GOOD)).encode("utf-16"), "is saved as UTF-16; save the file as UTF-8"),
    (b'{"features": [' + b"9" * 5000 + b"]}", "has more than 100 characters"),
    (b"", "is empty"),
])  # fmt: skip
def test_a_file_of_polygons_says_what_is_wrong(tmp_path: Path, content: Any, words: str) -> None:
    assert words in one_file(tmp_path, "front_x.geojson", content)


def test_damaged_and_swollen_gzip_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(json.dumps(features(GOOD)).encode())
    for damaged in (whole[:-9], whole[:30] + b"x" + whole[31:], whole[:12]):
        (tmp_path / "front_x.geojson.gz").write_bytes(damaged)
        with pytest.raises(InputError, match=r"front_x\.geojson\.gz: cannot be unpacked: the gzip file is damaged"):
            read_maps(tmp_path)
    bomb = gzip.compress(b" " * (limits.most("map_bytes") + 1))
    assert len(bomb) < 100_000
    (tmp_path / "front_x.geojson.gz").write_bytes(bomb)
    with pytest.raises(InputError, match="has more than 48 MiB after unpacking; split"):
        read_maps(tmp_path)


def test_null_members_and_double_keys_do_no_harm(tmp_path: Path) -> None:
    document = features(GOOD, shaped(None), crs={"properties": None})
    text = json.dumps(document).replace('{"type": "Feature",', '{"type": 0, "type": "Feature",')
    (tmp_path / "front_x.geojson").write_text(text)
    assert read_maps(tmp_path).first == DAY


@pytest.mark.parametrize(("rings", "words"), [
    ([star(random.Random(1), 4_000)], "feature 1: its outline has more than 5,000,000 pairs"),
    ([star(random.Random(1), 20_000)], "feature 1: its outline has more than 5,000,000 pairs"),
    ([comb(5_000, False, 1.0)], "feature 1: its outline has more than 5,000,000 pairs"),
    ([star(random.Random(1), 1_000)], "feature 1: its outline has more than 50,000 crossings"),
    ([[[30.5, 48.0]] * 200_001], "feature 1: has 200,001 points; the most is 200,000 points"),
])  # fmt: skip
def test_outlines_that_would_take_for_ever_are_refused_at_once(tmp_path: Path, rings: Any, words: str) -> None:
    assert words in one_file(tmp_path, "front_x.geojson", features(seeds.feature(DAY, "RU", rings)))


def test_two_outlines_that_cross_too_often_are_refused_and_few_crossings_are_mended(tmp_path: Path) -> None:
    held, grey = seeds.feature(DAY, "RU", [comb(500, False)]), seeds.feature(DAY, "CONTESTED", [comb(500, True)])
    assert f"held and contested ground of {DAY}" in one_file(tmp_path, "front_x.geojson", features(held, grey))
    assert "has more than" in one_file(
        tmp_path, "front_x.geojson", features(held, {**grey, "properties": held["properties"]})
    )
    wild = features(seeds.feature(DAY, "RU", [star(random.Random(1), 300)]))
    (tmp_path / "front_x.geojson").write_text(json.dumps(wild))
    maps = read_maps(tmp_path)
    assert maps.layers[0].states["RU"][0].is_valid
    assert any("were repaired" in note for note in maps.notes)


@pytest.mark.parametrize(("name", "content", "words"), [
    ("towns.csv", "town,lat,lon\n,48.1,30.5\n", "towns.csv:2: the place has no name; write its name"),
    ("towns.csv", "town,lat,lon\nA,nan,30.5\n", "towns.csv:2: lat 'nan', lon '30.5' is no point"),
    ("towns.csv", "town,lat,lon\nA,48.1\n", "towns.csv:2: the row has 2 fields and the header 3"),
    ("towns.csv", f"town,lat,lon\n{'A' * 200_000},48.1,30.5\n", "towns.csv:2: a cell has more than 32,767 characters"),
    ("towns.csv", f"town,lat,lon{',x' * 300}\n", "towns.csv:1: has 303 columns; the most is 200 columns"),
    ("towns.csv", "town,lat,lon\nA,48.1,30.5\n\n\x00\n", "towns.csv:4: has a NUL byte"),
    ("snapshots.csv", "date_utc\n0001-01-01\n", "snapshots.csv:2: 0001-01-01 lies at an end of the calendar"),
    ("snapshots.csv", "date_utc\n1000-01-01\n2023-01-01\n", "days; the most is 40,000 days"),
    ("place_status_changes.csv", "place,lat,lon,date,status\nA,1e400,30,2023-01-01,UA\n", "is no point on the earth"),
])  # fmt: skip
def test_tables_beside_maps_say_their_line(tmp_path: Path, name: str, content: str, words: str) -> None:
    (tmp_path / name).write_text(content)
    assert words in one_file(tmp_path, "front_x.geojson", features(GOOD))


@pytest.mark.parametrize(("row", "words"), [
    ("A,48.1,30.5,nan", "places.csv:2: population 'nan' is not a number"),
    ("A,48.1,30.5,-4", "places.csv:2: population -4 cannot be; write a number from 0"),
    (f"A,48.1,30.5,{'9' * 400}", "places.csv:2: population"),
    (",48.1,30.5,400", "places.csv:2: the place has no name"),
])  # fmt: skip
def test_a_gazetteer_says_its_line(tmp_path: Path, row: str, words: str) -> None:
    from pyrrhus.control_map.gazetteer import listed_places

    (tmp_path / "front_x.geojson").write_text(json.dumps(features(GOOD)))
    maps = read_maps(tmp_path)
    (tmp_path / "places.csv").write_text(f"name,lat,lon,population\n{row}\n")
    with pytest.raises(InputError) as raised:
        listed_places(maps, tmp_path / "places.csv")
    assert words in str(raised.value)


@pytest.mark.parametrize("damage", [
    {"curve": [0.1]}, {"curve": "x"}, {"curve": None}, {"curve": [[0.0] * 31]}, {"curve": [2.0] * 31}, {"town": 7},
    {"curve": [None] * 31}, {"as_of": "soon"}, {"as_of": 5}, {"gain_km2": [[1.0]]}, {"gain_km2": {"a": 1}},
])  # fmt: skip
def test_a_damaged_line_of_finished_work_is_named(tmp_path: Path, damage: dict[str, Any]) -> None:
    path = tmp_path / "f.progress.jsonl"
    lines = seeds.progress()["f.progress.jsonl"].decode().splitlines()
    lines[2] = json.dumps({**json.loads(lines[2]), **damage})
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(InputError, match=r"progress\.jsonl:3: holds no finished outlook .*; delete this line"):
        Sidecar(path, seeds.FINGERPRINT, days=30)
    del lines[2]
    path.write_text("\n".join(lines) + "\n")
    assert len(Sidecar(path, seeds.FINGERPRINT, days=30).done) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices as POSIX has them")
def test_pipes_and_devices_are_refused_and_not_waited_for(call, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for odd, kind in (("/dev/zero", "a device"), (tmp_path / "pipe", "a pipe")):
        code, _, err = call("read", odd)
        assert code == 2
        assert f"is {kind}, not an ordinary file" in err
        small = Path(shutil.copytree(seeds.SCENARIOS / "small", tmp_path / f"small_{Path(odd).name}"))
        for name in ("scenario.yaml", "claims.csv"):
            (small / name).unlink()
            (small / name).symlink_to(odd)
            code, out, _ = call("check", small)
            assert code == 2
            assert f"{name}: is {kind}" in out
        maps = tmp_path / f"maps_{Path(odd).name}"
        maps.mkdir()
        (maps / "front_x.geojson").symlink_to(odd)
        code, _, err = call("backtest", maps, "--since", "2023-01-01", "--until", "2023-02-01", "--out", "f.csv")
        assert code == 2
        assert "front_x.geojson: is" in err


def test_an_article_is_no_library(call, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("The Romans lost 6,000 men. " * 4_000)
    code, _, err = call("read", "long.txt")
    assert code == 2
    assert "long.txt: has 108,000 characters; the most is 100,000 characters; give one article at a time" in err
    (tmp_path / "large.txt").write_text("x" * (1024 * 1024 + 1))
    code, _, err = call("read", "large.txt")
    assert (code, "; the most is 1 MiB" in err) == (2, True)


@pytest.mark.parametrize(
    "piece", ["A", "9 000 ", "<!--", "<a ", "<a b='", "</", "&#9", "<nav></aside>", "((", "“", "Mr. "]
)
def test_an_article_of_nothing_but_one_piece_is_read_or_refused(call, tmp_path: Path, piece: str) -> None:
    head = "<!doctype html><p>" if piece[0] in "<&" else ""
    size = 900_000 if piece[0] == "<" else 30_000
    (tmp_path / "a.html").write_text(
        f"{head}The Romans lost 6,000 men, Hieronymus said. {piece * (size // len(piece))}"
    )
    code, _, err = call("read", "a.html", "--published", "2023-03-01")
    assert code == 0 or "the most is 100,000 characters" in err


@pytest.mark.parametrize(
    "form",
    [
        "The Romans lost {:,} men. ", "{} killed, {}-{} wounded, 12 per cent of {:,}. ", "{} {} {} {} {} ", "{}, ",
        "On Monday {} Russians and {} Ukrainians died; Ukraine said {}, Russia {}, {} of {} tanks, {} guns, ",
        "{} killed. ", "in Russia Ukrainian Russian ", "since {} days ago in {} to {} May ",
    ],
)  # fmt: skip
def test_an_article_full_of_numbers_is_read_in_steps_that_grow_with_its_length(tmp_path: Path, form: str) -> None:
    from pyrrhus.commands import read_article

    def steps(size: int) -> int:
        rng, text = random.Random(1), ""
        while len(text) < size:
            text += form.format(*(rng.randrange(10, 9999) for _ in range(8)))
        path = tmp_path / f"{size}.txt"
        path.write_text(text[:size])
        with counted_calls() as calls:
            read_article(path, published="2023-03-05")
        return calls()

    steps(1_000)  # word lists are read once
    assert steps(8_000) < 6 * steps(2_000)  # sixteen times where they grow with the square


def test_a_number_without_end_counts_nothing(call, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"The Romans lost {'9' * 400} men, Hieronymus said. &#{'9' * 5000};\n")
    for form in ("table", "jsonl"):
        code, out, err = call("read", "a.txt", "--published", "2023-03-01", "--format", form)
        assert code == 0, err
        assert "inf" not in out.lower()


def test_what_is_imported_loads_whatever_ids_names_and_dates_it_has(tmp_path: Path) -> None:
    from pyrrhus.commands import import_into
    from pyrrhus.scenario.load import load

    table = seeds.field_files()["ucdp"]["ucdp.csv"].decode()
    file = tmp_path / "ucdp.csv"
    sides = {"attacker": "Redland", "defender": "Blueland", "centre": "Town"}
    file.write_text(table.replace("\n1,", f"\n{'(' * 90} é,").replace("\n2,", "\n\u202e 7,"))
    import_into("ucdp", [file], tmp_path / "odd", **sides)
    assert len({claim.id for claim in load(tmp_path / "odd").claims}) == len(load(tmp_path / "odd").claims) > 3
    file.write_text(table.replace("2030-01-31 00", "2030-02-02 00", 1))
    assert import_into("ucdp", [file], tmp_path / "turned", **sides).left_out["its last day is before its first"] > 0
    load(tmp_path / "turned")
    file.write_text(table.replace("2030-02-01 00", "0203-02-01 00", 1).replace("2030-01-31 00", "0203-01-31 00", 1))
    with pytest.raises(InputError, match=r"ucdp\.csv: its dates run from 0203-0\d-\d\d to 2030-0.*ten years; correct"):
        import_into("ucdp", [file], tmp_path / "long", **sides)
    assert not (tmp_path / "long").exists()
    file.write_text(table.replace("2030-02-03;2030-02-05", "9000-02-03"))
    with pytest.raises(InputError, match=r"ucdp\.csv: its dates run from 2030-01-31 to 9000-02-03"):
        import_into("ucdp", [file], tmp_path / "late", **sides)
    assert not (tmp_path / "late").exists()


@pytest.mark.parametrize("odd", ["\x00", "\x1b[2J", "\ud800", "\u202e", "\x85", "\u2028", "\t"])
def test_what_is_imported_holds_no_hidden_signs(tmp_path: Path, odd: str) -> None:
    from pyrrhus.commands import import_into
    from pyrrhus.scenario.load import load

    for name, data in seeds.field_files()["ucdp"].items():
        file, into = tmp_path / name, tmp_path / name.removesuffix(".csv").removesuffix(".json")
        words = data.decode().replace(
            "General Staff", f"General{odd if name[-1] == 'v' else json.dumps(odd)[1:-1]} Staff"
        )
        file.write_bytes(words.encode("utf-8", "replace"))
        import_into("ucdp", [file], into, attacker="Redland", defender="Blueland", centre="Town")
        assert all(source.name.isprintable() for source in load(into).sources)
        shutil.rmtree(into)


@pytest.mark.parametrize("reader", ["rows of an import", "list of places", "workbook"])
def test_a_zip_file_of_too_many_entries_is_refused_before_its_table_is_read(tmp_path: Path, reader: str) -> None:
    from pyrrhus.control_map.place_lists import read_place_list
    from pyrrhus.imports.file_rows import read_file_rows
    from pyrrhus.inputs.refusal import Refused
    from pyrrhus.inputs.workbook_sheets import read_sheets

    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(limits.most("archive_files") + 1):
            packed.writestr(f"xl/{number}.csv", b"")
    read = {"rows of an import": read_file_rows, "list of places": read_place_list, "workbook": read_sheets}[reader]
    with pytest.raises((InputError, Refused), match=f"{limits.most('archive_files'):,}"):
        read(path)


def test_a_damaged_record_of_runs_is_said_and_stays_in_its_folder(tmp_path: Path, monkeypatch) -> None:
    import sqlite3
    from contextlib import closing

    from pyrrhus.runs import store
    from pyrrhus.runs.ends import scenario_of

    path = tmp_path / "runs.sqlite"
    monkeypatch.setenv(store.PLACE, str(path))
    damages = (
        ("document", b"x"),
        ("inputs", '{"../../evil": "a"}'),
        ("scenario", "../up"),
        ("as_of", "soon"),
        ("inputs", "[1]"),
        ("draws", "many"),
        ("document", b""),
    )
    for long in ("1" * 400, "a\x00b"):
        path.write_bytes(seeds.runs()["runs.sqlite"])
        with closing(sqlite3.connect(path)) as base, base:
            base.execute("update run set scenario = ?", (long,))
        with (
            pytest.raises(InputError, match=r"run 1: its files cannot be laid out again"),
            scenario_of(store.find_run(1)),
        ):
            pass
    for column, spoiled in damages:
        path.write_bytes(seeds.runs()["runs.sqlite"])
        assert [run.probability for run in store.list_runs()] == [0.5]
        with closing(sqlite3.connect(path)) as base, base:
            base.execute(f"update run set {column} = ?", (spoiled,))
        for ask in (store.list_runs, lambda: store.find_run(1)):
            with pytest.raises(InputError, match=r"runs\.sqlite: cannot be read .*move it away"):
                ask()


def test_what_a_page_shows_is_read_and_nothing_else() -> None:
    from pyrrhus.reading.web_page import visible_text

    page = (
        "<!DOCTYPE html><head><meta property='og:site_name' content=\"G &amp; H\"><title>no</title></head>"
        "<p title='a>b' class=it's>One &lt; two<br/>5 > 3, a < b</p><!-- no > no --><script>if (a<b) '</p>no'</script>"
        "<nav>no<div>no</nav><svg/>&#8217;s &#99999999999999;<STYLE>p>a{}</STYLE><div>end<b unclosed"
    )
    text, meta = visible_text(page)
    assert "".join(text.split("\n")) == "One < two5 > 3, a < b’s \ufffdend"
    assert meta == {"og:site_name": "G & H"}


def test_what_stands_in_a_problem_is_clean_and_short() -> None:
    problem = Problem(f"a{HIDDEN}\nb", 1, f"{HIDDEN}\n\n{'x' * 5000}", f"write\t{HIDDEN}")
    for text in (str(problem), str(InputError([problem]))):
        assert text.isprintable()
        assert len(text) < 2000
    many = InputError([Problem("f", n, "wrong", "right") for n in range(5000)])
    assert str(many).count("\n") == limits.most("problems_shown")
    assert str(many).endswith("and 4,800 problems more")


def test_every_limit_bites_and_stands_in_the_manual() -> None:
    package = Path(limits.__file__).parent
    code = "\n".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py") if path.name != "limits.py")
    named = (
        r'(?:most|too_much|read_bytes|unpack|read_text_file|files\.read)\(\s*(?:[^()"]*(?:\([^()]*\))?,\s*)?"([a-z_]+)"'
    )
    used = set(re.findall(named, code)) | set(re.findall(r'^LIMIT = "([a-z_]+)"', code, re.M))
    assert used == set(limits.LIMITS)
    manual = (Path(__file__).parents[2] / "docs" / "reference" / "limits.md").read_text(encoding="utf-8")
    assert "<!-- generated: limits -->" in manual
