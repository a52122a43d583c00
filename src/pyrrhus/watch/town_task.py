"""One town of a watch as a task: the text of its sector goes out, the files of its assessment come back."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyrrhus.claims.ledger import SIDES
from pyrrhus.digits import six_digits
from pyrrhus.files.manifest import hash_file, read_manifest
from pyrrhus.judge.words import publish
from pyrrhus.scale.tasks import code_print
from pyrrhus.skill.sidecar import fingerprint_of

if TYPE_CHECKING:
    from pyrrhus.pipeline import Assessment

FORMAT = "pyrrhus-watched/1"
SUMMARY = "watched.json"
HORIZONS_DAYS = (30, 60, 90)


@dataclass(frozen=True)
class TownKey:
    """What an assessment of a watch depends on beside the code; `maps` digests all that they showed by then."""

    id: str
    town: str
    lat: float
    lon: float
    as_of: date
    horizon_days: int
    draws: int
    seed: int
    distance_km: float
    held_0_1: float
    maps: str

    def fingerprint(self) -> str:
        """Equal for equal assessments: a finished one is not made again."""
        return fingerprint_of(*asdict(self).values(), code_print())


@dataclass(frozen=True)
class TownTask:
    """The specification that travels: who, when, how many draws, which seed, and the sector's tables as text."""

    key: TownKey
    files: dict[str, bytes]
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The town."""
        return self.key.town

    def run(self, threads: int | None) -> dict[str, bytes]:
        """The files of the assessment by name, and its summary beside them."""
        from pyrrhus.pipeline import assess
        from pyrrhus.present.outputs import render_files

        with tempfile.TemporaryDirectory() as beside:
            folder = Path(beside) / self.key.id
            folder.mkdir()
            for name, content in self.files.items():
                (folder / name).write_bytes(content)
            found = assess(
                folder,
                as_of=self.key.as_of,
                horizon_days=self.key.horizon_days,
                draws=self.key.draws,
                seed=self.key.seed,
                threads=threads,
                command="pyrrhus watch",
            )
        # how long it took is the one thing that would differ between equal runs
        lineage = {name: value for name, value in found.findings.lineage.items() if name != "seconds_by_stage"}
        rendered = render_files(replace(found.findings, lineage=lineage))
        return {**rendered, SUMMARY: summary_bytes(self.key, self.notes, found)}


def summary_bytes(key: TownKey, notes: tuple[str, ...], found: Assessment) -> bytes:
    """What the ranking needs of an assessment, as JSON; equal assessments give equal bytes."""
    from pyrrhus.present.summary import headline_curve, probability_by
    from pyrrhus.runs.measures import published_measures

    document = found.data
    curve = headline_curve(document)
    horizons = [*(h for h in HORIZONS_DAYS if h < key.horizon_days), key.horizon_days]
    casualties = found.forecast["casualties"].isel(date=-1)
    summary = {
        "format": FORMAT,
        "fingerprint": key.fingerprint(),
        **{name: value for name, value in asdict(key).items() if name not in ("maps", "as_of")},
        "as_of": key.as_of.isoformat(),
        "sides": document["sides"],
        "probability": {str(h): six_digits(publish(probability_by(curve, key.as_of + timedelta(h)))) for h in horizons},
        "median_date": curve["median_date"],
        "effective_sample_size": document["filter"]["effective_sample_size"],
        "contradicted": document["filter"]["contradicted"],
        "casualties": {
            side: {f"{q:g}": six_digits(float(casualties.sel(side=side, quantile=q))) for q in (0.05, 0.5, 0.95)}
            for side in SIDES
        },
        "measures": {
            name: {k: six_digits(v) for k, v in vars(reading).items() if v is not None}
            for name, reading in published_measures(document, key.town).items()
        },
        "notes": list(notes),
    }
    return (json.dumps(summary, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def finished_summary(folder: Path, key: TownKey) -> dict[str, Any] | None:
    """The summary of an assessment that stands whole in a folder and is of this very key; None otherwise."""
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(summary, dict) or summary.get("fingerprint") != key.fingerprint():
        return None
    manifest = read_manifest(folder)
    if manifest is None or any(hash_file(folder / name) != digest for name, digest in manifest.files.items()):
        return None
    return summary
