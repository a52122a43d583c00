"""Makes the pictures of the gallery: `python docs/pictures/make_gallery.py OUT [--draws 1000]`.

Each bundled battle is assessed into OUT/NAME, unless it stands there, and the first screen of its report is taken,
one of them in the dark too. Needs Chromium on the path and the dependency group `browser`.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from make_pictures import keep

SIZE = (1280, 900)
SMALL = 0.5
IN_THE_DARK = "bakhmut"


def main() -> None:
    """gallery_NAME.png for each bundled battle, and one of them in the dark."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    import pyrrhus
    from pyrrhus.scenario.load import bundled

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--draws", type=int, default=1000)
    given = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    names = [row.name for row in bundled()]
    for name in names:
        if not (given.out / name / "assessment.html").exists():
            pyrrhus.assess(name, draws=given.draws).write(given.out / name)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for name in names:
            for scheme, end in (("light", ""), ("dark", "_dark"))[: 2 if name == IN_THE_DARK else 1]:
                page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme=scheme)
                page.goto((given.out / name / "assessment.html").resolve().as_uri())
                whole = Path(scratch) / f"{name}{end}.png"
                page.screenshot(path=whole)
                page.close()
                image = Image.open(whole)
                image.resize((round(SIZE[0] * SMALL), round(SIZE[1] * SMALL)), Image.Resampling.LANCZOS).save(whole)
                keep(whole, f"gallery_{name}{end}.png")
        browser.close()


if __name__ == "__main__":
    main()
