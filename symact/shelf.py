"""The shelf: where the standard circuits and small networks that come with symact stand as readable files.

In a checkout, and so in an editable install, the folder ``circuits`` stands beside the package; in an
installed wheel it stands inside it.
"""

from __future__ import annotations

from math import inf
from pathlib import Path

__all__ = ["shelf_files"]


def shelf_files() -> dict[str, Path]:
    """Return the files on the shelf by name, the name being the file's without its ending.

    Returns
    -------
    dict of str to pathlib.Path
        Names that are numbers first, in their order, then the others. The files are read-only in spirit: copy one to
        change it.

    Examples
    --------
    >>> path = sa.shelf_files()["full_adder"]
    >>> path.name
    'full_adder.blif'
    >>> print(path.read_text().splitlines()[0])
    # full_adder: the sum of three bits
    """
    paths = {p.stem: p for p in _folder().iterdir() if p.is_file() and p.suffix not in (".md", "")}
    return {name: paths[name] for name in sorted(paths, key=lambda n: (int(n) if n.isdigit() else inf, n))}


def _folder() -> Path:
    package = Path(__file__).parent
    inside = package / "circuits"
    return inside if inside.is_dir() else package.parent / "circuits"
