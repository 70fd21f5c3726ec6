"""Drawings of circuits: every wire reaches its pins, none runs along another, and pages open without complaint."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import combinations
from xml.etree import ElementTree

import pytest
from helpers import few, screenshot

import symact as sa
from symact.show.circuits.drawing import circuit_scene
from symact.show.circuits.package import draw_package
from symact.show.circuits.parts import gate_parts
from symact.show.circuits.symbols import height
from symact.show.drawings.scene import Box, Circle, Label, Line, extent


def random_circuit(seed, gates=30):
    """Return a circuit of all kinds of gates, a threshold unit, a table and a register."""
    pick = random.Random(seed)
    held = sa.register("held")
    nets = [*sa.bus("A", pick.randint(2, 6)), *sa.pins("cin"), held]
    for k in range(pick.randint(3, gates)):
        kind = pick.choice(["and", "or", "xor", "nand", "nor", "xnor", "not", "buf", "mux", "unit", "table"])
        count = {"not": 1, "buf": 1, "mux": 3, "unit": 3, "table": 2}.get(kind, pick.randint(1, 9))
        made = {"unit": sa.Threshold((2, -1, 1), 1), "table": sa.Table(2, 6)}.get(kind, kind)
        read = [~s if pick.random() < 0.2 else s for s in pick.choices(nets[-12:], k=count)]
        nets.append(sa.gate(made, *read, name=pick.choice([None, f"net{k}"])))
    shown = {f"y{k}": pick.choice(nets[4:]) for k in range(pick.randint(1, 5))}
    return sa.Circuit({**shown, "last": ~nets[-1], "one": 1}, next={held: nets[-1]}, name="random")


def wires(scene):
    """Return the segments of each net, by its name."""
    found = defaultdict(list)
    for mark in scene.marks:
        if isinstance(mark, Line) and mark.title and not mark.curved:
            found[mark.title].append(mark.points)
    return found


def touches(p, q):
    """Say whether two level or upright segments have a point in common."""
    (ax, ay), (bx, by) = map(sorted, zip(*p, strict=True)), map(sorted, zip(*q, strict=True))
    (ax, ay), (bx, by) = (ax, ay), (bx, by)
    return ax[0] <= bx[1] + 1e-6 and bx[0] <= ax[1] + 1e-6 and ay[0] <= by[1] + 1e-6 and by[0] <= ay[1] + 1e-6


def along(p, q):
    """Return how far two segments run along each other."""
    for axis in (0, 1):
        across = 1 - axis
        if all(abs(s[0][across] - s[1][across]) < 1e-6 for s in (p, q)) and abs(p[0][across] - q[0][across]) < 0.5:
            (a, b), (c, d) = (sorted(point[axis] for point in s) for s in (p, q))
            return max(0.0, min(b, d) - max(a, c))
    return 0.0


@pytest.mark.parametrize("seed", few(range(40), 5))
def test_every_net_is_one_piece_of_wire(seed):
    for net, pieces in wires(circuit_scene(random_circuit(seed), "gates")[0]).items():
        joined, ahead = {0}, [0]
        while ahead:
            piece = ahead.pop()
            new = {k for k in range(len(pieces)) if k not in joined and touches(pieces[piece], pieces[k])}
            joined |= new
            ahead += new
        assert len(joined) == len(pieces), net


@pytest.mark.parametrize("seed", few(range(40), 5))
def test_no_wire_runs_along_another(seed):
    nets = wires(circuit_scene(random_circuit(seed), "gates")[0])
    for (a, mine), (b, others) in combinations(nets.items(), 2):
        assert all(along(p, q) < 1 for p in mine for q in others), (a, b)


@pytest.mark.parametrize("seed", few(range(40), 5))
def test_symbols_do_not_touch(seed):
    scene = circuit_scene(random_circuit(seed), "gates")[0]
    bodies = [extent(m) for m in scene.marks if isinstance(m, (Box, Circle)) and m.title]
    for a, b in combinations(bodies, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 0.1 or b[3] <= a[1] + 0.1


def test_every_part_is_there():
    circuit = random_circuit(3)
    parts = gate_parts(circuit)
    bodies = [p.body for p in parts]
    assert bodies.count("output") == len(circuit.outputs) and bodies.count("register") == 1
    assert bodies.count("input") == len(circuit.inputs) + 1 + 1  # the register's net, and the constant
    assert len(parts) == circuit.gates + len(circuit.inputs) + len(circuit.outputs) + 3
    assert all(height(p) > 0 for p in parts)


def adder(bits):
    """Return a ripple-carry adder of full adders as blocks."""
    full = sa.read_circuit(sa.shelf_files()["full_adder"])
    a, b = sa.bus("A", bits), sa.bus("B", bits)
    carry, sums = 0, {}
    for k in range(bits):
        block = sa.instance(full, {"a": a[k], "b": b[k], "cin": carry}, name=f"fa{k}")
        sums[f"S{k}"], carry = block["s"], block["cout"]
    return sa.Circuit({**sums, "C": carry}, inputs=(*a, *b), name="ripple")


def test_blocks_are_drawn_where_gates_would_be_too_many():
    assert sa.draw(adder(4)).kind == "gates"
    large = sa.draw(adder(48))
    assert large.kind == "blocks"
    boxes = [m for m in large.scene.marks if isinstance(m, Box) and m.title.startswith("block ")]
    assert len(boxes) == 48 and boxes[0].title == "block fa0: 3 gates"


def test_a_large_circuit_is_told_by_levels():
    p, q = sa.pins("p q")
    for k in range(2000):
        p, q = (p & q, p ^ q) if k % 2 else (p | q, sa.gate("nand", p, q))
    drawn = sa.draw(sa.Circuit({"y": p, "z": q}, name="deep"))
    said = "".join(piece.text for m in drawn.scene.marks if isinstance(m, Label) for piece in m.formula)
    assert drawn.kind == "levels" and "2 inputs" in said and "2 outputs" in said
    assert drawn.scene.width < 900


def test_a_package_has_its_pins_in_their_numbers():
    p, q = sa.pins("A B")
    chip = sa.Circuit({"Y": ~(p & q)}, pinout=["A", "B", "Y", "GND", "NC", "NC", "NC", "VCC"], name="7400")
    labels = [m for m in draw_package(chip).marks if isinstance(m, Label)]
    place = {m.formula[0].text: m.at for m in labels}
    assert place["A"][1] == place["VCC"][1] and place["A"][0] < place["VCC"][0]
    assert place["GND"][1] > place["Y"][1] > place["B"][1]
    assert place["1"][0] < place["A"][0] and place["8"][1] == pytest.approx(place["1"][1])


@pytest.mark.parametrize("kind", ["gates", "package", "levels", None])
def test_drawings_are_sound_documents(kind, tmp_path):
    drawing = sa.draw(random_circuit(1), kind=kind)
    ElementTree.fromstring(drawing.svg)
    assert "tikzpicture" in drawing.tikz
    assert drawing.save(tmp_path / "c.svg").stat().st_size > 500


@pytest.mark.parametrize(
    ("circuit", "options", "error"),
    [
        (random_circuit(1), {"kind": "units"}, ValueError),
        (random_circuit(1), {"kind": "blocks"}, sa.UnsupportedError),
        (adder(64), {"kind": "gates"}, sa.UnsupportedError),
        (random_circuit(1), {"width": 0.1}, ValueError),
        ("c17", {}, TypeError),
    ],
)
def test_what_cannot_be_drawn_is_refused(circuit, options, error):
    with pytest.raises(error, match=r"must|width"):
        sa.draw(circuit, **options)


def test_a_notebook_shows_package_and_gates(tmp_path):
    hostile = sa.Circuit(
        {"<script>": sa.pins("<b>")[0] & sa.pins("q")[0]}, about="<script>alert(1)</script>", name="<i>"
    )
    page = tmp_path / "page.html"
    page.write_text(f"<meta charset=utf-8>{random_circuit(2)._repr_html_()}{hostile._repr_html_()}", encoding="utf-8")
    assert "<script>" not in page.read_text(encoding="utf-8")
    visit = screenshot(page, tmp_path / "page.png")
    assert not visit.problems and not visit.requests
