"""Makes vintages, baselines, backtests R and S and the record again from a folder of dated maps, or checks the record.

    python -m benchmarks.truth FOLDER [--out out/truth] [--draws 800] [--ship]   make all; --ship: into the package
    python -m benchmarks.truth FOLDER --check [--rows 6]                         compare a few rows of what ships

Exit code 1 where the package's files are not what the folder gives, beyond what another processor may change. A stopped
run goes on where it was.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from pyrrhus.skill.truth import CHECKED_ROWS, DRAWS, check_record, differing, make_truth, ship

ENOUGH = 0.02  # one draw more or less of 800 is 0.001 of a probability


def tell_every(seconds: float = 10.0) -> Callable[[str, int, int], None]:
    """Progress as plain lines on stderr, the first and last of a stage and one in some seconds."""
    last = [0.0]

    def tell(stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if done in (1, total) or now - last[0] >= seconds:
            last[0] = now
            print(f"{stage}: {done} of {total}", file=sys.stderr, flush=True)

    return tell


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("out/truth"))
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--ship", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--rows", type=int, default=CHECKED_ROWS)
    chosen = parser.parse_args(arguments)
    told = tell_every()
    if chosen.check:
        wrong = check_record(chosen.folder, rows=chosen.rows, on_progress=told)
        print("\n".join(wrong) if wrong else "the shipped record is what this tool says of these maps")
        return 1 if wrong else 0
    texts = make_truth(chosen.folder, out=chosen.out, draws=chosen.draws, made_on=date.today(), on_progress=told)
    if chosen.ship:
        print("\n".join(f"shipped {name}" for name in ship(texts)) or "nothing changed")
        return 0
    other = differing(texts)
    for name, most in other.items():
        print(f"{name}: not the package's; numbers differ by at most {most:.2g}")
    far = [name for name, most in other.items() if most > ENOUGH]
    same = f"{len(texts) - len(other)} of {len(texts)} files are those of the package"
    print(f"{same}, {len(far)} differ by more than {ENOUGH:g}")
    return 1 if far else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
