"""Report and page in Chromium: short, narrow, printed on two sides, no violation of WCAG, no request elsewhere; the
slider, the search, the folds, the keyboard; a what-if, undo, reload, two tabs.

Needs Debian's (or any) Chromium on the path and the dependency group `browser`: `make browser`. Skipped visibly without
them, and a failure in CI.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
WIDE, PHONE, NARROWEST = (1280, 900), (390, 844), (360, 740)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def _missing() -> str:
    if CHROMIUM is None:
        return "no Chromium on this machine (Debian: apt-get install chromium)"
    try:
        import axe_playwright_python  # noqa: F401
        import playwright  # noqa: F401
    except ImportError:
        return "the dependency group `browser` is not installed: make browser"
    return ""


if _missing() and os.environ.get("CI") and os.environ.get("BROWSER_TESTS") == "1":
    raise RuntimeError(_missing())
pytestmark = [pytest.mark.chromium, pytest.mark.skipif(bool(_missing()), reason=_missing() or "there")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        found = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield found
        found.close()


@pytest.fixture(scope="module", params=["asculum", "bakhmut"])
def report(request, tmp_path_factory) -> Path:
    import pyrrhus

    folder = tmp_path_factory.mktemp("report")
    page = folder / "assessment.html"
    page.write_text(pyrrhus.assess(request.param, draws=60, threads=2).to_html(), encoding="utf-8")
    return page


class Opened:
    """A page that remembers what it asked for and complained of."""

    def __init__(self, browser: Any, address: str, size: tuple[int, int], **context: Any) -> None:
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **context)
        self.page = self.context.new_page()
        self.heard: list[str] = []
        home = address.split("/what-if")[0]
        self.page.on("console", lambda m: self.heard.append(m.text))
        self.page.on("pageerror", lambda e: self.heard.append(str(e)))
        self.page.on(
            "request", lambda r: None if r.url.startswith((home, "data:", "file:")) else self.heard.append(r.url)
        )
        self.page.goto(address)

    def unfold(self) -> None:
        for fold in self.page.locator("details").all():
            fold.evaluate("fold => { fold.open = true; }")


@pytest.mark.parametrize("size", [WIDE, PHONE, NARROWEST])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_narrow_enough_and_axe_finds_nothing_folded_and_unfolded(browser, report, size, scheme) -> None:
    from axe_playwright_python.sync_playwright import Axe

    opened = Opened(browser, report.as_uri(), size, color_scheme=scheme, bypass_csp=True)
    for unfolded in (False, True):
        if unfolded:
            opened.unfold()
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]
        found = Axe().run(opened.page, options={"runOnly": WCAG})
        assert found.violations_count == 0, found.generate_report()
    assert opened.heard == []
    opened.context.close()


def test_it_is_short_before_anything_is_unfolded_and_its_first_screen_holds_the_judgement(browser, report) -> None:
    opened = Opened(browser, report.as_uri(), WIDE)
    height, words = (
        opened.page.evaluate("document.documentElement.scrollHeight"),
        len(opened.page.inner_text("body").split()),
    )
    assert height <= 6500
    assert words <= 2200
    for part in (".judgement", ".curve >> nth=0", "svg.map", ".tiles", ".caveat summary"):
        box = opened.page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= WIDE[1], part
    assert opened.page.locator("svg.map").bounding_box()["width"] <= 560
    opened.context.close()


ROWS_OF_LINES = """() => [...document.querySelectorAll(".judgement span")].map(line => {
  const range = document.createRange();
  range.selectNodeContents(line);
  return [...range.getClientRects()].map(row => row.width);
})"""


def test_no_line_of_the_judgement_ends_in_a_word_alone(browser, report) -> None:
    opened = Opened(browser, report.as_uri(), WIDE)
    for rows in opened.page.evaluate(ROWS_OF_LINES):
        assert rows[-1] > 0.5 * max(rows)
    opened.context.close()


@pytest.mark.parametrize("background", [True, False])
def test_it_prints_as_a_brief_of_two_sides(browser, report, background: bool) -> None:
    opened = Opened(browser, report.as_uri(), WIDE)
    printed = opened.page.pdf(format="A4", print_background=background)
    assert printed.count(b"/Type /Page") - printed.count(b"/Type /Pages") == 2
    opened.context.close()


def test_the_slider_moves_the_map_and_the_curve_and_plays(browser, report) -> None:
    opened = Opened(browser, report.as_uri(), WIDE, reduced_motion="no-preference")
    page = opened.page
    first = page.inner_text("#when")
    page.focus("#date")
    page.keyboard.press("End")
    assert page.inner_text("#when") != first
    assert page.locator(".cursor").first.get_attribute("visibility") == "visible"
    assert page.get_attribute("#date", "aria-valuetext").endswith("as forecast.")
    page.click("#as-of")
    assert page.inner_text("#when") == first
    page.click("#play")
    assert page.get_attribute("#play", "aria-pressed") == "true"
    page.wait_for_timeout(900)
    page.click("#play")
    assert page.inner_text("#when") != first
    assert opened.heard == []
    opened.context.close()


def test_values_come_by_keyboard_and_by_pointer(browser, report) -> None:
    opened = Opened(browser, report.as_uri(), WIDE)
    page = opened.page
    place = page.locator(".labels-wide .pl").first
    place.focus()
    assert place.get_attribute("aria-label") in page.inner_text("#what")
    box = page.locator("svg.map").bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.5 * box["height"])
    assert "%" in page.inner_text("#what")
    opened.context.close()


def test_search_filters_and_links_open_what_is_folded(browser, report) -> None:
    opened = Opened(browser, report.as_uri(), WIDE)
    page = opened.page
    whole = page.locator("#claims-table tbody tr").count()
    page.fill("form.find input >> nth=0", "killed")
    shown = page.locator("#claims-table tbody tr:visible").count()
    assert 0 < shown <= whole
    assert f"{shown} of {whole} claims" in page.inner_text("form.find .count >> nth=0")
    assert page.locator("#claims-fold").get_attribute("open") is not None
    page.fill("form.find input >> nth=0", "nothing says this")
    assert page.locator("#claims-table tbody tr:visible").count() == 0
    link = page.locator(".rests a").first
    target = link.get_attribute("href")
    link.click()
    page.locator(target).wait_for()  # opened once the address has changed, a moment later
    assert opened.heard == []
    opened.context.close()


def test_the_button_turns_light_into_dark_and_the_contents_follow(browser, report) -> None:
    opened = Opened(browser, report.as_uri(), WIDE, color_scheme="light")
    page = opened.page
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    page.click('.bar nav a[href="#Q5"]')
    page.wait_for_timeout(150)
    assert page.locator(".bar nav a[aria-current]").get_attribute("href") == "#Q5"
    assert page.locator("#Q5 h2").bounding_box()["y"] < 200
    opened.context.close()


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    uvicorn = pytest.importorskip("uvicorn", reason="the extra pyrrhus[page] is not installed")
    from pyrrhus.page.server import WhatIfPage
    from pyrrhus.scenario.load import load

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page = WhatIfPage({"asculum": load("asculum")}, draws=100, seed=7, threads=2)
    server = uvicorn.Server(uvicorn.Config(page.app(), host="127.0.0.1", port=port, log_level="error"))
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/what-if/asculum"
    server.should_exit = True
    running.join(10)
    page.queue.close()


def finished(page: Any) -> None:
    page.locator("#said", has_text="done").wait_for(timeout=120_000)


def test_a_what_if_undo_reload_and_two_tabs(browser, served) -> None:
    from axe_playwright_python.sync_playwright import Axe

    opened = Opened(browser, served, WIDE, bypass_csp=True)
    page = opened.page
    finished(page)
    page.select_option("select[name=defender]", index=1)
    page.locator(".chip").first.wait_for(timeout=20_000)
    page.locator("#fig-parts").wait_for(timeout=60_000)
    finished(page)
    asked = page.url
    assert "defender=" in asked
    found = Axe().run(page, options={"runOnly": WCAG})
    assert found.violations_count == 0, found.generate_report()
    other = opened.context.new_page()
    other.goto(served)
    assert other.locator(".chip").count() == 0  # the other tab is undisturbed by it, and it by the other
    page.reload()
    assert page.url == asked
    assert page.locator(".chip").count() == 1
    page.locator("#fig-parts").wait_for(timeout=60_000)
    page.click(".chip")
    page.wait_for_url("**as_of=*")
    assert page.locator(".chip").count() == 0
    page.click("#undo")
    page.wait_for_url(asked)
    page.locator(".chip").first.wait_for(timeout=20_000)
    assert opened.heard == []
    opened.context.close()


def test_means_are_changed_by_keyboard_from_a_day_that_follows_the_case(browser, served) -> None:
    opened = Opened(browser, served, WIDE)
    page = opened.page
    finished(page)
    as_of = page.input_value("input[name=as_of]")
    page.locator("select[name=shells_defender]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.locator(".chip", has_text="ten times the shells").wait_for(timeout=20_000)
    assert page.url.endswith(f"as_of={as_of}&shells_defender=10")  # nothing of the days that stand as they were
    since = page.locator("input[name=shells_defender_from]")
    later = page.evaluate("day => new Date(Date.parse(day) + 5 * 864e5).toISOString().slice(0, 10)", as_of)
    since.fill(later)
    page.wait_for_url(f"**&shells_defender_from={later}")
    page.locator("#fig-parts").wait_for(timeout=60_000)
    finished(page)
    earlier = page.evaluate("day => new Date(Date.parse(day) - 864e5).toISOString().slice(0, 10)", as_of)
    page.fill("input[name=as_of]", earlier)
    page.wait_for_url(f"**as_of={earlier}&*")
    assert since.get_attribute("min") == earlier
    days = page.evaluate("([a, b]) => (Date.parse(b) - Date.parse(a)) / 864e5", [earlier, since.get_attribute("max")])
    assert days == int(page.get_attribute("#controls", "data-days"))
    assert since.input_value() == later
    assert page.input_value("input[name=reserve_attacker_from]") == earlier
    finished(page)
    assert opened.heard == []
    opened.context.close()


def test_fifty_quick_changes_end_right(browser, served) -> None:
    opened = Opened(browser, served, WIDE)
    page = opened.page
    finished(page)
    for n in range(50):
        page.select_option("select[name=worth_attacker]", index=n % 5)
    page.select_option("select[name=worth_attacker]", value="4")
    page.locator(".chip", has_text="worth 4 times").wait_for(timeout=60_000)
    page.locator("#fig-parts").wait_for(timeout=60_000)
    finished(page)
    assert page.url.endswith("worth_attacker=4")
    assert opened.heard == []
    opened.context.close()
