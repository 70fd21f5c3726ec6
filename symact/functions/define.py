"""``define``: an activation of one's own, with the same rights as the catalogue's."""

from __future__ import annotations

import copyreg
import inspect
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from sympy import Expr, S, Symbol
from sympy.core.function import FunctionClass

from symact.errors import DefinitionError, UndecidedError, UnknownActivationError
from symact.exact.branches import branch_table
from symact.exact.variable import T, shown
from symact.functions.activation import Activation
from symact.functions.catalogue import entry, register
from symact.functions.entries import Entry, upright
from symact.functions.parameters import Parameter
from symact.functions.parse import parse
from symact.reading.build import CONSTANTS
from symact.reading.heads import CORE
from symact.reading.names import check_symbol_name

__all__ = ["define"]


class Defined(FunctionClass):
    """The class of activations made by :func:`define`; it pickles them by their definition."""

    definition: tuple[Any, ...]


class _Formula:
    """A definition as a callable with the signature that parameters are read from."""

    def __init__(self, expr: Expr, parameters: tuple[Parameter, ...]) -> None:
        self.expr = expr
        self.symbols = (T, *(p.symbol for p in parameters))
        slots = [inspect.Parameter("x", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
        for p in parameters:
            default = inspect.Parameter.empty if p.default is None else p.default
            kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
            slots.append(inspect.Parameter(p.name, kind, default=default, annotation=Annotated[Any, p.constraint]))
        self.__signature__ = inspect.Signature(slots)

    def __call__(self, *arguments: Any) -> Expr:
        return self.expr.subs(dict(zip(self.symbols, arguments, strict=True)), simultaneous=True)


def define(
    name: str,
    formula: str | Expr,
    *,
    variable: str = "x",
    parameters: Mapping[str, Any] | None = None,
    constraints: Mapping[str, str] | None = None,
    aliases: Sequence[str] = (),
    family: str = "user",
    display: str | None = None,
    reference: str = "",
    onnx: str | None = None,
) -> Any:
    r"""Define an activation and return it; it is found by its name from then on.

    Parameters
    ----------
    name : str
        A new name: a letter, then letters, digits and underscores.
    formula : str or Expr
        The definition, as text that :func:`symact.parse` reads, or as a SymPy expression.
    variable : str, optional
        The name of the argument in the formula; "x" unless stated.
    parameters : mapping of str to number, optional
        The other symbols of the formula in their order, with defaults; None for one that must always be given.
    constraints : mapping of str to {"real", "positive", "nonnegative"}, optional
        What values a parameter may have; "real" unless stated.
    aliases : sequence of str, optional
    family : str, optional
    display : str, optional
        The name in LaTeX; ``\mathrm{name}`` unless stated.
    reference : str, optional
    onnx : str, optional

    Returns
    -------
    type
        A SymPy function class like :class:`symact.relu`. Defining the same again returns the same class.

    Raises
    ------
    DefinitionError
        If the name is taken by another definition, or the formula has symbols that are not declared.
    ParseError
        If the text cannot be read.

    Examples
    --------
    >>> bent = define("bent_line", "(sqrt(x**2 + 1) - 1)/2 + x", reference="a textbook")
    >>> sa.limits(bent), bent(0), sa.activation("Bent Line") is bent
    ((-oo, oo), 0, True)
    """
    check_symbol_name(name)
    if variable in (parameters or {}):
        raise DefinitionError(f"a parameter of {name} must not have the name of its variable, {variable!r}; rename it")
    expr = formula
    if isinstance(formula, str):
        names = [check_symbol_name(n) for n in (variable, *_mapping("parameters", parameters))]
        expr = parse(formula, symbols={n: Symbol(check_symbol_name(n)) for n in names})
    if not isinstance(expr, Expr):
        raise TypeError(f"the formula must be text or a SymPy expression, not {formula!r}")
    _check_words(aliases, family=family, display=display, reference=reference, onnx=onnx)
    constraints = _mapping("constraints", constraints)
    declared = tuple(
        Parameter(n, _default(n, value, name), constraints.pop(n, "real"))
        for n, value in _mapping("parameters", parameters).items()
    )
    defaulted = [p.default is not None for p in declared]
    if defaulted != sorted(defaulted):
        early = declared[defaulted.index(True)].name
        raise DefinitionError(
            f"parameters that must be given come first, but {name} has one after {early}, which has a default; "
            f"change their order"
        )
    if constraints:
        raise DefinitionError(f"every constraint must be on a parameter, which {next(iter(constraints))!r} is not")
    body = _bound_body(name, expr, variable, declared)
    definition = (name, body, declared, tuple(aliases), family, display or upright(name), reference, onnx)
    return _defined(definition)


def _check_words(aliases: Any, **words: Any) -> None:
    """Refuse before anything is entered what could not be printed or found again."""
    if isinstance(aliases, str) or not all(isinstance(alias, str) for alias in aliases):
        raise TypeError(f"aliases must be a sequence of names, not {aliases!r}")
    for what, value in words.items():
        if not (value is None or isinstance(value, str)):
            raise TypeError(f"{what} must be text, not {value!r}")


def _mapping(what: str, value: Any) -> dict[str, Any]:
    if not (value is None or isinstance(value, Mapping)):
        raise TypeError(f"{what} must be a mapping from names, such as {{'a': 1}}, not {value!r}")
    return dict(value or {})


def _default(parameter: str, value: Any, owner: str) -> Expr | None:
    check_symbol_name(parameter)
    return None if value is None else Parameter(parameter, None).check(value, owner)


def _bound_body(name: str, expr: Expr, variable: str, declared: tuple[Parameter, ...]) -> Expr:
    """Return the formula in ``T`` and the parameters' bound symbols."""
    bound = {variable: T} | {p.name: p.symbol for p in declared}
    bound_symbols = set(bound.values())
    free = sorted((s for s in expr.free_symbols if s not in bound_symbols), key=str)
    unknown = [s.name for s in free if s.name not in bound]
    if unknown:
        raise DefinitionError(
            f"the formula of {name} must be in {variable} and declared parameters, but has {', '.join(unknown)}; "
            f"declare it with parameters={{{unknown[0]!r}: default}}"
        )
    body = expr.xreplace({s: bound[s.name] for s in free if isinstance(s, Symbol)})
    _check_branches(body, declared)
    return body


def _check_branches(body: Expr, declared: tuple[Parameter, ...]) -> None:
    """Refuse a formula that has no branch table; with a parameter that must be given, that may show only then."""
    defaults = {p.symbol: p.default for p in declared if p.default is not None}
    try:
        table = branch_table(body.subs(defaults, simultaneous=True), T)
        if all(p is S.NaN or p.is_infinite for p in table.pieces):
            raise DefinitionError(f"a formula must have real values, not {shown(body)}")
    except UndecidedError:
        if len(defaults) == len(declared):
            raise


def _defined(definition: tuple[Any, ...]) -> Any:
    """Return the class of a definition, making and registering it if it is new."""
    name, body, parameters, aliases, family, display, reference, onnx = definition
    try:
        existing = entry(name).function
    except UnknownActivationError:
        existing = None
    if existing is not None:
        if getattr(existing, "definition", None) == definition:
            return existing
        raise DefinitionError(f"the name of an activation must be new, but {name!r} is taken; choose another")
    for given in (name, *aliases):
        if given in CORE or given in CONSTANTS:
            raise DefinitionError(f"a name must be new, but formulas read {given!r} as SymPy's; choose another")
    namespace = {
        "formula": staticmethod(_Formula(body, parameters)),
        "definition": definition,
        "aliases": aliases,
        "family": family,
        "display": display,
        "reference": reference,
        "onnx": onnx,
        "__doc__": f"{name}(x) = {body}" + (f" ({reference})" if reference else ""),
        "__module__": __name__,
    }
    cls = Defined(name, (Activation,), namespace)
    register(Entry.of(cls))
    return cls


copyreg.pickle(Defined, lambda cls: (_defined, (cls.definition,)))
