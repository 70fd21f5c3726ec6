"""The terminal that the command prints to."""

from __future__ import annotations

from rich.console import Console

__all__ = ["terminal"]

_ENDLESS = 10_000


def terminal() -> Console:
    """Return a console as wide as the terminal; into a pipe or a file, lines are not broken."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_ENDLESS)
