"""The measures of a mixture of inputs, from as few runs as it takes: what it shares with another is done once."""

from __future__ import annotations

import hashlib
import pickle
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pyrrhus.runs.measures import Measured, name_measures, read_measures
from pyrrhus.runs.parts import Mixture

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign
    from pyrrhus.campaign.forecast import Forecast
    from pyrrhus.claims.result import Fusion
    from pyrrhus.decide.flips import Flip
    from pyrrhus.decide.payoffs import PairTable
    from pyrrhus.filter.prepare import Informed, Prepared

Taken = frozenset[str]
NOT_OF_CLAIMS = {"policies", "parameters"}


@dataclass
class Evaluator:
    """Measures mixtures as `assess` does, on `draws` of a seed; each is compiled, fused and run only once.

    Seeds may be measured side by side, each in a thread of its own.

    Claims count in the campaigns only as far as they move a prior or the weights of draws: mixtures that are equal in
    both share their runs.
    """

    mixture: Mixture
    draws: int
    threads: int | None = None
    names: dict[str, str] = field(default_factory=dict)
    runs: int = 0
    _ground: dict[Taken, Campaign] = field(default_factory=dict)
    _fused: dict[Taken, Fusion] = field(default_factory=dict)
    _informed: dict[Taken, Informed] = field(default_factory=dict)
    _found: dict[tuple[str, int, int], dict[str, Measured]] = field(default_factory=dict)
    _prepared: dict[int, tuple[str, Prepared]] = field(default_factory=dict)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def measure(self, taken: Taken, days: int, seed: int) -> dict[str, Measured]:
        """The measures of the mixture with these parts, over so many days from its as-of date."""
        with self._one_at_a_time:
            ready = self._inform(taken)
        drives = self._drives(taken, ready)
        key = (drives, days, seed)
        if key not in self._found:
            self._found[key] = self._measure(self._prepare(drives, ready, seed), days, seed)
        return self._found[key]

    def _prepare(self, drives: str, ready: Informed, seed: int) -> Prepared:
        kept = self._prepared.get(seed)
        if kept is None or kept[0] != drives:
            with self._one_at_a_time:
                self.runs += 1
            kept = self._prepared[seed] = (drives, ready.assimilate(draws=self.draws, seed=seed, threads=self.threads))
        return kept[1]

    def _inform(self, taken: Taken) -> Informed:
        from pyrrhus.campaign.compile import compile_campaign
        from pyrrhus.filter.prepare import fuse_known, inform
        from pyrrhus.pipeline import default_priors

        if taken not in self._informed:
            known = self.mixture.scenario(taken)
            priors, _ = default_priors(known, self.mixture.as_of)
            ground = self._without_claims(taken)
            if ground not in self._ground:
                self._ground[ground] = compile_campaign(known, priors, as_of=self.mixture.as_of)
            campaign = replace(self._ground[ground], scenario=known)
            said = taken - NOT_OF_CLAIMS
            if said not in self._fused:
                self._fused[said] = fuse_known(known, campaign)
            self._informed[taken] = inform(known, campaign, self._fused[said], priors)
        return self._informed[taken]

    def _without_claims(self, taken: Taken) -> Taken:
        return frozenset(part.id for part in self.mixture.parts if part.id in taken and not part.claims) - {"sources"}

    def _drives(self, taken: Taken, ready: Informed) -> str:
        """All that moves the campaigns, as a hash: priors, and what the claims say of losses, which weighs draws."""
        parts = (
            sorted(self._without_claims(taken)),
            sorted(ready.priors.items()),
            ready.from_claims,
            ready.fusion.losses,
        )
        return hashlib.sha256(pickle.dumps(parts)).hexdigest()

    def _measure(self, ready: Prepared, days: int, seed: int) -> dict[str, Measured]:
        from pyrrhus.decide.assumed_ahead import assume_ahead
        from pyrrhus.decide.compared_policies import default_policies
        from pyrrhus.decide.pairs import RunOptions
        from pyrrhus.decide.payoffs import PairTable
        from pyrrhus.judge.case import Case
        from pyrrhus.skill.leading_curve import bare_curve, published_of

        bare = bare_curve(ready, RunOptions(days, seed, ready.population, self.threads))
        ready = assume_ahead(ready, days=days)
        campaign, assimilated = ready.campaign, ready.assimilated
        run = ready.forecast(days=days, seed=seed, policies=default_policies(campaign), threads=self.threads)
        table, turn = self._weigh(ready, run, seed)
        case = Case(ready.scenario, campaign, assimilated, run, table or PairTable((), assimilated.draws), ready.fusion)
        self.names = self.names or name_measures(case)
        return read_measures(case, turn, published_of(case, bare))

    def _weigh(self, ready: Prepared, run: Forecast, seed: int) -> tuple[PairTable | None, Flip | None]:
        """What the forecast assumes against leaving now; None where the horizon is too short for it."""
        from pyrrhus.decide.catalogue import WITHDRAW_NOW_DAYS, withdraw_in
        from pyrrhus.decide.compared_policies import default_policies
        from pyrrhus.decide.flips import flips_of
        from pyrrhus.decide.outcomes import deadlines, outcome_of
        from pyrrhus.decide.pairs import RunOptions, run_pairs, thinned
        from pyrrhus.decide.payoffs import PairTable

        press, first = default_policies(ready.campaign)
        leave = withdraw_in(WITHDRAW_NOW_DAYS, as_of=ready.campaign.as_of)
        if run.days <= WITHDRAW_NOW_DAYS or first == leave:
            return None, None
        rows = thinned(ready.assimilated, len(run.event_day))
        by, event = deadlines(ready.campaign, days=run.days), ready.campaign.terrain.main_event
        stay = outcome_of(run, press, first, event, by=by)
        options = RunOptions(run.days, seed, ready.population, self.threads)
        outcomes = run_pairs(ready.campaign, ready.assimilated, rows, [(press, leave)], options)
        table = PairTable(((stay, *outcomes),), ready.assimilated.draws)
        turns = [turn for turn in flips_of(table) if turn.side == 1]
        return table, turns[0] if turns else None
