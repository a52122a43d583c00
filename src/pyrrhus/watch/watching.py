"""`pyrrhus watch`: every town within reach of the front, assessed in one go, from one reading of the maps.

What is finished is the assessment's own folder, written whole: a stop at any moment loses the towns that were in hand
and nothing else, and the same call goes on with the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyrrhus.arguments import as_date, check_numbers, wrong_argument
from pyrrhus.control_map.gazetteer import Listed, listed_places
from pyrrhus.control_map.maps import STATUSES, ControlMaps
from pyrrhus.control_map.read import read_maps
from pyrrhus.control_map.sector import describe_sector, maps_on
from pyrrhus.errors import InputError
from pyrrhus.files.writer import check_files, check_folder, write_files, write_folder
from pyrrhus.present.outputs import KIND
from pyrrhus.scale.engines import Engine
from pyrrhus.stages import Progress
from pyrrhus.watch.ranking import Row, Watch, build_ranking, previous_watch
from pyrrhus.watch.reach import REACH_KM, FrontPlace, LeftOut, asked_places, places_in_reach
from pyrrhus.watch.town_task import TownKey, TownTask, finished_summary

DRAWS = 2000
HORIZON_DAYS = 120
PAGE, DOCUMENT, TABLE = "watch.html", "watch.json", "watch.csv"


@dataclass(frozen=True)
class WatchOptions:
    """How a watch is asked for. Maps, places, date, horizon, reach, draws and seed make the result, nothing else."""

    as_of: date | str | None = None
    places_csv: str | Path | None = None
    horizon_days: int = HORIZON_DAYS
    reach_km: float = REACH_KM
    draws: int = DRAWS
    seed: int = 7

    def check(self) -> None:
        """Raise InputError where a number is out of its range."""
        check_numbers(draws=self.draws, seed=self.seed, horizon_days=self.horizon_days)
        if not 0.0 < self.reach_km <= REACH_KM:
            fix = f"write a number up to {REACH_KM:g}, as far as an assessment looks"
            raise InputError([wrong_argument("reach_km", f"{self.reach_km:g} km", fix, "reach")])


def watch(
    folder: str | Path | ControlMaps,
    *,
    out: str | Path,
    options: WatchOptions | None = None,
    engine: Engine | None = None,
    on_progress: Progress | None = None,
) -> Watch:
    """Assess every town of a folder of dated maps within reach of the front, and rank them.

    Into `out` go watch.html, watch.json and watch.csv, and a folder of assessment for each town under the date. What
    stands there already and is of the same maps, date, draws, seed and code is not made again. A town that fails is
    named with its reason. Raises InputError where maps, numbers or places are wrong, or something is in the way.
    """
    options, engine = options or WatchOptions(), engine or Engine()
    options.check()
    engine.check()
    target = Path(out).expanduser()
    check_files([target / name for name in (PAGE, DOCUMENT, TABLE)])
    until = as_date(options.as_of)
    maps = folder if isinstance(folder, ControlMaps) else read_maps(folder, until=until)
    day = until or maps.last
    maps = maps_on(maps, day)
    asked = asked_places(maps, options.places_csv)
    watched, left = places_in_reach(maps, asked, day, reach_km=options.reach_km)
    round_ = Round(maps, day, options, target, watched)
    summaries, failed = round_.run(engine, on_progress)
    before = previous_watch(target / DOCUMENT, day)
    about: dict[str, Any] = {
        "maps": Path(maps.folder).name,
        "as_of": day.isoformat(),
        "last_seen": maps.last.isoformat(),
        "horizon_days": options.horizon_days,
        "reach_km": options.reach_km,
        "draws": options.draws,
        "seed": options.seed,
    }
    document = build_ranking(summaries, failed, left, about=about, before=before)
    write_ranking(document, target)
    return Watch(document, target, round_.made, round_.sent_bytes, round_.received_bytes)


def write_ranking(document: dict[str, Any], target: Path) -> None:
    """Write page, document and table; the document last, since the next watch begins from it."""
    from pyrrhus.present.watch_page import render_watch
    from pyrrhus.present.watch_table import watch_csv

    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    files = {PAGE: render_watch(document), TABLE: watch_csv(document), DOCUMENT: text}
    write_files({target / name: content.encode("utf-8") for name, content in files.items()})


class Round:
    """One round through the towns: what is finished is taken, the rest is made, on whatever engine."""

    def __init__(
        self, maps: ControlMaps, day: date, options: WatchOptions, target: Path, watched: tuple[FrontPlace, ...]
    ) -> None:
        self.maps, self.day, self.options = maps, day, options
        self.known = listed_places(maps, options.places_csv)
        self.home, self.watched = target / day.isoformat(), watched
        self.failed: list[LeftOut] = []
        self.made = self.sent_bytes = self.received_bytes = 0

    def run(self, engine: Engine, on_progress: Progress | None) -> tuple[list[Row], list[LeftOut]]:
        """Summaries of those that have an answer, and those that have none."""
        digest = maps_digest(self.maps, self.known)
        keys = {place.id: self._key(place, digest) for place in self.watched}
        summaries = {i: s for i, key in keys.items() if (s := finished_summary(self.home / i, key)) is not None}
        open_ = [place for place in self.watched if place.id not in summaries]
        for place in open_:
            check_folder(self.home / place.id, KIND)

        def tell() -> None:
            if on_progress:
                on_progress("towns", len(summaries) + len(self.failed), len(self.watched))

        tell()
        for done in engine.run(self._tasks(open_, keys)):
            self.sent_bytes += done.sent_bytes
            self.received_bytes += done.received_bytes
            key: TownKey = done.task.key
            if done.failure is not None:
                self.failed.append(LeftOut(key.id, key.town, done.failure))
            else:
                write_folder(self.home / key.id, done.value, KIND)
                self.made += 1
                found = finished_summary(self.home / key.id, key)
                assert found is not None
                summaries[key.id] = found
            tell()
        return list(summaries.values()), self.failed

    def _tasks(self, places: list[FrontPlace], keys: dict[str, TownKey]) -> Iterator[TownTask]:
        """Specifications, each made when it is its turn; a town without one is noted as failed."""
        for place in places:
            try:
                text = describe_sector(place.place, self.known, self.maps, self.day)
            except InputError as error:
                self.failed.append(LeftOut(place.id, place.place.name, " ".join(str(error).split())))
                continue
            yield TownTask(keys[place.id], text.files, text.notes)

    def _key(self, found: FrontPlace, digest: str) -> TownKey:
        place, options = found.place, self.options
        return TownKey(
            found.id,
            place.name,
            place.lat,
            place.lon,
            self.day,
            options.horizon_days,
            options.draws,
            options.seed,
            found.distance_km,
            found.held_0_1,
            digest,
        )


def maps_digest(maps: ControlMaps, known: tuple[Listed, ...]) -> str:
    """Hex digest of all that maps and lists of places say, whichever files they were read from; equal for a folder cut
    at its date."""
    import shapely

    digest = sha256(Path(maps.folder).name.encode())
    for layer in maps.layers:
        digest.update(repr((layer.name, layer.box, layer.dates)).encode())
        for status in STATUSES:
            for shape in layer.states.get(status, ()):
                digest.update(b"-" if shape is None else shapely.to_wkb(shape))
    digest.update(repr((maps.snapshots, known, maps.notes, maps.attacker, maps.defender)).encode())
    return digest.hexdigest()
