"""What a reader changes in the claims: left out, graded otherwise, said to repeat another, added; held to what
claims.csv is held to.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from pyrrhus.claims.ledger import Claim
from pyrrhus.claims.vocabulary import quantities
from pyrrhus.errors import InputError, Problem
from pyrrhus.scenario.check import errors_among
from pyrrhus.scenario.checks import run_all
from pyrrhus.scenario.claim_rows import to_claim, unknown_source
from pyrrhus.scenario.csv_reader import CsvRow
from pyrrhus.scenario.draft import FolderDraft, read_rows
from pyrrhus.scenario.schema import Scenario
from pyrrhus.scenario.tables import TABLES

MOST_EDITS = 400
MOST_ADDED = 20
LONGEST_FIELD = 300
MARK = "~"
GRADED = ("reliability", "credibility")
#: what a reader writes of a claim that is added; its id and its unit follow
ORDER = "said_on source quantity side place hedge low value high period_from period_to"
WRITTEN = (*ORDER.split(), "reliability", "credibility", "derived_from", "scope", "note")


@dataclass(frozen=True)
class ClaimEdits:
    """Changes of the claims: ids left out; (id, reliability with credibility), as "B2"; (id, the claim it repeats);
    added ones as pairs of column and cell."""

    without: tuple[str, ...] = ()
    graded: tuple[tuple[str, str], ...] = ()
    echoes: tuple[tuple[str, str], ...] = ()
    added: tuple[tuple[tuple[str, str], ...], ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The edits as parts of an address."""
        return [
            *(("without", claim) for claim in self.without),
            *(("grade", MARK.join(pair)) for pair in self.graded),
            *(("repeats", MARK.join(pair)) for pair in self.echoes),
            *(("add", urlencode(cells)) for cells in self.added),
        ]

    def each(self) -> tuple[ClaimEdits, ...]:
        """Each change alone; what is left out is one."""
        return (
            *((ClaimEdits(without=self.without),) if self.without else ()),
            *(ClaimEdits(graded=(one,)) for one in self.graded),
            *(ClaimEdits(echoes=(one,)) for one in self.echoes),
            *(ClaimEdits(added=(one,)) for one in self.added),
        )

    def take_back(self, change: ClaimEdits) -> ClaimEdits:
        """The same without one of its changes."""
        return ClaimEdits(
            () if change.without else self.without,
            tuple(one for one in self.graded if one not in change.graded),
            tuple(one for one in self.echoes if one not in change.echoes),
            tuple(one for one in self.added if one not in change.added),
        )

    def added_ids(self, scenario: Scenario) -> tuple[str, ...]:
        """The ids that the added claims get: the first free ones."""
        taken = {claim.id for claim in scenario.claims}
        free = (f"added_{n}" for n in range(1, len(taken) + MOST_ADDED + 1))
        return tuple(name for name, _ in zip((n for n in free if n not in taken), self.added, strict=False))

    def changed(self, cells: Mapping[str, str]) -> dict[str, str] | None:
        """The cells of a claim with the edits in them, None where it is left out."""
        if cells["id"] in self.without:
            return None
        found = dict(cells)
        grade, origin = dict(self.graded).get(cells["id"]), dict(self.echoes).get(cells["id"])
        if grade is not None:
            found |= zip(GRADED, grade, strict=False)
        if origin is not None:
            found["derived_from"] = origin
        if found.get("derived_from") in self.without:
            found["derived_from"] = ""
        return found


NO_EDITS = ClaimEdits()


def read_edits(query: Mapping[str, Sequence[str]], scenario: Scenario, problems: list[Problem]) -> ClaimEdits:
    """The edits of an address; what cannot be is added to `problems`."""
    ids = {claim.id for claim in scenario.claims}
    without = tuple(sorted(set(query.get("without", ()))))
    for name in ("without", "grade", "repeats", "add"):
        most = MOST_ADDED if name == "add" else MOST_EDITS
        if len(query.get(name, ())) > most:
            problems.append(Problem(name, None, "has too many values", f"give at most {most}", "too_many"))
            return NO_EDITS
    problems += [_unknown("without", claim) for claim in without[:5] if claim not in ids]
    graded, echoes = (_pairs(query.get(name, ()), name, ids, problems) for name in ("grade", "repeats"))
    added = tuple(read_cells(text) for text in query.get("add", ()))
    graded = tuple(pair for pair in graded if pair[0] not in without)
    echoes = tuple(pair for pair in echoes if pair[0] not in without)
    return ClaimEdits(without, graded, echoes, tuple(cells for cells in dict.fromkeys(added) if cells))


def _pairs(texts: Iterable[str], name: str, ids: set[str], problems: list[Problem]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for text in texts:
        claim, _, value = text.partition(MARK)
        if claim not in ids:
            problems.append(_unknown(name, claim))
        elif name == "grade" and (len(value) != 2 or value[0] not in "ABCDEF" or value[1] not in "123456"):
            fix = "write a letter from A to F and a digit from 1 to 6, such as B2"
            problems.append(Problem(f"grade of {claim}", None, f"'{value[:20]}' is no grade", fix, "claim_grade"))
        else:
            found[claim] = value[:LONGEST_FIELD]
    return tuple(sorted(found.items()))


def read_cells(text: str) -> tuple[tuple[str, str], ...]:
    """A claim to add as pairs of column and cell; columns that a reader does not write are left out."""
    try:
        given = dict(parse_qsl(text, max_num_fields=40))
    except ValueError:
        given = {"value": text}
    return tuple((name, given[name].strip()[:LONGEST_FIELD]) for name in WRITTEN if given.get(name, "").strip())


def _unknown(name: str, claim: str) -> Problem:
    return Problem(name, None, f"there is no claim '{claim[:40]}'", "write the id of a claim of the list", name)


def edit_claims(scenario: Scenario, edits: ClaimEdits) -> Scenario:
    """The scenario with its claims as edited, read and checked by what reads and checks claims.csv.

    Raises InputError with every problem of what was edited; the rest was good when it was loaded.
    """
    if edits == NO_EDITS:
        return scenario
    kept, touched = {c.id: c for c in scenario.claims}, {name for name, _ in (*edits.graded, *edits.echoes)}
    rows, known = [], {source.id: source for source in scenario.sources}
    for line, cells in enumerate(_edited(map(cells_of, scenario.claims), edits, scenario), start=1):
        rows.append(CsvRow(line, cells))
    found: list[Problem] = []
    read = tuple(read_rows(rows, TABLES["claims"], found))
    by_line = {row.line: row.cells["id"] for row in rows}
    mine = {line for line, name in by_line.items() if name not in kept or name in touched}
    found += run_all(_draft(scenario, rows, read), about="claim_")
    problems = [
        replace(problem, file=f"claim {by_line[problem.line]}", line=None)
        for problem in errors_among(found)
        if problem.file == "claims.csv" and problem.line in mine
    ]
    if problems:
        raise InputError(problems)
    claims = []
    for row in read:
        if row.source not in known and "sources.csv" not in scenario.inputs_sha256:
            known[row.source] = unknown_source(row.source)
        if row.id in kept and row.line not in mine:
            origin = kept[row.id].derived_from
            claims.append(replace(kept[row.id], derived_from=None if origin in edits.without else origin))
        else:
            claims.append(replace(to_claim(row, known), line=kept[row.id].line if row.id in kept else 0))
    return scenario.model_copy(update={"claims": tuple(claims), "sources": tuple(known.values())})


def _edited(rows: Iterable[dict[str, str]], edits: ClaimEdits, scenario: Scenario) -> Iterable[dict[str, str]]:
    """Rows of claims with the edits in them, the added ones last."""
    for cells in rows:
        changed = edits.changed(cells)
        if changed is not None:
            yield changed
    for name, pairs in zip(edits.added_ids(scenario), edits.added, strict=True):
        cells = {"id": name, **dict(pairs)}
        quantity = quantities().get(cells.get("quantity", ""))
        yield {**cells, "unit": quantity.unit if quantity else ""}


def cells_of(claim: Claim) -> dict[str, str]:
    """A claim as the cells of a row of claims.csv."""
    cells = {}
    for field in fields(claim):
        value = getattr(claim, field.name)
        if field.name not in ("line", "category") and value is not None:
            cells[field.name] = f"{value:.15g}" if isinstance(value, float) else str(value)
    return {**cells, "value": claim.category} if claim.category is not None else cells


def _draft(scenario: Scenario, rows: list[CsvRow], read: tuple[object, ...]) -> FolderDraft:
    """What the checks look at: the claims as edited, and all else as loaded."""
    tables = {name: getattr(scenario, name) for name in TABLES if name != "claims"}
    ids = {
        name: tuple(str(getattr(row, "actor" if name == "actors" else "id", "")) for row in given)
        for name, given in tables.items()
    }
    present = frozenset(name.removesuffix(".csv") for name in scenario.inputs_sha256) | {"claims"}
    return FolderDraft(
        Path(scenario.name),
        scenario.file,
        frozenset(),
        {**tables, "claims": read},
        {**ids, "claims": tuple(row.cells["id"] for row in rows)},
        frozenset(TABLES),
        present,
        dict(scenario.lines),
        dict(scenario.inputs_sha256),
    )


def write_claims(text: str, scenario: Scenario, edits: ClaimEdits) -> str:
    """claims.csv with the edits written into it; rows that are not touched keep their cells."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = list(reader.fieldnames or ("id", "said_on", "source", "quantity"))
    rows = [{name.strip(): (value or "").strip() for name, value in row.items() if name is not None} for row in reader]
    edited = list(_edited((row for row in rows if row.get("id")), edits, scenario))
    header = [name.strip() for name in header]
    header += sorted({name for row in edited for name, value in row.items() if value} - set(header))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(edited)
    return out.getvalue()
