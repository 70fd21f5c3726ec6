"""The functions of a network in print: under their names, under a letter, or as the sums that they are.

A formula of numbers may stand for one of vectors, entry by entry, where it is a sum of functions of one vector; a
product or a quotient of two would be misread, so that such a function gets a letter, and the letter a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sympy import Add, Expr, Function, Symbol

from symact.exact.real_function import Cases
from symact.exact.variable import T
from symact.networks.elementwise import SLOTS, difference, rate
from symact.show import statements
from symact.show.statements import Statement
from symact.show.subjects import Shown, shown
from symact.show.typesetting import Typesetter

__all__ = ["Functions", "written"]


def written(function: Expr, arguments: Sequence[str]) -> str:
    """Return a function of one or two values under what these are called."""
    printer = Typesetter(arguments[0])
    if len(arguments) > 1:
        printer._settings["symbol_names"][SLOTS[1]] = arguments[1]
    return printer.doprint(function)


class Functions:
    """Prints the functions of a network and remembers which of them have to be explained."""

    def __init__(self) -> None:
        self._letters: dict[Expr, str] = {}
        self._explained: dict[Expr, set[int]] = {}

    def value(self, function: Expr, arguments: Sequence[str], *, entries: bool) -> str:
        """Return a function of values; `entries` says that these are numbers."""
        if _is_named(function) or (entries and not function.has(Cases)) or _is_sum(function):
            return written(function, arguments)
        return self._under_letter(function, None, arguments)

    def slope(self, function: Expr, slot: int, arguments: Sequence[str], *, entries: bool) -> str:
        """Return the derivative of a function by one of its arguments."""
        slope = rate(function, slot, len(arguments))
        if _is_named(function):
            self._explained.setdefault(function, set()).add(slot)
            return replace(shown(_free(function)), variable=arguments[0]).call(1)
        if (entries and not slope.has(Cases)) or _is_sum(slope):
            return written(slope, arguments)
        return self._under_letter(function, slot, arguments)

    def _under_letter(self, function: Expr, slot: int | None, arguments: Sequence[str]) -> str:
        kept = self._explained.setdefault(function, set())
        if slot is not None:
            kept.add(slot)
        letter = self._letters.get(function) or self._letters.setdefault(function, self._letter(function))
        if len(arguments) == 1:
            return f"{letter}{chr(39) if slot is not None else ''}({arguments[0]})"
        if difference(function) is not None:
            return f"{letter}{chr(39) if slot is not None else ''}({arguments[0]} - {arguments[1]})"
        partial = "" if slot is None else rf"\partial_{{{slot + 1}}} "
        return f"{partial}{letter}({', '.join(arguments)})"

    def _letter(self, function: Expr) -> str:
        plain = "f" if difference(function) is None else r"\ell"
        taken = sum(letter.startswith(plain) for letter in self._letters.values())
        return plain if not taken else f"{plain}_{{{taken + 1}}}"

    def explanations(self) -> Iterator[Statement]:
        """Yield the lines that say what the letters and the derivatives are."""
        for function, slots in self._explained.items():
            letter = self._letters.get(function)
            if letter is None:
                yield statements.derivative(shown(_free(function), variable="z"), 1)
                continue
            single = function if not function.has(SLOTS[1]) else difference(function)
            if single is None:
                yield f"{letter}(u, v)", written(function, "uv")
                for slot in sorted(slots):
                    yield rf"\partial_{{{slot + 1}}} {letter}(u, v)", written(rate(function, slot, 2), "uv")
                continue
            subject = Shown(single, letter, "z", is_named=True)
            yield statements.definition(subject)
            if slots:
                yield statements.derivative(subject, 1)


def _free(function: Expr) -> Expr:
    return function.xreplace({T: Symbol("z", real=True)})


def _is_named(function: Expr) -> bool:
    """Return whether an expression is one function, with a name, of the first input itself."""
    return (
        isinstance(function, Function)
        and not isinstance(function, Cases)
        and function.args[0] == T
        and not any(a.has(*SLOTS) for a in function.args[1:])
    )


def _is_sum(function: Expr) -> bool:
    """Return whether a formula of numbers is one of vectors as well: a sum of multiples of functions of a sum."""
    for part in Add.make_args(function):
        factor, rest = part.as_coeff_Mul()
        plain = rest in SLOTS or (
            isinstance(rest, Function)
            and not isinstance(rest, Cases)
            and _is_sum(rest.args[0])
            and not any(a.has(*SLOTS) for a in rest.args[1:])
        )
        if not plain or not factor.is_Rational:
            return False
    return True
