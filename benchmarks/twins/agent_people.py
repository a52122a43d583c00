"""Who acts in the campaign of agents: formations, the commands of both sides, and the garrison of the town."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from benchmarks.twins.agent_twin import AgentCampaign

DORMANT, PROBING, OFFENSIVE = range(3)
ASSAULT = 1
SHIFT_A_DAY = 0.02
SIDES = ("attacker", "defender")
NAMES = ("regular", "assault", "conscript", "territorial")


def outnumbering(model: AgentCampaign) -> float:
    """What a ratio of troops beyond what battles had does to an attack."""
    ratio = model.present[0] / max(1.0, model.present[1])
    return ratio / 0.5 if ratio < 0.5 else min(4.0, max(1.0, ratio / 7.0))


class Formation(mesa.Agent):
    """Troops of one side and kind on one axis."""

    model: AgentCampaign

    def __init__(self, model: AgentCampaign, side: int, axis: int, kind: int, men: float) -> None:
        super().__init__(model)
        self.side, self.axis, self.kind, self.men = side, axis, kind, men
        self.quality = 1.0 if kind == 0 else model.p[f"quality_{NAMES[kind]}"]
        self.exposure = model.p["assault_exposure_ratio"] if kind == ASSAULT and side == 0 else 1.0

    def report(self) -> None:
        """Add its strength to what the axis counts."""
        axis = self.model.strength[self.side][self.axis]
        axis[0] += self.men
        axis[1] += self.men * self.quality
        axis[2] += self.men * self.exposure

    def suffer(self) -> None:
        """Take its part of the day's losses of its side on its axis."""
        rate, killed, captured = self.model.loss_rate[self.side][self.axis]
        lost = self.men * min(1.0, rate * self.exposure)
        self.men -= lost
        command = self.model.commands[self.side]
        wounded = 1.0 - captured - killed
        for how, share in enumerate((killed, wounded, captured)):
            command.losses[how] += lost * share
        healing = lost * wounded * self.model.p["returned_wounded_share_0_1"]
        command.healing[self.kind] += healing
        command.gone[self.kind] += lost - healing

    def count(self) -> None:
        """Report to its command how many there are of its kind."""
        self.model.commands[self.side].by_kind[self.kind] += self.men

    def shift(self) -> None:
        """Troops shift between axes, rest, and are joined by replacements."""
        command = self.model.commands[self.side]
        joining = SHIFT_A_DAY * command.by_kind[self.kind] + command.sent[self.kind]
        self.men += joining * command.plan[self.axis] - (SHIFT_A_DAY + command.rest) * self.men


class Command(mesa.Agent):
    """One side: what it has behind the front, believes, orders and fires."""

    model: AgentCampaign

    def __init__(self, model: AgentCampaign, side: int) -> None:
        super().__init__(model)
        state, draw = model.given.state, model.draw
        self.side = side
        self.reserve, self.healing = state.reserve[draw, side].tolist(), state.convalescent[draw, side].tolist()
        self.gone, self.given = state.gone[draw, side].tolist(), state.given[draw, side].tolist()
        self.first_strength = float(state.first_strength[draw, side])
        self.losses = state.losses[draw, side].tolist()
        self.shells, self.fired = float(state.shells[draw, side]), float(state.fired[draw, side])
        self.belief, self.known_loss = float(state.perceived_ratio[draw, side]), float(state.perceived_loss[draw, side])
        self.will, self.phase = float(state.will[draw, side]), state.phase[draw, side].tolist()
        self.stock, self.fed = state.stock_days[draw, side].tolist(), state.fed[draw, side].tolist()
        self.delivered = model.p[f"{SIDES[side]}_shells_per_day"]
        self.by_kind, self.sent = [0.0] * 4, [0.0] * 4
        self.rest, self.loss_share, self.unfilled = 0.0, 0.0, 0.0
        self.plan = [0.0] * len(self.fed)

    def lost_share(self) -> float:
        """Share of the first strength that is lost for good."""
        return min(1.0, sum(self.gone) / max(1.0, self.first_strength))

    def muster(self) -> None:
        """What of the first strength is lost, and not replaced."""
        self.loss_share = self.lost_share()
        missing = 1.0 - self.model.present[self.side] / max(1.0, self.first_strength)
        self.unfilled = max(0.0, min(self.loss_share, missing))

    def order(self) -> None:
        """Beliefs follow the truth, late and noisy; axes change their phase."""
        model, p = self.model, self.model.p
        truth = math.log(max(1e-3, model.present[0] / max(1.0, model.present[1])))
        self.belief = math.exp(0.9 * math.log(self.belief) + 0.1 * (truth + 0.3 * model.random.gauss(0.0, 1.0)))
        self.known_loss += 0.1 * (self.unfilled - self.known_loss)
        if not model.on["orders"]:
            self.phase = [DORMANT if self.side else OFFENSIVE] * len(self.phase)
            return
        eager = math.sqrt(self.belief if self.side == 0 else 1.0 / self.belief)
        eager = min(2.0, max(0.5, eager))
        if self.side == 0:
            wish = eager * max(0.1, self.will / 0.8) / p["pause_mean_days"]
            stop = (6.0 if self.known_loss > p["culmination_loss_0_1"] else 1.0) / p["offensive_mean_days"]
            self.phase = [self._attack(now, wish, stop) for now in self.phase]
        else:
            often = min(0.9, p["counter_attack_share_0_1"] * eager * self.will / 0.8)
            self.phase = [self._counter(now, often / (1.0 - often) / 7.0) for now in self.phase]

    def _attack(self, now: int, wish: float, stop: float) -> int:
        if self.model.is_regrouping():
            return PROBING
        u = self.model.random.random()
        if now == OFFENSIVE:
            return PROBING if u < stop else OFFENSIVE
        if u < wish:
            return now + 1
        return DORMANT if now == PROBING and u > 1.0 - 0.5 * stop else now

    def _counter(self, now: int, begins: float) -> int:
        u = self.model.random.random()
        if now == OFFENSIVE:
            return DORMANT if u < 1.0 / 7.0 else OFFENSIVE
        return OFFENSIVE if u < begins else now

    def eat_and_fire(self) -> None:
        """A day's stocks on every axis, and rounds out of stock and delivery."""
        model = self.model
        if model.on["supply"]:
            for axis, supply in enumerate(model.ways.of_axis[self.side]):
                self.stock[axis], self.fed[axis] = spend(model.p, self.stock[axis], self.fed[axis], supply)
        else:
            self.fed = [1.0] * len(self.fed)
        self.fired = self.delivered
        if model.on["sustainment"]:
            wish = min(3.0, max(0.2, model.mean_level)) ** 0.7
            self.fired = min(self.delivered * wish, self.shells + self.delivered)
            self.shells += self.delivered - self.fired

    def sustain(self) -> None:
        """Returns, recruits and replacements: what formations will be sent."""
        p, side = self.model.p, SIDES[self.side]
        given = sum(self.given)
        recruits = p[f"{side}_recruits_per_day"] * self.first_strength
        for kind in range(4):
            back = self.healing[kind] / p["convalescence_days"]
            joined = recruits * self.given[kind] / given if given > 0.0 else 0.0
            self.healing[kind] -= back
            self.given[kind] += joined
            self.reserve[kind] += back + joined
        present, in_reserve = sum(self.by_kind), sum(self.reserve)
        needed = self.model.needed_share * self.first_strength
        self.rest = SHIFT_A_DAY * max(0.0, present - needed) / present if present > 0.0 else 0.0
        sent = min(max(0.0, needed - present), in_reserve, p[f"{side}_replacements_per_day"] * self.first_strength)
        self.sent = [sent * men / in_reserve if in_reserve > 0.0 else 0.0 for men in self.reserve]
        for kind in range(4):
            self.reserve[kind] += self.rest * self.by_kind[kind] - self.sent[kind]

    def weigh_will(self, won_km2: float, destroyed: float) -> None:
        """Readiness to go on, after losses, ground and what was destroyed."""
        p, now = self.model.p, self.lost_share()
        growth, symbol = max(0.0, now - self.loss_share), p[f"{SIDES[self.side]}_symbol_0_1"]
        change = (p["sunk_cost_weight"] * now - p["will_loss_weight"] * (1.0 - 0.5 * symbol)) * growth
        change += p["will_gain_weight"] * (won_km2 if self.side == 0 else -won_km2)
        self.will = min(1.0, max(0.0, self.will + change - 0.1 * (1.0 - symbol) * destroyed))


def spend(p: dict[str, float], stock: float, fed: float, supply: float) -> tuple[float, float]:
    """A day's stocks (days) and effective supply."""
    need = p["supply_need_0_1"]
    if supply >= need:
        stock = min(p["supply_stock_days"], stock + min(1.0, supply / need - 1.0))
        return stock, fed + 0.5 * (1.0 - fed)
    stock = max(0.0, stock - (1.0 - supply / need))
    return stock, fed + 0.5 * ((1.0 if stock > 0.0 else supply / need) - fed)
