"""A law: a sentence that is true of every activation, and the check of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from symact.testing.specimen import Specimen, specimen

__all__ = ["Law", "law", "require"]

Check = Callable[[Specimen], None]


def require(condition: Any, message: str) -> None:
    """Raise AssertionError with a message unless a condition holds; unlike ``assert`` also under ``python -O``."""
    if not condition:
        raise AssertionError(message)


@dataclass(frozen=True)
class Law:
    """A law by name; call it with an activation to check it.

    Attributes
    ----------
    name : str
    statement : str
        What must hold, in one sentence.

    Examples
    --------
    >>> from symact.testing import activation_laws
    >>> [law(sa.relu) for law in activation_laws() if law.name == "nan_gives_nan"]
    [None]
    """

    name: str
    statement: str
    check: Check

    def __str__(self) -> str:
        return self.name

    def __call__(
        self, function: Any, *, parameters: Iterable[Any] | None = None, points: Iterable[Any] = (), seed: int = 0
    ) -> None:
        """Check the law; arguments and errors as :func:`symact.testing.check_activation`."""
        self.applied(specimen(function, parameters, points, seed))

    def applied(self, subject: Specimen) -> None:
        """Check the law on a prepared specimen."""
        try:
            self.check(subject)
        except AssertionError as broken:
            self._broken(subject, str(broken), broken)
        except Exception as error:
            self._broken(subject, f"{type(error).__name__}: {error}", error)

    def _broken(self, subject: Specimen, what: str, cause: Exception) -> NoReturn:
        raise AssertionError(
            f"{subject.expr} breaks the law {self.name!r} ({self.statement}): {what} [seed {subject.seed}]"
        ) from cause


def law(check: Check) -> Law:
    """Make a law of a function: its name, and the first line of its docstring as the statement."""
    statement = (check.__doc__ or "").strip().splitlines()[0].rstrip(".")
    return Law(check.__name__, statement, check)
