"""Verilog's expressions of bits, read into trees."""

from __future__ import annotations

import re

from symact.logic.formats.verilog.scope import Scope
from symact.logic.formats.verilog.tokens import HOW, Tokens
from symact.logic.formats.verilog.trees import PLAIN, Bits, Choice, Each, Gates, Not, One, Tree, width
from symact.logic.gates import Kind
from symact.networks.documents.json_text import shortened

__all__ = ["Expressions"]

DEEPEST = 32
MOST_BITS = 1_000_000
BINDING = {"||": 0, "&&": 1, "|": 2, "^": 3, "~^": 3, "^~": 3, "&": 4, "==": 5, "!=": 5}
"""Operators of two operands, and how closely they bind."""
KINDS = {"&": Kind.AND, "|": Kind.OR, "^": Kind.XOR, "&&": Kind.AND, "||": Kind.OR}
REDUCTIONS = {
    "&": Kind.AND, "|": Kind.OR, "^": Kind.XOR, "~&": Kind.NAND, "~|": Kind.NOR, "~^": Kind.XNOR, "^~": Kind.XNOR,
}  # fmt: skip
ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "**", "<", ">", "<=", ">=", "<<", "<<<", ">>", ">>>", "===", "!=="})
NUMBER = re.compile(r"([0-9_]*)\s*'\s*([bodhBODH])\s*([0-9a-fA-FxXzZ?_]+)")
DIGITS = {"b": "01", "o": "01234567", "d": "0123456789", "h": "0123456789abcdef"}


class Expressions:
    """Reads expressions where the tokens are; what they need at once goes into the draft of the scope."""

    def __init__(self, tokens: Tokens, scope: Scope) -> None:
        self.tokens = tokens
        self.scope = scope
        self.gates = Gates(scope)
        self._depth = 0

    def expression(self) -> Tree:
        """Read an expression.

        Raises
        ------
        FormatError
        """
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.tokens.refusal(f"an expression must have at most {DEEPEST} parentheses in each other")
        last = self._binary(0)
        conditions, parts = [], []
        while self.tokens.take("?"):
            conditions.append(self.gates.truth(last))
            parts.append(self.expression())
            self.tokens.expect(":")
            last = self._binary(0)
        if self.tokens.text in ARITHMETIC and self.tokens.kind == "mark":
            raise self.tokens.refusal(f"an expression must be of bits, without {self.tokens.text}", HOW)
        self._depth -= 1
        return Choice(conditions, [*parts, last]) if conditions else last

    def bit(self, pin: Tree) -> int:
        """Return an expression of one bit, for a pin of a gate.

        Raises
        ------
        FormatError
        """
        if width(pin) != 1 and not (isinstance(pin, Bits) and pin.is_plain):
            raise self.tokens.refusal(f"a pin of a gate must be one bit, not {width(pin)}")
        return self.gates.bits(pin, 1)[0]

    def nets(self) -> list[int]:
        """Read nets that something is to drive.

        Raises
        ------
        FormatError
        """
        tree = self._primary()
        if not (isinstance(tree, Bits) and tree.is_net):
            raise self.tokens.refusal("what is driven must be nets, not a number or an operation")
        return tree.bits

    def range(self) -> tuple[int, int] | None:
        """Read ``[number:number]``, or ``[number]`` as that number twice; return nothing if there is none."""
        if not self.tokens.take("["):
            return None
        left = right = self.tokens.number(MOST_BITS)
        if self.tokens.take(":"):
            right = self.tokens.number(MOST_BITS)
        self.tokens.expect("]")
        return left, right

    def delay(self) -> None:
        """Go past a delay, which a circuit without time does not have."""
        tokens = self.tokens
        if tokens.take("#"):
            if tokens.take("("):
                while not tokens.take(")"):
                    if tokens.kind not in ("number", "mark") or tokens.at(";"):
                        raise tokens.unexpected("a delay")
                    tokens.next()
            elif tokens.kind == "number":
                tokens.next()

    def _binary(self, least: int) -> Tree:
        left = self._unary()
        tokens = self.tokens
        while tokens.kind == "mark" and (binding := BINDING.get(tokens.text, -1)) >= least:
            operator = tokens.next()
            left = self._joined(operator, left, self._binary(binding + 1))
        return left

    def _joined(self, operator: str, left: Tree, right: Tree) -> Tree:
        match operator:
            case "==" | "!=":
                return self.gates.equality(left, right, operator == "==")
            case "&&" | "||":
                kind = KINDS[operator]
                if not (isinstance(left, One) and left.kind is kind):
                    left = One(kind, [self.gates.truth(left)])
                left.reads.append(self.gates.truth(right))
                return left
            case "~^" | "^~":
                return _complement(_each(Kind.XOR, left, right))
            case _:
                return _each(KINDS[operator], left, right)

    def _unary(self) -> Tree:
        operators = []
        while self.tokens.kind == "mark" and (self.tokens.text in REDUCTIONS or self.tokens.text in ("~", "!")):
            operators.append(self.tokens.next())
        tree: Tree = self._primary()
        for operator in reversed(operators):
            if operator == "~":
                tree = _complement(tree)
            elif operator == "!":
                tree = One(Kind.NOT, [self.gates.truth(tree)])
            else:
                tree = One(REDUCTIONS[operator], self.gates.bits(tree, width(tree)))
        return tree

    def _primary(self) -> Tree:
        tokens = self.tokens
        if tokens.kind == "name":
            name = tokens.next()
            range_ = self.range() if tokens.at("[") else None
            return Bits(self.scope.select(name, *range_) if range_ else self.scope.bits(name), is_net=True)
        if tokens.kind == "number":
            return self._number()
        if tokens.take("{"):
            return self._concatenation()
        if tokens.take("("):
            tree = self.expression()
            tokens.expect(")")
            return tree
        raise tokens.unexpected("a net, a number or an expression")

    def _concatenation(self) -> Bits:
        first = self.expression()
        if not (isinstance(first, Bits) and first.is_plain and self.tokens.take("{")):
            return self._listed(first)
        count = sum(bit << k for k, bit in enumerate(first.bits))
        inner = self._listed(self.expression())
        self.tokens.expect("}")
        self.scope.spend(count * len(inner.bits))
        return Bits(inner.bits * count)

    def _listed(self, first: Tree) -> Bits:
        parts = [first]
        while self.tokens.take(","):
            parts.append(self.expression())
        self.tokens.expect("}")
        if any(isinstance(part, Bits) and part.is_plain for part in parts):
            raise self.tokens.refusal("a number between braces must say how many bits it has, as 1'b0 does")
        bits = [bit for part in reversed(parts) for bit in self.gates.bits(part, width(part))]
        self.scope.spend(len(bits))
        return Bits(bits, is_net=all(isinstance(part, Bits) and part.is_net for part in parts))

    def initial(self, count: int) -> list[int | None]:
        """Read a number that says what so many registers hold first; of a bit that is x, None.

        Raises
        ------
        FormatError
        """
        if self.tokens.kind != "number":
            raise self.tokens.unexpected("a number")
        bits, _ = self._digits()
        return (bits + [0] * (count - len(bits)))[:count]

    def _number(self) -> Bits:
        text = self.tokens.text
        bits, is_plain = self._digits()
        known = [bit for bit in bits if bit is not None]
        if len(known) < len(bits):
            raise self.tokens.refusal(f"a number must be of bits that are 0 or 1, not {shortened(text)}")
        return Bits(known, is_plain=is_plain)

    def _digits(self) -> tuple[list[int | None], bool]:
        """Read a number: its bits, and whether it does not say how many it has."""
        text = self.tokens.text
        if text.isdigit():
            value = self.tokens.number((1 << PLAIN) - 1)
            return [value >> k & 1 for k in range(PLAIN)], True
        match = NUMBER.fullmatch(text)
        size = int(match[1].replace("_", "")[:10] or PLAIN) if match else 0
        if match is None or not 1 <= size <= MOST_BITS:
            raise self.tokens.refusal(f"a number must be as 1, 4'b1010, 2'o7, 8'd255 or 8'hff, not {shortened(text)}")
        self.scope.spend(size)
        base, digits = match[2].lower(), re.sub("[z?]", "x", match[3].replace("_", "").lower())
        allowed = DIGITS[base]
        if not digits or digits.strip(allowed + "x" * (base != "d")):
            raise self.tokens.refusal(f"a number must have digits of its base, not {shortened(text)}")
        self.tokens.next()
        low, high = (int(digits.replace("x", digit), len(allowed)) for digit in (allowed[0], allowed[-1]))
        bits = [None if (low ^ high) >> k & 1 else low >> k & 1 for k in range(size)]
        if digits[0] == "x":
            stated = len(digits) * (len(allowed).bit_length() - 1)
            bits[stated:] = [None] * (size - stated)
        return bits, not match[1]


def _each(kind: Kind, left: Tree, right: Tree) -> Tree:
    """Join trees bit by bit; those of the same kind become one, so that long chains stay flat."""
    if kind is Kind.XOR and isinstance(left, Not) and isinstance(left.part, Each) and left.part.kind is kind:
        return Not(_each(kind, left.part, right))
    if isinstance(left, Each) and left.kind is kind:
        left.parts.append(right)
        return left
    return Each(kind, [left, right])


def _complement(tree: Tree) -> Tree:
    return tree.part if isinstance(tree, Not) else Not(tree)
