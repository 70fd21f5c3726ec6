"""What the circuits of the shelf compute, from their data sheets and independently of their netlists.

``function_tables/NAME.txt`` is the function table of a data sheet. Its head names inputs and outputs; a row holds where
its inputs are H, L or whatever (X), and then says the outputs: H or L, ON (low: a lit segment) or OFF, the input
that an output shows (D0) or shows inverted (D0'). Where ``k = 1 2`` stands above, it holds for each k. Arithmetic is
written as functions below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from alu_tables import active_low

TABLES = Path(__file__).parent / "function_tables"
LEVELS = {"H": 1, "L": 0, "OFF": 1, "ON": 0}
ORDERS = {">": (1,), "=": (0,), "<": (-1,), "X": (-1, 0, 1)}

Pins = Mapping[str, int]


def expected(name: str) -> Callable[[Pins], dict[str, int]]:
    """Return the function of a circuit without registers, from the levels of its inputs to those of its outputs."""
    return FUNCTIONS.get(name) or _table(TABLES / f"{name}.txt")


def _table(path: Path) -> Callable[[Pins], dict[str, int]]:
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    sections = lines.pop(0).split()[2:] if lines[0].startswith("k =") else [""]
    (inputs, outputs), *rows = ([part.split() for part in line.split("|")] for line in lines)
    assert all(len(given) == len(inputs) and len(shown) == len(outputs) for given, shown in rows)

    def function(pins: Pins) -> dict[str, int]:
        levels = {}
        for k in sections:
            fitting = [
                [_shown(cell, pins) for cell in shown]
                for given, shown in rows
                if all(_fits(cell, name.replace("k", k), pins) for name, cell in zip(inputs, given, strict=True))
            ]
            assert fitting, f"no row of {path.name} for {dict(pins)}"
            assert all(row == fitting[0] for row in fitting), f"rows of {path.name} differ for {dict(pins)}"
            levels |= zip((name.replace("k", k) for name in outputs), fitting[0], strict=True)
        return levels

    return function


def _fits(cell: str, name: str, pins: Pins) -> bool:
    if "," in name:
        first, second = (pins[pin] for pin in name.split(","))
        return first - second in ORDERS[cell]
    return cell == "X" or pins[name] == LEVELS[cell]


def _shown(cell: str, pins: Pins) -> int:
    return LEVELS[cell] if cell in LEVELS else 1 - pins[cell[:-1]] if cell.endswith("'") else pins[cell]


def number(pins: Pins, stem: str, first: int, last: int) -> int:
    """Return the number on the pins from `first` to `last`."""
    return sum(pins[f"{stem}{k}"] << k - first for k in range(first, last + 1))


def bits(value: int, stem: str, first: int, last: int) -> dict[str, int]:
    """Return a number on the pins from `first` to `last`."""
    return {f"{stem}{k}": value >> k - first & 1 for k in range(first, last + 1)}


def adder(pins: Pins) -> dict[str, int]:
    total = number(pins, "A", 1, 4) + number(pins, "B", 1, 4) + pins["C0"]
    return bits(total % 16, "S", 1, 4) | {"C4": total // 16}


def alu(pins: Pins) -> dict[str, int]:
    return active_low(*(number(pins, stem, 0, 3) for stem in "ABS"), pins["M"], pins["CN"])


def parity_checker(pins: Pins) -> dict[str, int]:
    high = sum(pins.values())
    return {"EVEN": int(high in (0, 2, 4, 6, 8)), "ODD": int(high in (1, 3, 5, 7, 9))}


def c17(pins: Pins) -> dict[str, int]:
    off = not (pins["3"] and pins["6"])
    return {"22": int((pins["1"] and pins["3"]) or (pins["2"] and off)), "23": int((pins["2"] or pins["7"]) and off)}


def multiplier(pins: Pins) -> dict[str, int]:
    return bits(number(pins, "A", 0, 7) * number(pins, "B", 0, 7), "P", 0, 15)


FUNCTIONS = {
    "7483": adder,
    "74181": alu,
    "74280": parity_checker,
    "74283": adder,
    "c17": c17,
    "majority5": lambda pins: {"y": int(sum(pins.values()) >= 3)},
    "multiplier8": multiplier,
    "parity8": lambda pins: {"y": sum(pins.values()) % 2},
}


def counter(count: int, pins: Pins) -> tuple[dict[str, int], int]:
    """Return the outputs of the 74163 at a count, and the count after the next tick."""
    if not pins["CLR"]:
        then = 0
    elif not pins["LOAD"]:
        then = number(pins, "D", 0, 3)
    elif pins["ENP"] and pins["ENT"]:
        then = (count + 1) % 16
    else:
        then = count
    return bits(count, "Q", 0, 3) | {"RCO": int(pins["ENT"] and count == 15)}, then
