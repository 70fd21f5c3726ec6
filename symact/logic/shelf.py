"""Circuits from the shelf by name, with what the comment at the top of their files says of them.

Such a comment has one form in all formats; ``circuits/README.md`` describes it. Its first line is
``name: what the circuit is``. Under ``Pins:`` each line is a pin, in an integrated circuit with its number before
it. What stands below, up to the end of the comment, is description and source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from symact.errors import UnknownCircuitError
from symact.logic.circuit import Circuit, described
from symact.logic.formats.files import read_circuit
from symact.shelf import shelf_files

__all__ = ["Header", "circuit", "circuits", "header"]

COMMENT = re.compile(r"(?:#|//) ?(.*)")
PIN = re.compile(r" +(?:(?P<number>[0-9]+) )?(?P<name>\S+)(?:  .*)?")


@dataclass(frozen=True)
class Header:
    """What the comment at the top of a file of the shelf says.

    Parameters
    ----------
    title : str
        What the circuit is, in a line.
    pins : tuple of str
        The names under ``Pins:``, in the order in which they stand there; ``x0..x7`` is one of them.
    pinout : tuple of str
        Those with numbers, in the order of their numbers; empty where no pin has one.
    description : str
        What stands below the pins.
    """

    title: str
    pins: tuple[str, ...]
    pinout: tuple[str, ...]
    description: str


def circuit(name: str) -> Circuit:
    """Return a circuit of the shelf.

    Parameters
    ----------
    name : str
        One of :func:`circuits`, such as ``"74283"`` or ``"full_adder"``.

    Returns
    -------
    Circuit
        With its description in ``about``, and that of an integrated circuit with its package in ``pinout``. A pin is
        1 where it is at the high level, an active-low pin too.

    Raises
    ------
    UnknownCircuitError
        If there is none of that name; the message says which are near.

    Examples
    --------
    >>> adder = sa.circuit("74283")
    >>> adder.pinout[:8]
    ('S2', 'B2', 'A2', 'S1', 'A1', 'B1', 'C0', 'GND')
    >>> adder(A=9, B=5, C0=0)
    {'S': 14, 'C4': 0}
    """
    path = _file(name)
    found = header(path.read_text(encoding="ascii"))
    about = f"{found.title}\n\n{found.description}"
    return described(read_circuit(path), path.stem, about, found.pinout)


def circuits() -> dict[str, str]:
    """Return the circuits of the shelf: of each name what it is, in a line.

    Examples
    --------
    >>> sa.circuits()["74181"]
    '4-bit arithmetic logic unit and function generator'
    """
    return {name: header(path.read_text(encoding="ascii")).title for name, path in _files().items()}


def header(text: str) -> Header:
    """Read the comment at the top of a file of the shelf."""
    lines = []
    for line in text.splitlines():
        if not (comment := COMMENT.fullmatch(line)):
            break
        lines.append(comment[1])
    first, _, rest = "\n".join(lines).partition("\n\nPins:\n")
    block, _, description = rest.partition("\n\n")
    pins = [match for match in map(PIN.fullmatch, block.split("\n")) if match]
    numbered = sorted((int(pin["number"]), pin["name"]) for pin in pins if pin["number"])
    names = tuple(pin["name"] for pin in pins)
    return Header(first.partition(": ")[2], names, tuple(name for _, name in numbered), description)


def _files() -> dict[str, Path]:
    """Return the files of circuits; networks stand beside them as JSON documents."""
    return {n: path for n, path in shelf_files().items() if path.suffix != ".json"}


def _file(name: str) -> Path:
    if not isinstance(name, str):
        raise TypeError(f"the name of a circuit must be text, such as '74283', not {name!r}")
    files = _files()
    if name in files:
        return files[name]
    if name in shelf_files():
        raise UnknownCircuitError(f"{name!r} is a network; read_network(shelf_files()[{name!r}]) reads it")
    near = get_close_matches(name, files, n=3)
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else "circuits() has those that there are"
    raise UnknownCircuitError(f"no circuit of the shelf is named {name!r}; {hint}")
