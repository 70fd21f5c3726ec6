"""Hostile Verilog, each text made when it is asked for; read by tests/hostile_circuits.py."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["FILES"]

MANY = 120_000


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


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "v, nothing": (".v", lambda: b""),
    "v, NUL": (".v", lambda: b"\0" * 15_999_999),
    "v, no UTF-8": (".v", lambda: module("// \udcff".encode("utf-8", "surrogateescape").decode("latin-1")).replace(b"\xc3\xbf", b"\xff")),
    "v, UTF-16": (".v", lambda: module().decode().encode("utf-16")),
    "v, a sign of direction": (".v", lambda: module("// \N{RIGHT-TO-LEFT OVERRIDE}")),
    "v, a late gap": (".v", lambda: chain("assign y = gap;")),
    "v, a late cycle": (".v", lambda: chain(f"assign y = n1, x = x1, x1 = x2 & n{MANY - 1}, x2 = x;")),
    "v, a late second driver": (".v", lambda: chain("assign n1 = n0;")),
    "v, a late strange word": (".v", lambda: chain("nmos (y, n0, n0);")),
    "v, a late error": (".v", lambda: chain("assign y = ;")),
    "v, a gate that reads itself": (".v", lambda: assigned("~y")),
    "v, endless gates": (".v", lambda: b"module m (y);" + b"not(a,b);" * 1_700_000),
    "v, a ladder": (".v", lambda: ladder(64)),
    "v, a wide ladder": (".v", lambda: ladder(6, 2_000)),
    "v, deep instances": (".v", lambda: ladder(20_000, 1)),
    "v, a module in itself": (".v", lambda: b"module m (input a); m u (a); endmodule"),
    "v, modules in each other": (".v", lambda: b"module m (input a); k u (a); endmodule module k (input a); m u (a); endmodule"),
    "v, many instances": (".v", lambda: b"module k (input a); endmodule module m (input a);" + b"k u(a);" * 2_000_000 + b"endmodule"),
    "v, many modules": (".v", lambda: b"".join(b"module k%d; endmodule\n" % k for k in range(90_000)) + b"module k0; endmodule"),
    "v, instances of nothing": (".v", lambda: module("cell u (n0, y);")),
    "v, an open comment": (".v", lambda: module("/*" + "*" * 15_000_000)),
    "v, open comments": (".v", lambda: module("/* " * 5_000_000)),
    "v, an open attribute": (".v", lambda: module("(* " * 5_000_000)),
    "v, open parentheses": (".v", lambda: assigned("(" * 15_000_000)),
    "v, closed parentheses": (".v", lambda: assigned("(" * 1_000_000 + "n0" + ")" * 1_000_000)),
    "v, open braces": (".v", lambda: assigned("{" * 15_000_000)),
    "v, times times times": (".v", lambda: assigned("{9{" * 5_000_000)),
    "v, a bit many times": (".v", lambda: assigned("&{999999999{n0}}")),
    "v, bits many times": (".v", lambda: assigned("&{1000{{1000{{1000{n0}}}}}}")),
    "v, bits of bits many times": (".v", lambda: module(*["wire [999999:0] w;", "assign w = {1000000{n0}};"] * 99)),
    "v, wide operands": (".v", lambda: assigned("^({1000000{n0}}" + " & n0" * 1_000_000 + ")")),
    "v, wide choices": (".v", lambda: assigned("^(" + "n0 ? {900000{n0}} : " * 1_000 + "n0)")),
    "v, negations": (".v", lambda: assigned("~" * 4_000_000)),
    "v, choices": (".v", lambda: assigned("n0 ? " * 1_000_000)),
    "v, choices in each other": (".v", lambda: assigned("n0 ? n0 : " * 700_000)),
    "v, comparisons": (".v", lambda: assigned("n0" + " == n0" * 200_000 + " ==")),
    "v, a sum": (".v", lambda: assigned("n0 + n0")),
    "v, a wide net": (".v", lambda: module("wire [999999999999:0] w;")),
    "v, wide nets": (".v", lambda: module(*(f"wire [999999:0] w{k};" for k in range(9)))),
    "v, a wide number": (".v", lambda: assigned("1000000000'b1")),
    "v, a wide number at its limit": (".v", lambda: assigned("&1000000'b1 & &1000000'b1 & &1000000'b1")),
    "v, a number of digits": (".v", lambda: assigned("9" * 15_000_000)),
    "v, a number of digits and no base": (".v", lambda: assigned("9" * 15_000_000 + "'")),
    "v, a decimal number of digits": (".v", lambda: assigned("999'd" + "9" * 900_000)),
    "v, decimal numbers": (".v", lambda: assigned(" & ".join(["n0 & 999'd" + "9" * 990] * 2_000) + " +")),
    "v, a number of unknown bits": (".v", lambda: assigned("4'b1x0z")),
    "v, a long name": (".v", lambda: assigned("a" * 15_000_000)),
    "v, a long escaped name": (".v", lambda: assigned("\\" + "a" * 15_000_000)),
    "v, a long line": (".v", lambda: chain("assign y = ;").replace(b"\n", b" ")),
    "v, a line of spaces": (".v", lambda: assigned(" " * 15_900_000)),
    "v, lines of nothing": (".v", lambda: b"\n" * 15_900_000),
    "v, lines of comments": (".v", lambda: module("//\n" * 900_000 + "assign")),
    "v, semicolons": (".v", lambda: module(";" * 15_000_000)),
    "v, a port of many": (".v", lambda: b"module m (" + b"a," * 7_000_000),
    "v, many ports": (".v", lambda: b"module m (" + b",".join(b"p%d" % k for k in range(250_000)) + b"); input p0; endmodule"),
    "v, many inputs": (".v", lambda: module("input " + ", ".join(f"i{k}" for k in range(300_000)) + ";")),
    "v, many first values": (".v", lambda: module("initial n0 = 0;\n" * 100_000)),
    "v, many clocks": (".v", lambda: module("always @(posedge n0) y <= n0;", "always @(posedge y) z <= n0;")),
    "v, an asynchronous clear": (".v", lambda: module("always @(posedge n0 or negedge y) y <= 0;")),
    "v, another file": (".v", lambda: b'`include "/etc/passwd"\nmodule m; endmodule'),
    "v, a macro": (".v", lambda: b"`define a `a\nmodule m; endmodule"),
    "v, a call": (".v", lambda: module('initial $system("touch hostile_was_here");')),
    "v, a memory": (".v", lambda: module("reg [7:0] memory [0:1000000000];")),
    "v, a loop": (".v", lambda: module("initial while (1) ;")),
    "v, generated": (".v", lambda: module("genvar i; generate for (i = 0; i < 1000000000; i = i + 1) not (y, n0); endgenerate")),
    "v, a recursive function": (".v", lambda: module("function f; input a; f = f(a); endfunction")),
    "v, a parameter": (".v", lambda: b"module m #(parameter n = 1000000000) (input [n:0] a); endmodule"),
    "v, a suffix of another format": (".v", lambda: b"INPUT(a)\nOUTPUT(a)\n"),
}  # fmt: skip
