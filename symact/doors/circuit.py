"""``symact circuit``: the shelf, what is in a netlist, and what the circuit computes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["circuit"]

circuit = typer.Typer(
    help="List, show, draw, convert and simulate digital circuits; harden networks into them.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Netlist = Annotated[
    str,
    typer.Argument(help="A circuit: its name on the shelf, or a file that sa.read_circuit reads.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@circuit.command("list")
def list_(json: Json = False) -> None:
    """List the circuits on the shelf."""
    from symact.doors.circuit_facts import print_shelf

    print_shelf(json)


@circuit.command()
def info(netlist: Netlist, json: Json = False) -> None:
    """Show pins, gates, levels and registers."""
    from symact.doors.circuit_facts import print_facts

    print_facts(netlist, json)


@circuit.command()
def draw(
    netlist: Netlist,
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write: .svg or .tex.")],
    kind: Annotated[
        str | None, typer.Option(help="package, gates, blocks or levels; the most detailed that is readable.")
    ] = None,
) -> None:
    """Draw the circuit into a file."""
    from symact.doors.circuit_facts import draw_into

    typer.echo(f"wrote {draw_into(netlist, out, kind)}")


@circuit.command()
def convert(
    netlist: Netlist,
    out: Annotated[Path, typer.Argument(help="The file to write; its suffix chooses the format.")],
) -> None:
    """Write the circuit in another format."""
    from symact.doors.circuit_facts import convert_into

    convert_into(netlist, out)
    typer.echo(f"wrote {out}")


@circuit.command()
def simulate(
    netlist: Netlist,
    values: Annotated[
        list[str] | None,
        typer.Argument(help="Inputs as PIN=VALUE or BUS=NUMBER; several values with commas are several vectors."),
    ] = None,
    cycles: Annotated[int | None, typer.Option(min=1, help="How many cycles of the clock, with registers.")] = None,
    random: Annotated[int | None, typer.Option(min=1, help="Run so many random vectors instead.")] = None,
    seed: Annotated[int, typer.Option(help="Of the random vectors.")] = 0,
    json: Json = False,
) -> None:
    """Compute the outputs for inputs; without inputs, the whole truth table of a small circuit."""
    from symact.doors.circuit_values import print_values

    print_values(netlist, values or [], cycles, random, seed, json)


@circuit.command()
def harden(
    network: Annotated[Path, typer.Argument(help="The network: a file that sa.read_network reads.")],
    eps: Annotated[
        str | None, typer.Option(help="How far the network may be from the circuit at the gain, such as 1/100.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A file for the circuit.")] = None,
) -> None:
    """Take a network of saturating units to its limit: a circuit, and the gain from which both agree."""
    from symact.doors.circuit_values import print_hardened

    print_hardened(network, eps, out)
