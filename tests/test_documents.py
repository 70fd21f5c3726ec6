"""The examples in the README and the documentation run and print what they say.

A fenced block in Python with ``>>>`` lines is an example. The blocks of one document share their names and
start with none, so that a reader can copy them from the top. (`make docs` runs the pages of executed cells.)
"""

from __future__ import annotations

import doctest
import re
from importlib import import_module

import pytest
from helpers import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
DOCUMENTS = [p for p in DOCUMENTS if "_build" not in p.parts and "jupyter_execute" not in p.parts]
FENCE = re.compile(r"^```(?:python|pycon)\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")


def examples(text: str) -> str:
    """Return the examples of a document, each on the line where it stands there."""
    lines = [""] * text.count("\n")
    for block in FENCE.finditer(text):
        if ">>>" in block[1]:
            first = text.count("\n", 0, block.start(1))
            lines[first : first + block[1].count("\n")] = block[1].splitlines()
    return "\n".join(lines)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_examples_print_what_they_say(path):
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    test = doctest.DocTestParser().get_doctest(examples(path.read_text("utf-8")), {}, path.name, str(path), 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=flags, verbose=False)
    runner.run(test, out=said.append)
    assert not runner.failures, "".join(said)


@pytest.mark.parametrize("path", DOCUMENTS[:2], ids=lambda p: p.name)
def test_links_lead_somewhere(path):
    for target in LINK.findall(path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_an_example_is_found_where_it_stands():
    text = "# t\n\n```python\n>>> 1 + 1\n2\n```\n\n```python\nx = 1\n```\n"
    assert examples(text).splitlines()[3:5] == [">>> 1 + 1", "2"]
    assert "x = 1" not in examples(text)


def test_figures_of_pages_look_like_plots():
    matplotlib = pytest.importorskip("matplotlib", reason="needs matplotlib; pip install 'symact[plot]'")
    style = import_module("symact.show.style")
    look = matplotlib.rc_params_from_file(ROOT / "docs" / "symact.mplstyle", use_default_template=False)
    colours = [f"#{c.lstrip('#')}" for c in look["axes.prop_cycle"].by_key()["color"]]
    assert colours == [style.pen(i, 0, "").colour for i in range(len(colours))]
    assert (look["font.family"], look["mathtext.fontset"]) == ([style.FONT], style.MATHS)
    assert (look["figure.figsize"], look["lines.linewidth"]) == (
        [style.SIZES.column, style.SIZES.single],
        style.SIZES.line,
    )
