"""Formulas set by KaTeX while the documentation is built, so that its pages need neither a script nor a network.

KaTeX is the one that the tests use: `npm ci --prefix tests/katex` fetches it. Where it or Node.js is missing, MathJax
sets the formulas in the reader's browser instead, from a network. A formula that KaTeX refuses is a warning.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.fileutil import copy_asset

KATEX = Path(__file__).resolve().parents[2] / "tests" / "katex" / "node_modules" / "katex"

# One process sets all formulas: a line of JSON in, a line of JSON out.
SERVER = """
const katex = require(process.argv[1]);
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const { formula, displayMode } = JSON.parse(line);
    let answer;
    try {
        answer = { html: katex.renderToString(formula, { displayMode, strict: "error" }) };
    } catch (error) {
        answer = { problem: error.message };
    }
    console.log(JSON.stringify(answer));
});
"""

logger = logging.getLogger(__name__)


class Typesetter:
    """A running KaTeX."""

    def __init__(self, node: str) -> None:
        self.process = subprocess.Popen(
            [node, "-e", SERVER, str(KATEX / "dist" / "katex.js")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def html(self, formula: str, display: bool, where: nodes.Node) -> str:
        """Return a formula as HTML, or as it is, with a warning, where KaTeX refuses it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"formula": formula, "displayMode": display}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "problem" in answer:
            logger.warning("KaTeX refuses a formula: %s", answer["problem"], location=where)
            return f"<code>{escape(formula)}</code>"
        return str(answer["html"])

    def stop(self) -> None:
        """End the process."""
        self.process.communicate()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register KaTeX, or MathJax where there is no KaTeX."""
    node = shutil.which("node") or shutil.which("nodejs")
    if node is None or not KATEX.is_dir():
        logger.info("formulas will need a network: for KaTeX, install Node.js and run `npm ci --prefix tests/katex`")
        app.setup_extension("sphinx.ext.mathjax")
        return {"parallel_read_safe": True}
    typesetter = Typesetter(node)

    def inline(writer: Any, element: nodes.math) -> None:
        writer.body.append(typesetter.html(element.astext(), False, element))
        raise nodes.SkipNode

    def block(writer: Any, element: nodes.math_block) -> None:
        writer.body.append(writer.starttag(element, "div", CLASS="math"))
        writer.body.append(typesetter.html(element.astext(), True, element))
        writer.body.append("</div>\n")
        raise nodes.SkipNode

    def finish(app: Sphinx, problem: Exception | None) -> None:
        typesetter.stop()
        if problem is None and app.builder.format == "html":
            target = Path(app.outdir) / "_static" / "katex"
            copy_asset(KATEX / "dist" / "katex.min.css", target)
            for font in (KATEX / "dist" / "fonts").glob("*.woff2"):
                copy_asset(font, target / "fonts")

    app.add_html_math_renderer("katex", (inline, None), (block, None))
    app.add_css_file("katex/katex.min.css")
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
