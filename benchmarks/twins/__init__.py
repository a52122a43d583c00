"""The engine against twins: one campaign with every law at work, written three times, with equal distributions.

`array_*` is the whole model as an array program in NumPy, `agent_*` as agents in Mesa. Both are given what the engine
is given (`inputs`) and share nothing else with it: formulas are written anew from `docs/explanation/the_day.md` and the
laws' docstrings, random numbers are their own. `compare` measures all three in one run.
"""
