"""What a scenario changes from a day on: a side's means, what the place is worth to it, or a road."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from pyrrhus.scenario.file_part import FilePart

RoadState = Literal["cut", "under_fire", "open"]

# What may change on a day: a side's means, and what the place is worth to it. All else is how a battle goes.
Changeable = Literal[
    "attacker_shells_per_day",
    "defender_shells_per_day",
    "attacker_recruits_per_day",
    "defender_recruits_per_day",
    "attacker_replacements_per_day",
    "defender_replacements_per_day",
    "attacker_reserve_share",
    "defender_reserve_share",
    "attacker_place_value",
    "defender_place_value",
    "attacker_symbol_0_1",
    "defender_symbol_0_1",
]


class ScheduledChange(FilePart):
    """A change from a day on: of a side's means or of what the place is worth to it, to a `value` or by a `factor` of
    what each draw has; or of a `road`, which is then in a `state`: cut (where none is said), under_fire or open.

    From the as-of date or later it is a change against how things are now. `{from: 2023-03-01, parameter:
    attacker_recruits_per_day, value: 0}`, `{from: 2023-03-20, road: M03, state: cut}`.
    """

    model_config = ConfigDict(populate_by_name=True, allow_inf_nan=False)
    from_: date = Field(alias="from")
    parameter: Changeable | None = None
    road: str | None = Field(default=None, min_length=1)
    state: RoadState | None = None
    value: Annotated[float, Field(ge=0.0)] | None = None
    factor: Annotated[float, Field(ge=0.0, le=1000.0)] | None = None
    known_on: date | None = None
    note: str = ""

    @model_validator(mode="after")
    def _check_one(self) -> ScheduledChange:
        if (self.parameter is None) == (self.road is None):
            raise ValueError("wants one of parameter and road, and not both")
        if self.road is not None and (self.value is not None or self.factor is not None):
            raise ValueError("of a road wants a state and neither value nor factor")
        if self.road is None and self.state is not None:
            raise ValueError("wants a state only of a road")
        if self.road is None and (self.value is None) == (self.factor is None):
            raise ValueError("wants one of value and factor, and not both")
        symbol = self.parameter is not None and self.parameter.endswith("_symbol_0_1")
        if symbol and (self.value is None or self.value > 1.0):
            raise ValueError("wants a symbol as a value from 0 to 1")
        return self

    @property
    def road_state(self) -> RoadState:
        """In which state the road is from that day on: cut where none is said."""
        return self.state or "cut"
