"""The tempo of the attack on the page: the attacker's order, paused until a day or from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pyrrhus.errors import Problem
from pyrrhus.judge import words
from pyrrhus.page.means import first_value, read_day
from pyrrhus.scenario.plans import OWN_CONDITION, is_composed
from pyrrhus.scenario.schema import PolicyChoice

KINDS: tuple[tuple[str, str], ...] = (("pause_until", "Pause until"), ("pause_from", "Pause from"))


@dataclass(frozen=True)
class Tempo:
    """The attack rests until a day and then goes on, or goes on until a day and then rests."""

    kind: Literal["pause_until", "pause_from"]
    day: date

    def pairs(self) -> list[tuple[str, str]]:
        """The tempo as parts of an address."""
        return [("tempo", self.kind), ("tempo_day", self.day.isoformat())]

    def words(self, name: str, as_of: date) -> str:
        """The tempo in words; `name` is the attacker's."""
        when = words.date_beside(self.day, as_of)
        return f"{name} pauses until {when}" if self.kind == "pause_until" else f"{name} pauses from {when} on"

    def order(self, choice: PolicyChoice, *, last: date) -> PolicyChoice:
        """An order of the attacker with the tempo in it, as a policy in parts; `last` is the horizon's last day."""
        own = {k: v for k, v in choice.model_dump(exclude_none=True).items() if k not in ("id", "known_on")}
        name = f"{choice.id}_{self.kind}_{self.day.isoformat()}"[:80]
        if self.kind == "pause_from":
            rest = {"do": "pause_until", "date": last + timedelta(days=1)}
            return PolicyChoice.model_validate({"id": name, **own, "until": {"date": self.day}, "then": rest})
        then = {} if own == {"do": "press"} else {"then": own}
        return PolicyChoice.model_validate({"id": name, "do": "pause_until", "date": self.day, **then})


def read_tempo(
    query: Mapping[str, Sequence[str]], order: PolicyChoice, *, as_of: date, last: date, problems: list[Problem]
) -> Tempo | None:
    """The tempo of an address, None where none is asked for; what cannot be is added to `problems`."""
    kind = first_value(query, "tempo")
    if not kind:
        return None
    if kind not in dict(KINDS):
        fix = f"write {' or '.join(name for name, _ in KINDS)}"
        problems.append(Problem("tempo", None, f"'{kind[:40]}' is not offered", fix, "tempo"))
        return None
    day = read_day(query, "tempo_day", as_of, last, problems)
    if day is None:
        return None
    if is_composed(order) or (order.do in OWN_CONDITION and kind == "pause_from") or order.do == "pause_until":
        fix = "choose an order without a date or a condition of its own, or take the tempo back"
        problems.append(Problem("tempo", None, f"the order '{order.id}' has its own tempo", fix, "tempo"))
        return None
    return Tempo("pause_until" if kind == "pause_until" else "pause_from", day)
