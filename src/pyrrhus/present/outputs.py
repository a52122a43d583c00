"""Writing an assessment: every file beside, whole, and then swapped in at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pyrrhus.files.writer import check_folder, write_folder
from pyrrhus.present import output_tables as tables

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

KIND = "assessment"
OUTPUT_FILES = (
    "assessment.html",
    "assessment.json",
    "forecast.parquet",
    "quantities.csv",
    "claims.csv",
    "lineage.json",
)


def write_outputs(
    findings: Findings, folder: str | Path, *, full: bool = False, brief: bool = False, figures: bool = False
) -> Path:
    """Write the six files of an assessment into `folder`, which is swapped in whole, and return it; with them, where
    asked for, the brief, and every figure as SVG and PNG with its numbers as CSV.

    An existing folder is replaced when it is empty or holds an earlier assessment as it was written, and nothing else.
    Raises InputError otherwise; then, as after any failure, what was there is still there.
    """
    check_replaceable(folder)
    made = render_files(findings, full=full)
    if brief:
        from pyrrhus.present.brief import render_brief

        made["brief.md"] = render_brief(findings).encode("utf-8")
    if figures:
        from pyrrhus.present.picture_files import figure_files

        made |= figure_files(findings)
    return write_folder(folder, made, KIND)


def render_files(findings: Findings, *, full: bool = False) -> dict[str, bytes]:
    """The content of every file by name, without writing any; `full` as in `render_report`."""
    from pyrrhus.present.report_page import render_report

    return {
        "assessment.html": render_report(findings, full=full).encode("utf-8"),
        "assessment.json": tables.document_json(findings.document).encode("utf-8"),
        "forecast.parquet": tables.parquet_bytes(tables.hub_table(findings)),
        "quantities.csv": tables.quantities_csv(findings.quantities).encode("utf-8"),
        "claims.csv": tables.claims_csv(findings.claims).encode("utf-8"),
        "lineage.json": tables.lineage_json(findings.lineage).encode("utf-8"),
    }


def check_replaceable(folder: str | Path) -> None:
    """Raise InputError where writing an assessment to `folder` would destroy something else, or cannot be done."""
    check_folder(folder, KIND)
