"""The text of a web page that a person would see, in one pass: time grows with its length, whatever the markup.

The library's parser searches to the end of the page for every comment, tag or section that is not closed, so that a
page of a mebibyte could take hours. Here what is not closed reaches to the end of the page, and is passed once.
"""

from __future__ import annotations

import html
import re
from collections import Counter

HIDDEN = frozenset(
    {
        "script",
        "style",
        "head",
        "nav",
        "footer",
        "aside",
        "noscript",
        "figure",
        "form",
        "svg",
        "template",
    }
)
BLOCKS = frozenset(
    {
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "tr",
        "blockquote",
        "section",
        "article",
        "header",
        "ul",
        "ol",
        "table",
        "main",
    }
)
RAW = {tag: re.compile(rf"</{tag}\b", re.I) for tag in ("script", "style")}
# a comment; a declaration; a tag with its attributes, whose quoted values may hold ">"
MARKUP = re.compile(
    r"<(?:!--.*?(?:-->|\Z)|[!?][^>]*(?:>|\Z)|"
    r"(?P<end>/?)(?P<tag>[a-zA-Z][^\s/>]*)"
    r"(?P<rest>(?:[^>=]+|=\s*\"[^\"]*(?:\"|\Z)|=\s*'[^']*(?:'|\Z)|=)*)(?:>|\Z))",
    re.S,
)
ATTRIBUTE = re.compile(r"([a-zA-Z:_-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
# no sign has such a number, and some are too long to be read as one
NO_SIGN = re.compile(r"&#(?:x[0-9a-f]{8,}|[0-9]{8,});?", re.I)


def visible_text(page: str) -> tuple[str, dict[str, str]]:
    """Text of a page, a line for each block, and what its head tells by the names of its `meta` tags."""
    parts: list[str] = []
    meta: dict[str, str] = {}
    hidden: list[str] = []
    open_hidden = Counter[str]()
    at = 0
    while at < len(page):
        match = MARKUP.search(page, at)
        begin = match.start() if match else len(page)
        if not hidden:
            parts.append(re.sub(r"\s+", " ", html.unescape(NO_SIGN.sub("\ufffd", page[at:begin]))))
        if match is None:
            break
        at = match.end()
        tag = (match["tag"] or "").lower()
        if not tag:
            continue
        rest = match["rest"]
        begins, ends = not match["end"], bool(match["end"]) or rest.endswith("/")
        if begins and tag == "meta":
            named = {
                m[1].lower(): html.unescape(NO_SIGN.sub("", m[2] or m[3] or m[4] or ""))
                for m in ATTRIBUTE.finditer(rest)
            }
            meta.setdefault(named.get("property") or named.get("name", ""), named.get("content", ""))
        elif begins and tag in HIDDEN:
            hidden.append(tag)
            open_hidden[tag] += 1
            if tag in RAW and not ends:
                closing = RAW[tag].search(page, at)
                at = closing.start() if closing else len(page)
        elif tag in BLOCKS:
            parts.append("\n")
        if ends and open_hidden[tag]:
            while (last := hidden.pop()) != tag:
                open_hidden[last] -= 1
            open_hidden[tag] -= 1
    return "".join(parts), meta
