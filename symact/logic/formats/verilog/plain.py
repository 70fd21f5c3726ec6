"""Statements in the forms in which programs write them by the thousand, each read at once; the fast path of a module.

Whatever is not in these forms is left where it is, for the reader of single words.
"""

from __future__ import annotations

import re

from symact.errors import FormatError
from symact.logic.formats.source import LONGEST_NAME
from symact.logic.formats.verilog.scope import Scope
from symact.logic.formats.verilog.tokens import KEYWORDS, Tokens
from symact.logic.gates import Kind

__all__ = ["read_plain"]

NAME = r"(?:[A-Za-z_][A-Za-z0-9_$]*+(?:\[[0-9]{1,7}\])?+|\\[!-~]++\s)"
TERM = rf"(~?+)\s*+({NAME})"
ASSIGN = re.compile(
    rf"assign\s++(?P<target>{NAME})\s*+=\s*+(?P<complement>~\s*+\(\s*+)?+"
    rf"(?P<terms>{TERM}\s*+(?:(?P<operator>[&|^])\s*+{TERM}\s*+(?:(?P=operator)\s*+{TERM}\s*+)*+)?+)"
    r"(?(complement)\)\s*+);\s*+"
)
GATE = re.compile(
    rf"(?P<kind>and|nand|or|nor|xor|xnor|not|buf)\s++(?:{NAME}\s*+)?+"
    rf"\(\s*+(?P<target>{NAME})\s*+(?P<terms>(?:,\s*+{NAME}\s*+)++)\)\s*+;\s*+"
)
TERMS = re.compile(TERM)
KINDS = {
    ("&", False): Kind.AND, ("|", False): Kind.OR, ("^", False): Kind.XOR,
    ("&", True): Kind.NAND, ("|", True): Kind.NOR, ("^", True): Kind.XNOR,
}  # fmt: skip


def read_plain(tokens: Tokens, scope: Scope) -> bool:
    """Read as many statements as there are in these forms, from the token here on; return whether there are any."""
    start = tokens.place
    while (match := tokens.match(ASSIGN) or tokens.match(GATE)) and _put(match, tokens, scope):
        tokens.place = match.end()
    if tokens.place == start:
        return False
    tokens.go_to(tokens.place)
    return True


def _put(match: re.Match[str], tokens: Tokens, scope: Scope) -> bool:
    """State the gate of a statement, if all its names are single nets."""
    line = tokens.mark_line()
    target = _net(match["target"], scope)
    reads = [_net(name, scope) ^ len(sign) for sign, name in TERMS.findall(match["terms"])]
    if not target or min(reads) < 2:
        return False
    if match.re is GATE:
        kind = Kind[match["kind"].upper()]
        if kind in (Kind.BUF, Kind.NOT) and len(reads) > 1:
            return False
    elif match["operator"]:
        kind = KINDS[match["operator"], match["complement"] is not None]
    else:
        kind = Kind.NOT if (reads[0] & 1) ^ (match["complement"] is not None) else Kind.BUF
        reads[0] &= ~1
    scope.spend(1 + len(reads))
    scope.draft.gate(target, kind, reads, line)
    return True


def _net(spelled: str, scope: Scope) -> int:
    """Return the literal of a net as it is spelled, or 0 if this is not one bit, or an error."""
    literal = scope.spelled.get(spelled)
    if literal is None:
        literal = scope.spelled[spelled] = _resolved(spelled, scope)
    return literal


def _resolved(spelled: str, scope: Scope) -> int:
    if len(spelled) > LONGEST_NAME or spelled in KEYWORDS:
        return 0
    name, bracket, number = (spelled[1:-1], "", "") if spelled[0] == "\\" else spelled.partition("[")
    try:
        bits = scope.select(name, int(number[:-1]), int(number[:-1])) if bracket else scope.bits(name)
    except FormatError:
        return 0
    return bits[0] if len(bits) == 1 else 0
