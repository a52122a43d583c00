"""Sources that a data set cites: who vouches is the one who is named, the data set printed it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyrrhus.imports.names import slug

if TYPE_CHECKING:
    from pyrrhus.imports.gathered import Gathered, Side

# Words by which a cited source is a part of the side whose name it holds; an outlet of that country is not.
OFFICIAL = re.compile(
    r"\b(ministry|armed forces|general staff|government|army|military|administration|command)\b", re.I
)


def cite(into: Gathered, cited: str, data_set: str) -> str:
    """The id of the first source that is cited, else of the data set itself."""
    name = re.split(r"[;|]", cited)[0].strip()
    identifier = slug(name)
    if not identifier:
        return into.source(slug(data_set), data_set, "dataset")
    interest: Side | None = into.mapping.side_by_name(name) if OFFICIAL.search(name) else None
    return into.source(identifier, name[:120], "ministry" if interest else "unknown", interest)
