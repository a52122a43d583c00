"""Sphinx extension: executed notebooks as pages, from the outputs that they carry, so that building runs nothing.

A notebook is turned into MyST text: words as they are, code as code, what was printed as text, figures as images,
tables as HTML. `run_notebooks.py` executes them. Reading needs neither Sphinx nor Jupyter: myst-nb, which does as much
and more, would bring 31 packages and 114 MB into the environment.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SUFFIX = ".ipynb"
FENCE = "`" * 6
BOX = ":" * 6
TITLE = re.compile(r"<title\b[^>]*>(.*?)</title>", re.S)
DESCRIPTION = re.compile(r"<desc\b[^>]*>(.*?)</desc>", re.S)
STYLE = re.compile(r"<style\b.*?</style>\s*", re.S)
UNBROKEN = re.compile(r"<(t[dh])>(\d{4}-\d\d-\d\d|[−+-]?\d[\d.,]*(?: points?| %)?)<")
Notebook = dict[str, Any]


def read_notebook(path: Path) -> Notebook:
    """A notebook as the data that it is."""
    return json.loads(path.read_text(encoding="utf-8"))


def text_of(part: str | list[str]) -> str:
    """Text, which the format may give line by line."""
    return part if isinstance(part, str) else "".join(part)


def code_of(notebook: Notebook) -> list[str]:
    """The code of its cells in order."""
    return [text_of(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def digest_of(notebook: Notebook) -> str:
    """SHA-256 of its code, which is kept beside the outputs: whether they are of the code that stands there."""
    return hashlib.sha256(json.dumps(code_of(notebook), ensure_ascii=False).encode()).hexdigest()


def to_myst(notebook: Notebook, name: str) -> str:
    """The page of a notebook, whose file is called `name`."""
    version = notebook["metadata"]["pyrrhus"]["version"]
    kept = f"{{download}}`Download the notebook <{name}>`. Its outputs are those of Pyrrhus {version}."
    parts = list(_parts(notebook))
    title, _, rest = parts[0].partition("\n")
    return "\n\n".join([title, kept, rest.strip(), *parts[1:]]) + "\n"


def _parts(notebook: Notebook) -> Iterator[str]:
    for cell in notebook["cells"]:
        source = text_of(cell["source"])
        if cell["cell_type"] == "markdown":
            yield source
            continue
        yield f"{FENCE}python\n{source}\n{FENCE}"
        shown = [_output(output) for output in cell["outputs"]]
        if shown:
            yield "\n\n".join([f"{BOX}{{container}} output", *shown, BOX])


def _output(output: Mapping[str, Any]) -> str:
    """One output as MyST. Raises ValueError for an error, which no page shows."""
    kind = output["output_type"]
    if kind == "stream":
        return _printed(text_of(output["text"]))
    if kind == "error":
        raise ValueError(f"a cell ended in {output['ename']}")
    data = {form: text_of(content) for form, content in output["data"].items()}
    if "image/svg+xml" in data:
        return _raw(_image(data["image/svg+xml"]))
    if "text/html" in data:
        page = STYLE.sub("", data["text/html"]).replace(' border="1"', "")
        page = UNBROKEN.sub(r'<\1 class="unbroken">\2<', page)
        return _raw(f'<div class="table" tabindex="0" role="group" aria-label="Output">\n{page}\n</div>')
    return _printed(data["text/plain"])


def _image(svg: str) -> str:
    """A figure as an image, whose style stays its own; what it says in words is its text. Wide ones scroll."""
    said = ". ".join(html.unescape(found[1]) for form in (TITLE, DESCRIPTION) if (found := form.search(svg)))
    kind = "figure map" if 'class="chart map' in svg else "figure"
    data = base64.b64encode(svg.encode()).decode()
    image = f'<img src="data:image/svg+xml;base64,{data}" alt="{html.escape(said)}">'
    return f'<div class="{kind}" tabindex="0" role="group" aria-label="Figure">{image}</div>'


def _printed(text: str) -> str:
    return f"{FENCE}text\n{text.rstrip()}\n{FENCE}"


def _raw(content: str) -> str:
    return f"{FENCE}{{raw}} html\n{content}\n{FENCE}"


def _read_source(app: Any, docname: str, source: list[str]) -> None:
    path = Path(app.env.doc2path(docname))
    if path.suffix == SUFFIX:
        source[0] = to_myst(json.loads(source[0]), path.name)


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx that a notebook is read as Markdown, once it is turned into it."""
    app.add_source_suffix(SUFFIX, "markdown")
    app.connect("source-read", _read_source)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
