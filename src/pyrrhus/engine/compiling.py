"""How the engine is compiled: a few decorators for every law and step, so that all obey the same rules.

- NumPy's rules for division: a law guards its own denominators, and the compiler need not guard them again.
- Inlined into the day: the arrays of a draw are some hundred, and passing them costs more than most laws.
- No counting of references: kernels make no arrays (a thread's are made before, `bench.make_bench`), and counters that
  all threads share would keep them waiting for each other.
"""

from __future__ import annotations

from numba import njit
from numba.extending import register_jitable

# a law: what takes numbers and a few arrays, compiled also where Python calls it
compiled = njit(error_model="numpy", forceinline=True, _nrt=False, no_cfunc_wrapper=True)  # pyright: ignore[reportCallIssue]
# a step: what takes all arrays of a draw. Python's own entrance to some hundred arrays takes longer to compile than the
# step itself, so it has none: called from Python, a step runs as Python
step = register_jitable(error_model="numpy", forceinline=True, _nrt=False, no_cfunc_wrapper=True)
# not inlined: what is called in very many places
called = njit(error_model="numpy", _nrt=False, no_cfunc_wrapper=True)  # pyright: ignore[reportCallIssue]
