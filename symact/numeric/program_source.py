"""Programs of array steps: a list of named values as readable NumPy source that reuses its memory.

A program says how each value is made; here that becomes two functions. ``prepare`` makes of the weights, once, what
does not depend on data. ``run`` makes the rest: values that keep the axis of the rows are made block by block, so that
what is in between stays in the processor's cache, and a value is written over one that is no longer needed. Sums over
the rows are added up over the blocks. Where a row needs what all rows make, there is one block.

The source holds numbers and names of this package's own, and nothing else; it keeps no state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symact.numeric.program import ROWS, Let, Program, Shape, shown_shape

__all__ = ["ProgramSource"]


class ProgramSource:
    """The source of one program, written phase by phase."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.buffers: dict[str, Shape] = {}
        self._of_rows = {n for n, s in program.inputs if ROWS in s} | {l.name for l in program.lets if ROWS in l.shape}
        self._lets = {l.name: l for l in program.lets}
        phases = self._phases()
        self._blocks = phases is not None
        self._phase = phases if phases is not None else self._single()

    def _phases(self) -> dict[str, str] | None:
        """Return when each value is made: prepared, before, in or after the loop; None where no loop is possible."""
        if not self._of_rows:
            return None
        phase = dict.fromkeys(self.program.weights, "prepare") | {n: "before" for n, _ in self.program.inputs}
        summed: set[str] = set()
        for let in self.program.lets:
            of_rows = let.name in self._of_rows
            if of_rows or not self._of_rows.isdisjoint(let.reads):
                late = any(phase[r] == "after" or r in summed for r in let.reads)
                if late or (let.rows != "each" if of_rows else let.rows != "sum") or ROWS in let.shape[1:]:
                    return None
                phase[let.name] = "loop"
                summed |= set() if of_rows else {let.name}
            else:
                phase[let.name] = self._outside(let, phase, summed)
        if any(ROWS in s[1:] for _, s in self.program.inputs):
            return None
        return phase

    def _outside(self, let: Let, phase: Mapping[str, str], summed: set[str]) -> str:
        made = {"after" if r in summed else phase[r] for r in let.reads}
        if "after" in made:
            return "after"
        free = {ROWS, *self.program.axes}.isdisjoint(let.shape) and f"{{{ROWS}}}" not in let.code
        return "prepare" if made <= {"prepare"} and free else "before"

    def _single(self) -> dict[str, str]:
        phase = dict.fromkeys(self.program.weights, "prepare") | {n: "loop" for n, _ in self.program.inputs}
        for let in self.program.lets:
            early = self._outside(let, phase, set()) == "prepare" and let.name not in self._of_rows
            phase[let.name] = "prepare" if early else "loop"
        return phase

    def text(self) -> str:
        lets = {
            p: [l for l in self.program.lets if self._phase[l.name] == p]
            for p in ("prepare", "before", "loop", "after")
        }
        kept = self._kept(lets)
        body = self._loop(lets["loop"])
        first = [f"def prepare({', '.join(self.program.weights)}):", *_indented(self._plain(lets["prepare"]))]
        first.append(f"    return {shown_shape(kept)}")
        places = [f"y{i}" for i in range(1, len(self.program.outputs) + 1)]
        names = ["prepared", "block", ROWS, *self.program.axes, *(n for n, _ in self.program.inputs), *places]
        lines = [f"{shown_shape(kept)} = prepared"] if kept else []
        lines += self._plain(lets["before"])
        lines += [f"{b} = np.empty({self._block_shape(s)}, dtype)" for b, s in self.buffers.items()]
        lines += body
        lines += self._plain(lets["after"])
        lines += [f"{y}[...] = {v}" for y, v in zip(places, self.program.outputs, strict=True) if not self._in_loop(v)]
        return "\n".join([*first, "", f"def run({', '.join(names)}):", *_indented(lines or ["return None"]), ""])

    def _kept(self, lets: Mapping[str, Sequence[Let]]) -> list[str]:
        """Return what is prepared and read later."""
        read = {r for p in ("before", "loop", "after") for l in lets[p] for r in l.reads} | set(self.program.outputs)
        prepared = [*self.program.weights, *(l.name for l in lets["prepare"])]
        return [n for n in prepared if n in read]

    def _in_loop(self, value: str) -> bool:
        return self._blocks and value in self._of_rows

    def _plain(self, lets: Sequence[Let]) -> list[str]:
        """Return lines for values made once, each in memory of its own."""
        lines = []
        for let in lets:
            lines += _noted(let)
            if let.kind == "write":
                lines += [f"{let.name} = np.empty({shown_shape(let.shape)}, dtype)", _filled(let, let.reads, let.name)]
            else:
                lines.append(f"{let.name} = {_filled(let, let.reads)}")
        return lines

    def _loop(self, lets: Sequence[Let]) -> list[str]:
        """Return the loop over blocks with what it needs before; without blocks its body alone."""
        memory = _Memory(self.program, lets, self.buffers)
        sums = [l for l in lets if self._blocks and l.name not in self._of_rows]
        setup = [f"{l.name} = np.zeros({shown_shape(l.shape)}, dtype)" for l in sums]
        lines = []
        given = {n: f"{n}[start:stop]" for n, s in self.program.inputs if ROWS in s} if self._blocks else {}
        outputs = dict.fromkeys(self.program.outputs)
        direct = {v: i for i, v in reversed(list(enumerate(self.program.outputs, 1)))}
        for let in lets:
            lines += _noted(let)
            reads = [given.get(r, r) for r in let.reads]
            if let in sums:
                lines += self._added(let, reads)
            elif let.kind != "write":
                lines.append(f"{let.name} = {_filled(let, reads)}")
            elif self._in_loop(let.name) and let.name in outputs:
                lines += [f"{let.name} = y{direct[let.name]}[start:stop]", _filled(let, reads, let.name)]
            else:
                cut = f"[:{ROWS}]" if self._blocks else ""
                lines += [f"{let.name} = {memory.place(let)}{cut}", _filled(let, reads, let.name)]
            memory.passed(let)
        written = {f"y{direct[l.name]}" for l in lets if l.kind == "write" and l.name in outputs}
        for i, value in enumerate(self.program.outputs, 1):
            if self._in_loop(value) and f"y{i}" not in written:
                lines.append(f"y{i}[start:stop] = {given.get(value, value)}")
        if not self._blocks or not lines:
            return [*setup, *lines]
        head = ["start = 0", f"rows = {ROWS}", "for start in range(0, rows, block):"]
        return [
            *setup,
            *head[1:],
            *_indented(["stop = min(start + block, rows)", f"{ROWS} = stop - start", *lines]),
            f"{ROWS} = rows",
        ]

    def _added(self, let: Let, reads: Sequence[str]) -> list[str]:
        if let.kind != "write":
            return [f"{let.name} += {_filled(let, reads)}"]
        part = f"{let.name}_part"
        return [
            f"{part} = np.empty({shown_shape(let.shape)}, dtype)",
            _filled(let, reads, part),
            f"{let.name} += {part}",
        ]

    def _block_shape(self, shape: Shape) -> str:
        return shown_shape(tuple("block" if a == ROWS else a for a in shape) if self._blocks else shape)


class _Memory:
    """Which buffer holds which value, and from when on it is free again."""

    def __init__(self, program: Program, lets: Sequence[Let], buffers: dict[str, Shape]) -> None:
        self._buffers = buffers
        self._root: dict[str, str] = {}
        self._last: dict[str, str] = {}
        for let in lets:
            for r in let.reads:
                self._last[self._origin(r)] = let.name
            if let.kind == "view":
                self._root[let.name] = self._origin(let.reads[0])
        inside = {l.name for l in lets}
        later = [r for l in program.lets if l.name not in inside for r in l.reads]
        self._kept = {self._origin(v) for v in (*program.outputs, *later)}
        self._held: dict[str, str] = {}
        self._free: dict[Shape, list[str]] = {}

    def _origin(self, name: str) -> str:
        return self._root.get(name, name)

    def place(self, let: Let) -> str:
        """Return the buffer to write a value into."""
        if let.over:
            self._release(let)
        free = self._free.setdefault(let.shape, [])
        if free:
            buffer = free.pop()
        else:
            buffer = f"b{len(self._buffers) + 1}"
            self._buffers[buffer] = let.shape
        self._held[let.name] = buffer
        return buffer

    def passed(self, let: Let) -> None:
        """Give back what only this value was made of, and the value itself if nothing reads it."""
        self._release(let)

    def _release(self, let: Let) -> None:
        for root in {self._origin(r) for r in let.reads}:
            if root in self._held and root not in self._kept and self._last[root] == let.name:
                buffer = self._held.pop(root)
                self._free.setdefault(self._buffers[buffer], []).append(buffer)


def _noted(let: Let) -> list[str]:
    return [f"# {let.note}"] if let.note else []


def _filled(let: Let, reads: Sequence[str], out: str = "") -> str:
    return let.code.format(*reads, out=out, **{ROWS: ROWS})


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]
