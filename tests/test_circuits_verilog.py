"""Structural Verilog: laws of reading and writing, expressions against Icarus Verilog, and what is refused."""

from __future__ import annotations

import re
import subprocess
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from circuit_strategies import NAMES, circuits
from helpers import few, need_tool, shared_data
from hypothesis import given, settings
from hypothesis import strategies as st

import symact as sa
from symact.errors import CircuitError, FormatError, SymactError, UnsupportedError
from symact.logic.circuit import Circuit
from symact.logic.evaluate import evaluate
from symact.logic.formats.verilog.tokens import RESERVED
from symact.logic.formats.verilog.writing import write_verilog
from symact.logic.gates import Kind


def read(text: str | bytes) -> Circuit:
    return sa.read_circuit(text.encode() if isinstance(text, str) else text, format=".v")


def body(text: str, ports: str = "input [3:0] a, input [2:0] b, input c, output [3:0] y, output z") -> Circuit:
    return read(f"module m ({ports});\n{text}\nendmodule\n")


def behaviour(circuit: Circuit) -> list[Any]:
    """Return what the circuit shows and takes next at every input and state."""
    pins, held = len(circuit.inputs), len(circuit.registers)
    return [evaluate(circuit, bits[:pins], bits[pins:]) for bits in product((0, 1), repeat=pins + held)]


def pins(circuit: Circuit) -> tuple[Any, ...]:
    return circuit.inputs, tuple(circuit.outputs), [(r.name, r.initial) for r in circuit.registers]


# ---- laws ----

NAMED = NAMES | st.sampled_from(sorted(RESERVED)) | st.from_regex(r"[!-~]{1,4}|[ab]\[[0-3]\]", fullmatch=True)


@settings(max_examples=30)
@given(circuits(names=NAMED))
def test_any_circuit_comes_back_with_its_pins_and_function(circuit: Circuit) -> None:
    if set(circuit.inputs) & set(circuit.outputs):
        with pytest.raises(UnsupportedError, match="an output must not have the name of an input"):
            write_verilog(circuit)
        return
    text = write_verilog(circuit).decode()
    once = read(text)
    assert once == read(text.replace("assign ", "assign /* word by word */ "))
    assert pins(once)[:2] == pins(circuit)[:2]
    assert [r.initial for r in once.registers] == [r.initial for r in circuit.registers]
    assert behaviour(once) == behaviour(circuit)
    twice = read(write_verilog(once))
    assert (pins(twice), twice.gates, behaviour(twice)) == (pins(once), once.gates, behaviour(once))


PRIMITIVES = [kind for kind in Kind if kind is not Kind.MUX]


@settings(max_examples=30)
@given(circuits(kinds=tuple(PRIMITIVES), registers=0, constants=False, inverted=False, names=NAMED))
def test_gates_as_gates_are_the_same_as_assignments(circuit: Circuit) -> None:
    if set(circuit.inputs) & set(circuit.outputs):
        return
    spelled = [f"\\{name} " for name in circuit.names]
    head = f"module \\{circuit.name} ({', '.join(f'input {spelled[net]}' for net in range(1, circuit.first_gate))}"
    outputs = {pin: literal for pin, literal in circuit.outputs.items() if circuit.names[literal >> 1] != pin}
    gates = [
        *(f"{kind.name.lower()} ({', '.join(spelled[net] for net in (driven, *(l >> 1 for l in read)))});\n"
          for driven, kind, read in circuit.each_gate() if isinstance(kind, Kind)),
        *(f"buf x (\\{pin} ,{spelled[literal >> 1]});" for pin, literal in outputs.items()),
    ]  # fmt: skip
    text = f"{head}, {', '.join(f'output {chr(92)}{pin} ' for pin in circuit.outputs)});\n{''.join(gates)} endmodule"
    made = read(text)
    assert made == read(text.replace("(\\", "(/* word by word */\\"))
    assert pins(made) == pins(circuit)
    assert behaviour(made) == behaviour(circuit)


@settings(max_examples=30)
@given(circuits(kinds=(*(k for k in Kind if k is not Kind.MUX), Kind.MUX), constants=False, inverted=False))
def test_gates_and_names_come_back_as_they_were(circuit: Circuit) -> None:
    if set(circuit.inputs) & set(circuit.outputs) or any(len(f) == 1 for _, _, f in circuit.each_gate()):
        return
    labels = dict(enumerate(circuit.names))
    if any(l & 1 or labels[l >> 1] != pin for pin, l in circuit.outputs.items()):
        return
    assert read(write_verilog(circuit)) == circuit


# ---- texts ----


def test_c17_as_others_write_it() -> None:
    text = """
    // c17
    `timescale 1ns / 1ps
    module c17 (N1,N2,N3,N6,N7,N22,N23);
    input N1,N2,N3,N6,N7; output N22,N23;
    wire N10,N11,N16,N19;
    nand NAND2_1 (N10, N1, N3); nand NAND2_2 (N11, N3, N6), NAND2_3 (N16, N2, N11);
    nand #1 (N19, N11, N7); /* without a name */ nand #(1, 2) NAND2_5 (N22, N10, N16);
    (* keep *) nand NAND2_6 (N23, N16, N19);
    endmodule
    """
    circuit = read(text)
    assert circuit.name == "c17"
    assert [k.name for _, k, _ in circuit.each_gate() if isinstance(k, Kind)] == ["NAND"] * 6
    assert behaviour(circuit) == behaviour(sa.read_circuit(shared_data("circuits", "iscas85", "c17.bench")))


@pytest.mark.parametrize("name", ["adder", *few(["multiplier"], 0)])
def test_files_of_the_epfl_suite(name: str) -> None:
    mine = sa.read_circuit(shared_data("circuits", "epfl", f"{name}.v"))
    assert sa.agreement(mine, sa.read_circuit(shared_data("circuits", "epfl", f"{name}.aig")), 20_000)


def test_vectors_are_pins_by_number_and_the_least_significant_comes_first() -> None:
    circuit = body("assign y = a; assign z = &b;", "input [3:0] a, input [0:2] b, output [3:0] y, output z")
    assert circuit.inputs == ("a[0]", "a[1]", "a[2]", "a[3]", "b[2]", "b[1]", "b[0]")
    assert circuit(a=9, b=7) == {"y": 9, "z": 1}
    text = write_verilog(circuit).decode()
    assert "input [3:0] a;\n  input [0:2] b;\n" in text
    assert read(text) == circuit


def test_gates_of_an_assignment_have_the_name_of_what_they_drive() -> None:
    circuit = body("assign z = ~(c & b[0]), y[0] = c ? a[0] : a[1], y[1] = a[0] ~^ a[1], y[2] = !c, y[3] = a[0] == c;")
    kinds = {circuit.names[net]: (kind.name, len(f)) for net, kind, f in circuit.each_gate() if isinstance(kind, Kind)}
    assert kinds == {
        "z": ("NAND", 2), "y[0]": ("MUX", 3), "y[1]": ("XNOR", 2), "y[2]": ("NOT", 1), "y[3]": ("XNOR", 2)
    }  # fmt: skip


def test_long_chains_are_one_gate() -> None:
    names = [f"x{k}" for k in range(3_000)]
    circuit = body("".join(f"assign {o} = {s.join(names)};" for o, s in (("p", " & "), ("q", "^"), ("r", " || "))),
                   f"input {', '.join(names)}, output p, q, r")  # fmt: skip
    assert [(k.name, len(f)) for _, k, f in circuit.each_gate() if isinstance(k, Kind)] == [
        ("AND", 3_000), ("XOR", 3_000), ("OR", 3_000)
    ]  # fmt: skip


HALF = "module half (input p, q, output s, c); assign s = p ^ q; and (c, p, q); endmodule\n"


@pytest.mark.parametrize(
    "instances",
    [
        "half one (.p(a), .q(b), .s(t), .c(u)), two (.p(t), .q(cin), .s(s), .c(v));",
        "half one (a, b, t, u); half two (t, cin, s, v);",
        "half one (.c(u), .s(t), .q(b), .p(a)); half two (t, cin, s, v);",
        "wire [1:0] w; half one (a, b, w[0], u); half two (w[0], cin, s, v); assign t = 1'b0;",
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_instances_are_written_out(instances: str, before: bool) -> None:
    full = f"module full (input a, b, cin, output s, cout); wire t, u, v; {instances} or (cout, u, v); endmodule\n"
    circuit = read(HALF + full if before else full + HALF)
    assert circuit.name == "full"
    assert [circuit(a=a, b=b, cin=c) for a, b, c in product((0, 1), repeat=3)] == [
        {"s": n & 1, "cout": n >> 1} for n in (0, 1, 1, 2, 1, 2, 2, 3)
    ]


def test_nets_in_instances_have_the_name_of_the_instance() -> None:
    inner = "module inner (input [1:0] p, output q); wire n; assign n = p[0] & p[1], q = ~n; endmodule "
    circuit = read(
        inner + "module outer (input x, output y, z); inner u (.p({x, 1'b1}), .q(y)), v (2'b01, z); endmodule"
    )
    assert circuit.names[2:] == ("u.n", "y", "v.n", "z")
    assert circuit(x=1) == {"y": 0, "z": 1}


def test_registers() -> None:
    text = """module m (clk, d, q, r);
      input clk; input [1:0] d; output reg [1:0] q = 2'bx1; output r; reg r; initial begin : b r <= 1'h0; end
      always @ (posedge clk) begin q <= #1 ~d; r <= q[0]; end
    endmodule"""
    circuit = read(text)
    assert circuit.inputs == ("d[0]", "d[1]")
    assert [(r.name, r.initial) for r in circuit.registers] == [("q[0]", 1), ("q[1]", None), ("r", 0)]
    written = write_verilog(circuit).decode()
    assert "module m (clock, d, q, r);" in written
    assert "reg [1:0] q;" in written
    assert pins(read(written)) == pins(circuit)
    assert behaviour(read(written)) == behaviour(circuit)


def test_registers_in_instances_have_the_same_clock() -> None:
    cell = "module cell (input ck, d, output reg q); always @(posedge ck) q <= d; endmodule "
    circuit = read(cell + "module m (input clk, x, output y); wire w; cell a (clk, x, w), b (clk, w, y); endmodule")
    assert circuit.inputs == ("x",)
    assert [(r.name, r.initial) for r in circuit.registers] == [("w", None), ("y", None)]
    two = "module m (input k, l, x, output y); wire w; cell a (k, x, w), b (l, w, y); endmodule"
    with pytest.raises(UnsupportedError, match="one clock"):
        read(cell + two)


def test_an_escaped_name_is_a_name_and_ends_at_a_space() -> None:
    circuit = read(
        "module \\m.1 (\\a[0] ,\\and\n, z); input \\a[0] ,\\and ; output z; and (z,\\a[0] ,\\and ); endmodule"
    )
    assert (circuit.name, circuit.inputs) == ("m.1", ("a[0]", "and"))


# ---- against Icarus Verilog ----

VECTORS = {"a": 4, "b": 3, "c": 1, "e": 2}


def random_expression(random: Random, depth: int) -> str:
    """Return an expression of any operators that are read, of nets with one to four bits."""
    below = lambda: random_expression(random, depth - 1)  # noqa: E731
    if depth == 0:
        return random.choice(
            ["a", "b", "c", "e", "a[2]", "b[1:0]", "e[0:1]", "1'b1", "3'd5", "4'hA", "2'b0_1", "a[3:1]"]
        )
    match random.randrange(8):
        case 0 | 1 | 2:
            return f"{below()} {random.choice(['&', '|', '^', '~^', '^~'])} {below()}"
        case 3:
            return f"({below()}) {random.choice(['&&', '||', '==', '!='])} ({below()})"
        case 4:
            return f"{random.choice(['~', '!', '&', '|', '^', '~&', '~|', '~^'])}({below()})"
        case 5:
            return f"({below()}) ? ({below()}) : {below()}"
        case 6:
            return f"{{{below()}, {{{random.randint(1, 3)}{{{below()}}}}}}}"
    return f"({below()})"


def simulated(module: str, folder: Path) -> list[int]:
    """Return what Icarus Verilog says that the output y of the module m is, at each value of the inputs."""
    (folder / "m.v").write_text(module)
    (folder / "t.v").write_text("""module t; reg [9:0] x; wire [5:0] y; integer k;
      m u (.a(x[3:0]), .b(x[6:4]), .c(x[7]), .e({x[8], x[9]}), .y(y));
      initial for (k = 0; k < 1024; k = k + 1) begin x = k; #1 $display("%b", y); end endmodule""")
    program = str(folder / "t.vvp")
    subprocess.run(
        [need_tool("iverilog"), "-o", program, folder / "t.v", folder / "m.v"], check=True, capture_output=True
    )
    done = subprocess.run(["vvp", program], check=True, capture_output=True, text=True)
    return [int(line, 2) for line in done.stdout.split()]


@pytest.mark.parametrize("seed", few(range(60), 4))
def test_expressions_mean_what_icarus_says(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    wires = "".join(f"wire [{random.randrange(5)}:0] w{k} = {random_expression(random, 3)};\n" for k in range(6))
    total = " ^ ".join(f"w{k}" for k in range(6))
    text = f"""module m (input [3:0] a, input [2:0] b, input c, input [0:1] e, output [5:0] y);
    {wires} assign y = ({random_expression(random, 4)}) ^ {{w0, w1}} ^ ({total});\nendmodule\n"""
    want = simulated(text, tmp_path)
    circuit = read(text)
    k = np.arange(1024)
    got = sa.simulate(circuit, {"a": k & 15, "b": k >> 4 & 7, "c": k >> 7 & 1, "e": k >> 8})["y"]
    assert list(got) == want
    assert simulated(write_verilog(circuit).decode().replace(circuit.name, "m", 1), tmp_path) == want


# ---- what is refused ----

M = "module m (input a, b, output y);\n"


def m(text: str) -> str:
    return f"{M}{text} endmodule"


def half(ports: str) -> str:
    return f"{HALF}module m (input a, output y); half u {ports}; endmodule"


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("", FormatError, "a text of Verilog must have a module .bytes."),
        ("  // nothing\n", FormatError, "must have a module"),
        ("wire a;", FormatError, "there must be module here, not 'wire' .bytes, line 1, column 1."),
        ("module", FormatError, "there must be a name here, not the end of the text .bytes, line 1, column 7."),
        (M, FormatError, "a declaration, a gate, assign, an instance or endmodule here, not the end of the text"),
        (m(" assign y = a + b;"), FormatError, "of bits, without . .bytes, line 2, column 15.; what is read"),
        (m(" assign y = a < b;"), FormatError, "line 2, column 15"),
        (m(" assign y = a &;"), FormatError, "a net, a number or an expression here, not ';'.*column 16"),
        (m(" assign y = (a & b;"), FormatError, r"there must be \) here, not ';' .bytes, line 2, column 19."),
        (m(" assign y = $random;"), FormatError, "must not have '.random' here"),
        (M + ' assign y = "a"; endmodule', FormatError, "must not have"),
        (m(" assign y = a \N{SECTION SIGN} b;"), FormatError, "must not have '.xa7' here .*column 15"),
        (m(" assign 1'b1 = a;"), FormatError, "what is driven must be nets"),
        (m(" assign y = 1'bx;"), FormatError, "bits that are 0 or 1, not \"1'bx\""),
        (m(" assign y = 1'b2;"), FormatError, "digits of its base, not \"1'b2\""),
        (m(" assign y = 0'b1;"), FormatError, "a number must be as 1"),
        (m(" assign y = 'sb1;"), FormatError, "a number must be as 1"),
        (m(" assign y = 99999999999;"), FormatError, "a number from 0 to 4,294,967,295 here"),
        (m(" assign y = {a, 1};"), FormatError, "between braces must say how many bits"),
        (m(" assign y = a[0];"), FormatError, "'a' must be declared with a range"),
        (m(" wire [3:0] w; assign y = w[4];"), FormatError, r"bits of 'w' must be among \[3:0\], not \[4\]"),
        (m(" wire [3:0] w; assign y = &w[1:2];"), FormatError, r"among \[3:0\], not \[1:2\]"),
        (m(" assign y = w; wire [3:0] w;"), FormatError, "'w' must have one range, stated before it is used"),
        (m(r" wire [1:0] w; assign \w[0] = a, y = w[0];"), FormatError, "name of a net and a bit"),
        (m(" inout w;"), FormatError, "not 'inout' .*what is read is structural"),
        (m(" always @(*) y = a;"), FormatError, "must have an edge of a clock, not '.' .*structural"),
        (m(" always @* y = a;"), FormatError, "must have an edge of a clock, not '.' .*structural"),
        (m(" always @(a) y = a;"), FormatError, "must have an edge of a clock"),
        (m(" always @(posedge a) if (b) y <= 1;"), FormatError, "not 'if' .bytes, line 2, column 22."),
        (m(" always @(posedge a or posedge b) y <= 1;"), UnsupportedError, "asynchronous set or clear .*line 2"),
        (m(" always @(posedge a) y = b;"), FormatError, "there must be <= here"),
        (m(" function f;"), FormatError, "not 'function' .*structural"),
        (m(" bufif0 (y, a, b);"), FormatError, "not 'bufif0'"),
        (m(" parameter n = 3;"), FormatError, "not 'parameter'"),
        (m(" supply2 n;"), FormatError, "line 2"),
        (m(" wire signed [1:0] n;"), FormatError, "without signed"),
        (M + " /* for ever", FormatError, r"begins with '/\*' must end, which it does not .bytes, line 2, column 2."),
        (M + " (* for ever", FormatError, "must end"),
        (M + '`include "cells.v"\nendmodule', FormatError, "stand alone, without '`include' .bytes, line 2, column 1."),
        (M + "`ifdef X\nendmodule", FormatError, "without '`ifdef'"),
        (m(" and (y);"), CircuitError, "AND must have at least one input.*line 2"),
        (m(" not (y, a, b); not (y, a);"), CircuitError, "'a' is driven twice|'y' is driven twice"),
        (m(" assign y = a; assign y = b;"), CircuitError, "'y' is driven twice, first at line 2"),
        (m(" assign a = b, y = a;"), CircuitError, "'a' is driven twice"),
        (m(" assign y = w;"), CircuitError, "nothing drives net 'w'"),
        (M + "endmodule", CircuitError, "nothing drives net 'y'"),
        (m(" wire w; assign w = y & a,\ny = w | b;"), CircuitError, "a cycle of gates"),
        (m(" cell u (a, y);"), FormatError, "a module of this text, not 'cell', in 'u' .bytes, line 2."),
        (m(" m u (a, b, y);"), CircuitError, "a module must not contain itself"),
        (m(" cell #(3) u (a, y);"), FormatError, "no parameters"),
        ("module m #(parameter n = 1) (); endmodule", FormatError, "no parameters"),
        (half("(.p(a), .x(y))"), FormatError, "'half' has no port 'x'"),
        (half("(a, a, a, a, y)"), FormatError, "has no port 5"),
        (half("(.p(a), .p(y))"), FormatError, "each once"),
        (half("(.p(a), y)"), FormatError, "all be given by name, or all in order"),
        (half("(a, a, ~y, y)"), FormatError, "output 's' there must be nets"),
        (half("({a, a}, a, y)"), FormatError, "must have 1 bits, not 2"),
        (half("(.p(a), .s(y))"), CircuitError, "nothing drives net 'u.q'"),
        (HALF + HALF, FormatError, "module 'half' is stated twice, first at line 1 .bytes, line 2."),
        ("module m (a, y); input a; endmodule", FormatError, "port 'y' must stand between the parentheses, and be"),
        ("module m (a); input a; output y; endmodule", FormatError, "port 'y'"),
        ("module m (a, a); input a; endmodule", FormatError, "a port must stand between the parentheses once"),
        ("module m (a); input a; output a; endmodule", FormatError, "declared as input or output once"),
        (m(" initial y = 1; assign y = a;"), FormatError, "must be of a register, which 'y' is not .bytes, line 2."),
        (m(" initial y = a;"), FormatError, "there must be a number here"),
        (m(" always @(posedge a) y <= a;"), UnsupportedError, "a clock must be a pin that only registers have"),
        (m(f" assign y = {'(' * 10**5}a{')' * 10**5};"), FormatError, "at most 32 parentheses"),
        (m(f" assign y = {'{' * 10**5}a{'}' * 10**5};"), FormatError, "at most 32 parentheses"),
        (m(" wire [1000000:0] x, y1, z;"), FormatError, "at most 2,000,000 bits of vectors"),
        (m(" assign y = &{1000000{a, b, a}};"), FormatError, "at most 2,000,000 bits"),
        (M.encode() + b"// \xff\nendmodule", FormatError, "UTF-8, not the byte 0xff .bytes, line 2."),
    ],
)  # fmt: skip
def test_refused_with_its_place(text: str | bytes, error: type[SymactError], message: str) -> None:
    with pytest.raises(error, match=message) as found:
        read(text)
    assert str(found.value).isprintable()
    assert len(str(found.value)) < 400


def test_a_chain_of_negations_and_choices_may_be_long() -> None:
    circuit = body(f"assign z = {'~' * 10_001}c; assign y[0] = {'c ? 0 : ' * 3_000}1; assign y[3:1] = 0;")
    assert circuit(a=0, b=0, c=0) == {"y": 1, "z": 1}
    assert re.fullmatch(r"module m .*", write_verilog(circuit).decode().split("\n")[0])
