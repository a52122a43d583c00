"""Sphinx: pages in MyST Markdown; the tables of the reference are written from the code while building."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from pyrrhus import __version__

project = "Pyrrhus"
author = "The Pyrrhus developers"
project_copyright = "The Pyrrhus developers"
release = version = __version__
language = "en"

extensions = ["myst_parser", "sphinx_copybutton", "generated", "notebooks", "typeset"]
exclude_patterns = ["_build", "_ext", "**/.ipynb_checkpoints"]
copybutton_selector = "div.highlight:not(.output *) pre"  # what a cell printed is not for copying
myst_enable_extensions = ["deflist", "colon_fence", "dollarmath"]
html_math_renderer = "mathml"
myst_heading_anchors = 3
smartquotes = False
highlight_language = "none"
pygments_style = "friendly"

html_theme = "furo"
html_title = "Pyrrhus"
html_static_path = ["_static"]
html_css_files = ["custom.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
SERIF = "Charter, 'Bitstream Charter', 'Source Serif 4', Georgia, serif"
# the colours of the report: warm for the attacker, violet for the defender, ink on paper
html_theme_options = {
    "light_css_variables": {
        "font-stack--headings": SERIF, "color-background-primary": "#fbfaf7", "color-background-secondary": "#f1eee8",
        "color-foreground-primary": "#1b1c20", "color-brand-primary": "#553a8e", "color-brand-content": "#1a4d70",
    },
    "dark_css_variables": {
        "font-stack--headings": SERIF, "color-background-primary": "#15161a", "color-background-secondary": "#1f2026",
        "color-foreground-primary": "#ebe9e4", "color-brand-primary": "#bba6f2", "color-brand-content": "#8cc0e6",
    },
}  # fmt: skip
