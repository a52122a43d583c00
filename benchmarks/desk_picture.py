"""Pictures of the desk for the manual: two screens of `pyrrhus review` on an invented article, as SVG.

python -m benchmarks.desk_picture [FOLDER]
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from pyrrhus import commands
from pyrrhus.present.desk import show_item
from pyrrhus.scenario.template import write_new

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "from_an_article_to_claims.md"
WIDTH = 104


def article() -> str:
    """The invented article of the manual's page."""
    body = re.search(r":caption: article\.txt\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.S | re.M)
    assert body is not None
    return body[1].strip() + "\n"


def main(arguments: list[str]) -> None:
    out = Path(arguments[0]) if arguments else PICTURES
    with tempfile.TemporaryDirectory() as place:
        folder, scenario = Path(place) / "articles", Path(place) / "mytown"
        folder.mkdir()
        (folder / "article.txt").write_text(article(), encoding="utf-8")
        (folder / "articles.csv").write_text(
            "doc,published,outlet\narticle.txt,2024-05-20,Daily Paper\n", encoding="utf-8"
        )
        write_new(str(scenario.name), scenario)
        session = commands.open_desk(folder, scenario=scenario)
        shots = []
        for title, prepare in (("desk_1", lambda: None), ("desk_2", lambda: _to_neighbours(session))):
            prepare()
            console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
            show_item(session, console)
            shots.append((console, out / f"{title}.svg"))
    for console, path in shots:
        print(saved_picture(console, path, "pyrrhus review articles --scenario mytown"))


def saved_picture(console: Console, path: Path, title: str) -> Path:
    """A recorded terminal as SVG, in fonts that the reader has."""
    svg = console.export_svg(title=title, unique_id=path.stem)
    path.write_text(re.sub(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", "", svg, flags=re.S), encoding="utf-8")
    return path


def _to_neighbours(session: object) -> None:
    from pyrrhus.desk.session import Session

    assert isinstance(session, Session)
    session.accept()
    session.position = next(i for i, item in enumerate(session.items) if i and session.beside(item))


if __name__ == "__main__":
    main(sys.argv[1:])
