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

extensions = ["myst_parser", "generated"]
exclude_patterns = ["_build", "_ext"]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
smartquotes = False
highlight_language = "none"
pygments_style = "friendly"

html_theme = "alabaster"
html_title = "Pyrrhus"
html_static_path = ["_static"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_sidebars = {"**": ["about.html", "searchfield.html", "navigation.html"]}
html_theme_options = {
    "description": "Contested reports in, a sourced assessment of a battle of attrition out.",
    "page_width": "1120px",
    "sidebar_width": "240px",
    "body_max_width": "860px",
    "fixed_sidebar": True,
    "show_powered_by": False,
    "font_family": "Charter, 'Bitstream Charter', 'Source Serif 4', Georgia, serif",
    "head_font_family": "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif",
    "code_font_family": "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
    "font_size": "17px",
    "code_font_size": "0.82em",
    "link": "#5e3c99",
    "link_hover": "#b35806",
    "sidebar_header": "#333",
    "anchor": "#ccc",
}
