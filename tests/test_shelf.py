"""The shelf: each circuit against its function, written here independently of the netlist."""

from __future__ import annotations

import re
from itertools import product

import pytest
from helpers import ROOT, shared_data

import symact as sa


def full_adder(a, b, cin):
    total = a + b + cin
    return {"s": total % 2, "cout": total // 2}


def c17(n1, n2, n3, n6, n7):
    off = not (n3 and n6)
    return {"22": int((n1 and n3) or (n2 and off)), "23": int((n2 or n7) and off)}


FUNCTIONS = {"c17": c17, "full_adder": full_adder}


@pytest.mark.parametrize("name", sa.shelf_files())
def test_each_netlist_computes_its_function(name):
    path = sa.shelf_files()[name]
    inputs, outputs, nets = {".bench": read_bench, ".blif": read_blif}[path.suffix](path.read_text(encoding="utf-8"))
    for bits in product((0, 1), repeat=len(inputs)):
        values = dict(zip(inputs, bits, strict=True))
        for net, function in nets.items():
            values[net] = function(values)
        assert {pin: values[pin] for pin in outputs} == FUNCTIONS[name](*bits), bits


def test_names_are_unique_and_in_the_readme():
    folder = ROOT / "circuits"
    files = [p for p in folder.iterdir() if p.name != "README.md"]
    assert sorted(files) == sorted(sa.shelf_files().values())
    rows = re.findall(r"^\| `(\w+)` \|", (folder / "README.md").read_text(encoding="utf-8"), re.M)
    assert rows == list(sa.shelf_files())


def test_each_file_says_what_it_is():
    for name, path in sa.shelf_files().items():
        text = path.read_text(encoding="ascii")
        assert text.startswith(f"# {name}: ")
        assert "# Pin-out:" in text
        assert "# Source:" in text


def test_c17_is_the_published_netlist():
    published = read_bench(shared_data("circuits", "iscas85", "c17.bench").read_text(encoding="utf-8"))
    ours = read_bench(sa.shelf_files()["c17"].read_text(encoding="utf-8"))
    assert [list(part) for part in ours] == [list(part) for part in published]


def read_bench(text):
    """Read the NAND gates of a .bench file whose gates stand in order."""
    inputs, outputs = re.findall(r"^INPUT\((\w+)\)", text, re.M), re.findall(r"^OUTPUT\((\w+)\)", text, re.M)
    nets = {}
    for net, pins in re.findall(r"^(\w+) = NAND\(([\w, ]+)\)", text, re.M):
        nets[net] = lambda values, names=pins: int(not all(values[pin] for pin in names.split(", ")))
    return inputs, outputs, nets


def read_blif(text):
    """Read the covers of a BLIF file whose tables stand in order and list where they are 1."""
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    pins = {words[0]: words[1:] for words in lines if words[0] in (".inputs", ".outputs")}
    nets, rows = {}, []
    for words in lines:
        if words[0] == ".names":
            rows = []
            nets[words[-1]] = lambda values, names=words[1:-1], rows=rows: int(
                any(all(c in ("-", str(values[n])) for c, n in zip(row, names, strict=True)) for row in rows)
            )
        elif not words[0].startswith("."):
            assert words[1] == "1"
            rows.append(words[0])
    return pins[".inputs"], pins[".outputs"], nets
