"""However a folder is broken, it loads, or every problem is named with its file and its fix; nothing else happens."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyrrhus.errors import InputError
from pyrrhus.scenario.as_of import as_of
from pyrrhus.scenario.load import load
from pyrrhus.scenario.parameters import resolve

SMALL = Path(__file__).parents[1] / "scenarios" / "small"
FILES = sorted(path.name for path in SMALL.iterdir())
TABLES = [name for name in FILES if name.endswith(".csv")]
ODD = [
    "", "-1", "1e999", "nan", "inf", "0", "4,500", "12%", "2023", "2023-02", "2023-02-30", "9999-12-31", "0001-01-01",
    "<b>x</b>", '"', "\u202e", "\ufeff", "é", "attacker", "none", "true", "asculum", "c1", "x" * 300, "{a: b}", "[",
    "&a", "*a", "!!x", "- ", ": ", "#", "|", "1e308", "-0", "٣", "9" * 20, "\x85", "\u2028", "%", "'",
]  # fmt: skip

REMOVE = st.tuples(st.just("remove"), st.sampled_from(FILES))
BYTES = st.tuples(
    st.just("bytes"), st.sampled_from(FILES), st.floats(0, 1), st.integers(0, 6), st.binary(min_size=0, max_size=6)
)
LINES = st.tuples(
    st.sampled_from(["drop line", "double line", "swap lines"]),
    st.sampled_from(FILES),
    st.integers(0, 40),
    st.integers(0, 40),
)
CELLS = st.tuples(
    st.sampled_from(["set cell", "swap cells"]),
    st.sampled_from(TABLES),
    st.integers(0, 12),
    st.integers(0, 24),
    st.sampled_from(ODD) | st.text(max_size=8),
    st.integers(0, 24),
)
WORDS = st.tuples(st.just("set word"), st.integers(0, 200), st.sampled_from(ODD) | st.text(max_size=6))
MUTATIONS = st.lists(st.one_of(REMOVE, BYTES, LINES, CELLS, CELLS, CELLS, WORDS, WORDS), min_size=1, max_size=4)


def mutate(folder: Path, mutation: tuple) -> None:
    kind, *rest = mutation
    if kind == "set word":
        index, word = rest
        path = folder / "scenario.yaml"
        if path.exists():
            words = path.read_bytes().split(b" ")
            words[index % len(words)] = word.encode("utf-8", "surrogatepass")
            path.write_bytes(b" ".join(words))
        return
    path = folder / rest[0]
    if not path.exists():
        return
    if kind == "remove":
        path.unlink()
    elif kind == "bytes":
        _, at, length, new = rest
        data = path.read_bytes()
        start = int(at * len(data))
        path.write_bytes(data[:start] + new + data[start + length :])
    elif kind.endswith(("line", "lines")):
        _, first, second = rest
        lines = path.read_bytes().split(b"\n")
        a, b = first % len(lines), second % len(lines)
        if kind == "drop line":
            del lines[a]
        elif kind == "double line":
            lines.insert(b, lines[a])
        else:
            lines[a], lines[b] = lines[b], lines[a]
        path.write_bytes(b"\n".join(lines))
    else:
        _, row, column, text, other = rest
        rows = [line.split(b",") for line in path.read_bytes().split(b"\n")]
        cells = rows[row % len(rows)]
        a, b = column % len(cells), other % len(cells)
        if kind == "set cell":
            cells[a] = text.encode("utf-8", "surrogatepass")
        else:
            cells[a], cells[b] = cells[b], cells[a]
        path.write_bytes(b"\n".join(b",".join(cells) for cells in rows))


@given(mutations=MUTATIONS)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_broken_folder_loads_or_says_what_is_wrong(mutations: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(SMALL, Path(place) / "small"))
        for mutation in mutations:
            mutate(folder, mutation)
        problems, scenario = [], None
        try:
            scenario = load(folder)
        except InputError as error:
            problems = error.problems
        if scenario is None:
            assert problems
            assert all(problem.file and problem.what and problem.fix for problem in problems)
            assert {problem.severity for problem in problems} == {"error"}
            return
        # What loads can be used.
        assert scenario.place(scenario.file.centre)
        assert resolve(scenario.file)
        assert as_of(scenario, scenario.file.as_of).file.as_of == scenario.file.as_of
