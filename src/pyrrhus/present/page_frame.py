"""What every page shares: templates with their filters, the style sheet, the policy that forbids all else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from pyrrhus.judge import words
from pyrrhus.judge.agreement import verb_for
from pyrrhus.present import palette

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = "pyrrhus.present"
DAY = re.compile(rf"\b(\d{{1,2}}) (?=(?:{'|'.join(month[:3] for month in words.MONTHS)}))")


@cache
def templates(room: str = HERE, *, keep_trailing_newline: bool = True) -> Environment:
    """The templates of a room, and those of this one behind them; what they show is escaped."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=ChoiceLoader([PackageLoader(name, "templates") for name in dict.fromkeys((room, HERE))]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=keep_trailing_newline,
    )
    environment.filters.update(
        date=words.date_words,
        beside=words.date_beside,
        unbroken=unbroken,
        rounded=words.rounded,
        whole=words.whole,
        human=words.human,
        sentence=words.sentence,
        verb=verb_for,
    )
    return environment


def unbroken(text: str) -> str:
    """The text with a number kept on one line with its percent sign, and a day with its month."""
    return DAY.sub("\\1\u00a0", str(text).replace(" %", "\u00a0%"))


def asset(name: str, room: str = HERE) -> str:
    """A style sheet or a script of a room."""
    return files(room).joinpath("templates", name).read_text(encoding="utf-8")


def report_style(more: str = "") -> Markup:
    """The report's style sheet with the colours of the map, and `more` beside them."""
    return Markup(asset("report.css").replace("/*MAP COLOURS*/", map_colours() + more))


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


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
