"""The ``symact`` command. Nothing here imports SymPy before a verb needs it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from symact.doors.circuit import circuit
from symact.doors.network import network
from symact.errors import SymactError
from symact.version import __version__

__all__ = ["app", "main"]

app = typer.Typer(
    name="symact",
    help="Know activation functions, networks of units and digital circuits exactly.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(network, name="network")
app.add_typer(circuit, name="circuit")

Subject = Annotated[
    str, typer.Argument(help="An activation's name, or a formula such as 'x/(1+exp(-x))'.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Order = Annotated[int, typer.Option("--derivative", "-d", min=0, max=8, help="Which derivative.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"symact {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end."),
    ] = False,
) -> None:
    pass


@app.command("list")
def list_(
    family: Annotated[str | None, typer.Option(help="Only one family of the handbook.")] = None,
    json: Json = False,
) -> None:
    """List the activations: names, aliases, formulas."""
    from symact.doors import listing

    listing.print_list(family, json)


@app.command()
def show(
    subject: Subject,
    derivatives: Annotated[int, typer.Option("--derivatives", "-d", min=0, max=8, help="How many derivatives.")] = 2,
    json: Json = False,
) -> None:
    """Show what is known of a function: formula, derivatives, limits, kinks, saturation."""
    from symact.doors import listing

    listing.print_sheet(subject, derivatives, json)


@app.command()
def latex(
    subjects: Annotated[list[str], typer.Argument(help="Activations or formulas; several become one aligned block.")],
    derivative: Order = 0,
    form: Annotated[str | None, typer.Option(help="definition, cases, derivative, limits or expression.")] = None,
) -> None:
    """Print LaTeX."""
    from symact.doors.subjects import subject
    from symact.functions.entries import Entry
    from symact.show.latex import latex as to_latex

    read = [subject(s) for s in subjects]
    found: list[Any] = [f.function if isinstance(f, Entry) else f for f in read]
    options: Any = {"derivative": derivative, "form": form}
    typer.echo(to_latex(found[0] if len(found) == 1 else found, **options))


@app.command()
def plot(
    subjects: Annotated[list[str], typer.Argument(help="Activations or formulas, drawn into one picture.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write: .svg, .png or .pdf.")],
    derivative: Annotated[
        int, typer.Option("--derivative", "-d", min=0, max=8, help="The highest derivative drawn, with all below it.")
    ] = 0,
    domain: Annotated[tuple[float, float], typer.Option(help="The ends of the x axis.")] = (-5.0, 5.0),
) -> None:
    """Draw functions and their derivatives into a file."""
    from symact.doors.subjects import formula_of, subject
    from symact.show.plots import plot as draw

    draw([formula_of(subject(s))[0] for s in subjects], derivative=derivative, domain=domain).save(out)
    typer.echo(f"wrote {out}")


@app.command()
def tour(
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write.")] = Path("symact-tour"),
) -> None:
    """Walk through the main job on five activations, and write what it makes into a folder."""
    from symact.doors.tour import walk

    walk(out)


def main() -> None:
    """Run the command; a refusal is one message on standard error and exit status 1."""
    try:
        app()
    except (SymactError, ValueError, OSError) as refusal:
        typer.echo(
            f"{type(refusal).__module__}.{type(refusal).__name__}: {refusal}".removeprefix("builtins."), err=True
        )
        sys.exit(1)
