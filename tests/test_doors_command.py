"""The command: what it prints, for people and for machines, and how it refuses."""

import json
import subprocess
import sys
from xml.etree import ElementTree

import pytest
import sympy
from helpers import katex_failures, screenshot
from typer.testing import CliRunner

import symact as sa
from symact.doors.command import app

run = CliRunner()


def printed(*arguments):
    result = run.invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def test_every_activation_is_listed():
    text = printed("list")
    assert all(f.__name__ in text for f in sa.activations())


def test_the_list_as_json_names_parameters_and_aliases():
    records = {r["name"]: r for r in json.loads(printed("list", "--json"))}
    assert records["leaky_relu"]["parameters"] == {"slope": "1/100"}
    assert "swish" in records["silu"]["aliases"]
    assert set(records) == {f.__name__ for f in sa.activations()}


def test_one_family_is_listed_alone():
    names = {r["name"] for r in json.loads(printed("list", "--family", "steps", "--json"))}
    assert names == {"step", "sign"}


def test_a_name_and_its_formula_have_the_same_facts():
    by_name = json.loads(printed("show", "silu", "--json"))
    by_formula = json.loads(printed("show", "x/(1+exp(-x))", "--json"))
    assert by_name["limits"] == by_formula["limits"] == [["0", "oo"], ["0", "1"], ["0", "0"]]
    x = sympy.Symbol("x")
    for a, b in zip(by_name["derivatives"], by_formula["derivatives"], strict=True):
        difference = sa.parse(a) - sa.parse(b)
        assert all(abs(difference.subs(x, v).evalf(30)) < 1e-25 for v in (-3, sympy.Rational(1, 7), 5))


def test_kinks_are_shown_with_both_slopes():
    assert "slopes 0 and 1, subdifferential Interval(0, 1), derivative 0" in printed("show", "relu")
    corner = json.loads(printed("show", "relu", "--json"))["corners"][0]
    assert (corner["at"], corner["left_slope"], corner["right_slope"]) == ("0", "0", "1")


def test_latex_of_several_is_one_block_that_compiles():
    text = printed("latex", "relu", "gelu", "--derivative", "1")
    assert text.startswith(r"\begin{align*}")
    assert katex_failures([text]) == []


def test_a_plot_is_written(tmp_path):
    out = tmp_path / "mish.svg"
    printed("plot", "mish", "--derivative", "2", "--out", str(out))
    assert ElementTree.parse(out).getroot().tag.endswith("svg")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["show", "sigmod"], "symact.errors.UnknownActivationError: no activation is named 'sigmod'; did you mean"),
        (["show", "x*sigmod(x)"], "symact.errors.ParseError: unknown function 'sigmod' at line 1, column 3"),
        (["show", "x*y"], "ValueError: a formula must be in one variable"),
        (["show", "x^2"], "symact.errors.ParseError"),
        (["plot", "relu", "--out", "a.bmp"], "ValueError"),
        (["plot", "softmax", "--out", "a.svg"], "ValueError: a function of one number must be given, not softmax"),
        (["plot", "relu", "--out", "no/such/folder/a.svg"], "FileNotFoundError"),
        (["list", "--family", "none"], "ValueError: family must be one of"),
    ],
)
def test_a_refusal_is_one_message_and_status_1(arguments, complaint):
    done = subprocess.run([sys.executable, "-m", "symact", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(complaint)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_the_tour_refuses_before_it_starts_without_matplotlib(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = run.invoke(app, ["tour", "--out", str(tmp_path / "tour")])
    assert isinstance(result.exception, sa.MissingExtraError)
    assert result.output == ""
    assert not (tmp_path / "tour").exists()


@pytest.mark.long
def test_the_tour_writes_a_page_that_opens_without_a_network(tmp_path):
    out = tmp_path / "tour"
    text = printed("tour", "--out", str(out))
    assert "Done in" in text
    written = {p.name for p in out.iterdir()}
    assert {"index.html", "definitions.tex", "together.svg", "relu.svg", "gelu.png", "tanh.tex"} <= written
    visit = screenshot(out / "index.html", tmp_path / "page.png", whole=True)
    assert not visit.problems
    assert not visit.requests
