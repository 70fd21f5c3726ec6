"""Write the part of the typed stub that names the entries of the catalogue.

    python tools/make_stub.py            writes that part of symact/__init__.pyi
    python tools/make_stub.py --check    writes nothing; fails if it is not what would be written

An entry is public without it; type checkers, editors and ``dir`` read it here. What stands outside the two marks is
written by hand.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from symact.functions.catalogue import handbook
from symact.functions.entries import Entry

STUB = Path(__file__).resolve().parent.parent / "symact" / "__init__.pyi"
COMMAND = "python tools/make_stub.py"
BEGIN, END = f"# The entries of the catalogue, written by `{COMMAND}`.\n", "# End of the entries.\n"


def line(record: Entry) -> str:
    """Return the import of an entry from the module that it is written in, or from where SymPy's are adopted."""
    module = record.function.__module__
    home = module if module.startswith("symact.") else "symact.functions.adopted"
    return f"from {home.removeprefix('symact')} import {record.name} as {record.name}\n"


def renewed(stub: str) -> str:
    """Return the stub with its part for the entries as it should be."""
    before, rest = stub.split(BEGIN)
    _, after = rest.split(END)
    lines = {line(record) for record in handbook().values()}
    return before + BEGIN + "".join(sorted(lines - set(before.splitlines(keepends=True)))) + END + after


def main() -> int:
    arguments = argparse.ArgumentParser(description="Write the entries of the catalogue into the typed stub.")
    arguments.add_argument("--check", action="store_true", help="write nothing; fail if the stub is not current")
    check = arguments.parse_args().check
    stub = STUB.read_text("utf-8")
    if stub == renewed(stub):
        return 0
    if check:
        print(f"symact/__init__.pyi does not name the entries that there are; run `{COMMAND}`", file=sys.stderr)
        return 1
    STUB.write_text(renewed(stub), "utf-8")
    print("wrote symact/__init__.pyi")
    return 0


if __name__ == "__main__":
    sys.exit(main())
