"""The legend of a document: which names in its texts are not plain symbols, as records."""

from __future__ import annotations

from typing import Any

from sympy import MatrixSymbol, Symbol
from sympy.core.facts import InconsistentAssumptions

from symact.errors import UnsupportedError
from symact.networks.documents.json_text import Place, shortened
from symact.networks.documents.texts import Legend
from symact.reading.names import name_problem

__all__ = ["legend_record", "read_legend", "read_name"]

LONGEST_NAME = 256
"""How many characters a name in a document may have."""


def legend_record(legend: Legend) -> dict[str, list[dict[str, Any]]]:
    """Return what a document says about the names in its texts."""
    for named in (*legend.symbols.values(), *legend.matrices.values()):
        if (problem := name_problem(named.name)) is not None:
            raise UnsupportedError(f"the symbol {named} cannot be written: {problem}")
    for symbol in legend.symbols.values():
        if symbol != Symbol(symbol.name, **symbol._assumptions_orig):
            raise UnsupportedError(f"the symbol {symbol} cannot be written: it is a dummy, equal to itself only")
    return {
        "symbols": [
            {"text": text, "name": s.name, "assumptions": dict(s._assumptions_orig)}
            for text, s in legend.symbols.items()
        ],
        "matrices": [
            {"text": text, "name": m.name, "shape": [int(m.rows), int(m.cols)]} for text, m in legend.matrices.items()
        ],
    }


def read_legend(symbols: list[Place], matrices: list[Place]) -> Legend:
    """Return the meaning of names that a document states."""
    legend = Legend()
    for place in symbols:
        record = place.record(("text", "name", "assumptions"))
        assumptions = record["assumptions"].record((), _ASSUMPTIONS)
        name, flags = read_symbol_name(record["name"]), {key: value.flag() for key, value in assumptions.items()}
        try:
            legend.symbols[_new(record["text"], legend)] = Symbol(name, **flags)
        except InconsistentAssumptions:
            record["assumptions"].refuse("the assumptions must fit each other")
    for place in matrices:
        record = place.record(("text", "name", "shape"))
        shape = [axis.whole(1) for axis in record["shape"].items(2)]
        if len(shape) != 2:
            record["shape"].refuse("the shape of a matrix must be two numbers")
        legend.matrices[_new(record["text"], legend)] = MatrixSymbol(read_symbol_name(record["name"]), *shape)
    return legend


_ASSUMPTIONS = (
    *("commutative", "complex", "real", "extended_real", "finite", "positive", "negative", "nonnegative"),
    *("nonpositive", "zero", "nonzero", "rational", "irrational", "integer", "noninteger", "even", "odd", "prime"),
    *("composite", "algebraic", "transcendental", "extended_positive", "extended_negative", "extended_nonnegative"),
    *("extended_nonpositive", "extended_nonzero", "infinite", "imaginary", "hermitian", "antihermitian", "polar"),
)


def _new(place: Place, legend: Legend) -> str:
    text = read_name(place)
    if not text.isidentifier() or text in legend.symbols or text in legend.matrices:
        place.refuse(f"the text for a symbol must be a word that no other has, not {shortened(text)}")
    return text


def read_name(place: Place) -> str:
    """Return a name."""
    if len(name := place.text()) > LONGEST_NAME:
        place.refuse(f"a name must have at most {LONGEST_NAME} characters, not {len(name):,}")
    return name


def read_symbol_name(place: Place) -> str:
    """Return a name that a symbol may bear: SymPy's printers write it into source code."""
    problem = name_problem(name := read_name(place))
    if problem is not None:
        place.refuse(problem)
    return name
