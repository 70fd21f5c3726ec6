"""The entry of what only moves entries: which entry of the operand it is."""

from __future__ import annotations

from symact.networks.backprop.terms import Term
from symact.show.derivations.entries import Entries, Rule
from symact.show.derivations.places import Places, clipped, covered, replaced

__all__ = ["MOVES"]


def _moved(entries: Entries, term: Term, places: Places) -> str:
    """An expand, or a reshape: the place in the one shape as a place in the other."""
    (inner,) = term.operands
    if term.operation == "expand":
        return entries.of(inner, clipped(places, inner.shape))
    return entries.of(inner, replaced(places, term.shape, inner.shape))


def _transpose(entries: Entries, term: Term, places: Places) -> str:
    at = dict(zip(term["axes"], places, strict=True))
    return entries.of(term.operands[0], tuple(at[i] for i in range(len(places))))


def _windows(entries: Entries, term: Term, places: Places) -> str:
    k = len(term["lengths"])
    lead, at, within = places[: -2 * k], places[-2 * k : -k], places[-k:]
    hit = tuple(covered(term, i, p, q) for i, (p, q) in enumerate(zip(at, within, strict=True)))
    return entries.of(term.operands[0], lead + hit)


def _overlap(entries: Entries, term: Term, places: Places) -> str:
    k = len(term["lengths"])
    at, within = entries.fresh(k), entries.fresh(k)
    fits = [f"{covered(term, i, at[i], within[i])} = {p}" for i, p in enumerate(places[-k:])]
    body = entries.factor(term.operands[0], places[:-k] + at + within)
    return rf"\sum_{{{', '.join(at + within)}:\ {', '.join(fits)}}} {body}"


def _concat(entries: Entries, term: Term, places: Places) -> str:
    axis, rows, start = term["axis"], [], 0
    for o in term.operands:
        stop = start + int(o.shape[axis])
        at = (*places[:axis], f"{places[axis]} - {start}" if start else places[axis], *places[axis + 1 :])
        rows.append(rf"{entries.of(o, at)} & \text{{if }} {places[axis]} \le {stop}")
        start = stop
    body = r" \\ ".join(rows)
    return rf"\begin{{cases}} {body} \end{{cases}}"


def _pad(entries: Entries, term: Term, places: Places) -> str:
    (inner,), axis, before = term.operands, term["axis"], term["before"]
    place = f"{places[axis]} - {before}" if before else places[axis]
    body = entries.of(inner, (*places[:axis], place, *places[axis + 1 :]))
    last = before + int(inner.shape[axis])
    return (
        rf"\begin{{cases}} {body} & \text{{if }} {before} < {places[axis]} \le {last} \\ "
        r"0 & \text{otherwise} \end{cases}"
    )


def _slice(entries: Entries, term: Term, places: Places) -> str:
    axis, start = term["axis"], term["start"]
    place = f"{places[axis]} + {start}" if start else places[axis]
    return entries.of(term.operands[0], (*places[:axis], place, *places[axis + 1 :]))


MOVES: dict[str, Rule] = {
    "reshape": _moved,
    "expand": _moved,
    "transpose": _transpose,
    "windows": _windows,
    "overlap": _overlap,
    "concat": _concat,
    "pad": _pad,
    "slice": _slice,
}
