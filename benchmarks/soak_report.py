"""Hostile texts in every field of a scenario, in a browser: `python -m benchmarks.soak_report`.

For each text a scenario folder is made that has it in every cell and key that takes free text (a field that refuses it
is left as it was), is assessed and compared with itself, and the report, the report in full and the page of the
comparison are opened in Chromium. What runs would mark the page. Ends with 1 where anything did, where the report's own
script did not run, or where a page did not come.
"""

from __future__ import annotations

import csv
import html
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pyrrhus.errors import InputError
from pyrrhus.scenario.load import load

SMALL = Path(__file__).parents[1] / "tests" / "scenarios" / "small"
RUN = "document.documentElement.dataset.executed=1"
HOSTILE = (
    f"<script>{RUN}</script>", f"</script><script>{RUN}</script>", f"<img src=x onerror={RUN}>",
    f'" autofocus onfocus={RUN} x="', f"' onmouseover='{RUN}", f"</style><svg onload={RUN}>", f"javascript:{RUN}",
    f"https://example.org/\" onclick=\"{RUN}", f"]]><!--><iframe srcdoc='<script>parent.{RUN}</script>'>",
    "{{ [].__class__.__mro__ }}{% raw %}", f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"\u202e<b>\u2066{RUN}",
)  # fmt: skip
KEYS = ("title", "summary", "name", "adjective")
CELLS = {
    "places.csv": ("name", "aliases", "note"), "events.csv": ("name", "map"), "routes.csv": ("ref", "evidence"),
    "forces.csv": ("formation", "source"), "actors.csv": ("name", "interest", "source"), "control.csv": ("source",),
    "claims.csv": ("outlet", "speaker", "url", "note"), "sources.csv": ("name",),
}  # fmt: skip


def make_hostile(folder: Path, text: str) -> int:
    """Put the text into every field that takes it; returns into how many."""
    taken = 0
    for name, columns in CELLS.items():
        for column in columns:
            taken += _kept(folder, folder / name, _with_cells(folder / name, column, text))
    written = json.dumps(text)
    for key in KEYS:
        lines = (folder / "scenario.yaml").read_text(encoding="utf-8").split("\n")
        changed = []
        for line in lines:
            head, found, rest = line.partition(f"{key}: ")
            end = "" if not found or "{" not in head else "," + rest.partition(",")[2] if "," in rest else "}"
            changed.append(f"{head}{found}{written}{end}" if found else line)
        taken += _kept(folder, folder / "scenario.yaml", "\n".join(changed))
    return taken


def _with_cells(path: Path, column: str, text: str) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [
        list(rows[0]),
        *([f"{text} {n}" if key == column else cell for key, cell in row.items()] for n, row in enumerate(rows)),
    ]
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\n" for line in lines)


def _kept(folder: Path, path: Path, text: str) -> bool:
    """Write a file where the folder still loads with it."""
    before = path.read_bytes()
    path.write_text(text, encoding="utf-8", newline="")
    try:
        load(folder)
    except InputError:
        path.write_bytes(before)
        return False
    return True


def open_page(page: Path, place: Path) -> str:
    """The page as the browser has it once its scripts have run."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("no Chromium on this machine")
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        f"--user-data-dir={place / 'profile'}",
        "--virtual-time-budget=5000",
        "--dump-dom",
        page.as_uri(),
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=True).stdout


def pages_of(folder: Path, place: Path) -> dict[str, Path]:
    """The pages that are made of a folder, by name."""
    from pyrrhus.commands import compare
    from pyrrhus.pipeline import assess
    from pyrrhus.present.comparison_page import render_comparison

    found = assess(load(folder), draws=20, horizon_days=30)
    pages = {"report": place / "report.html", "full report": place / "full.html", "comparison": place / "moved.html"}
    pages["report"].write_text(found.to_html(), encoding="utf-8")
    pages["full report"].write_text(found.to_html(full=True), encoding="utf-8")
    moved = compare(str(folder), settings=["horizon_days=14"], draws=20, horizon_days=30)
    pages["comparison"].write_text(render_comparison(moved), encoding="utf-8")
    return pages


def main() -> int:
    """Try every text; print a table; exit 1 where one ran."""
    print("| text | fields | pages | executed |\n|---|---:|---:|---:|")
    wrong = 0
    for text in HOSTILE:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(shutil.copytree(SMALL, Path(place) / "small"))
            fields = make_hostile(folder, text)
            shown = {name: open_page(page, Path(place)) for name, page in pages_of(folder, Path(place)).items()}
        ran = sum("data-executed" in page[: page.find(">", page.find("<html")) + 1] for page in shown.values())
        alive = all('id="print" hidden' not in shown[name] for name in ("report", "full report"))
        whole = all("</html>" in page for page in shown.values())
        wrong += bool(ran) or not alive or not whole or fields < 5
        print(f"| `{html.escape(text).replace('|', '&#124;')}` | {fields} | {len(shown)} | {ran} |", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
