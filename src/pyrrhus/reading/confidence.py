"""How sure a field is: how often it was right on the labelled set where it was read in the same way.

`confidence.csv` counts, by field and way of reading, how many were right of how many;
`python -m benchmarks.reading_fit` makes it. A way that was seen seldom is drawn towards the field's own share.
"""

from __future__ import annotations

from functools import cache

from pyrrhus.reading import lexicons

FLAG_BELOW = 0.54
"""A field is named for checking where it is about as often wrong as right; 0.65 would name nine in ten places."""
EMPTY_BELOW = 0.3
"""A side is left empty where it would be wrong more than twice as often as right."""
PSEUDO_COUNT = 4.0
UNSEEN = 0.7


@cache
def shares() -> dict[tuple[str, str], float]:
    """Share right by field and way of reading, drawn towards the field's own; that of the field under an empty way."""
    counts = {(r["field"], r["way"]): (float(r["right"]), float(r["of"])) for r in lexicons.table("confidence")}
    fields = {field for field, _ in counts}
    whole = {f: _share([c for (field, _), c in counts.items() if field == f], UNSEEN) for f in fields}
    found = {key: _share([pair], whole[key[0]]) for key, pair in counts.items()}
    return found | {(field, ""): share for field, share in whole.items()}


def _share(counts: list[tuple[float, float]], prior: float) -> float:
    right, of = sum(r for r, _ in counts), sum(n for _, n in counts)
    return (right + PSEUDO_COUNT * prior) / (of + PSEUDO_COUNT)


def confidence_of(field: str, way: str) -> float:
    """The chance that a field that was read in this way is right."""
    known = shares()
    return known.get((field, way), min(known.get((field, ""), UNSEEN), UNSEEN))


def keeps(field: str, sure: float) -> bool:
    """Whether a field is sure enough to be filled in."""
    return field != "side" or sure >= EMPTY_BELOW
