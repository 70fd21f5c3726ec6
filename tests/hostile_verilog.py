"""Hostile Verilog, each text made when it is asked for; read by tests/hostile_circuits.py."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["FILES"]

MANY = 240_000  # gates: nearly as many as a file may have


def module(*items: str) -> bytes:
    return "\n".join(("module m (input n0, output y);", *items, "endmodule", "")).encode()


def assigned(expression: str) -> bytes:
    return module(f"assign y = {expression};")


def chain(*more: str) -> bytes:
    return module(*(f"assign n{k} = n{k - 1} & n0;" for k in range(1, MANY)), *more)


def ladder(depth: int, rungs: int = 2) -> bytes:
    """Modules each of which contains the next so many times: the last one rungs**depth times."""
    cell = "module m{} (input a, output y);\nwire t;\n"
    models = [
        cell.format(k)
        + f"m{k + 1} u0 (a, t);\n"
        + "".join(f"m{k + 1} u{r} (t, y);\n" for r in range(1, rungs))
        + "endmodule\n"
        for k in range(depth)
    ]
    return "".join([*models, cell.format(depth), "not (y, a);\nendmodule\n"]).encode()


CELL = b"module k (input a); endmodule "
FILES: dict[str, Callable[[], bytes]] = {
    "v, nothing": lambda: b"",
    "v, NUL": lambda: b"\0" * 15_999_999,
    "v, no UTF-8": lambda: module("// \udcff".encode("utf-8", "surrogateescape").decode("latin-1")).replace(
        b"\xc3\xbf", b"\xff"
    ),
    "v, UTF-16": lambda: module().decode().encode("utf-16"),
    "v, a sign of direction": lambda: module("// \N{RIGHT-TO-LEFT OVERRIDE}"),
    "v, a late gap": lambda: chain("assign y = gap;"),
    "v, a late cycle": lambda: chain(f"assign y = n1, x = x1, x1 = x2 & n{MANY - 1}, x2 = x;"),
    "v, a late second driver": lambda: chain("assign n1 = n0;"),
    "v, a late strange word": lambda: chain("nmos (y, n0, n0);"),
    "v, a late error": lambda: chain("assign y = ;"),
    "v, a gate that reads itself": lambda: assigned("~y"),
    "v, endless gates": lambda: b"module m (y);" + b"not(a,b);" * 1_700_000,
    "v, a ladder": lambda: ladder(64),
    "v, a wide ladder": lambda: ladder(6, 2_000),
    "v, deep instances": lambda: ladder(20_000, 1),
    "v, a module in itself": lambda: b"module m (input a); m u (a); endmodule",
    "v, modules in each other": lambda: (
        b"module m (input a); k u (a); endmodule module k (input a); m u (a); endmodule"
    ),
    "v, many instances": lambda: CELL + b"module m (input a);" + b"k u(a);" * 2_000_000 + b"endmodule",
    "v, many modules": lambda: b"".join(b"module k%d; endmodule\n" % k for k in range(90_000)) + CELL,
    "v, instances of nothing": lambda: module("cell u (n0, y);"),
    "v, an open comment": lambda: module("/*" + "*" * 15_000_000),
    "v, open comments": lambda: module("/* " * 5_000_000),
    "v, an open attribute": lambda: module("(* " * 5_000_000),
    "v, open parentheses": lambda: assigned("(" * 15_000_000),
    "v, closed parentheses": lambda: assigned("(" * 1_000_000 + "n0" + ")" * 1_000_000),
    "v, open braces": lambda: assigned("{" * 15_000_000),
    "v, times times times": lambda: assigned("{9{" * 5_000_000),
    "v, a bit many times": lambda: assigned("&{999999999{n0}}"),
    "v, bits many times": lambda: assigned("&{1000{{1000{{1000{n0}}}}}}"),
    "v, bits of bits many times": lambda: module(*["wire [999999:0] w;", "assign w = {1000000{n0}};"] * 99),
    "v, wide operands": lambda: assigned("^({1000000{n0}}" + " & n0" * 1_000_000 + ")"),
    "v, wide choices": lambda: assigned("^(" + "n0 ? {900000{n0}} : " * 1_000 + "n0)"),
    "v, negations": lambda: assigned("~" * 4_000_000),
    "v, choices": lambda: assigned("n0 ? " * 1_000_000),
    "v, choices in each other": lambda: assigned("n0 ? n0 : " * 700_000),
    "v, comparisons": lambda: assigned("n0" + " == n0" * 200_000 + " =="),
    "v, a sum": lambda: assigned("n0 + n0"),
    "v, a wide net": lambda: module("wire [999999999999:0] w;"),
    "v, wide nets": lambda: module(*(f"wire [999999:0] w{k};" for k in range(9))),
    "v, a wide number": lambda: assigned("1000000000'b1"),
    "v, a wide number at its limit": lambda: assigned("&1000000'b1 & &1000000'b1 & &1000000'b1"),
    "v, a number of digits": lambda: assigned("9" * 15_000_000),
    "v, a number of digits and no base": lambda: assigned("9" * 15_000_000 + "'"),
    "v, a decimal number of digits": lambda: assigned("999'd" + "9" * 900_000),
    "v, decimal numbers": lambda: assigned(" & ".join(["n0 & 999'd" + "9" * 990] * 2_000) + " +"),
    "v, a number of unknown bits": lambda: assigned("4'b1x0z"),
    "v, a long name": lambda: assigned("a" * 15_000_000),
    "v, a long escaped name": lambda: assigned("\\" + "a" * 15_000_000),
    "v, a long line": lambda: chain("assign y = ;").replace(b"\n", b" "),
    "v, a line of spaces": lambda: assigned(" " * 15_900_000),
    "v, lines of nothing": lambda: b"\n" * 15_900_000,
    "v, lines of comments": lambda: module("//\n" * 900_000 + "assign"),
    "v, semicolons": lambda: module(";" * 15_000_000),
    "v, a port of many": lambda: b"module m (" + b"a," * 7_000_000,
    "v, many ports": lambda: b"module m (" + b",".join(b"p%d" % k for k in range(250_000)) + b"); input p0; endmodule",
    "v, many inputs": lambda: module("input " + ", ".join(f"i{k}" for k in range(300_000)) + ";"),
    "v, many first values": lambda: module("initial n0 = 0;\n" * 100_000),
    "v, many clocks": lambda: module("always @(posedge n0) y <= n0;", "always @(posedge y) z <= n0;"),
    "v, an asynchronous clear": lambda: module("always @(posedge n0 or negedge y) y <= 0;"),
    "v, another file": lambda: b'`include "/etc/passwd"\nmodule m; endmodule',
    "v, a macro": lambda: b"`define a `a\nmodule m; endmodule",
    "v, a call": lambda: module('initial $system("touch hostile_was_here");'),
    "v, a memory": lambda: module("reg [7:0] memory [0:1000000000];"),
    "v, a loop": lambda: module("initial while (1) ;"),
    "v, generated": lambda: module("genvar i; generate for (i = 0; i < 1000000; i = i + 1) not (y, n0); endgenerate"),
    "v, a recursive function": lambda: module("function f; input a; f = f(a); endfunction"),
    "v, a parameter": lambda: b"module m #(parameter n = 1000000000) (input [n:0] a); endmodule",
    "v, a suffix of another format": lambda: b"INPUT(a)\nOUTPUT(a)\n",
}
