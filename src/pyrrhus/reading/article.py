"""An article as it is read: its text, and what is known of its outlet and day."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from pyrrhus.limits import most
from pyrrhus.reading import lexicons
from pyrrhus.reading.dates import find_full_date
from pyrrhus.reading.web_page import visible_text

HTML_START = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|div|p|meta)\b", re.I | re.S)
# "KYIV, June 10 (Northgate News) - ", "BEIRUT — "
DATELINE = re.compile(
    r"(?:(?P<city>[A-Z][A-Z' .,/-]{2,40}?)(?:, [A-Z][a-z]+(?: [A-Z][a-z]+)?)?)?"
    r"(?:,? (?P<day>[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?|"
    r"\d{1,2} [A-Z][a-z]{2,8}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: night| evening)?))?"
    r"(?: ?\((?P<outlet>[A-Z][^()\n]{1,40})\))?\.?\s+[-–—]{1,2}\s+"
)


@dataclass(frozen=True)
class Article:
    """Text of an article; `outlet` and `published` are None where neither the reader was told nor the text tells."""

    text: str
    outlet: str | None = None
    published: date | None = None
    outlet_is_guess: bool = False
    from_html: bool = False


def looks_like_html(text: str) -> bool:
    """Whether the text begins as a web page does."""
    return HTML_START.match(text[:4000].lstrip("\ufeff")) is not None


def make_article(text: str, *, published: date | None = None, outlet: str | None = None) -> Article:
    """The article of a text, its markup taken out where it is a web page. What the caller gives goes before what the
    text says of itself: head of the page, dateline, the outlet that its speakers told."""
    from_html = looks_like_html(text)
    if from_html:
        text, meta = visible_text(text)
        lines = (re.sub(r"\s+", " ", line).strip() for line in text.split("\n"))
        text = "\n".join(line for line in lines if line)
        outlet = outlet or meta.get("og:site_name") or None
        published = published or _iso_day(meta.get("article:published_time", "") or meta.get("date", ""))
    text = re.sub(r"\S+", _cut_short, text)
    article = Article(text, outlet or None, published, from_html=from_html)
    head, tail = text[:600], text[-600:]
    line = DATELINE.match(text) or re.compile(r"(?<=\n)" + DATELINE.pattern).search(text, 0, 1500)
    if article.published is None:
        article = replace(article, published=find_full_date(head) or find_full_date(tail[-200:]))
    if article.outlet is None and line is not None and line["outlet"]:
        article = replace(article, outlet=line["outlet"].strip())
    if article.outlet is None:
        article = replace(article, outlet=_outlet_told(text), outlet_is_guess=True)
    return article


def _cut_short(word: re.Match[str]) -> str:
    """A word of a sensible length, blanks in the place of the rest, so that what follows stands where it stood."""
    longest = most("word_characters")
    return word[0] if len(word[0]) <= longest else word[0][:longest] + " " * (len(word[0]) - longest)


def _iso_day(text: str) -> date | None:
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})", text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


@cache
def outlets() -> dict[str, str]:
    """The outlet by each of its names."""
    named = {}
    for row in lexicons.table("outlets"):
        for name in (row["name"], *row["also"].split("|")):
            if name:
                named[name] = row["name"]
    return named


@cache
def outlet_names() -> re.Pattern[str]:
    """Finds the known names of outlets; their case counts, since some are common words."""
    return lexicons.pattern(outlets(), flags=0)


def _outlet_told(text: str) -> str | None:
    """The outlet that wrote the article, as far as it shows: who contributed, whom speakers told and nobody reported.

    An outlet that is told much and never itself the source of a report is the likeliest.
    """
    names = outlet_names().pattern
    credit = re.search(rf"({names})['’]s? [^\n]{{0,200}}contributed", text) or re.search(
        rf"told ({names})['’]s "
        rf"",
        text,
    )
    if credit:
        return outlets()[credit[1]]
    told = Counter(
        outlets()[m[1]]
        for m in re.finditer(
            rf"\b(?:told|tells|interview with|contacted by) (?:the "
            rf")?({names})",
            text,
        )
    )
    relayed = {
        outlets()[m[1]]
        for m in re.finditer(rf"({names}),? (?:has |had |also )?(?:reported|reports|reporting|cited)\b", text)
    }
    own = Counter({name: count for name, count in told.items() if name not in relayed})
    # one that is told once may be quoted from, and of two that are told often either may be
    ranked = own.most_common(2)
    if not ranked or ranked[0][1] < 2 or (len(ranked) > 1 and ranked[1][1] * 2 > ranked[0][1]):
        return None
    return ranked[0][0]
