"""`python -m benchmarks.twins [--draws N] [--agents N]` measures engine and twins alone, as `make bench` does."""

from __future__ import annotations

import argparse
import json
import os

from benchmarks.twins.compare import MESA_DRAWS, compare_twins
from pyrrhus.campaign.compile import compile_campaign, contact_measure
from pyrrhus.campaign.draws import draw_parameters
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.load import load
from pyrrhus.scenario.parameters import resolve


def main() -> None:
    """Bundled Bakhmut under the priors of the table, from the as-of date on; the load of the machine beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=4096, help="of the engine and the array program together")
    parser.add_argument("--agents", type=int, default=MESA_DRAWS, help="draws of the agents")
    asked = parser.parse_args()
    scenario = load("bakhmut")
    known = gate(scenario, scenario.file.as_of)
    priors = resolve(known.file)
    campaign = compile_campaign(known, priors, as_of=known.file.as_of)
    draws = draw_parameters(priors, draws=asked.draws, seed=7, contact=contact_measure(campaign))
    before = [round(load, 1) for load in os.getloadavg()]
    found = compare_twins(campaign, draws, mesa_draws=asked.agents)
    print(json.dumps({"load_average": before} | found, indent=2))


if __name__ == "__main__":
    main()
