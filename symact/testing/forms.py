"""Laws of forms: arguments, rewriting, printing, reading back, pickling."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from sympy import Expr, Float, Piecewise, Rational, S, Symbol, latex, pretty, simplify, srepr, sstr

from symact.arithmetic.numbers import exact
from symact.errors import UndecidedError
from symact.exact.zero_sets import simplify as symact_simplify
from symact.functions.parse import parse
from symact.testing.law import law, require
from symact.testing.specimen import Specimen, number
from symact.testing.values import close, text

_T = Symbol("x")


def _expressions(s: Specimen) -> Iterator[Expr]:
    """Yield the function, inside expressions, of compound arguments, and its derivative, with a plain symbol."""
    yield s.at(_T)
    yield 3 * s.at(1 - 2 * _T) ** 2 + _T
    if hasattr(s.expr, "table"):
        yield s.at(_T).diff(_T)


@law
def defaults_and_keywords_are_one_object(s: Specimen) -> None:
    """A parameter left out, given in its place, by its name, or as a float is the same object."""
    declared = getattr(s.function, "parameters", ())
    x = s.variable
    forms = [s.function(x, *s.parameters)]
    if len(declared) == len(s.parameters):
        forms.append(s.function(x, **{p.name: v for p, v in zip(declared, s.parameters, strict=True)}))
        if tuple(s.parameters) == tuple(p.default for p in declared):
            forms.append(s.function(x))
    forms += [s.function(x, *(_as_float(v) for v in s.parameters)), s.function(x, *map(_as_fraction, s.parameters))]
    for form in forms:
        require(form == s.expr and hash(form) == hash(s.expr), f"{srepr(form)} must be the same as {srepr(s.expr)}")
        require(not form.has(Float), f"{srepr(form)} must not hold a float")


def _as_float(value: Expr) -> Any:
    """Return a parameter as the float that a person would write for it, where there is one."""
    return float(value) if value.is_Rational and exact(float(value)) == value else value


def _as_fraction(value: Expr) -> Any:
    return Fraction(int(value.p), int(value.q)) if value.is_Rational else value


@law
def substitution_is_application(s: Specimen) -> None:
    """Putting an expression for x in f(x) is f of that expression."""
    y = Symbol("y", real=True)
    for inner in (y, y**2 - 1, 2 * y + 3, Rational(1, 3)):
        got, wanted = s.expr.subs(s.variable, inner), s.at(inner)
        require(got == wanted, f"f(x).subs(x, {inner}) must be {wanted}, not {got}")


@law
def rewriting_keeps_the_values(s: Specimen) -> None:
    """Piecewise, doit and simplify, SymPy's and ours, leave every value as it is."""
    forms = {
        "rewrite(Piecewise)": s.expr.rewrite(Piecewise),
        "doit": s.expr.doit(),
        "simplify": simplify(s.expr),
        "sa.exact.simplify": symact_simplify(s.expr, s.variable),
    }
    for name, form in forms.items():
        for p in (*s.near, *s.table.breakpoints):
            try:
                got, wanted = number(form, s.variable, p), s.value(p)
            except UndecidedError:
                continue
            require(close(got, wanted, 45), f"{name} is {form}, which at {p} must be {text(wanted)}, not {text(got)}")


@law
def simplification_sees_the_formula(s: Specimen) -> None:
    """f(x) less its formula simplifies to 0, where it is defined."""
    difference = symact_simplify(s.expr - s.formula, s.variable)
    require(difference == 0 or S.NaN in s.table.pieces, f"f(x) - ({s.formula}) must simplify to 0, not {difference}")


@law
def text_reads_back(s: Specimen) -> None:
    """sa.parse of str and of latex gives the same object."""
    for expr in _expressions(s):
        for printed in (sstr(expr), latex(expr)):
            got = parse(printed)
            require(got == expr, f"{printed!r} must be read as {expr}, not {got}")


@law
def every_printer_prints(s: Specimen) -> None:
    """srepr and pretty print the function, and tell different functions apart."""
    for printer in (srepr, pretty):
        printed = [printer(e) for e in _expressions(s)]
        require(all(printed) and len(set(printed)) > 1, f"{printer.__name__} must print {s.expr}")
        require(printer(s.at(_T)) != printer(s.at(-_T - 2)), f"{printer.__name__} must show the argument")


@law
def pickles_and_copies_are_the_same(s: Specimen) -> None:
    """The function, its expressions and derivatives pickle with protocols 2 to 5 and copy deeply, to equal objects."""
    for expr in (s.function, *_expressions(s)):
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            got = pickle.loads(pickle.dumps(expr, protocol))
            require(got == expr and hash(got) == hash(expr), f"{expr} pickled by {protocol} must stay, not be {got}")
        require(copy.deepcopy(expr) == expr == copy.copy(expr), f"a copy of {expr} must be equal to it")
    require(pickle.loads(pickle.dumps(s.function)) is s.function, "the class must pickle as itself")
