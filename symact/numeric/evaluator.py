"""``lambdify``: an exact expression as a fast numeric function that keeps its digits.

The call is thin: everything that can be refused or prepared has been when it is made.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, FunctionClass, Symbol, sympify

from symact.exact.slopes import check_choice
from symact.exact.subject import univariate
from symact.exact.variable import T
from symact.numeric.accuracy import Accuracy, measured
from symact.numeric.backends import backend as named_backend

__all__ = ["Evaluator", "evaluate_array", "lambdify"]


class Evaluator:
    """A numeric function made from an exact one; :func:`lambdify` makes them.

    Calling it with numbers or arrays, one for each variable, returns what NumPy's own functions would: an array of the
    (broadcast) shape and floating dtype that came in, a NumPy scalar for one of those or for an array without axes, a
    Python float for Python numbers. Integers and bools count as float64. At an infinity it is the limit, nan where
    there is none; nan gives nan. It warns never, keeps no state, serves any number of threads, and pickles.

    Attributes
    ----------
    expression : Expr
        What it computes, the derivative not yet taken.
    variables : tuple of Symbol
        In the order of the arguments.
    derivative : int
        The order of the derivative by the first variable.
    source : str
        The generated code: readable, and all that runs.
    """

    def __init__(
        self, expression: Expr, variables: tuple[Symbol, ...], derivative: int, backend: str, at_kink: str
    ) -> None:
        self.expression = expression
        self.variables = variables
        self.derivative = derivative
        self.backend = backend
        self.at_kink = at_kink
        self.source, self._function = named_backend(backend)(expression, variables, derivative, at_kink)
        self._accuracy: Accuracy | None = None

    def __call__(self, *arguments: Any, out: NDArray[Any] | None = None) -> Any:
        """Return the values at the arguments.

        Parameters
        ----------
        *arguments : array_like
            Real numbers of at most 64 bits, one argument for each variable; they broadcast.
        out : ndarray, optional
            Where to write, of the shape and dtype of the result; it may be an argument itself.

        Raises
        ------
        TypeError
            For complex numbers, objects and text, for a wrong number of arguments, or an `out` of another dtype.
        ValueError
            If `out` has another shape or cannot be written.
        """
        if len(arguments) != len(self.variables):
            raise TypeError(f"{self!r} must be called with {len(self.variables)} arguments, not {len(arguments)}")
        return self._function(*arguments, out=out)

    def check(self, n: int = 20_000, seed: int = 0, dtype: Any = np.float64) -> Accuracy:
        """Measure the error against certified values.

        Parameters
        ----------
        n : int, optional
            About how many inputs: of all magnitudes, both signs, and close to every kink, zero and change of method.
        seed : int, optional
            The same seed gives the same inputs.
        dtype : float16, float32 or float64, optional

        Returns
        -------
        Accuracy

        Examples
        --------
        >>> report = lambdify(sa.silu).check(n=500)
        >>> report.worst < 4
        True
        """
        return measured(self, n, seed, dtype)

    @property
    def accuracy(self) -> Accuracy:
        """The report of :meth:`check` on 2,000 inputs, measured once."""
        if self._accuracy is None:
            self._accuracy = self.check(2000)
        return self._accuracy

    def __repr__(self) -> str:
        names = ", ".join(map(str, self.variables))
        order = f", derivative={self.derivative}" if self.derivative else ""
        return f"lambdify(({names}), {self.expression}{order})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _evaluator, (self.expression, self.variables, self.derivative, self.backend, self.at_kink)


def lambdify(*args: Any, derivative: int = 0, backend: str = "numpy", at_kink: str = "least") -> Evaluator:
    """Return a numeric function of an expression or activation, right in every digit that its dtype has.

    Parameters
    ----------
    *args
        ``lambdify(x, f)``, ``lambdify((x, a), f)`` with several variables, in the order of :func:`sympy.lambdify`; or
        ``lambdify(f)`` for an activation or an expression in one symbol.
    derivative : int, optional
        Of which order, by the first variable.
    backend : {"numpy", "c"}, optional
        What computes it: NumPy, or C that is compiled now by the system's compiler and kept for the next process. C is
        several times as fast on large arrays; both keep the same contract, but not the same last bits.
    at_kink : {"least", "left", "right", "mid"}, optional
        The derivative at a kink, as in :func:`symact.derivative`.

    Returns
    -------
    Evaluator
        The same object for the same request.

    Raises
    ------
    TypeError
        If a variable is no symbol, or the function no expression.
    ValueError
        For an unknown backend or choice, or an expression with symbols that are not among the variables.
    MissingExtraError
        If C is asked for and there is no compiler.

    Examples
    --------
    >>> f = lambdify(x, sa.gelu(x))
    >>> f(np.float32([-12.0, 0.5, np.inf]))
    array([-2.1317785e-32,  3.4573123e-01,            inf], dtype=float32)
    >>> slope = lambdify(sa.relu, derivative=1)
    >>> slope([-1.0, 0.0, 2.0]), slope(3)
    (array([0., 0., 1.]), 1.0)
    """
    named_backend(backend)
    check_choice(at_kink)
    try:
        order = operator.index(derivative)
    except TypeError:
        order = -1
    if order < 0 or isinstance(derivative, bool):
        raise ValueError(f"derivative must be an integer of at least 0, not {derivative!r}")
    expression, variables = _request(args)
    unknown = expression.free_symbols - set(variables)
    if unknown:
        names = ", ".join(sorted(map(str, unknown)))
        raise ValueError(f"every symbol of {expression} must be a variable, which {names} is not; name it as one")
    return _evaluator(expression, variables, order, backend, at_kink)


def _request(args: tuple[Any, ...]) -> tuple[Expr, tuple[Symbol, ...]]:
    if not 1 <= len(args) <= 2:
        raise TypeError(
            f"lambdify takes the variables and an expression, or an activation alone, not {len(args)} arguments"
        )
    if len(args) == 1:
        expression, variable = univariate(args[0])
        return expression, (variable,)
    variables = tuple(args[0]) if isinstance(args[0], (tuple, list)) else (args[0],)
    if not variables or not all(isinstance(v, Symbol) for v in variables) or len(set(variables)) < len(variables):
        raise TypeError(f"the variables must be different symbols, not {args[0]!r}")
    expression = args[1]
    if isinstance(expression, FunctionClass):
        expression = expression(*variables)
    elif isinstance(expression, (int, float)) and not isinstance(expression, bool):
        expression = sympify(expression, strict=True)
    if not isinstance(expression, Expr):
        raise TypeError(
            f"the function must be an expression or activation, not {expression!r}; read text with sa.parse"
        )
    return expression, variables


@lru_cache(maxsize=1024)
def _evaluator(
    expression: Expr, variables: tuple[Symbol, ...], derivative: int, backend: str, at_kink: str
) -> Evaluator:
    return Evaluator(expression, variables, derivative, backend, at_kink)


def evaluate_array(cls: Any, array: Any, parameters: Sequence[Expr]) -> Any:
    """Return the values of an activation on an array of numbers, what ``sa.relu(np.array(...))`` calls.

    Raises
    ------
    TypeError
        If a parameter is no number.
    """
    if any(p.free_symbols for p in parameters):
        raise TypeError(f"the parameters of {cls.__name__} on an array must be numbers, not {tuple(parameters)}")
    return _evaluator(cls(T, *parameters), (T,), 0, "numpy", "least")(array)
