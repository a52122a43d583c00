"""Layouts of the field's files as other years, countries and programs write them, to the same claims."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pyrrhus.commands import import_into
from pyrrhus.errors import InputError
from pyrrhus.imports.file_rows import read_file_rows
from pyrrhus.scenario.check import check

# Sudan: another war, sides of which one is no country
SIDES = {"attacker": "Rapid Support Forces", "defender": "Sudan"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "battle"
    home.mkdir()
    (home / "scenario.yaml").write_text(
        "title: T\nsides:\n  attacker: {name: Rapid Support Forces}\n  defender: {name: Sudan, adjective: Sudanese}\n"
        "start: 2023-04-15\nas_of: 2024-06-01\ncentre: bara\n",
        encoding="utf-8",
    )
    (home / "places.csv").write_text(
        "id,name,aliases,lat,lon,kind\nbara,Bara,Barah,13.7,30.366,town\num_ruwaba,Um Ruwaba,,13.75,30.5,village\n"
    )
    return home


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, Any]], *, mark: str = ",", bom: bool = False, first: str = "") -> Path:
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        file.write(first)
        writer = csv.DictWriter(file, list(rows[0]), delimiter=mark, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


ACLED_2017 = [
    {
        "GWNO": "625",
        "EVENT_ID_CNTY": "SUD1",
        "EVENT_ID_NO_CNTY": "1",
        "EVENT_DATE": day,
        "YEAR": "2023",
        "TIME_PRECISION": "1",
        "EVENT_TYPE": kind,
        "ACTOR1": actor,
        "ALLY_ACTOR_1": "",
        "INTER1": "2",
        "ACTOR2": "",
        "COUNTRY": "Sudan",
        "ADMIN1": "North Kordofan",
        "LOCATION": "Bara",
        "LATITUDE": "13,7",
        "LONGITUDE": "30,366",
        "GEO_PRECISION": "1",
        "SOURCE": "Radio Dabanga",
        "NOTES": "",
        "FATALITIES": dead,
    }
    for day, kind, actor, dead in (
        ("03/05/2023", "Battle-Non-state actor overtakes territory", "Rapid Support Forces", "4"),
        ("17/05/2023", "Violence against civilians", "Rapid Support Forces", "7"),
    )
]
ACLED_2025 = [
    {
        "event_id_cnty": "SUD1",
        "event_date": day,
        "year": "2023",
        "time_precision": "1",
        "disorder_type": "",
        "event_type": kind,
        "sub_event_type": sub,
        "actor1": "Rapid Support Forces",
        "assoc_actor_1": "",
        "inter1": "Rebel group",
        "civilian_targeting": target,
        "country": "Sudan",
        "location": "Barah",
        "latitude": "13.7000",
        "longitude": "30.3660",
        "geo_precision": "1",
        "source": "Radio Dabanga",
        "fatalities": dead,
        "tags": "",
        "timestamp": "1684800000",
        "population_best": "",
    }
    for day, kind, sub, target, dead in (
        ("2023-05-03", "Battles", "Non-state actor overtakes territory", "", "4"),
        ("2023-05-17", "Violence against civilians", "Attack", "Civilian targeting", "7"),
    )
]


@pytest.mark.parametrize("layout", ["old, semicolons, decimal commas", "new", "workbook", "bars", "sep line"])
def test_acled_of_other_years_and_programs(folder, tmp_path, layout):
    rows = [
        {**row, list(row)[0 if "event_id_cnty" in row else 1]: f"SUD{n}"}
        for n, row in enumerate(ACLED_2017 if layout.startswith("old") else ACLED_2025)
    ]
    path = tmp_path / "events.csv"
    if layout == "workbook":
        openpyxl = pytest.importorskip("openpyxl", reason="needs the extra xlsx")
        book = openpyxl.Workbook()
        book.active.append(list(rows[0]))
        for row in rows:
            book.active.append(list(row.values()))
        book.save(path := tmp_path / "events.xlsx")
    else:
        marks = {"bars": "|", "new": ",", "sep line": "^"}
        write(path, rows, mark=marks.get(layout, ";"), bom=True, first="sep=^\n" if layout == "sep line" else "")
    report = import_into("acled", [path], folder, published="2023-05-23")
    found = {(c["quantity"], c["value"], c["side"], c["place"], c["period_from"]) for c in table(folder, "claims")}
    assert found == {
        ("holds", "yes", "attacker", "bara", "2023-05-03"),
        ("civilians_killed", "7", "", "bara", "2023-05-17"),
    }
    assert report.left_out == {}
    assert {c["said_on"] for c in table(folder, "claims")} == {"2023-05-23"}


def test_days_whose_order_no_row_tells_are_left_and_not_guessed(folder, tmp_path):
    rows = [{**ACLED_2017[1], "EVENT_DATE": "03/05/2023"}, {**ACLED_2017[1], "EVENT_DATE": "04/06/2023"}]
    report = import_into("acled", [write(tmp_path / "a.csv", rows)], folder, published="2023-07-01")
    assert report.added == {}
    assert report.left_out == {"the date or the point cannot be read": 2}
    dotted = [{**row, "EVENT_DATE": row["EVENT_DATE"].replace("/", ".")} for row in rows]
    import_into("acled", [write(tmp_path / "a.csv", dotted[:1])], folder, published="2023-07-01")
    assert table(folder, "claims")[0]["period_from"] == "2023-05-03"  # nobody writes the month first with dots


def test_a_count_that_is_a_thousand_to_some_is_left_and_said(folder, tmp_path):
    rows = [{**ACLED_2025[1], "fatalities": "1.200"}]
    report = import_into("acled", [write(tmp_path / "a.csv", rows)], folder)
    assert report.left_out == {"the figure cannot be read": 1}


def test_degrees_that_were_exchanged_are_asked_about(folder, tmp_path):
    rows = [{**ACLED_2025[1], "latitude": "30.366", "longitude": "13.7"}]
    report = import_into("acled", [write(tmp_path / "a.csv", rows)], folder)
    assert [why for why in report.left_out if "did you swap them?" in why]


UCDP = {
    "id": 400001, "relid": "SUD-2023-1", "year": 2023, "active_year": True, "type_of_violence": 1,
    "side_a": "Government of Sudan", "side_b": "RSF", "source_original": "RSF", "source_date": "2023-05-20",
    "where_prec": 1, "where_coordinates": "Bara town", "latitude": 13.7, "longitude": 30.366, "event_clarity": 1,
    "date_start": "2023-05-17T00:00:00", "date_end": "2023-05-18T00:00:00", "deaths_a": 11, "deaths_b": 0,
    "deaths_civilians": 3, "deaths_unknown": 0, "best": 14, "high": 14, "low": 14,
}  # fmt: skip


@pytest.mark.parametrize("layout", ["interface", "table of another program", "GeoJSON"])
def test_ucdp_of_the_interface_and_of_tables(folder, tmp_path, layout):
    path = tmp_path / "ged.json"
    if layout == "interface":
        path.write_text(json.dumps({"TotalCount": 1, "TotalPages": 1, "NextPageUrl": "", "Result": [UCDP]}))
    elif layout == "GeoJSON":
        bare = {k: v for k, v in UCDP.items() if k not in ("latitude", "longitude")}
        point = {"type": "Point", "coordinates": [30.366, 13.7]}
        feature = {"type": "Feature", "id": 1, "properties": bare, "geometry": point}
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    else:
        row = {
            **UCDP,
            "date_start": "5/17/2023 12:00:00 AM",
            "date_end": "5/18/2023 12:00:00 AM",
            "source_date": "5/20/2023",
            "latitude": "13,7",
            "longitude": "30,366",
        }
        write(path, [row], mark=";")
    import_into("ucdp", [path], folder)
    found = {(c["quantity"], c["side"], c["value"], c["said_on"], c["period_to"]) for c in table(folder, "claims")}
    assert found == {
        ("killed", "defender", "11", "2023-05-20", "2023-05-18"),
        ("civilians_killed", "", "3", "2023-05-20", "2023-05-18"),
    }


def test_viina_of_the_first_version_has_a_column_for_each_time(folder, tmp_path):
    rows = [
        {
            "geonameid": "1",
            "name": "Bara",
            "asciiname": "Bara",
            "alternatenames": "",
            "longitude": "30.366",
            "latitude": "13.7",
            "feature_code": "PPL",
            "ctr_20230501010000": "UA",
            "ctr_20230501200000": "CONTESTED",
            "ctr_20230502010000": "CONTESTED",
            "ctr_20230503010000": "RU",
        },
    ]
    (folder / "import.yaml").write_text(
        "actors:\n- {kind: viina, actor: RU, side: attacker}\n- {kind: viina, actor: UA, side: defender}\n"
    )
    with zipfile.ZipFile(path := tmp_path / "control_latest.zip", "w") as packed:
        packed.write(write(tmp_path / "control_latest.csv", rows), "control_latest.csv")
        packed.writestr("._control_latest.csv", b"\0\5\x16\7")
        packed.writestr("readme.txt", "how to read it")
    import_into("viina", [path], folder)
    assert [(r["date"], r["place"], r["holder"]) for r in table(folder, "control")] == [
        ("2023-05-01", "bara", "contested"),
        ("2023-05-03", "bara", "attacker"),
    ]


def series(count: int, **more: str) -> list[dict[str, str]]:
    return [{"date": f"2023-05-{n:02d}", "personnel": str(1000 + 10 * n), **more} for n in range(1, count + 1)]


@pytest.mark.parametrize("layout", ["ministry's list", "interface", "English names with blanks"])
def test_general_staff_in_the_layouts_of_its_collectors(folder, tmp_path, layout):
    path = tmp_path / "losses.json"
    if layout == "ministry's list":
        row = {
            "date": "2023-05-01",
            "sourceUri": "https://example.org",
            "personnel": 1010,
            "tanks": 20,
            "afvs": 40,
            "artillery": 7,
            "airDefense": 1,
            "rocketSystems": 3,
            "unarmoredVehicles": None,
        }
        path.write_text(json.dumps([row]))
    elif layout == "interface":
        stats = {
            "personnel_units": 1010,
            "tanks": 20,
            "armoured_fighting_vehicles": 40,
            "artillery_systems": 7,
            "mlrs": 3,
        }
        record = {
            "date": "2023-05-01",
            "day": 17,
            "resource": "x",
            "stats": stats,
            "increase": {"personnel_units": 5, "tanks": 1, "artillery_systems": 0, "mlrs": 0},
        }
        path.write_text(json.dumps({"message": "The data were fetched", "data": {"records": [record]}}))
    else:
        row = {
            "Date": "01.05.2023",
            "Personnel": "1 010",
            "Tank": "20",
            "APC": "40",
            "Field Artillery": "7",
            "MRL": "3",
        }
        write(path, [row], mark=";", bom=True)
    import_into("general-staff", [path], folder, side="attacker", since="2023-04-15")
    found = {c["quantity"]: c["value"] for c in table(folder, "claims")}
    assert found == {"casualties": "1010", "tanks_lost": "20", "armoured_vehicles_lost": "40", "guns_lost": "10"}


def test_corrections_and_figures_of_single_days_are_no_totals(folder, tmp_path):
    rows = [{**row, "personnel": str(100 + 37 * n % 50)} for n, row in enumerate(series(12))]
    with pytest.raises(InputError, match="they are no totals"):
        import_into("general-staff", [write(tmp_path / "a.csv", rows)], folder, side="attacker", since="2023-04-15")
    rows = series(12)
    rows[6]["personnel"] = "1030"  # a total that was corrected once
    report = import_into(
        "general-staff", [write(tmp_path / "a.csv", rows)], folder, side="attacker", since="2023-04-15"
    )
    assert report.added["claims.csv"] == 12


def test_equipment_by_model_is_added_up(folder, tmp_path):
    rows = [
        {"equipment": kind, "model": model, "sub_model": "", "losses_total": total, "destroyed": "1"}
        for kind, model, total in (
            ("Tanks", "T-55", 3),
            ("Tanks", "T-72", 2),
            ("Trucks", "KamAZ", 9),
            ("Towed Artillery", "D-30", 4),
        )
    ]
    path = tmp_path / "losses_sudan.json"
    path.write_text(json.dumps(rows))
    import_into("equipment", [path], folder, published="2023-06-01", since="2023-04-15")
    found = {(c["quantity"], c["side"], c["value"]) for c in table(folder, "claims")}
    assert found == {
        ("tanks_lost", "defender", "5"),
        ("armoured_vehicles_lost", "defender", "5"),
        ("guns_lost", "defender", "4"),
    }


def test_displacement_before_places_had_names(folder, tmp_path):
    row = {
        "id": "5",
        "country": "Sudan",
        "iso3": "SDN",
        "latitude": "13.71",
        "longitude": "30.37",
        "centroid": "[13.71, 30.37]",
        "displacement_type": "Conflict",
        "qualifier": "more than",
        "figure": "1500",
        "displacement_date": "2023-05-17",
        "displacement_start_date": "2023-05-17",
        "displacement_end_date": "2023-05-18",
        "year": "2023",
        "event_name": "Sudan: North Kordofan",
        "standard_popup_text": "",
        "created_at": "2023-05-20",
    }
    tags = {key: f"#{key}" for key in row}
    far = {**row, "id": "6", "latitude": "13.5"}
    report = import_into("displacement", [write(tmp_path / "a.csv", [tags, row, far])], folder)
    (claim,) = table(folder, "claims")
    assert (claim["place"], claim["value"], claim["hedge"]) == ("bara", "1500", "at_least")
    assert report.left_out == {"its place has no name, and none of the folder's is near": 1}
    assert not [p for p in check(folder) if p.severity == "error"]


def test_a_new_folder_of_another_war_passes_its_check(tmp_path):
    path = write(tmp_path / "a.csv", ACLED_2017, mark="\t")
    import_into("acled", [path], tmp_path / "bara", published="2023-06-01", **SIDES)
    assert not [p for p in check(tmp_path / "bara") if p.severity == "error"]


def test_the_first_of_two_figures_of_one_name_counts(tmp_path):
    (tmp_path / "a.json").write_text('{"data": {"date": "x", "stats": {"a": 5}, "increase": {"a": 1}}}')
    assert read_file_rows(tmp_path / "a.json").rows == [{"date": "x", "a": "5"}]
