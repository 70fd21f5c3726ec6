"""Circuits: gates, arrays, drafts, signals, Booleans and graphs, held against evaluation gate by gate."""

from __future__ import annotations

import pickle
from fractions import Fraction
from itertools import product

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import ITE, And, Equivalent, Implies, Nand, Nor, Not, Or, Rational, Symbol, Xor, symbols, true
from sympy.logic.boolalg import Xnor

import symact as sa
from symact.logic.circuit import assemble
from symact.logic.draft import Draft
from symact.logic.evaluate import evaluate, gate_value
from symact.logic.gates import Kind, as_gate

a, b, c = symbols("a b c")

FORMULAS = (a & b, a | b, a ^ b, ~a, Nand(a, b, c), Nor(a, b), Xnor(a, b, c), ITE(a, b, c), Implies(a, b))


def rows(circuit):
    """Return the outputs at every vector of inputs."""
    return [evaluate(circuit, bits)[0] for bits in product((0, 1), repeat=len(circuit.inputs))]


def full_adder():
    x, y, z = sa.pins("x y z")
    half = (x ^ y).named("half")
    return sa.Circuit({"s": half ^ z, "c": (x & y) | (half & z)}, inputs=(x, y, z), name="full_adder")


class TestGates:
    @pytest.mark.parametrize("kind", [k for k in Kind if k not in (Kind.BUF, Kind.NOT, Kind.MUX)])
    @pytest.mark.parametrize("n", [1, 2, 3, 5])
    def test_kinds_are_what_sympy_says(self, kind, n):
        pins = symbols(f"p:{n}")
        formula = {"AND": And, "OR": Or, "XOR": Xor, "NAND": Nand, "NOR": Nor, "XNOR": Xnor}[kind.name](*pins)
        for bits in product((0, 1), repeat=n):
            want = formula.subs(dict(zip(pins, map(bool, bits), strict=True)))
            assert gate_value(kind, bits) == int(want == true)

    def test_a_multiplexer_takes_the_second_pin_at_0(self):
        assert [gate_value(Kind.MUX, (s, 1, 0)) for s in (0, 1)] == [1, 0]

    @given(st.lists(st.fractions(-3, 3, max_denominator=7), min_size=1, max_size=5), st.fractions(-5, 5))
    def test_integral_weights_make_the_same_unit(self, weights, threshold):
        unit = sa.Threshold(weights, threshold)
        whole = sa.Threshold(*unit.integral)
        assert all(type(w) is int for w in whole.weights)
        for bits in product((0, 1), repeat=len(weights)):
            assert unit(*bits) == whole(*bits)

    def test_the_convention_fires_on_the_threshold(self):
        assert sa.Threshold((Rational(1, 2), 1), Fraction(3, 2))(1, 1) == 1
        assert sa.Threshold((1,), 1)(0) == 0

    @pytest.mark.parametrize("wrong", [0.5, "1", None, True])
    def test_weights_are_exact(self, wrong):
        with pytest.raises(TypeError, match="a weight must be an integer or a rational"):
            sa.Threshold((wrong,), 1)

    @pytest.mark.parametrize(
        "make",
        [
            lambda: sa.Table(2, 16),
            lambda: sa.Table(-1, 0),
            lambda: sa.Table(21, 0),
            lambda: sa.Cover(2, ("1",)),
            lambda: sa.Cover(2, ("1x",)),
            lambda: as_gate("xand"),
            lambda: sa.gate("mux", 0, 1),
            lambda: sa.gate(sa.Table(1, 0b10)),
            lambda: sa.Table(1, 0b10)(2),
        ],
    )
    def test_what_is_no_gate_is_refused(self, make):
        with pytest.raises(ValueError, match="must"):
            make()

    def test_covers_of_the_off_set(self):
        nand, free = sa.Cover(2, ("11",), on=False), sa.Cover(0, ("",))
        assert [nand(p, q) for p, q in product((0, 1), repeat=2)] == [1, 1, 1, 0]
        assert free() == 1 and sa.Cover(0, ())() == 0


class TestDraft:
    def draft(self, *gates, source="c.bench"):
        d = Draft("c", source)
        d.input("i", 1)
        for line, (net, *fanins) in enumerate(gates, 2):
            d.gate(d.net(net, line), Kind.AND, [d.net(f, line) for f in fanins], line)
        d.output(gates[-1][0], line=9)
        return d

    def test_any_order_becomes_a_topological_one(self):
        circuit = self.draft(("z", "y", "x"), ("y", "x", "i"), ("x", "i", "i"), ("w", "z")).circuit()
        assert circuit.labels == ("x", "y", "z", "w")
        assert circuit.levels.tolist() == [0, 0, 1, 2, 3, 4]

    def test_a_chain_of_100000_gates_in_the_wrong_order(self):
        d = Draft()
        d.input("n0")
        for k in range(100_000, 0, -1):
            d.gate(d.net(f"n{k}"), Kind.NOT, [d.net(f"n{k - 1}")])
        d.output("n100000")
        assert d.circuit().levels[-1] == 100_000

    @pytest.mark.parametrize(
        ("gates", "message"),
        [
            ([("x", "i"), ("x", "i")], r"'x' is driven twice, first at line 2 \(c\.bench, line 3\)"),
            ([("x", "i", "q")], r"nothing drives net 'q', read by 'x' \(c\.bench, line 2\)"),
            ([("x", "x")], "cycle of gates: 'x' reads 'x'"),
            ([("z", "i"), ("x", "y"), ("y", "z", "x")], "cycle of gates: 'x' reads 'y' reads 'x'"),
            ([("x", "i", "i"), ("i", "x")], "'i' is driven twice"),
            ([("x",)], "AND must have at least one input, at net 'x'"),
        ],
    )
    def test_contradictions_are_refused_with_file_line_and_net(self, gates, message):
        with pytest.raises(sa.CircuitError, match=message):
            self.draft(*gates).circuit()

    def test_a_long_cycle_is_told_in_short(self):
        gates = [(f"n{k}", f"n{(k + 1) % 50}") for k in range(50)]
        with pytest.raises(sa.CircuitError, match=r"'n3' reads \.\.\. reads 'n47'"):
            self.draft(*gates).circuit()

    def test_an_output_twice_or_of_nothing(self):
        d = self.draft(("x", "i"))
        with pytest.raises(sa.CircuitError, match="output 'x' is stated twice"):
            d.output("x", line=10)
        d.output("nowhere", line=11)
        with pytest.raises(sa.CircuitError, match=r"nothing drives net 'nowhere', shown by output .* line 11"):
            d.circuit()

    def test_registers_break_cycles(self):
        d = Draft()
        d.register(d.net("q"), d.gate(d.net("d"), Kind.NOT, [d.net("q")]), initial=1)
        d.output("q")
        circuit = d.circuit()
        assert evaluate(circuit, (), (1,)) == ((1,), (0,))


class TestCircuit:
    def test_it_tells_what_it_is(self):
        circuit = full_adder()
        assert repr(circuit) == "<Circuit 'full_adder': 3 inputs, 2 outputs, 5 gates>"
        assert circuit.names[circuit.first_gate] == "half" and circuit.nets == 9

    def test_it_adds(self):
        assert [s + 2 * carry for s, carry in rows(full_adder())] == [0, 1, 1, 2, 1, 2, 2, 3]

    def test_it_is_a_value(self):
        circuit = full_adder()
        assert circuit == full_adder() and hash(circuit) == hash(full_adder())
        assert circuit != sa.Circuit({"s": a ^ b}) and circuit != 1
        assert pickle.loads(pickle.dumps(circuit)) == circuit
        with pytest.raises(AttributeError):
            circuit.name = "other"
        with pytest.raises(TypeError):
            circuit.outputs["s"] = 0
        with pytest.raises(ValueError, match="read-only"):
            circuit.fanins[0] = 0

    def test_unnamed_gates_get_names_that_nobody_has(self):
        p, q = sa.pins("n3 n4")
        circuit = sa.Circuit({"y": (p & q) | (p ^ q)})
        assert len(set(circuit.names)) == circuit.nets

    @pytest.mark.parametrize(
        "parts",
        [
            {"kinds": [99]},
            {"fanins": [2, 99]},
            {"fanins": [2, -1]},
            {"fanins": [2, 6]},
            {"offsets": [0, 1]},
            {"offsets": [1, 2]},
            {"kinds": [7]},
            {"outputs": {"y": 8}},
            {"labels": ["a", "b"]},
            {"labels": ["a"]},
            {"labels": ["a\nb"]},
            {"outputs": {"": 2}},
        ],
    )
    def test_arrays_that_contradict_each_other_are_refused(self, parts):
        sound = {"inputs": ["a", "b"], "outputs": {"y": 6}, "kinds": [0], "offsets": [0, 2], "fanins": [2, 4]}
        assert assemble(**sound).gates == 1
        with pytest.raises(sa.CircuitError):
            assemble(**(sound | parts))


class TestSignals:
    def test_constants_and_complements(self):
        p, q = sa.pins("p q")
        circuit = sa.Circuit({"y": ~(p & 1), "z": 0 | q, "one": 1, "np": ~p}, inputs=("p", "q"))
        assert rows(circuit) == [(1, 0, 1, 1), (1, 1, 1, 1), (0, 0, 1, 0), (0, 1, 1, 0)]

    def test_names_are_kept(self):
        p, q = sa.pins("p q")
        circuit = sa.Circuit({"y": (p & q).named("both"), "n": (~p).named("not_p"), "same": p.named("copy")})
        assert circuit.labels == ("both", "not_p", "copy")

    def test_a_deep_signal(self):
        p, q = sa.pins("p q")
        deep = p
        for _ in range(20_000):
            deep = deep ^ q
        assert sa.Circuit({"y": deep}).gates == 20_000

    def test_a_block_is_its_circuit(self):
        p = sa.bus("p", 3)
        block = sa.instance(full_adder(), {"x": p[0], "y": ~p[1], "z": p[2]}, name="fa")
        circuit = sa.Circuit(block, inputs=p)
        flipped = [rows(full_adder())[4 * i + 2 * (1 - j) + k] for i, j, k in product((0, 1), repeat=3)]
        assert rows(circuit) == flipped and "fa.half" in circuit.names
        with_constant = sa.Circuit(sa.instance(full_adder(), {"x": p[0], "y": 1, "z": 0}))
        assert rows(with_constant) == [(1, 0), (0, 1)]

    @pytest.mark.parametrize(
        ("wrong", "error"),
        [
            (lambda p: sa.Circuit({"y": p & "q"}), TypeError),
            (lambda p: sa.Circuit({"y": 2}), TypeError),
            (lambda p: sa.Circuit({"y": "p & q"}), TypeError),
            (lambda p: sa.Circuit("p"), TypeError),
            (lambda p: sa.Circuit({"y": p & sa.pins("p")[0]}), sa.CircuitError),
            (lambda p: sa.Circuit({"y": p}, inputs=["q"]), sa.CircuitError),
            (lambda p: sa.Circuit({"y": sa.register("r")}), sa.CircuitError),
            (lambda p: sa.Circuit({"y": p}, next={p: p}), sa.CircuitError),
            (lambda p: sa.register("r", initial=2), ValueError),
            (lambda p: sa.instance(full_adder(), {"x": p}), sa.CircuitError),
            (lambda p: sa.instance(full_adder(), {"w": p}), sa.CircuitError),
            (lambda p: sa.instance(full_adder(), {"x": (p, p)}), sa.CircuitError),
            (lambda p: p and 1, TypeError),
        ],
    )
    def test_what_cannot_be_wired_is_refused(self, wrong, error):
        with pytest.raises(error):
            wrong(sa.pins("p")[0])


class TestBooleans:
    @pytest.mark.parametrize("formula", [*FORMULAS, Equivalent(a, b, c), (a & ~b) | (c ^ a), true, Not(a)], ids=str)
    def test_from_sympy_and_back(self, formula):
        circuit = sa.Circuit({"y": formula}, inputs=("a", "b", "c"))
        again = sa.boolean(circuit, "y")
        for bits, (got,) in zip(product((0, 1), repeat=3), rows(circuit), strict=True):
            values = dict(zip((a, b, c), map(bool, bits), strict=True))
            assert (formula.subs(values) == true) == bool(got) == (again.subs(values) == true)

    def test_functions_become_formulas(self):
        p, q, r = sa.pins("a b c")
        unit = sa.Threshold((2, -1, 1), 1)
        for function in (unit, sa.Table(3, 0b10010110), sa.Cover(3, ("1-0", "01-"), on=False)):
            formula = sa.boolean(sa.Circuit({"y": sa.gate(function, p, q, r)}), "y")
            for bits in product((0, 1), repeat=3):
                assert (formula.subs(dict(zip((a, b, c), map(bool, bits), strict=True))) == true) == function(*bits)

    def test_what_has_no_formula_is_refused(self):
        q = sa.register("q")
        wide = sa.gate(sa.Threshold((1,) * 13, 3), *sa.bus("w", 13))
        circuit = sa.Circuit({"y": q & sa.pins("p")[0], "w": wide}, next={q: q})
        for output in ("y", "w"):
            with pytest.raises(sa.UnsupportedError):
                sa.boolean(circuit, output)
        with pytest.raises(ValueError, match="output must be one of y, w"):
            sa.boolean(circuit, "z")
        with pytest.raises(sa.UnsupportedError, match="And, Or, Not"):
            sa.Circuit({"y": And(a, Symbol("t") > 1)})

    def test_symbols_have_names_that_symbols_may_have(self):
        pins = sa.pins(["a[0]", "a_0", "lambda", "__import__('os')"])
        formula = sa.boolean(sa.Circuit({"y": sa.gate("and", *pins)}), "y")
        assert {s.name for s in formula.free_symbols} == {"a_0", "a_0_x", "v_lambda", "import_os"}

    def test_shared_parts_do_not_blow_up_unnoticed(self):
        p, q = sa.pins("p q")
        for _ in range(60):
            p, q = p & q, p | q
        with pytest.raises(sa.UnsupportedError, match="more than 100,000 operations"):
            sa.boolean(sa.Circuit({"y": p}), "y")


class TestGraphs:
    def test_parallel_pins_are_kept(self):
        p, q = sa.pins("p q")
        graph = sa.Circuit({"y": sa.gate("xor", p, p, ~q, 1, name="g")}).graph
        assert [d["pin"] for d in graph.get_edge_data("p", "g").values()] == [0, 1]
        assert graph.get_edge_data("q", "g")[0] == {"pin": 2, "inverted": True}
        assert graph.nodes[True]["kind"] == "constant"

    def test_there_and_back(self):
        r = sa.register("r", initial=None)
        p, q = sa.pins("p q")
        unit = sa.gate(sa.Threshold((1, -2), 0), p, r)
        circuit = sa.Circuit({"y": ~unit, "one": 1, "p": p}, inputs=(q, p), next={r: unit ^ q}, name="c", about="it")
        again = sa.Circuit(circuit.graph)
        assert again == circuit and (again.name, again.about) == ("c", "it")
        assert again.registers[0].initial is None

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda g: g.add_node("k"),
            lambda g: g.add_node("k", kind="xand"),
            lambda g: g.remove_edge("x", "half"),
            lambda g: g.add_edge("s_net", "half", pin=2),
            lambda g: g.graph.pop("outputs"),
            lambda g: g.graph["outputs"].update(y=("nowhere", False)),
        ],
    )
    def test_spoilt_graphs_are_refused(self, spoil):
        graph = full_adder().graph
        spoil(graph)
        with pytest.raises(ValueError, match=r"must|drives|has"):
            sa.Circuit(graph)

    def test_other_graphs_are_refused(self):
        with pytest.raises(TypeError, match="MultiDiGraph"):
            sa.Circuit(nx.DiGraph())


@pytest.mark.parametrize(
    "ask",
    [
        sa.Simulator,
        sa.truth_table,
        sa.to_network,
        lambda c: sa.simulate(c, {}),
        lambda c: sa.agreement(full_adder(), c),
        lambda c: sa.boolean(c, "y"),
        lambda c: sa.instance(c, {}),
        lambda c: sa.write_circuit(c, "c.blif"),
    ],
)
def test_what_is_no_circuit_is_refused(ask):
    with pytest.raises(TypeError, match=r"circuit must be a symact\.Circuit, not 'c17'"):
        ask("c17")


@pytest.mark.parametrize("wrong", [lambda: sa.pins(3), lambda: sa.pins(["a", 3]), lambda: sa.bus("A", -1)])
def test_names_of_pins_are_texts_and_buses_have_pins(wrong):
    with pytest.raises((TypeError, ValueError), match="must"):
        wrong()


@pytest.mark.parametrize(
    ("pins", "found"),
    [
        (["A1", "A0"], {"A": ("A0", "A1")}),
        (["a[2]", "a[3]", "b"], {"a": ("a[2]", "a[3]"), "b": ("b",)}),
        (["A1", "A3"], {"A1": ("A1",), "A3": ("A3",)}),
        (["A", "A0", "A1"], {"A": ("A",), "A0": ("A0",), "A1": ("A1",)}),
        (["A0", "A[0]", "A1"], {"A0": ("A0",), "A[0]": ("A[0]",), "A1": ("A1",)}),
        (["1", "2", "3"], {"1": ("1",), "2": ("2",), "3": ("3",)}),
        (["A09", "A10"], {"A": ("A09", "A10")}),
    ],
)
def test_buses(pins, found):
    assert sa.buses(pins) == found
