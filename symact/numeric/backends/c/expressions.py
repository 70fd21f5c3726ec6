"""Expressions of generated source as expressions of C: numbers, our own names, primitives, and functions of libm."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from symact.numeric.backends.c.definitions import hexadecimal, interleaved
from symact.numeric.backends.c.syntax import called, is_name, refused
from symact.numeric.backends.c.usual import Usual

__all__ = ["ATOM", "Expressions"]

LIBM = {
    **{name: name for name in ("ceil", "cos", "cosh", "floor", "sin", "sinh", "sqrt", "tan")},
    **{f"arc{name}": f"a{name}" for name in ("cos", "cosh", "sin", "sinh", "tan", "tan2", "tanh")},
    "abs": "fabs",
    "power": "pow",
}
PRIMITIVES = frozenset({"exp", "expm1", "heaviside", "log", "log1p", "maximum", "minimum", "sign", "tanh"})
KERNELS = frozenset(
    {
        *("add", "conjugate", "cos_pair", "erf", "erfc", "erfc_pair", "exp_pair", "expm1_pair", "gelu", "log1mexp"),
        *("mish", "multiply", "normal_cdf", "normal_cdf_pair", "reciprocal", "root", "sech2", "sech2_pair", "sigmoid"),
        *("sigmoid_pair", "sin_pair", "softplus", "softplus_of_pair", "softplus_pair", "square", "tanhshrink"),
        "times_exp",
    }
)
OPERATORS: dict[type, tuple[str, int]] = {
    **{ast.Add: ("+", 2), ast.Sub: ("-", 2), ast.Mult: ("*", 3), ast.Div: ("/", 3)},
    **{ast.BitAnd: ("&", 1), ast.BitOr: ("|", 1)},
    **{ast.Lt: ("<", 0), ast.LtE: ("<=", 0), ast.Gt: (">", 0), ast.GtE: (">=", 0), ast.Eq: ("==", 0)},
    **{ast.NotEq: ("!=", 0), ast.USub: ("-", 4), ast.Invert: ("!", 4)},
}
ATOM = 5

SHORTENED = 2.0**-33
"""The part of a series around a zero that may be left out where float32 is wanted."""


class Expressions:
    """Writes expressions.

    Parameters
    ----------
    names : dict of str to str
        What values are called in C, by their names in the source.
    usual : Usual
    short : bool
        Whether results will be rounded to float32.
    single : bool
        Whether numbers to twice the precision are written as one, which is enough where `short`, but for periods.
    other : callable
        Given the name of another function of the source and the arguments in C, returns what to call; None for a name
        of none.

    Attributes
    ----------
    lines : list of str
        What has to stand before the expressions written so far.
    radius : float
        How far from a zero x is at most where what is being written is chosen; 0 where that is not known.
    """

    def __init__(
        self,
        names: dict[str, str],
        usual: Usual,
        short: bool,
        single: bool,
        other: Callable[[str, Sequence[str]], str | None],
    ) -> None:
        self.names, self.lines, self.radius = names, list[str](), 0.0
        self._usual, self._short, self._single, self._other = usual, short, single, other

    def code(self, node: ast.expr, least: int = 0) -> str:
        """Return an expression, in parentheses where it binds less than asked for."""
        text, level = self._expression(node)
        return f"({text})" if level < least else text

    def _expression(self, node: ast.expr) -> tuple[str, int]:
        match node:
            case ast.Constant(value=float() as value):
                return hexadecimal(value), ATOM
            case ast.Constant(value=None):
                return "0.0", ATOM
            case ast.Name(id=name) if name in self.names:
                return self.names[name], ATOM
            case ast.Attribute(value=ast.Name(id="np"), attr=("nan" | "inf") as name):
                return {"nan": "NAN", "inf": "INFINITY"}[name], ATOM
            case ast.Subscript(value=inner, slice=ast.Name(id="there")):
                return self._expression(inner)
            case ast.UnaryOp(op=operator, operand=operand):
                sign, level = OPERATORS[type(operator)]
                return f"{sign}{self.code(operand, level + 1)}", level
            case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant(value=float() as value)) if (
                self._short and 1e-30 < value < 1e30
            ):
                return f"{self.code(left, 3)} * {hexadecimal(1.0 / value)}", 3
            case ast.BinOp(left=left, op=operator, right=right):
                sign, level = OPERATORS[type(operator)]
                strict = 2 if level == 1 else level + 1
                return f"{self.code(left, max(level, strict - 1))} {sign} {self.code(right, strict)}", level
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                return f"{self.code(left, 2)} {OPERATORS[type(operator)][0]} {self.code(right, 2)}", 0
            case ast.Call(func=function, args=arguments, keywords=[]):
                return self._call(function, arguments)
        raise refused(node)

    def _call(self, function: ast.expr, arguments: list[ast.expr]) -> tuple[str, int]:
        name, of_numpy = called(function)
        if name in ("where", "select"):
            condition, first, second = arguments
            start = f"{self.condition(condition)} ? {self.code(first, 1)}"
            outside = self._usual.below_0
            self._usual.below_0 = outside or _is_above_0(condition)
            code = f"{start} : {self.code(second)}"
            self._usual.below_0 = outside
            return code, 0
        if self._single and name.endswith("_pair") and name != "softplus_pair":
            name, arguments = name.removesuffix("_pair").removesuffix("_of"), arguments[:1]
            of_numpy = name not in KERNELS
        if self._single and name == "times_exp":
            arguments = [*arguments[:2], ast.Constant(None)]
        codes = [self.code(a) for a in arguments]
        joined = ", ".join(codes)
        if of_numpy:
            return self._of_numpy(name, arguments, joined)
        if name == "horner":
            return self._horner(arguments), ATOM
        if (other := self._other(name, codes)) is not None:
            return f"{other}({joined})", ATOM
        if name not in KERNELS:
            raise refused(function)
        return f"{self._usual.primitive(name, codes[0])}({joined})", ATOM

    def _of_numpy(self, name: str, arguments: list[ast.expr], joined: str) -> tuple[str, int]:
        one = arguments[0]
        match name:
            case "isnan":
                return f"{self.code(one, 2)} != {self.code(one, 2)}", 0
            case "isinf":
                return f"fabs({joined}) == INFINITY", 0
            case "full_like":
                return self.code(arguments[1], ATOM), ATOM
            case "maximum" | "minimum" if (cut := self._cut(name, arguments)) is not None:
                return cut, 0
            case "tanh" if isinstance(one, ast.Call) and is_name(one.func, "softplus"):
                code = self.code(one.args[0])
                return f"{self._usual.primitive('mish_gate', code)}({code})", ATOM
            case _ if name in LIBM:
                return f"{LIBM[name]}({joined})", ATOM
            case _ if name in PRIMITIVES:
                return f"{self._usual.primitive(name, joined)}({joined})", ATOM
        raise refused(one)

    def _cut(self, name: str, arguments: list[ast.expr]) -> str | None:
        """Return the code of a maximum or minimum with a number, which keeps nan."""
        inside, number = arguments
        if not isinstance(number, ast.Constant) and not isinstance(number, ast.UnaryOp):
            return None
        code, least = self.code(inside, 2), self.code(number, 2)
        return f"{code} {'<' if name == 'maximum' else '>'} {least} ? {least} : {code}"

    def _horner(self, arguments: list[ast.expr]) -> str:
        z = self.code(arguments[0])
        coefficients = [self.code(a) for a in self._shortened(arguments)]
        if not z.isidentifier():
            self.lines.append(f"const double z = {z};")
            z = "z"
        lines, value = interleaved(z, coefficients)
        self.lines += lines
        return value

    def _shortened(self, arguments: list[ast.expr]) -> list[ast.expr]:
        """Return the coefficients of a polynomial; around a zero, where float32 is wanted, those that it takes."""
        z, *coefficients = arguments
        if not self._short or not self.radius:
            return coefficients
        reach = self.radius if isinstance(z, ast.Name) else self.radius**2
        sizes = [abs(ast.literal_eval(c)) * reach**k for k, c in enumerate(coefficients)]
        while len(sizes) > 1 and sizes[-1] < SHORTENED * sizes[0]:
            sizes.pop()
        return coefficients[: len(sizes)]

    def condition(self, node: ast.expr) -> str:
        return self.code(node, ATOM if isinstance(node, ast.BinOp) else 0)

    def single(self, call: ast.Call) -> str:
        """Return the code of a sum of two floats as one, which is enough where float32 is wanted."""
        a, *others = call.args
        match called(call.func)[0]:
            case "square":
                return f"{self.code(a, 3)} * {self.code(a, 4)}"
            case ("add" | "multiply") as name:
                sign, level = ("+", 2) if name == "add" else ("*", 3)
                return f"{self.code(a, level)} {sign} {self.code(others[1], level + 1)}"
            case "reciprocal":
                return f"1.0 / {self.code(a, 4)}"
            case "root":
                return f"sqrt({self.code(a)})"
            case "softplus_pair":
                return f"sym_softplus({self.code(a)})"
        raise refused(call)


def _is_above_0(condition: ast.expr) -> bool:
    match condition:
        case ast.Compare(left=ast.Name(id="x"), ops=[ast.Gt() | ast.GtE()], comparators=[ast.Constant(value=0.0)]):
            return True
    return False
