"""Where a result comes from: inputs, versions, command, seconds by stage. Nothing of it enters any other file."""

from __future__ import annotations

import platform
from typing import Any

from pyrrhus.scenario.schema import Scenario
from pyrrhus.stages import Clock


def write_lineage(scenario: Scenario, document: dict[str, Any], command: str, clock: Clock) -> dict[str, Any]:
    """The document of a run of `scenario`, as gated and with all that it assumes, whose `document` is written."""
    import numba
    import numpy

    return {
        "format": "pyrrhus-lineage/1",
        "scenario": scenario.name,
        "inputs_sha256": document["inputs_sha256"],
        "versions": {
            "pyrrhus": document["version"],
            "python": platform.python_version(),
            "numpy": numpy.__version__,
            "numba": numba.__version__,
        },
        "machine": f"{platform.system()} {platform.machine()}",
        "vintage": document["vintage"],
        "seed": document["seed"],
        "draws": document["draws"],
        "as_of": document["as_of"],
        "horizon_days": document["horizon_days"],
        "changes": [c.model_dump(mode="json", by_alias=True, exclude_none=True) for c in scenario.file.changes],
        "command": command or "pyrrhus.assess",
        "seconds_by_stage": clock.finish(),
    }
