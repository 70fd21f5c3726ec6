"""Hostile AIGER files, each made when it is asked for; read by tests/hostile_circuits.py."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["FILES"]

MANY = 240_000  # gates: nearly as many as a file may have


def binary(
    gates: int, body: bytes, *, inputs: int = 1, latches: int = 0, outputs: int = 0, lines: bytes = b""
) -> bytes:
    return b"aig %d %d %d %d %d\n%s%s" % (inputs + latches + gates, inputs, latches, outputs, gates, lines, body)


def text(gates: list[str], *, variables: int = 2 * MANY, head: str = "", outputs: int = 0) -> bytes:
    return f"aag {variables} 1 0 {outputs} {len(gates)}\n2\n{head}".encode() + "\n".join([*gates, ""]).encode()


def chain(last: str, step: int = 1) -> list[str]:
    """Gates each of which reads the one before, in the order of their numbers or against it, and one more."""
    return [*(f"{2 * k} {2 * k - 2} {2 * k - 2}" for k in range(2, MANY)[::step]), last]


def symbols(name: Callable[[int], bytes], count: int = MANY) -> bytes:
    return binary(0, b"\n".join(name(k) for k in range(count)), inputs=MANY)


FILES: dict[str, Callable[[], bytes]] = {
    "aig, a header of gates that are not there": lambda: binary(MANY, b""),
    "aig, a header of 2**30 gates": lambda: b"aig 1073741823 0 0 0 1073741823\n",
    "aig, a header of 2**63 variables": lambda: b"aig 9223372036854775807 9223372036854775807 0 0 0\n",
    "aig, a header of 10**19 variables": lambda: b"aig 9999999999999999999 0 0 0 9999999999999999999\n",
    "aig, a header of inputs": lambda: b"aig 1000000000 1000000000 0 0 0\n",
    "aig, a header of latches that are not there": lambda: b"aig 240000 0 240000 0 0\n",
    "aig, a header of outputs that are not there": lambda: b"aig 0 0 0 240000 0\n",
    "aig, a header that does not end": lambda: b"aig" + b" 1" * 7_900_000,
    "aig, a header of zeros": lambda: b"aig " + b"0" * 15_900_000 + b" 0 0 0 0\n",
    "aig, a header without sum": lambda: b"aig 7 1 1 1 1\n",
    "aig, NUL": lambda: b"\0" * 15_999_999,
    "aig, numbers without end": lambda: binary(MANY, b"\xff" * 15_000_000),
    "aig, a late number without end": lambda: binary(MANY, b"\2\0" * (MANY - 1) + b"\xff" * 9_000_000),
    "aig, numbers of six bytes": lambda: binary(MANY, b"\x80\x80\x80\x80\x80\0" * MANY * 2),
    "aig, a late gate that reads itself": lambda: binary(MANY, b"\2\0" * (MANY - 1) + b"\0\0"),
    "aig, a late gate that reads below 0": lambda: binary(MANY, b"\2\0" * (MANY - 1) + b"\2\xff\xff\xff\xff\x0f"),
    "aig, the largest numbers": lambda: binary(MANY, b"\xff\xff\xff\xff\x7f" * MANY * 2),
    "aig, one gate short": lambda: binary(MANY, b"\2\0" * (MANY - 1) + b"\2"),
    "aig, one gate too many": lambda: binary(MANY, b"\2\0" * (MANY + 1)),
    "aig, an output of digits": lambda: binary(0, b"", outputs=1, lines=b"9" * 15_000_000 + b"\n"),
    "aig, a late output": lambda: binary(0, b"", outputs=MANY, lines=b"2\n" * (MANY - 1) + b"4\n"),
    "aig, a late latch": lambda: binary(0, b"", latches=MANY, lines=b"2 0\n" * (MANY - 1) + b"2 2\n"),
    "aig, many symbols": lambda: symbols(lambda k: b"i%d %d" % (k, k)) + b"\ni0 a",
    "aig, many long symbols": lambda: symbols(lambda k: b"i%d %s%d" % (k, b"a" * 40, k)) + b"\ni0 a",
    "aig, symbols of one pin": lambda: symbols(lambda k: b"i0 a", 3_000_000),
    "aig, symbols of one name": lambda: symbols(lambda k: b"i%d a" % k),
    "aig, symbols that are called as others": lambda: symbols(lambda k: b"i%d i%d" % (k, MANY - k)) + b"\nx",
    "aig, a symbol of megabytes": lambda: binary(0, b"i0 " + b"a" * 15_000_000),
    "aig, a symbol without a pin": lambda: binary(0, b"i" + b"9" * 15_000_000 + b" a"),
    "aig, a symbol of no UTF-8": lambda: binary(0, b"i0 \xff\xfe"),
    "aig, a symbol that moves the cursor": lambda: binary(0, b"i0 \x1b[2J"),
    "aig, a symbol of NUL": lambda: binary(0, b"i0 a\0b"),
    "aig, lines after the symbols": lambda: binary(0, b"\n" * 15_000_000),
    "aig, a property": lambda: b"aig 1 1 0 0 0 1\n2\n",
    "aag, a gap": lambda: text(chain("480000 480000 479999"), variables=250_000),
    "aag, a late cycle": lambda: text(chain(f"4 {2 * MANY - 2} 2")[1:]),
    "aag, a late cycle, backwards": lambda: text(chain(f"4 {2 * MANY - 2} 2", -1)[1:]),
    "aag, gates backwards and a gap": lambda: text(chain(f"{2 * MANY} 2 {2 * MANY + 2}", -1)),
    "aag, a late second driver": lambda: text(chain("4 2 2")),
    "aag, a gate that reads itself": lambda: text(["4 4 4"]),
    "aag, a gate without a net": lambda: text(chain("0 2 2")),
    "aag, a late odd gate": lambda: text(chain("480001 2 2")),
    "aag, a late short gate": lambda: text(chain("480000 2")),
    "aag, a late literal beyond": lambda: text(chain("480000 2 960002")),
    "aag, a gate of digits": lambda: text(["4 2 " + "9" * 15_000_000]),
    "aag, gates of digits": lambda: text([*["4 2 99999999999"] * MANY]),
    "aag, a gate of spaces": lambda: text(["4 2" + " " * 15_000_000 + "2"]),
    "aag, a line of numbers": lambda: text(["2 " * 7_000_000]),
    "aag, gates of NUL": lambda: text(["\0" * 15_000_000]),
    "aag, fewer lines than gates": lambda: text(chain("")[:-2], variables=250_000).replace(
        b" 239997\n", b" 250000\n", 1
    ),
    "aag, far numbers": lambda: text(["2147483646 2 2147483644"], variables=2**30 - 1),
    "aag, a suffix of another format": lambda: b".model m\n.end\n",
}
