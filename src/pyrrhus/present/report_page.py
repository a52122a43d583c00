"""The report: one HTML file that asks the network for nothing and works when mailed, printed or read in the dark."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pyrrhus.judge import words
from pyrrhus.present import palette
from pyrrhus.present.sections import report_sections

if TYPE_CHECKING:
    from jinja2 import Environment

    from pyrrhus.judge.findings import Findings


def render_report(findings: Findings, *, full: bool = False) -> str:
    """The whole page as text. Equal findings give equal text; every name in them is escaped. Printed it is a brief of
    two sides; `full` has it print everything.
    """
    sections = report_sections(findings)
    at = sections["map"]["at"] if sections["map"] else 0.0
    style = Markup(_asset("report.css").replace("/*MAP COLOURS*/", f"{map_colours()}\n.track{{--at:{at:.4f}}}"))
    script = Markup(_asset("report.js"))
    return (
        _environment()
        .get_template("report.html.j2")
        .render(**sections, style=style, script=script, policy=content_policy(style, script), full=full)
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pyrrhus.present", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        percent=words.percent, likelihood=words.likelihood, date=words.date_words, short_date=words.short_date,
        beside=words.date_beside, unbroken=unbroken, rounded=words.rounded, whole=words.whole,
        human=words.human, unit=words.unit_words, sentence=words.sentence,
    )  # fmt: skip
    return environment


def unbroken(text: str) -> str:
    """The text with a number kept on one line with its percent sign."""
    return str(text).replace(" %", "\u00a0%")


def content_policy(style: str, script: str) -> Markup:
    """The Content-Security-Policy: nothing at all but this very style, this very script, and images as data."""
    return Markup(
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def map_colours() -> str:
    """The colours of the map's classes as CSS, on light and on dark paper, as the reader's system or button says."""

    def named(scheme: Mapping[int, str]) -> str:
        return "".join(f"--p{step}:{colour};" for step, colour in scheme.items())

    steps = range(palette.BINS)
    light = named(dict(enumerate(palette.steps(palette.LIGHT))))
    dark = named(dict(enumerate(palette.steps(palette.DARK))))
    used = "".join(f".p{step}{{fill:var(--p{step});stroke:var(--p{step})}}" for step in steps)
    return (
        f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}\n{used}"
    )


def _asset(name: str) -> str:
    return files("pyrrhus.present").joinpath("templates", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


__all__: list[Any] = ["content_policy", "map_colours", "render_report"]
