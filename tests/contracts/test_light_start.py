"""What a command loads before it begins: a person who asks for help or checks a folder does not wait for the engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

HEAVY = ("numpy", "scipy", "pandas", "xarray", "numba", "pyarrow", "shapely", "pyproj", "distributed", "jinja2", "rich")
PROBE = """
import json, sys
from pyrrhus.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert not ended.code, ended.code
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def loaded(*arguments):
    paths = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    return set(json.loads(done.stderr.strip().splitlines()[-1]))


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("watch", "--help"), ("list",)])
def test_help_loads_nothing_heavy(arguments):
    assert loaded(*arguments).isdisjoint(HEAVY)


@pytest.mark.parametrize("name", ["asculum", "bakhmut"])
def test_checking_a_folder_loads_no_arrays_and_no_engine(name):
    assert loaded("check", name).isdisjoint(HEAVY)
