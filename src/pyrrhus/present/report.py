"""The report: one HTML file that asks the network for nothing and works when mailed, printed or read in the dark."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pyrrhus.judge import words
from pyrrhus.present import palette
from pyrrhus.present.sections import report_sections

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings


def render_report(findings: Findings) -> str:
    """The whole page as text. Equal findings give equal text; every name in them is escaped."""
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
        human=words.human, unit=words.unit_words,
    )  # fmt: skip
    style = Markup(_asset("report.css").replace("/*MAP COLOURS*/", map_colours()))
    script = Markup(_asset("report.js"))
    return environment.get_template("report.html.j2").render(
        **report_sections(findings), style=style, script=script, policy=content_policy(style, script)
    )


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
    """The colours of the map's classes as CSS, on light and on dark paper."""

    def rules(scheme: Mapping[int, str], prefix: str) -> str:
        return "".join(f"{prefix}.p{step}{{fill:{colour};stroke:{colour}}}" for step, colour in scheme.items())

    light = rules(dict(enumerate(palette.steps(palette.LIGHT))), "")
    dark = rules(dict(enumerate(palette.steps(palette.DARK))), "")
    return f"{light}\n@media screen and (prefers-color-scheme:dark){{{dark}}}"


def _asset(name: str) -> str:
    return files("pyrrhus.present").joinpath("templates", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


__all__: list[Any] = ["content_policy", "map_colours", "render_report"]
