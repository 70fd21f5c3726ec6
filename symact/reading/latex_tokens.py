r"""LaTeX in pieces: commands, letters, numbers and signs, without what only spaces, sizes or wraps a formula."""

from __future__ import annotations

import re

from symact.errors import ParseError
from symact.reading.limits import TOKENS
from symact.reading.names import spelled
from symact.reading.text import Token

__all__ = ["latex_tokens"]

_TOKEN = re.compile(
    r"(?P<comment>%[^\n]*)|(?P<command>\\(?:[A-Za-z]+\*?|.))|(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"|(?P<letters>[A-Za-z]+)|(?P<sign><=|>=|:=|[-+*/<>=(){}\[\],;|^_&':!.])",
    re.DOTALL,
)
_SPACE = re.compile(r"[\s~]*")
_INVISIBLE = (
    r"\, \: \; \! \> \/ \quad \qquad \enspace \thinspace \medspace \thickspace \displaystyle \textstyle \scriptstyle "
    r"\( \) \[ \] \limits \nolimits \nonumber \notag \strut \big \Big \bigg \Bigg \bigm \Bigm \biggm \Biggm"
)
_SKIPPED = {*_INVISIBLE.split(), "\\ ", "\\\n"}
_LEFT = {r"\left", r"\bigl", r"\Bigl", r"\biggl", r"\Biggl", r"\mleft"}
_RIGHT = {r"\right", r"\bigr", r"\Bigr", r"\biggr", r"\Biggr", r"\mright"}
_ALIAS = {
    r"\lvert": "open|", r"\rvert": "close|", r"\vert": "|", r"\mid": "|", r"\lbrace": r"\{", r"\rbrace": r"\}",
    r"\lparen": "(", r"\rparen": ")", r"\lbrack": "[", r"\rbrack": "]",
    r"\cdot": "*", r"\times": "*", r"\ast": "*", r"\div": "/", r"\lt": "<", r"\gt": ">", r"\le": "<=", r"\leq": "<=",
    r"\leqslant": "<=", r"\leqq": "<=", r"\ge": ">=", r"\geq": ">=", r"\geqslant": ">=", r"\geqq": ">=",
    r"\ne": "!=", r"\neq": "!=", r"\wedge": "and", r"\land": "and", r"\vee": "or", r"\lor": "or", r"\neg": "not",
    r"\lnot": "not", r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\cfrac": r"\frac", r"\coloneqq": ":=",
    r"\triangleq": ":=", r"\equiv": ":=", r"\colon": ":", r"\cr": r"\\", r"\newline": r"\\",
}  # fmt: skip
_SIGNS = {"−": "-", "×": "*", "·": "*", "⋅": "*", "≤": "<=", "≥": ">=", "≠": "!=", "∧": "and", "∨": "or"}
_WRAPPING = re.compile(r"\\(?:begin|end)\s*\{(?:equation|align|aligned|gather|gathered|split|displaymath|math)\*?\}")
_WORD = re.compile(
    r"\\(?:operatorname\*?|math(?:rm|it|sf|bf|tt|cal|bb|normal)|text(?:rm|it|sf|bf|tt|normal)?|mbox|bm|boldsymbol)\s*"
)
_SENTENCE = re.compile(r"\s*(if|for|when|where|and|or)\b(?=.*[^\s.,:])", re.IGNORECASE)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_LONGEST = 1_000
_DELIMITER = re.compile(r"\s*(\\[A-Za-z]+|\\.|.)", re.DOTALL)


def latex_tokens(text: str) -> list[Token]:
    """Return the tokens of a LaTeX formula; positions are those of the text."""
    tokens = _Lexer(text).tokens(0, len(text))
    return [*tokens, Token("end", "", len(text), True)]


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Token] = []
        self.spaced = False
        self.pieces = 0

    def tokens(self, at: int, end: int) -> list[Token]:
        while at < end:
            start = at
            at = self.after(_SPACE, at)
            self.spaced |= at > start
            if at < end:
                at = self.piece(at)
                self.pieces += 1
            if self.pieces > TOKENS:
                raise ParseError(f"a formula must have at most {TOKENS} parts; write it in smaller ones", self.text, at)
        return self.found

    def after(self, pattern: re.Pattern[str], at: int) -> int:
        match = pattern.match(self.text, at)
        return match.end() if match else at

    def add(self, kind: str, written: str, at: int) -> None:
        self.found.append(Token(kind, written, at, self.spaced))
        self.spaced = False

    def piece(self, at: int) -> int:
        """Add the token that begins at a place, if any; return where it ends."""
        text = self.text
        if text[at] == "$" or (ends := self.after(_WRAPPING, at)) > at:
            self.spaced = True
            return at + 1 if text[at] == "$" else ends
        if (ends := self.after(_WORD, at)) > at:
            return self.word(at, ends)
        match = _TOKEN.match(text, at)
        if match is None:
            return self.unusual(at)
        kind, written = match.lastgroup or "", match[0]
        if kind == "comment" or written in _SKIPPED:
            self.spaced = True
        elif written in _LEFT or written in _RIGHT:
            return self.delimiter(match.end(), written)
        elif written in _ALIAS:
            self.add("command" if _ALIAS[written] == r"\frac" else "sign", _ALIAS[written], at)
        else:
            self.add(kind, written, at)
        return match.end()

    def unusual(self, at: int) -> int:
        character = self.text[at]
        plain = spelled(character)
        if character in _SIGNS:
            self.add("sign", _SIGNS[character], at)
        elif plain.isascii() and plain.isalpha():
            self.add("command" if len(plain) > 1 else "letters", f"\\{plain}" if len(plain) > 1 else plain, at)
        else:
            problem = f"a LaTeX formula must not contain {character!r}; write its command"
            raise ParseError(problem, self.text, at)
        return at + 1

    def delimiter(self, at: int, sized: str) -> int:
        """Read what ``\\left`` or ``\\right`` stretches; a bar, and the dot of a missing one, keep their side."""
        match = _DELIMITER.match(self.text, at)
        if match is None:
            raise ParseError(f"'{sized}' must stand before a parenthesis or bar; write one", self.text, at)
        written = _ALIAS.get(match[1], match[1])
        side = "open" if sized in _LEFT else "close"
        self.add("sign", side + written if written in ("|", ".") else written, match.start(1))
        return match.end()

    def word(self, at: int, ends: int) -> int:
        """Read a name or English word in upright type; an English sentence is read on from its first word."""
        text = self.text
        if not text.startswith("{", ends):
            raise ParseError("a brace must follow here; write the word in { }", text, ends)
        close = _closing_brace(text, ends)
        content = text[ends + 1 : close]
        if text.startswith("\\text", at) or text.startswith("\\mbox", at):
            self.spaced = True
            if match := _SENTENCE.match(content):
                self.add("word", match[1], at)
                self.tokens(ends + 1 + match.end(), close)
                return close + 1
        plain = content.replace(r"\_", "_").replace(r"\,", " ").replace(r"\ ", " ").replace("~", " ").strip()
        self.add("word", " ".join(spelled(plain).split()), at)
        return close + 1


def _closing_brace(text: str, opening: int) -> int:
    depth = 0
    for match in _BRACE.finditer(text, opening, opening + _LONGEST):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.start()
    raise ParseError("a word in braces must be closed by '}' and be short; close it", text, opening)
