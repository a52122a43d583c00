"""Every check has an example that it finds; a good folder has none to find."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from pyrrhus.claims.vocabulary import quantities
from pyrrhus.errors import InputError
from pyrrhus.scenario.check import catalogue, check
from pyrrhus.scenario.load import bundled, load, read
from pyrrhus.scenario.template import write_new

SMALL = Path(__file__).parents[1] / "scenarios" / "small"
C1 = "c1,2022-12,rome_staff,Plutarch,a spokesman,,killed_per_day,attacker,,2022-11,2022-11,,120,,persons/day,about"
C2_PLACE = "c2,2023-01-10,plutarch,Plutarch,,c1,killed_per_day,attacker,,"
C4 = "c4,2023-02-15,plutarch,Plutarch,,,civilians_remaining,,asculum,2023-02-15,2023-02-15,,4000,,persons,about"

OF_WORKBOOKS = {"workbook", "workbook_cell"}  # tried in test_workbook.py, since no folder has them


# check: edits (file, old text, new text); old None replaces the file, new None removes it, new "dir" makes a folder.
def _lines(*features: str) -> str:
    return f'{{"type": "FeatureCollection", "features": [{", ".join(features)}]}}'


def _feature(properties: str, form: str, coordinates: str) -> str:
    return (
        f'{{"type": "Feature", "properties": {{{properties}}}, '
        f'"geometry": {{"type": "{form}", "coordinates": {coordinates}}}}}'
    )


def _river(lon: float, barrier: str = "true") -> str:
    return _feature(f'"kind": "river", "barrier": {barrier}', "LineString", f"[[{lon}, 39.5], [{lon}, 40.5]]")


EXAMPLES: dict[str, list[tuple[str, str | bytes | None, str | bytes | None]]] = {
    "actor_deadline_passed": [("actors.csv", "2023-06", "2021-06")],
    "actor_twice": [("actors.csv", "attacker,elephants", "attacker,royal_guard")],
    "as_of_before_start": [("scenario.yaml", "as_of: 2023-03-01", "as_of: 2022-03-01")],
    "bank_without_control": [("lines.geojson", None, _lines(_river(-40.1)))],
    "bridge_off_barrier": [
        (
            "lines.geojson",
            None,
            _lines(_river(-40.1, "false"), _feature('"kind": "bridge"', "Point", "[-40.1, 40.0]")),
        )
    ],
    "axes_gap": [("scenario.yaml", "from_deg: 60, to_deg: 180", "from_deg: 60, to_deg: 170")],
    "axes_overlap": [("scenario.yaml", "from_deg: 60, to_deg: 180", "from_deg: 50, to_deg: 180")],
    "axis_id_twice": [("scenario.yaml", "id: south_west", "id: east")],
    "axis_without_width": [("scenario.yaml", "from_deg: 60, to_deg: 180", "from_deg: 180, to_deg: 180")],
    "campaign_too_long": [("scenario.yaml", "start: 2022-08-01", "start: 1922-08-01")],
    "cell_choice": [("places.csv", ",village,800", ",vilage,800")],
    "cell_count": [("places.csv", "town,20000", "town,20.000")],
    "cell_date": [("forces.csv", "2023-03-15", "15.03.2023")],
    "cell_empty": [("places.csv", "heraclea,Heraclea", "heraclea,")],
    "cell_id": [("places.csv", "heraclea,Heraclea", "hera clea,Heraclea")],
    "cell_number": [("places.csv", "town,20000", 'town,"20,000"')],
    "cell_range": [("forces.csv", "elephants,assault,3000", "elephants,assault,-3000")],
    "cell_yes_no": [("routes.csv", "27,no", "27,perhaps")],
    "centre_is_height": [("scenario.yaml", "centre: asculum", "centre: hill_210")],
    "centre_known_late": [
        ("places.csv", "elevation_m,note", "elevation_m,known_on"),
        ("places.csv", "150,made up", "150,2024"),
        ("places.csv", '"a note, with a comma"', ""),
    ],
    "centre_unknown": [("scenario.yaml", "centre: asculum", "centre: asculm")],
    "centre_without_population": [("places.csv", "town,20000", "town,")],
    "centre_without_route": [("routes.csv", "asculum,", "tarentum,")],
    "civilians_given_twice": [("scenario.yaml", "civilians:", "civilians:\n  civilians_share_0_1: 0.2")],
    "civilians_past_population": [("scenario.yaml", "{claims: civilians_remaining}", "400000")],
    "claim_category": [("claims.csv", ",,yes,,,,asserts", ",,maybe,,,,asserts")],
    "claim_category_with_numbers": [("claims.csv", ",,yes,,,,asserts", ",3,yes,,,,asserts")],
    "claim_counts_from_late": [
        ("claims.csv", "url,note", "url,counts_from"),
        ("claims.csv", "relays c1", "2024-01-01"),
    ],
    "claim_counts_from_unneeded": [
        ("claims.csv", "url,note", "url,counts_from"),
        ("claims.csv", "relays c1", "2022-01-01"),
    ],
    "claim_derived_circular": [
        ("claims.csv", "c1,2022-12,rome_staff,Plutarch,a spokesman,,", "c1,2022-12,rome_staff,Plutarch,a spokesman,c2,")
    ],
    "claim_derived_earlier": [("claims.csv", "c2,2023-01-10", "c2,2022-12-10")],
    "claim_derived_unknown": [("claims.csv", ",c1,killed", ",c99,killed")],
    "claim_front_with_place": [
        ("claims.csv", "url,note", "url,scope"),
        ("claims.csv", "relays c1", "front"),
        ("claims.csv", C2_PLACE, C2_PLACE.replace("attacker,,", "attacker,asculum,")),
    ],
    "claim_hedge_missing": [("claims.csv", "persons/day,about", "persons/day,")],
    "claim_hedge_number": [("claims.csv", "persons/day,about", "persons/day,between")],
    "claim_id_twice": [("claims.csv", "c2,2023", "c1,2023")],
    "claim_known_before_said": [
        ("claims.csv", "url,note", "url,known_on"),
        ("claims.csv", "relays c1", "2022-01-01"),
        ("claims.csv", '"says ""<b>we hold</b>"""', ""),
    ],
    "claim_low_high": [("claims.csv", "100,,140", "140,,100")],
    "claim_negative": [("claims.csv", ",120,,persons/day", ",-120,,persons/day")],
    "claim_period_order": [("claims.csv", "2022-08-01,2023-01-31", "2023-01-31,2022-08-01")],
    "claim_said_before_period": [("claims.csv", "c4,2023-02-15", "c4,2022-02-15")],
    "claim_share_past_one": [
        (
            "claims.csv",
            C1,
            C1.replace("killed_per_day", "front_share").replace("persons/day", "share").replace("120", "12"),
        )
    ],
    "claim_side_missing": [("claims.csv", C1, C1.replace("attacker", ""))],
    "claim_side_unneeded": [("claims.csv", C4, C4.replace("remaining,,", "remaining,attacker,"))],
    "claim_total_without_period": [("claims.csv", "2022-08-01,2023-01-31", ",")],
    "claim_unit": [("claims.csv", ",120,,persons/day", ",120,,persons/week")],
    "claim_unknown_place": [("claims.csv", C4, C4.replace("asculum", "Ascoli"))],
    "claim_unknown_actor": [("claims.csv", "url,note", "url,actor"), ("claims.csv", "relays c1", "elefants")],
    "claim_unconfirmed": [("claims.csv", None, "id,said_on,source,quantity,confirmed\nx,,,,no\n")],
    "claim_unknown_quantity": [("claims.csv", C1, C1.replace("killed_per_day", "kiled_per_day"))],
    "claim_unknown_source": [("claims.csv", C1, C1.replace("rome_staff", "rome_stuff"))],
    "claim_url": [("claims.csv", "https://example.org/1", "example.org/1")],
    "claim_value_not_number": [("claims.csv", ",120,,persons/day", ",many,,persons/day")],
    "claim_value_outside": [("claims.csv", "100,,140", "100,150,140")],
    "control_cell_or_place": [("control.csv", ",,tarentum", ",c4,tarentum")],
    "control_missing_at_start": [("control.csv", "2022-08-01", "2022-09-01")],
    "control_shares_past_one": [
        (
            "control.csv",
            "2022-12-15,,asculum_east,attacker,0.4,made up",
            "2022-12-15,,asculum_east,attacker,0.4,x\n2022-12-15,,asculum_east,contested,0.7,x",
        )
    ],
    "control_twice": [("control.csv", "2023-02-20", "2022-12-15")],
    "control_unknown_place": [("control.csv", ",tarentum", ",tarentm")],
    "control_without_front": [("control.csv", None, "date,cell,place,holder\n2022-08-01,,asculum,defender\n")],
    "csv_quotes": [("routes.csv", "A1,national,27", '"A1,national,27')],
    "csv_separator": [("sources.csv", None, "id;name;kind\na;b;c\n")],
    "event_finer_than_cells": [("events.csv", "disc:asculum:1", "disc:asculum:0.2")],
    "event_geometry": [("events.csv", "disc:asculum:1", "disk:asculum:1")],
    "event_holds_past_horizon": [("events.csv", "0.95,14", "0.95,140")],
    "event_id_twice": [("events.csv", "wards,the", "falls,the")],
    "event_main_known_late": [("events.csv", "hold_days,map", "hold_days,known_on"), ("events.csv", "made up", "2024")],
    "event_main_missing": [("scenario.yaml", "event: falls\n", "")],
    "event_main_unknown": [("scenario.yaml", "event: falls", "event: fall")],
    "event_outside_tiling": [("events.csv", "disc:asculum:1", "disc:asculum:17")],
    "event_unknown_place": [("events.csv", "disc:asculum:1", "disc:nowhere:1")],
    "file_empty": [("routes.csv", None, " \n")],
    "file_is_directory": [("routes.csv", None, "dir")],
    "file_missing": [("places.csv", None, None)],
    "file_misspelt": [("claim.csv", None, "id\n"), ("claims.csv", None, None)],
    "file_not_utf8": [("places.csv", None, b"id,name,lat,lon,kind\na,It\x92s,40,-40,town\n")],
    "file_nul_bytes": [("places.csv", None, b"id,name,lat,lon,kind\na,b\x00,40,-40,town\n")],
    "file_too_large": [("scenario.yaml", None, "# " + "x" * 5_000_000)],
    "file_unknown": [("weather.csv", None, "id\n")],
    "file_unreadable": [("routes.csv", None, "loop")],
    "file_utf16": [("places.csv", None, "id,name".encode("utf-16"))],
    "force_actor_misspelt": [("forces.csv", "attacker,royal_guard", "attacker,royal_gaurd")],
    "force_actor_of_other_side": [("forces.csv", "attacker,royal_guard", "attacker,legion_one")],
    "force_arrives_late": [("forces.csv", "2023-03-15", "2033-03-15")],
    "force_low_high": [("forces.csv", "12000,9000,16000", "12000,13000,16000")],
    "force_of_nobody": [("forces.csv", "assault,3000", "assault,0")],
    "force_too_large": [("forces.csv", "12000,9000,16000", "12000,9000,16000000")],
    "force_twice": [
        (
            "forces.csv",
            "defender,legion_one,the first legion,regular,8000,6000,10000,,asculum,,made up,\n",
            "defender,x,legion,regular,1,,,,asculum,,,\ndefender,x,legion,regular,2,,,,asculum,,,\n",
        )
    ],
    "force_unknown_axis": [("forces.csv", ",east,", ",eest,")],
    "force_unknown_place": [("forces.csv", ",,asculum,", ",,ascullum,")],
    "header_duplicate_column": [("sources.csv", "interest,default", "kind,default")],
    "header_missing_column": [("sources.csv", None, "id,name\na,b\n")],
    "header_unknown_column": [("sources.csv", "interest,default", "intrest,default")],
    "header_unnamed_column": [("sources.csv", "interest,default", ",default")],
    "limit": [("routes.csv", "A1,national,27", "A1,national,27" + "0" * 40_000)],
    "line_off_map": [
        ("lines.geojson", None, _lines(_feature('"kind": "coast"', "LineString", "[[40, -40], [40.1, -40]]")))
    ],
    "lines_feature": [
        ("lines.geojson", None, _lines(_feature('"kind": "lake"', "LineString", "[[-40, 40], [-40, 41]]")))
    ],
    "lines_unreadable": [("lines.geojson", None, "{")],
    "parameter_absent": [("scenario.yaml", "{lognormal: {median: 1.5, factor90: 2}}", "none")],
    "parameter_bounds": [("scenario.yaml", "median: 1.5", "median: 1500")],
    "parameter_claims_other_thing": [("scenario.yaml", "{claims: killed_per_day}", "{claims: casualties_per_day}")],
    "change_unknown_road": [
        ("scenario.yaml", "parameters:", "changes:\n  - {from: 1721-07-05, road: via_nova}\nparameters:")
    ],
    "parameter_claims_place": [
        ("scenario.yaml", "{claims: killed_per_day}", "{claims: {quantity: killed_per_day, place: rom}}")
    ],
    "parameter_claims_quantity": [("scenario.yaml", "{claims: killed_per_day}", "{claims: killed_a_day}")],
    "parameter_clipped": [("scenario.yaml", "{lognormal: {median: 1.5, factor90: 2}}", "{normal: {mean: 1, sd: 3}}")],
    "parameter_distribution": [
        ("scenario.yaml", "{lognormal: {median: 1.5, factor90: 2}}", "{lognorm: {median: 1.5}}")
    ],
    "parameter_section": [("scenario.yaml", "parameters:", "parameters:\n  attacker_place_value: 3")],
    "parameter_unknown": [("scenario.yaml", "exchange_ratio:", "exchange_rate:")],
    "parameter_without_claims": [
        ("scenario.yaml", "parameters:", "parameters:\n  defender_shells_per_day: {claims: shells_per_day}")
    ],
    "place_alone": [("places.csv", None, "id,name,lat,lon,kind\nasculum,Asculum,40,-40,town\n")],
    "place_id_twice": [("places.csv", "heraclea,Heraclea", "beneventum,Heraclea")],
    "place_name_ambiguous": [("places.csv", "heraclea,Heraclea", "heraclea,Tarentum")],
    "place_outside_sector": [("places.csv", "40.090,-40.010", "-40.010,40.090")],
    "place_same_point": [("places.csv", "39.920,-40.020", "40.090,-40.010")],
    "places_thin": [("scenario.yaml", "radius_km: 16", "radius_km: 40")],
    "policy_assumed_known_late": [
        ("scenario.yaml", "{id: press, do: press}", "{id: press, do: press, known_on: 2024}")
    ],
    "policy_both_idle": [("scenario.yaml", "{id: press, do: press}", "{id: wait, do: pause_until, date: 2024-05-01}")],
    "policy_condition": [
        ("scenario.yaml", "{id: hold, do: hold}", "{id: hold, do: hold, until: {road_closed: A11}, then: {do: hold}}")
    ],
    "policy_contradiction": [
        (
            "scenario.yaml",
            "{id: hold, do: hold}",
            "{id: hold, do: hold, until: {date: 2023-04-20}, then: {do: withdraw_on, date: 2023-04-01}}",
        )
    ],
    "policy_date_passed": [("scenario.yaml", "2023-03-20", "2023-02-20")],
    "policy_id_twice": [("scenario.yaml", "id: pause,", "id: press,")],
    "policy_never_triggers": [("scenario.yaml", "2023-04-01", "2024-04-01")],
    "policy_parts": [("scenario.yaml", "{id: hold, do: hold}", "{id: hold, do: hold, then: {do: hold}}")],
    "policy_settings": [("scenario.yaml", "do: withdraw_on, date: 2023-03-20", "do: withdraw_on, day: 2023-03-20")],
    "policy_triggers_at_once": [("scenario.yaml", "supply_below: 0.2", "supply_below: 1")],
    "policy_twice": [("scenario.yaml", "{id: hold, do: hold}", "{id: hold, do: hold}\n    - {id: stay, do: hold}")],
    "policy_unknown": [("scenario.yaml", "do: press}", "do: pres}")],
    "route_over_barrier": [("lines.geojson", None, _lines(_river(-39.93)))],
    "route_to_itself": [("routes.csv", "asculum,rome_gate", "asculum,asculum")],
    "route_too_long": [("routes.csv", "national,27,", "national,27000,")],
    "route_too_short": [("routes.csv", "national,27,", "national,17,")],
    "route_twice": [("routes.csv", "heraclea,rome_gate,B3", "heraclea,asculum,B2")],
    "route_unknown_place": [("routes.csv", "asculum,rome_gate", "asculum,rome_gat")],
    "routes_disconnected": [("routes.csv", "asculum_east,tarentum,A1,national,,no,documented,\n", "")],
    "row_field_count": [("sources.csv", "outlet,,B", "outlet,,B,,")],
    "season_all_year": [("scenario.yaml", "{from: 03-01, to: 04-15}", "{from: 01-01, to: 12-31}")],
    "season_date_invalid": [("scenario.yaml", "to: 04-15", "to: 04-31")],
    "seasons_overlap": [("scenario.yaml", "to: 04-15}", "to: 04-15}\n  - {from: 04-01, to: 05-01}")],
    "side_without_forces": [("forces.csv", "defender,legion_one", "attacker,")],
    "side_without_supply_source": [("scenario.yaml", "  attacker: [epirus_gate]\n", "")],
    "sides_of_one_name": [("scenario.yaml", "name: Rome", "name: Epirus")],
    "source_id_twice": [("sources.csv", "rome_staff,", "plutarch,")],
    "source_kind_misspelt": [("sources.csv", "ministry,attacker", "minstry,attacker")],
    "sources_missing": [("sources.csv", None, None)],
    "supply_source_shared": [("scenario.yaml", "attacker: [epirus_gate]", "attacker: [rome_gate]")],
    "supply_source_unknown": [("scenario.yaml", "attacker: [epirus_gate]", "attacker: [epirus gate]")],
    "supply_source_without_route": [("scenario.yaml", "attacker: [epirus_gate]", "attacker: [hill_210]")],
    "table_no_rows": [("places.csv", None, "id,name,lat,lon,kind\n")],
    "tiling_cell_too_large": [("scenario.yaml", "{radius_km: 16, cell_km: 2}", "{radius_km: 16, cell_km: 20}")],
    "tiling_fine_cell_too_large": [("scenario.yaml", "cell_km: 2}", "cell_km: 2, fine_cell_km: 3}")],
    "tiling_fine_radius_too_large": [("scenario.yaml", "cell_km: 2}", "cell_km: 2, fine_radius_km: 20}")],
    "tiling_too_many_cells": [("scenario.yaml", "cell_km: 2}", "cell_km: 0.3}")],
    "title_is_placeholder": [("scenario.yaml", "The siege of Asculum", "TODO")],
    "yaml_depth": [("scenario.yaml", "A made-up battle.", "[" * 60 + "]" * 60)],
    "yaml_duplicate_key": [("scenario.yaml", "horizon_days: 90", "title: again")],
    "yaml_empty_value": [("scenario.yaml", "horizon_days: 90", "horizon_days:")],
    "yaml_missing_key": [("scenario.yaml", "centre: asculum\n", "")],
    "yaml_root": [("scenario.yaml", None, "- a\n- b\n")],
    "yaml_syntax": [("scenario.yaml", "A made-up battle.", '"A made-up battle.')],
    "yaml_tabs": [("scenario.yaml", "  attacker: {name", "\tattacker: {name")],
    "yaml_tag": [("scenario.yaml", "A made-up battle.", "!!python/object x")],
    "yaml_type": [("scenario.yaml", "A made-up battle.", "[a, b]")],
    "yaml_unknown_key": [("scenario.yaml", "horizon_days: 90", "horizon: 90")],
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "small"))


def edit(folder: Path, file: str, old: str | bytes | None, new: str | bytes | None) -> None:
    path = folder / file
    if old is None:
        path.unlink(missing_ok=True)
        if new == "dir":
            path.mkdir()
        elif new == "loop":
            path.symlink_to(path.name)
        elif new is not None:
            path.write_bytes(new if isinstance(new, bytes) else new.encode())
        return
    text = path.read_text(encoding="utf-8")
    assert old in text, (file, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_small_folder_is_good() -> None:
    assert check(SMALL) == []


def test_a_new_folder_is_good(tmp_path: Path) -> None:
    assert check(write_new("siege_of_rhegium", tmp_path / "new")) == []
    scenario = load(tmp_path / "new")
    assert scenario.file.title == "siege_of_rhegium"
    assert len(scenario.claims) == 5


def test_a_new_folder_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError):
        write_new("mine", tmp_path)
    with pytest.raises(InputError):
        write_new("../mine", tmp_path / "x")
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_bundled_scenarios_load() -> None:
    for entry in bundled():
        found, problems = read(entry.name)
        assert found is not None, [str(p) for p in problems if p.severity == "error"]


def test_every_check_has_an_example() -> None:
    assert {entry.name for entry in catalogue()} == set(EXAMPLES) | OF_WORKBOOKS


def test_every_check_says_what_it_finds_and_how_to_mend_it() -> None:
    assert all(entry.finds and entry.fix for entry in catalogue())
    assert len(catalogue()) >= 60


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_check_finds_its_example(name: str, small: Path) -> None:
    for file, old, new in EXAMPLES[name]:
        edit(small, file, old, new)
    problems = check(small)
    found = [problem for problem in problems if problem.check == name]
    assert found, [f"{p.check}: {p}" for p in problems]
    assert all(problem.file and problem.what and problem.fix for problem in problems)
    severity = next(entry.severity for entry in catalogue() if entry.name == name)
    assert {problem.severity for problem in found} == {severity}
    if severity == "error":
        with pytest.raises(InputError) as raised:
            load(small)
        assert name in {problem.check for problem in raised.value.problems}
    elif all(problem.severity == "warning" for problem in problems):
        assert load(small).places


def test_all_problems_come_at_once(small: Path) -> None:
    names = ["claim_unit", "route_to_itself", "policy_unknown", "parameter_unknown", "force_low_high"]
    for name in names:
        for file, old, new in EXAMPLES[name]:
            edit(small, file, old, new)
    assert set(names) <= {problem.check for problem in check(small)}


def test_problems_name_the_line_and_the_nearest_name(small: Path) -> None:
    edit(small, "scenario.yaml", "exchange_ratio:", "exchange_rate:")
    edit(small, "claims.csv", C4, C4.replace("asculum", "Ascoli"))
    by_check = {problem.check: problem for problem in check(small)}
    unknown = by_check["parameter_unknown"]
    assert (small / "scenario.yaml").read_text().splitlines()[unknown.line - 1].strip().startswith("exchange_rate:")
    assert unknown.fix == "write exchange_ratio"
    assert by_check["claim_unknown_place"].line == 5
    assert by_check["claim_unknown_place"].fix == "write its id, asculum"


def test_one_bad_cell_does_not_call_for_unknown_ids(small: Path) -> None:
    edit(small, "places.csv", "town,20000", "town,lots")
    assert [problem.check for problem in check(small)] == ["cell_number"]


def test_only_scenario_and_places_are_needed(small: Path) -> None:
    for path in small.glob("*.csv"):
        if path.name != "places.csv":
            path.unlink()
    edit(small, "scenario.yaml", "event: falls\n", "")
    assert len(load(small).places) == 8


def test_html_in_a_name_is_kept_as_text(small: Path) -> None:
    name = '<script>alert("1")</script>'
    edit(small, "places.csv", "heraclea,Heraclea", 'heraclea,"<script>alert(""1"")</script>"')
    assert load(small).place("heraclea").name == name


def test_unknown_scenarios_suggest_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither a folder"):
        load("no_such_town")
    for entry in bundled():
        with pytest.raises(InputError, match=f"write {entry.name}"):
            load(entry.name[:-1])
    with pytest.raises(InputError, match=r"has no scenario\.yaml"):
        load(tmp_path)
    with pytest.raises(InputError):
        load("a\x00b")


def test_hashes_are_those_of_the_bytes(small: Path) -> None:
    import hashlib

    found = load(small).inputs_sha256
    assert set(found) == {path.name for path in SMALL.iterdir()}
    assert found["places.csv"] == hashlib.sha256((small / "places.csv").read_bytes()).hexdigest()


def test_quoted_days_are_days_and_far_days_are_no_fault(small: Path) -> None:
    edit(small, "scenario.yaml", "as_of: 2023-03-01", 'as_of: "2023-03-01"')
    edit(small, "scenario.yaml", "date: 2023-03-20", 'date: "2023-03-20"')
    assert check(small) == []
    edit(small, "scenario.yaml", 'as_of: "2023-03-01"', "as_of: 9999-12-31")
    assert "campaign_too_long" in {problem.check for problem in check(small)}


def test_one_empty_parameter_does_not_hide_the_others(small: Path) -> None:
    edit(small, "scenario.yaml", "{lognormal: {median: 1.5, factor90: 2}}", "")
    edit(small, "scenario.yaml", "artillery_reach_km", "artilery_reach_km")
    assert {problem.check for problem in check(small)} == {"yaml_empty_value", "parameter_unknown"}


def test_messages_hold_nothing_that_a_terminal_obeys(small: Path) -> None:
    odd = "\x1b[31mred\x1b[0m\u202e"
    edit(small, "claims.csv", C4, C4.replace("asculum", odd).replace("plutarch", odd))
    edit(small, "places.csv", "id,name,aliases", f"id,name,{odd}")
    (small / f"{odd}.csv").write_text("x\n")
    edit(small, "scenario.yaml", "horizon_days: 90", 'horizon_days: 90\n"\\e[31mred": 1')
    edit(small, "scenario.yaml", "exchange_ratio:", '"\\e[31mred":')
    problems = check(small)
    assert len(problems) >= 5
    assert all(str(problem).isprintable() for problem in problems)


@pytest.mark.parametrize("writing", ["1.400", "30.000", "1.234.567", "+1.400", "999.999"])
@pytest.mark.parametrize("column", ["low", "value", "high"])
@pytest.mark.parametrize("quantity", ["killed", "shells_per_day", "guns_lost", "main_roads_controlled"])
def test_a_count_with_points_is_refused_in_every_column(
    tmp_path: Path, writing: str, column: str, quantity: str
) -> None:
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder)
    unit = quantities()[quantity].unit
    cells = {"low": "", "value": "", "high": "", column: writing}
    hedge = {"low": "at_least", "value": "exactly", "high": "up_to"}[column]
    numbers = f"{cells['low']},{cells['value']},{cells['high']}"
    row = f"x,2023-02-01,plutarch,{quantity},attacker,2023-01-01,{numbers},{unit},{hedge}"
    header = "id,said_on,source,quantity,side,period_from,low,value,high,unit,hedge"
    (folder / "claims.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    problems = [p for p in check(folder) if p.severity == "error" and p.file == "claims.csv"]
    assert [(p.line, p.what.split(" ")[0]) for p in problems] == [(2, column)]
    assert writing.replace(".", "").lstrip("+") in problems[0].fix.replace("+", "")
    if writing.count(".") == 1:
        assert problems[0].check == "cell_count"
        assert f"{float(writing):g}" in problems[0].fix


def test_what_is_measured_and_not_counted_may_have_three_decimals(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder)
    header = "id,said_on,source,quantity,side,period_from,value,unit,hedge"
    rows = (
        "a,2023-02-01,plutarch,area_gained,attacker,2023-01-01,1.400,km2,exactly",
        "b,2023-02-01,plutarch,exchange_ratio_killed,,2023-01-01,1.400,ratio,exactly",
        "c,2023-02-01,plutarch,killed,attacker,2023-01-01,0.400,persons,exactly",
    )
    (folder / "claims.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    assert not [p for p in check(folder) if p.severity == "error" and p.file == "claims.csv"]


LAST = "  civilians_remaining: {claims: civilians_remaining}"
SYMBOL = "  attacker_symbol_0_1: {beta: {mean: 0.7, size: 6}}"


def problems_with(tmp_path: Path, old: str, new: str) -> list[Any]:
    """What is refused as a count that can be read in two ways, with a line of the small scenario put in another way."""
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder)
    edit(folder, "scenario.yaml", old, new)
    return [p for p in check(folder) if p.check == "cell_count"]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (LAST, "  civilians_remaining: 30.000", "civilians.civilians_remaining"),
        (
            LAST,
            "  civilians_remaining: {lognormal: {median: 1.400, factor90: 2}}",
            "civilians.civilians_remaining.lognormal.median",
        ),
        (SYMBOL, "  attacker_place_value:\n    uniform: [1.200, 9000]", "values.attacker_place_value.uniform[0]"),
    ],
)
def test_a_count_in_the_scenario_that_can_be_read_in_two_ways_is_refused(
    tmp_path: Path, old: str, new: str, path: str
) -> None:
    (problem,) = problems_with(tmp_path, old, new)
    assert problem.what.startswith(f"{path} '")
    number = re.search(r"[0-9]+\.[0-9]{3}", new)
    assert number is not None
    assert f"write {number[0].replace('.', '')} if the point stands between thousands" in problem.fix
    text = (SMALL / "scenario.yaml").read_text(encoding="utf-8")
    assert problem.line == text[: text.index(old)].count("\n") + new.count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LAST, "  civilians_remaining: 30.5"),
        (LAST, "  civilians_remaining: 30000  # not 30.000"),
        ("  exchange_ratio: {lognormal: {median: 1.5, factor90: 2}}", "  exchange_ratio: 1.400"),
    ],
)
def test_a_number_that_can_be_read_in_one_way_is_taken(tmp_path: Path, old: str, new: str) -> None:
    assert problems_with(tmp_path, old, new) == []
