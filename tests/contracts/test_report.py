"""The report and the terminal page: safe, self-contained, accessible, and saying what the findings say."""

from __future__ import annotations

import base64
import copy
import dataclasses
import hashlib
import io
import json
import re
import shutil
import subprocess
from datetime import date, timedelta
from html.parser import HTMLParser

import numpy as np
import pytest
from findings_example import HOSTILE, make_findings
from rich.console import Console

from pyrrhus.judge.findings import DrawnLine
from pyrrhus.present import palette, summary
from pyrrhus.present.judgement import caveats
from pyrrhus.present.locator import country_at
from pyrrhus.present.map_ground import CampaignMap
from pyrrhus.present.map_picture import draw_map
from pyrrhus.present.report_page import render_report
from pyrrhus.present.terminal import print_assessment

VOID = {"meta", "link", "input", "br", "img"}


class Page(HTMLParser):
    """Collects the elements and the text of a page, and checks that elements close in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)
        elif self.open and self.open[-1] == "style":
            self.styles.append(data)
        else:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def findings():
    return make_findings()


@pytest.fixture(scope="module")
def page(findings) -> Page:
    return Page(render_report(findings))


@pytest.fixture(scope="module")
def hostile() -> Page:
    return Page(render_report(make_findings(hostile=True)))


def test_it_is_small_and_asks_the_network_for_nothing(findings, page) -> None:
    assert len(render_report(findings).encode()) < 1_000_000
    for tag, attributes in page.elements:
        for name in ("src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href"):
            assert name not in attributes, (tag, name)
        if tag == "link":
            assert attributes["href"] == "data:,"
    assert "@import" not in page.styles[0]
    assert re.findall(r"url\((?!#)", page.styles[0]) == []


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(page) -> None:
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    data, script = page.scripts
    for kind, content in (("style-src", page.styles[0]), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert json.loads(data)["map"]["dates"]
    for _, attributes in page.elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_names_with_markup_show_as_text(hostile) -> None:
    assert HOSTILE in hostile.text
    assert "</script><img src=x onerror=alert(1)>" in hostile.text
    assert len(hostile.all("script")) == 2
    assert hostile.all("img") == []


def test_only_web_addresses_become_links(page, hostile) -> None:
    for shown in (page, hostile):
        links = [a for a in shown.all("a") if not (a["href"] or "").startswith("#")]
        assert links
        assert all((a["href"] or "").startswith("https://example.org/") for a in links)
        assert all("noopener" in (a["rel"] or "") for a in links)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.org", "https://", "java\nscript:x",
        "http://a b", None, "",
    ],
)  # fmt: skip
def test_other_addresses_are_no_links(address) -> None:
    assert summary.safe_link(address) == ""


def test_every_link_within_the_page_arrives_and_ids_are_unique(page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {a["href"] for a in page.all("a") if (a["href"] or "").startswith("#")}
    assert targets
    assert {target[1:] for target in targets} <= set(ids)


def test_sections_stand_in_the_order_promised(page) -> None:
    order = [a.get("id") for a in page.all("section") if a.get("id")]
    assert order == ["top", *(f"Q{k}" for k in range(1, 9)), "record", "claims", "method"]
    links = [a["href"] for a in page.all("a") if a["href"] in {f"#{name}" for name in order}]
    assert links[2 : 2 + len(order)] == [f"#{name}" for name in order]  # after the skip link and the name of the tool


def test_answers_show_words_beside_numbers_and_confidence_apart(page) -> None:
    text = page.text
    assert "Likely 66 % moderate confidence" in text
    assert "will likely fall by 29 June: 66" in text.replace("\u00a0", " ")
    assert text.count("Not scored") == 7
    assert summary.without_year("by 29 June 2031, not 2030", date(2031, 3, 1)) == "by 29 June, not 2030"


def test_warnings_and_contradiction_are_first_class(page) -> None:
    assert "Read with care: routes are inferred for 9 of 14 roads; the as-of map is 9 days old" in page.text
    assert "The observations contradict" not in page.text
    contradicted = Page(render_report(make_findings(contradicted=True)))
    assert "The observations contradict the model: " in contradicted.text
    assert contradicted.text.index("The observations contradict") < contradicted.text.index("Will the town fall")


def test_pictures_have_names_and_tables_have_headers(page) -> None:
    named = [a for a in page.all("svg") if a.get("role")]
    assert len(named) >= 14
    titles, described = ({a.get("id") for a in page.all(tag)} for tag in ("title", "desc"))
    assert all(a["aria-labelledby"] in titles for a in named)
    drawn = [a for a in named if a["role"] == "img"]
    assert drawn
    assert all(a["aria-describedby"] in described for a in drawn)
    assert all(a.get("aria-hidden") == "true" for a in page.all("svg") if not a.get("role"))
    assert len(page.all("table")) == len(page.all("thead")) >= len(page.all("caption"))
    assert [a["aria-label"] for a in page.all("summary") if str(a.get("aria-label")).startswith("Numbers")]
    assert all(a.get("scope") for a in page.all("th"))
    assert page.all("html")[0]["lang"] == "en"


def test_nothing_of_the_lineage_enters_the_page(findings) -> None:
    other = dataclasses.replace(findings, lineage={"timings_seconds": {"x": 1.0}, "command": "something else"})
    assert render_report(other) == render_report(findings)


def test_the_map_tells_every_date_and_what_is_unknown(findings) -> None:
    ground = CampaignMap(findings)
    assert [frame.observed for frame in ground.frames] == [True] * 26 + [False] * 19
    assert ground.frames[ground.as_of_index].day.isoformat() == findings.document["as_of"]
    data = ground.slider_data()
    assert {len(code) for code in data["codes"]} == {len(findings.cells)}
    assert "-" in data["codes"][0]
    assert "-" not in data["codes"][-1]
    last = findings.forecast["attacker_probability"].values[-1]
    shown = [(ord(letter) - ord("a")) / 20 for letter in data["codes"][-1]]
    assert np.abs(np.array(shown) - last).max() <= 0.0251


def test_the_line_of_even_odds_parts_the_sides(findings) -> None:
    ground = CampaignMap(findings)
    frame = ground.frames[-1]
    parted = [(a, b) for a, b, _, _ in ground.borders if (frame.values[a] >= 0.5) != (frame.values[b] >= 0.5)]
    assert ground.front(frame).count("M") == len(parted) > 5
    everyone = dataclasses.replace(frame, values=tuple(0.9 for _ in frame.values))
    assert ground.front(everyone) == ""


def test_every_cell_has_a_border_with_a_neighbour(findings) -> None:
    ground = CampaignMap(findings)
    touched = {k for a, b, _, _ in ground.borders for k in (a, b)}
    assert touched == set(range(len(ground.cells)))


def test_rivers_and_bridges_are_drawn_and_named_where_there_are_any(findings) -> None:
    lon, lat = CampaignMap(findings).middle
    points = ((lon - 0.02, lat - 0.2), (lon - 0.02, lat + 0.2))
    lines = (DrawnLine(points, "river", "The Lower Salt", True), DrawnLine(points, "border"))
    drawn = dataclasses.replace(findings, lines=lines, bridges=((lon - 0.02, lat),))
    wet, dry = str(draw_map(CampaignMap(drawn))), str(draw_map(CampaignMap(findings)))
    assert 'class="water river barrier"' in wet
    assert 'class="water border"' in wet
    assert wet.count('class="bridge"') == 1
    assert wet.count(">The Lower Salt</text>") == 1
    assert "water" not in dry
    assert "linename" not in dry


@pytest.mark.parametrize("side", ["Ruritania", "Russia"])
def test_a_caveat_keeps_the_capital_of_a_side_of_this_folder_alone(findings, side) -> None:
    document = copy.deepcopy(findings.document)
    document["sides"]["attacker"] = side
    document["warnings"] = [f"{side} is not counted; more"]
    assert caveats(document)["short"].startswith(f"{side} is not counted")
    document["sides"]["attacker"] = "Elsewhere"
    assert caveats(document)["short"].startswith(f"{side[:1].lower()}{side[1:]} is not counted")


@pytest.mark.parametrize(
    ("lon", "lat", "country"),
    [(38.0, 48.6, "Ukraine"), (6.0834, 50.7766, None), (18.9997, 45.3433, None), (10.0, 51.0, "Germany"), (0, 0, None)],
)
def test_a_coarse_outline_names_no_country_for_a_town_at_its_border(lon, lat, country) -> None:
    found = country_at(lon, lat)
    assert (found and found[0]) == country


def test_labels_of_the_map_do_not_touch(findings) -> None:
    from pyrrhus.present import labels

    ground = CampaignMap(findings)
    spots = [(place, ground.project(place.lon, place.lat)) for place in findings.places]
    taken: list[labels.Box] = []
    placed = 0
    for place, (x, y) in sorted(spots, key=lambda pair: labels.importance(pair[0])):
        spot = labels._free_spot(place.name, x, y, 22.0, 4.6, taken, 640, ground.project.height)
        if spot:
            box = spot[0]
            assert not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
            taken.append(box)
            placed += 1
    assert placed >= 12


def test_distances_on_the_map_are_true(findings) -> None:
    ground = CampaignMap(findings)
    west = ground.project(15.2, 52.4)
    east = ground.project(15.2 + 10 / 68.0, 52.4)
    # One degree of longitude at 52.4 N on WGS 84 is 68.04 km (Vincenty).
    assert (east[0] - west[0]) / ground.project.pixels_per_km == pytest.approx(10 * 68.04 / 68.0, rel=1e-3)


def test_colours_run_evenly_from_side_to_side() -> None:
    for ends in (palette.LIGHT, palette.DARK):
        colours = palette.steps(ends)
        assert (colours[0], colours[10], colours[20]) == ends
        assert len(set(colours)) == palette.BINS
    assert palette.code_of(float("nan")) == "-"
    assert (palette.code_of(0.0), palette.code_of(0.5), palette.code_of(1.0)) == ("a", "k", "u")


def test_a_bare_assessment_still_makes_a_page(findings) -> None:
    document = copy.deepcopy(findings.document)
    document["baselines"] = {}
    document["conflicts"] = document["echoes"] = document["flags"] = document["defaults_used"] = []
    document["warnings"] = []
    document["filter"] |= {"effective_sample_size": None, "temperature": None, "surprise": None, "informed": {}}
    document["fall"]["median_date"] = None
    forecast = findings.forecast[["attacker_probability", "fall_probability"]]
    bare = dataclasses.replace(
        findings,
        document=document,
        forecast=forecast,
        cells=(),
        places=(),
        routes=(),
        events=(),
        claims=(),
        quantities=(),
        parameters=(),
    )
    page = Page(render_report(bare))
    assert "No ground is given, so there is no map." in page.text
    assert "No claims are given" in page.text
    assert "No claims contradict each other." in page.text


def terminal(document, width: int, **options) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=options.pop("encoding", "utf-8"), newline="")
    console = Console(file=stream, width=width, color_system=None, legacy_windows=False, **options)
    print_assessment(document, console, "out/brod")
    stream.flush()
    return stream.buffer.getvalue().decode(stream.encoding)


@pytest.mark.parametrize("width", [100, 80, 60, 40, 24])
def test_the_terminal_page_fits_its_width(findings, width: int) -> None:
    lines = terminal(findings.document, width).splitlines()
    assert max(map(len, lines)) <= width
    text = " ".join(" ".join(lines).split())
    assert text.count("even odds by") >= (7 if width < 60 else 1)  # of each event where columns stand below each other
    for k in range(1, 9):
        assert f"Q{k} " in text
    assert "likely (66 %)" in text
    assert "out/brod/assessment.html" in text
    if width == 100:
        assert len(lines) <= 50


def test_the_terminal_page_survives_plain_ascii_and_hostile_names() -> None:
    document = make_findings(contradicted=True).document
    document["sides"]["attacker"] = "North\x1b]0;owned\x07 [bold]mark[/bold] \u202e"
    text = terminal(document, 80, encoding="ascii")
    assert "\x1b" not in text
    assert "[bold]mark[/bold]" in text
    assert "CONTRADICTED" in text


@pytest.mark.chromium
def test_a_browser_runs_it_without_complaint(tmp_path) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    page = tmp_path / "assessment.html"
    page.write_text(render_report(make_findings(hostile=True)), encoding="utf-8")
    command = [
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-quic",
        "--disable-sync",
        "--disable-background-networking",
        "--disable-component-update",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--enable-logging=stderr",
        "--dump-dom",
        page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert 'class="scripted"' in done.stdout
    assert '<b id="when">1 March 2031</b>' in done.stdout
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []


def test_every_claim_is_named_by_outlet_and_day(findings, page) -> None:
    from pyrrhus.present.outlet_and_day import outlet_and_day

    claims = {claim["id"]: claim for claim in findings.claims}
    assert outlet_and_day(claims["c001"], date(2031, 3, 1)) == "Daily Courier, 28 Feb"
    shouted = {**claims["c001"], "outlet": "Telegram", "speaker": "A colonel"}
    assert outlet_and_day(shouted, date(2031, 3, 1)) == "A colonel, 28 Feb"
    bare = {**claims["c001"], "outlet": "", "speaker": "", "source": "cia_2002"}
    assert outlet_and_day(bare, date(2031, 3, 1)) == "cia 2002, 28 Feb"
    bare["source_name"] = "Balkan Battlegrounds (CIA 2002), a book"
    assert outlet_and_day(bare, date(2031, 3, 1)) == "Balkan Battlegrounds, 28 Feb"
    targets = [a["href"][1:] for a in page.all("a") if str(a["href"]).startswith("#claim-")]
    assert set(targets) <= {a["id"] for a in page.all("tr") if "id" in a}
    assert not re.search(r"\bc0\d\d\b", page.text)  # never by an id alone


def test_places_off_the_ground_are_left_out(findings) -> None:
    far = dataclasses.replace(findings.places[1], id="far", name="Faraway", lat=findings.places[0].lat + 1)
    drawn = CampaignMap(dataclasses.replace(findings, places=(findings.places[0], far)))
    picture = str(draw_map(drawn))
    assert "Brod" in picture
    assert "Faraway" not in picture


def test_on_a_narrow_page_equal_words_of_the_ladder_do_not_run_into_each_other() -> None:
    from pyrrhus.present.fall_chart import FallView, draw_fall

    day = date(2023, 3, 1)
    ladder = tuple((day + timedelta(days=n), p) for n, p in ((30, 0.11), (60, 0.12), (90, 0.18), (120, 0.3)))
    figure = draw_fall(FallView(day, 120, tuple((n, 0.3) for n in range(121)), ladder, None, 0, ()), "x")
    count = [str(drawn).count(">very unlikely<") for drawn in (figure.wide, figure.narrow)]
    assert count == [4, 2]  # three of the ladder, and one beside the scale
