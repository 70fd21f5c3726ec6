"""The source of a numeric function, in C: line by line what is written for NumPy, as functions of one number.

The source is that of :mod:`symact.numeric.expression_source`, read back as a syntax tree. Only what is listed here gets
into the C: our own names, and numbers. Regions become choices without a branch.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from symact.numeric.backends.c.definitions import SHORT, USUAL, hexadecimal, interleaved, variant

__all__ = ["Function", "translated"]

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
_DEFINITION = re.compile(r"(?:const )?(?:double |sym_pair )?(\w+) = ")
NORMAL = 708.0
"""No exponential of an argument up to here leaves the normal numbers."""

USUAL_TO = {
    **dict.fromkeys(("exp", "sigmoid", "softplus", "mish", "mish_gate"), NORMAL),
    **{"sigmoid_alone": 80.0, "sech2": NORMAL / 2, "gelu": 37.6, "normal_cdf": 37.6, "erf": 26.6, "erfc": 26.6},
}

SHORTENED = 2.0**-33
"""The part of a series around a zero that may be left out where float32 is wanted."""

EVERYWHERE = (-float("inf"), float("inf"))
LARGEST = 2.0**1023
FAR = 16.0
"""A region that begins beyond is looked for in a block before it is computed."""


class Function:
    """A function of the source and what it is in C.

    Attributes
    ----------
    text : str
        Its definition.
    usual : str
        The definition for x between `bounds` only: without regions beyond them, by primitives that are right there.
        Empty where it would be the same.
    bounds : tuple of float
        Infinite where there is none.
    """

    def __init__(
        self, node: ast.FunctionDef, comments: dict[int, str], known: dict[str, Function], short: bool
    ) -> None:
        self.name = node.name + (SHORT if short else "")
        self.parameters = [a.arg for a in node.args.args]
        full, usual = (_Body(node, comments, known, short, u) for u in (False, True))
        self.bounds = usual.bounds
        self.text = self._definition(self.name, full.lines, short)
        self.usual_name = self.name if self.bounds == EVERYWHERE else f"{self.name}_usual"
        self.usual = "" if self.usual_name == self.name else self._definition(self.usual_name, usual.lines, short)

    def _definition(self, name: str, lines: Sequence[str], short: bool) -> str:
        parameters = ", ".join(f"double {p}" for p in self.parameters)
        body = variant("\n".join(f"    {line}" for line in lines), [SHORT] if short else [])
        return f"static inline double {name}({parameters})\n{{\n{body}\n}}"


def translated(source: str, short: bool) -> list[Function]:
    """Return the functions of a source in C, the one that all is for last.

    Parameters
    ----------
    source : str
    short : bool
        Whether results will be rounded to float32.

    Raises
    ------
    RuntimeError
        If the source holds anything that is not on the lists of what may get into C.
    """
    lines = source.splitlines()
    comments = {i: _comment(line) for i, line in enumerate(lines, 1) if line.lstrip().startswith("#")}
    known: dict[str, Function] = {}
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef):
            raise _refused(node)
        known[node.name] = Function(node, comments, known, short)
    return list(known.values())


def _comment(line: str) -> str:
    """Return a comment of the source as one of C, of characters that cannot end it."""
    text = line.strip().removeprefix("# ")
    kept = "".join(c if c.isascii() and (c.isalnum() or c in " +-*/().,<>=:_[]|&") else "_" for c in text)
    return f"/* {kept.replace('*/', '* /').replace('/*', '/ *')} */"


def _refused(node: ast.AST) -> RuntimeError:
    return RuntimeError(f"generated source must be of what C is written for, not {ast.dump(node)[:200]}")


class _Body:
    """The lines of one function, with all regions or with the usual ones."""

    def __init__(
        self, node: ast.FunctionDef, comments: dict[int, str], known: dict[str, Function], short: bool, usual: bool
    ) -> None:
        self._known, self._short, self._usual = known, short, usual
        self._comments = comments
        self._names = {a.arg: a.arg for a in node.args.args}
        self._parameters = list(self._names.values())
        self._conditions: dict[str, ast.expr] = {}
        self._radius = 0.0
        self._below = False
        self._sizes = {"x", "-x"}
        self._squares: dict[str, float] = {}
        calls = [n for n in ast.walk(node) if isinstance(n, ast.Call) and not _is_name(n.func, "some")]
        self._alone = sum(_is_name(n.func, "sigmoid") or _is_exponential(n) for n in calls) == 1
        self.lines: list[str] = []
        self.bounds: tuple[float, float] = EVERYWHERE
        for statement in node.body:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.If):
            self._region(node)
            return
        if not (isinstance(node, ast.Assign) and _is_name(node.targets[0], "there")):
            self._note(node.lineno)
        if isinstance(node, ast.Return) and node.value is not None:
            self.lines.append(f"return {self._code(node.value)};")
        elif isinstance(node, ast.Assign):
            self._assignment(node.targets[0], node.value)
        else:
            raise _refused(node)

    def _note(self, number: int) -> None:
        if number - 1 in self._comments:
            self.lines.append(self._comments[number - 1])

    def _assignment(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple):
            self._pair(*target.elts, value)
        elif not isinstance(target, ast.Name):
            raise _refused(target)
        elif target.id == "there":
            self._conditions["there"] = value
        else:
            code, known = self._code(value), target.id in self._names
            match value:
                case ast.BinOp(left=ast.UnaryOp(operand=ast.Constant(value=factor)), op=ast.Mult(), right=ast.Name()):
                    if (inner := self._code(value.right)) in self._squares:
                        self._squares[target.id] = self._squares[inner] * factor
                case ast.UnaryOp(operand=ast.Name(id="x")):
                    self._sizes.add(target.id)
                case ast.UnaryOp(operand=ast.Name()) if self._code(value.operand) in self._squares:
                    self._squares[target.id] = self._squares[self._code(value.operand)]
            self._names[_own(target.id)] = target.id
            self.lines.append(f"{'' if known else 'double '}{target.id} = {code};")

    def _pair(self, high: ast.expr, low: ast.expr, value: ast.expr) -> None:
        if not (isinstance(high, ast.Name) and isinstance(low, ast.Name)):
            raise _refused(high)
        if isinstance(value, ast.Tuple):
            for target, part in zip((high, low)[: 2 - self._short], value.elts, strict=not self._short):
                self._assignment(target, part)
            return
        if isinstance(value, ast.Call) and _is_name(value.func, "square") and _is_name(value.args[0], "x"):
            self._squares[high.id if self._short else f"{_own(high.id).replace('h', 'pair')}.high"] = 1.0
        if self._short and isinstance(value, ast.Call):
            self.lines.append(f"const double {_own(high.id)} = {self._single(value)};")
            self._names[high.id] = high.id
            return
        both = _own(high.id).replace("h", "pair")
        self.lines.append(f"const sym_pair {both} = {self._code(value)};")
        self._names |= {_own(high.id): f"{both}.high", _own(low.id): f"{both}.low"}

    def _single(self, call: ast.Call) -> str:
        """Return the code of a sum of two floats as one of them, which float64 is enough for where float32 is wanted."""
        a, *others = call.args
        match _called(call.func)[0]:
            case "square":
                return f"{self._code(a, 3)} * {self._code(a, 4)}"
            case ("add" | "multiply") as name:
                sign, level = ("+", 2) if name == "add" else ("*", 3)
                return f"{self._code(a, level)} {sign} {self._code(others[1], level + 1)}"
            case "reciprocal":
                return f"1.0 / {self._code(a, 4)}"
            case "root":
                return f"sqrt({self._code(a)})"
            case "softplus_pair":
                return f"sym_softplus({self._code(a)})"
        raise _refused(call)

    def _region(self, node: ast.If) -> None:
        """Write ``if some(there): ...; y[there] = value`` as a choice."""
        condition = self._conditions.pop("there")
        if self._usual and (bounds := _far_bounds(condition)) is not None:
            self._narrow(bounds)
            return
        self._note(condition.lineno)
        self._radius = _radius(condition)
        outside, before, self.lines = dict(self._names), self.lines, []
        for statement in node.body[:-1]:
            self._statement(statement)
        last = node.body[-1]
        if not isinstance(last, ast.Assign):
            raise _refused(last)
        chosen = f"y = {self._condition(condition)} ? {self._code(last.value, 1)} : y;"
        self.lines = _used(self.lines, chosen)
        lines, self.lines, self._names, self._radius = self.lines, before, outside, 0.0
        self.lines += ["{", *(f"    {line}" for line in [*lines, chosen]), "}"] if lines else [chosen]

    def _condition(self, node: ast.expr) -> str:
        return self._code(node, ATOM if isinstance(node, ast.BinOp) else 0)

    # Expressions

    def _code(self, node: ast.expr, least: int = 0) -> str:
        """Return an expression, in parentheses where it binds less than asked for."""
        text, level = self._expression(node)
        return f"({text})" if level < least else text

    def _expression(self, node: ast.expr) -> tuple[str, int]:
        match node:
            case ast.Constant(value=float() as value):
                return hexadecimal(value), ATOM
            case ast.Constant(value=None):
                return "0.0", ATOM
            case ast.Name(id=name) if name in self._names:
                return self._names[name], ATOM
            case ast.Attribute(value=ast.Name(id="np"), attr=("nan" | "inf") as name):
                return {"nan": "NAN", "inf": "INFINITY"}[name], ATOM
            case ast.Subscript(value=inner, slice=ast.Name(id="there")):
                return self._expression(inner)
            case ast.UnaryOp(op=operator, operand=operand):
                sign, level = OPERATORS[type(operator)]
                return f"{sign}{self._code(operand, level + 1)}", level
            case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant(value=value)) if self._short:
                return f"{self._code(left, 3)} * {hexadecimal(1.0 / value)}", 3
            case ast.BinOp(left=left, op=operator, right=right):
                sign, level = OPERATORS[type(operator)]
                strict = 2 if level == 1 else level + 1
                return f"{self._code(left, max(level, strict - 1))} {sign} {self._code(right, strict)}", level
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                return f"{self._code(left, 2)} {OPERATORS[type(operator)][0]} {self._code(right, 2)}", 0
            case ast.Call(func=function, args=arguments, keywords=[]):
                return self._call(function, arguments)
        raise _refused(node)

    def _call(self, function: ast.expr, arguments: list[ast.expr]) -> tuple[str, int]:
        name, of_numpy = _called(function)
        if name in ("where", "select"):
            condition, first, second = arguments
            start = f"{self._condition(condition)} ? {self._code(first, 1)}"
            outside, self._below = self._below, self._below or _is_above_0(condition)
            code = f"{start} : {self._code(second)}"
            self._below = outside
            return code, 0
        if self._short and name.endswith("_pair") and name != "softplus_pair":
            name, arguments = name.removesuffix("_pair").removesuffix("_of"), arguments[:1]
            of_numpy = name not in KERNELS
        if self._short and name == "times_exp":
            arguments = [*arguments[:2], ast.Constant(None)]
        codes = [self._code(a) for a in arguments]
        joined = ", ".join(codes)
        if of_numpy:
            return self._of_numpy(name, arguments, joined)
        if name == "horner":
            return self._horner(arguments), ATOM
        if name in self._known:
            return f"{self._other(self._known[name], codes)}({joined})", ATOM
        if name not in KERNELS:
            raise _refused(function)
        return f"{self._primitive(name, codes)}({joined})", ATOM

    def _primitive(self, name: str, codes: list[str]) -> str:
        """Return the primitive of a name; in the usual definition its usual variant, where |x| alone tells when."""
        if name == "sigmoid" and self._alone and codes[0] == "x":
            name = "sigmoid_alone"
        if self._below and name in ("exp", "expm1") and codes[0] == "x":
            if self._usual and name == "exp":
                self._narrow((-NORMAL, EVERYWHERE[1]))
                return variant("sym_falling_exp", [USUAL, SHORT] if self._short else [USUAL])
            return f"sym_falling_{name}"
        bound = USUAL_TO.get(name)
        if not self._usual or bound is None or codes[0] not in self._sizes:
            if not (self._usual and name in ("exp", "exp_pair") and codes[0] in self._squares):
                return f"sym_{name}"
            bound = (NORMAL / self._squares[codes[0]]) ** 0.5
        self._narrow((-bound, bound))
        return variant(f"sym_{name}", [USUAL, SHORT] if self._short else [USUAL])

    def _of_numpy(self, name: str, arguments: list[ast.expr], joined: str) -> tuple[str, int]:
        one = arguments[0]
        match name:
            case "isnan":
                return f"{self._code(one, 2)} != {self._code(one, 2)}", 0
            case "isinf":
                return f"fabs({joined}) == INFINITY", 0
            case "full_like":
                return self._code(arguments[1], ATOM), ATOM
            case "maximum" | "minimum" if (cut := self._cut(name, arguments)) is not None:
                return cut, 0
            case "tanh" if isinstance(one, ast.Call) and _is_name(one.func, "softplus"):
                code = self._code(one.args[0])
                return f"{self._primitive('mish_gate', [code])}({code})", ATOM
            case _ if name in LIBM:
                return f"{LIBM[name]}({joined})", ATOM
            case _ if name in PRIMITIVES:
                return f"{self._primitive(name, [joined])}({joined})", ATOM
        raise _refused(one)

    def _cut(self, name: str, arguments: list[ast.expr]) -> str | None:
        """Return the code of a maximum or minimum with a number, which keeps nan."""
        inside, number = arguments
        if not isinstance(number, ast.Constant) and not isinstance(number, ast.UnaryOp):
            return None
        code, least = self._code(inside, 2), self._code(number, 2)
        return f"{code} {'<' if name == 'maximum' else '>'} {least} ? {least} : {code}"

    def _horner(self, arguments: list[ast.expr]) -> str:
        z = self._code(arguments[0])
        coefficients = [self._code(a) for a in self._shortened(arguments)]
        if not z.isidentifier():
            self.lines.append(f"const double z = {z};")
            z = "z"
        lines, value = interleaved(z, coefficients)
        self.lines += lines
        return value

    def _narrow(self, bounds: tuple[float, float]) -> None:
        self.bounds = max(self.bounds[0], bounds[0]), min(self.bounds[1], bounds[1])

    def _shortened(self, arguments: list[ast.expr]) -> list[ast.expr]:
        """Return the coefficients of a polynomial; around a zero, where float32 is wanted, those that it takes."""
        z, *coefficients = arguments
        if not self._short or not self._radius:
            return coefficients
        reach = self._radius if isinstance(z, ast.Name) else self._radius**2
        sizes = [abs(ast.literal_eval(c)) * reach**k for k, c in enumerate(coefficients)]
        while len(sizes) > 1 and sizes[-1] < SHORTENED * sizes[0]:
            sizes.pop()
        return coefficients[: len(sizes)]

    def _other(self, function: Function, codes: list[str]) -> str:
        """Return what to call of another function: the usual one where its rare conditions are ours as well."""
        if self._usual and function.usual and codes == self._parameters == function.parameters:
            self._narrow(function.bounds)
            return function.usual_name
        return function.name


def _used(lines: list[str], last: str) -> list[str]:
    """Return lines without those that define what neither a later one nor the last uses."""
    kept: list[str] = []
    for line in reversed(lines):
        defined = _DEFINITION.match(line)
        if defined is None or re.search(rf"\b{defined[1]}\b", " ".join([*kept, last])):
            kept.insert(0, line)
    return kept


def _own(name: str) -> str:
    """Return a name of ours; a mistake elsewhere could not bring in another."""
    stem = name.rstrip("0123456789")
    if stem not in ("t", "h", "l", "y"):
        raise RuntimeError(f"generated source must have names of symact's own, not {name!r}")
    return name


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _called(function: ast.expr) -> tuple[str, bool]:
    if isinstance(function, ast.Name):
        return function.id, False
    if isinstance(function, ast.Attribute) and _is_name(function.value, "np"):
        return function.attr, True
    raise _refused(function)


def _radius(condition: ast.expr) -> float:
    """Return the radius of a region around a zero, 0 for another region."""
    match condition:
        case ast.Compare(left=ast.Call(), ops=[ast.LtE()], comparators=[ast.Constant(value=float() as radius)]):
            return radius
    return 0.0


def _is_above_0(condition: ast.expr) -> bool:
    match condition:
        case ast.Compare(left=ast.Name(id="x"), ops=[ast.Gt() | ast.GtE()], comparators=[ast.Constant(value=0.0)]):
            return True
    return False


def _is_exponential(call: ast.Call) -> bool:
    """Return whether a call computes an exponential that another could share."""
    return _called(call.func)[0] not in ("where", "select", "maximum", "minimum", "abs", "horner", "sigmoid", "isnan")


def _far_bounds(condition: ast.expr) -> tuple[float, float] | None:
    """Return the bounds on x beyond which a condition may hold, None where they are not far out."""
    match condition:
        case ast.Call(func=ast.Attribute(attr="isinf"), args=[ast.Name(id="x")]):
            return -LARGEST, LARGEST
        case ast.Compare(left=ast.Name(id="x"), comparators=[ast.UnaryOp(operand=bound)]):
            size = LARGEST if isinstance(bound, ast.Attribute) else ast.literal_eval(bound)
            return (-size, float("inf")) if size >= FAR else None
        case ast.Compare(left=ast.Name(id="x"), comparators=[bound]):
            size = LARGEST if isinstance(bound, ast.Attribute) else ast.literal_eval(bound)
            return (-float("inf"), size) if size >= FAR else None
    return None
