"""Every check of a scenario folder, by name: importing this package fills the register."""

from __future__ import annotations

from pyrrhus.scenario.checks import (  # noqa: F401
    actors,
    axes,
    claims,
    control,
    events,
    files,
    forces,
    parameters,
    places,
    policies,
    reading,
    routes,
    sources,
    supply,
    tiling,
    times,
)
from pyrrhus.scenario.checks.registry import REGISTER, Check, run_all

__all__ = ["REGISTER", "Check", "run_all"]
