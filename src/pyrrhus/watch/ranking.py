"""The ranking of a watch: its towns from the most to the least endangered, and what changed since the one before."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pyrrhus.digits import six_digits
from pyrrhus.watch.reach import LeftOut

FORMAT = "pyrrhus-watch/1"
TWICE_ERROR = 1.96
"""Changes of a probability within so many standard errors of the two estimates are what chance does."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Watch:
    """A watch that was made: `rows` from the most endangered town on, those that failed, those that were left out.

    `document` is the content of watch.json. `made` of the rows were computed now, the others stood there already;
    bytes are what travelled to workers and back. Neither is in the document.
    """

    document: dict[str, Any]
    folder: Path
    made: int
    sent_bytes: int = 0
    received_bytes: int = 0

    @property
    def rows(self) -> list[Row]:
        return self.document["towns"]

    @property
    def failed(self) -> list[dict[str, str]]:
        return self.document["failed"]


def build_ranking(
    summaries: Sequence[Row],
    failed: Sequence[LeftOut],
    left: Sequence[LeftOut],
    *,
    about: dict[str, Any],
    before: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The content of watch.json. `before` is the watch to compare with; `about` the date, draws and seed."""
    then = {_where(row): row for row in before["towns"]} if before else {}
    rows = []
    for summary in sorted(summaries, key=_order):
        row = {name: value for name, value in summary.items() if name not in ("format", "fingerprint", "as_of")}
        old = then.get(_where(row))
        rows.append({**row, "folder": f"{about['as_of']}/{row['id']}", "change": change_since(row, old)})
    here = {_where(row) for row in rows}
    gone = [row["town"] for place, row in then.items() if place not in here]
    return {
        "format": FORMAT,
        **about,
        "towns": rows,
        "failed": [asdict(one) for one in sorted(failed, key=lambda one: one.id)],
        "left_out": [asdict(one) for one in left],
        "gone": [_why_gone(name, failed, left) for name in gone],
        "before": before,
    }


def previous_watch(path: Path, as_of: date) -> dict[str, Any] | None:
    """The rows of the latest watch in a folder that is dated before `as_of`; None where there is none.

    A watch of a later day is never looked at: what it found was not known.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    while isinstance(found, dict) and found.get("format") == FORMAT:
        if str(found.get("as_of", "")) < as_of.isoformat():
            kept = ("town", "lat", "lon", "probability", "effective_sample_size", "measures", "distance_km")
            rows = [{name: row[name] for name in kept} for row in found["towns"]]
            return {"format": FORMAT, "as_of": found["as_of"], "draws": found["draws"], "towns": rows}
        found = found.get("before")
    return None


def change_since(row: Row, old: Row | None) -> dict[str, Any] | None:
    """How the probability at the furthest horizon that both have moved, and whether that is more than chance does."""
    if old is None:
        return None
    both = [h for h in row["probability"] if h in old["probability"]]
    if not both:
        return None
    horizon = both[-1]
    now, then = float(row["probability"][horizon]), float(old["probability"][horizon])
    error = math.sqrt(
        sum(p * (1.0 - p) / max(1.0, float(one["effective_sample_size"])) for p, one in ((now, row), (then, old)))
    )
    moved = now - then
    return {
        "horizon_days": int(horizon),
        "probability": six_digits(moved),
        "before": then,
        "beyond_chance": abs(moved) > TWICE_ERROR * error,
        "distance_km": six_digits(row["distance_km"] - old["distance_km"]),
    }


def _where(row: Row) -> tuple[str, float, float]:
    """A place is known again by its name and point: its id depends on who else is listed."""
    return row["town"], row["lat"], row["lon"]


def _order(summary: Row) -> tuple[Any, ...]:
    """The last horizon first, then the nearer ones, then how near the front is."""
    chances = [-float(p) for p in reversed(summary["probability"].values())]
    return (*chances, float(summary["distance_km"]), summary["id"])


def _why_gone(name: str, failed: Sequence[LeftOut], left: Sequence[LeftOut]) -> dict[str, str]:
    why = next((one.why for one in (*failed, *left) if one.name == name), "it is not listed any more")
    return {"town": name, "why": why}
