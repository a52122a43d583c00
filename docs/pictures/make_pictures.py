"""Makes the pictures of the README and the manual: `python docs/pictures/make_pictures.py out/bakhmut`.

Needs Chromium on the path, the dependency group `browser` and, for the picture of the page, the extra `page`. Colours
are reduced to a palette, so that each picture stays under 300 kB.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COLOURS = 96
PAGE_DRAWS = 1000


def keep(picture: Path, name: str) -> None:
    """Reduce and keep a picture."""
    from PIL import Image

    image = Image.open(picture).convert("RGB")
    image.quantize(COLOURS).save(HERE / name, optimize=True)
    print(f"{name}: {image.width} x {image.height}, {(HERE / name).stat().st_size / 1000:.0f} kB")


def terminal_page(assessment: Path, folder: Path) -> tuple[Path, int, int]:
    """The terminal's page as a picture in SVG, its width and height (px)."""
    from rich.console import Console

    from pyrrhus.present.terminal import print_assessment

    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    print_assessment(json.loads((assessment / "assessment.json").read_text(encoding="utf-8")), console, assessment)
    svg = console.export_svg(title=f"pyrrhus assess {assessment.name}")
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.S).replace("Fira Code", "DejaVu Sans Mono")
    (folder / "terminal.svg").write_text(svg, encoding="utf-8")
    page = folder / "terminal.html"
    page.write_text('<body style="margin:0;background:#fff"><img src="terminal.svg"></body>', encoding="utf-8")
    width, height = (float(n) for n in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())  # type: ignore[union-attr]
    return page, round(width) + 1, round(height) + 1


def what_if(browser: Any, name: str, picture: Path) -> None:
    """The local page with an order, shells and a road changed, as it stands when the run has ended."""
    import uvicorn

    from pyrrhus.page.server import WhatIfPage
    from pyrrhus.scenario.load import find, load

    scenario = load(name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page = WhatIfPage({scenario.name: scenario}, draws=PAGE_DRAWS, seed=7, places={scenario.name: find(name)})
    server = uvicorn.Server(uvicorn.Config(page.app(), host="127.0.0.1", port=port, log_level="error"))
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    while not server.started:
        time.sleep(0.05)
    shown = browser.new_page(viewport={"width": 1280, "height": 900})
    roads = sorted({r.ref for r in scenario.routes if r.ref and scenario.file.centre in (r.from_, r.to)})
    changes = "defender=hold_at_all_costs&shells_attacker=3" + f"&cut={roads[0]}" * bool(roads)
    shown.goto(f"http://127.0.0.1:{port}/what-if/{scenario.name}?{changes}")
    shown.locator("#fig-parts").wait_for(timeout=300_000)
    shown.locator("#said", has_text="done").wait_for(timeout=300_000)  # said once the numbers stand
    shown.locator("#result .mapbox svg").nth(1).wait_for(timeout=60_000)
    shown.screenshot(path=picture)
    server.should_exit = True
    running.join(10)
    page.queue.close()


def main(assessment: Path) -> None:
    """report.png, dark.png and phone.png (the report's first screens), page.png (the what-if) and terminal.png."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as running:
        folder = Path(scratch)
        browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for name, size, scheme in (
            ("report.png", (1280, 900), "light"), ("dark.png", (1280, 900), "dark"), ("phone.png", (390, 844), "light"),
        ):  # fmt: skip
            page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
            page.goto((assessment / "assessment.html").resolve().as_uri())
            page.screenshot(path=folder / name)
            keep(folder / name, name)
        document = json.loads((assessment / "assessment.json").read_text(encoding="utf-8"))
        what_if(browser, document["scenario"], folder / "page.png")
        keep(folder / "page.png", "page.png")
        local, width, height = terminal_page(assessment, folder)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(local.as_uri())
        page.screenshot(path=folder / "terminal.png")
        keep(folder / "terminal.png", "terminal.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/bakhmut"))
