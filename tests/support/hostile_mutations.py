"""Ways to spoil an input, by what it is: bytes, JSON, rows, YAML, an article, a whole folder."""

from __future__ import annotations

import contextlib
import copy
import csv
import gzip
import io
import json
import os
import random
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support.hostile_values import NUMBERS, TEXTS, comb, star, text, value

Bytes = Callable[[random.Random, bytes], bytes]


def spoil_bytes(rng: random.Random, data: bytes) -> bytes:
    """Damage that knows nothing of the format: cut, flipped, doubled, in another encoding."""
    kind = rng.randrange(13)
    size = max(1, len(data))
    a, b = sorted((rng.randrange(size), rng.randrange(size)))
    if kind == 0:
        return data[:a]
    if kind == 1:
        return data[:a] + bytes(rng.randrange(256) for _ in range(rng.randrange(1, 9))) + data[a:]
    if kind == 2:
        spoiled = bytearray(data)
        for _ in range(rng.randrange(1, 5)):
            if spoiled:
                spoiled[rng.randrange(len(spoiled))] ^= 1 << rng.randrange(8)
        return bytes(spoiled)
    if kind == 3:
        return data[:a] + data[min(b, a + 40) :]
    if kind == 4:
        return data[:b] + data[a:b][:2000] * rng.choice((1, 2, 30)) + data[b:]
    if kind in (5, 6):
        words = data.decode("utf-8", "replace")
        return words.encode(
            rng.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-8-sig", "cp037")), "replace"
        )
    if kind == 7:
        return data.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n", b"\x00\n", b"")))
    if kind == 8:
        return data.replace(rng.choice((b",", b" ", b":", b'"', b"-")), rng.choice((b";", b"\t", b"", b'"', b",,")), 3)
    if kind == 9:
        return rng.choice(
            (b"", b" ", b"\xff", b"\x00" * 50, b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"%PDF-1.4", b"\n" * 5000)
        )
    if kind == 10:
        return gzip.compress(data, 1)
    if kind == 11:
        return data[:a] + text(rng).encode("utf-8", "surrogatepass") + data[a:]
    token = rng.choice(("[", "{", '{"a":', '"', "(", "<", " ", "9", ",", "\n", "-", "'", "\\"))
    return data[:a] + token.encode() * rng.choice((50, 500, 5000)) + data[a:]


def spoil_json(rng: random.Random, data: bytes) -> bytes:
    """Change the parsed document: values, types, keys, geometry; keys may be written twice."""
    document = json.loads(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        holder, key = _node(rng, document)
        if holder is None:
            continue
        kind = rng.randrange(9)
        if kind in (0, 1, 2):
            holder[key] = value(rng)
        elif kind == 3:
            del holder[key]
        elif kind == 4 and isinstance(holder, dict):
            holder[rng.choice(("type", "date", "status", text(rng)))] = holder.pop(key)
        elif kind == 4 or kind == 5:
            other, place = _node(rng, document)
            if other is not None and place in (other if isinstance(other, dict) else range(len(other))):
                with contextlib.suppress(RecursionError):  # copies of what is nested deeply
                    holder[key] = copy.deepcopy(other[place])
        elif kind == 6:
            holder[key] = [holder[key]] if rng.random() < 0.5 else {"a": holder[key]}
        elif kind == 7 and isinstance(holder, list):
            holder.insert(0, value(rng))
        else:
            holder[key] = rng.choice(NUMBERS)
    _spoil_geometry(rng, document)
    written = json.dumps(document, ensure_ascii=rng.random() < 0.5)
    if rng.random() < 0.1:
        written = written.replace("{", '{"type": 0, ', 1 + rng.randrange(3))
    return written.encode("utf-8", "surrogatepass")


def _node(rng: random.Random, document: Any) -> tuple[Any, Any]:
    """A random place of a document: what holds it, and its key."""
    holder, key, here = None, None, document
    for _ in range(rng.randrange(1, 9)):
        if isinstance(here, dict) and here:
            holder, key = here, rng.choice(list(here))
        elif isinstance(here, list) and here:
            holder, key = here, rng.randrange(len(here))
        else:
            break
        here = holder[key]
    return holder, key


def _spoil_geometry(rng: random.Random, document: Any) -> None:
    if rng.random() > 0.08 or not isinstance(document, dict) or not isinstance(document.get("features"), list):
        return
    few = (8, 60, 200, 400, 700)
    rings = rng.choice(
        (
            lambda: [star(rng, rng.choice(few))],
            lambda: [comb(rng.choice(few), rng.random() < 0.5)],
            lambda: [comb(rng.choice(few), False, 1.0)],
            lambda: [[[30.0, 48.0]] * 5],
            lambda: [star(rng, 5), star(rng, 5)],
            lambda: [[[30.0, 48.0], [30.4, 48.3], [30.4, 48.0], [30.0, 48.3], [30.0, 48.0]] * rng.choice((1, 500))],
        )
    )()
    for feature in document["features"]:
        if isinstance(feature, dict) and rng.random() < 0.5:
            feature["geometry"] = {"type": "Polygon", "coordinates": rings}
            if rng.random() < 0.3:
                feature["geometry"] = {"type": "GeometryCollection", "geometries": [feature["geometry"]] * 2}


def spoil_rows(rng: random.Random, data: bytes) -> bytes:
    """Change cells, rows and columns of a table."""
    rows = [row for row in csv.reader(io.StringIO(data.decode())) if row]
    for _ in range(rng.choice((1, 1, 2, 4))):
        row = rng.choice(rows[1:] or rows)
        column, other = rng.randrange(len(rows[0])), rng.randrange(len(rows[0]))
        kind = rng.randrange(12)
        if kind < 5 and column < len(row):
            row[column] = text(rng)
        elif kind == 5:
            rows.insert(rng.randrange(len(rows) + 1), list(row))
        elif kind == 6 and len(rows) > 1:
            rows.remove(row)
        elif kind == 7:
            for each in rows:
                if max(column, other) < len(each):
                    each[column], each[other] = each[other], each[column]
        elif kind == 8 and len(rows[0]) > 1:
            for each in rows:
                del each[column : column + 1]
        elif kind == 9:
            rows[0][column] = rng.choice((rows[0][other], "", text(rng)))
        elif kind == 10:
            row.append(text(rng))
        else:
            for each in rows:
                each.insert(column, text(rng))
    if rng.random() < 0.02:
        rows = rng.choice((rows * rng.choice((20, 300)), [[*row, *["x"] * 300] for row in rows]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    for row in rows:
        try:
            writer.writerow(row)
        except csv.Error:
            out.write(",".join(row) + "\n")
    return out.getvalue().encode("utf-8", "surrogatepass")


def spoil_yaml(rng: random.Random, data: bytes) -> bytes:
    """Change words and lines of YAML, or its values where it is written as JSON, which YAML is too."""
    kind = rng.randrange(6)
    if kind == 0:
        from ruamel.yaml import YAML

        document = json.loads(json.dumps(YAML(typ="safe", pure=True).load(data.decode()), default=str))
        return spoil_json(rng, json.dumps(document).encode())
    if kind == 1:
        lines = data.decode().split("\n")
        a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[a : a + 1] = rng.choice(([], [lines[b], lines[a]], ["  " + lines[a]], ["\t" + lines[a]], [lines[a] * 20]))
        return "\n".join(lines).encode()
    if kind == 2:
        inner = [f"&a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x, x'}]" for n in range(rng.choice((4, 9)))]
        bomb = "".join(f"a{n}: {text}\n" for n, text in enumerate(inner))
        return bomb.encode() + data
    if kind == 3:
        levels, (left, right) = rng.choice((30, 60, 300, 2000)), rng.choice((("[", "]"), ("{a: ", "}")))
        return data + f"\nmore: {left * levels}0{right * levels}\n".encode()
    words = data.decode().split(" ")
    for _ in range(rng.randrange(1, 4)):
        words[rng.randrange(len(words))] = text(rng) if rng.random() < 0.8 else json.dumps(value(rng, 2))
    return " ".join(words).encode("utf-8", "surrogatepass")


RUNS = (
    " ", "\n", "9", "9,", "9 000 ", "a ", "A", "“", '"', "'", "-", "–", ".", "of ", "said ", "killed ", "<", "</p>",
    "<div>", "<!--", "&", "(", "(Reuters) ", "at least ", "one hundred ",
)  # fmt: skip
ODD_NUMBERS = ("9e99", "1.400", "60-100", "24.02.22", "1,5", "between", "from")
MARKUP = ("<script>", "<p>", "<b", "<![CDATA[", "<!doctype html>", "<meta name=date content=9999-99-99>")


def spoil_article(rng: random.Random, data: bytes) -> bytes:
    """Change words of an article; runs of one sign, markup that does not end, the same sentence over and over."""
    words = data.decode().split(" ")
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(words))
        kind = rng.randrange(6)
        if kind == 0:
            words[at] = rng.choice((*TEXTS, *ODD_NUMBERS))
        elif kind == 1:
            words[at] = rng.choice(RUNS) * rng.choice((10, 300, 3000, 20_000))
        elif kind == 2:
            words = words[: at + 1] + words[at:][:60] * rng.choice((1, 3, 20))
        elif kind == 3:
            words.insert(at, rng.choice(MARKUP))
        else:
            words[at], words[at - 1] = words[at - 1], words[at]
    return " ".join(words).encode("utf-8", "surrogatepass")


def make_special(rng: random.Random, path: Path) -> None:
    """Put what is no ordinary file in the place of one."""
    path.unlink(missing_ok=True)
    kind = rng.randrange(6)
    if kind == 0:
        os.mkfifo(path)
    elif kind == 1:
        path.symlink_to("/dev/zero")
    elif kind == 2:
        path.mkdir()
    elif kind == 3:
        path.symlink_to(path.name)
    elif kind == 4:
        path.symlink_to("/nowhere/at/all")
    else:
        here = os.getcwd()
        os.chdir(path.parent)  # the address of a socket must be short
        try:
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(path.name)
        finally:
            os.chdir(here)
