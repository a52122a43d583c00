"""What the claims of a folder add up to, and whom to believe."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pyrrhus.arguments import as_date
from pyrrhus.pipeline import let_through
from pyrrhus.scenario.load import load
from pyrrhus.scenario.schema import Scenario

if TYPE_CHECKING:
    from pyrrhus.claims.result import Fusion
    from pyrrhus.claims.source_report import SourceReport


def fuse_claims(scenario: Scenario | str | Path, *, as_of: date | str | None = None) -> Fusion:
    """Fuse the claims of a scenario that were public by a date (its own as-of date if none is given)."""
    from pyrrhus.campaign.compile import compile_campaign
    from pyrrhus.filter.prepare import fuse_known

    public = let_through(load(scenario), as_of)
    return fuse_known(public.known, compile_campaign(public.known, public.priors, as_of=public.day))


def judge_sources(scenario: Scenario | str | Path, *, as_of: date | str | None = None) -> SourceReport:
    """The record of every source of a scenario from what was public by a date (its own as-of date if none is given)."""
    from pyrrhus.campaign.cell_maps import first_shown
    from pyrrhus.campaign.compile import compile_campaign
    from pyrrhus.claims.source_priors import newest_source_table
    from pyrrhus.claims.source_report import SourceReport, source_records
    from pyrrhus.filter.prepare import fuse_known

    public = let_through(load(scenario), as_of)
    known, day = public.known, public.day
    campaign = compile_campaign(known, public.priors, as_of=day)
    fusion, table = fuse_known(known, campaign), newest_source_table(day)
    shown = first_shown(campaign.maps, campaign.terrain)
    records = source_records(known.claims, {s.id: s for s in known.sources}, fusion, known=table, map_taken_on=shown)
    return SourceReport(day, records, table.dated if table else None)


def count_held_back(scenario: Scenario | str | Path, *, as_of: date | str | None = None) -> int:
    """How many claims of a folder were not public by a date. For a note beside a result, never for the result."""
    from pyrrhus.scenario.as_of import as_of as gate

    whole = load(scenario)
    return len(whole.claims) - len(gate(whole, as_date(as_of) or whole.file.as_of).claims)


def list_quantities() -> list[dict[str, str]]:
    """What can be claimed, one row a quantity: name, unit, whether it is of a side, what it takes, what it means."""
    from pyrrhus.claims.vocabulary import quantities

    return [
        {
            "quantity": q.name,
            "unit": q.unit if q.numeric else "",
            "of": "a side" if q.needs_side else "no side",
            "takes": "a number" if q.numeric else ", ".join(q.categories),
            "means": q.meaning,
        }
        for q in quantities().values()
    ]
