"""The report: one HTML file that asks the network for nothing and works when mailed, printed or read in the dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from pyrrhus.present.page_frame import asset, content_policy, report_style, templates
from pyrrhus.present.sections import report_sections

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings


def render_report(findings: Findings, *, full: bool = False) -> str:
    """The whole page as text. Equal findings give equal text; every name in them is escaped. Printed it is a brief of
    two sides; `full` has it print everything.
    """
    sections = report_sections(findings)
    at = sections["map"]["at"] if sections["map"] else 0.0
    style, script = report_style(f"\n.track{{--at:{at:.4f}}}"), Markup(asset("report.js"))
    policy = content_policy(style, script)
    page = templates().get_template("report.html.j2")
    return page.render(**sections, style=style, script=script, policy=policy, full=full)
