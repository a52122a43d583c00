"""What an analyst writes, as typed rows: one frozen model per file of a scenario folder.

The models say what a value may be; what only shows across rows or files (unknown ids, disconnected maps, …) is the
work of `check`. Every row keeps the `line` it came from, so that a message can name it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pyrrhus.claims.ledger import SIDES as SIDES
from pyrrhus.claims.ledger import Claim, Side, Source
from pyrrhus.scenario.file_part import FilePart
from pyrrhus.scenario.scheduled_change import RoadState as RoadState
from pyrrhus.scenario.scheduled_change import ScheduledChange as ScheduledChange

PlaceKind = Literal["city", "ward", "town", "village", "industrial", "height"]
RoadClass = Literal["motorway", "national", "regional", "local", "track"]
ForceKind = Literal["regular", "assault", "conscript", "territorial"]
FORCE_KINDS: tuple[ForceKind, ...] = ("regular", "assault", "conscript", "territorial")

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Count = Annotated[float, Field(ge=0.0)]
Identifier = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_.:\-]+$")]


class Row(BaseModel):
    """A row of a table: strict about names, frozen, and aware of its line and of when it became public."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False)

    line: int = Field(default=0, exclude=True)
    known_on: date | None = None


class Place(Row):
    """A named point. Wards are parts of the town at the centre; heights are ground that commands other ground."""

    id: Identifier
    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    kind: PlaceKind
    population: Count | None = None
    elevation_m: float | None = None
    note: str = ""


class Route(Row):
    """A road between two places."""

    from_: Identifier = Field(alias="from")
    to: Identifier
    ref: str = ""
    road_class: RoadClass = Field(alias="class")
    length_km: Annotated[float, Field(gt=0)] | None = None
    bridge: bool = False
    evidence: Literal["documented", "inferred"] = "inferred"


class Force(Row):
    """Troops of one kind under one actor. Without `axis` or `place` they stand where the front is."""

    side: Side
    actor: str = ""
    formation: str = Field(min_length=1)
    kind: ForceKind
    personnel: Count
    low: Count | None = None
    high: Count | None = None
    axis: str | None = None
    place: str | None = None
    arrives_on: date | None = None
    source: str = ""


class Actor(Row):
    """A faction within a side, with an interest of its own."""

    side: Side
    actor: Identifier
    name: str = ""
    interest: str = ""
    deadline: date | None = None
    value: Share | None = None
    will: Share | None = None
    source: str = ""


class Event(Row):
    """What "falls" can mean: which ground, which share of it, for how long, on which map."""

    id: Identifier
    name: str = Field(min_length=1)
    geometry: str
    share_0_1: Annotated[float, Field(gt=0, le=1)]
    hold_days: int = Field(ge=0, le=3650)
    map: str = ""


class Control(Row):
    """Who held what on a date: a share of a cell or of a place's ground, carried forward until the next row."""

    date: date
    cell: str | None = None
    place: str | None = None
    holder: Literal["attacker", "defender", "contested"]
    share_0_1: Share = 1.0
    source: str = ""


class GroundLine(Row):
    """A river, a border or a coast as (lon, lat) points in degrees; `line` counts features. A barrier bars the way."""

    name: str = ""
    kind: Literal["river", "border", "coast"]
    barrier: bool = False
    points: tuple[tuple[float, float], ...]


class BridgePoint(Row):
    """A bridge over a barrier."""

    name: str = ""
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class SideNames(FilePart):
    """How a side is called in words: `name` ("Russia"), `adjective` ("Russian")."""

    name: str = Field(min_length=1)
    adjective: str = ""


class Sides(FilePart):
    """Attacker and defender are roles, not judgements."""

    attacker: SideNames
    defender: SideNames


class Axis(FilePart):
    """A bearing sector round the centre, clockwise from `from_deg` to `to_deg` (0 is north)."""

    id: Identifier
    name: str = ""
    from_deg: float = Field(ge=0, le=360)
    to_deg: float = Field(ge=0, le=360)


class TilingOptions(FilePart):
    """How the ground is cut into cells: hexes of `cell_km` across, of `fine_cell_km` in wards and near the centre."""

    kind: Literal["hex"] = "hex"
    radius_km: float = Field(default=16.0, gt=0, le=60)
    cell_km: float = Field(default=2.0, gt=0, le=20)
    fine_cell_km: float = Field(default=1.0, gt=0, le=20)
    fine_radius_km: float = Field(default=3.0, ge=0, le=30)


class Season(FilePart):
    """A stretch of the year (month-day to month-day) in which the ground is soft."""

    from_: str = Field(alias="from", pattern=r"^\d\d-\d\d$")
    to: str = Field(pattern=r"^\d\d-\d\d$")


class PolicyChoice(BaseModel):
    """A policy of the catalogue with its settings, e.g. `{id: leave_1_april, do: withdraw_on, date: 2023-04-01}`."""

    model_config = ConfigDict(extra="allow", frozen=True)
    id: Identifier
    do: str
    known_on: date | None = None


class Policies(FilePart):
    """What each side may do; the first of each list is what the forecast assumes."""

    attacker: tuple[PolicyChoice, ...] = ()
    defender: tuple[PolicyChoice, ...] = ()


class SupplySources(FilePart):
    """Places from which each side is supplied; without them, the edges of the map on its own ground."""

    attacker: tuple[str, ...] = ()
    defender: tuple[str, ...] = ()


class ScenarioFile(FilePart):
    """`scenario.yaml`: ties the tables together. Only title, sides, start, as_of and centre must be given."""

    title: str = Field(min_length=1)
    sides: Sides
    start: date
    as_of: date
    centre: Identifier
    event: Identifier | None = None
    horizon_days: int = Field(default=120, ge=1, le=1000)
    summary: str = ""
    licence: str = ""
    tiling: TilingOptions = TilingOptions()
    axes: tuple[Axis, ...] = ()
    supply_sources: SupplySources = SupplySources()
    policies: Policies = Policies()
    season_mud: tuple[Season, ...] = ()
    changes: tuple[ScheduledChange, ...] = ()
    attrition: Literal["exchange", "linear", "square", "logarithmic", "hartley"] = "exchange"
    parameters: dict[str, Any] = Field(default_factory=dict)
    values: dict[str, Any] = Field(default_factory=dict)
    civilians: dict[str, Any] = Field(default_factory=dict)


class Scenario(BaseModel):
    """A scenario folder in memory: the YAML file and its tables, checked, in the order they were written."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    name: str
    file: ScenarioFile
    places: tuple[Place, ...]
    events: tuple[Event, ...] = ()
    routes: tuple[Route, ...] = ()
    forces: tuple[Force, ...] = ()
    actors: tuple[Actor, ...] = ()
    control: tuple[Control, ...] = ()
    claims: tuple[Claim, ...] = ()
    sources: tuple[Source, ...] = ()
    ground_lines: tuple[GroundLine, ...] = ()
    bridges: tuple[BridgePoint, ...] = ()
    inputs_sha256: dict[str, str] = Field(default_factory=dict)
    lines: dict[str, int] = Field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Scenario({self.name} as of {self.file.as_of}, {len(self.places)} places, {len(self.claims)} claims)"

    __str__ = __repr__

    def place(self, place_id: str) -> Place:
        """The place with that id. Raises KeyError where there is none."""
        for place in self.places:
            if place.id == place_id:
                return place
        raise KeyError(place_id)

    @property
    def centre(self) -> Place:
        return self.place(self.file.centre)
