"""A finished plot: written to files, shown in notebooks."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from symact.files import write_bytes
from symact.show.curves import Curve
from symact.version import __version__

__all__ = ["Plot"]

_FORMATS = ("png", "svg", "pdf")


_DEFINITION = r' id="([^"]+)"'
_REFERENCE = r'(?:url\(|href=")#([^")]+)'

# What a file says of its making: no dates, so that the same plot gives the same bytes.
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": f"symact {__version__}"},
    "svg": {"Creator": f"symact {__version__}", "Date": None},
    "pdf": {"Creator": f"symact {__version__}", "Producer": None, "CreationDate": None},
}


@dataclass(frozen=True, eq=False)
class Plot:
    """A finished plot; it shows itself in a notebook.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The figure, to be changed at will.
    curves : tuple of Curve
        What was drawn, exactly: strands, kinks, jumps, asymptotes.
    """

    figure: Any
    curves: tuple[Curve, ...]

    def __repr__(self) -> str:
        return f"<Plot of {len(self.curves)} curve{'s' * (len(self.curves) != 1)}; save(path) writes it>"

    def save(self, path: str | os.PathLike[str], *, dpi: float = 300) -> Path:
        """Write the plot to a file, whole or not at all, and return its path.

        The same plot always gives the same bytes with the same version of matplotlib.

        Parameters
        ----------
        path : str or path
            Ends in ``.png``, ``.svg`` or ``.pdf``.
        dpi : float, optional
            Dots per inch of a PNG.

        Raises
        ------
        ValueError
            For another ending.
        """
        target = Path(path)
        form = target.suffix.lower().removeprefix(".")
        if form not in _FORMATS:
            raise ValueError(f"a plot is saved as .png, .svg or .pdf, not {target.name!r}; choose one of these endings")
        write_bytes(target, self.render(form, dpi=dpi))
        return target

    def render(self, form: str, *, dpi: float = 300) -> bytes:
        """Return the plot as the bytes of a "png", "svg" or "pdf" file."""
        from symact.show.lettering import DRAWING

        buffer = BytesIO()
        with DRAWING:
            self.figure.savefig(buffer, format=form, dpi=dpi, metadata=_METADATA[form])
        return _settled(buffer.getvalue()) if form == "svg" else buffer.getvalue()

    def _repr_svg_(self) -> str:
        return self.render("svg").decode()

    def _repr_png_(self) -> bytes:
        return self.render("png", dpi=200)


def _settled(svg: bytes) -> bytes:
    """Replace matplotlib's random identifiers by ones that depend on the picture alone.

    They are the same at every run, and differ between pictures, so that several can stand in one page. What is never
    referred to keeps its name as a class.
    """
    text = svg.decode()
    referred = dict.fromkeys(re.findall(_REFERENCE, text))
    places = {name: str(place) for place, name in enumerate(referred)}
    bare = re.sub(_DEFINITION, lambda m: places.get(m[1], m[1]), re.sub(_REFERENCE, lambda m: places[m[1]], text))
    mark = f"s{sha256(bare.encode()).hexdigest()[:8]}-"
    text = re.sub(_REFERENCE, lambda m: m[0].replace(m[1], mark + places[m[1]]), text)

    def name(found: re.Match[str]) -> str:
        return f' id="{mark}{places[found[1]]}"' if found[1] in places else f' class="{found[1]}"'

    return re.sub(_DEFINITION, name, text).encode()
