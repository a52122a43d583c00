"""The folder with a what-if written into it, packed: what `pyrrhus assess` then assumes without a page."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path
from typing import Any

from pyrrhus.errors import InputError, Problem
from pyrrhus.page.claim_edits import NO_EDITS, write_claims
from pyrrhus.page.levers import WhatIf, say_change
from pyrrhus.scenario.input_files import input_bytes
from pyrrhus.scenario.scenario_file import YAML
from pyrrhus.scenario.schema import Scenario

NOTE, CLAIMS = "WHAT_IF.txt", "claims.csv"
EPOCH = (1980, 1, 1, 0, 0, 0)


def pack_changed(place: Path, scenario: Scenario, asked: WhatIf) -> bytes:
    """A zip of the scenario's files with the what-if in them: as-of date, orders, changes of means, roads, worth and
    symbol in scenario.yaml, edits of claims in claims.csv. `WHAT_IF.txt` says them in words.

    Raises InputError where the files are no longer those that the page has read.
    """
    files = input_bytes(place)
    if {name: hashlib.sha256(content).hexdigest() for name, content in files.items()} != scenario.inputs_sha256:
        fix = "start the page again"
        raise InputError([Problem(place.name, None, "has changed since the page read it", fix, "folder_changed")])
    files[YAML] = _written(files[YAML].decode("utf-8-sig"), scenario, asked).encode()
    if asked.claims != NO_EDITS:
        text = files.get(CLAIMS, b"").decode("utf-8-sig")
        files[CLAIMS] = write_claims(text, scenario, asked.claims).encode()
    files[NOTE] = _note(scenario, asked).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            # a fixed day, so that equal what-ifs are equal files
            packed.writestr(zipfile.ZipInfo(f"{safe_name(scenario.name)}_what_if/{name}", EPOCH), content)
    return out.getvalue()


def safe_name(name: str) -> str:
    """A folder's name in letters that any file system and header takes."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name) or "folder"


def _written(text: str, scenario: Scenario, asked: WhatIf) -> str:
    """scenario.yaml with a what-if in it; comments and order stay."""
    from ruamel.yaml import YAML as Reader

    reader = Reader(typ="rt", pure=True)
    reader.width, reader.preserve_quotes = 4096, True
    document: Any = reader.load(text)
    document["as_of"] = asked.as_of
    for side, order in asked.orders(scenario).items():
        policies = document.get("policies") or document.setdefault("policies", {})
        rows = policies.get(side) or policies.setdefault(side, [])
        there = next((row for row in rows if str(row["id"]) == order.id), None)
        if there is None:
            there = order.model_dump(mode="python", exclude_none=True)
        else:
            rows.remove(there)
        rows.insert(0, there)
    changes = [row.model_dump(by_alias=True, exclude_none=True, exclude={"note"}) for row in asked.scheduled()]
    if changes:
        rows = document.get("changes") or []
        rows.extend(changes)
        document["changes"] = rows
    out = io.StringIO()
    reader.dump(document, out)
    return out.getvalue()


def _note(scenario: Scenario, asked: WhatIf) -> str:
    """What stands in the folder, in words, and where on the page it came from."""
    said = [say_change(change, scenario) for change in asked.changes()]
    lines = [
        f"What if, as of {asked.as_of}. Written into {YAML} and {CLAIMS}:",
        *(f"- {row}" for row in said or ["nothing"]),
    ]
    return "\n".join([*lines, f"On the page: /what-if/{scenario.name}?{asked.address()}", ""])
