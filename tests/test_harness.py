"""The tests' own tools can fail: a bad formula, a broken page and a forbidden skip are noticed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from helpers import ROOT, katex_failures, screenshot


def test_katex_tells_good_from_bad():
    good = [
        r"\mathrm{ReLU}(x) = \max(0, x)",
        r"\begin{cases} x & \text{for } x > 0 \\ 0 & \text{otherwise} \end{cases}",
    ]
    bad = [r"\frac{1}{2", r"\unknowncommand{x}", r"a & b", "x \\text{ä} = ä"]
    failures = katex_failures([*good, *bad])
    assert [formula for formula, _ in failures] == bad
    assert all(problem for _, problem in failures)


def test_browser_takes_a_picture_of_a_good_page(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><title>t</title><body style='margin:0;height:3000px;background:#fff'>text</body>")
    visit = screenshot(page, tmp_path / "page.png", 400, 300)
    assert (visit.problems, visit.requests) == ([], [])
    assert visit.size == (400, 3000)
    assert _png_size(tmp_path / "page.png") == (400, 300)
    screenshot(page, tmp_path / "whole.png", 400, 300, whole=True)
    assert _png_size(tmp_path / "whole.png") == (400, 3000)


def test_browser_collects_what_goes_wrong(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><title>t</title><script>console.error('said', 1); nothing.at.all</script>"
        "<img src='missing.png'><script src='https://example.org/x.js'></script>"
    )
    visit = screenshot(page, tmp_path / "page.png", 400, 300)
    problems = "\n".join(visit.problems)
    assert "console.error: said 1" in problems
    assert "ReferenceError: nothing is not defined" in problems
    assert "missing.png" in problems
    assert visit.requests == ["https://example.org/x.js"]


@pytest.mark.parametrize(("required", "outcome"), [("0", "2 skipped"), ("1", "1 failed, 1 error")])
def test_a_skip_fails_where_tools_are_required(tmp_path, required, outcome):
    (tmp_path / "test_one.py").write_text("import pytest\ndef test_it():\n    pytest.skip('no browser')\n")
    (tmp_path / "test_two.py").write_text("import pytest\npytest.importorskip('surely_not_there')\n")
    (tmp_path / "conftest.py").write_text((ROOT / "conftest.py").read_text())
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --continue-on-collection-errors\n")
    environment = os.environ | {"SYMACT_REQUIRE_TOOLS": required}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert outcome in done.stdout, done.stdout
    assert (done.returncode != 0) == (required == "1"), done.stdout


def _png_size(path):
    header = path.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(header[16:20]), int.from_bytes(header[20:24])
