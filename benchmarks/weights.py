"""How many draws of an assessment bear all that was seen, without tempering: towns and dates of the record.

    python -m benchmarks.weights FOLDER [--rows 10] [--draws 400]

FOLDER holds dated control maps. Each town-date lives its history without resampling; its weights are multiplied: those
of ground in every stretch, of the garrison's staying, and of losses where claims tell them. Beside the effective sample
stands the log of the mean density that draws gave to the gains seen, so that a filter that looks away does not pass.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from pyrrhus.campaign.compile import compile_campaign
from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.control_map.read import read_maps
from pyrrhus.filter.draw_weights import TARGET_SHARE, effective_size
from pyrrhus.filter.history import HistoryRun, begin_history, live
from pyrrhus.filter.prepare import fuse_known, inform
from pyrrhus.skill.mechanism import CampaignModel
from pyrrhus.skill.record import shipped_record


@dataclass(frozen=True)
class Borne:
    """Effective share (0..1) of the product of all weights, of ground alone, and least of one stretch; log score."""

    all_0_1: float
    ground_0_1: float
    least_0_1: float
    log_score: float


def weights_of(maps: ControlMaps, town: str, day: date, *, draws: int, seed: int = 7) -> Borne:
    """The weights of one town-date."""
    then = maps.up_to(day)
    known, priors = CampaignModel(draws=draws, seed=seed).specify(then, then.town(town), day, 1).scenario()
    campaign = compile_campaign(known, priors, as_of=day)
    informed = inform(known, campaign, fuse_known(known, campaign), priors)
    prior = informed.draw(draws=draws, seed=seed)
    history = begin_history(informed.campaign, prior, informed.fusion.losses, informed.priors, seed)
    live(history, informed.campaign, prior, HistoryRun(seed, resample=False))
    ground = np.sum([w.log_weights for w in history.found], axis=0)
    whole = ground + history.stayed
    if history.told_losses is not None:
        whole = whole + history.told_losses.log_weights()
    least = min(w.untempered for w in history.found)
    shares = (effective_size(whole) / draws, effective_size(ground) / draws, least / draws)
    return Borne(*shares, log_score=sum(w.log_score for w in history.found))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=10)
    parser.add_argument("--draws", type=int, default=400)
    chosen = parser.parse_args(arguments)
    maps = read_maps(chosen.folder)
    asked = sorted({(r.as_of, r.town) for r in shipped_record().falls})
    picked = [asked[n * (len(asked) - 1) // max(1, chosen.rows - 1)] for n in range(min(chosen.rows, len(asked)))]
    print("town as of: effective share of all weights, of ground, least stretch; log score of the gains seen")
    enough = 0
    for day, town in picked:
        found = weights_of(maps, town, day, draws=chosen.draws)
        enough += found.all_0_1 >= TARGET_SHARE
        shares = f"{found.all_0_1:.3f}, {found.ground_0_1:.3f}, {found.least_0_1:.3f}"
        print(f"{town} as of {day}: {shares}; {found.log_score:.1f}", flush=True)
    print(f"{enough} of {len(picked)} have an effective sample of at least {TARGET_SHARE:.0%}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
