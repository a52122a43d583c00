"""What a piece of information is worth, and what drives the spread, from the draws already made.

Expected value of perfect information of one input: how much better the decision would be in the mean if that input were
known first. Draws are split into bins of the input; in each bin the best policy is chosen on some draws and valued on
others (cross-fitting), so that noise does not pass for information (choosing and valuing on the same draws always
looks better than it is). First-order sensitivity: the share of the variance that the mean given the input explains,
less what bins of pure noise would explain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.copied_draws import effective_draws, error_of_mean, error_of_sum

Floats = NDArray[np.float64]
FOLDS = 4
MOST_BINS = 10
DRAWS_IN_A_BIN = 40
BEYOND_NOISE = 3.0  # standard errors: some eighty inputs are looked at, and one in twenty would pass two by luck


@dataclass(frozen=True)
class InputWorth:
    """What it is worth to know one input (in the unit of the worths), with its standard error."""

    input: str
    evpi: float
    standard_error: float

    @property
    def beyond_noise(self) -> bool:
        return self.evpi > BEYOND_NOISE * self.standard_error


def bins_of(values: Floats, count: int) -> NDArray[np.int64]:
    """The bin of each value: equal counts, equal values together."""
    edges = np.unique(np.quantile(values, np.linspace(0.0, 1.0, count + 1)[1:-1]))
    return np.searchsorted(edges, values, side="right").astype(np.int64)


def bin_count(draws: int) -> int:
    """Bins for so many draws: few enough that each holds forty of a fold's training draws."""
    return int(np.clip(draws // DRAWS_IN_A_BIN, 2, MOST_BINS))


def information_worth(samples: Floats, values: Floats, *, name: str = "") -> InputWorth:
    """Worth of knowing an input [draw] before choosing among policies ([policy, draw]); 0 where below 0."""
    draws = samples.shape[1]
    if samples.shape[0] < 2 or np.ptp(values) == 0.0 or draws < 2 * FOLDS:
        return InputWorth(name, 0.0, 0.0)
    gain = held_out_gain(samples, values)
    return InputWorth(name, max(0.0, float(gain.mean())), error_of_mean(gain))


def held_out_gain(samples: Floats, values: Floats) -> Floats:
    """What choosing by bins of an input [draw] gains over choosing without it, in each draw, the choice made on other
    draws; its mean is nought where the input says nothing.

    The folds are stretches of draws and not every fourth one, since draws that a filter copied lie side by side.
    """
    draws = samples.shape[1]
    where = bins_of(values, bin_count(draws))
    fold = np.arange(draws) * FOLDS // draws
    gain = np.zeros(draws)
    for part in range(FOLDS):
        train, test = fold != part, fold == part
        count = np.bincount(where[train], minlength=where.max() + 1)
        total = np.array([np.bincount(where[train], weights=row[train], minlength=len(count)) for row in samples])
        plain = int(samples[:, train].mean(axis=1).argmax())
        chosen = np.where(count > 0, total.argmax(axis=0), plain)
        gain[test] = samples[chosen[where[test]], np.flatnonzero(test)] - samples[plain, test]
    return gain


def most_worth(samples: Floats) -> float:
    """The most that any information could be worth: choosing anew in every draw, chance foreseen and all."""
    return float(samples.max(axis=0).mean() - samples.mean(axis=1).max())


def rank_information(samples: Floats, named: Mapping[str, Floats], names: Iterable[str]) -> tuple[InputWorth, ...]:
    """The worth of each input on its own, the greatest first; never above `most_worth`."""
    limit = most_worth(samples)
    found = []
    for name in names:
        worth = information_worth(samples, named[name], name=name)
        found.append(InputWorth(name, min(worth.evpi, limit), worth.standard_error))
    return tuple(sorted(found, key=lambda w: (-w.evpi, w.input)))


def sensitivity_bins(draws: int) -> int:
    """Bins for a first-order sensitivity: more than for choosing, where draws allow it, since each bin only gives a
    mean. Ten keep 0.88 of what the square of a sine explains over two periods, forty 0.99."""
    return max(bin_count(draws), min(draws // 200, 4 * MOST_BINS))


def noise_share(draws: int, effective: float) -> float:
    """Standard deviation of the share that an input without effect seems to explain, over many samples of so many
    draws that count as `effective` ones."""
    return float(np.sqrt(2.0 * max(1, sensitivity_bins(draws) - 1)) / max(1.0, effective))


def first_order(result: Floats, values: Floats) -> float:
    """Share (0 to 1) of the variance of a result [draw] that its mean given the input [draw] explains."""
    draws = len(result)
    if np.ptp(values) == 0.0 or np.ptp(result) == 0.0 or draws < 8:
        return 0.0
    where = bins_of(values, sensitivity_bins(draws))
    count = np.bincount(where)
    mean = np.bincount(where, weights=result) / np.maximum(count, 1)
    groups = int((count > 0).sum())
    explained = float(np.sum(count * (mean - result.mean()) ** 2) / np.sum((result - result.mean()) ** 2))
    known = effective_draws(values, result)
    return float(np.clip(1.0 - (1.0 - explained) * (known - 1.0) / max(1.0, known - groups), 0.0, 1.0))


def rank_drivers(result: Floats, named: Mapping[str, Floats], names: Iterable[str]) -> tuple[tuple[str, float], ...]:
    """First-order sensitivity of a result to each input that says something beyond noise, the greatest first."""
    found = [(name, first_order(result, named[name])) for name in names]
    noise = {name: noise_share(len(result), effective_draws(named[name], result)) for name, _ in found}
    beyond = [(name, share) for name, share in found if share > BEYOND_NOISE * noise[name]]
    return tuple(sorted(beyond, key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True)
class Driver:
    """How a result moves with one input: its mean where the input is in its lowest quarter (up to `low_at`) and in its
    highest (from `high_at`); `share` of the result's variance that the input explains."""

    input: str
    share: float
    low_at: float
    high_at: float
    low: float
    high: float


def tornado(result: Floats, named: Mapping[str, Floats], names: Iterable[str], *, most: int = 8) -> tuple[Driver, ...]:
    """The inputs ([draw]) that explain most of a result ([draw]), each with how far it moves it, those first that move
    it most; none that does not stand out from noise."""
    found = []
    for name, share in rank_drivers(result, named, names)[:most]:
        values = named[name]
        low_at, high_at = (float(v) for v in np.quantile(values, [0.25, 0.75], method="inverted_cdf"))
        ends = values <= low_at, values >= high_at
        low, high = (float(result[end].mean()) for end in ends)
        departures = [end * (result - mean) / end.sum() for end, mean in zip(ends, (low, high), strict=True)]
        error = error_of_sum(departures[1] - departures[0])
        if abs(high - low) > BEYOND_NOISE * error:
            found.append(Driver(name, share, low_at, high_at, low, high))
    return tuple(sorted(found, key=lambda d: (-abs(d.high - d.low), d.input)))
