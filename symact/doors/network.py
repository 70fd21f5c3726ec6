"""``symact network``: what is in a file of a network, and what the network computes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["network"]

network = typer.Typer(
    help="Show, evaluate and draw networks of units in files.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

File = Annotated[Path, typer.Argument(help="The network: a file that sa.read_network reads.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@network.command()
def info(file: File, json: Json = False) -> None:
    """Show inputs, outputs, layers, weights, operations and memory."""
    from symact.doors.network_facts import print_facts

    print_facts(file, json)


@network.command("eval")
def eval_(
    file: File,
    inputs: Annotated[
        list[str] | None,
        typer.Option(
            "--input",
            "-i",
            help="JSON such as '[1, 2]', or a .npy or .csv file; NAME=... where there are several inputs. A text in "
            "JSON, such as '[\"1/3\", 2]', is computed exactly.",
        ),
    ] = None,
    json: Json = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file to write instead: .json, .npy or .csv.")
    ] = None,
) -> None:
    """Compute the outputs for inputs."""
    from symact.doors.network_values import print_values

    print_values(file, inputs or [], json, out)


@network.command()
def latex(file: File) -> None:
    """Print the equations of the network as LaTeX."""
    from symact.doors.network_facts import latex_of

    typer.echo(latex_of(file))


@network.command()
def draw(
    file: File,
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write; its suffix chooses the format.")],
) -> None:
    """Draw the network into a file."""
    from symact.doors.network_facts import draw_into

    draw_into(file, out)
    typer.echo(f"wrote {out}")
