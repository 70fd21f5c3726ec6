"""``symact circuit``: what a person or a program at the prompt gets to see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import symact as sa
from symact.doors.command import app

run = CliRunner()


def printed(*arguments):
    result = run.invoke(app, ["circuit", *map(str, arguments)])
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def refusal(*arguments):
    """Return what is raised; the command prints it as one message."""
    result = run.invoke(app, ["circuit", *map(str, arguments)])
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, sa.SymactError | ValueError | OSError), result.exception
    return str(result.exception)


def test_the_shelf_is_listed():
    text = printed("list")
    assert all(name in text for name in ("74283", "c17", "full_adder"))
    assert json.loads(printed("list", "--json")) == sa.circuits()


def test_info_tells_pins_and_gates():
    text = printed("info", "74283")
    assert all(words in text for words in ("A (4), B (4), C0", "S (4), C4", "8 GND", "levels"))
    known = json.loads(printed("info", "c17", "--json"))
    assert known["gates"] == {"NAND": 6} and known["levels"] == 3 and known["registers"] == []


def test_simulate_computes():
    assert printed("simulate", "74283", "A=9", "B=5", "C0=0").split() == [
        "A",
        "B",
        "C0",
        "S",
        "C4",
        "9",
        "5",
        "0",
        "14",
        "0",
    ]
    several = json.loads(printed("simulate", "74283", "A=0xF,0b1", "B=1", "C0=1", "--json"))
    assert several == {"S": [1, 3], "C4": [1, 0]}


def test_simulate_prints_the_truth_table_of_a_small_circuit():
    rows = [line.split() for line in printed("simulate", "full_adder").splitlines()]
    assert rows[0] == ["a", "b", "cin", "s", "cout"] and len(rows) == 9
    assert all(int(s) + 2 * int(c) == int(a) + int(b) + int(d) for a, b, d, s, c in rows[1:])


def test_random_vectors_are_those_of_their_seed():
    first = printed("simulate", "74181", "--random", 5, "--seed", 3)
    assert (
        first == printed("simulate", "74181", "--random", 5, "--seed", 3) != printed("simulate", "74181", "--random", 5)
    )
    assert len(first.splitlines()) == 6


def test_cycles_of_a_clock(tmp_path: Path):
    q = sa.register("q")
    sa.write_circuit(sa.Circuit({"q": q}, next={q: ~q}, name="toggle"), tmp_path / "toggle.blif")
    assert printed("simulate", tmp_path / "toggle.blif", "--cycles", 4).split() == ["q", "0", "1", "0", "1"]


@pytest.mark.parametrize("suffix", [".blif", ".bench", ".aag", ".aig", ".v", ".th", ".json"])
def test_convert_writes_every_format(suffix, tmp_path: Path):
    out = tmp_path / f"adder{suffix}"
    assert printed("convert", "74283", out) == f"wrote {out}\n"
    assert sa.agreement(sa.read_circuit(out), sa.circuit("74283")).equal


@pytest.mark.parametrize("kind", [None, "package", "gates", "levels"])
def test_draw_writes_a_picture(kind, tmp_path: Path):
    out = tmp_path / "c.svg"
    assert printed("draw", "c17", "--out", out, *(["--kind", kind] if kind else [])) == f"wrote {out}\n"
    assert out.read_text(encoding="utf-8").startswith("<svg")


def test_harden_prints_the_circuit_and_the_gain(tmp_path: Path):
    net = sa.mlp([2, 1], output=sa.sigmoid, weights=[([[2, 2]], [-3])])
    sa.write_network(net, tmp_path / "and.json")
    out = tmp_path / "and.blif"
    text = printed("harden", tmp_path / "and.json", "--eps", "1/100", "--out", out)
    assert "gain" in text and str(out) in text
    hardened = sa.read_circuit(out)
    assert [
        next(iter(hardened({p: k >> i & 1 for i, p in enumerate(hardened.inputs)}).values())) for k in range(4)
    ] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["info", "74282"], "74283"),
        (["info", "nowhere.blif"], "nowhere.blif"),
        (["simulate", "74283", "A"], "PIN=NUMBER"),
        (["simulate", "74283", "A=x"], "PIN=NUMBER"),
        (["simulate", "74283", "A=9"], "B"),
        (["simulate", "74283", "A=16", "B=1", "C0=0"], "16"),
        (["simulate", "74283", "A=1", "--random", "3"], "not both"),
        (["simulate", "multiplier8"], "more than 10 inputs"),
        (["convert", "c17", "c17.xyz"], "must be one of"),
        (["draw", "c17", "--out", "c17.png"], "svg"),
        (["draw", "c17", "--out", "c17.svg", "--kind", "gate"], "kind must be one of"),
    ],
)
def test_mistakes_are_one_message(arguments, message):
    assert message in refusal(*arguments)
