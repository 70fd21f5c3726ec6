"""What holds for every test: names that docstrings may use, how hypothesis searches, what a skip means.

A stranger's machine need not have a browser, Node.js or the shared data: a test that needs one skips and
says so. Where ``SYMACT_REQUIRE_TOOLS=1`` is set, all is meant to be there, and every skip is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

HAS_TORCH = find_spec("torch") is not None
collect_ignore = [] if HAS_TORCH else ["symact/networks/backends/torch_module.py"]

REQUIRE_TOOLS = os.environ.get("SYMACT_REQUIRE_TOOLS") == "1"

SYMPY_NAMES = (
    *("Abs", "Max", "Min", "Piecewise", "Rational", "S", "Symbol", "diff", "erf", "exp", "log", "oo", "pi"),
    *("sign", "sqrt", "symbols", "tanh"),
)

# Same examples on every machine; CI takes the profile "thorough", and `pytest --hypothesis-profile=search` looks for
# new ones.
SAME: dict[str, Any] = {"deadline": None, "derandomize": True, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("symact", max_examples=40, **SAME)
settings.register_profile("thorough", max_examples=100, **SAME)
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("symact")


@pytest.fixture(autouse=True)
def _names_for_docstrings(request: pytest.FixtureRequest) -> None:
    if not isinstance(request.node, pytest.DoctestItem):
        return
    if "import torch" in request.node.dtest.docstring and not HAS_TORCH:
        pytest.skip("needs torch, which is not installed; make torch")
    import numpy
    import sympy

    import symact

    names = {name: getattr(sympy, name) for name in SYMPY_NAMES}
    names |= {"sa": symact, "np": numpy, "x": sympy.Symbol("x")}
    for name, value in names.items():  # what the module itself calls by this name comes first
        request.node.dtest.globs.setdefault(name, value)


def _refuse_skip(report: Any) -> Any:
    if REQUIRE_TOOLS and report.skipped and not hasattr(report, "wasxfail"):
        *_, reason = report.longrepr if isinstance(report.longrepr, tuple) else (report.longrepr,)
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped where SYMACT_REQUIRE_TOOLS=1 is set; {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    return _refuse_skip((yield))
