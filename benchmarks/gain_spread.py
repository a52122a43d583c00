"""What would widen the ranges of ground gained: other priors tried one by one, the filter and all else as they are.

    python -m benchmarks.gain_spread FOLDER [--every 3] [--draws 100] [--only NAME ...]      (make gain-spread)

Asks each n-th case of the standing question for its next 30 days under each variant of the priors and writes coverage
to docs/explanation/gain_spread.csv. None of the variants is a default: this is a diagnosis.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from pyrrhus.control_map.maps import Town
from pyrrhus.control_map.read import read_maps
from pyrrhus.scenario.distributions import Distribution
from pyrrhus.scenario.parameters import Prior, read_prior
from pyrrhus.scenario.yaml_reader import parse_yaml
from pyrrhus.skill.baselines.table import SINCE
from pyrrhus.skill.gains import coverage, gain_rows, widened
from pyrrhus.skill.mechanism import CampaignModel
from pyrrhus.skill.questions import ask
from pyrrhus.skill.truth import UNTIL

TARGET = Path(__file__).parents[1] / "docs" / "explanation" / "gain_spread.csv"
DAYS = 30
COLUMNS = ("inside_50%", "inside_80%", "inside_80%_by_town", "inside_90%", "below_80%", "above_80%", "width_80%_km2",
           "crps_km2", "crps_km2_by_town")  # fmt: skip
INTENSITY = {
    "intensity_log_sd": "{lognormal: {median: 1.2, factor90: 1.4}}",
    "intensity_half_life_days": "{lognormal: {median: 40, factor90: 1.8}}",
    "intensity_common_share_0_1": "{uniform: [0.5, 0.9]}",
}
BACKWARD = {
    "backward_share_0_1": "{beta: {mean: 0.3, size: 4}}",
    "counter_attack_share_0_1": "{beta: {mean: 0.2, size: 4}}",
}


@dataclass(frozen=True)
class Variant:
    """A change of the priors, and in words what it is."""

    name: str
    what: str
    priors: dict[str, str]


VARIANTS = (
    Variant("default", "the table", {}),
    Variant("intensity", "intensity twice as spread, twice as lasting, mostly shared by all axes", INTENSITY),
    Variant("sectors", "speed within a factor of 12 and frequency of 6 instead of 5 and 3", {
        "offensive_advance_km_per_day": "{lognormal: {median: 0.03, factor90: 12}}",
        "moves_per_km_day": "{lognormal: {median: 0.015, factor90: 6}}"}),
    Variant("sizes", "single changes of ground more unequal", {"move_size_log_sd": "{uniform: [1.2, 2.2]}"}),
    Variant("phases", "pauses three times as long", {"pause_mean_days": "{lognormal: {median: 90, factor90: 2.5}}"}),
    Variant("backward", "more of it backwards, less sure how much", BACKWARD),
    Variant("intensity and backward", "both", {**INTENSITY, **BACKWARD}),
)  # fmt: skip


def with_priors(texts: dict[str, str]) -> Callable[[dict[str, Prior], Town, date], dict[str, Prior]]:
    """A change of priors that the folder does not give, from distributions as parameters.csv writes them."""
    changed: dict[str, Distribution] = {}
    for name, text in texts.items():
        values, _, problems = parse_yaml(f"value: {text}", file=name)
        prior, wrong = read_prior(name, values["value"], section="parameters") if values else (None, problems)
        if prior is None or prior.distribution is None:
            raise ValueError(f"{name}: {wrong}")
        changed[name] = prior.distribution

    def change(priors: dict[str, Prior], town: Town, as_of: date) -> dict[str, Prior]:
        return {n: replace(p, distribution=changed[n]) if n in changed else p for n, p in priors.items()}

    return change


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=3)
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--only", nargs="*", default=[])
    chosen = parser.parse_args(arguments)
    maps = read_maps(chosen.folder)
    last = min(UNTIL, maps.last)
    asked = ask(maps, since=SINCE, until=last)
    cases = [c for c in asked.cases if c.as_of + timedelta(DAYS) <= last][:: chosen.every]
    sector = {c.town: c.sector for c in cases}
    rows = []
    for variant in VARIANTS:
        if chosen.only and variant.name not in chosen.only:
            continue
        model = CampaignModel(draws=chosen.draws, adjust=with_priors(variant.priors))
        said = [model.outlook(maps.up_to(c.as_of), maps.town(c.town), c.as_of, DAYS, (DAYS,)).gain_km2 for c in cases]
        found = gain_rows(maps, cases, said, horizons=(DAYS,), last=last)
        for kind, some in (("campaigns", found), ("published", widened(found, sector, "R"))):
            scores = coverage(some)
            rows.append([variant.name, variant.what, kind, len(some), *(f"{scores[c]:.3f}" for c in COLUMNS)])
        print(" ".join(str(v) for v in rows[-2]), file=sys.stderr, flush=True)
    with TARGET.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("variant", "what", "said by", "forecasts", *COLUMNS))
        writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
