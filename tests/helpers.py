"""What several tests need: the shared data, outside tools, other processes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from browser import Visit, visit

ROOT = Path(__file__).resolve().parent.parent
KATEX = ROOT / "tests" / "katex"


def shared_data(*parts: str) -> Path:
    """Return a path below ``../shared/data``, beside the checkout; skip the test where it is not."""
    path = ROOT.parent.joinpath("shared", "data", *parts)
    if not path.exists():
        pytest.skip(f"needs ../shared/data/{'/'.join(parts)}, which is not beside this checkout")
    return path


def need_tool(*names: str) -> str:
    """Return the path of the first of these programs that is installed; skip the test where none is."""
    for name in names:
        if path := shutil.which(name):
            return path
    pytest.skip(f"needs {' or '.join(names)}, which is not installed")


def run_python(code: str, *options: str, timeout: float = 60.0, **run: object) -> str:
    """Run code in a fresh interpreter, and return what it prints; fail with its traceback if it fails."""
    done = subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, text=True, timeout=timeout, **run
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def katex_failures(formulas: Iterable[str]) -> list[tuple[str, str]]:
    """Typeset each formula strictly with KaTeX; return those that it refuses, each with KaTeX's reason.

    A formula is LaTeX's mathematics without dollar signs. All go through one process: hand over many at once.
    """
    node = need_tool("node", "nodejs")
    if not (KATEX / "node_modules" / "katex").is_dir():
        pytest.skip("needs KaTeX, which is not installed; run `npm ci --prefix tests/katex`")
    lines = "".join(json.dumps(formula) + "\n" for formula in formulas)
    done = subprocess.run(
        [node, "check.mjs"],
        cwd=KATEX,
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return [(failure["formula"], failure["problem"]) for failure in map(json.loads, done.stdout.splitlines())]


def screenshot(
    page: Path,
    picture: Path,
    width: int = 1200,
    height: int = 900,
    *,
    whole: bool = False,
    print_: bool = False,
) -> Visit:
    """Open an HTML file in a headless browser and write a PNG of it; return what the page did.

    `whole` takes the whole page instead of the window; `print_` shows it as it would be printed. Assert
    ``not visit.problems`` (exceptions, console errors, files not found) and ``not visit.requests`` (anything
    the page wanted from a network, all of which is refused).
    """
    chromium = need_tool("chromium", "chromium-browser", "google-chrome")
    return visit(chromium, page, picture, width, height, whole=whole, print_=print_)


def few(values: Iterable[Any], number: int) -> list[Any]:
    """Return values to parametrize a test by: the first of them in every run, the others in the long one."""
    return [v if i < number else pytest.param(v, marks=pytest.mark.long) for i, v in enumerate(values)]
