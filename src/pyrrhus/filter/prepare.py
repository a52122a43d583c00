"""From a scenario that has passed the gate to its assimilated draws: ground, claims, history; the common first half of
assessments, decisions and backtests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pyrrhus.campaign.compile import Campaign, compile_campaign, contact_measure
from pyrrhus.campaign.draws import draw_parameters, with_claims
from pyrrhus.campaign.maps import first_shown
from pyrrhus.filter.assimilate import Assimilated, assimilate
from pyrrhus.scenario.parameters import Prior
from pyrrhus.scenario.schema import SIDES, Scenario

if TYPE_CHECKING:
    from pyrrhus.claims.options import FusionContext
    from pyrrhus.claims.result import Fusion


@dataclass(frozen=True)
class Prepared:
    """A scenario as known on its as-of date, assimilated. `priors` hold what the claims said where they were asked."""

    scenario: Scenario
    campaign: Campaign
    fusion: Fusion
    priors: dict[str, Prior]
    assimilated: Assimilated

    @property
    def population(self) -> float:
        return self.scenario.centre.population or 0.0


def prepare(
    known: Scenario,
    *,
    as_of: date,
    priors: dict[str, Prior],
    draws: int,
    seed: int,
    threads: int | None = None,
    chunk: int | None = None,
    verify: bool = False,
    begin: Callable[[str, int], None] | None = None,
    advance: Callable[[int], None] | None = None,
) -> Prepared:
    """Compile, fuse, draw and assimilate a scenario that has passed the gate.

    `verify` has the guards look at the history; `begin` is told each stage and its size in draws, `advance` draws done.
    """
    tell = begin or (lambda stage, size: None)
    tell("ground", 1)
    campaign = compile_campaign(known, priors, as_of=as_of)
    tell("claims", 1)
    fusion = fuse_known(known, campaign)
    informed, from_claims = with_claims(priors, fusion, centre=known.file.centre)
    drawn = draw_parameters(
        informed, draws=draws, seed=seed, contact=contact_measure(campaign), from_claims=from_claims
    )
    tell("history", draws)
    assimilated = assimilate(campaign, drawn, seed=seed, threads=threads, chunk=chunk, verify=verify, progress=advance)
    return Prepared(known, campaign, fusion, informed, assimilated)


def fuse_known(known: Scenario, campaign: Campaign) -> Fusion:
    """Fuse the claims of a gated scenario, with what its maps showed when."""
    from pyrrhus.claims.fuse import fuse

    context = fusion_context(known, first_shown(campaign.maps, campaign.terrain))
    return fuse(known.claims, {s.id: s for s in known.sources}, as_of=campaign.as_of, context=context)


def fusion_context(known: Scenario, shown: dict[str, dict[str, date]]) -> FusionContext:
    """What the fusion may know besides the claims: the battle's start, strengths, and what the maps showed when."""
    from pyrrhus.claims.options import FusionContext

    strength = {side: sum(f.high or f.personnel for f in known.forces if f.side == side) for side in SIDES}
    return FusionContext(
        start=known.file.start,
        map_taken_on=shown,
        map_places=frozenset(shown) or None,
        map_seen_to=max((row.date for row in known.control), default=None),
        personnel={side: total for side, total in strength.items() if total > 0},
        side_words={side: getattr(known.file.sides, side).name for side in SIDES},
    )
