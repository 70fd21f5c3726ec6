r"""``latex``: functions and formulas as papers print them, in what every LaTeX and KaTeX compiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

from sympy import Expr, MatrixBase, Symbol

from symact.show import statements
from symact.show.statements import Statement
from symact.show.subjects import Shown, check_order, several, shown
from symact.show.typesetting import typeset
from symact.show.vectors import vector_activation, vector_statement

__all__ = ["Form", "Latex", "latex"]

Form = Literal["definition", "cases", "derivative", "limits", "expression"]
"""What to say of a function."""


class Latex(str):
    """LaTeX as text, which a notebook shows set."""

    __slots__ = ()

    def _repr_latex_(self) -> str:
        return "$$\n" + self.replace("{align*}", "{aligned}").replace("{align}", "{aligned}") + "\n$$"


def latex(
    subject: Any,
    *,
    form: Form | None = None,
    derivative: int = 0,
    name: str | Sequence[str | None] | None = None,
    variable: str | Symbol = "x",
    numbered: bool = False,
) -> Latex:
    r"""Return LaTeX for a function, an expression, or several of them.

    Parameters
    ----------
    subject : function, str, Expr, or a sequence of these; Network
        Activations, their names, or expressions in one variable. A sequence becomes one aligned block. Of a network
        the equations are printed, of one that :func:`symact.gradient` made the derivation by back-propagation, both for
        one example as a column vector.
    form : {"definition", "cases", "derivative", "limits", "expression"}, optional
        What to print: the formula in which the function is defined; its branches; a derivative; its limits, with
        the slopes at kinks, the subdifferential there, and what happens at jumps; the bare formula. Unless stated,
        a function is defined and an expression is a bare formula; with `derivative`, both are differentiated.
    derivative : int, optional
        The order of the derivative that is printed; 0 unless stated. At a kink it is the least element of the
        subdifferential.
    name : str, or a sequence of str, optional
        The name to print instead of the function's own, or the name of an expression: a letter, a word, or LaTeX.
    variable : str or Symbol, optional
        The variable to print, "x" unless stated; for an expression with several symbols, which one is the variable.
    numbered : bool, optional
        Whether the equations of a block are numbered (``align`` instead of ``align*``).

    Returns
    -------
    str
        Mathematics without dollar signs: a formula, an equation, or an ``align*`` environment for several. A notebook
        shows it set; ``print`` it to copy it.

    Raises
    ------
    UnknownActivationError
        If a text is not the name of an activation.
    SymactError
        What the derivative or the limits may raise.

    Examples
    --------
    >>> print(latex(sa.relu))
    \mathrm{ReLU}(x) = \max(0, x)
    >>> print(latex(sa.gelu, derivative=1))
    \mathrm{GELU}'(x) = \Phi(x) + x \varphi(x)
    >>> print(latex(sa.silu(x) + 1))
    1 + \mathrm{SiLU}(x)
    >>> print(latex("leaky_relu", form="cases"))
    \mathrm{LeakyReLU}(x) = \begin{cases} 0.01 x & \text{if } x < 0 \\ x & \text{if } x \ge 0 \end{cases}
    >>> print(latex([sa.sigmoid, sa.silu], derivative=1))
    \begin{align*}
    \sigma'(x) &= \sigma(x) \sigma(-x) \\
    \mathrm{SiLU}'(x) &= \sigma(x) + x \sigma(x) \sigma(-x)
    \end{align*}
    >>> print(latex(sa.mlp([2, 3, 1], hidden=sa.tanh)))
    \begin{align*}
    z^{(1)} &= W^{(1)} x + b^{(1)} \\[0.5ex]
    h^{(1)} &= \tanh(z^{(1)}) \\[0.5ex]
    z^{(2)} &= W^{(2)} h^{(1)} + b^{(2)} \\[0.5ex]
    y &= z^{(2)}
    \end{align*}
    """
    return Latex(_text(subject, form, derivative, name, variable, numbered))


def _text(subject: Any, form: Form | None, derivative: int, name: Any, variable: str | Symbol, numbered: bool) -> str:
    if form is not None and form not in get_args(Form):
        raise ValueError(f"form must be one of {', '.join(get_args(Form))}, not {form!r}")
    order = check_order(derivative)
    if not isinstance(subject, (str, type, Expr)) and _is_network(subject):
        return _network(subject, form or name or order or variable != "x", numbered)
    found = several(subject, "subject to print")
    if found is None:
        if name is not None and not isinstance(name, str):
            raise TypeError(f"one subject must have one name, not {name!r}")
        if form in (None, "expression") and order == 0 and _is_bare(subject) and name is None:
            return typeset(subject)
        lines = _statements(subject, form, order, name, variable)
        return _equation(lines[0]) if len(lines) == 1 else _aligned(lines, numbered)
    names = _names(name, len(found))
    lines = [line for s, n in zip(found, names, strict=True) for line in _statements(s, form, order, n, variable)]
    return _aligned(lines, numbered)


def _is_network(subject: Any) -> bool:
    from symact.networks.network import Network

    return isinstance(subject, Network)


def _network(network: Any, has_options: Any, numbered: bool) -> str:
    from symact.show.derivations.page import network_latex

    if has_options:
        raise ValueError(
            "a network is printed by its equations, without form, derivative, name or variable; for its derivatives "
            "print sa.gradient(network, loss)"
        )
    return network_latex(network, numbered=numbered)


def _names(name: Any, count: int) -> Sequence[str | None]:
    if name is None:
        return [None] * count
    if isinstance(name, str) or len(name) != count:
        raise ValueError(f"there must be one name for each of {count} subjects, not {name!r}")
    return list(name)


def _is_bare(subject: Any) -> bool:
    return isinstance(subject, (Expr, MatrixBase))


def _statements(
    subject: Any, form: str | None, order: int, name: str | None, variable: str | Symbol
) -> list[Statement]:
    vector = vector_activation(subject)
    if vector is not None:
        left, right = vector_statement(vector, form, order, name, variable)
        return [("", right) if form == "expression" else (left, right)]
    return _scalar_statements(shown(subject, name=name, variable=variable), form, order)


def _scalar_statements(subject: Shown, form: str | None, order: int) -> list[Statement]:
    if form == "limits":
        return list(statements.limits(subject, order))
    if form == "cases":
        return [statements.branches(subject, order)]
    if form == "derivative" or order > 0:
        left, right = statements.derivative(subject, order or 1)
        return [("", right) if form == "expression" else (left, right)]
    left, right = statements.definition(subject)
    bare = form == "expression" or (form is None and subject.name is None)
    return [("", right) if bare else (left, right)]


def _equation(line: Statement) -> str:
    left, right = line
    return f"{left} = {right}" if left else right


def _aligned(lines: list[Statement], numbered: bool) -> str:
    environment = "align" if numbered else "align*"
    rows = " \\\\\n".join(f"{left} &= {right}" if left else f"& {right}" for left, right in lines)
    return f"\\begin{{{environment}}}\n{rows}\n\\end{{{environment}}}"
