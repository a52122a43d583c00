"""Every check of a scenario folder, by name: importing this package fills the register."""

from __future__ import annotations

from pyrrhus.scenario.checks import (  # noqa: F401
    actors_checks,
    axes_checks,
    claims_checks,
    control_checks,
    events_checks,
    files_checks,
    forces_checks,
    lines_checks,
    parameters_checks,
    places_checks,
    policies_checks,
    reading_checks,
    routes_checks,
    sources_checks,
    supply_checks,
    tiling_checks,
    times_checks,
)
from pyrrhus.scenario.checks.registry import REGISTER, Check, run_all

__all__ = ["REGISTER", "Check", "run_all"]
