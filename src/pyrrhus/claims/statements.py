"""Claims and biases as numbers, which the inference works on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Biases:
    """Columns of the state that are biases: prior mean and sd, and the group whose spread is learnt together."""

    mean: Floats
    sd: Floats
    group: Ints
    shared: NDArray[np.bool_]


@dataclass(frozen=True)
class Statements:
    """Claims as numbers (n,): the target each speaks of, its reading, and the source whose noise it shares.

    `widening` is the part of its noise (a factor) that checks added, `tailed` whether that noise has a heavy tail.
    `effective` is how many independent statements each is worth. `bias_row`, `bias_column`, `bias_coefficient` are
    triplets; columns count from the first bias of the state.
    """

    target: Ints
    low: Floats
    high: Floats
    noise_sd: Floats
    denial: Floats
    source: Ints
    effective: Floats
    widening: Floats
    tailed: NDArray[np.bool_]
    bias_row: Ints
    bias_column: Ints
    bias_coefficient: Floats
