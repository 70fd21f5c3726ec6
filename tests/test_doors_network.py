"""``symact network``: facts, values and refusals, as a person or a program at the prompt meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp
from typer.testing import CliRunner

import symact as sa
from symact.doors.command import app
from symact.networks.layers import Dense, Residual, chain

run = CliRunner()


def printed(*arguments: Any) -> str:
    result = run.invoke(app, ["network", *map(str, arguments)])
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def refusal(*arguments: Any) -> Any:
    """Return what is raised; the command prints it as one message."""
    result = run.invoke(app, ["network", *map(str, arguments)])
    assert result.exit_code == 1
    assert isinstance(result.exception, sa.SymactError | ValueError | OSError), result.exception
    return result.exception


@pytest.fixture
def net() -> Any:
    return sa.mlp([2, 3, 2], hidden=sa.tanh, output=sa.softmax, weights="he", seed=1)


@pytest.fixture
def file(net: Any, tmp_path: Path) -> Path:
    sa.write_network(net, tmp_path / "net.json")
    return tmp_path / "net.json"


# ---- info ----


def test_info_tells_layers_and_weights(file: Path) -> None:
    text = printed("info", file)
    for word in ("x: N x 2", "y: N x 2", "contract, add, tanh", "contract, add, softmax", "136 bytes", "17"):
        assert word in text


def test_info_as_json_adds_up(file: Path, net: Any) -> None:
    facts = json.loads(printed("info", file, "--json"))
    assert facts["inputs"] == {"x": ["N", 2]}
    assert facts["weights"] == net.size == sum(layer["weights"] for layer in facts["layers"]) == 17
    assert facts["weight_bytes"] == 8 * 17
    assert sum(facts["operations"].values()) == len(net.steps)
    assert [layer["value"] for layer in facts["layers"]] == ["h1", "y"]
    assert facts["entries_per_example"] == sum(np.size(v) for v in net.values([0.0, 0.0]).values())


def test_info_tells_what_weights_are(tmp_path: Path) -> None:
    layers = [Dense(sp.MatrixSymbol("W", 2, 2)), Dense([[1, 2]], [sp.Symbol("b")]), Dense(np.eye(1, dtype=np.float32))]
    sa.write_network(chain(layers, inputs=2), tmp_path / "n.json")
    kinds = json.loads(printed("info", tmp_path / "n.json", "--json"))["kinds"]
    assert kinds == {"W1": "matrix of symbols", "W2": "exact numbers", "b2": "expressions", "W3": "float32"}


def test_info_of_a_gradient_and_of_shared_weights(tmp_path: Path) -> None:
    layer = Dense(np.eye(2), None, sa.relu)
    net = sa.gradient(chain([layer, Residual(layer)], inputs=2), "squared_error")
    sa.write_network(net, tmp_path / "g.json")
    assert "loss: scalar, W1: 2 x 2" in printed("info", tmp_path / "g.json")


def test_info_shows_no_terminal_codes(tmp_path: Path) -> None:
    layer = Dense(np.eye(1), None, sp.Symbol("\x1b[31m") * 2)
    sa.write_network(chain([layer], inputs=("\x1b[32m", 1)), tmp_path / "n.json")
    assert "\x1b" not in printed("info", tmp_path / "n.json")


# ---- eval ----


def test_eval_computes_what_python_computes(file: Path, net: Any) -> None:
    expected = net([0.5, -2.0])
    text = printed("eval", file, "--input", "[0.5, -2]")
    assert text.startswith("y = [")
    assert json.loads(text.removeprefix("y = ")) == list(expected)
    batch = json.loads(printed("eval", file, "-i", "x=[[0.5, -2], [1, 1]]", "--json"))
    assert np.array_equal(batch["y"], net([[0.5, -2.0], [1.0, 1.0]]))


def test_eval_is_exact_where_the_input_is(tmp_path: Path) -> None:
    sa.write_network(sa.mlp([2, 1], weights=[([[sp.Rational(1, 3), 2]], [0])]), tmp_path / "n.json")
    assert printed("eval", tmp_path / "n.json", "-i", '["1/7", 1]') == 'y = ["43/21"]\n'
    assert printed("eval", tmp_path / "n.json", "-i", "[3, 1]") == "y = [3.0]\n"


def test_eval_shows_expressions_of_symbolic_weights(tmp_path: Path) -> None:
    sa.write_network(sa.mlp([1, 1]), tmp_path / "n.json")
    assert printed("eval", tmp_path / "n.json", "-i", '["a"]') == 'y = ["a*W1[0, 0] + b1[0, 0]"]\n'


def test_eval_tells_infinities_as_texts(tmp_path: Path) -> None:
    sa.write_network(sa.mlp([1, 1], output=sp.exp(sp.Symbol("x")), weights=[([[1.0]], [0.0])]), tmp_path / "n.json")
    assert json.loads(printed("eval", tmp_path / "n.json", "-i", "[1e3]", "--json")) == {"y": ["inf"]}


@pytest.mark.parametrize("suffix", ["npy", "csv"])
def test_eval_reads_and_writes_files(suffix: str, file: Path, net: Any, tmp_path: Path) -> None:
    x = np.random.default_rng(0).standard_normal((5, 2))
    source, out = tmp_path / f"x.{suffix}", tmp_path / f"y.{suffix}"
    if suffix == "npy":
        np.save(source, x)
    else:
        source.write_text("\n".join(",".join(map(repr, row)) for row in x.tolist()) + "\n")
    assert printed("eval", file, "-i", f"x={source}", "--out", out) == f"wrote {out}\n"
    made = np.load(out) if suffix == "npy" else np.loadtxt(out, delimiter=",")
    assert np.array_equal(made, net(x))


def test_eval_writes_all_outputs_as_json(tmp_path: Path, net: Any) -> None:
    g = sa.gradient(net, "cross_entropy")
    sa.write_network(g, tmp_path / "g.json")
    arguments = ("eval", tmp_path / "g.json", "-i", "t=[0, 1]", "-i", "[1, 2]")
    printed(*arguments, "--out", tmp_path / "out.json")
    found = json.loads((tmp_path / "out.json").read_text())
    expected = g(x=[1.0, 2.0], t=[0.0, 1.0])
    assert list(found) == list(expected)
    assert all(np.array_equal(found[k], expected[k]) for k in found)
    assert "loss" in str(refusal(*arguments, "--out", tmp_path / "out.npy"))


def test_eval_executes_nothing_and_unpickles_nothing(file: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "objects.npy", np.array([{1}, "x"], dtype=object), allow_pickle=True)
    assert "objects.npy must be an array" in str(refusal("eval", file, "-i", tmp_path / "objects.npy"))
    header = b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }"
    (tmp_path / "huge.npy").write_bytes(header.ljust(127) + b"\n")
    assert "huge.npy must be an array" in str(refusal("eval", file, "-i", tmp_path / "huge.npy"))
    code = "__import__('os').system('touch made')"
    assert "ParseError" in type(refusal("eval", file, "-i", json.dumps([code, 1]))).__name__
    assert not Path("made").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), r"--input 'x=...'"),
        (("-i", "[1, 2]", "-i", "[1, 2]"), "not 2 of them"),
        (("-i", "[1, 2"), "JSON at line 1"),
        (("-i", "[[1, 2], [3]]"), "one length"),
        (("-i", "[1, [2]]"), "not an array of 1"),
        (("-i", "[1, null]"), "the text of an exact one"),
        (("-i", "[1, 2, 3]"), "must have the shape N x 2"),
        (("-i", "q=[1, 2]"), "the inputs of the network are x, not 'q'"),
        (("-i", "none.npy"), "none.npy"),
        (("-i", "none.csv"), "none.csv"),
        (("-i", "[1, 2]", "--out", "y.txt"), "must end in .json, .npy, .csv"),
    ],
)
def test_eval_says_what_is_wrong_with_an_input(arguments: tuple[str, ...], message: str, file: Path) -> None:
    assert message in str(refusal("eval", file, *arguments))


@pytest.mark.parametrize(
    ("text", "message"), [("a,b\n1,2\n", "line 1 is 'a,b'; leave out headings"), ("1,2\n3\n", "2 numbers in each line")]
)
def test_a_csv_file_is_refused_with_its_line(text: str, message: str, file: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(text)
    assert message in str(refusal("eval", file, "-i", tmp_path / "x.csv"))


# ---- latex and draw ----


def test_latex_is_that_of_python(file: Path, net: Any) -> None:
    try:
        expected = sa.latex(net)
    except TypeError:
        assert "does not write networks as LaTeX" in str(refusal("latex", file))
    else:
        assert printed("latex", file) == f"{expected}\n"


def test_a_drawing_is_written(file: Path, tmp_path: Path) -> None:
    if hasattr(sa, "draw"):
        printed("draw", file, "--out", tmp_path / "net.svg")
        assert (tmp_path / "net.svg").read_text().lstrip().startswith("<")
    else:
        assert "no sa.draw" in str(refusal("draw", file, "--out", tmp_path / "net.svg"))


# ---- refusals ----


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "FileNotFoundError: "),
        ("{", "symact.errors.FormatError: the text must be JSON at line 1, column 2 of net.json"),
        ("[]", "symact.errors.FormatError: a network must be an object"),
    ],
)
def test_a_refusal_is_one_message_and_status_1(content: str | None, complaint: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "net.json").write_text(content)
    command = [sys.executable, "-m", "symact", "network", "info", str(tmp_path / "net.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(complaint)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
