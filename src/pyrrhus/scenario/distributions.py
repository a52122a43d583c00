"""Distributions of parameters: what may be written, and the quantile function that draws use."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np

Form = Literal["point", "lognormal", "normal", "uniform", "beta", "triangular", "empirical"]
SETTINGS: dict[str, tuple[str, ...]] = {
    "lognormal": ("median", "factor90"),
    "normal": ("mean", "sd"),
    "uniform": ("low", "high"),
    "beta": ("mean", "size"),
    "triangular": ("low", "mode", "high"),
}
EXAMPLES: dict[str, str] = {
    "lognormal": "{lognormal: {median: 600, factor90: 2}}",
    "normal": "{normal: {mean: 0.2, sd: 0.1}}",
    "uniform": "{uniform: [0.2, 0.5]}",
    "beta": "{beta: {mean: 0.2, size: 8}}",
    "triangular": "{triangular: [1, 2, 4]}",
}
NORMAL_95 = 1.6448536269514722  # standard normal quantile at 0.95: the end of the central 90 %
STEPS = 20_001


@dataclass(frozen=True)
class Distribution:
    """A distribution of one number, clipped to `low`…`high`.

    `numbers` are the settings in the order of `SETTINGS` (one number for a point; the values of the grid for an
    empirical distribution, whose probabilities are `levels`).
    """

    form: Form
    numbers: tuple[float, ...]
    low: float = -math.inf
    high: float = math.inf
    levels: tuple[float, ...] = ()

    @classmethod
    def point(cls, value: float, *, low: float = -math.inf, high: float = math.inf) -> Distribution:
        """All mass at one value."""
        return cls("point", (float(value),), low, high)

    @classmethod
    def from_quantiles(
        cls, levels: Iterable[float], values: Iterable[float], *, low: float = -math.inf, high: float = math.inf
    ) -> Distribution:
        """The distribution with these quantiles, linear between them and flat beyond the ends. Raises ValueError."""
        levels, values = tuple(float(x) for x in levels), tuple(float(x) for x in values)
        if len(levels) != len(values) or len(levels) < 2:
            raise ValueError("as many levels as values are needed, and two at least")
        rising = all(a < b for a, b in pairwise(levels))
        if not rising or levels[0] < 0 or levels[-1] > 1:
            raise ValueError("levels must rise within 0 to 1")
        if not all(map(math.isfinite, values)) or any(a > b for a, b in pairwise(values)):
            raise ValueError("values must be finite and must not fall")
        return cls("empirical", values, low, high, levels)

    def within(self, low: float, high: float) -> Distribution:
        """The same, clipped to these bounds."""
        return replace(self, low=low, high=high)

    def quantile(self, u: Any) -> np.ndarray:
        """Values at probabilities `u` in (0, 1), of the shape of `u`, clipped to the bounds."""
        import numpy as np

        return np.clip(self._unclipped(np.asarray(u, dtype=np.float64)), self.low, self.high)

    def _unclipped(self, u: np.ndarray) -> np.ndarray:
        import numpy as np

        if self.form == "point":
            return np.full(u.shape, self.numbers[0])
        if self.form == "uniform":
            low, high = self.numbers
            return low + (high - low) * u
        if self.form == "empirical":
            return np.interp(u, self.levels, self.numbers)
        if self.form == "triangular":
            low, mode, high = self.numbers
            turn = (mode - low) / (high - low)
            rising = low + np.sqrt(u * (high - low) * (mode - low))
            falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
            return np.where(u < turn, rising, falling)
        from scipy import special

        first, second = self.numbers
        if self.form == "normal":
            return first + second * special.ndtri(u)
        if self.form == "lognormal":
            return first * np.exp(math.log(second) / NORMAL_95 * special.ndtri(u))
        return special.betaincinv(first * second, (1.0 - first) * second, u)

    @property
    def mean_sd(self) -> tuple[float, float]:
        """Mean and standard deviation after clipping, by quadrature over the quantile function."""
        import numpy as np

        values = self.quantile((np.arange(STEPS) + 0.5) / STEPS)
        return float(values.mean()), float(values.std())

    @property
    def clipped_share(self) -> float:
        """The probability that lies outside the bounds and is moved onto them."""
        return _clipped_share(self)

    def words(self) -> str:
        """The distribution in words, with its central 90 %."""
        if self.form == "point":
            return f"exactly {_short(self.numbers[0])}"
        low, median, high = (float(x) for x in self.quantile([0.05, 0.5, 0.95]))
        span = f"90 % between {_short(low)} and {_short(high)}"
        if self.form == "uniform":
            ends = [min(max(x, self.low), self.high) for x in self.numbers]
            return f"uniform between {_short(ends[0])} and {_short(ends[1])}"
        if self.form == "lognormal":
            return f"log-normal, median {_short(median)}, {span}"
        if self.form == "empirical":
            return f"from the claims, median {_short(median)}, {span}"
        if self.form == "triangular":
            return f"triangular, most likely {_short(self.numbers[1])}, {span}"
        return f"{self.form}, mean {_short(self.numbers[0])}, {span}"


@lru_cache(maxsize=1024)
def _clipped_share(distribution: Distribution) -> float:
    """In plain Python where it can be: checking a folder shall not wait for NumPy and SciPy."""
    low, high = distribution.low, distribution.high
    if distribution.form == "point":
        return float(not low <= distribution.numbers[0] <= high)
    if distribution.form == "beta" and low <= 0.0 and high >= 1.0:
        return 0.0
    if distribution.form in ("beta", "empirical"):
        import numpy as np

        values = distribution._unclipped((np.arange(STEPS) + 0.5) / STEPS)
        return float(np.mean((values < low) | (values > high)))
    below, up_to = (_below(distribution.form, distribution.numbers, end) for end in (low, high))
    return below + 1.0 - up_to


def _below(form: str, numbers: tuple[float, ...], x: float) -> float:
    """The probability below `x`, in closed form, for the forms that have no point of their own."""
    if form == "normal":
        return _normal_below((x - numbers[0]) / numbers[1])
    if form == "lognormal":
        return _normal_below(math.log(x / numbers[0]) * NORMAL_95 / math.log(numbers[1])) if x > 0.0 else 0.0
    low, high = numbers[0], numbers[-1]
    if not low < x < high:
        return float(x >= high)
    if form == "uniform":
        return (x - low) / (high - low)
    mode = numbers[1]
    if x < mode:
        return (x - low) ** 2 / ((high - low) * (mode - low))
    return 1.0 - (high - x) ** 2 / ((high - low) * (high - mode))


def _normal_below(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def _short(value: float) -> str:
    if value == 0:
        return "0"
    if abs(value) >= 1000:
        return f"{float(f'{value:.2g}'):,.0f}"
    return f"{float(f'{value:.2g}'):g}"


def parse_distribution(value: Any) -> tuple[Distribution | None, list[tuple[str, str]]]:
    """A scalar or a one-key mapping as a distribution, without bounds.

    The second result is what is wrong with it as pairs (found, fix); the first is None then.
    """
    from pyrrhus.scenario.nearest import advise, shown

    if _is_number(value):
        return Distribution.point(value), []
    if isinstance(value, str):
        from pyrrhus.scenario import cells

        try:
            return Distribution.point(cells.number(value)), []
        except cells.CellError as error:
            return None, [(error.what, error.fix)]
    if not isinstance(value, dict) or len(value) != 1:
        return None, [
            (
                f"{shown(value)} is neither a number nor one distribution",
                f"write a number, or one such as {EXAMPLES['lognormal']}",
            )
        ]
    form, settings = next(iter(value.items()))
    if form not in SETTINGS:
        return None, [(f"there is no distribution called {shown(form)}", advise(form, [*SETTINGS, "claims"]))]
    names = SETTINGS[form]
    if isinstance(settings, list) and form in ("uniform", "triangular") and len(settings) == len(names):
        settings = dict(zip(names, settings, strict=True))
    if not isinstance(settings, dict) or set(settings) != set(names):
        return None, [(f"{form} needs {' and '.join(names)}, found {shown(settings)}", f"write {EXAMPLES[form]}")]
    wrong = [name for name in names if not _is_number(settings[name])]
    if wrong:
        return None, [
            (f"{name} of {form} is not a number: {shown(settings[name])}", "write a number") for name in wrong
        ]
    numbers = tuple(float(settings[name]) for name in names)
    wrongs = list(_unfit(form, numbers))
    return (None, wrongs) if wrongs else (Distribution(form, numbers), [])


def _unfit(form: str, numbers: tuple[float, ...]) -> Any:
    if form == "lognormal":
        if numbers[0] <= 0:
            yield f"the median of a lognormal is {numbers[0]:g}", "write a median above 0"
        if numbers[1] <= 1:
            yield f"factor90 is {numbers[1]:g}", "write a factor above 1 (2 means from half to twice the median)"
    elif form == "normal" and numbers[1] <= 0:
        yield f"the sd of a normal is {numbers[1]:g}", "write an sd above 0, or a number alone where it is certain"
    elif form == "beta":
        if not 0 < numbers[0] < 1:
            yield f"the mean of a beta is {numbers[0]:g}", "write a mean between 0 and 1"
        if numbers[1] <= 0:
            yield f"the size of a beta is {numbers[1]:g}", "write a size above 0 (larger is narrower)"
    elif form == "uniform" and not numbers[0] < numbers[1]:
        yield f"low {numbers[0]:g} is not below high {numbers[1]:g}", "write the lower number first"
    elif form == "triangular" and not (numbers[0] <= numbers[1] <= numbers[2] and numbers[0] < numbers[2]):
        yield "low, mode and high do not rise", "write them in rising order"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300
