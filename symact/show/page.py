"""A page of functions: formulas as MathML, plots inline, facts as tables; one file that needs no network."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from symact.exact.facts import Profile
from symact.show.mathml import mathml
from symact.show.sheet import Line, facts

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
    equations : sequence of str
        LaTeX, typeset above the facts; below them it can be unfolded and copied.
    pictures : sequence of (str, str)
        SVG documents with their captions.
    extra : sequence of Line
        Facts of another kind, such as what was measured.
    """

    title: str
    profile: Profile
    source: str = ""
    equations: Sequence[str] = ()
    pictures: Sequence[tuple[str, str]] = ()
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
    title = html.escape(section.title)
    parts = [f'<section id="{_anchor(section)}">', f"<h2>{title}</h2>"]
    if section.source:
        parts.append(f'<p class="source">{html.escape(section.source)}</p>')
    parts += (mathml(equation, block=True) for equation in section.equations)
    lines = (*facts(section.profile, orders=2), *section.extra)
    rows = "\n".join(f"<tr><th>{html.escape(i.label)}</th><td>{html.escape(i.text)}</td></tr>" for i in lines)
    parts.append(f'<table class="facts">\n{rows}\n</table>')
    for svg, caption in section.pictures:
        parts.append(f"<figure>{_inline(svg)}<figcaption>{html.escape(caption)}</figcaption></figure>")
    if section.equations:
        latex = html.escape("\n".join(section.equations))
        parts.append(f"<details><summary>LaTeX</summary><pre>{latex}</pre></details>")
    return "\n".join((*parts, "</section>"))


def _inline(svg: str) -> str:
    """Return an SVG document as an element: what stands before the svg tag is for files of their own."""
    return svg[svg.index("<svg") :]
