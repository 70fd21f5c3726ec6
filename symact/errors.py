"""What can go wrong, named for the mathematics.

A wrong argument (type, shape, an impossible option) raises Python's ``TypeError`` or ``ValueError``. Where the
mathematics refuses, or a file or text of somebody's cannot be read, a leaf of :class:`SymactError` is raised.
Every message says what must be, what was given, and what to do.
"""

from __future__ import annotations

__all__ = [
    "CircuitError",
    "DefinitionError",
    "DomainError",
    "FormatError",
    "MissingExtraError",
    "NetworkError",
    "NoLimitError",
    "NotSmoothError",
    "ParseError",
    "SymactError",
    "UndecidedError",
    "UnknownActivationError",
    "UnknownCircuitError",
    "UnsupportedError",
]


class SymactError(Exception):
    """The base of all refusals of symact; catch it to catch them all."""


class CircuitError(SymactError, ValueError):
    """A circuit contradicts itself: a cycle of gates, a net driven twice or never, a name given twice."""


class DefinitionError(SymactError, ValueError):
    """A definition contradicts itself, its constraints or one made before."""


class DomainError(SymactError, ValueError):
    """A function was asked for where it is not defined."""


class FormatError(SymactError, ValueError):
    """A file or document is not what its format allows, or asks for what is not served; the message says where."""


class NetworkError(SymactError, ValueError):
    """A network contradicts itself: a cycle, a missing input, a name given twice, shapes that do not fit."""


class NoLimitError(SymactError, ValueError):
    """A limit does not exist, because the function oscillates or its two sides differ."""


class NotSmoothError(SymactError, ValueError):
    """A point was asked for something that only smooth points have, such as a two-sided Taylor series at a kink."""


class UndecidedError(SymactError):
    """A question about real numbers could not be decided within the stated effort (an order, a sign, a limit)."""


class UnsupportedError(SymactError, NotImplementedError):
    """A sound request that symact does not serve; the message says what it does serve."""


class UnknownActivationError(SymactError, LookupError):
    """No activation has that name; the message lists what is near."""


class UnknownCircuitError(SymactError, LookupError):
    """No circuit of the shelf has that name; the message lists what is near."""


class MissingExtraError(SymactError, ImportError):
    """An optional package is not installed; the message has the command that helps."""


class ParseError(SymactError, ValueError):
    """A text could not be read; says where, shows the line, and puts a caret under the place.

    Parameters
    ----------
    problem : str
        What is wrong and what would help, in one line without a final full stop.
    text : str
        The whole text that was being read.
    position : int
        Index into `text` of the place.

    Attributes
    ----------
    line, column : int
        The place, both counted from 1.

    Examples
    --------
    >>> raise ParseError("unknown function 'sigmod'", "x * sigmod(x)", 4)
    Traceback (most recent call last):
    ...
    symact.errors.ParseError: unknown function 'sigmod' at line 1, column 5
        x * sigmod(x)
            ^
    """

    WIDTH = 100

    def __init__(self, problem: str, text: str, position: int) -> None:
        position = min(max(position, 0), len(text))
        start = text.rfind("\n", 0, position) + 1
        end = text.find("\n", position)
        self.problem = problem
        self.line = text.count("\n", 0, position) + 1
        self.column = position - start + 1
        excerpt = self._excerpt(text[start : end if end >= 0 else len(text)], position - start)
        super().__init__(f"{_at(problem, self.line, self.column)}\n{excerpt}")

    @classmethod
    def _excerpt(cls, line: str, column: int) -> str:
        first = max(0, column - cls.WIDTH // 2)
        shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line[first : first + cls.WIDTH])
        return f"    {shown}\n    {' ' * (column - first)}^"

    def __reduce__(self) -> tuple[object, ...]:
        return (_restore_parse_error, (self.problem, self.line, self.column, self.args[0]))


def _at(problem: str, line: int, column: int) -> str:
    head, semicolon, hint = problem.partition("; ")
    return f"{head} at line {line}, column {column}{semicolon}{hint}"


def _restore_parse_error(problem: str, line: int, column: int, message: str) -> ParseError:
    error = ParseError.__new__(ParseError)
    Exception.__init__(error, message)
    error.problem, error.line, error.column = problem, line, column
    return error
