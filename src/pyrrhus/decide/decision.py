"""What a comparison of all policies found, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pyrrhus.claims.ledger import SIDES
from pyrrhus.decide.differences import indifferent, variance_saved
from pyrrhus.decide.document_rows import CAVEAT, flip_row, iso, policy_rows, sign_row, spread, tidy, view_row
from pyrrhus.decide.factions import View
from pyrrhus.decide.flips import Flip
from pyrrhus.decide.game import Equilibrium, Spread
from pyrrhus.decide.indicators import Indicator
from pyrrhus.decide.information import InputWorth
from pyrrhus.decide.leaving_dates import BestDate, Step
from pyrrhus.decide.payoffs import PairTable, Payoffs
from pyrrhus.decide.regret import Robustness, dominated, satisfice, summarise_regret

FLIP_COLUMNS = (
    "side",
    "stay",
    "leave",
    "unit",
    "price_of_symbol",
    "worth_of_symbol",
    "share_stay",
    "share_tied",
)
UNITS = ("own casualties of the attacker", "own casualties of the defender")


@dataclass(frozen=True, repr=False)
class Decision:
    """All pairs of policies on the same draws, and what follows for both sides.

    `payoffs`, `robustness` by side (0 attacker, 1 defender); `equilibria` counts those found, `equilibrium` is the one
    shown, `gap` what either side could gain by departing from it, `spread` how it moves with the draws; `information`
    is, by side, on its choice against the enemy's first policy; `drivers` rank inputs by the share of the variance that
    each explains, by result; `views` are those of a side's factions on its choice, the side's own first.
    """

    scenario: str
    as_of: date
    days: int
    side_names: tuple[str, str]
    table: PairTable
    payoffs: tuple[Payoffs, Payoffs]
    robustness: tuple[Robustness, Robustness]
    flips: tuple[Flip, ...]
    equilibrium: Equilibrium
    equilibria: int
    gap: float
    spread: Spread
    best_withdrawal: BestDate
    marginal: tuple[Step, ...]
    information: tuple[tuple[InputWorth, ...], ...]
    drivers: dict[str, tuple[tuple[str, float], ...]]
    indicators: tuple[Indicator, ...]
    views: tuple[tuple[View, ...], ...] = ()

    def __repr__(self) -> str:
        pairs = f"{len(self.table.attackers)} x {len(self.table.defenders)} policies"
        return f"Decision({self.scenario} as of {self.as_of}, {pairs}, {len(self.table.draws.engine)} draws)"

    def about(self) -> dict[str, Any]:
        """What was compared, from when and how far ahead: the heading of a page."""
        return {
            "scenario": self.scenario,
            "as_of": self.as_of.isoformat(),
            "horizon_days": self.days,
            "draws": len(self.table.draws.engine),
            "sides": {"attacker": self.side_names[0], "defender": self.side_names[1]},
            "equilibria": self.equilibria,
            "same_equilibrium": tidy(self.spread.same_support),
            "share_no_withdrawal": tidy(self.best_withdrawal.share_not_within),
        }

    def to_dict(self) -> dict[str, Any]:
        """The result of `pyrrhus decide --format json`."""
        best = self.best_withdrawal
        return {
            "policies": policy_rows(self.table, self.side_names),
            "payoffs": self._by_pair([p.by_draw.transpose(2, 0, 1) for p in self.payoffs]),
            "regret": self._by_pair([p.regret for p in self.payoffs]),
            "robustness": self._robustness(),
            "equilibrium": [
                {
                    "side": SIDES[side],
                    "policy": policy.id,
                    "weight": tidy(float(weight)),
                    "low": tidy(float(low)),
                    "high": tidy(float(high)),
                }
                for side, mix, lows, highs in (
                    (0, self.equilibrium.row, self.spread.row_low, self.spread.row_high),
                    (1, self.equilibrium.column, self.spread.column_low, self.spread.column_high),
                )
                for policy, weight, low, high in zip(self.table.policies(side), mix, lows, highs, strict=True)
            ],
            "best_withdrawal": {"date": iso(best.date), "low": iso(best.low), "high": iso(best.high)},
            "information": [
                {"input": w.input, "evpi": tidy(w.evpi if w.beyond_noise else 0.0), "unit": UNITS[1]}
                for w in self.information[1]
            ],
            "variance_saved": self._variance_saved(),
            "views": [view_row(view) for side in self.views for view in side],
        }

    def _variance_saved(self) -> list[dict[str, Any]]:
        """How many times common random numbers shrink the variance of each pair's difference in casualties from the
        first pair; None where nothing differs."""
        first, rows = self.table.outcomes[0][0], []
        for line in self.table.outcomes:
            for outcome in line:
                if outcome is first:
                    continue
                for side, name in enumerate(SIDES):
                    times = variance_saved(outcome.casualties[:, side], first.casualties[:, side])
                    rows.append(
                        {
                            "attacker": outcome.attacker.id,
                            "defender": outcome.defender.id,
                            "side": name,
                            "times": tidy(times),
                        }
                    )
        return rows

    def _by_pair(self, samples: list[Any]) -> list[dict[str, Any]]:
        """Rows of quantiles from [sample, own, enemy's] of both sides."""
        rows = []
        for side in (0, 1):
            for a, attacker in enumerate(self.table.attackers):
                for d, defender in enumerate(self.table.defenders):
                    values = samples[side][:, a, d] if side == 0 else samples[side][:, d, a]
                    rows.append(
                        {
                            "attacker": attacker.id,
                            "defender": defender.id,
                            "side": SIDES[side],
                            "quantiles": spread(values),
                        }
                    )
        return rows

    def _robustness(self) -> dict[str, Any]:
        shares, beaten, satisfied = [], [], []
        for side, payoffs in enumerate(self.payoffs):
            policies = self.table.policies(side)
            summary, tied = summarise_regret(payoffs), payoffs.best_against(0)
            enough = satisfice(payoffs)[:, 0]
            for i, policy in enumerate(policies):
                shares.append(
                    {
                        "side": SIDES[side],
                        "policy": policy.id,
                        "share_best": tidy(float(self.robustness[side].share_best[i])),
                        "expected": tidy(float(payoffs.expected[i, 0])),
                        "tied_with_best": i in tied,
                        "expected_regret": tidy(float(summary.expected[i])),
                        "greatest_regret": tidy(float(summary.minimax[i])),
                    }
                )
                satisfied.append({"side": SIDES[side], "policy": policy.id, "worth_its_cost": tidy(float(enough[i]))})
            beaten += [
                {"side": SIDES[side], "policy": policies[worse].id, "by": policies[better].id}
                for worse, better in dominated(payoffs).items()
            ]
        return {
            "shares": shares,
            "dominated": beaten,
            "satisficing": satisfied,
            "indifferent": {SIDES[s]: self.is_indifferent(s) for s in (0, 1)},
            "flips": [_flip_row(turn) for turn in self.flips],
        }

    def is_indifferent(self, side: int) -> bool:
        """Whether no policy of a side can be told from another, against the enemy's first one."""
        return indifferent(self.payoffs[side].at_mean_values[:, 0])

    def explain(self) -> dict[str, Any]:
        """What drives the answer: information, drivers, indicators, marginal exchange; plain data."""
        return explanation(
            self.information,
            self.drivers,
            self.indicators,
            self.marginal,
            choice=[policy.id for policy in self.table.defenders],
        )


def explanation(
    information: tuple[tuple[InputWorth, ...], ...],
    drivers: dict[str, tuple[tuple[str, float], ...]],
    indicators: tuple[Indicator, ...],
    marginal: tuple[Step, ...],
    *,
    choice: list[str],
) -> dict[str, Any]:
    """The result of `pyrrhus explain`: what drives the answer and what would change it, as plain data."""
    return {
        "decision": {"side": "defender", "policies": choice},
        "information": [
            {
                "side": SIDES[side],
                "input": w.input,
                "evpi": tidy(w.evpi),
                "standard_error": tidy(w.standard_error),
                "unit": UNITS[side],
                "beyond_noise": w.beyond_noise,
            }
            for side, ranked in enumerate(information)
            for w in ranked
        ],
        "drivers": [
            {"result": result, "input": name, "share_of_variance": tidy(share)}
            for result, ranked in drivers.items()
            for name, share in ranked
        ],
        "indicators": [
            {
                "name": i.name,
                "unit": i.unit,
                "days": i.days,
                "probability": tidy(i.base),
                "low": sign_row(i.low),
                "high": sign_row(i.high),
                "explains": tidy(i.explains),
                "beyond_noise": i.beyond_noise,
            }
            for i in indicators
        ],
        "marginal": [
            {
                "from": iso(s.start),
                "to": iso(s.end),
                "unit": "casualties/week",
                "attacker": {"mean": tidy(s.enemy.mean), "standard_error": tidy(s.enemy.standard_error)},
                "defender": {"mean": tidy(s.own.mean), "standard_error": tidy(s.own.standard_error)},
                "exchange": None if s.exchange is None else tidy(s.exchange),
                "variance_saved": {"attacker": tidy(s.variance_saved[0]), "defender": tidy(s.variance_saved[1])},
            }
            for s in marginal
        ],
        "caveat": CAVEAT,
    }


def _flip_row(turn: Flip) -> dict[str, Any]:
    """As in every document, with the price at which the choice turns."""
    row = {**flip_row(turn), "unit": UNITS[turn.side], "price_of_symbol": spread(turn.price)}
    return {name: row[name] for name in FLIP_COLUMNS}
