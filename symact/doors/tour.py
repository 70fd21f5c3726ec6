"""The tour: the main job on five activations, each answer checked, and all of it on one page."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.text import Text

from symact.doors.terminal import terminal
from symact.exact.facts import Profile, profile
from symact.files import write_text
from symact.functions.catalogue import activation, entry
from symact.functions.entries import Entry
from symact.numeric.evaluator import lambdify
from symact.show.latex import latex
from symact.show.page import Section, page
from symact.show.plots import need_matplotlib, plot
from symact.show.sheet import Line, sheet

__all__ = ["walk"]

_STOPS = ("relu", "leaky_relu", "sigmoid", "tanh", "gelu")
_CHECKED = 2000


def walk(folder: Path) -> None:
    """Write LaTeX, plots, numeric checks and a page for five activations into a folder, telling what is done."""
    need_matplotlib()
    console = terminal()
    folder.mkdir(parents=True, exist_ok=True)
    start = perf_counter()
    sections = [_stop(name, folder, console) for name in _STOPS]
    functions = [activation(name) for name in _STOPS]
    write_text(folder / "definitions.tex", latex(functions) + "\n")
    write_text(folder / "derivatives.tex", latex(functions, derivative=1) + "\n")
    plot(functions, domain=(-5, 5)).save(folder / "together.svg")
    lead = "Five activations: exact derivatives, limits and kinks; numeric functions measured against certified values."
    write_text(folder / "index.html", page("symact tour", lead, sections))
    console.print(f"\nDone in {perf_counter() - start:.1f} s. Open {folder / 'index.html'} in a browser.")


def _stop(name: str, folder: Path, console: Console) -> Section:
    record = entry(name)
    known = profile(record.function)
    console.print(Text(f"\n{record.name}", style="bold"))
    for line in sheet(known):
        console.print(Text(f"  {line.label:<28}{line.text}"))
    measured = _measured(known, folder, record, console)
    picture = plot([record.function], derivative=2, domain=(-5, 5))
    for suffix in ("svg", "png"):
        picture.save(folder / f"{name}.{suffix}")
    equations = [latex(record.function, derivative=n) for n in range(3)]
    write_text(folder / f"{name}.tex", "\n".join(equations) + "\n")
    drawn = ((picture.render("svg").decode(), f"{name} and its first two derivatives"),)
    return Section(name, known, record.reference, equations, drawn, measured)


def _measured(known: Profile, folder: Path, record: Entry, console: Console) -> tuple[Line, ...]:
    """Check the numeric function and its derivative against balls, and keep the source that ran."""
    lines = []
    for order, what in ((0, "numeric function"), (1, "numeric derivative")):
        evaluator: Any = lambdify(known.variable, known.expression, derivative=order)
        report = evaluator.check(_CHECKED)
        write_text(folder / f"{record.name}{'_derivative' * order}.py.txt", evaluator.source)
        lines.append(Line(what, str(report)))
        console.print(Text(f"  {what:<28}{report}", style="green"))
    return tuple(lines)
