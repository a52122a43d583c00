"""Text from outside as it may be shown: short, on one line, and without signs that drive a terminal or reorder it."""

from __future__ import annotations

import unicodedata

HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
IN_ASCII = str.maketrans({"–": "-", "−": "-", "²": "2", "…": "...", "“": '"', "”": '"', "’": "'"})


def visible(text: str, *, plain: bool = False) -> str:
    """The text without control and direction characters, which could drive a terminal or reorder a line.

    `plain` also writes it in ASCII: dashes and exponents as their plain forms, anything else that is foreign as "?".
    """
    shown = "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) not in HIDDEN)
    return shown.translate(IN_ASCII).encode("ascii", "replace").decode("ascii") if plain else shown


def clean_cell(cell: str) -> str:
    """A cell of a table from outside without NUL and the other signs that no table of ours may hold."""
    return cell if cell.isprintable() else visible(cell.replace("\t", " "))


def one_line(text: str, *, most: int) -> str:
    """The visible text on one line, of at most so many characters."""
    spaced = "".join(" " if letter in "\n\r\t\v\f\x85\u2028\u2029" else letter for letter in text[: 2 * most])
    clean = visible(spaced)
    return clean if len(clean) <= most else clean[: most - 1] + "…"


def shown(text: object, *, most: int = 60) -> str:
    """What was found, short enough for a message; a list or an object is named, not printed."""
    if isinstance(text, list | tuple | dict | set):
        return "a list" if isinstance(text, list | tuple) else "an object"
    if isinstance(text, int) and not isinstance(text, bool) and text.bit_length() > 256:
        return "a huge number"
    plain = "".join(sign if sign.isprintable() else " " for sign in str(text)[: most + 1])
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def folded(name: str) -> str:
    """A name without case, accents, apostrophes and spaces at its ends."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)).strip().replace("’", "").replace("'", "")
