"""Stable expressions as lines of NumPy: each shared subexpression once, steep functions by pairs.

The names in what is written are this module's own: ``x`` and ``p1``, ``p2``, ... for the variables, ``t1``, ``t2``,
... for what is in between, ``np``, and the functions of :mod:`symact.numeric`. No name of a user's can get in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy
from sympy import Add, Expr, Mul, Pow, Rational, S, Symbol, exp, horner, preorder_traversal
from sympy.core.relational import Relational

from symact.errors import UnsupportedError
from symact.exact.real_function import RealFunction
from symact.exact.variable import T
from symact.numeric import machine
from symact.numeric.constants import as_float, as_pair
from symact.numeric.names import FUNCTIONS, STEEP

__all__ = ["Writer", "literal", "rational"]

Call = Callable[[RealFunction], tuple[str, Sequence[Expr]]]

_EXACT = 2**53


class Writer:
    """Writes expressions as NumPy, line by line.

    Parameters
    ----------
    names : mapping of Symbol to str
        What the variables are called.
    call : callable, optional
        Given an application of a function of symact's own, returns the name of a function that is written elsewhere
        and the expressions to call it with.
    pairs : bool, optional
        Whether steep functions get their arguments to twice the precision.
    """

    def __init__(self, names: Mapping[Symbol, str], call: Call | None = None, pairs: bool = True) -> None:
        self.lines: list[str] = []
        self._known: dict[Expr, str] = dict(names)
        self._pairs: dict[Expr, tuple[str, str] | None] = {}
        self._call = call
        self.with_pairs = pairs
        self._uses: Counter[Expr] = Counter()

    def write(self, expr: Expr) -> str:
        """Return the code of an expression; what it shares with itself is written to `lines` first."""
        self._uses.update(e for e in preorder_traversal(expr) if e.args and not e.is_number)
        return self.code(expr)

    def name(self, code: str) -> str:
        """Write a line that names the value of some code, and return the name."""
        self.lines.append(f"t{len(self.lines) + 1} = {code}")
        return f"t{len(self.lines)}"

    def code(self, expr: Expr) -> str:
        """Return an expression's code as an operand: a name, a number, a call, or in parentheses."""
        known = self._known.get(expr)
        if known is not None:
            return known
        if expr.is_number:
            return literal(as_float(expr))
        code = self._compound(expr)
        if self._uses[expr] > 1:
            code = self._known[expr] = self.name(code)
        return code

    def _compound(self, expr: Any) -> str:
        if self._call is not None and isinstance(expr, RealFunction):
            name, arguments = self._call(expr)
            return f"{name}({', '.join(map(self.code, arguments))})"
        if expr.is_Add:
            return f"({self._product(shifted) if (shifted := _shifted(expr)) else self._sum(expr)})"
        if expr.is_Mul:
            return f"({self._product(expr)})"
        if isinstance(expr, Pow) and not isinstance(expr, exp):
            return self._power(expr)
        if isinstance(expr, sympy.Piecewise):
            return self._piecewise(expr)
        if self.with_pairs and type(expr) in STEEP and (pair := self.pair(expr.args[0])):
            return f"{STEEP[type(expr)]}({pair[0]}, {pair[1]})"
        function = FUNCTIONS.get(type(expr))
        if function is None:
            raise UnsupportedError(
                f"every function must be one that a numeric function can be made of, not {expr.func}"
            )
        arguments = [self.code(a) for a in expr.args]
        if isinstance(expr, (sympy.Max, sympy.Min)):
            code = arguments[0]
            for argument in arguments[1:]:
                code = f"{function}({code}, {argument})"
            return code
        return f"{function}({', '.join(arguments)})"

    def _sum(self, expr: Expr) -> str:
        terms = sorted(expr.args, key=lambda t: (t.is_number, sympy.default_sort_key(t)))
        code = self.code(terms[0])
        for term in terms[1:]:
            negative = term.could_extract_minus_sign()
            code += f" - {self.code(-term)}" if negative else f" + {self.code(term)}"
        return code

    def _product(self, expr: Expr) -> str:
        constant = Mul(*(a for a in expr.args if a.is_number))
        factors = [a for a in expr.args if not a.is_number]
        above = [a for a in factors if not _is_divisor(a)]
        below = [1 / a for a in factors if _is_divisor(a)]
        if constant.is_Rational and abs(constant.p) == 1 and constant.q <= _EXACT and constant.q & (constant.q - 1):
            above, below = [S(constant.p), *above], [S(constant.q), *below]
        elif constant is not S.One:
            above = [constant, *above]
        sign = ""
        if above and above[0] in (S.NegativeOne, S.One):
            sign = "-" if above[0] is S.NegativeOne else ""
            above = above[1:]
        code = " * ".join(self.code(a) for a in above) or "1.0"
        return sign + code + "".join(f" / {self.code(b)}" for b in below)

    def _power(self, expr: Pow) -> str:
        base, power = expr.args
        if power.is_number and power.is_negative:
            return f"(1.0 / {self.code(1 / expr)})"
        if power.is_Rational and power.q <= 2 and power <= 8:
            whole, half = divmod(int(2 * power), 2)
            b = self.code(base)
            if not b.isidentifier() and (whole > 1 or half) and whole:
                b = self._known[base] = self.name(b)
            parts = [b] * whole + [f"np.sqrt({b})"] * half
            return f"({' * '.join(parts)})" if len(parts) > 1 else parts[0]
        return f"np.power({self.code(base)}, {self.code(power)})"

    def _piecewise(self, expr: Any) -> str:
        code = "np.nan"
        for value, condition in reversed(expr.args):
            code = (
                self.code(value)
                if condition in (True, S.true)
                else (f"np.where({self._condition(condition)}, {self.code(value)}, {code})")
            )
        return code

    def _condition(self, condition: Any) -> str:
        if isinstance(condition, Relational):
            return f"({self.code(condition.lhs)} {condition.rel_op} {self.code(condition.rhs)})"
        if isinstance(condition, (sympy.And, sympy.Or)):
            operator = " & " if isinstance(condition, sympy.And) else " | "
            return f"({operator.join(self._condition(c) for c in condition.args)})"
        if isinstance(condition, sympy.Not):
            return f"~{self._condition(condition.args[0])}"
        raise UnsupportedError(f"a condition must compare real expressions, not {condition}")

    # Pairs

    def pair(self, expr: Expr) -> tuple[str, str] | None:
        """Return the names of an expression's two parts; None where its float64 value is exact, or not known better."""
        if expr not in self._pairs:
            c, rest = expr.as_coeff_Mul()
            if c.is_Rational and c is not S.One and _is_power_of_two(c) and not rest.is_number:
                self._pairs[expr] = self._scaled_pair(c, rest)
            else:
                self._pairs[expr] = self._new_pair(expr)
        return self._pairs[expr]

    def _scaled_pair(self, c: Expr, expr: Expr) -> tuple[str, str] | None:
        """Return the pair of c*expr, which is exact for a power of 2 and its negative."""
        pair = self.pair(expr)
        if pair is None:
            return None
        by = "-" if c == -1 else f"{literal(as_float(c))} * "
        return self._call_pair(", ".join(by + part for part in pair))

    def _new_pair(self, expr: Any) -> tuple[str, str] | None:
        if expr.is_Symbol:
            return None
        if expr.is_number:
            high, low = as_pair(expr)
            return (literal(high), literal(low)) if low else None
        if expr.is_polynomial() and expr.has(T) and (expr.is_Add or expr.is_Mul):
            factored = horner(expr, wrt=T)
            expr = factored if factored != expr else expr
        if expr.is_Add or expr.is_Mul:
            return self._folded("add" if expr.is_Add else "multiply", expr.args)
        if isinstance(expr, Pow) and not isinstance(expr, exp):
            return self._power_pair(*expr.args)
        if isinstance(expr, machine.Softplus):
            return self._call_pair(f"softplus_pair({self.code(expr.args[0])})")
        return None

    def _power_pair(self, base: Expr, power: Expr) -> tuple[str, str] | None:
        if power == 2 and base.is_Symbol:
            return self._call_pair(f"square({self.code(base)})")
        if power.is_Integer and power > 1:
            return self._folded("multiply", (base,) * int(power))
        if power == -1 or power == S.Half:
            function = "root" if power == S.Half else "reciprocal"
            return self._call_pair(f"{function}({', '.join(self._parts(base))})")
        return self._call_pair(f"reciprocal({', '.join(self._parts(base**-power))})") if power.is_negative else None

    def _folded(self, function: str, operands: tuple[Expr, ...]) -> tuple[str, str]:
        if function == "multiply":
            constant = Mul(*(a for a in operands if a.is_number))
            rest = [a for a in operands if not a.is_number]
            operands = (constant, *rest) if constant is not S.One else tuple(rest)
        parts = self._parts(operands[0])
        for operand in operands[1:]:
            parts = self._call_pair(f"{function}({', '.join((*parts, *self._parts(operand)))})")
        return parts

    def _parts(self, expr: Expr) -> tuple[str, str]:
        return self.pair(expr) or (self.code(expr), "0.0")

    def _call_pair(self, code: str) -> tuple[str, str]:
        number = len(self.lines) + 1
        self.lines.append(f"h{number}, l{number} = {code}")
        return f"h{number}", f"l{number}"


def _is_divisor(factor: Expr) -> bool:
    return isinstance(factor, Pow) and not isinstance(factor, exp) and bool(factor.exp.is_number and factor.exp < 0)


def _shifted(expr: Add) -> Expr | None:
    """Return a*x + b as a*(x + b/a) where the root is an exact float, so that nothing cancels next to it."""
    b, term = expr.as_coeff_Add()
    a, x = term.as_coeff_Mul()
    if not x.is_Symbol or b is S.Zero or a in (S.One, S.NegativeOne):
        return None
    root = b / a
    exact = root.is_Rational and root.q & (root.q - 1) == 0 and max(abs(root.p), root.q) <= _EXACT
    return Mul(a, Add(x, root, evaluate=False), evaluate=False) if exact else None


def _is_power_of_two(c: Rational) -> bool:
    """Return whether a rational number other than 0 is plus or minus a power of 2."""
    return all(n & (n - 1) == 0 for n in (abs(int(c.p)), int(c.q)))


def literal(value: float) -> str:
    """Return a float as an operand of Python source."""
    if value != value:
        return "np.nan"
    if value in (float("inf"), float("-inf")):
        return "np.inf" if value > 0 else "(-np.inf)"
    return repr(value) if value >= 0 else f"({value!r})"


def rational(value: float) -> Rational:
    """Return a float as the rational that it is."""
    return Rational(*value.as_integer_ratio())
