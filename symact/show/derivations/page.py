r"""The page of a network: its equations, and of a gradient the derivation by back-propagation, in one aligned block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from symact.networks.backprop.derivation import Derivation, derivation
from symact.networks.backprop.forward_pass import Equation, forward_equations
from symact.networks.backprop.terms import Term, has_matrix_form
from symact.networks.network import Network
from symact.show.derivations.functions import Functions
from symact.show.derivations.matrices import Matrices
from symact.show.derivations.names import Names
from symact.show.typesetting import escaped

__all__ = ["network_latex"]

Row = tuple[str, str, str]
"""The left side, the right side with its sign, a remark."""


def network_latex(network: Network, *, numbered: bool = False) -> str:
    """Return the equations of a network for one example, or of a gradient its derivation, as an aligned block."""
    page = derivation(network)
    sections = list(_of_network(network) if page is None else _of_derivation(page))
    environment = "align" if numbered else "align*"
    body = " \\\\[2ex]\n".join(" \\\\[0.5ex]\n".join(map(_printed, section)) for section in sections if section)
    return f"\\begin{{{environment}}}\n{body}\n\\end{{{environment}}}"


def _printed(row: Row) -> str:
    left, right, remark = row
    return f"{left} &{right}" + (f" && {remark}" if remark else "")


def _of_network(network: Network) -> Iterator[list[Row]]:
    single, equations = forward_equations(network)
    lines = _Lines(single, ())
    outputs = {value: name for name, value in single.outputs.items() if name != value}
    rows = [row for e in equations for row in _headed(lines.rows(e), _output(outputs.get(e.left.name)))]
    yield _headed(rows, _many(single))
    yield _explained(lines)


def _many(network: Network, before: str = "") -> str:
    """Return the remark that values have a row for each example, where examples cannot be told apart."""
    many = any(isinstance(axis, str) for shape in network.inputs.values() for axis in shape)
    return f"{before}a row for each example" if many else ""


def _output(name: str | None) -> str:
    return "" if name is None else f"output {escaped(name)}" if name.isidentifier() and name.isascii() else "output"


def _of_derivation(page: Derivation) -> Iterator[list[Row]]:
    lines = _Lines(page.network, page.affine)
    yield _headed([row for e in page.forward for row in lines.rows(e)], "forward pass" + _many(page.network, ", "))
    yield _headed(lines.rows(page.loss, left="L"), "loss of one example" if page.reduction else "loss")
    yield from _paragraphs(page, lines)
    yield _explained(lines)
    if page.reduction:
        yield [_over_examples(page.reduction)]


def _paragraphs(page: Derivation, lines: _Lines) -> Iterator[list[Row]]:
    """Yield the errors from the loss back, each with the gradients that it gives."""
    paragraph: list[Row] = []
    remark = "backward pass"
    given = {*page.network.parameters, *page.network.inputs}
    for is_gradient, equations in groupby(page.backward, key=lambda e: e.left.name in given):
        if is_gradient:
            paragraph += _side_by_side([row for e in equations for row in lines.rows(e)])
            continue
        for e in equations:
            if paragraph:
                yield _headed(paragraph, remark)
                remark = ""
            paragraph = lines.rows(e)
    yield _headed(paragraph, remark)


def _side_by_side(rows: list[Row]) -> list[Row]:
    """Return rows with the gradients by a weight matrix and by its bias in one, where there is room."""
    made: list[Row] = []
    for left, right, remark in rows:
        if made and left and not remark and r"\qquad" not in made[-1][1]:
            before, beside, _ = made[-1]
            if before and _width([beside, left, right]) <= _WIDE:
                made[-1] = (before, rf"{beside}, \qquad {left} {right}", "")
                continue
        made.append((left, right, remark))
    return made


def _headed(rows: list[Row], remark: str) -> list[Row]:
    """Return rows with a remark beside the first."""
    if not rows or not remark or rows[0][2]:
        return rows
    left, right, _ = rows[0]
    return [(left, right, rf"\text{{{remark}}}"), *rows[1:]]


def _explained(lines: _Lines) -> list[Row]:
    return _headed([(left, f"= {right}", "") for left, right in lines.functions.explanations()], "where")


def _over_examples(reduction: str) -> Row:
    share = r"\frac{1}{N} " if reduction == "mean" else ""
    over = rf"{share}\sum_{{n=1}}^{{N}}"
    return (
        r"\bar{L}",
        rf"= {over} L_{{n}}, \qquad \frac{{\partial \bar{{L}}}}{{\partial \theta}} = "
        rf"{over} \frac{{\partial L_{{n}}}}{{\partial \theta}}",
        rf"\text{{{reduction} over the examples}}",
    )


class _Lines:
    """Prints equations as rows of a block."""

    def __init__(self, network: Network, affine: Iterable[str]) -> None:
        self.functions = Functions()
        self.matrices = Matrices(Names(network, frozenset(affine)), self.functions)

    def rows(self, equation: Equation, left: str | None = None) -> list[Row]:
        """Return an equation as rows: a derivation of several steps one below the other where they are long."""
        name, rights = self._sides(equation)
        steps = [r for r in rights if r != name]
        condition = self._condition(equation) or _edges(equation)
        first = len(steps) if _width(steps) <= _WIDE else max(1, len(steps) - 1)
        head = (left or name, "= " + " = ".join(steps[:first]), "" if steps[first:] else condition)
        return [head, *(("", f"= {step}", condition) for step in steps[first:])]

    def _sides(self, equation: Equation) -> tuple[str, list[str]]:
        if all(map(has_matrix_form, equation.right)):
            show = self.matrices.show
            return show(equation.left), [show(r) for r in equation.right]
        return self.matrices.entries.line(equation.left, equation.right)

    def _condition(self, equation: Equation) -> str:
        if equation.condition is None:
            return ""
        total = rf"\mathbf{{1}}^{{T}} {self.matrices.show(equation.condition)} = 1"
        return rf"\text{{the last if }} {total}"


def _edges(equation: Equation) -> str:
    """Return the remark what windows hold beyond the edges, where they reach beyond."""
    for term in equation.right:
        if isinstance(term, Term) and term.operation == "windows" and any(map(any, term["pads"])):
            return r"-\infty \text{ beyond the edges}" if term["fill"] else r"0 \text{ beyond the edges}"
    return ""


_WIDE = 40
"""How many letters fit into a line."""


def _width(steps: Sequence[str]) -> int:
    """Return about how many letters wide formulas are, with the signs between them."""
    drawn = re.sub(r"\\frac\{\\partial L\}\{[^{}]*(\{[^{}]*\})?[^{}]*\}", "LLL", " = ".join(steps))
    return len(re.sub(r"\\(?:mathrm|mathbf|left|right|operatorname|,)|\\[a-z]+(?=\W)|[{}^_ ]", "", drawn))
