"""Make the pages of the documentation that are tables of the catalogue.

    python tools/make_tables.py            writes the pages in docs/reference/
    python tools/make_tables.py --check    says which pages are not what would be written, and fails if there are any

Nothing is written by hand: limits, kinks and jumps are derived from the formulas of the catalogue, and typeset as
symact typesets them. `tests/test_tables.py` reads the written pages back and holds every cell against ball arithmetic.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from handbook_pages import descriptions, handbook
from limits_page import limits_and_kinks
from page_cells import COMMAND

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"

PAGES = {
    "limits-and-kinks.md": limits_and_kinks,
    "activations.md": handbook,
    "descriptions.md": descriptions,
}


def stale(folder: Path = REFERENCE) -> list[str]:
    """Return the names of the pages that are not what would be written now."""
    written = {name: folder / name for name in PAGES}
    return [n for n, path in written.items() if not path.exists() or path.read_text("utf-8") != PAGES[n]()]


def main() -> int:
    arguments = argparse.ArgumentParser(description="Make the documentation's tables of the catalogue.")
    arguments.add_argument("--check", action="store_true", help="write nothing; fail if a page is not current")
    if arguments.parse_args().check:
        pages = stale()
        for name in pages:
            print(f"docs/reference/{name} is not current; run `{COMMAND}`", file=sys.stderr)
        return 1 if pages else 0
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), "utf-8")
        print(f"wrote docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
