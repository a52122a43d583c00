"""Everything about the record that can be made again from a folder of maps: vintages, backtests R and S, the record.

`python -m benchmarks.truth` is the command (`make truth DATA=FOLDER`). The same folder, sources and draws give the same
bytes; only the day in about.json is the day of making. A stopped run goes on where it was.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.control_map.read import read_maps
from pyrrhus.files.csv_lines import csv_lines
from pyrrhus.files.writer import check_folder, write_folder
from pyrrhus.skill.backtest import backtest
from pyrrhus.skill.backtest_options import BacktestFiles, BacktestModel, BacktestQuestions
from pyrrhus.skill.backtest_rows import Backtest
from pyrrhus.skill.baselines.table import SINCE, fit_table
from pyrrhus.skill.calibrate import calibrate
from pyrrhus.skill.mechanism import DRAWS, CampaignModel
from pyrrhus.skill.mechanism import GAIN_LEVELS as SAID_LEVELS
from pyrrhus.skill.record import FALL_COLUMNS, GAIN_COLUMNS, GAIN_LEVELS, MODEL, SAID, SAID_S, shipped_record
from pyrrhus.skill.sidecar import hash_folder
from pyrrhus.stages import Progress

NUMBER = re.compile(r"-?\d+\.\d+")
UNTIL = date(2023, 12, 31)

PARTS = ("vintages", "baselines", "record")
CHECKED_ROWS = 6
# Compiled code agrees to six digits between machines; a few draws that fall a day later on another make this much.
TOLERANCE = 0.006
PACKAGE = Path(__file__).parent


def make_truth(
    folder: str | Path, *, out: str | Path, draws: int = DRAWS, made_on: date, on_progress: Progress | None = None
) -> dict[str, str]:
    """Vintages, coefficients, backtests R and S and the record of a folder; written into `out`, and the texts returned
    by the path below `out`.
    """
    target = Path(out)
    for part in PARTS:
        check_folder(target / part, part)
    maps = read_maps(folder)
    texts = {f"vintages/{v.date}.csv": v.to_csv() for v in calibrate(maps, on_progress=on_progress)}
    texts["baselines/coefficients.csv"] = fit_table(maps)
    told = {}
    for protocol in ("R", "S"):
        told[protocol] = backtest(
            maps,
            BacktestQuestions(SINCE, min(UNTIL, maps.last), protocol=protocol),
            model=BacktestModel(draws),
            files=BacktestFiles(target / f"{protocol}.csv", target / "progress.jsonl"),
            on_progress=on_progress,
        )
    texts |= {
        f"record/{name}": text for name, text in record_files(maps, told["R"], told["S"], made_on=made_on).items()
    }
    for part in PARTS:
        inside = {name.removeprefix(f"{part}/"): text for name, text in texts.items() if name.startswith(f"{part}/")}
        write_folder(target / part, {name: text.encode("utf-8") for name, text in inside.items()}, part)
    return texts


def record_files(maps: ControlMaps, r: Backtest, s: Backtest, *, made_on: date) -> dict[str, str]:
    """The three files of the record from backtests under both protocols."""
    from importlib.metadata import version

    about = {
        "version": version("pyrrhus"),
        "made_on": made_on.isoformat(),
        "priors": "literature",
        "protocol": "R",
        "draws": r.scores["draws"],
        "seed": r.scores["seed"],
        "since": r.scores["since"],
        "every_days": r.scores["every_days"],
        "maps": Path(maps.folder).name,
        "maps_until": min(maps.last, date.fromisoformat(r.scores["until"])).isoformat(),
        "maps_sha256": hash_folder(Path(maps.folder)),
        "command": "python -m benchmarks.truth DIR --ship",
    }
    return {"falls.csv": _falls(r, s), "gains.csv": _gains(r), "about.json": json.dumps(about, indent=1) + "\n"}


def check_record(folder: str | Path, *, rows: int = CHECKED_ROWS, on_progress: Progress | None = None) -> list[str]:
    """Compare rows of the shipped record, spread evenly over it, with what the tool says of them now.

    Returns a line for each difference; none means that the record is of this tool and these maps.
    """
    maps, record = read_maps(folder), shipped_record()
    asked = sorted({(r.as_of, r.town) for r in record.falls})
    chosen = [asked[n * (len(asked) - 1) // max(1, rows - 1)] for n in range(min(rows, len(asked)))]
    horizons = record.horizons
    model = CampaignModel(draws=int(record.about["draws"]), seed=int(record.about["seed"]))
    wrong = []
    for number, (as_of, town) in enumerate(chosen):
        then = maps.up_to(as_of)
        found = model.outlook(then, then.town(town), as_of, max(horizons), horizons)
        for row in record.falls:
            if (row.as_of, row.town) == (as_of, town):
                now = min(max(float(found.fall[row.horizon_days]), 0.005), 0.995)
                if abs(now - row.said[MODEL]) > TOLERANCE:
                    what = f"{town} as of {as_of}, {row.horizon_days} days"
                    wrong.append(f"{what}: the record says {row.said[MODEL]:.4f}, the tool now {now:.4f}")
        if on_progress:
            on_progress("check", number + 1, len(chosen))
    return wrong


def _falls(r: Backtest, s: Backtest) -> str:
    under_s = {(row.town, row.as_of, row.horizon_days): row for row in s.rows}
    rows = []
    for row in r.rows:
        other = under_s[row.town, row.as_of, row.horizon_days]
        said = [f"{row.probabilities[name]:.4f}" for name in SAID]
        said += [f"{other.probabilities[name.removesuffix('_s')]:.4f}" for name in SAID_S]
        rows.append([row.town, row.as_of, row.horizon_days, *said, int(row.outcome), row.resolved_on or ""])
    return csv_lines([FALL_COLUMNS, *rows])


def _gains(r: Backtest) -> str:
    kept = [SAID_LEVELS.index(level) for level in GAIN_LEVELS]
    rows = []
    for g in r.gains:
        numbers = [f"{g.said_km2[k]:.2f}" for k in kept] + [f"{g.seen_km2:.2f}", f"{g.before_km2:.2f}"]
        rows.append([g.town, g.as_of, g.horizon_days, *numbers, g.as_of + timedelta(g.horizon_days)])
    return csv_lines([GAIN_COLUMNS, *rows])


def ship(texts: dict[str, str], *, package: Path = PACKAGE) -> list[str]:
    """Put vintages, coefficients and record in the package; returns the files that changed."""
    changed = []
    for name, text in texts.items():
        path = package / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="")
            changed.append(name)
    return changed


def differing(texts: dict[str, str], *, package: Path = PACKAGE) -> dict[str, float]:
    """Which of the files are not those of the package to the byte, and by how much their numbers differ at most.

    The difference is relative for numbers above 1, infinite where more than numbers differ. about.json, which carries a
    day, is left out.
    """
    out = {}
    for name, text in texts.items():
        if name.endswith("about.json"):
            continue
        path = package / name
        shipped = path.read_text(encoding="utf-8") if path.exists() else ""
        if shipped != text:
            out[name] = greatest_difference(shipped, text)
    return out


def greatest_difference(one: str, other: str) -> float:
    """The greatest difference of the numbers in two texts that are alike but for them; hashes are passed over."""
    lines = [[line for line in text.splitlines() if "sha256" not in line] for text in (one, other)]
    first, second = ("\n".join(kept) for kept in lines)
    if NUMBER.sub("#", first) != NUMBER.sub("#", second):
        return float("inf")
    pairs = zip(NUMBER.findall(first), NUMBER.findall(second), strict=True)
    return max((abs(float(a) - float(b)) / max(1.0, abs(float(a))) for a, b in pairs), default=0.0)
