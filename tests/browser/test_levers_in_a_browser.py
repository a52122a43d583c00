"""The page's levers in Chromium: claims seen, left out, graded, linked, added; tempo, symbol and roads; mistakes kept
beside the form; dark and forced colours, a phone, a slow line, two tabs. Skipped visibly as the tests beside it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from test_in_a_browser import PHONE, WCAG, WIDE, Opened, browser, finished, pytestmark, served

__all__ = ["browser", "pytestmark", "served"]  # fixtures and marks of the tests beside it
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 20_000}


def unfolded(opened: Opened) -> Any:
    finished(opened.page)
    opened.unfold()
    return opened.page


def chip(page: Any, text: str) -> None:
    page.locator(".chip", has_text=text).wait_for(timeout=30_000)


def test_claims_are_graded_linked_left_out_and_added_and_what_they_add_up_to_stands_beside(browser, served) -> None:
    opened = Opened(browser, served, WIDE)
    page = unfolded(opened)
    ids = [option for option in page.locator("#which option").evaluate_all("all => all.map(o => o.value)") if option]
    killed = next(name for name in ids if name == "hieronymus_rome")
    page.select_option("#which", killed)
    assert page.input_value("#reliability") == "C"  # as the folder has it
    page.select_option("#reliability", "A")
    page.select_option("#credibility", "1")
    page.click("#grade")
    chip(page, "graded A1")
    page.locator("#fused").wait_for(timeout=60_000)
    page.select_option("#origin", next(name for name in ids if name != killed))
    page.click("#link")
    chip(page, "repeats")
    page.locator("input[name=without]").first.check()
    chip(page, "1 claim left out")
    page.fill("#claim-add [data-column=value]", "9000")
    page.select_option("#claim-add [data-column=quantity]", "killed")
    page.select_option("#claim-add [data-column=side]", "defender")
    page.click("#add")
    chip(page, "claim added")
    assert page.locator(".chip").count() == 4
    asked = page.url
    page.reload()
    assert page.url == asked
    assert page.locator(".chip").count() == 4
    page.locator("#fused tbody tr").first.wait_for(timeout=60_000)
    finished(page)
    page.click("#undo")
    page.wait_for_url(lambda url: "add=" not in url)
    page.locator(".chip").nth(2).wait_for(timeout=30_000)
    assert page.locator(".chip").count() == 3
    assert opened.heard == []
    opened.context.close()


def test_a_mistake_is_said_beside_the_form_which_keeps_what_was_written(browser, served) -> None:
    opened = Opened(browser, served, WIDE)
    page = unfolded(opened)
    page.select_option("select[name=worth_attacker]", value="4")
    chip(page, "worth 4 times")
    page.select_option("#claim-add [data-column=side]", "defender")
    page.fill("#claim-add [data-column=value]", "manyfold")
    page.click("#add")
    page.locator("#problems li").first.wait_for(timeout=30_000)
    assert "digits" in page.inner_text("#problems")
    page.reload()
    assert "digits" in page.inner_text("#problems")
    assert page.input_value("#claim-add [data-column=value]") == "manyfold"
    assert page.locator(".chip").count() == 1  # what could be used is still there
    page.fill("#claim-add [data-column=value]", "30")
    page.click("#add")
    chip(page, "claim added")
    assert page.locator("#problems li").count() == 0
    finished(page)
    # the browser itself says that the page came with 422
    assert [text for text in opened.heard if "422" not in text] == []
    opened.context.close()


def test_tempo_symbol_and_roads_are_in_the_link(browser, served) -> None:
    opened = Opened(browser, served, WIDE)
    page = unfolded(opened)
    page.select_option("select[name=tempo]", "pause_until")
    chip(page, "pauses until")
    page.select_option("select[name=symbol_defender]", "0.75")
    chip(page, "a strong symbol")
    road = page.locator("#roads .pair").first
    road.locator("input").fill(
        (date.fromisoformat(page.locator("input[name=as_of]").input_value()) + timedelta(days=5)).isoformat()
    )
    road.locator("select").select_option("cut")
    chip(page, " cut from ")
    for part in ("tempo=pause_until", "tempo_day=", "symbol_defender=0.75", "road=", "cut"):
        assert part in page.url
    page.select_option("select[name=tempo]", "")
    page.wait_for_url(lambda url: "tempo" not in url)
    page.locator("#fig-parts").wait_for(timeout=60_000)
    finished(page)
    assert opened.heard == []
    opened.context.close()


@pytest.mark.parametrize(
    ("size", "how"),
    [
        (WIDE, {"color_scheme": "dark"}),
        (WIDE, {"forced_colors": "active"}),
        (PHONE, {"color_scheme": "light"}),
        ((360, 740), {"color_scheme": "dark"}),
    ],
)
def test_axe_finds_nothing_with_every_fold_open(browser, served, size: tuple[int, int], how: dict[str, Any]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    address = f"{served}?worth_attacker=2&grade=hieronymus_rome~A1&add=value%3Dmany"
    opened = Opened(browser, address, size, bypass_csp=True, **how)
    page = opened.page
    page.locator("#problems li").first.wait_for(timeout=30_000)
    right = Opened(browser, f"{served}?worth_attacker=2&grade=hieronymus_rome~A1", size, bypass_csp=True, **how)
    right.page.locator("#fused").wait_for(timeout=60_000)
    finished(right.page)
    for shown in (opened, right):
        shown.unfold()
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= size[0]
        found = Axe().run(shown.page, options={"runOnly": WCAG})
        assert found.violations_count == 0, found.generate_report()
        shown.context.close()
    assert right.heard == []


def test_a_slow_line_and_two_tabs_end_right(browser, served) -> None:
    opened = Opened(browser, served, WIDE)
    page = opened.page
    finished(page)
    opened.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    other = opened.context.new_page()
    other.goto(served)
    finished(other)
    for times in ("0.25", "2", "4"):
        page.select_option("select[name=worth_attacker]", times)
        other.select_option("select[name=worth_defender]", times)
    for shown, words in ((page, "worth 4 times as much to"), (other, "worth 4 times as much to")):
        chip(shown, words)
        shown.locator("#fig-parts").wait_for(timeout=60_000)
        finished(shown)
        assert shown.locator(".chip").count() == 1
    assert page.url.endswith("worth_attacker=4")
    assert other.url.endswith("worth_defender=4")
    assert opened.heard == []
    opened.context.close()
