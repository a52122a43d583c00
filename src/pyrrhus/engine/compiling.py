"""How the engine is compiled: one decorator for every law, so that all obey the same rules.

- NumPy's rules for division: a law guards its own denominators, and the compiler need not guard them again.
- Inlined into the day: the arrays of a draw are some hundred, and passing them costs more than most laws.
- No counting of references: kernels make no arrays (a thread's are made before, `bench.make_bench`), and counters that
  all threads share would keep them waiting for each other.
"""

from __future__ import annotations

from numba import njit

compiled = njit(error_model="numpy", forceinline=True, _nrt=False)  # pyright: ignore[reportCallIssue]
# not inlined: what is called in very many places
called = njit(error_model="numpy", _nrt=False)  # pyright: ignore[reportCallIssue]
