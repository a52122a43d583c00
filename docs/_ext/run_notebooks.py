"""Execute the notebooks of the manual and keep what they show: `make notebooks`. Needs nbclient and ipykernel.

Each runs in an empty folder that is gone afterwards. What differs from one machine or run to the next is left out, so
that equal code gives equal files. A cell that fails or warns keeps the notebook as it was.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from notebooks import digest_of

from pyrrhus import __version__

PLACE = Path(__file__).parents[1] / "notebooks"
LONGEST_CELL_S = 900


def execute(path: Path) -> str:
    """The text of a notebook with fresh outputs. Raises ValueError where a cell writes to standard error."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(
            notebook,
            timeout=LONGEST_CELL_S,
            kernel_name="python3",
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": folder}},
            extra_arguments=["--log-level=ERROR"],
        ).execute()
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata = {}
        for output in cell.get("outputs", ()):
            _settle(output)
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "pyrrhus": {"version": __version__, "code_sha256": digest_of(notebook)},
        }
    )
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=4) + "\n"


def _settle(output: Any) -> None:
    if output.get("name") == "stderr":
        raise ValueError(f"a cell warns: {output['text']}")
    if "metadata" in output:
        output["metadata"] = {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="which; all if none is given")
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 where outputs differ")
    asked = parser.parse_args()
    wanted = [PLACE / f"{name}.ipynb" for name in asked.names] or sorted(PLACE.glob("*.ipynb"))
    differ = 0
    for path in wanted:
        begun = time.perf_counter()
        text = execute(path)
        same = text == path.read_text(encoding="utf-8")
        differ += not same
        if not (same or asked.check):
            path.write_text(text, encoding="utf-8")
        how = "as it was" if same else "differs" if asked.check else "written"
        print(f"{path.name}: {how}, {len(text) / 1000:.0f} kB, {time.perf_counter() - begun:.0f} s")
    sys.exit(1 if asked.check and differ else 0)


if __name__ == "__main__":
    main()
