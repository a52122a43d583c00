"""How intricate outlines are, before geometry is done on them: time and memory of an overlay grow with the pairs of
segments that lie close (their boxes meet) and with those that cross, which may be as many as the square of the points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.inputs.refusal import too_much
from pyrrhus.limits import most

CHAIN = 8  # segments that share a box in the first look
BLOCK = 2_500  # pairs of chains that are looked at together
FEW = 60  # points whose every segment may cross every other without harm

Chains = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]
"""Segments [segment, (x, y, x, y)], and of each chain its first segment and how many there are."""


@dataclass
class Workload:
    """What the outlines of one file have cost so far. Each check raises Refused before the cost would be paid."""

    near_pairs: int = 0
    new_points: int = 0

    def look_at(self, shape: Any, *, mend: bool = False) -> None:
        """Look at one outline, or at several that are to be joined; at crossings as well where it is to be mended."""
        if points_of(shape) > FEW:
            chains = chains_of(shape)
            pairs = self._close(chains, None)
            if mend:
                count_crossings(chains, None, pairs)

    def look_at_two(self, one: Any, two: Any) -> None:
        """Look at two shapes that are to be laid over each other."""
        if points_of(one) * points_of(two) > FEW**2:
            chains = chains_of(one), chains_of(two)
            count_crossings(*chains, self._close(*chains))

    def count_new(self, made: Any, *of: Any) -> None:
        """Count the points that a result has beyond those it was made of."""
        self.new_points += max(0, points_of(made) - sum(map(points_of, of)))
        if self.new_points > most("map_new_points"):
            raise too_much("map_new_points")

    def _close(self, one: Chains, two: Chains | None) -> NDArray[np.int64]:
        pairs, number = close_chains(one, two)
        self.near_pairs += number
        if self.near_pairs > most("map_near_pairs"):
            raise too_much("map_near_pairs")
        return pairs


def points_of(shape: Any) -> int:
    """How many points a shape, or a list of shapes, has."""
    import shapely

    return int(shapely.get_num_coordinates(shape).sum())


def chains_of(shape: Any) -> Chains:
    """Segments of all rings of a shape (or a list of them), in chains of at most eight that follow each other."""
    import shapely

    rings = shapely.get_rings(shapely.get_parts(shapely.get_parts(shape)))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[:-1] == ring[1:]
    segments = np.column_stack([points[:-1], points[1:]])[same]
    if not len(segments):
        return segments, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    ring = ring[:-1][same]
    begins = np.concatenate([[0], np.flatnonzero(np.diff(ring)) + 1])
    place = np.arange(len(ring)) - np.repeat(begins, np.diff([*begins, len(ring)]))
    first = np.flatnonzero(place % CHAIN == 0)
    return segments, first, np.diff(np.array([*first, len(segments)]))


def close_chains(one: Chains, two: Chains | None) -> tuple[NDArray[np.int64], int]:
    """Pairs of chains whose boxes meet [2, pair], of one set (each pair once) or of two, and the pairs of segments in
    them. Raises Refused where those are more than the limit."""
    import shapely

    if two is not None and not (len(one[1]) and len(two[1])):
        return np.zeros((2, 0), dtype=np.int64), 0
    tree = shapely.STRtree(_boxes(one))
    boxes, counts = _boxes(one if two is None else two), (one if two is None else two)[2]
    found, total = [], 0
    step = max(1, 2_000_000 // max(1, len(one[1])))
    for start in range(0, len(boxes), step):
        pairs = tree.query(boxes[start : start + step])
        pairs[0] += start
        if two is None:
            pairs = pairs[:, pairs[0] <= pairs[1]]
        total += int((counts[pairs[0]] * one[2][pairs[1]]).sum())
        if total > most("near_pairs"):
            raise too_much("near_pairs")
        found.append(pairs)
    return np.concatenate(found, axis=1) if found else np.zeros((2, 0), dtype=np.int64), total


def count_crossings(one: Chains, two: Chains | None, pairs: NDArray[np.int64]) -> int:
    """Pairs of segments that cross within the pairs of chains. Raises Refused where they are more than the limit."""
    other, total = one if two is None else two, 0
    offsets = np.arange(CHAIN)
    for start in range(0, pairs.shape[1], BLOCK):
        left, right = pairs[:, start : start + BLOCK]
        a = other[1][left][:, None, None] + offsets[None, :, None]
        b = one[1][right][:, None, None] + offsets[None, None, :]
        there = (offsets[None, :, None] < other[2][left][:, None, None]) & (
            offsets[None, None, :] < one[2][right][:, None, None]
        )
        if two is None:
            there = there & (a < b)
        a, b = np.broadcast_to(a, there.shape)[there], np.broadcast_to(b, there.shape)[there]
        total += int(_cross(other[0][a], one[0][b]).sum())
        if total > most("crossings"):
            raise too_much("crossings")
    return total


def _boxes(chains: Chains) -> NDArray[Any]:
    import shapely

    segments, first, _ = chains
    if not len(first):
        return np.zeros(0, dtype=object)
    low = np.minimum.reduceat(np.minimum(segments[:, :2], segments[:, 2:]), first)
    high = np.maximum.reduceat(np.maximum(segments[:, :2], segments[:, 2:]), first)
    return shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])


def _cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether segments [pair, 4] cross properly: each has the other's ends on two sides."""

    def side(line: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        return (line[:, 2] - line[:, 0]) * (y - line[:, 1]) - (line[:, 3] - line[:, 1]) * (x - line[:, 0])

    one = side(a, b[:, 0], b[:, 1]) * side(a, b[:, 2], b[:, 3])
    two = side(b, a[:, 0], a[:, 1]) * side(b, a[:, 2], a[:, 3])
    return (one < 0) & (two < 0)
