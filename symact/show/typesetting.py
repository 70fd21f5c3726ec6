"""A LaTeX printer that sets formulas the way papers do: terms and factors in the order people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sympy import (
    Add,
    Expr,
    Function,
    Integral,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Symbol,
    acos,
    asin,
    atan,
    exp,
)
from sympy.printing.latex import LatexPrinter
from sympy.simplify.radsimp import fraction

from symact.exact.real_function import Cases, RealFunction
from symact.exact.variable import T
from symact.show.brackets import slim
from symact.show.conditions import condition
from symact.show.numerals import decimal_text, merged_roots
from symact.show.ordering import factors_of, ordered_terms

__all__ = ["Typesetter", "display_of", "escaped", "head", "typeset"]

# Names of several letters, which stand apart from the factors beside them.
_WORDS = (r"\mathrm", r"\mathit")
_ENDS_IN_WORD = re.compile(r"\\mathit\{\w+\}(\^\{\w+\})?$")
_ATOM = re.compile(r"(\\[A-Za-z]+|[A-Za-z])(\{[^{}]*\})?(_(\{[^{}]*\}|\w))?")
# A sum of more letters than this stands beside a fraction, not in it.
_NUMERATOR = 16
_COMMAND = re.compile(r"\\[A-Za-z]+|[{}^_\s]")
# SymPy sets the brackets of a function's argument in braces, to take away the space that \left adds.
_BRACED = re.compile(r"(\\(?:operatorname\{\w+\}|[A-Za-z]+)(?:\^\{[^{}]*\})?)\{\\left\((.*?)\s*\\right\)\}", re.DOTALL)


def typeset(expr: Any, variable: str = "x") -> str:
    """Return an expression as LaTeX, the bound variable ``T`` under the LaTeX given for it."""
    return Typesetter(variable).doprint(expr)


def escaped(name: str) -> str:
    """Return a word as LaTeX sets it."""
    return name.replace("_", r"\_")


def display_of(function: Any, display: str | None) -> str:
    r"""Return the name that papers print for a function: the one stated, else its own, upright."""
    return display or rf"\mathrm{{{escaped(function.__name__)}}}"


def head(display: str, primes: str = "") -> str:
    r"""Return a function's printed name with primes or an exponent: ``\Phi'``, but ``(\log\sigma)'``."""
    return f"{display}{primes}" if not primes or _ATOM.fullmatch(display) else f"({display}){primes}"


class Typesetter(LatexPrinter):
    """SymPy's LaTeX printer with the order, fractions and brackets of papers.

    Parameters
    ----------
    variable : str
        The LaTeX of the bound variable ``T``.
    """

    def __init__(self, variable: str = "x") -> None:
        super().__init__({"symbol_names": {T: variable}, "fold_frac_powers": True})
        self._in_script = 0

    def doprint(self, expr: Any) -> str:
        """Return the LaTeX of an expression, brackets only as tall as what they hold."""
        return slim(super().doprint(expr))

    def _print(self, expr: Any, **options: Any) -> str:
        if isinstance(expr, RealFunction) and not isinstance(expr, Cases):
            return self._own(expr, **options)
        text = super()._print(expr, **options)
        if isinstance(expr, (acos, asin, atan)):
            text = re.sub(r"\\operatorname\{a(\w+)\}", r"\\arc\1", text, count=1)
        braced = _BRACED.fullmatch(text) if isinstance(expr, Function) else None
        return text if braced is None else rf"{braced[1]}\left({braced[2]}\right)"

    def script(self, expr: Expr) -> str:
        """Return an exponent: fractions on one line."""
        self._in_script += 1
        try:
            return str(self._print(expr))
        finally:
            self._in_script -= 1

    # Sums

    def _print_Add(self, expr: Add, order: Any = None) -> str:
        terms = ordered_terms(expr)
        if len(terms) == 1:
            return str(self._print(terms[0]))
        printed = [(str(self._print(term)), term) for term in terms]
        small = not any(r"\frac" in text for text, term in printed if not term.is_Rational)
        tex = ""
        for text, term in printed:
            text = text.replace(r"\frac", r"\tfrac", 1) if small and term.is_Rational else text
            if tex:
                text = f" - {text[1:]}" if text.startswith("-") else f" + {text}"
            tex += text
        return tex

    # Products and quotients

    def _print_Mul(self, expr: Expr) -> str:
        coefficient, rest = expr.as_coeff_Mul()
        if coefficient.is_Rational and coefficient < 0:
            factors = Mul.make_args(rest)
            opposite = Mul(-coefficient, *factors, evaluate=False) if coefficient != -1 else rest
            return f"-{self._print(opposite)}"
        decimal = decimal_text(coefficient)
        above, below = fraction(rest if decimal else expr, exact=True)
        upper, lower = merged_roots(factors_of(above), factors_of(below))
        if decimal:
            upper = [coefficient, *upper]
        if not lower:
            return self._product(upper)
        if self._in_script:
            return f"{self._slashed(upper)}/{self._slashed(lower, below=True)}"
        short = [f for f in upper if not self._hangs(f)]
        tall = [f for f in upper if self._hangs(f)]
        if tall and all(f.is_number for f in lower) and _is_wide(self._product(tall)):
            tex = rf"\frac{{{self._product(short) if short else '1'}}}{{{self._product(lower)}}}"
            return f"{tex} {self._product(tall, alone=False)}"
        return rf"\frac{{{self._product(upper)}}}{{{self._product(lower)}}}"

    @staticmethod
    def _hangs(factor: Expr) -> bool:
        """Return whether a factor stands beside a fraction better than in it."""
        return bool(factor.is_Add or isinstance(factor, (Piecewise, Cases)))

    def _slashed(self, factors: list[Expr], below: bool = False) -> str:
        text = self._product(factors)
        wraps = factors[0].is_Add if len(factors) == 1 else below
        return rf"\left({text}\right)" if wraps else text

    def inline(self, expr: Expr) -> str:
        """Return an expression on one line of type, fractions with a slash."""
        return slim(self.script(expr))

    def _product(self, factors: list[Expr], alone: bool = True) -> str:
        tex = ""
        alone = alone and len(factors) == 1
        for i, factor in enumerate(factors):
            text = str(self._print(factor))
            if not alone and (factor.is_Add or text.startswith("-") or self._ends_open(factor, i, factors)):
                text = rf"\left({text}\right)"
            tex += _joint(tex, text) + text
        return tex or "1"

    def _ends_open(self, factor: Expr, place: int, factors: list[Expr]) -> bool:
        """Return whether a factor would swallow the one after it, as cases and integrals do."""
        return isinstance(factor, (Piecewise, Cases)) and place < len(factors) - 1

    def _print_Rational(self, expr: Rational) -> str:
        decimal = str(expr.p) if expr.q == 1 else decimal_text(expr)
        if decimal:
            return decimal
        if self._in_script:
            return f"{expr.p}/{expr.q}"
        return rf"{'-' if expr.p < 0 else ''}\frac{{{abs(expr.p)}}}{{{expr.q}}}"

    # Powers

    def _print_Pow(self, expr: Pow) -> str:
        base, power = expr.base, expr.exp
        if power.is_Rational and power.is_negative:
            return self._print_Mul(expr)
        if base is S.Exp1 or (power.is_Rational and power.p == 1):
            return str(super()._print_Pow(expr))
        if isinstance(base, RealFunction):
            return str(self._print(base, exp=self.script(power)))
        if base.is_Function and not isinstance(base, exp):
            return str(self._print(base, exp=self.script(power)))
        text = str(self._print(base))
        if not base.is_Atom or text.startswith("-") or (base.is_Rational and not base.is_Integer):
            text = rf"\left({text}\right)"
        return f"{text}^{{{self.script(power)}}}"

    def _print_ExpBase(self, expr: exp, exp: str | None = None) -> str:
        tex = f"e^{{{self.script(expr.args[0])}}}"
        return tex if exp is None else rf"\left({tex}\right)^{{{exp}}}"

    # Functions

    def _own(self, function: RealFunction, exp: str | None = None) -> str:
        display = display_of(type(function), function.display)
        if exp is None or _ATOM.fullmatch(display):
            power = "" if exp is None else f"^{{{exp}}}"
            return self._call(f"{display}{power}", function.args[0], function.printed_parameters())
        return rf"\left({self._call(display, function.args[0], function.printed_parameters())}\right)^{{{exp}}}"

    def _call(self, name: str, argument: Expr, parameters: tuple[Expr, ...]) -> str:
        inner = str(self._print(argument))
        if parameters:
            inner += "; " + ", ".join(self._small(p) for p in parameters)
        return rf"{name}\left({inner}\right)"

    def call(self, name: str, argument: Expr, parameters: tuple[Expr, ...] = ()) -> str:
        """Return ``name(argument; parameters)``."""
        return slim(self._call(name, argument, parameters))

    def small(self, number: Expr) -> str:
        """Return an expression as LaTeX, with a small fraction if it is a rational number."""
        return slim(self._small(number))

    def _small(self, number: Expr) -> str:
        text = str(self._print(number))
        return text.replace(r"\frac", r"\tfrac", 1) if number.is_Rational else text

    def _print_Symbol(self, expr: Symbol, **options: Any) -> str:
        text = str(super()._print_Symbol(expr, **options))
        return rf"\mathit{{{text}}}" if len(text) > 1 and text.isalpha() else text

    def _print_Abs(self, expr: Expr, exp: str | None = None) -> str:
        tex = rf"\left|{self._print(expr.args[0])}\right|"
        return tex if exp is None else f"{tex}^{{{exp}}}"

    def _print_Integral(self, expr: Integral) -> str:
        if [len(limits) for limits in expr.limits] != [3]:
            return str(super()._print_Integral(expr))
        (variable, low, high), body = expr.limits[0], self._print(expr.function)
        body = rf"\left({body}\right)" if expr.function.is_Add else body
        return rf"\int_{{{self._print(low)}}}^{{{self._print(high)}}} {body} \, d{self._print(variable)}"

    # Branches

    def _print_Piecewise(self, expr: Piecewise) -> str:
        return self.branches(expr.args)

    def _print_Cases(self, expr: Cases, exp: str | None = None) -> str:
        argument = expr.args[0]
        variable = argument if argument.is_Symbol else Symbol("t")
        pairs = [(e.xreplace({T: variable}), c.xreplace({T: variable})) for e, c in expr.pairs()]
        tex = self.branches(pairs)
        if variable != argument:
            tex = rf"\left. {tex} \right|_{{t = {self._print(argument)}}}"
        return tex if exp is None else rf"\left({tex}\right)^{{{exp}}}"

    def sheet(self, pairs: Iterable[Any]) -> str:
        """Return branches as a finished formula."""
        return slim(self.branches(pairs))

    def branches(self, pairs: Iterable[Any]) -> str:
        """Return a ``cases`` environment of (expression, condition) pairs."""
        rows = r" \\ ".join(f"{self._print(value)} & {condition(when, self._print)}" for value, when in pairs)
        return rf"\begin{{cases}} {rows} \end{{cases}}"


def _joint(before: str, after: str) -> str:
    """Return what stands between two factors."""
    if not before:
        return ""
    if after[0].isdigit() or (before[-1].isdigit() and after.startswith(r"\frac{")):
        return r" \cdot "
    return r" \, " if after.startswith(_WORDS) or _ENDS_IN_WORD.search(before) else " "


def _is_wide(latex: str) -> bool:
    """Return whether a factor is too much to stand in a numerator."""
    return r"\frac" in latex or r"\begin" in latex or len(_COMMAND.sub("", latex)) > _NUMERATOR
