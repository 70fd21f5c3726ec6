"""The source of a numeric function, in C: line by line what is written for NumPy, as functions of one number.

The source is that of :mod:`symact.numeric.expression_source`, read back as a syntax tree. Only what is listed here gets
into the C: our own names, and numbers. Regions become choices without a branch.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from symact.numeric.backends.c.definitions import SHORT, variant
from symact.numeric.backends.c.expressions import Expressions
from symact.numeric.backends.c.syntax import is_name, own, refused
from symact.numeric.backends.c.usual import EVERYWHERE, Usual, far_bounds

__all__ = ["Translated", "translated"]

_DEFINITION = re.compile(r"(?:const )?(?:double |sym_pair )?(\w+) = ")


class Translated:
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
        self, node: ast.FunctionDef, comments: dict[int, str], known: dict[str, Translated], short: bool
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


def translated(source: str, short: bool) -> list[Translated]:
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
    known: dict[str, Translated] = {}
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef):
            raise refused(node)
        known[node.name] = Translated(node, comments, known, short)
    return list(known.values())


def _comment(line: str) -> str:
    """Return a comment of the source as one of C, of characters that cannot end it."""
    text = line.strip().removeprefix("# ")
    kept = "".join(c if c.isascii() and (c.isalnum() or c in " +-*/().,<>=:_[]|&") else "_" for c in text)
    return f"/* {kept.replace('*/', '* /').replace('/*', '/ *')} */"


class _Body:
    """The lines of one function, with all regions or with the usual ones."""

    def __init__(
        self, node: ast.FunctionDef, comments: dict[int, str], known: dict[str, Translated], short: bool, usual: bool
    ) -> None:
        self._known = known
        periods = any(isinstance(n, ast.Name) and n.id in ("sin_pair", "cos_pair") for n in ast.walk(node))
        self._single = short and not periods
        self._comments = comments
        self._parameters = [a.arg for a in node.args.args]
        self._conditions: dict[str, ast.expr] = {}
        self._usual = Usual(node, usual, short)
        self._expressions = Expressions({p: p for p in self._parameters}, self._usual, short, self._single, self._other)
        self.lines = self._expressions.lines
        for statement in node.body:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.If):
            self._region(node)
            return
        if not (isinstance(node, ast.Assign) and is_name(node.targets[0], "there")):
            self._note(node.lineno)
        if isinstance(node, ast.Return) and node.value is not None:
            self.lines.append(f"return {self._expressions.code(node.value)};")
        elif isinstance(node, ast.Assign):
            self._assignment(node.targets[0], node.value)
        else:
            raise refused(node)

    def _note(self, number: int) -> None:
        if number - 1 in self._comments:
            self.lines.append(self._comments[number - 1])

    def _assignment(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple):
            high, low = target.elts
            self._pair(high, low, value)
        elif not isinstance(target, ast.Name):
            raise refused(target)
        elif target.id == "there":
            self._conditions["there"] = value
        else:
            names, code = self._expressions.names, self._expressions.code(value)
            self._usual.named(target.id, value, code)
            self.lines.append(f"{'' if target.id in names else 'double '}{target.id} = {code};")
            names[own(target.id)] = target.id

    def _pair(self, high: ast.expr, low: ast.expr, value: ast.expr) -> None:
        """Write a number to twice the precision; where float32 is wanted, the higher part alone."""
        if not (isinstance(high, ast.Name) and isinstance(low, ast.Name)):
            raise refused(high)
        if isinstance(value, ast.Tuple):
            for target, part in zip((high, low)[: 2 - self._single], value.elts, strict=not self._single):
                self._assignment(target, part)
            return
        if not isinstance(value, ast.Call):
            raise refused(value)
        name, names = own(high.id), self._expressions.names
        both = name.replace("h", "pair")
        self._usual.named(name if self._single else f"{both}.high", value, "")
        if self._single:
            self.lines.append(f"const double {name} = {self._expressions.single(value)};")
            names[name] = name
        else:
            self.lines.append(f"const sym_pair {both} = {self._expressions.code(value)};")
            names |= {name: f"{both}.high", own(low.id): f"{both}.low"}

    def _region(self, node: ast.If) -> None:
        """Write ``if some(there): ...; y[there] = value`` as a choice."""
        condition, expressions = self._conditions.pop("there"), self._expressions
        if self._usual.wanted and (bounds := far_bounds(condition)) is not None:
            self._usual.narrow(bounds)
            return
        self._note(condition.lineno)
        outside, start = dict(expressions.names), len(self.lines)
        expressions.radius = _radius(condition)
        for statement in node.body[:-1]:
            self._statement(statement)
        last = node.body[-1]
        if not isinstance(last, ast.Assign):
            raise refused(last)
        chosen = f"y = {expressions.condition(condition)} ? {expressions.code(last.value, 1)} : y;"
        expressions.names, expressions.radius = outside, 0.0
        lines = _used(self.lines[start:], chosen)
        self.lines[start:] = ["{", *(f"    {line}" for line in [*lines, chosen]), "}"] if lines else [chosen]

    def _other(self, name: str, arguments: Sequence[str]) -> str | None:
        """Return what to call of another function: its usual definition where its bounds can be ours as well."""
        function = self._known.get(name)
        if function is None:
            return None
        if self._usual.wanted and function.usual and list(arguments) == self._parameters == function.parameters:
            self._usual.narrow(function.bounds)
            return function.usual_name
        return function.name

    @property
    def bounds(self) -> tuple[float, float]:
        return self._usual.bounds


def _used(lines: list[str], last: str) -> list[str]:
    """Return lines without those that define what neither a later one nor the last uses."""
    kept: list[str] = []
    for line in reversed(lines):
        defined = _DEFINITION.match(line)
        if defined is None or re.search(rf"\b{defined[1]}\b", " ".join([*kept, last])):
            kept.insert(0, line)
    return kept


def _radius(condition: ast.expr) -> float:
    """Return the radius of a region around a zero, 0 for another region."""
    match condition:
        case ast.Compare(left=ast.Call(), ops=[ast.LtE()], comparators=[ast.Constant(value=float() as radius)]):
            return radius
    return 0.0
