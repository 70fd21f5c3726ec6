"""A step: one named array, made by one operation from others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

__all__ = ["Step"]


@dataclass(frozen=True)
class Step:
    """One named value of a network and how it is made.

    Attributes
    ----------
    name : str
        Of the value.
    operation : str
        A row of the table of operations.
    inputs : tuple of str
        The names of the values it is made of.
    options : tuple of (str, value)
        What else the operation needs, sorted by name: numbers, texts, tuples of them, expressions.
    """

    name: str
    operation: str
    inputs: tuple[str, ...]
    options: tuple[tuple[str, Any], ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.inputs, tuple) or not all(isinstance(i, str) for i in self.inputs):
            raise TypeError(f"the inputs of the step {self.name!r} must be a tuple of names, not {self.inputs!r}")
        try:
            hash(self.options)
        except TypeError as error:
            raise TypeError(f"the options of the step {self.name!r} cannot be hashed: {error}") from error

    @property
    def is_unnamed(self) -> bool:
        """Whether the name was counted up, such as ``contract_1``, or ``y/1`` on the way to ``y``."""
        return re.fullmatch(rf"{self.operation}_\d+|.+/\d+", self.name, re.DOTALL) is not None

    def __getitem__(self, option: str) -> Any:
        return dict(self.options)[option]

    def __repr__(self) -> str:
        words = [*self.inputs, *(f"{k}={v!r}" for k, v in self.options)]
        return f"{self.name} = {self.operation}({', '.join(words)})"
