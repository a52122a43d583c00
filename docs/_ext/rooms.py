"""The rooms of the package and who imports whom, from the code: a picture and a table.

    python docs/_ext/rooms.py rooms.svg

A room is a folder of the package, or one of its modules that stands alone. An arrow is left out where a longer way
says the same. Raises ValueError where the graph has a circle.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path

import grimp

PACKAGE = "pyrrhus"
# what every room may know: left out of the picture
SHARED = frozenset({"errors", "plain_text", "arguments", "stages", "limits", "__main__"})
WIDTH, ROW, BOX, HEIGHT = 760.0, 74.0, 104.0, 30.0


def read_rooms() -> dict[str, frozenset[str]]:
    """Each room and the rooms that its modules import; what is imported for a type alone is left out."""
    graph = grimp.build_graph(PACKAGE, include_external_packages=False, exclude_type_checking_imports=True)
    rooms = {child.rpartition(".")[2] for child in graph.find_children(PACKAGE)} - SHARED
    found: dict[str, set[str]] = {room: set() for room in rooms}
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            source, target = (name.split(".")[1] if "." in name else "" for name in (module, other))
            if source in rooms and target in rooms and source != target:
                found[source].add(target)
    return {room: frozenset(imported) for room, imported in found.items()}


def heights(rooms: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """The longest way down from each room; 0 for one that imports no other."""
    found: dict[str, int] = {}
    while len(found) < len(rooms):
        ready = [room for room, below in rooms.items() if room not in found and below <= found.keys()]
        if not ready:
            raise ValueError(f"a circle of imports among {', '.join(sorted(set(rooms) - found.keys()))}")
        for room in ready:
            found[room] = 1 + max((found[other] for other in rooms[room]), default=-1)
    return found


def direct(rooms: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    """The imports that no longer way says."""

    def below(room: str) -> set[str]:
        return set(rooms[room]).union(*(below(other) for other in rooms[room]))

    return {
        room: sorted(one for one in imported if not any(one in below(other) for other in imported - {one}))
        for room, imported in rooms.items()
    }


def draw_rooms(rooms: Mapping[str, frozenset[str]]) -> str:
    """The picture as SVG: who imports stands above whom it imports."""
    level = heights(rooms)
    top = max(level.values())
    place: dict[str, tuple[float, float]] = {}
    for height in range(top + 1):
        row = sorted(room for room, at in level.items() if at == height)
        for n, room in enumerate(row):
            # rows lean by turns, so that an arrow over many rows does not run behind boxes
            lean = 60.0 * ((height % 3) - 1) if len(row) < 4 else 0.0
            place[room] = (WIDTH * (n + 0.5) / len(row) + lean, (top - height) * ROW + HEIGHT)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {top * ROW + 2 * HEIGHT:g}" role="img" '
        'font-family="sans-serif" font-size="13" text-anchor="middle" color="#6b6470">',
        "<title>Rooms of the package: who imports stands above whom it imports</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z" fill="currentColor"/></marker></defs>',
    ]
    for room, imported in sorted(direct(rooms).items()):
        for other in imported:
            (x, y), (to_x, to_y) = place[room], place[other]
            parts.append(
                f'<line x1="{x:.0f}" y1="{y + HEIGHT / 2:.0f}" x2="{to_x:.0f}" y2="{to_y - HEIGHT / 2:.0f}" '
                'stroke="currentColor" stroke-opacity="0.55" marker-end="url(#tip)"/>'
            )
    for room, (x, y) in sorted(place.items()):
        parts.append(
            f'<rect x="{x - BOX / 2:.0f}" y="{y - HEIGHT / 2:.0f}" width="{BOX:g}" height="{HEIGHT:g}" rx="4" '
            f'fill="#f1eee8" stroke="#553a8e"/><text x="{x:.0f}" y="{y + 5:.0f}" fill="#1b1c20">{escape(room)}</text>'
        )
    return "\n".join([*parts, "</svg>"])


def purpose(room: str) -> str:
    """What a room is for: the first line of its docstring."""
    import importlib

    text = (importlib.import_module(f"{PACKAGE}.{room}").__doc__ or "").strip().split("\n\n")[0]
    return text.replace("\n", " ").rstrip(":.") + "."


def table_of_rooms(rooms: Mapping[str, frozenset[str]]) -> list[tuple[str, str, str]]:
    """Each room, what it is for and what it imports directly, the topmost first."""
    level, shown = heights(rooms), direct(rooms)
    return [
        (f"`{room}`", purpose(room), ", ".join(f"`{other}`" for other in shown[room]))
        for room in sorted(rooms, key=lambda room: (-level[room], room))
    ]


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "rooms.svg")
    target.write_text(draw_rooms(read_rooms()) + "\n", encoding="utf-8")
    print(target)
