"""Small pieces: how long a file and a function may be, and how many parameters a function may take."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pyrrhus

PACKAGE = Path(pyrrhus.__file__).parent
MOST_LINES, MOST_OF_A_FUNCTION, MOST_OF_A_KERNEL, MOST_PARAMETERS = 310, 60, 100, 10

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[str, Function]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield path.relative_to(PACKAGE).as_posix(), node


def is_kernel(function: Function) -> bool:
    return any(ast.unparse(decorator).startswith(("compiled", "njit")) for decorator in function.decorator_list)


def test_no_file_is_long() -> None:
    lines = {path: len(path.read_bytes().splitlines()) for path in PACKAGE.rglob("*.py")}
    assert len(lines) > 300
    assert {path.name: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_no_function_is_long_or_takes_many_parameters() -> None:
    """Kernels take the arrays that they work on one by one, and may be longer."""
    found = set()
    kernels = 0
    for file, function in functions():
        kernels += is_kernel(function)
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > (MOST_OF_A_KERNEL if is_kernel(function) else MOST_OF_A_FUNCTION):
            found.add(f"{file}: {function.name} has {lines} lines")
        given = function.args
        takes = len([*given.posonlyargs, *given.args, *given.kwonlyargs]) + bool(given.vararg) + bool(given.kwarg)
        if takes > MOST_PARAMETERS and not is_kernel(function):
            found.add(f"{file}: {function.name} takes {takes} parameters")
    assert kernels > 20
    assert not found


def test_the_formatter_lays_out_all_of_the_package() -> None:
    assert not [str(path) for path in PACKAGE.rglob("*.py") if "fmt: skip" in path.read_text(encoding="utf-8")]
