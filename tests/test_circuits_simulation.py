"""Simulation: every engine against the obvious evaluation, numbers by pins and buses, cycles, tables, agreement."""

from __future__ import annotations

import pickle
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np
import pytest
from circuit_strategies import circuits, gates
from helpers import few
from hypothesis import given, settings
from hypothesis import strategies as st

import symact as sa
from symact.logic.draft import Draft
from symact.logic.evaluate import evaluate
from symact.logic.gates import Cover, Kind, Table, Threshold
from symact.logic.simulation import on_numba, simulator
from symact.logic.simulation.lowering import lower, needed
from symact.logic.simulation.program import Op, program_of
from symact.logic.simulation.words import counting_words, numbers, random_words, words_for, words_of
from symact.numeric.native import compiler

ENGINES = ["python", "numpy", "c", pytest.param("numba", marks=pytest.mark.long)]


def need(backend: str) -> str:
    if backend == "c" and compiler() is None:
        pytest.skip("needs a C compiler, which is not installed")
    if backend == "numba":
        pytest.importorskip("numba")
    return backend


def multiplier(width: int) -> sa.Circuit:
    """An array of full adders."""
    draft = Draft(f"multiplier{width}")
    a, b = ([draft.input(f"{bus}{i}") for i in range(width)] for bus in "ab")

    def gate(kind: Kind, *fanins: int) -> int:
        return draft.gate(draft.new(), kind, fanins)

    row, carry = [gate(Kind.AND, x, b[0]) for x in a], 0
    product = [row[0]]
    for y in b[1:]:
        above, carry_in, row = [*row[1:], carry], 0, []
        for x, p in zip(a, above, strict=True):
            q = gate(Kind.AND, x, y)
            half = gate(Kind.XOR, p, q)
            row.append(gate(Kind.XOR, half, carry_in))
            carry_in = gate(Kind.OR, gate(Kind.AND, p, q), gate(Kind.AND, half, carry_in))
        carry = carry_in
        product.append(row[0])
    for k, literal in enumerate([*product, *row[1:], carry]):
        draft.output(f"p{k}", literal)
    return draft.circuit()


def rebuilt(circuit: sa.Circuit, by_level: bool = False, spoilt: int = -1) -> sa.Circuit:
    """The circuit with its pins in another order, its gates too if need be, and one pin of one gate inverted."""
    draft = Draft(circuit.name)

    def literal(l: int) -> int:
        return draft.net(circuit.names[l >> 1]) ^ l & 1 if l > 1 else l

    for pin in reversed(circuit.inputs):
        draft.input(pin)
    for net, kind, fanins in sorted(circuit.each_gate(), key=lambda gate: circuit.levels[gate[0]] if by_level else 0):
        read = [literal(f) ^ (net == circuit.first_gate + spoilt and k == 0) for k, f in enumerate(fanins)]
        draft.gate(draft.net(circuit.names[net]), kind, read)
    for pin, shown in reversed(circuit.outputs.items()):
        draft.output(pin, literal(shown))
    return draft.circuit()


MULTIPLIER = multiplier(8)


def bits(words: np.ndarray, vector: int) -> list[int]:
    return [int(word) >> vector % 64 & 1 for word in words[:, vector // 64]]


# Engines


@settings(max_examples=40)
@given(circuit=circuits(), seed=st.integers(0, 1000))
def test_engines_agree_with_the_obvious_evaluation(circuit, seed):
    words, state = random_words(len(circuit.inputs), 2, seed), random_words(len(circuit.registers), 2, seed, 1)
    outputs, following = sa.Simulator(circuit, "python").step(words, state)
    for vector in range(0, 128, 9):
        expected = evaluate(circuit, bits(words, vector), bits(state, vector))
        assert (tuple(bits(outputs, vector)), tuple(bits(following, vector))) == expected
    for backend in ("numpy", *(["c"] if compiler() else [])):
        others = sa.Simulator(circuit, backend).step(words, state)
        assert np.array_equal(others[0], outputs) and np.array_equal(others[1], following)


@pytest.mark.parametrize("words", [0, 1, 16, 17, 127, 128, 129, 4096, 5000])
@pytest.mark.parametrize("backend", ENGINES)
def test_an_engine_multiplies_at_any_number_of_words(backend, words):
    given = random_words(16, words, 7)
    out = sa.Simulator(MULTIPLIER, need(backend)).run(given)
    a, b, p = (numbers(rows, 64 * words) for rows in (given[:8], given[8:], out))
    assert np.array_equal(a * b, p)


@pytest.mark.parametrize("backend", ENGINES)
def test_an_engine_takes_rows_that_lie_apart_or_cannot_be_written(backend):
    given = random_words(16, 600, 3)
    expected = sa.Simulator(MULTIPLIER, "python").run(given)
    simulator = sa.Simulator(MULTIPLIER, need(backend))
    spread = np.repeat(given, 2, axis=1)[:, ::2]
    frozen = given.copy()
    frozen.flags.writeable = False
    for words in (spread, frozen, np.asfortranarray(given)):
        assert np.array_equal(simulator.run(words), expected)


def test_a_simulator_is_pickled_by_its_circuit():
    again = pickle.loads(pickle.dumps(sa.Simulator(MULTIPLIER, "numpy")))
    assert again.backend == "numpy" and again.circuit == MULTIPLIER


@pytest.mark.parametrize("backend", ["auto", *ENGINES])
def test_a_simulator_runs_in_threads(backend):
    simulator = sa.Simulator(MULTIPLIER, backend if backend == "auto" else need(backend))
    parts = [random_words(16, 40 + 8 * k, k) for k in range(40)]
    with ThreadPoolExecutor(4) as threads:
        several = list(threads.map(simulator.run, parts))
    assert all(np.array_equal(out, simulator.run(part)) for out, part in zip(several, parts, strict=True))


def test_without_compilers_the_choice_falls_on_numpy(monkeypatch):
    monkeypatch.setattr(simulator, "_is_there", lambda backend: False)
    monkeypatch.setattr(simulator, "WORTH_COMPILING", {"c": 1, "numba": 1})
    chosen = sa.Simulator(MULTIPLIER)
    assert [chosen._choice(words) for words in (1, 16, 17, 10**9)] == ["python", "python", "numpy", "numpy"]
    monkeypatch.setattr(simulator, "_is_there", lambda backend: backend == "numba")
    assert chosen._choice(17) == "numba"


def test_numba_is_asked_for_by_name(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "numba", None)
    on_numba.kernel.cache_clear()
    with pytest.raises(sa.MissingExtraError, match=r'pip install "symact\[numba\]"'):
        sa.Simulator(MULTIPLIER, "numba").run(random_words(16, 1, 0))


def test_what_a_simulator_refuses():
    with pytest.raises(ValueError, match="backend must be auto or one of c, numba, numpy, python, not 'cuda'"):
        sa.Simulator(MULTIPLIER, "cuda")
    with pytest.raises(ValueError, match=r"words must be of shape \(16, n\)"):
        sa.Simulator(MULTIPLIER).run(np.zeros((3, 1), np.uint64))
    with pytest.raises(TypeError, match="words must be integers of 64 bits"):
        sa.Simulator(MULTIPLIER).run(np.zeros((16, 1)))
    with pytest.raises(sa.CircuitError, match="has registers; run it by step"):
        sa.Simulator(counter()).run(np.zeros((0, 1), np.uint64))
    with pytest.raises(ValueError, match="state must have 2 words a row"):
        sa.Simulator(counter()).step(np.zeros((0, 2), np.uint64), np.zeros((2, 1), np.uint64))


@pytest.mark.long
@pytest.mark.parametrize(("backend", "least"), [("c", 1e10), ("numpy", 1e9)])
def test_simulation_is_fast(backend, least):
    """A tenth of what an idle machine of 2022 does; benchmarks/circuits.py has the measurement."""
    array = multiplier(16)
    prepared = sa.Simulator(array, need(backend))
    words, best = random_words(32, 1 << 14, 0), np.inf
    for _ in range(5):
        start = time.process_time()
        prepared.run(words)
        best = min(best, time.process_time() - start)
    assert words.shape[1] * 64 * array.gates / best > least


# Lowering


def test_an_exclusive_or_of_ands_is_found():
    a, b = sa.pins("a b")
    for circuit in ({"y": ~(~(a & ~b) & ~(~a & b))}, {"y": ~(a & b) & ~(~a & ~b)}, {"y": (a | b) & ~(a & b)}):
        nodes, roots = lower(sa.Circuit(circuit, inputs=(a, b)))
        (node,) = needed(nodes, roots)
        assert nodes.left[node] > nodes.right[node]


@settings(max_examples=40)
@given(circuits(kinds=(Kind.AND,), inputs=3, registers=0, size=25))
def test_ands_alone_are_lowered_to_what_they_are(circuit):
    assert all(evaluate(circuit, ins)[0] == outs for ins, outs in sa.truth_table(circuit).rows())


@settings(max_examples=40)
@given(gates((Table, Cover, Threshold), most=7))
def test_a_gate_of_many_pins_is_lowered_to_what_it_is(gate):
    x = sa.bus("x", gate.inputs)
    table = sa.truth_table(sa.Circuit({"y": sa.gate(gate, *x)}, inputs=x))
    assert all(gate(*ins) == outs[0] for ins, outs in table.rows())


def test_what_is_equal_or_constant_is_lowered_once():
    a, b, c = sa.pins("a b c")
    same = sa.Circuit({"x": a & b & c, "y": sa.gate("nand", a, b, c), "z": (a & ~a) | (b & 1), "w": sa.mux(c, a, a)})
    nodes, roots = lower(same)
    assert len(needed(nodes, roots)) == 2
    assert roots == [roots[0], roots[0] ^ 1, 4, 2]


def test_slots_are_few_whatever_the_order_of_gates():
    array = multiplier(24)
    assert program_of(array).slots <= 32
    assert program_of(rebuilt(array, by_level=True)).slots <= 128


def test_a_program_of_full_adders_has_one_instruction_a_gate():
    program = program_of(MULTIPLIER)
    done = np.bincount(program.code[:, 0], minlength=len(Op))
    assert done[Op.ANDNOT] == done[Op.NOT] == 0 and done[Op.COPY] == 16
    assert len(program.code) - 16 <= MULTIPLIER.gates


# Words


@given(st.integers(1, 70), st.integers(0, 300), st.randoms(use_true_random=False))
def test_words_of_numbers_are_turned_round(width, count, random):
    values = np.array([random.randrange(1 << width) for _ in range(count)], dtype=np.uint64 if width <= 64 else object)
    words = words_of(values, width)
    assert words.shape == (width, -(-count // 64))
    assert numbers(words, count).tolist() == values.tolist()
    assert all(bits(words, k) == [int(v) >> i & 1 for i in range(width)] for k, v in enumerate(values[:70]))


def test_counting_words_count():
    assert numbers(counting_words(9, 2, 5), 192).tolist() == [*range(128, 320)]


def test_random_words_are_those_of_their_seed():
    assert random_words(1, 2, 1, 2).tolist() == [[17998251538635940962, 16956251601576337083]]


# Calls


def adder() -> sa.Circuit:
    a, b, (carry,) = sa.bus("A", 4, 1), sa.bus("B", 4, 1), sa.pins("C0")
    sums: dict[str, sa.Signal] = {}
    for k, (x, y) in enumerate(zip(a, b, strict=True), 1):
        sums[f"S{k}"] = x ^ y ^ carry
        carry = sa.gate(sa.Threshold((1, 1, 1), 2), x, y, carry)
    return sa.Circuit({**sums, "C4": carry}, inputs=("C0", *a, *b), name="adder")


def counter(initial: int | None = 0) -> sa.Circuit:
    low, high = sa.register("q0", initial), sa.register("q1", initial)
    return sa.Circuit({"q0": low, "q1": high}, next={low: ~low, high: low ^ high}, name="counter")


def test_an_adder_adds():
    assert adder()(A=9, B=5, C0=0) == {"S": 14, "C4": 0}
    assert adder()({"A": 9}, B=True, C0=np.True_) == {"S": 11, "C4": 0}
    assert adder()(A=9, B=np.int8(7), C0=0) == adder()(A=9, B1=1, B2=1, B3=1, B4=0, C0=0) == {"S": 0, "C4": 1}


def test_an_adder_adds_arrays():
    a, b, carry = np.arange(16)[:, None, None], np.arange(16, dtype=np.int8)[:, None], [False, True]
    shown = adder()(A=a, B=b, C0=carry)
    assert shown["S"].dtype == shown["C4"].dtype == np.uint64
    assert np.array_equal(shown["S"] + 16 * shown["C4"], a + b + np.array(carry))
    assert adder()(A=[], B=3, C0=0)["S"].shape == (0,)


def test_a_bus_wider_than_a_word_is_of_python_integers():
    a, b = sa.bus("a", 80), sa.bus("b", 80)
    both = sa.Circuit({f"y{k}": x & y for k, (x, y) in enumerate(zip(a, b, strict=True))})
    assert both(a=2**79 + 5, b=2**80 - 4)["y"] == 2**79 + 4
    shown = both(a=[2**79 + 5, 1], b=np.array([2**80 - 4, 1], dtype=object))["y"]
    assert shown.dtype == object and shown.tolist() == [2**79 + 4, 1]
    assert both(a=np.array([5, 6]), b=np.uint64(2**64 - 1))["y"].tolist() == [5, 6]
    with pytest.raises(ValueError, match=f"a must be from 0 to {2**80 - 1}, of 80 bits, not -5"):
        both(a=np.array([1, -5]), b=0)


@settings(max_examples=20)
@given(circuits(registers=0), st.data())
def test_a_call_shows_what_evaluation_does(circuit, data):
    values = data.draw(st.lists(st.integers(0, 1), min_size=len(circuit.inputs), max_size=len(circuit.inputs)))
    shown = circuit(dict(zip(circuit.inputs, values, strict=True)))
    by_pin = {pin: shown[bus] >> k & 1 for bus, pins in sa.buses(circuit.outputs).items() for k, pin in enumerate(pins)}
    assert tuple(by_pin[pin] for pin in circuit.outputs) == evaluate(circuit, values)[0]


def test_signals_make_a_block():
    x = sa.bus("x", 3)
    block = adder()(A=(*x, 0), B=11, C0=1)
    twelve_more = sa.Circuit({**{f"s{k}": s for k, s in enumerate(block["S"])}, "s4": block["C4"]})
    assert [twelve_more(x=k)["s"] for k in range(8)] == [*range(12, 20)]


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"A": 9, "B": 5}, TypeError, "'adder' needs a value for 'C0'; give it by name"),
        ({"A": 9, "B1": 1, "C0": 1}, TypeError, "needs a value for 'B2', 'B3', 'B4'"),
        ({"A": 9, "B": 5, "C": 0}, TypeError, "there is no input 'C'; did you mean 'C0'?"),
        ({"A": 9, "B": 5, "carry": 0}, TypeError, "there is no input 'carry'; there is C0, A, B"),
        ({"A": 9, "B": 5, "C0": 0, "A1": 1}, TypeError, "input 'A1' is given twice, by 'A' and by 'A1'"),
        ({"A": 16, "B": 5, "C0": 0}, ValueError, "A must be from 0 to 15, of 4 bits, not 16"),
        ({"A": 1, "B": 5, "C0": 2}, ValueError, "C0 must be from 0 to 1, of 1 bit, not 2"),
        ({"A": [3, -1], "B": 5, "C0": 0}, ValueError, "A must be from 0 to 15, of 4 bits, not -1"),
        ({"A": 2**70, "B": 5, "C0": 0}, ValueError, "A must be from 0 to 15"),
        ({"A": 9.0, "B": 5, "C0": 0}, TypeError, "A must be an integer or an array of integers, not 9.0"),
        ({"A": "9", "B": 5, "C0": 0}, TypeError, "A must be an integer or an array of integers, not '9'"),
        ({"A": None, "B": 5, "C0": 0}, TypeError, "A must be an integer"),
        ({"A": [1, 2], "B": [1, 2, 3], "C0": 0}, ValueError, "shape mismatch"),
    ],
)
def test_what_a_call_refuses(values, error, message):
    with pytest.raises(error) as problem:
        adder()(values)
    assert message in str(problem.value)
    with pytest.raises(TypeError, match="input 'A' is given twice, in the mapping and by name"):
        adder()({"A": 1}, A=1, B=2, C0=0)


# Cycles


@settings(max_examples=20)
@given(circuits(initial=(0, 1), registers=3), st.integers(1, 5), st.integers(0, 100))
def test_cycles_follow_each_other(circuit, cycles, seed):
    random = np.random.default_rng(seed)
    inputs = {pin: random.integers(0, 2, (cycles, 3)) for pin in circuit.inputs}
    shown = sa.simulate(circuit, inputs, cycles)
    by_pin = {
        pin: shown[bus] >> np.uint64(k) & np.uint64(1)
        for bus, pins in sa.buses(circuit.outputs).items()
        for k, pin in enumerate(pins)
    }
    for run in range(3):
        state: tuple[int, ...] = tuple(r.initial or 0 for r in circuit.registers)
        for cycle in range(cycles):
            values = [int(inputs[pin][cycle, run]) for pin in circuit.inputs]
            outputs, state = evaluate(circuit, values, state)
            assert tuple(int(by_pin[pin][cycle, run]) for pin in circuit.outputs) == outputs


def test_a_counter_counts_from_where_it_is_told():
    assert sa.simulate(counter(), {}, cycles=5)["q"].tolist() == [0, 1, 2, 3, 0]
    assert sa.simulate(counter(None), {}, cycles=2, initial=1)["q"].tolist() == [3, 0]
    assert sa.simulate(counter(), {}, cycles=2, initial=1)["q"].tolist() == [0, 1]
    assert sa.simulate(counter(), {}, cycles=3, initial={"q": [1, 2]})["q"].T.tolist() == [[1, 2, 3], [2, 3, 0]]
    assert sa.simulate(counter(None), {}, initial={"q0": 1, "q1": 0}) == counter()({}) | {"q": 1}


def test_what_simulation_over_cycles_refuses():
    with pytest.raises(sa.CircuitError, match=r"register 'q0' of 'counter' has no initial value; .*=\{'q0': 0\}"):
        counter(None)()
    with pytest.raises(sa.CircuitError, match="register 'q1' of 'counter' has no initial value"):
        sa.simulate(counter(None), {}, initial={"q0": 1})
    with pytest.raises(TypeError, match="there is no register 'p'; there is q"):
        sa.simulate(counter(), {}, initial={"p": 0, "q0": 1})
    with pytest.raises(ValueError, match="cycles must be an integer from 1 on, not 0"):
        sa.simulate(counter(), {}, cycles=0)
    with pytest.raises(ValueError, match=r"values over 3 cycles must .* not shape \(2,\)"):
        sa.simulate(adder(), {"A": [1, 2], "B": 1, "C0": 0}, cycles=3)
    with pytest.raises(ValueError, match="initial must be from 0 to 1"):
        sa.simulate(counter(None), {}, initial=2)


def test_a_circuit_without_registers_runs_over_cycles_too():
    shown = sa.simulate(adder(), {"A": [1, 2, 3], "B": 4, "C0": 1}, cycles=3)
    assert shown["S"].tolist() == [6, 7, 8]


# Truth tables


@settings(max_examples=20)
@given(circuits(registers=0, inputs=8))
def test_a_truth_table_has_every_row(circuit):
    table = sa.truth_table(circuit)
    assert len(table) == 1 << len(circuit.inputs)
    assert all(evaluate(circuit, ins)[0] == outs for ins, outs in table.rows())
    pin = next(iter(circuit.outputs))
    assert [table.gate(pin)(*ins) for ins, _ in table.rows()] == [outs[0] for _, outs in table.rows()]


def test_a_truth_table_of_all_products():
    table = sa.truth_table(MULTIPLIER)
    a, b = np.arange(1 << 16) % 256, np.arange(1 << 16) // 256
    assert np.array_equal(table["p"], a * b) and np.array_equal(table["p3"], a * b >> 3 & 1)
    assert repr(table) == "<TruthTable: 16 inputs, 16 outputs, 65,536 rows>"
    assert "65,536 rows" in table._repr_html_()


def test_truth_tables_are_equal_by_what_they_say():
    a, b = sa.pins("a b")
    both, other = (sa.truth_table(sa.Circuit({"y": y}, inputs=(a, b))) for y in (a & b, ~(~a | ~b)))
    assert both == other != sa.truth_table(sa.Circuit({"y": a | b}))
    assert both != 1 and both.words.tolist() == [[0b1000]]


def test_a_truth_table_in_a_page_escapes_names():
    table = sa.truth_table(sa.Circuit({"y<b>": sa.pins(["<i>"])[0]}))
    page = table._repr_html_()
    assert "&lt;i&gt;" in page and "<i>" not in page and page.count("<tr>") == 3


def test_what_truth_tables_refuse():
    with pytest.raises(sa.CircuitError, match="without registers, which 'counter' has"):
        sa.truth_table(counter())
    wide = sa.Circuit({"y": sa.gate("and", *sa.bus("x", 27))})
    with pytest.raises(sa.UnsupportedError, match="at most 26 inputs and 1024 MiB, not 27 inputs"):
        sa.truth_table(wide)
    with pytest.raises(ValueError, match="a gate must have at most 20 inputs, not 21"):
        sa.truth_table(sa.Circuit({"y": sa.gate("and", *sa.bus("x", 21))})).gate("y")
    with pytest.raises(TypeError, match="there is no output 'z'"):
        sa.truth_table(adder())["z"]


# Agreement


@settings(max_examples=25)
@given(circuits(registers=0), circuits(registers=0))
def test_agreement_is_exact_where_inputs_are_few(a, b):
    pins = [f"x{k}" for k in range(4)]
    one, other = (renamed(c, pins) for c in (a, b))
    answer = sa.agreement(one, other)
    tables = [sa.truth_table(c) for c in (one, other)]
    assert answer.exact and bool(answer) == answer.equal == bool(np.array_equal(*(t.words for t in tables)))
    if not answer:
        shown = [one(answer.inputs)["y"], other(answer.inputs)["y"]]
        assert answer.difference == {"y": tuple(shown)} and shown[0] != shown[1]


def renamed(circuit: sa.Circuit, pins: list[str]) -> sa.Circuit:
    """The circuit as a block on these pins, of which it may not read all, and its first output as y."""
    signals = dict(zip(pins, sa.pins(pins), strict=True))
    block = sa.instance(circuit, dict(zip(circuit.inputs, signals.values(), strict=False)))
    first = next(iter(block.values()))
    return sa.Circuit({"y": first[0] if isinstance(first, tuple) else first}, inputs=[*signals.values()])


def test_agreement_beyond_all_inputs_is_measured_and_says_so():
    array = multiplier(12)
    assert repr(sa.agreement(array, rebuilt(array), 1000, seed=5)) == (
        "<Agreement: no difference at 1,000 random vectors, seed 5 (measured)>"
    )
    assert sa.agreement(MULTIPLIER, rebuilt(MULTIPLIER)) == sa.Agreement(True, True, 1 << 16)
    found = sa.agreement(array, rebuilt(array, spoilt=300))
    assert not found and found.exact and found.seed == 0
    assert found.inputs is not None and found.difference is not None
    mine, others = (c(found.inputs)["p"] for c in (array, rebuilt(array, spoilt=300)))
    assert mine ^ others == sum(1 << int(pin[1:]) for pin in found.difference)
    assert "(exact)" in repr(found)


def test_more_vectors_than_inputs_make_it_exact():
    x = sa.bus("x", 18)
    every, none = sa.Circuit({"y": sa.gate("and", *x)}), sa.Circuit({"y": 0}, inputs=x)
    assert sa.agreement(every, none, 1000).equal and not sa.agreement(every, none, 1000).exact
    assert sa.agreement(every, none, 1 << 18).inputs == dict.fromkeys(every.inputs, 1)


@pytest.mark.parametrize("vectors", [1, 2, 3, 5, 64, 65])
def test_agreement_tries_as_many_vectors_as_it_says(vectors):
    x = sa.bus("x", 18)
    tried = numbers(random_words(18, words_for(vectors), 0, 0, 0), vectors)
    for k, pin in enumerate(x):
        one, none = (sa.Circuit({"y": y}, inputs=x) for y in (pin, 0))
        assert sa.agreement(one, none, vectors).equal == (not (tried >> np.uint64(k) & np.uint64(1)).any())


@pytest.mark.parametrize(
    "executor", few([ThreadPoolExecutor, partial(ProcessPoolExecutor, mp_context=get_context("spawn"))], 1)
)
def test_agreement_is_the_same_on_any_executor(executor):
    array = multiplier(12)
    for other in (rebuilt(array, spoilt=100), array):
        alone = sa.agreement(array, other, 10**7)
        with executor(2) as pool:
            assert sa.agreement(array, other, 10**7, executor=pool) == alone


def test_random_vectors_do_not_depend_on_the_part_they_are_in():
    vectors = sa.random_vectors(adder(), 100, seed=1)
    assert {k: v.shape for k, v in vectors.items()} == {"C0": (100,), "A": (100,), "B": (100,)}
    again = sa.random_vectors(adder(), 100, seed=1)
    assert all(np.array_equal(vectors[k], again[k]) for k in vectors)
    assert not np.array_equal(vectors["A"], sa.random_vectors(adder(), 100, seed=2)["A"])


def test_agreement_of_registers_is_over_cycles():
    (enable,) = sa.pins("en")
    low, high = sa.register("q0"), sa.register("q1", None)
    following = {low: low ^ enable, high: low & enable ^ high}
    right = sa.Circuit({"q0": low, "q1": high}, next=following, name="right")
    wrong = sa.Circuit({"q0": low, "q1": high}, next=following | {high: low & enable | high}, name="wrong")
    assert repr(sa.agreement(right, right, 500, cycles=9)) == (
        "<Agreement: no difference at 500 random runs of 9 cycles, seed 0 (measured)>"
    )
    for initial in (None, 0):
        found = sa.agreement(right, wrong, initial=initial)
        assert found.difference == {"q1": (0, 1)} and found.cycles is not None
        start = found.initial if initial is None else initial
        one, other = (sa.simulate(c, found.inputs or {}, found.cycles, start)["q"] for c in (right, wrong))
        assert one[-1] != other[-1] and one[:-1].tolist() == other[:-1].tolist()
    assert found.initial == {"q1": 0}


def test_agreement_changes_inputs_from_cycle_to_cycle():
    (x,), before = sa.pins("x"), sa.register("before")
    falls = sa.Circuit({"y": before & ~x}, next={before: x})
    found = sa.agreement(falls, sa.Circuit({"y": 0}, inputs=(x,)))
    assert found.inputs is not None and found.inputs["x"][-2:] == [1, 0] and found.cycles == len(found.inputs["x"])


def test_what_agreement_refuses():
    a, b = sa.pins("a b")
    one = sa.Circuit({"y": a & b})
    with pytest.raises(sa.CircuitError, match=r"the same input pins, and only <Circuit 'two'.* has 'c'"):
        sa.agreement(one, sa.Circuit({"y": a & b & sa.pins("c")[0]}, name="two"))
    with pytest.raises(sa.CircuitError, match=r"the same output pins, and only .* has 'y'"):
        sa.agreement(one, sa.Circuit({"z": a & b}))
    with pytest.raises(sa.CircuitError, match="register 'q0' has no initial value, in one of the circuits only"):
        sa.agreement(counter(), counter(None))
    for wrong in ({"vectors": 0}, {"seed": -1}, {"cycles": 0}, {"initial": 2}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            sa.agreement(counter(None), counter(None), **wrong)
