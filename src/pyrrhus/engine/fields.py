"""The one table of what each draw remembers and of what a run keeps: name, shape, type, bounds, first value.

From it are made the arrays of all draws (`arrays_of`), the view of one draw (`viewer`), the first state (`begin`), the
empty record, and what the guards look at. A law with a state of its own has a table of its own in its file, which
`day.py` adds to this one.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

F4, F8, I1, I4, I8, U1, U4 = np.float32, np.float64, np.int8, np.int32, np.int64, np.uint8, np.uint32
ANY, COUNT, SHARE = (-np.inf, np.inf), (0.0, np.inf), (0.0, 1.0)
MAY_BE_NAN = None  # bounds of what may be no number
WORKED_OUT = None  # a first value that `ensemble.first_state` works out from what is known of the first day


class Field(NamedTuple):
    """One array: [draw, *shape].

    `shape` names dimensions (`ensemble.dimensions` has their lengths); `bounds` are what no value may pass, themselves
    included; `first` is a number, the name of a parameter whose value every element begins with, or `WORKED_OUT`.
    """

    name: str
    shape: tuple[str, ...]
    dtype: type[np.generic]
    bounds: tuple[float, float] | None
    first: float | str | None
    meaning: str


STATE = (
    Field("history", (), U4, ANY, WORKED_OUT, "number of its random history"),
    Field("share", ("cell",), F4, SHARE, WORKED_OUT, "attacker's share"),
    Field("destruction", ("cell",), F4, SHARE, 0, "part of what stood that is destroyed"),
    Field("fortification", ("cell",), F4, SHARE, WORKED_OUT, "works on the defender's ground"),
    Field("personnel", ("side", "axis", "kind"), F8, COUNT, WORKED_OUT, "persons on their axis"),
    Field("arrival_factor", ("side",), F8, ANY, WORKED_OUT, "how stated strengths err"),
    Field("reserve", ("side", "kind"), F8, COUNT, WORKED_OUT, "persons"),
    Field("convalescent", ("side", "kind"), F8, COUNT, 0, "persons"),
    Field("first_strength", ("side",), F8, COUNT, WORKED_OUT, "persons: start and arrivals so far"),
    Field(
        "given", ("side", "kind"), F8, COUNT, WORKED_OUT, "persons: start, reserve, arrivals; left of the mass balance"
    ),
    Field("gone", ("side", "kind"), F8, COUNT, 0, "killed, captured, wounded for good"),
    Field("losses", ("side", "loss"), F8, COUNT, 0, "killed, wounded, captured so far"),
    Field("shells", ("side",), F8, COUNT, WORKED_OUT, "stock, rounds"),
    Field("fired", ("side",), F8, COUNT, WORKED_OUT, "rounds fired yesterday"),
    Field("stock_days", ("side", "axis"), F8, COUNT, "supply_stock_days", "supplies in hand"),
    Field("fed", ("side", "axis"), F8, SHARE, 1, "effective supply"),
    Field("corridor", (), F8, SHARE, 1, "supply of the town by the widest way"),
    Field("open_roads", (), F8, COUNT, 99, "roads out of the town that carry at least a tenth"),
    Field("town_stock", (), F8, COUNT, "supply_stock_days", "days of supplies in the town"),
    Field("town_fed", (), F8, SHARE, 1, "effective supply of the garrison"),
    Field("intensity", ("axis and common",), F8, ANY, WORKED_OUT, "log deviations; the last is common to all axes"),
    Field("phase", ("side", "axis"), I1, ANY, WORKED_OUT, "dormant, probing, offensive"),
    Field("perceived_ratio", ("side",), F8, ANY, WORKED_OUT, "what each believes of the force ratio"),
    Field("perceived_loss", ("side",), F8, ANY, 0, "what each knows of its own loss share"),
    Field("first_frontage_km", (), F8, COUNT, 0, "length of the front on a forecast's first day, 0 before it"),
    Field("recent_gain", (), F8, ANY, 0, "km2 a day that the attacker won near the town, over a week"),
    Field("pace", ("pace",), F8, ANY, 0, "attacker's killed and wounded a day, km2 won a day, over four weeks"),
    Field("will", ("side",), F8, SHARE, WORKED_OUT, "readiness to go on"),
    Field("civilians", ("fate",), F8, COUNT, WORKED_OUT, "remaining, harmed"),
    Field("evacuated", ("fate",), F8, COUNT, WORKED_OUT, "the same had an evacuation been ordered on the first day"),
    Field("civilian_stock", (), F8, COUNT, "civilian_stock_days", "days"),
    Field("ordered_day", (), I4, ANY, -1, "day of the order to leave the town, -1 none"),
    Field("policy_memory", ("side", "memory"), I4, ANY, WORKED_OUT, "where each side's policy stands"),
    Field("fell_day", (), I4, ANY, -1, "day on which the town was lost, -1 not yet"),
    Field("bridge_down", ("bridge",), U1, ANY, 0, "1 where it is down"),
    Field("hazard", (), F8, COUNT, 0, "withdrawal hazard summed over observed days in which nobody left"),
    Field("event_day", ("event",), I4, ANY, -1, "first day of a run that held, -1 none"),
    Field("event_run", ("event",), I4, ANY, -1, "first day of the run under way, -1 none"),
)
"""What a campaign remembers from day to day, but for what a law has in a table of its own."""

# counts of cells are kept apart, as integers (`arrays.CellCounts`), so that their sum has no order
RECORD = (
    Field("losses", ("record", "side", "loss"), F4, ANY, 0, "killed, wounded, captured so far"),
    Field("gain_km2", ("record",), F4, ANY, 0, "attacker's net gain since the first day"),
    Field("retaken_km2", ("record",), F4, ANY, 0, "ground of the first day that the defender holds again"),
    Field("corridor", ("record",), F4, ANY, 0, "supply of the town by the widest way"),
    Field("civilians", ("record", "fate"), F4, ANY, 0, "remaining, harmed"),
    Field("evacuated", ("record", "fate"), F4, ANY, 0, "the same with an evacuation"),
    Field("personnel", ("record", "side"), F4, ANY, 0, "persons present"),
    Field("reserve", ("record", "side"), F4, ANY, 0, "persons"),
    Field("fired", ("record", "side"), F4, ANY, 0, "rounds a day"),
    Field("will", ("record", "side"), F4, ANY, 0, "readiness to go on"),
    Field("tempo_ratio", ("record", "way"), F4, ANY, 0, "mean ratio of tempo to the first day since the last record"),
    Field("destruction", ("record",), F4, ANY, 0, "of the town"),
    Field("rear_distance_km", ("rear place",), F4, ANY, 0, "nearest attacker's ground on the last day"),
    Field("fall_gain_km2", (), F4, MAY_BE_NAN, 0, "gain on the day the main event came true, NaN where it did not"),
    Field("axis_expected_km2", ("map", "axis"), F4, ANY, 0, "what the laws expected since the map before"),
    Field("axis_variance_km4", ("map", "axis"), F4, ANY, 0, "and its variance"),
    Field("map_losses", ("map", "side", "loss"), F4, ANY, 0, "losses so far on the day of each map"),
    Field("active_frontages", (), I8, ANY, 0, "borders between enemies, summed over days"),
    Field("out_of_balance", (), F8, ANY, 0, "greatest relative error of the mass balance"),
)
"""What a run keeps of each draw."""

if TYPE_CHECKING:

    class DrawArrays(tuple[NDArray[Any], ...]):
        """What a checker knows of a tuple that is made from a table: its attributes are arrays."""

        def __getattr__(self, name: str) -> NDArray[Any]: ...
        @classmethod
        def _make(cls, arrays: Iterable[NDArray[Any]]) -> Self: ...
        def _replace(self, **arrays: NDArray[Any]) -> Self: ...
        def _asdict(self) -> dict[str, NDArray[Any]]: ...


def arrays_of(name: str, table: tuple[Field, ...], module: str) -> Any:
    """A named tuple with an array for each field; `module` is where it will be found by that name (Numba keeps it)."""
    made = namedtuple(name, [field.name for field in table], module=module)
    rows = (f"{f.name}: [{', '.join(('draw', *f.shape))}] {f.meaning}" for f in table)
    made.__doc__ = "One row for each draw.\n\n" + "\n".join(rows)
    return made


def viewer(view: Any, table: tuple[Field, ...]) -> Callable[..., Any]:
    """A function (state, d) that makes `view` of one draw's part of the arrays; single numbers are arrays of one.

    Compiled code can neither loop over fields nor unpack them: the source is written out, one view for each field.
    """
    parts = (f"state.{field.name}[{'d' if field.shape else 'd : d + 1'}]" for field in table)
    source = f"def view_draw(state, d):\n    return View({', '.join(parts)})\n"
    names: dict[str, Any] = {"View": view, "__name__": __name__}
    exec(source, names)
    return names["view_draw"]


def begin(
    field: Field, draws: int, lengths: Mapping[str, int], values: Mapping[str, NDArray[Any]] | None = None
) -> NDArray[Any]:
    """The field's array on the first day. `values` [draw, ...] by name: what is worked out, and the parameters."""
    shape = (draws, *(lengths[dimension] for dimension in field.shape))
    if isinstance(field.first, int | float):
        return np.full(shape, field.first, dtype=field.dtype)
    value = (values or {})[field.first or field.name]
    spread = value.reshape(value.shape + (1,) * (len(shape) - value.ndim))
    return np.array(np.broadcast_to(spread, shape), dtype=field.dtype, order="C")
