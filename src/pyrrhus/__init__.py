"""Pyrrhus: contested reports in, a calibrated, sourced assessment of a battle of attrition out.

The public face is `load`, `assess` and `Assessment`; everything heavy is imported when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Assessment", "InputError", "PyrrhusError", "Scenario", "assess", "load"]

_LAZY = {
    "Assessment": "pyrrhus.pipeline",
    "assess": "pyrrhus.pipeline",
    "load": "pyrrhus.scenario.load",
    "Scenario": "pyrrhus.scenario.schema",
    "InputError": "pyrrhus.errors",
    "PyrrhusError": "pyrrhus.errors",
}

if TYPE_CHECKING:
    from pyrrhus.errors import InputError, PyrrhusError
    from pyrrhus.pipeline import Assessment, assess
    from pyrrhus.scenario.load import load
    from pyrrhus.scenario.schema import Scenario


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
