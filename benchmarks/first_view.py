"""How long it takes to render a report, and until Chromium shows something of report and page.

    python -m benchmarks.first_view [--scenario bakhmut] [--draws 10000] [--times 9]

Needs Chromium on the path and Playwright (`make browser`). Medians on the wall clock: rendering in this process, first
contentful paint as the browser counts it from navigation, the page served by `pyrrhus serve` with its history kept.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrrhus
from pyrrhus.present.report_page import render_report

PAINT = """() => new Promise(found => new PerformanceObserver(list => found(list.getEntries()[0].startTime))
    .observe({type: "paint", buffered: true}))"""


def median_seconds(measure: Callable[[], float], times: int) -> float:
    """Median of so many measures, after one that is not counted."""
    measure()
    return round(statistics.median(measure() for _ in range(times)), 2)


def rendering(findings: Any) -> float:
    """Seconds to render the report from what was found."""
    before = time.perf_counter()
    render_report(findings)
    return time.perf_counter() - before


def first_paint(browser: Any, address: str) -> float:
    """Seconds from navigation to the first contentful paint, in a context of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address, wait_until="commit")
    seconds = page.evaluate(PAINT) / 1000.0
    context.close()
    return seconds


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="bakhmut")
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--port", type=int, default=8791)
    asked = parser.parse_args()
    findings = pyrrhus.assess(asked.scenario, draws=asked.draws).findings
    found = {"render_seconds": median_seconds(lambda: rendering(findings), asked.times)}
    serve = [sys.executable, "-m", "pyrrhus", "serve", asked.scenario, "--port", str(asked.port)]
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as running,
        subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server,
    ):
        report = Path(folder) / "assessment.html"
        report.write_text(render_report(findings), encoding="utf-8")
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found["report_first_paint_seconds"] = median_seconds(lambda: first_paint(browser, report.as_uri()), asked.times)
        assert server.stdout is not None
        said = next(line for line in server.stdout if "http://" in line)
        address = re.search(r"http://\S+", said)
        assert address is not None, said
        found["page_first_paint_seconds"] = median_seconds(lambda: first_paint(browser, address[0]), asked.times)
        browser.close()
        server.terminate()
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
