"""A bar that says how far a long computation is, on the standard error stream."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["progress"]


@contextmanager
def progress(total: int, title: str, shown: bool | None = None) -> Iterator[Callable[[str], None]]:
    """Show a bar while the block runs; yield what tells it that one more of the `total` is done, with a text beside.

    Unless stated, a bar is shown on a terminal only; it is gone when the block ends.
    """
    if not (sys.stderr.isatty() if shown is None else shown):
        yield lambda text: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[text]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=shown is None) as bar:
        task = bar.add_task(title, total=total, text="")
        yield lambda text: bar.update(task, advance=1, text=text)
