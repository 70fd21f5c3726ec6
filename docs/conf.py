"""How the documentation is built; `make docs` runs it with warnings as errors."""

import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs" / "_extensions"))

project = "symact"
author = "symact developers"
copyright = "2026, symact developers"
version = release = runpy.run_path(str(ROOT / "symact" / "version.py"))["__version__"]

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "katex", "public_names"]
exclude_patterns = ["_build", "jupyter_execute", "**.ipynb_checkpoints"]
html_theme = "furo"
html_title = f"symact {version}"
html_static_path = ["_static"]
html_css_files = ["symact.css"]

# Pages are MyST; the cells of a page that has some are run anew in every build, and an error in one fails it.
myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_execution_timeout = 120

# Docstrings are numpydoc, with names as they are imported.
autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True

# A reference into symact that leads nowhere is an error. Types in words of a docstring ("array of float") and
# names of other libraries, whose indexes are not asked for over the network, are not looked up.
nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(?!symact\b)[A-Za-z_]\w*(\.\w+)+"),
    (r"py:class", r"[^.]*"),
]
