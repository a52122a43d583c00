"""Kills against `pyrrhus watch`: `python -m benchmarks.soak_resume [--rounds 50] [--engine threads] [--seed 7]`.

A watch of a small made-up front runs as a process of its own and is killed (SIGKILL), now and then at any moment, else
shortly after one more town is finished. After each kill every finished town is whole; the same command then goes on,
makes no finished town again, and ends with the bytes of a run that nobody disturbed. Ends with 1 where any of it fails.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from pyrrhus.files.manifest import in_the_way
from pyrrhus.files.workspace import PREFIX

START, WEEKS = date(2023, 1, 1), 12
AS_OF = START + timedelta(weeks=WEEKS - 1)
TOWNS = {"Ystad": 30.545, "Ask": 30.51, "Elm": 30.48, "Oak": 30.455, "Ash": 30.43, "Held": 30.80, "Far": 30.10}
MOST_SECONDS = 600.0


def write_front(folder: Path, *, weeks: int = WEEKS) -> Path:
    """Maps of a front that goes west by 0.02 degrees a week: seven towns, one held long ago, one out of reach."""
    folder.mkdir(parents=True, exist_ok=True)
    days = [START + timedelta(weeks=w) for w in range(weeks)]
    features = []
    for week, day in enumerate(days):
        west = 30.78 - 0.02 * week
        ring = [[west, 47.9], [31.2, 47.9], [31.2, 48.4], [west, 48.4], [west, 47.9]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"date": str(day), "status": "RU"}, "geometry": shape})
    data = {"type": "FeatureCollection", "bbox": [29.9, 47.9, 31.2, 48.4], "features": features}
    (folder / "front_here.geojson.gz").write_bytes(gzip.compress(json.dumps(data).encode(), mtime=0))
    (folder / "snapshots.csv").write_text("\n".join(["date_utc", *map(str, days), ""]), encoding="utf-8")
    rows = [f"{town},{48.1 + 0.01 * n:.2f},{lon}" for n, (town, lon) in enumerate(TOWNS.items())]
    (folder / "towns.csv").write_text("\n".join(["town,lat,lon", *rows, ""]), encoding="utf-8")
    return folder


def tree(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a folder by its path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass
class Soak:
    """Kills one watch over and over. `wrong` says what did not hold."""

    maps: Path
    out: Path
    engine: str = "threads"
    draws: int = 20
    wrong: list[str] = field(default_factory=list)
    kills: int = 0

    def command(self, out: Path) -> list[str]:
        return [
            sys.executable,
            "-m",
            "pyrrhus",
            "watch",
            str(self.maps),
            "--as-of",
            str(AS_OF),
            "--draws",
            str(self.draws),
            "--horizon",
            "14",
            "--engine",
            self.engine,
            "--workers",
            "2",
            "--threads",
            "1",
            "--format",
            "json",
            "--out",
            str(out),
        ]

    def start(self, out: Path) -> subprocess.Popen[bytes]:
        paths = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)
        return subprocess.Popen(
            self.command(out),
            env={**os.environ, "PYTHONPATH": paths},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def finished(self) -> dict[str, int]:
        """The towns that stand finished, each with when its folder was made."""
        home = self.out / str(AS_OF)
        return {
            path.name: path.stat().st_ino
            for path in (home.iterdir() if home.exists() else ())
            if path.is_dir() and not path.name.startswith(PREFIX)
        }

    def kill_once(self, chance: random.Random, *, anywhere: bool) -> bool:
        """Start, kill, look; whether it was killed before it ended by itself."""
        before = self.finished()
        process = self.start(self.out)
        until = time.monotonic() + MOST_SECONDS
        at = time.monotonic() + chance.uniform(0.0, 6.0)
        while process.poll() is None and time.monotonic() < until:
            if time.monotonic() > at if anywhere else len(self.finished()) > len(before):
                time.sleep(0.0 if anywhere else chance.uniform(0.0, 0.5))
                break
            time.sleep(0.01)
        seen = self.finished()
        ended = process.poll() is not None
        process.kill()
        process.wait()
        self.kills += not ended
        after = self.finished()
        if not set(before) <= set(seen) <= set(after):
            self.wrong.append(f"finished towns were lost: {sorted(set(seen) - set(after))}")
        if any(after[name] != inode for name, inode in before.items()):
            self.wrong.append("a finished town was made again")
        for name in after:
            if found := in_the_way(self.out / str(AS_OF) / name, "assessment"):
                self.wrong.append(f"{name} is not whole: {found}")
        return not ended

    def end(self, undisturbed: dict[str, str]) -> None:
        """The same command once more, to its end: the bytes of the run that nobody disturbed."""
        process = self.start(self.out)
        if process.wait() != 0:
            self.wrong.append(f"it ended with {process.returncode}")
        found = tree(self.out)
        if found != undisturbed:
            differ = sorted(name for name in {*found, *undisturbed} if found.get(name) != undisturbed.get(name))
            self.wrong.append(f"other bytes than undisturbed: {differ}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--engine", default="threads", choices=("threads", "processes", "dask"))
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(arguments)
    chance = random.Random(given.seed)
    wrong: list[str] = []
    kills = runs = 0
    with tempfile.TemporaryDirectory() as beside:
        maps = write_front(Path(beside) / "maps")
        first = Soak(maps, Path(beside) / "undisturbed", given.engine)
        if first.start(first.out).wait() != 0:
            print("the undisturbed run failed")
            return 1
        undisturbed = tree(first.out)
        while kills < given.rounds:
            runs += 1
            soak = Soak(maps, Path(beside) / f"out{runs}", given.engine)
            while kills + soak.kills < given.rounds and soak.kill_once(chance, anywhere=chance.random() < 0.4):
                pass
            soak.end(undisturbed)
            kills += soak.kills
            wrong += soak.wrong
            print(f"{kills} kills, {runs} watches, {len(wrong)} wrong", flush=True)
    for what in wrong:
        print(what)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
