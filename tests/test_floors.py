"""Imports only go down: the floors of the house, read from the source of every module."""

from __future__ import annotations

import ast
from importlib import import_module

import pytest
from helpers import ROOT

from symact.hooks import TARGETS

# From the ground up; the first four are single modules that import nothing of symact.
LEAVES = ("version", "errors", "files", "hooks", "shelf")
FLOORS = (
    *LEAVES,
    "arithmetic",
    "exact",
    "reading",
    "functions",
    "numeric",
    "networks",
    "logic",
    "show",
    "doors",
    "testing",
)
# Third-party packages that only some floors may touch.
GATES = {
    "flint": {"arithmetic"},
    "matplotlib": {"show"},
    "numpy": set(FLOORS[FLOORS.index("numeric") :]),
    "networkx": set(FLOORS[FLOORS.index("networks") :]),
    "typer": {"doors"},
    "rich": {"show", "doors"},
}

PACKAGE = ROOT / "symact"
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p.parent != PACKAGE or not p.stem.startswith("__"))


def imports(source: str, module: str) -> set[str]:
    """Return the absolute dotted names that the source of a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parent = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*parent, *([node.module] if node.module else [])])
            found |= {f"{base}.{alias.name}" for alias in node.names} if base == "symact" else {base}
    return found


def violations(source: str, module: str) -> list[str]:
    """Return what is wrong with the imports of a module, in words."""
    floor = module.split(".")[1]
    height = 0 if floor in LEAVES else FLOORS.index(floor)
    wrong = []
    for name in sorted(imports(source, module)):
        top, *rest = name.split(".")
        if top in GATES and floor not in GATES[top]:
            wrong.append(f"{module} imports {top}, which is for {', '.join(sorted(GATES[top]))}")
        if top != "symact":
            continue
        if not rest or rest[0] not in FLOORS:
            wrong.append(f"{module} imports the package root ({name}); import from the module that has it")
        elif floor in LEAVES or (FLOORS.index(rest[0]) > height):
            wrong.append(f"{module} imports {name}, which is not below it")
    return wrong


# Circles that are still to be cut, by floor: none.
KNOWN_CIRCLES: dict[str, set[tuple[str, ...]]] = {}


def neighbours(floor: str) -> dict[str, set[str]]:
    """Return the modules of a floor that each of them imports, anywhere in its source; its surface apart."""
    paths = {module_name(p): p for p in MODULES if module_name(p).split(".")[1] == floor and p.stem != "__init__"}
    return {
        module: {name for name in imported_modules(path.read_text(encoding="utf-8"), module) if name in paths}
        for module, path in paths.items()
    }


def imported_modules(source: str, module: str) -> set[str]:
    """Return every dotted name that may be a module, with what is imported from a package taken as one."""
    nodes = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ImportFrom)]
    named = {f"{node.module}.{alias.name}" for node in nodes if node.module for alias in node.names}
    return imports(source, module) | named


def circles(graph: dict[str, set[str]]) -> set[tuple[str, ...]]:
    """Return the groups of modules each of which imports, directly or not, all others of its group."""
    reached = {start: reachable(graph, start) for start in graph}
    return {
        tuple(sorted(m.split(".")[-1] for m in graph if m in reached[start] and start in reached[m]))
        for start in graph
        if start in reached[start]
    }


def reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        new = graph[ahead.pop()] - found
        found |= new
        ahead += new
    return found


def module_name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_every_module_is_on_a_floor():
    strange = {module_name(p).split(".")[1] for p in MODULES} - set(FLOORS)
    assert not strange, f"say in FLOORS where these stand: {strange}"
    assert len(MODULES) > 10


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_go_down(path):
    assert violations(path.read_text(encoding="utf-8"), module_name(path)) == []


@pytest.mark.parametrize("floor", FLOORS)
def test_no_floor_imports_in_a_circle(floor):
    assert circles(neighbours(floor)) <= KNOWN_CIRCLES.get(floor, set())


def test_a_circle_is_noticed():
    graph = {"a.one": {"a.two"}, "a.two": {"a.three"}, "a.three": {"a.one"}, "a.four": {"a.one"}}
    assert circles(graph) == {("one", "three", "two")}
    assert imported_modules("def f():\n    from symact.exact import roots", "symact.exact.order") == {
        "symact.exact",
        "symact.exact.roots",
    }


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("from symact.functions.activation import Activation", "symact.exact.branches"),
        ("def f():\n    from symact.show import latex", "symact.functions.activation"),
        ("import symact", "symact.doors.command"),
        ("from symact import errors, relu", "symact.doors.command"),
        ("from .. import __version__", "symact.doors.command"),
        ("from ..show.latex import latex", "symact.exact.branches"),
        ("from symact.errors import DomainError", "symact.hooks"),
        ("import flint", "symact.exact.order"),
        ("from flint import arb", "symact.numeric.balls"),
        ("import matplotlib.pyplot as plt", "symact.doors.command"),
        ("import numpy as np", "symact.functions.activation"),
        ("import networkx", "symact.numeric.evaluator"),
    ],
)
def test_a_wrong_import_is_noticed(source, module):
    assert violations(source, module)


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("from symact.errors import DomainError\nfrom symact.hooks import hook", "symact.exact.branches"),
        ("from .variable import T", "symact.exact.branches"),
        ("from ..arithmetic import balls", "symact.exact.branches"),
        ("import numpy, symact.exact.limiting", "symact.show.plot"),
    ],
)
def test_a_right_import_is_let_through(source, module):
    assert violations(source, module) == []


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS.keys())
def test_every_hook_has_its_function(target):
    module, _, attribute = target.partition(":")
    assert callable(getattr(import_module(module), attribute))
