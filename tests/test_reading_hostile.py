"""Hostile texts: nothing runs, one error of ours or a formula, within 2 s and 512 MB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers import ROOT
from hostile_inputs import CLASSES, LISTS, inputs
from hypothesis import given, settings
from hypothesis import strategies as st

from symact.errors import ParseError, SymactError
from symact.functions.parse import parse

SECONDS = 2.0
MEMORY = 512 * 2**20


def run_class(name: str, folder: Path, *options: str) -> dict[str, Any]:
    """Read a class of the corpus in a process with limits, in an empty folder; return its report."""
    command = [sys.executable, str(ROOT / "tests" / "hostile_run.py"), name, *options]
    path = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PYTHONWARNINGS": "error", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=folder, env=path, capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    report = json.loads(done.stdout)
    assert list(folder.iterdir()) == []
    return report


def check(report: dict[str, Any]) -> None:
    endings = {ending for _, ending, _ in report["results"]}
    assert endings <= {"read", "refused"}, [r for r in report["results"] if r[1] not in ("read", "refused")]
    slow = [r for r in report["results"] if r[2] > SECONDS]
    assert not slow
    assert report["peak"] < MEMORY
    assert not report["made"]


def test_the_corpus_is_large_enough() -> None:
    assert len({text for name in (*LISTS, "characters") for text in inputs(name)}) >= 500


@pytest.mark.parametrize(("name", "every"), [("code", 1), ("bombs", 7), ("malformed", 1), ("characters", 1)])
def test_nothing_is_executed_and_nothing_foreign_is_raised(name: str, every: int, tmp_path: Path) -> None:
    report = run_class(name, tmp_path, "--watch", "--every", str(every))
    check(report)
    assert report["seen"] == {}


@pytest.mark.parametrize(("name", "every"), [("long", 19), ("wide", 19), ("deep", 97), ("growing", 29), ("crossed", 9)])
def test_size_alone_does_no_harm(name: str, every: int, tmp_path: Path) -> None:
    check(run_class(name, tmp_path, "--every", str(every)))


# The nested inputs are thousands of a kind; every one of them takes a quarter of an hour.
SAMPLED = {"deep": 5}


@pytest.mark.long
@pytest.mark.parametrize("name", CLASSES)
def test_the_whole_corpus_keeps_its_limits(name: str, tmp_path: Path) -> None:
    check(run_class(name, tmp_path, "--every", str(SAMPLED.get(name, 1))))


@pytest.mark.long
@pytest.mark.parametrize("name", CLASSES)
def test_nothing_in_the_whole_corpus_is_executed(name: str, tmp_path: Path) -> None:
    report = run_class(name, tmp_path, "--watch", "--every", str(3 * SAMPLED.get(name, 1)))
    assert {ending for _, ending, _ in report["results"]} <= {"read", "refused"}
    assert report["seen"] == {}


def test_code_is_refused() -> None:
    harmless = {"x", "object", r"\mathrm{import os}"}
    read = set()
    for text in inputs("code"):
        try:
            parse(text)
        except SymactError:
            continue
        read.add(text)
    assert read <= harmless


def test_the_watch_sees_what_it_must_see(tmp_path: Path) -> None:
    code = (
        "import sys, hostile_run; watch = hostile_run.Watch(); sys.addaudithook(watch); watch.on = True\n"
        "eval('1'); open('made', 'w').close(); import tabnanny, os; os.system('true')\n"
        "watch.on = False; print(' '.join(sorted(event.partition('(')[0] for event in watch.seen)))"
    )
    path = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=path, capture_output=True, text=True)
    assert {"compile", "exec", "open", "import", "os.system"} <= set(done.stdout.split())


# Pieces that formulas are made of, so that random texts get far into the grammars.
SIGNS = "x y e i 1 2 0.5 + - * / ** ^ ( ) , ; < <= = == != & | ~ _ { } [ ] . ' \\ $ % # : ! ? @ é λ − ∞ \n \t"
PIECES = (
    *(*SIGNS.split(" "), " "),
    *("exp(", "log(", "Max(", "Piecewise((", "cases(x, (", "relu(", "leaky_relu(", "slope=", "True", "lambda", "__"),
    *("\\frac", "\\left(", "\\right)", "\\left|", "\\right|", "\\sqrt", "\\sigma", "\\max", "\\exp", "\\cdot"),
    *("\\begin{cases}", "\\end{cases}", "\\\\", "\\mathrm{ReLU}", "\\infty", "\\left.", "\\right.", "_{t = ", "^{2}"),
    *("\\text{if }", "\\text{if x}", "\\,", "\\hat{"),
)
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


@settings(max_examples=600)
@given(TEXTS, st.sampled_from(("auto", "python", "latex")))
def test_random_text_raises_nothing_foreign(text: str, syntax: str) -> None:
    try:
        parse(text, syntax=syntax)
    except ParseError as error:
        lines = text.split("\n")
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
