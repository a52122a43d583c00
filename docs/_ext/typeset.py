"""Formulas as MathML, written while building: they are typeset by the browser itself, offline and without a script."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from latex2mathml.converter import convert


def write_inline(translator: Any, node: nodes.math) -> None:
    """A formula in a sentence."""
    translator.body.append(convert(node.astext()))
    raise nodes.SkipNode


def write_block(translator: Any, node: nodes.math_block) -> None:
    """A formula on lines of its own; each line of it is one formula. Wide ones scroll."""
    lines = [line.strip() for line in node.astext().split(r"\\") if line.strip()]
    formulas = "".join(convert(line, display="block") for line in lines)
    translator.body.append(f'<div class="formula" tabindex="0" role="group" aria-label="Formula">{formulas}</div>\n')
    raise nodes.SkipNode


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx that formulas are written so."""
    app.add_html_math_renderer("mathml", (write_inline, None), (write_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
