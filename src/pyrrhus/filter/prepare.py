"""From a scenario that has passed the gate to its assimilated draws: ground, claims, history; the common first half of
assessments, decisions and backtests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.cell_maps import first_shown
from pyrrhus.campaign.compile import Campaign, compile_campaign, contact_measure
from pyrrhus.campaign.draws import Draws, draw_parameters, with_claims
from pyrrhus.campaign.troops import muster
from pyrrhus.campaign.word_priors import with_words
from pyrrhus.filter.assimilate import Assimilated, assimilate
from pyrrhus.filter.history import stretches
from pyrrhus.filter.loss_proposals import left_to_filter
from pyrrhus.scenario.parameters import Prior
from pyrrhus.scenario.schema import SIDES, PolicyChoice, Scenario

if TYPE_CHECKING:
    from pyrrhus.campaign.forecast import Forecast
    from pyrrhus.claims.options import FusionContext
    from pyrrhus.claims.result import Fusion


USUAL_DRAWS, USUAL_DAYS = 250, 120
LEAST_USUAL = 0.05


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

    def forecast(
        self,
        *,
        days: int,
        seed: int,
        policies: tuple[PolicyChoice | None, PolicyChoice | None],
        threads: int | None = None,
    ) -> Forecast:
        """Every campaign run on for so many days; the assimilated states are forked, and not touched."""
        from pyrrhus.campaign.forecast import forecast, fresh_start

        draws = self.assimilated.draws
        start = fresh_start(self.assimilated.fork(), draws, population=self.population)
        return forecast(self.campaign, start, draws, days=days, seed=seed, policies=policies, threads=threads)


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
    informed = inform(known, campaign, fuse_known(known, campaign), priors)
    tell("history", draws)
    return informed.assimilate(draws=draws, seed=seed, threads=threads, chunk=chunk, verify=verify, advance=advance)


@dataclass(frozen=True)
class Informed:
    """A scenario with its claims fused and brought to the priors; `from_claims` are those that the claims replace."""

    scenario: Scenario
    campaign: Campaign
    fusion: Fusion
    priors: dict[str, Prior]
    from_claims: tuple[str, ...]

    def assimilate(
        self,
        *,
        draws: int,
        seed: int,
        threads: int | None = None,
        chunk: int | None = None,
        verify: bool = False,
        advance: Callable[[int], None] | None = None,
    ) -> Prepared:
        """Draw the parameters and run the history."""
        drawn = self.draw(draws=draws, seed=seed)
        assimilated = assimilate(
            self.campaign,
            drawn,
            seed=seed,
            threads=threads,
            chunk=chunk,
            verify=verify,
            on_progress=advance,
            losses=self.fusion.losses,
            priors=self.priors,
        )
        return self.finish(assimilated, seed=seed, threads=threads)

    def draw(self, *, draws: int, seed: int) -> Draws:
        """The parameters of every draw before anything was seen."""
        return draw_parameters(
            self.priors,
            draws=draws,
            seed=seed,
            contact=contact_measure(self.campaign),
            from_claims=self.from_claims,
            to_filter=left_to_filter(self.priors, self.fusion.losses, self.scenario.file.centre),
        )

    def finish(self, assimilated: Assimilated, *, seed: int, threads: int | None = None) -> Prepared:
        """What an assessment begins with: the assimilated draws, and what tempo is usual in them."""
        usual = measure_usual(self.campaign, assimilated, seed=seed, threads=threads)
        return Prepared(self.scenario, replace(self.campaign, usual=usual), self.fusion, self.priors, assimilated)


def inform(known: Scenario, campaign: Campaign, fusion: Fusion, priors: dict[str, Prior]) -> Informed:
    """The priors as what is said moves them, and strengths from the claims where the scenario asks for that."""
    informed, from_claims = with_claims(with_words(priors, fusion, campaign), fusion, centre=known.file.centre)
    if any(informed[f"{side}_personnel"] != priors[f"{side}_personnel"] for side in SIDES):
        campaign = replace(campaign, troops=muster(known, campaign.terrain, informed))  # strengths taken from claims
    return Informed(known, campaign, fusion, informed, from_claims)


def measure_usual(
    campaign: Campaign, assimilated: Assimilated, *, seed: int, days: int = USUAL_DAYS, threads: int | None = None
) -> NDArray[np.float64]:
    """Mean ratio of tempo to the first day's ([way, day 0..days]) over campaigns in which nothing is scheduled.

    The attacker presses, the defender holds; some draws, evenly spread, stand for all. Ratios are of weeks.
    """
    from pyrrhus.campaign.forecast import forecast, fresh_start

    size = len(assimilated.draws.engine)
    rows = np.arange(0, size, max(1, size // USUAL_DRAWS), dtype=np.int64)[:USUAL_DRAWS]
    some = assimilated.draws.take(rows)
    state = fresh_start(assimilated.fork(rows), some, population=0.0)
    run = forecast(
        replace(campaign, scheduled=()), state, some, days=days, seed=seed, policies=(None, None), threads=threads
    )
    mean = np.maximum(LEAST_USUAL, run.record.tempo_ratio[:, 1:].mean(axis=0, dtype=np.float64))
    middle = 0.5 * (np.array(run.record_days[1:]) + np.array(run.record_days[:-1]))
    return np.array([np.interp(np.arange(days + 1), middle, mean[:, way]) for way in range(2)])


def fuse_known(known: Scenario, campaign: Campaign, over: Sequence[tuple[date, date]] | None = None) -> Fusion:
    """Fuse the claims of a gated scenario, with what its maps showed when and what was known of sources by then.

    `over` are the stretches of which losses are asked, those of the filter if none are given.
    """
    from pyrrhus.claims.fuse import fuse
    from pyrrhus.claims.options import FusionOptions
    from pyrrhus.claims.source_priors import newest_source_table

    context = fusion_context(known, first_shown(campaign.maps, campaign.terrain))
    over = stretches(campaign.start, campaign.as_of) if over is None else over
    spans = tuple((first + timedelta(days=1), last) for first, last in over)
    context = replace(context, centre=known.file.centre, loss_spans=spans)
    options = FusionOptions(known_sources=newest_source_table(campaign.as_of))
    return fuse(known.claims, {s.id: s for s in known.sources}, as_of=campaign.as_of, options=options, context=context)


def fusion_context(known: Scenario, shown: dict[str, dict[str, date]]) -> FusionContext:
    """What the fusion may know besides the claims: the battle's start, strengths, and what the maps showed when."""
    from pyrrhus.claims.options import FusionContext

    strength = {side: sum(f.high or f.personnel for f in known.forces if f.side == side) for side in SIDES}
    return FusionContext(
        start=known.file.start,
        map_taken_on=shown,
        map_places=frozenset(shown) or None,
        map_seen_to=max((row.date for row in known.control), default=None),
        # forces.csv is of the sector: it says nothing of how many a side has on its whole front
        personnel={f"{side}:{known.file.centre}": total for side, total in strength.items() if total > 0},
        side_words={side: getattr(known.file.sides, side).name for side in SIDES},
        place_names={place.id: place.name for place in known.places},
    )
