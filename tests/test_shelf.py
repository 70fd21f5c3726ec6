"""The shelf: its files, what their comments say, and the circuits and networks that are read from them."""

from __future__ import annotations

import re

import numpy as np
import pytest
from helpers import ROOT, shared_data

import symact as sa
from symact.errors import UnknownCircuitError
from symact.logic.shelf import header

SUPPLIES = {"VCC", "GND", "NC", "CLK"}


def text(name: str) -> str:
    return sa.shelf_files()[name].read_text(encoding="ascii")


def test_the_shelf_has_what_it_must_have():
    packages = "00 02 04 08 10 20 32 42 47 83 85 86 138 139 148 151 153 157 163 181 280 283"
    blocks = "c17 full_adder majority5 multiplier8 parity8"
    assert list(sa.circuits()) == [*(f"74{n}" for n in packages.split()), *blocks.split()]
    assert sorted({*sa.shelf_files()} - {*sa.circuits()}) == ["mlp_2_3_1", "xor_relus", "xor_steps"]


def test_names_are_unique_and_in_the_readme():
    folder = ROOT / "circuits"
    files = [p for p in folder.iterdir() if p.name != "README.md"]
    assert sorted(files) == sorted(sa.shelf_files().values())
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", (folder / "README.md").read_text(encoding="utf-8"), re.M)
    assert dict(rows[: len(sa.circuits())]) == sa.circuits()
    assert sorted(name for name, _ in rows) == sorted(sa.shelf_files())


@pytest.mark.parametrize("name", sa.circuits())
def test_each_comment_is_in_the_form_and_names_the_pins(name):
    lines = text(name).splitlines()
    mark = lines[0].split()[0]
    assert lines[0].startswith(f"{mark} {name}: ") and lines[1:3] == [mark, f"{mark} Pins:"]
    found = header(text(name))
    assert "\nSource: " in f"\n{found.description}"
    named = [pin for entry in found.pins for part in entry.split("/") for pin in written_out(part)]
    circuit = sa.circuit(name)
    assert sorted(set(named) - SUPPLIES) == sorted([*circuit.inputs, *circuit.outputs])
    assert len([pin for pin in named if pin != "NC"]) == len({*named} - {"NC"})


@pytest.mark.parametrize("name", [name for name in sa.circuits() if name.startswith("74")])
def test_each_package_is_whole(name):
    found = header(text(name))
    numbers = re.findall(r"^(?:#|//) +(\d+) \S+  +\S", text(name), re.M)
    assert numbers == [str(k) for k in range(1, len(found.pins) + 1)]
    assert sa.circuit(name).pinout == found.pins and len(found.pins) in (14, 16, 24)
    corners = (found.pins[len(found.pins) // 2 - 1], found.pins[-1])
    assert corners == ("GND", "VCC") or name == "7483"


def written_out(entry: str) -> list[str]:
    stem, first, last = re.fullmatch(r"(.*?)(?:(\d+)\.\.\1(\d+))?", entry).groups()
    return [f"{stem}{k}" for k in range(int(first), int(last) + 1)] if first else [entry]


def test_a_circuit_says_what_it_is():
    adder = sa.circuit("74283")
    assert adder.name == "74283" and adder.about.startswith(sa.circuits()["74283"] + "\n\nS + 16*C4 = A + B + C0")
    assert adder == sa.read_circuit(sa.shelf_files()["74283"]) != sa.circuit("7483")
    assert sa.circuit("c17").pinout == ()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("7401", r"no circuit of the shelf is named '7401'; did you mean '\d+'"),
        ("74LS47", "did you mean '7447'"),
        ("fulladder", "did you mean 'full_adder'"),
        ("", r"named ''; circuits\(\) has those that there are"),
        ("../README", "no circuit"),
        ("xor_relus", r"'xor_relus' is a network; read_network\(shelf_files\(\)\['xor_relus'\]\) reads it"),
    ],
)
def test_an_unknown_circuit_is_told_what_there_is(name, message):
    with pytest.raises(UnknownCircuitError, match=message):
        sa.circuit(name)


def test_the_name_of_a_circuit_is_text():
    with pytest.raises(TypeError, match="must be text, such as '74283', not 7400"):
        sa.circuit(7400)


def test_c17_is_the_published_netlist():
    assert sa.circuit("c17") == sa.read_circuit(shared_data("circuits", "iscas85", "c17.bench"))


@pytest.mark.parametrize("name", ["xor_relus", "xor_steps"])
def test_the_networks_of_exclusive_or(name):
    net = sa.read_network(sa.shelf_files()[name])
    assert np.array_equal(net(np.array([[0, 0], [0, 1], [1, 0], [1, 1]])), [[0], [1], [1], [0]])


def test_the_small_network_is_the_one_of_the_tutorial():
    assert sa.read_network(sa.shelf_files()["mlp_2_3_1"]) == sa.mlp([2, 3, 1], hidden=sa.relu)
