"""Where the parts of a schematic stand: in columns by level, in each so that wires cross little and run straight.

Sugiyama, Tagawa and Toda, Methods for visual understanding of hierarchical system structures, IEEE Transactions on
Systems, Man and Cybernetics 11, 1981: a net that passes a column gets a place there; each column is ordered by the
mean place of what its members are joined to, forth and back; then members move towards those places, order kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from symact.show.circuits.parts import Part
from symact.show.circuits.symbols import height, pin_places

__all__ = ["Member", "Placement", "place"]

SWEEPS = 12
LANE = 7.0


@dataclass(eq=False)
class Member:
    """What stands in a column: a part, or where ``part`` is None a net that passes through."""

    column: int
    part: Part | None = None
    net: int = -1
    y: float = 0.0
    before: list[tuple[Member, float, float]] = field(default_factory=list)
    after: list[tuple[Member, float, float]] = field(default_factory=list)

    @property
    def room(self) -> float:
        return LANE if self.part is None else height(self.part)


@dataclass(frozen=True)
class Placement:
    """Members by column, each with its height on the paper; ``joints`` are the wires between neighbours.

    A joint is ``(column, net, y left, y right)``, from the right side of a column to the left side of the next.
    """

    columns: list[list[Member]]
    joints: list[tuple[int, int, float, float]]


def place(parts: list[Part]) -> Placement:
    """Give every part its place."""
    columns = _columns(parts)
    joints = _joined(columns)
    for sweep in range(SWEEPS):
        _order(columns, forth=sweep % 2 == 0)
    _stack(columns)
    for sweep in range(SWEEPS):
        _straighten(columns, forth=sweep % 2 == 0)
    drawn = [(a.column, net, a.y + from_, b.y + to) for a, from_, b, to, net in joints]
    return Placement(columns, drawn)


def _columns(parts: list[Part]) -> list[list[Member]]:
    columns: list[list[Member]] = [[] for _ in range(1 + max(part.column for part in parts))]
    for part in parts:
        columns[part.column].append(Member(part.column, part))
    return columns


def _joined(columns: list[list[Member]]) -> list[tuple[Member, float, Member, float, int]]:
    """Join parts through places for the nets that pass columns between them."""
    joints: list[tuple[Member, float, Member, float, int]] = []
    ends: dict[tuple[int, int], tuple[Member, float]] = {}
    for column in columns:
        for member in column:
            assert member.part is not None
            for pin, dy in zip(member.part.outputs, pin_places(member.part)[1], strict=True):
                ends[pin.net, member.column] = member, dy
    source = {net: column for net, column in ends}

    def end(net: int, column: int) -> tuple[Member, float]:
        for passed in range(source[net] + 1, column + 1):
            if (net, passed) not in ends:
                lane = Member(passed, None, net)
                columns[passed].append(lane)
                ends[net, passed] = lane, 0.0
                join(*ends[net, passed - 1], lane, 0.0, net)
        return ends[net, column]

    def join(a: Member, from_: float, b: Member, to: float, net: int) -> None:
        joints.append((a, from_, b, to, net))
        a.after.append((b, to, from_))
        b.before.append((a, from_, to))

    for member in [m for column in columns for m in column]:
        assert member.part is not None
        for pin, dy in zip(member.part.inputs, pin_places(member.part)[0], strict=True):
            join(*end(pin.net, member.column - 1), member, dy, pin.net)
    return joints


def _order(columns: list[list[Member]], *, forth: bool) -> None:
    for column in columns:
        for place, member in enumerate(column):
            member.y = place / max(1, len(column) - 1)
    for column in columns if forth else columns[::-1]:
        mean = {m: _wanted(m, forth, lambda other, _a, _b: other.y) for m in column}
        column.sort(key=lambda m: mean[m])
        for place, member in enumerate(column):
            member.y = place / max(1, len(column) - 1)


def _wanted(member: Member, forth: bool, place: Callable[[Member, float, float], float]) -> float:
    joined = member.before if forth else member.after
    return sum(place(*joint) for joint in joined) / len(joined) if joined else member.y


def _stack(columns: list[list[Member]]) -> None:
    for column in columns:
        y = -sum(member.room for member in column) / 2
        for member in column:
            member.y = y + member.room / 2
            y += member.room


def _straighten(columns: list[list[Member]], *, forth: bool) -> None:
    """Move members towards where their wires would be straight, none through another."""
    for column in columns if forth else columns[::-1]:
        wanted = [_wanted(m, forth, lambda other, theirs, mine: other.y + theirs - mine) for m in column]
        _spread(column, wanted)


def _spread(column: list[Member], wanted: list[float]) -> None:
    """Place members in order as near to where they want to be as their rooms allow, in the least-squares sense.

    Pool adjacent violators: members that would overlap move as one group to the mean of what they want.
    """
    groups: list[
        tuple[float, int]
    ] = []  # of each group: the sum of what its members want of its top, how many they are
    offsets, below = [], 0.0
    for member in column:
        offsets.append(below + member.room / 2)
        below += member.room
    for want, offset in zip(wanted, offsets, strict=True):
        groups.append((want - offset, 1))
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] > groups[-1][0] / groups[-1][1]:
            total, count = groups.pop()
            groups[-1] = (groups[-1][0] + total, groups[-1][1] + count)
    tops = [total / count for total, count in groups for _ in range(count)]
    for member, top, offset in zip(column, tops, offsets, strict=True):
        member.y = top + offset
