"""How long one waits for the engine: the first time, when it is compiled, and afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

PROBE = """
import json, time
began = time.perf_counter()
from pyrrhus.engine.cache import kernels
block = kernels()
imported = time.perf_counter()
from datetime import date
from pyrrhus.campaign.compile import compile_campaign, contact_measure, first_day, settings, timeline
from pyrrhus.campaign.draws import draw_parameters
from pyrrhus.engine.ensemble import first_state, run
from pyrrhus.scenario.as_of import as_of
from pyrrhus.scenario.load import load
from pyrrhus.scenario.parameters import resolve
scenario = load("asculum")
known = as_of(scenario, scenario.file.as_of)
priors = resolve(known.file)
campaign = compile_campaign(known, priors, as_of=known.file.as_of)
draws = draw_parameters(priors, draws=2, seed=7, contact=contact_measure(campaign))
state = first_state(first_day(campaign, draws), campaign.ground, draws.engine, 7)
plan = timeline(campaign, first=campaign.as_of, days=1, maps=False, record_days=[1])
how = settings(campaign, seed=7, first=campaign.as_of, policies=(None, None))
ready = time.perf_counter()
run(campaign.ground, plan, how, draws.engine, state, threads=1)
print(json.dumps({"import": imported - began, "first_run": time.perf_counter() - ready}))
"""


def measure_start() -> dict[str, float]:
    """Seconds of importing the kernels and of the first run, from an empty cache and from a full one."""
    with tempfile.TemporaryDirectory() as folder:
        cold, warm = (_probe(folder) for _ in range(2))
    return {
        "cold_import_seconds": round(cold["import"], 2),
        "cold_compile_seconds": round(cold["first_run"], 1),
        "warm_import_seconds": round(warm["import"], 2),
        "warm_first_run_seconds": round(warm["first_run"], 2),
    }


def _probe(cache: str) -> dict[str, float]:
    environment = {**os.environ, "PYRRHUS_CACHE_DIR": cache}
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout)
