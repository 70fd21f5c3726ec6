"""The words of a Verilog text, one at a time, each with its place."""

from __future__ import annotations

import re

from symact.errors import FormatError
from symact.logic.formats.source import LONGEST_NAME, Source
from symact.networks.documents.json_text import shortened

__all__ = ["HOW", "KEYWORDS", "RESERVED", "Tokens"]

_WORDS = """
always and assign automatic begin buf bufif0 bufif1 case casex casez cmos deassign default defparam disable edge else
end endcase endfunction endgenerate endmodule endprimitive endspecify endtable endtask event for force forever fork
function generate genvar highz0 highz1 if ifnone initial inout input integer join large localparam macromodule medium
module nand negedge nmos nor noshowcancelled not notif0 notif1 or output parameter pmos posedge primitive pull0 pull1
pulldown pullup pulsestyle_onevent pulsestyle_ondetect rcmos real realtime reg release repeat rnmos rpmos rtran
rtranif0 rtranif1 scalared showcancelled signed small specify specparam strong0 strong1 supply0 supply1 table task
time tran tranif0 tranif1 tri tri0 tri1 triand trior trireg unsigned uwire vectored wait wand weak0 weak1 while wire
wor xnor xor
"""
_WORDS_OF_CONFIGURATIONS = "cell config design endconfig incdir include instance liblist library use"
KEYWORDS = frozenset(_WORDS.split())
RESERVED = KEYWORDS | set(_WORDS_OF_CONFIGURATIONS.split())
"""Words that no name may be but an escaped one; those of configurations are taken as names when they are read."""
HOW = "what is read is structural: gates, assign, instances, and registers as always @(posedge clock) q <= d"
MOST_TOKENS = 1_000_000
"""How many words a text may have, not counted those of statements that are read as a whole."""
TOKEN = re.compile(
    r"""(?:\s++|//[^\n]*+|/\*.*?\*/|\(\*(?!\s*\)).*?\*\)
    |`(?:timescale|default_nettype|celldefine|endcelldefine|resetall)\b[^\n]*+)*+
    (?:(?P<name>[A-Za-z_][A-Za-z0-9_$]*+)
    |(?P<open>/\*|\(\*(?!\s*\)))
    |(?P<mark>===|!==|~\^|\^~|~&|~\||&&|\|\||==|!=|<=|>=|<<<?|>>>?|\*\*|[-+*/%&|^~!?:;,.(){}\[\]=<>@\#])
    |\\(?P<escaped>[!-~]++)
    |(?P<number>(?:[0-9][0-9_]*+\s*+)?'\s*+[sS]?+[A-Za-z]?+\s*+[0-9A-Za-z?_]*+|[0-9][0-9_]*+)
    |(?P<directive>`[A-Za-z_]*+)
    |(?P<end>\Z)
    |(?P<strange>\$[A-Za-z0-9_$]*+|"[^"\n]*+"?|.))""",
    re.VERBOSE | re.DOTALL,
)

PROBLEMS = {
    "open": "what begins with {} must end, which it does not",
    "directive": "a text must stand alone, without {}",
    "strange": "a text must not have {} here",
}


class Tokens:
    """Where a reader is in a text.

    Attributes
    ----------
    kind : str
        Of the token here: ``name``, ``keyword``, ``number``, ``mark`` or ``end``.
    text : str
        The token here; of an escaped name without its backslash.
    place : int
        Where the token here begins.
    line : int
        Of the token at which :meth:`mark_line` was called last.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.line = 1
        self._text = source.text()
        self.place = self._end = self._counted = self._read = 0
        self.kind = self.text = ""
        self.next()

    def next(self) -> str:
        """Go on to the next token; return the one that was here."""
        before = self.text
        match = TOKEN.match(self._text, self._end)
        assert match is not None
        kind = match.lastgroup
        assert kind is not None
        self.place, self._end = match.span(kind)
        self.text = text = match[kind]
        if kind == "name" and text in KEYWORDS:
            kind = "keyword"
        elif kind in PROBLEMS:
            raise self.refusal(PROBLEMS[kind].format(shortened(text)), HOW)
        self.kind = "name" if kind == "escaped" else kind
        self._read += 1
        if self._read > MOST_TOKENS or len(text) > LONGEST_NAME:
            self.source.limit(len(text), LONGEST_NAME, "characters in a name", self.mark_line())
            self.source.limit(self._read, MOST_TOKENS, "words outside of plain assignments and gates", self.mark_line())
        return before

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return whether the text from the token here on matches a pattern, and as what."""
        return pattern.match(self._text, self.place)

    def go_to(self, place: int) -> None:
        """Go on to the first token from a place on."""
        self._end = place
        self.next()

    def mark_line(self) -> int:
        """Return the line of the token here."""
        self.line += self._text.count("\n", self._counted, self.place)
        self._counted = self.place
        return self.line

    def take(self, *texts: str) -> str:
        """Go past the token here if it is one of these marks or keywords, and return it; else return nothing."""
        return self.next() if self.text in texts and self.kind != "name" else ""

    def at(self, *texts: str) -> bool:
        """Whether the token here is one of these marks or keywords, and not an escaped name of the same letters."""
        return self.text in texts and self.kind != "name"

    def expect(self, *texts: str) -> str:
        """Go past the token here, which must be one of these marks or keywords; return it.

        Raises
        ------
        FormatError
        """
        if not self.at(*texts):
            raise self.unexpected(" or ".join(texts))
        return self.next()

    def name(self) -> str:
        """Go past the name here and return it."""
        if self.kind != "name":
            raise self.unexpected("a name")
        return self.next()

    def number(self, most: int) -> int:
        """Go past the plain number here, which must be at most so much; return it."""
        if self.kind != "number" or not self.text.isdigit() or len(self.text) > 10 or int(self.text) > most:
            raise self.unexpected(f"a number from 0 to {most:,}")
        return int(self.next())

    def unexpected(self, wanted: str) -> FormatError:
        """Return the error that something else should be here."""
        found = "the end of the text" if self.kind == "end" else shortened(self.text)
        advice = HOW if self.kind == "keyword" else ""
        return self.refusal(f"there must be {wanted} here, not {found}", advice)

    def refusal(self, problem: str, advice: str = "") -> FormatError:
        """Return the error for a problem with the token here, with its place."""
        line = self._text.count("\n", 0, self.place) + 1
        column = self.place - self._text.rfind("\n", 0, self.place)
        return self.source.refusal(problem, line, advice, column=column)
