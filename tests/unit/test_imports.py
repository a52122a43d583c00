"""The field's files: two layouts of each kind, in the makers' documented columns, to claims that say what they say."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pyrrhus.commands import import_into
from pyrrhus.errors import InputError, RunError
from pyrrhus.files import appending
from pyrrhus.imports import cells_of_rows as read
from pyrrhus.imports.run import KINDS
from pyrrhus.scenario.check import check
from pyrrhus.scenario.load import load

SIDES = {"attacker": "Redland", "defender": "Blueland"}
ACLED = {
    "event_id_cnty": "RED1", "event_date": "01 February 2030", "year": "2030", "time_precision": "1",
    "disorder_type": "Political violence", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Redland (2020-)", "actor2": "Military Forces of Blueland", "civilian_targeting": "",
    "location": "Town", "latitude": "45.0", "longitude": "30.0", "geo_precision": "1",
    "source": "Ministry of Defence of Blueland; A Channel", "notes": "x", "fatalities": "12", "timestamp": "1896393600",
}  # fmt: skip
ATTACK = {"event_id_cnty": "RED2", "event_type": "Violence against civilians", "sub_event_type": "Attack",
          "civilian_targeting": "Civilian targeting", "fatalities": "3", "actor2": "Civilians (Blueland)"}  # fmt: skip
TAKEN = {"event_id_cnty": "RED3", "sub_event_type": "Government regains territory", "fatalities": "0",
         "actor1": "Volunteers", "location": "Northham", "latitude": "45.04"}  # fmt: skip
UCDP = {
    "id": "77", "type_of_violence": "1", "side_a": "Government of Redland", "side_b": "Government of Blueland",
    "source_date": "2030-02-03;2030-02-05", "source_original": "General Staff of Blueland", "where_prec": "1",
    "where_coordinates": "Town town", "latitude": "45.0", "longitude": "30.0", "date_start": "2030-01-31 00:00:00.000",
    "date_end": "2030-02-01 00:00:00.000", "deaths_a": "10", "deaths_b": "5", "deaths_civilians": "2",
    "deaths_unknown": "4", "best": "21", "high": "40", "low": "15",
}  # fmt: skip


def write_csv(path: Path, *rows: dict[str, Any], mark: str = ",") -> Path:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=mark, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def table(folder: Path, name: str) -> dict[str, dict[str, str]]:
    text = (folder / f"{name}.csv").read_text(encoding="utf-8-sig")
    return {row.get("id") or f"{row['date']} {row['place']}": row for row in csv.DictReader(io.StringIO(text))}


def of(row: dict[str, str], *columns: str) -> tuple[str, ...]:
    return tuple(row[column] for column in columns)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A scenario folder by hand: no claims yet, places with an alias, lines ending in CR LF."""
    home = tmp_path / "battle"
    home.mkdir()
    (home / "scenario.yaml").write_text(
        "title: T\nsides:\n  attacker: {name: Redland, adjective: Redlandic}\n  defender: {name: Blueland}\n"
        "start: 2030-01-01\nas_of: 2030-06-01\ncentre: town\n",
        encoding="utf-8",
    )
    (home / "places.csv").write_bytes(
        b"id,name,aliases,lat,lon,kind\r\ntown,Town,Old Town,45.0,30.0,town\r\n"
        b"north,Norham,Northham,45.041,30.0,village\r\n"
    )
    return home


def layouts_of_acled() -> list[tuple[list[dict[str, str]], str]]:
    new = [ACLED, {**ACLED, **ATTACK}, {**ACLED, **TAKEN}]
    gone = ("civilian_targeting", "disorder_type")
    old = [{"data_id": "1", "iso": "1", **{k: v for k, v in row.items() if k not in gone}} for row in new]
    return [(new, ","), ([{**row, "event_date": "2030-02-01"} for row in old], ";")]


@pytest.mark.parametrize(("rows", "mark"), layouts_of_acled())
def test_acled_gives_civilians_killed_and_who_took_a_place_and_no_sides_losses(folder, tmp_path, rows, mark):
    file = write_csv(tmp_path / "acled.csv", *rows, mark=mark)
    report = import_into("acled", [file], folder)
    assert report.rows == 3
    claims = table(folder, "claims")
    assert list(claims) == ["acled.RED2.civilians_killed"]
    row = claims["acled.RED2.civilians_killed"]
    assert of(row, "value", "hedge", "side", "place", "said_on", "period_from", "period_to", "outlet") == (
        "3",
        "at_least",
        "",
        "town",
        "2030-02-04",
        "2030-02-01",
        "2030-02-01",
        "ACLED",
    )
    source = table(folder, "sources")[row["source"]]
    assert of(source, "name", "interest", "default_reliability") == ("Ministry of Defence of Blueland", "defender", "")
    assert report.left_out["fatalities of no side (of both, or of either)"] == 1
    assert report.asked == {"Volunteers": 1}
    # the side of an actor is asked; once it is written, the row that waited comes in, and no other twice
    mapping = (folder / "import.yaml").read_text(encoding="utf-8")
    assert 'actor: "Volunteers", side: }' in mapping
    for waiting in (mapping, mapping.replace("side: }", "side:}")):  # as it is written, and as people write it
        (folder / "import.yaml").write_text(waiting, "utf-8")
        assert import_into("acled", [file], folder).asked == {"Volunteers": 1}
    (folder / "import.yaml").write_text(mapping.replace('"Volunteers", side:', '"Volunteers", side: defender'), "utf-8")
    again = import_into("acled", [file], folder)
    assert again.added == {"claims.csv": 1}
    taken = table(folder, "claims")["acled.RED3.holds"]
    assert of(taken, "quantity", "value", "side", "place") == ("holds", "yes", "defender", "north")
    assert import_into("acled", [file], folder).added == {}
    assert not [p for p in check(folder) if p.severity == "error"]
    assert len(load(folder).claims) == 2


@pytest.mark.parametrize(
    ("precision", "period"), [("2", ("2030-02-01", "2030-02-07")), ("3", ("2030-02-01", "2030-02-28"))]
)
def test_a_day_that_is_known_only_by_week_or_month_is_a_period(folder, tmp_path, precision, period):
    file = write_csv(tmp_path / "a.csv", {**ACLED, **ATTACK, "time_precision": precision})
    import_into("acled", [file], folder)
    (row,) = table(folder, "claims").values()
    assert of(row, "period_from", "period_to") == period


def layouts_of_ucdp() -> list[list[dict[str, str]]]:
    plain = {**UCDP, "date_start": "2030-01-31", "date_end": "2030-02-01", "code_status": "Clear", "where_prec": "2"}
    return [[UCDP], [plain]]


@pytest.mark.parametrize("rows", layouts_of_ucdp())
def test_ucdp_gives_deaths_by_side_as_at_least_so_many(folder, tmp_path, rows):
    region = {**rows[0], "id": "78", "where_prec": "4"}
    late = {**rows[0], "id": "79", "source_date": ""}
    far = {**rows[0], "id": "80", "latitude": "50.0"}
    report = import_into("ucdp", [write_csv(tmp_path / "ged.csv", *rows, region, late, far)], folder)
    claims = table(folder, "claims")
    assert {i: of(c, "quantity", "side", "value", "hedge") for i, c in claims.items()} == {
        "ucdp.77.a": ("killed", "attacker", "10", "at_least"),
        "ucdp.77.b": ("killed", "defender", "5", "at_least"),
        "ucdp.77.c": ("civilians_killed", "", "2", "at_least"),
    }
    assert of(claims["ucdp.77.a"], "said_on", "period_from", "period_to", "place") == (
        "2030-02-05",
        "2030-01-31",
        "2030-02-01",
        "town",
    )
    assert report.left_out["its place is known no better than a region"] == 1
    assert report.left_out["it is not known when it was published: give --published"] == 1
    assert report.left_out["farther away than --within-km"] == 1
    assert report.left_out["deaths of which it is not known whose they are"] == 4
    assert not [p for p in check(folder) if p.severity == "error"]


def layouts_of_general_staff() -> list[tuple[str, str]]:
    rows = [
        {"date": "2030-01-10", "day": 10, "personnel": 5000, "personnel*": "about", "POW": 40},
        {"date": "2030-01-11", "day": 11, "personnel": 5600, "personnel*": "about", "POW": None},
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return [("redland_losses_personnel.csv", out.getvalue()), ("redland_losses_personnel.json", json.dumps(rows))]


@pytest.mark.parametrize(("name", "text"), layouts_of_general_staff())
def test_a_daily_series_is_running_totals_of_the_side_that_the_file_names(folder, tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    import_into("general-staff", [tmp_path / name], folder)
    claims = table(folder, "claims")
    assert set(claims) == {
        "general_staff.attacker.2030-01-10.casualties",
        "general_staff.attacker.2030-01-10.captured",
        "general_staff.attacker.2030-01-11.casualties",
    }
    row = claims["general_staff.attacker.2030-01-11.casualties"]
    assert of(row, "side", "place", "value", "period_from", "period_to", "hedge", "said_on") == (
        "attacker",
        "",
        "5600",
        "2030-01-01",
        "2030-01-11",
        "about",
        "2030-01-11",
    )
    assert of(table(folder, "sources")[row["source"]], "name", "interest") == ("General Staff of Blueland", "defender")
    assert len(load(folder).claims) == 3


def test_totals_of_another_collector_need_their_side_and_first_day(folder, tmp_path):
    file = write_csv(tmp_path / "losses.csv", {"date": "2030-01-10", "personnel": "5000", "tanks": "80", "apv": "200"})
    with pytest.raises(InputError, match="--side"):
        import_into("general-staff", [file], folder)
    assert import_into("general-staff", [file], folder, side="defender").added == {}
    import_into("general-staff", [file], folder, side="defender", since="2030-01-01")
    assert of(table(folder, "claims")["general_staff.defender.2030-01-10.casualties"], "side", "value") == (
        "defender",
        "5000",
    )


OLD_TYPES = {"country": "redland", "equipment_type": "Tanks", "destroyed": "70", "type_total": "90",
             "date_recorded": "2030-03-01"}  # fmt: skip
NEW_TYPES = {"country": "Redland", "type": "Tanks", "destroyed": "70", "total": "90"}


@pytest.mark.parametrize(("row", "key"), [(OLD_TYPES, "equipment_type"), (NEW_TYPES, "type")])
def test_equipment_is_added_up_by_quantity_where_the_vocabulary_has_it(folder, tmp_path, row, key):
    total = "type_total" if key == "equipment_type" else "total"
    guns = {**row, key: "Towed Artillery", total: "7"}, {**row, key: "Self-Propelled Artillery", total: "5"}
    other = {**row, key: "Trucks, Vehicles and Jeeps"}
    file = write_csv(tmp_path / "types.csv", row, *guns, other)
    report = import_into("equipment", [file], folder, since="2030-01-01", published="2030-03-01")
    assert report.left_out["a type that is no tank, armoured vehicle or gun"] == 1
    from pyrrhus.claims.vocabulary import quantities

    if "tanks_lost" in quantities():
        claims = table(folder, "claims")
        assert of(claims["equipment.attacker.2030-03-01.tanks_lost"], "value", "hedge") == ("90", "at_least")
        assert claims["equipment.attacker.2030-03-01.guns_lost"]["value"] == "12"
        assert not [p for p in check(folder) if p.severity == "error"]
    else:
        assert report.left_out["there is no quantity called tanks_lost"] == 1


MOVED = {
    "id": 501, "country": "Blueland", "latitude": 45.001, "longitude": 30.0, "displacement_type": "Conflict",
    "qualifier": "more than", "figure": 1200, "displacement_date": "2030-02-02",
    "displacement_start_date": "2030-02-01", "displacement_end_date": "2030-02-03", "role": "Recommended figure",
    "created_at": "2030-02-06", "locations_name": "Town, Blueland", "source_url": "https://example.org/1",
}  # fmt: skip


@pytest.mark.parametrize("form", ["json", "csv with tags"])
def test_displacement_by_conflict_becomes_civilians_displaced(folder, tmp_path, form):
    flood, other = {**MOVED, "id": 502, "displacement_type": "Disaster"}, {**MOVED, "id": 503, "role": "Triangulation"}
    if form == "json":
        file = tmp_path / "idu.json"
        file.write_text(json.dumps([MOVED, flood, other]), encoding="utf-8")
    else:
        tags = {key: f"#{key}" for key in MOVED}
        file = write_csv(tmp_path / "idu.csv", tags, MOVED, flood, other)
    report = import_into("displacement", [file], folder)
    (row,) = table(folder, "claims").values()
    assert of(row, "quantity", "value", "hedge", "place", "said_on", "period_from", "period_to") == (
        "civilians_displaced",
        "1200",
        "at_least",
        "town",
        "2030-02-06",
        "2030-02-01",
        "2030-02-03",
    )
    assert (report.left_out["displacement by a disaster"], report.rows) == (1, 3)
    assert not [p for p in check(folder) if p.severity == "error"]


@pytest.mark.parametrize("zipped", [False, True])
def test_viina_gives_changes_of_control_where_a_file_beside_it_locates_places(folder, tmp_path, zipped):
    days = {"20300201": "UA", "20300202": "CONTESTED", "20300203": "CONTESTED", "20300204": "RU"}
    rows = [{"geonameid": "9", "date": day, "status_wiki": s, "status": s} for day, s in days.items()]
    control = write_csv(tmp_path / "control_latest_2030.csv", *rows, {**rows[0], "geonameid": "10"})
    if zipped:
        with zipfile.ZipFile(tmp_path / "control.zip", "w") as packed:
            packed.write(control, control.name)
        control = tmp_path / "control.zip"
    events = write_csv(
        tmp_path / "event_info.csv",
        {
            "viina_version": "2",
            "event_id": "1",
            "date": "20300201",
            "geonameid": "9",
            "asciiname": "Town",
            "longitude": "30.0",
            "latitude": "45.0",
            "t_mil_b": "1",
        },
    )
    (folder / "import.yaml").write_text(
        "actors:\n- {kind: viina, actor: RU, side: attacker}\n- {kind: viina, actor: UA, side: defender}\n", "utf-8"
    )
    report = import_into("viina", [control, events], folder)
    assert {key: row["holder"] for key, row in table(folder, "control").items()} == {
        "2030-02-01 town": "defender",
        "2030-02-02 town": "contested",
        "2030-02-04 town": "attacker",
    }
    assert report.left_out["a day on which nothing changed"] == 1
    assert report.left_out["a place whose point is not known: give the events file beside it"] == 1
    assert report.left_out["an event whose labels say neither how many nor who holds what"] == 1
    assert not (folder / "claims.csv").exists()
    assert import_into("viina", [control, events], folder).added == {}


def test_new_weeks_of_a_map_go_behind_those_of_the_folder_and_only_once(tmp_path):
    from pyrrhus.commands import sector

    maps, places = tmp_path / "maps", tmp_path / "places.csv"
    maps.mkdir()
    places.write_text("name,lat,lon\nTown,45.0,30.0\nNorth,45.05,30.0\n", encoding="utf-8")

    def draw(day: str, west: float) -> None:
        ring = [[west, 44.8], [30.4, 44.8], [30.4, 45.2], [west, 45.2], [west, 44.8]]
        shape = {
            "type": "Feature",
            "properties": {"status": "held"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        data = {"type": "FeatureCollection", "bbox": [29.6, 44.8, 30.4, 45.2], "features": [shape]}
        (maps / f"map_{day}.geojson").write_text(json.dumps(data), encoding="utf-8")

    draw("2030-01-07", 30.1)
    draw("2030-01-14", 30.05)
    built = sector("Town", maps, places_csv=places, out=tmp_path / "town")
    before = (built.folder / "control.csv").read_bytes()
    draw("2030-01-21", 30.0)
    draw("2030-01-28", 29.95)
    assert import_into("map", [maps], built.folder, published="2030-01-21").added["control.csv"] > 100
    after = (built.folder / "control.csv").read_bytes()
    assert after.startswith(before)
    assert {row.date for row in load(built.folder).control} == {date(2030, 1, d) for d in (7, 14, 21)}
    assert import_into("map", [maps], built.folder, published="2030-01-21").added == {}
    import_into("map", [maps], built.folder)
    assert max(row.date for row in load(built.folder).control) == date(2030, 1, 28)
    # the same as if the folder had been built from all of them
    whole = sector("Town", maps, places_csv=places, out=tmp_path / "whole")
    last = {row.cell: row.share_0_1 for row in load(built.folder).control}
    assert last == {row.cell: row.share_0_1 for row in load(whole.folder).control}


def test_a_first_assessment_takes_one_command_and_no_cell_by_hand(tmp_path):
    near = [
        {**ACLED, **ATTACK, "event_id_cnty": f"E{n}", "location": f"Village {n}", "latitude": f"{45 + n / 50}"}
        for n in range(1, 5)
    ]
    file = write_csv(tmp_path / "acled.csv", ACLED, ACLED | ATTACK, *near)
    report = import_into("acled", [file], tmp_path / "new", **SIDES)
    assert report.is_new
    assert set(table(tmp_path / "new", "places")) == {"town", "village_1", "village_2", "village_3", "village_4"}
    from pyrrhus.pipeline import assess

    found = assess(tmp_path / "new", draws=40)
    assert found.data["answers"][0]["question"].startswith("Will Town fall")
    # and the second week goes into the same folder
    week = write_csv(tmp_path / "week.csv", {**ACLED, **ATTACK, "event_id_cnty": "W2", "event_date": "2030-02-09"})
    assert import_into("acled", [week], tmp_path / "new").added == {"claims.csv": 1}


def test_what_stands_in_a_file_stays_byte_for_byte(folder, tmp_path):
    old = b"id,said_on,source,quantity,side,place,period_from,period_to,value,unit,hedge,note\r\n"
    old += b'mine,2030-01-05,me,killed,attacker,town,,,5,persons,about,"odd, ""cell"""'
    (folder / "claims.csv").write_bytes(old)
    places = (folder / "places.csv").read_bytes()
    far = {**ACLED, **ATTACK, "event_id_cnty": "N1", "location": "Southham", "latitude": "44.96"}
    import_into("acled", [write_csv(tmp_path / "a.csv", {**ACLED, **ATTACK}, far)], folder)
    assert (folder / "claims.csv").read_bytes().startswith(old + b"\r\n")
    assert (folder / "places.csv").read_bytes().startswith(places)
    assert table(folder, "places")["southham"]["kind"] == "village"
    assert b"\n" not in (folder / "claims.csv").read_bytes().replace(b"\r\n", b"")


def test_a_row_that_was_revised_since_is_kept_and_named(folder, tmp_path):
    import_into("acled", [write_csv(tmp_path / "a.csv", {**ACLED, **ATTACK})], folder)
    before = (folder / "claims.csv").read_bytes()
    report = import_into("acled", [write_csv(tmp_path / "b.csv", {**ACLED, **ATTACK, "fatalities": "9"})], folder)
    assert report.differing == ("acled.RED2.civilians_killed",)
    assert (folder / "claims.csv").read_bytes() == before


@pytest.mark.parametrize("stop", ["claims.csv", "places.csv", "sources.csv"])
@pytest.mark.parametrize("how", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_import_that_stops_leaves_the_folder_as_it_was(folder, tmp_path, monkeypatch, stop, how):
    (folder / "claims.csv").write_text("id,said_on,source,quantity,side,place,period_from,period_to,value,unit,hedge\n")
    (folder / "sources.csv").write_text("id,name,kind\n")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    real = appending.exchange

    def failing(one: Path, other: Path) -> bool:
        if other.name == stop and not failing.done:
            failing.done = True
            raise how
        return real(one, other)

    failing.done = False
    monkeypatch.setattr(appending, "exchange", failing)
    far = {**ACLED, **ATTACK, "event_id_cnty": "N1", "location": "Southham", "latitude": "44.96"}
    with pytest.raises((RunError, KeyboardInterrupt)):
        import_into("acled", [write_csv(tmp_path / "a.csv", far)], folder)
    assert failing.done
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("kind", "row", "says"),
    [
        ("ucdp", ACLED, "import acled"), ("acled", UCDP, "import ucdp"), ("acled", {"a": "1", "b": "2"}, "no column"),
        ("acled", {"type": "x", "features": "y"}, "is a map"), ("aclde", ACLED, "acled"),
        ("displacement", {"iso3": "BLU", "year": "2030"}, "whole country"),
        ("general-staff", {"said_on": "2030-01-01", "quantity": "killed"}, "claims.csv already"),
    ],
)  # fmt: skip
def test_a_wrong_kind_of_file_is_recognised_and_the_right_command_named(folder, tmp_path, kind, row, says):
    with pytest.raises(InputError) as error:
        import_into(kind, [write_csv(tmp_path / "x.csv", row)], folder)
    assert says in str(error.value)
    assert sorted(path.name for path in folder.iterdir()) == ["places.csv", "scenario.yaml"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no columns"), (b"\xff\xfe\x00", "UTF-8"), (b"[1, 2", "JSON"), (b"PK\x03\x04rest", "unpacked"),
        (b"event_id_cnty,b\n1,2,3\n", "3 fields"), (b"{}", "no list"),
        ("event_id_cnty,b\nа,б\n".encode("utf-16-le"), "NUL byte"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words(folder, tmp_path, content, says):
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(InputError, match=says):
        import_into("acled", [tmp_path / "x.csv"], folder)


def test_a_new_folder_needs_to_know_whose_battle_it_is(tmp_path):
    file = write_csv(tmp_path / "acled.csv", ACLED)
    with pytest.raises(InputError, match="--attacker"):
        import_into("acled", [file], tmp_path / "new")
    with pytest.raises(InputError, match="--centre"):
        import_into("acled", [file], tmp_path / "new", centre="Nowhere", **SIDES)
    assert not (tmp_path / "new").exists()
    series = write_csv(tmp_path / "redland.csv", {"date": "2030-01-10", "personnel": "5"})
    with pytest.raises(InputError, match="of no place"):
        import_into("general-staff", [series], tmp_path / "new", **SIDES)


@pytest.mark.parametrize(
    ("text", "says"),
    [("actors: [{kind: a}]", "is no row"), ("actors: [{kind: a, actor: b, side: attaker}]", "attacker"),
     ("other: 1", "more than a list")],
)  # fmt: skip
def test_what_is_wrong_with_the_mapping_is_said(folder, tmp_path, text, says):
    (folder / "import.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        import_into("acled", [write_csv(tmp_path / "a.csv", ACLED)], folder)


@pytest.mark.parametrize(
    ("text", "day"),
    [("01 February 2023", date(2023, 2, 1)), ("01-Feb-2023", date(2023, 2, 1)),
     ("2023-02-01 00:00:00.000", date(2023, 2, 1)), ("20230201", date(2023, 2, 1)),
     ("February 1, 2023", date(2023, 2, 1)), ("01/02/2023", None), ("", None),
     ("2023-02-30", None)],
)  # fmt: skip
def test_days_as_the_files_write_them(text, day):
    assert read.day(text) == day


@pytest.mark.parametrize(("text", "value"), [("12", 12.0), ("1,400", None), ("-3", None), ("nan", None), ("", None)])
def test_numbers_are_read_or_left(text, value):
    assert read.number(text) == value


def test_every_kind_documents_the_columns_that_it_needs():
    for kind in KINDS.values():
        named = {column.name for column in kind.columns}
        assert any(len(layout & named) >= len(layout) / 2 for layout in kind.layouts), kind.name
        assert all(column.becomes for column in kind.columns)


def test_what_cannot_be_read_is_named_with_its_line_and_what_is_many_is_not(folder, tmp_path):
    from pyrrhus.present.imported import tell_import

    battle = {"civilian_targeting": "", "event_type": "Battles", "fatalities": "4"}
    rows = [
        {**ACLED, **ATTACK, "event_id_cnty": "A1", "event_date": "31 February 2030"},
        *({**ACLED, **ATTACK, **battle, "event_id_cnty": f"B{n}"} for n in range(5)),
        {**ACLED, **ATTACK, "event_id_cnty": "A7", "fatalities": "five"},
        {**ACLED, **ATTACK, "event_id_cnty": "A8", "fatalities": "5"},
        {**ACLED, **ATTACK, "event_id_cnty": "A8", "fatalities": "50"},
    ]  # fmt: skip
    report = import_into("acled", [write_csv(tmp_path / "war.csv", *rows)], folder)
    told = "\n".join(tell_import(report))
    assert "the date or the point cannot be read (war.csv:2)" in told
    assert "an earlier row of the same id says otherwise: the last one counts (war.csv:10)" in told
    assert "fatalities of no side (of both, or of either)\n" in told + "\n"  # five of them: no list
    assert table(folder, "claims")["acled.A8.civilians_killed"]["value"] == "50"
