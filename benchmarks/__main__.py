"""`python -m benchmarks` runs those of the engine."""

from benchmarks.engine import main

main()
