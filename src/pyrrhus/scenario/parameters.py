"""The one table of parameters: units, bounds, defaults and where they come from; and what a scenario writes over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pyrrhus.claims.ledger import SIDES
from pyrrhus.claims.vocabulary import quantities
from pyrrhus.errors import InputError, Problem
from pyrrhus.scenario.distributions import Distribution, parse_distribution
from pyrrhus.scenario.nearest import advise, shown

if TYPE_CHECKING:
    from pyrrhus.scenario.schema import ScenarioFile

SECTIONS = ("parameters", "values", "civilians")
FILE = "scenario.yaml"


@dataclass(frozen=True)
class Parameter:
    """One row of `parameters.csv`. `label` is its name for readers, with the sides as "the attacker" and "the
    defender"; `default` is None where the parameter is absent unless given."""

    name: str
    label: str
    section: str
    unit: str
    meaning: str
    low: float
    high: float
    default: Distribution | None
    source: str

    @property
    def side(self) -> str | None:
        """The side that the name begins with, if it does."""
        first = self.name.split("_", 1)[0]
        return first if first in SIDES else None


@dataclass(frozen=True)
class ClaimsQuantity:
    """A parameter that is to be taken from the fused claims about this quantity."""

    quantity: str
    side: str | None = None
    place: str | None = None


@dataclass(frozen=True)
class Prior:
    """A parameter with what is believed of it before any observation.

    `given` says that the scenario wrote it. Where `claims_quantity` is set, `distribution` is the default until the
    fused claims replace it. `distribution` is None where the parameter is absent. `moved_by` says which claims in words
    moved a default, and how far; it is empty where none did.
    """

    parameter: Parameter
    distribution: Distribution | None
    given: bool
    claims_quantity: ClaimsQuantity | None = None
    moved_by: str = ""


@cache
def parameters() -> dict[str, Parameter]:
    """Every parameter by name, in the order of the table."""
    import csv

    text = files("pyrrhus.scenario").joinpath("parameters.csv").read_text(encoding="utf-8")
    table = {}
    for row in csv.DictReader(text.splitlines()):
        low, high = float(row["low"]), float(row["high"])
        default, wrongs = (None, []) if row["default"] == "none" else parse_distribution(_inline(row["default"]))
        if wrongs:
            raise ValueError(f"parameters.csv: {row['name']}: {wrongs}")
        default = default.within(low, high) if default is not None else None
        table[row["name"]] = Parameter(
            row["name"], row["label"], row["section"], row["unit"], row["meaning"], low, high, default, row["source"]
        )
    return table


def _inline(text: str) -> Any:
    from pyrrhus.scenario.yaml_reader import parse_yaml

    values, _, problems = parse_yaml(f"value: {text}", file="parameters.csv")
    if values is None or problems:
        raise ValueError(f"parameters.csv: {problems}")
    return values["value"]


def resolve(scenario_file: ScenarioFile, *, lines: Mapping[str, int] | None = None) -> dict[str, Prior]:
    """The prior of every parameter: what the scenario writes over the defaults. Raises InputError with all problems."""
    priors = {name: Prior(parameter, parameter.default, given=False) for name, parameter in parameters().items()}
    problems = []
    for path, name, value in written(scenario_file):
        prior, found = read_prior(name, value, section=path.split(".", 1)[0])
        line = (lines or {}).get(path)
        problems += [Problem(FILE, line, f"{shown(name)}: {what}", fix, check) for what, fix, check in found]
        if prior is not None:
            priors[name] = prior
    if problems:
        raise InputError(problems)
    return priors


def written(scenario_file: ScenarioFile) -> Iterator[tuple[str, str, Any]]:
    """What a scenario writes: (key path, parameter, value), without the `known_on` wrapper."""
    for section in SECTIONS:
        for name, value in getattr(scenario_file, section).items():
            yield f"{section}.{name}", name, unwrap(value)


def unwrap(value: Any) -> Any:
    """`{known_on: D, value: X}` as X; anything else as it is."""
    if isinstance(value, dict) and set(value) == {"known_on", "value"}:
        return value["value"]
    return value


def read_prior(name: str, value: Any, *, section: str) -> tuple[Prior | None, list[tuple[str, str, str]]]:
    """One written value as a prior, or what is wrong with it as triples (found, fix, name of the check)."""
    table = parameters()
    if name not in table:
        fix = advise(name, [n for n, p in table.items() if p.section == section])
        return None, [("there is no parameter of that name", fix, "parameter_unknown")]
    parameter = table[name]
    if parameter.section != section:
        return None, [(f"it is written under {section}", f"write it under {parameter.section}", "parameter_section")]
    if value == "none":
        if parameter.default is None:
            return Prior(parameter, None, given=True), []
        return None, [
            (
                "it cannot be absent",
                "write a number or a distribution, or remove the line for the default",
                "parameter_absent",
            )
        ]
    if isinstance(value, dict) and set(value) == {"claims"}:
        return _from_claims(parameter, value["claims"])
    distribution, wrongs = parse_distribution(value)
    if distribution is None:
        return None, [(what, fix, "parameter_distribution") for what, fix in wrongs]
    outside = _outside(parameter, distribution)
    if outside:
        fix = f"write values between {parameter.low:g} and {parameter.high:g} {parameter.unit}"
        return None, [(outside, fix, "parameter_bounds")]
    return Prior(parameter, distribution.within(parameter.low, parameter.high), given=True), []


def _outside(parameter: Parameter, distribution: Distribution) -> str | None:
    """Why the distribution does not fit the bounds: a hard end or its middle outside. Thin tails are clipped."""
    ends = {"point": (0,), "uniform": (0, 1), "triangular": (0, 2), "lognormal": (0,), "normal": (0,), "beta": ()}
    for index in ends[distribution.form]:
        number = distribution.numbers[index]
        if not parameter.low <= number <= parameter.high:
            return f"{number:g} {parameter.unit} is out of bounds"
    if distribution.form == "beta" and not parameter.low <= distribution.numbers[0] <= parameter.high:
        return f"the mean {distribution.numbers[0]:g} is out of bounds"
    return None


# quantities that a parameter means under another name
SAME_THING = {"exchange_ratio": "exchange_ratio_killed", "civilian_stock_days": "supplies_days"}


def quantity_meant(parameter: Parameter) -> str | None:
    """The quantity of claims that a parameter means, None where claims speak of nothing like it."""
    name = parameter.name.removeprefix(f"{parameter.side}_") if parameter.side else parameter.name
    name = SAME_THING.get(name, name)
    return name if name in quantities() and quantities()[name].unit == parameter.unit else None


def _from_claims(parameter: Parameter, value: Any) -> tuple[Prior | None, list[tuple[str, str, str]]]:
    check = "parameter_claims_quantity"
    settings = {"quantity": value} if isinstance(value, str) else value
    if not isinstance(settings, dict) or "quantity" not in settings or set(settings) - {"quantity", "side", "place"}:
        return None, [(f"claims: {shown(value)} does not name a quantity", "write {claims: killed_per_day}", check)]
    if not all(isinstance(setting, str) for setting in settings.values()):
        return None, [("quantity, side and place of claims must be words", "write {claims: killed_per_day}", check)]
    table = quantities()
    quantity = table.get(settings["quantity"])
    fitting = [name for name, q in table.items() if q.numeric and q.unit == parameter.unit]
    if quantity is None:
        return None, [
            (
                f"there is no quantity called {shown(settings['quantity'])}",
                advise(settings["quantity"], fitting or table),
                check,
            )
        ]
    if not quantity.numeric or quantity.unit != parameter.unit:
        found = f"{quantity.name} is in {quantity.unit}, the parameter in {parameter.unit}"
        return None, [(found, advise(quantity.name, fitting) if fitting else "write a number or a distribution", check)]
    side = settings.get("side", parameter.side if quantity.needs_side else None)
    if side not in ("attacker", "defender", None) or (quantity.needs_side and side is None):
        return None, [(f"claims about {quantity.name} need a side", "add side: attacker or side: defender", check)]
    source = ClaimsQuantity(quantity.name, side, settings.get("place"))
    return Prior(parameter, parameter.default, given=True, claims_quantity=source), []
