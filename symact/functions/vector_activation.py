"""The vector activation: a handbook line that is a function of a vector.

An entry states its formula in components, with parameters in the formula's signature, its names and where it comes
from. It is applied to a vector of expressions (exact) or to an array of numbers (numeric, along an axis).
"""

from __future__ import annotations

from typing import Any, ClassVar

from sympy import Expr, ImmutableMatrix, MatrixBase, MatrixExpr, SympifyError, Tuple, sympify

from symact.exact.variable import bound
from symact.functions.components import Component, components_of
from symact.functions.entries import Handbook
from symact.hooks import hook

__all__ = ["Named", "VectorActivation", "is_array", "like", "read_scalar", "read_vector", "slots"]


class Named(type):
    """A class that shows itself by its name alone, as SymPy's function classes do."""

    def __repr__(cls) -> str:
        return cls.__name__


class VectorActivation(Handbook, metaclass=Named):
    """The base of every vector activation; calling a subclass applies it.

    Class attributes
    ----------------
    formula : static method
        ``formula(entries, parameter=default, ...)`` returns all components as SymPy expressions.
    component : Component, optional
        The function that stands for one component while the entries are symbols; without one the formula is used.
    aliases, family, display, reference, onnx
        As for every class of the handbook: :class:`symact.functions.entries.Handbook`.
    """

    component: ClassVar[type[Component] | None] = None
    arity: ClassVar[str] = "vector"

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.component is not None:
            cls.component.activation, cls.component.text, cls.component.display = cls, cls.__name__, cls.display

    def __new__(cls, vector: Any, *more: Any, axis: int = -1, **parameters: Any) -> Any:
        if more:
            raise TypeError(
                f"{cls.__name__} takes one vector and parameters by name, not {len(more) + 1} arguments; write "
                f"{cls.__name__}([x, y])"
            )
        if is_array(vector):
            return hook("evaluate_vector")(cls, vector, cls.bound(**parameters), axis)
        entries, values = cls._read(vector, parameters)
        return like(vector, cls.components(entries, *values))

    @classmethod
    def _read(cls, vector: Any, named: dict[str, Any]) -> tuple[tuple[Expr, ...], tuple[Expr, ...]]:
        """Return the entries of a vector of a length that is served, and the parameters."""
        values = cls.bound(**named)
        entries = read_vector(vector, cls.__name__)
        cls.check_length(len(entries), *values)
        return entries, values

    @classmethod
    def check_length(cls, n: int, *parameters: Any) -> None:
        """Raise ValueError if a vector of length `n` is not served."""

    @classmethod
    def components(cls, entries: tuple[Expr, ...], *parameters: Expr) -> tuple[Expr, ...]:
        """Return the components as short as they are kept in networks."""
        if cls.component is None:
            return cls.formula(entries, *parameters)
        kind: Any = cls.component
        return components_of(kind, entries)

    @classmethod
    def jacobian(cls, vector: Any, **parameters: Any) -> ImmutableMatrix:
        """Return the matrix of the derivatives of the components (rows) by the entries of the vector (columns).

        Exact wherever the function is smooth; where branches meet, the selection that the function's page states.

        Parameters
        ----------
        vector : Matrix, list or tuple of Expr
            Where; the derivatives are by its entries, whatever symbols they hold.
        """
        entries, values = cls._read(vector, parameters)
        rows = cls.rates(entries, *values)
        return ImmutableMatrix(len(rows), len(entries), [rate for row in rows for rate in row])

    @classmethod
    def rates(cls, entries: tuple[Expr, ...], *parameters: Expr) -> tuple[tuple[Expr, ...], ...]:
        """Return the rows of the Jacobian."""
        n = len(entries)
        if cls.component is not None:
            rate, shares = cls.component.rate, cls.component.shares(entries)
            return tuple(tuple(rate(i, j, shares) for j in range(n)) for i in range(n))
        symbols = slots(n)
        put = dict(zip(symbols, entries, strict=True))
        components = cls.components(symbols, *parameters)
        return tuple(tuple(c.diff(s).xreplace(put) for s in symbols) for c in components)

    @classmethod
    def written(cls, vector: Any, **parameters: Any) -> Any:
        """Return the definition at a vector, in functions of SymPy."""
        entries, values = cls._read(vector, parameters)
        return like(vector, cls.formula(entries, *values))


def slots(n: int) -> tuple[Expr, ...]:
    """Return n bound real symbols that stand for the entries of a vector."""
    return tuple(bound(f"x_{i}", real=True) for i in range(n))


def is_array(value: Any) -> bool:
    """Return whether a value is an array of numbers, of NumPy or a kin of it."""
    return hasattr(value, "__array__") and not hasattr(value, "free_symbols")


def read_vector(vector: Any, owner: str) -> tuple[Expr, ...]:
    """Return the entries of a row, a column, a list or a tuple.

    Raises
    ------
    TypeError
        For anything else, and for entries that are no scalar expressions.
    ValueError
        For a matrix that is neither a row nor a column.
    """
    if isinstance(vector, MatrixExpr) and all(side.is_Integer for side in vector.shape):
        vector = vector.as_explicit()
    if isinstance(vector, MatrixBase):
        if 1 not in vector.shape and 0 not in vector.shape:
            raise ValueError(f"the argument of {owner} must be a row or a column, not a matrix of shape {vector.shape}")
        return tuple(read_scalar(e, owner) for e in vector)
    if not isinstance(vector, (list, tuple, Tuple)):
        raise TypeError(
            f"the argument of {owner} must be a list, a tuple, a row or a column of expressions, or an array of "
            f"numbers, not {vector!r}; write {owner}([x, y])"
        )
    return tuple(read_scalar(e, owner) for e in vector)


def read_scalar(value: Any, owner: str) -> Expr:
    """Return one entry as an expression."""
    if isinstance(value, str):
        raise TypeError(f"an entry of {owner} must be an expression, not the text {value!r}; read it with sa.parse")
    try:
        expr = sympify(value, strict=True)
    except (SympifyError, TypeError):
        expr = None
    if not isinstance(expr, Expr) or isinstance(expr, MatrixExpr):
        raise TypeError(f"an entry of {owner} must be a scalar expression, not {value!r}")
    return expr


def like(vector: Any, entries: tuple[Expr, ...]) -> ImmutableMatrix:
    """Return entries as a row where `vector` is a row of at least two, else as a column."""
    shape = getattr(vector, "shape", None)
    is_row = shape is not None and len(shape) == 2 and shape[0] == 1 and shape[1] != 1
    return ImmutableMatrix(*((1, len(entries)) if is_row else (len(entries), 1)), list(entries))
