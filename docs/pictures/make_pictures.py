"""Makes the pictures of the README from an assessment: `python docs/pictures/make_pictures.py out/bakhmut`.

Needs Chromium on the path and Pillow. Colours are reduced to a palette, so that each picture stays under 300 kB.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip
COLOURS = 96
FRAME = 200  # the window's own frame takes some of its height: ask for more and cut


def photograph(page: Path, picture: Path, *, width: int, height: int) -> None:
    """A picture of a local page in a window of that size (px). Raises CalledProcessError."""
    browser = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    with tempfile.TemporaryDirectory() as profile:
        size, user = f"--window-size={width},{height + FRAME}", f"--user-data-dir={profile}"
        command = [browser, *OPTIONS, user, size, f"--screenshot={picture}", page.resolve().as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    from PIL import Image

    Image.open(picture).convert("RGB").crop((0, 0, width, height)).save(picture)


def keep(picture: Path, name: str, box: tuple[int, int, int, int] | None = None) -> None:
    """Crop (left, top, right, bottom), reduce and keep a picture."""
    from PIL import Image

    image = Image.open(picture).convert("RGB")
    image = image.crop(box) if box else image
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


def main(assessment: Path) -> None:
    """report.png (the head of the report), map.png (where the ground stands) and terminal.png."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        head = folder / "head.png"
        photograph(assessment / "assessment.html", head, width=1100, height=1180)
        keep(head, "report.png")
        # the map alone: the page with everything but its section hidden, as fragments do not scroll without a window
        text = (assessment / "assessment.html").read_text(encoding="utf-8")
        text = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", text)
        only = "<style>main > :not(#where), header, nav, footer { display: none !important }</style></head>"
        (folder / "map.html").write_text(text.replace("</head>", only, 1), encoding="utf-8")
        photograph(folder / "map.html", folder / "map.png", width=1100, height=1100)
        keep(folder / "map.png", "map.png")
        page, width, height = terminal_page(assessment, folder)
        photograph(page, folder / "terminal.png", width=width, height=height)
        keep(folder / "terminal.png", "terminal.png")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/bakhmut"))
