"""Reads printed derivations into numbers: a small evaluator of LaTeX that shares no code with what prints it.

Vectors are columns. What stands side by side is multiplied as matrices are.
"""

from __future__ import annotations

import re

import numpy as np

TOKEN = re.compile(r"\\text\{[^}]*\}|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\S")
ENDS = {"", "+", "-", "=", ")", "}", "]", "&", ";", ",", ":", "|", r"\odot", r"\oslash", r"\le", r"\ge", "<", ">"}


class Ones:
    """A column of ones, as long as it must be."""

    def __init__(self, lying=False):
        self.lying = lying


def split(text, mark):
    """Return the parts of a text between marks that stand outside all brackets and environments."""
    parts, depth, start, i = [], 0, 0, 0
    while i < len(text):
        found = re.compile(r"\\begin|\\end|\\left|\\right|\\[{}]|[{}]").match(text, i)
        if depth == 0 and (hit := re.compile(mark).match(text, i)):
            parts.append(text[start:i])
            start = i = hit.end()
            continue
        if found:
            depth += {"\\begin": 1, "{": 1, "\\left": 1, "\\end": -1, "}": -1, "\\right": -1}.get(found[0], 0)
        i = found.end() if found else i + 1
    return [*(p.strip() for p in parts), text[start:].strip()]


def equations(page):
    """Yield (left, rights, remark) of each equation of an aligned block, a left side for every line."""
    body = re.fullmatch(r"\\begin\{align\*?\}\n(.*)\n\\end\{align\*?\}", page, re.DOTALL)[1]
    left = None
    for row in split(body, r"\\\\(\[[\d.]+ex\])?\s*"):
        line, *remark = split(row, "&&")
        new, right = split(line, "&")
        left = new or left
        for i, part in enumerate(split(right, r",\s*\\q?quad")):
            sides = split(part, "=")
            yield (left if i == 0 else sides[0]), sides[1:], " ".join(remark)


class Reader:
    """Evaluates one formula.

    `value` and `partial` return an array for the text of a name; `function` returns for a printed function and its
    number of primes a function of numbers; all three may raise KeyError.
    """

    def __init__(self, text, value, partial, function):
        self.tokens = TOKEN.findall(text.replace(r"\,", " ").replace(r"\left", "").replace(r"\right", ""))
        self.value, self.partial, self.function = value, partial, function
        self.at = 0
        self.indices = {}

    def read(self):
        result = self.sum()
        assert self.at == len(self.tokens), f"not read: {' '.join(self.tokens[self.at :])}"
        return 1.0 if isinstance(result, Ones) else result

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, token=None):
        found = self.peek()
        assert token in (None, found), f"{token} expected at {' '.join(self.tokens[self.at :])}"
        self.at += 1
        return found

    def group(self):
        """The text between braces."""
        self.take("{")
        start, depth = self.at, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(self.take(), 0)
        return " ".join(self.tokens[start : self.at - 1])

    def word(self):
        """The text between braces, of a name."""
        return self.group().replace(" ", "")

    def inside(self, close):
        result = self.sum()
        self.take(close)
        return result

    def sum(self):
        sign = -1 if self.peek() == "-" and self.take() else 1
        result = self.times(sign, self.entrywise())
        while self.peek() in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            other = self.entrywise()
            shapes = [np.shape(v) for v in (result, other) if np.shape(v)]
            assert len(set(shapes)) < 2, f"a sum of {shapes}"
            result = result + sign * other
        return result

    def entrywise(self):
        result = self.product()
        while self.peek() in (r"\odot", r"\oslash"):
            mark, other = self.take(), self.product()
            assert np.shape(result) == np.shape(other), "entrywise, of different shapes"
            result = result * other if mark == r"\odot" else result / other
        return result

    def product(self):
        result = self.power()
        while self.peek() not in ENDS:
            if self.peek() == r"\cdot":
                self.take()
            result = self.times(result, self.power())
        return result

    @staticmethod
    def times(a, b):
        if isinstance(b, Ones):
            return np.ravel(a)[0] if np.size(a) == 1 else a @ np.ones((a.shape[1], 1))
        if isinstance(a, Ones):
            return np.sum(b, axis=0, keepdims=True) if a.lying else b
        if np.ndim(a) == np.ndim(b) == 2 and a.shape[1] == b.shape[0]:
            return a @ b
        assert np.size(a) == 1 or np.size(b) == 1, f"a product of {np.shape(a)} with {np.shape(b)}"
        return (a.item() if np.size(a) == 1 and np.size(b) > 1 and np.ndim(a) else a) * b

    def power(self):
        base = self.atom()
        if self.peek() == "^":
            self.take()
            exponent = self.word()
            if exponent == "T":
                return Ones(lying=True) if isinstance(base, Ones) else base.T
            return base ** float(Reader(exponent, self.value, self.partial, self.function).read())
        return base

    def atom(self):
        token = self.take()
        if token in "([":
            inner = self.inside(")" if token == "(" else "]")
            return self.picked(inner) if token == "[" else inner
        if token == "{":
            return self.inside("}")
        if token == "|":
            return abs(self.inside("|"))
        if re.fullmatch(r"\d.*", token):
            return float(token)
        if token == "e" and self.peek() == "^":
            self.take()
            return np.exp(self.again(self.group()))
        if token in (r"\frac", r"\tfrac"):
            return self.fraction()
        if token == r"\sqrt":
            return np.sqrt(self.again(self.group()))
        if token == r"\pi":
            return np.pi
        if token == r"\sum":
            return self.total()
        if token == r"\begin":
            return self.environment()
        if token == r"\mathbf":
            return self.bold()
        if token == r"\operatorname" and self.tokens[self.at + 1 : self.at + 5] == list("diag"):
            self.word(), self.take("(")
            return np.diag(self.inside(")")[:, 0])
        self.at -= 1
        return self.named()

    def again(self, text):
        inner = Reader(text, self.value, self.partial, self.function)
        inner.indices = self.indices
        return inner.read()

    def fraction(self):
        above, below = self.group(), self.group()
        if above == r"\partial L":
            return self.partial(below.removeprefix(r"\partial").replace(" ", ""))
        return self.again(above) / self.again(below)

    def bold(self):
        digit = self.word()
        if digit == "0":
            self.take("_")
            return np.zeros((int(self.word()), 1))
        return Ones()

    def picked(self, inner):
        self.take("_")
        first, last = self.word().split(":")
        return inner[int(first) - 1 : int(last)]

    def total(self):
        """A sum over an index: the body is read once for each number that the index can be."""
        self.take("_")
        index, start, result = self.word(), self.at, 0.0
        for self.indices[index] in range(10_000):
            self.at = start
            try:
                result = result + self.entrywise()
            except IndexError:
                break
            end = self.at
        self.at = end
        del self.indices[index]
        return result

    def environment(self):
        kind = self.word()
        start = self.at
        while self.tokens[self.at : self.at + 2] != [r"\end", "{"]:
            self.at += 1
        rows = " ".join(self.tokens[start : self.at]).split(r"\\")
        self.take(), self.group()
        if kind == "pmatrix":
            return np.concatenate([np.reshape(self.again(r), (-1, 1)) for r in rows])
        for row in rows:
            body, condition = row.split("&")
            if self.holds(condition):
                return self.again(body)
        raise AssertionError("no case fits")

    def holds(self, condition):
        text = re.sub(r"\\text\{.*?\}", "", condition).strip()
        parts = re.split(r"(\\le|\\ge|<|>)", text)
        values = [self.again(p) for p in parts[::2]] if text else []
        compare = {r"\le": np.less_equal, r"\ge": np.greater_equal, "<": np.less, ">": np.greater}
        return all(compare[s](a, b) for s, a, b in zip(parts[1::2], values, values[1:], strict=False))

    def named(self):
        base = self.take()
        if base == r"\partial":
            self.take("_")
            slot = int(self.word())
            name = self.take()
            if self.peek() == "_":
                name += self.take() + "{" + self.word() + "}"
            return self.call(name, f"d{slot}")
        while self.peek() == "{" and base.startswith("\\"):
            base += "{" + self.word() + "}"
        primes = ""
        while self.peek() == "'":
            primes += self.take()
        if self.peek() == "(" or (self.is_function(base) and self.peek() == "^"):
            return self.call(base, primes)
        if self.is_function(base):
            return self.function(base, "")(self.power())
        transposed, index = False, None
        while self.peek() in ("^", "_") and not (self.peek() == "^" and not self.is_layer()):
            mark, script = self.take(), self.word()
            if mark == "_" and script in self.indices:
                index = script
                continue
            if mark == "^" and script.endswith(")T"):
                transposed, script = True, script[:-1]
            base += f"{mark}{{{script}}}"
        value = self.value(base)
        if index is not None:
            return value[self.indices[index], 0]
        return value.T if transposed else value

    def is_layer(self):
        return self.tokens[self.at + 1 : self.at + 3] == ["{", "("]

    def is_function(self, base):
        try:
            return self.function(base, "") is not None
        except KeyError:
            return False

    def call(self, base, primes):
        power = 1
        if self.peek() == "^":
            self.take()
            power = int(self.word())
        self.take("(")
        arguments = [self.sum()]
        while self.peek() in (",", ";"):
            self.take()
            arguments.append(self.sum())
        self.take(")")
        return self.function(base, primes)(*arguments) ** power
