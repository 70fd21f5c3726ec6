"""A page of functions: formulas as MathML, plots inline, facts as tables; one file that needs no network."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from sympy import Eq, Expr, Symbol

from symact.exact.facts import Profile
from symact.show.mathml import mathml
from symact.show.sheet import Line, sheet

__all__ = ["Section", "page"]


@dataclass(frozen=True)
class Section:
    """One function on a page.

    Attributes
    ----------
    title : str
    profile : Profile
    source : str
        Where the function comes from.
    pictures : sequence of (str, str)
        SVG documents with their captions.
    blocks : sequence of (str, str)
        Texts that can be unfolded and copied, such as LaTeX, with their titles.
    extra : sequence of Line
        Facts of another kind, such as what was measured.
    """

    title: str
    profile: Profile
    source: str = ""
    pictures: Sequence[tuple[str, str]] = ()
    blocks: Sequence[tuple[str, str]] = ()
    extra: Sequence[Line] = field(default_factory=tuple)


def page(title: str, lead: str, sections: Sequence[Section]) -> str:
    """Return a whole HTML document."""
    anchors = "".join(f'<a href="#{_anchor(s)}">{html.escape(s.title)}</a>' for s in sections)
    body = "\n".join(_section(s) for s in sections)
    style = files("symact.show").joinpath("page.css").read_text("utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{html.escape(title)}</title>\n'
        f'<link rel="icon" href="data:,">\n<style>{style}</style>\n</head>\n<body>\n<h1>{html.escape(title)}</h1>\n'
        f'<p class="lead">{html.escape(lead)}</p>\n<nav>{anchors}</nav>\n{body}\n</body>\n</html>\n'
    )


def _anchor(section: Section) -> str:
    return "".join(c if c.isalnum() else "-" for c in section.title.casefold())


def _section(section: Section) -> str:
    lines = sheet(section.profile, orders=2)
    rows = "\n".join(_row(line) for line in (*lines, *section.extra))
    pictures = "\n".join(
        f"<figure>{_inline(svg)}<figcaption>{html.escape(caption)}</figcaption></figure>"
        for svg, caption in section.pictures
    )
    blocks = "\n".join(
        f"<details><summary>{html.escape(name)}</summary><pre>{html.escape(text)}</pre></details>"
        for name, text in section.blocks
    )
    source = f'<p class="source">{html.escape(section.source)}</p>' if section.source else ""
    return (
        f'<section id="{_anchor(section)}">\n<h2>{html.escape(section.title)}</h2>\n{source}\n'
        f'{_definition(section.profile)}\n<table class="facts">\n{rows}\n</table>\n{pictures}\n{blocks}\n</section>'
    )


def _definition(profile: Profile) -> str:
    written = getattr(profile.expression, "written", None)
    definition = None if written is None else written()
    if definition is None:
        return mathml(profile.expression, block=True)
    return mathml(Eq(profile.expression, definition, evaluate=False), block=True)


def _row(line: Line) -> str:
    value: Any = mathml(line.expr) if _worth_typesetting(line.expr) else html.escape(line.text)
    return f"<tr><th>{html.escape(line.label)}</th><td>{value}</td></tr>"


def _worth_typesetting(expr: Expr | None) -> bool:
    return expr is not None and not isinstance(expr, Symbol)


def _inline(svg: str) -> str:
    """Return an SVG document as an element: what stands before the svg tag is for files of their own."""
    return svg[svg.index("<svg") :]
