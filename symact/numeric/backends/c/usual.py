"""Usual arguments: between which bounds on x alone a function needs no more than its shortest definition.

Beyond, exponentials leave the normal numbers, or a far tail takes over. A block of arguments that all lie between is
computed by the usual definitions, to the same bits.
"""

from __future__ import annotations

import ast

from symact.numeric.backends.c.definitions import SHORT, USUAL, variant
from symact.numeric.backends.c.syntax import called, is_name

__all__ = ["EVERYWHERE", "Usual", "far_bounds"]

Bounds = tuple[float, float]

NORMAL = 708.0
"""No exponential of an argument up to here leaves the normal numbers."""

BOUNDS = {
    **dict.fromkeys(("exp", "sigmoid", "softplus", "mish", "mish_gate"), NORMAL),
    **{"sigmoid_alone": 80.0, "sech2": NORMAL / 2, "gelu": 37.6, "normal_cdf": 37.6, "erf": 26.6, "erfc": 26.6},
}
EVERYWHERE = (-float("inf"), float("inf"))
LARGEST = 2.0**1023
FAR = 16.0
"""A region that begins beyond is looked for in a block before it is computed."""

_SHARING_NOTHING = ("where", "select", "maximum", "minimum", "abs", "horner", "some", "isnan")


class Usual:
    """What is known of the arguments in one function, and the bounds that its usual definition needs.

    Attributes
    ----------
    bounds : tuple of float
        Those found so far.
    below_0 : bool
        Whether what is being written is chosen only where x is not positive.
    """

    def __init__(self, node: ast.FunctionDef, wanted: bool, short: bool) -> None:
        self.wanted = wanted
        self.bounds: Bounds = EVERYWHERE
        self.below_0 = False
        self._suffixes = [USUAL, SHORT] if short else [USUAL]
        self._sizes = {"x", "-x"}
        self._squares: dict[str, float] = {}
        calls = [called(n.func)[0] for n in ast.walk(node) if isinstance(n, ast.Call)]
        self._alone = [c for c in calls if c not in _SHARING_NOTHING] == ["sigmoid"]

    def narrow(self, bounds: Bounds) -> None:
        """Take these bounds into account."""
        self.bounds = max(self.bounds[0], bounds[0]), min(self.bounds[1], bounds[1])

    def primitive(self, name: str, argument: str) -> str:
        """Return the primitive of a name in C; a usual one where one is wanted and |x| alone tells when it is right."""
        if name == "sigmoid" and self._alone and argument == "x":
            name = "sigmoid_alone"
        if self.below_0 and name in ("exp", "expm1") and argument == "x":
            if name == "exp" and self.wanted:
                self.narrow((-NORMAL, EVERYWHERE[1]))
                return variant("sym_falling_exp", self._suffixes)
            return f"sym_falling_{name}"
        bound = self._bound(name, argument) if self.wanted else None
        if bound is None:
            return f"sym_{name}"
        self.narrow((-bound, bound))
        return variant(f"sym_{name}", self._suffixes)

    def _bound(self, name: str, argument: str) -> float | None:
        if name in ("exp", "exp_pair") and argument in self._squares:
            return float((NORMAL / self._squares[argument]) ** 0.5)
        return BOUNDS.get(name) if argument in self._sizes else None

    def named(self, name: str, value: ast.expr, code: str) -> None:
        """Note of a name whether it is -x, x**2, or a multiple of x**2, from the syntax and the C of its value."""
        match value:
            case ast.Call(func=function, args=[ast.Name(id="x")]) if is_name(function, "square"):
                self._squares[name] = 1.0
            case ast.UnaryOp(operand=ast.Name(id="x")):
                self._sizes.add(name)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Name()) if code[1:] in self._squares:
                self._squares[name] = self._squares[code[1:]]
            case ast.BinOp(left=ast.UnaryOp(operand=ast.Constant(value=float() as factor)), op=ast.Mult()):
                square = code.rpartition(" * ")[2]
                if square in self._squares:
                    self._squares[name] = self._squares[square] * factor


def far_bounds(condition: ast.expr) -> Bounds | None:
    """Return the bounds on x beyond which a condition may hold, None where they are not far out."""
    match condition:
        case ast.Call(func=ast.Attribute(attr="isinf"), args=[ast.Name(id="x")]):
            return -LARGEST, LARGEST
        case ast.Compare(left=ast.Name(id="x"), comparators=[ast.UnaryOp(operand=bound)]):
            size = _size(bound)
            return (-size, float("inf")) if size >= FAR else None
        case ast.Compare(left=ast.Name(id="x"), comparators=[bound]):
            size = _size(bound)
            return (-float("inf"), size) if size >= FAR else None
    return None


def _size(bound: ast.expr) -> float:
    return float(bound.value) if isinstance(bound, ast.Constant) and isinstance(bound.value, float) else LARGEST
