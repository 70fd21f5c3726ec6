"""What people hand in to be shown: an activation, its name, or an expression; brought to one form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sympy import Basic, Expr, Function, MatrixBase, Symbol
from sympy.core.function import FunctionClass

from symact.errors import UnknownActivationError
from symact.exact.branches import BranchTable, branch_table
from symact.exact.slopes import derivative_table
from symact.exact.subject import univariate
from symact.exact.variable import T
from symact.functions.activation import Activation
from symact.functions.catalogue import activation, entry
from symact.reading.names import check_symbol_name
from symact.show.constants import Constant
from symact.show.typesetting import Typesetter, display_of, escaped, head, typeset

# Defaults longer than this many operations, such as those of SELU, are set as letters with their values beside.
_LONG_DEFAULT = 8

__all__ = ["Shown", "check_order", "check_variable", "printed_name", "several", "shown"]


@dataclass(frozen=True)
class Shown:
    """A subject in the bound variable ``T``.

    Attributes
    ----------
    body : Expr
        The function of ``T``.
    name : str or None
        Its printed name as LaTeX; None for an expression that has none.
    variable : str
        The LaTeX of the variable.
    parameters : tuple of Expr
        What is printed after the argument: the parameters that are not defaults.
    is_named : bool
        Whether the name was given by the caller.
    """

    body: Expr
    name: str | None
    variable: str
    parameters: tuple[Expr, ...] = ()
    is_named: bool = False

    @property
    def table(self) -> BranchTable:
        """The branch table."""
        return branch_table(self.body, T)

    def derivative_table(self, order: int) -> BranchTable:
        """Return the branch table of a derivative."""
        return derivative_table(self.table, order)

    def head(self, order: int = 0) -> str:
        r"""Return what stands before the bracket of the argument: ``\Phi'``, ``f^{(4)}``."""
        primes = "'" * order if order < 4 else f"^{{({order})}}"
        return head(self.name or "f", primes)

    def call(self, order: int = 0) -> str:
        r"""Return the left side of a definition: ``\mathrm{ReLU}'(x)``."""
        return self.applied(self.head(order), T)

    def spoken(self, order: int = 0, *, inline: bool = False) -> str:
        r"""Return a function or its derivative as a sentence names it: by its name, else by its formula."""
        if self.name is not None:
            return self.call(order)
        formula = self.printer.inline(self.body) if inline else self.printer.doprint(self.body)
        if self.body.is_Add and not inline:
            formula = rf"\left[{formula}\right]"
        elif self.body.is_Add and order:
            formula = f"[{formula}]"
        power = f"^{{{order}}}" if order > 1 else ""
        return rf"\frac{{d{power}}}{{d {self.variable}{power}}} {formula}" if order else formula

    def applied(self, name: str, argument: Expr) -> str:
        """Return the function under a name at an argument, with the parameters that are not defaults."""
        return self.printer.call(name, argument, self.parameters)

    @property
    def argument(self) -> Symbol:
        """The bound variable that `body` is written in."""
        return T

    @property
    def printer(self) -> Typesetter:
        """A printer that knows the variable's name."""
        return Typesetter(self.variable)


def _is_plain(body: Expr) -> bool:
    """Return whether an expression is one function of the variable itself."""
    return isinstance(body, Function) and body.args[0] == T and not any(a.has(T) for a in body.args[1:])


def shown(subject: Any, *, name: str | None = None, variable: str | Symbol = "x", constants: bool = True) -> Shown:
    """Return a subject in its one form.

    Parameters
    ----------
    subject : function class, str or Expr
        An activation, a name or alias of one, or an expression in one variable.
    name : str, optional
        The name to print: one letter, a word, or LaTeX that begins with a backslash.
    variable : str or Symbol, optional
        The variable's name; in an expression with several symbols, which of them is the variable.
    constants : bool, optional
        Whether long constants among the defaults are set as letters.

    Raises
    ------
    UnknownActivationError
        If a text names no activation.
    """
    if isinstance(subject, str):
        subject = _named(subject)
    if isinstance(subject, FunctionClass):
        return _of_class(subject, name, check_variable(variable), constants)
    if getattr(subject, "arity", "scalar") == "vector":
        raise TypeError(
            f"a function of one number must be given, not {subject.__name__}, which acts on vectors; "
            f"take a component, as in sa.{subject.__name__}([x, 0])[0]"
        )
    if not isinstance(subject, Expr):
        raise TypeError(
            f"what is shown must be an activation, its name, or an expression, not {subject!r}; read text with sa.parse"
        )
    symbols = {s.name: s for s in subject.free_symbols}
    wanted = variable if isinstance(variable, Symbol) else symbols.get(check_variable(variable).name)
    if not symbols and wanted is None:
        wanted = check_variable(variable)
    body, symbol = univariate(subject, wanted)
    body = body.xreplace({symbol: T}) if symbol.is_Symbol else body
    return _of_body(body, name, "x" if symbol == T else typeset(symbol), constants)


def several(subjects: Any, verb: str) -> list[Any] | None:
    """Return a collection of subjects as a list, None for a single one."""
    if isinstance(subjects, (str, Basic, MatrixBase, FunctionClass)) or not isinstance(subjects, Iterable):
        return None
    found = list(subjects)
    if not found:
        raise ValueError(f"there must be at least one {verb}, not an empty sequence")
    return found


def _named(text: str) -> Any:
    try:
        return activation(text)
    except UnknownActivationError as error:
        if re.fullmatch(r"[\w\s.-]*", text):
            raise
        raise UnknownActivationError(
            f"a text must be the name of an activation, not {text!r}; read a formula with sa.parse({text!r})"
        ) from error


def _of_class(function: Any, name: str | None, variable: Symbol, constants: bool) -> Shown:
    try:
        body = entry(function).example
    except UnknownActivationError:
        body = function(T)
    return _of_body(body, name, typeset(variable), constants)


def _of_body(body: Expr, name: str | None, variable: str, constants: bool) -> Shown:
    if not _is_plain(body):
        return Shown(body, printed_name(name), variable, is_named=name is not None)
    parameters = body.printed_parameters() if isinstance(body, Activation) else ()
    printed = printed_name(name) or _display(body.func)
    return Shown(_with_letters(body) if constants else body, printed, variable, parameters, name is not None)


def _with_letters(body: Expr) -> Expr:
    """Return an activation with the long closed forms among its defaults under the names of the parameters."""
    if not isinstance(body, Activation):
        return body
    values = [
        Constant(p.symbol, value) if value == p.default and value.count_ops() > _LONG_DEFAULT else value
        for p, value in zip(body.parameters, body.args[1:], strict=True)
    ]
    return body.func(T, *values)


def _display(function: Any) -> str | None:
    """Return the name that papers print for a function, None for one that is printed without a name."""
    try:
        return display_of(function, entry(function).display)
    except UnknownActivationError:
        name, bracket, _ = Typesetter().doprint(function(T, evaluate=False)).partition("(x)")
        return name if bracket and name else None


def printed_name(name: str | None) -> str | None:
    """Return the LaTeX of a name that a caller gave: a letter, a word, or LaTeX."""
    if name is None:
        return None
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"name must be a letter, a word or LaTeX, not {name!r}")
    if name.startswith("\\"):
        return name
    letter, underscore, index = name.partition("_")
    if len(letter) == 1 and letter.isalpha():
        return f"{letter}_{{{escaped(index)}}}" if underscore else letter
    if not re.fullmatch(r"[\w -]+", name):
        raise ValueError(f"name must be a letter, a word or LaTeX that begins with a backslash, not {name!r}")
    return rf"\mathrm{{{escaped(name).replace(' ', '~')}}}"


def check_variable(variable: str | Symbol) -> Symbol:
    """Return a variable's name as a symbol."""
    return variable if isinstance(variable, Symbol) else Symbol(check_symbol_name(variable))


def check_order(order: Any) -> int:
    """Return the order of a derivative, refused unless it is an integer from 0."""
    if isinstance(order, bool) or not isinstance(order, int) or order < 0:
        raise ValueError(f"the order of a derivative must be an integer of at least 0, not {order!r}")
    return order
