"""Benchmarks: figures with machine and date; never part of the test suite."""
