"""What a reader of circuits is given: the bytes of a file, what errors call it, and whether it may ask for much."""

from __future__ import annotations

import re
from dataclasses import dataclass

from symact.errors import FormatError

__all__ = ["LARGEST_FILE", "LONGEST_LINE", "LONGEST_NAME", "MOST_FUNCTIONS", "MOST_GATES", "MOST_PINS", "Source"]

LARGEST_FILE = 16_000_000
"""How many bytes a file may have."""
MOST_LINES = 1_000_000
"""How many lines a text may have."""
LONGEST_LINE = 1_000_000
"""How many characters a line may have, those that continue it too."""
MOST_GATES = 250_000
"""How many gates and registers a file may describe, its hierarchy written out."""
MOST_FUNCTIONS = 100_000
"""How many different tables, covers and threshold units a file may have."""
MOST_PINS = 2_000_000
"""How many pins all its gates may have together, and the circuit itself."""
LONGEST_NAME = 1_000
"""How many characters the name of a net may have."""
HOW_TO_TRUST = "if you trust the file, read it with trusted=True"

_UNPRINTABLE = re.compile(r"[^\t\n\x0b\x0c\r -~]")


@dataclass(frozen=True)
class Source:
    """A file that is read, whole.

    Parameters
    ----------
    data : bytes
    name : str
        What errors call the file.
    trusted : bool
        Whether it may ask for any time and memory; else the limits of this module hold.
    """

    data: bytes
    name: str = "bytes"
    trusted: bool = False

    @property
    def stem(self) -> str:
        """What a circuit of this file is called if the file does not say."""
        name = self.name.rpartition(".")[0] or self.name
        return name if name.isprintable() and name != "bytes" else "circuit"

    def text(self) -> str:
        """Return the file as text.

        Raises
        ------
        FormatError
            If it is not printable UTF-8; the message has the line.
        """
        self.limit(self.data.count(b"\n") + 1, MOST_LINES, "lines")
        try:
            text = self.data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            raise self.refusal(f"the text must be UTF-8, not the byte {self.data[error.start]:#x}", line) from None
        if not text.isascii():
            self._check_printable(text)
        elif match := _UNPRINTABLE.search(text):
            raise self._unprintable(match[0], text.count("\n", 0, match.start()) + 1)
        return text

    def refusal(
        self, problem: str, line: int = 0, advice: str = "", byte: int | None = None, column: int = 0
    ) -> FormatError:
        """Return the error for a problem, with the place: a line and a column from 1 on, or a byte from 0 on."""
        where = f"{self.name}, line {line}" if line else self.name if byte is None else f"{self.name}, byte {byte}"
        place = f"{where}, column {column}" if column else where
        return FormatError(f"{problem} ({place})" + (f"; {advice}" if advice else ""))

    def limit(self, count: int, most: int, what: str, line: int = 0) -> None:
        """Refuse what asks for too much, unless the file is trusted."""
        if count > most and not self.trusted:
            raise self.refusal(f"a file must have at most {most:,} {what}, not {count:,}", line, HOW_TO_TRUST)

    def _check_printable(self, text: str) -> None:
        for number, line in enumerate(text.split("\n"), 1):
            kept = line.translate({9: 32, 11: 32, 12: 32, 13: 32})
            if not kept.isprintable():
                raise self._unprintable(next(c for c in kept if not c.isprintable()), number)

    def _unprintable(self, character: str, line: int) -> FormatError:
        return self.refusal(f"the text must be of printable characters, not {character!a}", line)
