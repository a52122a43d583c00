"""Benchmarks: figures with machine and date; not part of the test suite, with which they share `tests/support`."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))
