r"""A scene as TikZ: one ``tikzpicture`` that needs the packages tikz and amssymb, its formulas LaTeX's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symact.show.drawings.formula import GREEK, Formula, Piece
from symact.show.drawings.scene import FILLS, TINTS, Box, Circle, Label, Line, Mark, Point, Scene, Stroke, digits
from symact.show.drawings.svg import arrow_head

__all__ = ["math_text", "tikz"]

_CHARACTERS = {
    **{letter: rf"\{word} " for word, letter in GREEK.items() if word != "lamda"},
    **{c: rf"\{c}" for c in "#$%&_{}"},
    **{"\\": r"\backslash ", "^": r"\wedge ", "~": r"\sim ", "'": r"\prime ", "`": r"\prime ", '"': r"\prime\prime "},
    **{"-": r"\mbox{-}", "−": "-", "·": r"\cdot ", "×": r"\times ", "∗": "*", "⊙": r"\odot ", "∈": r"\in "},
    **{"ℝ": r"\mathbb{R}", "Σ": r"\Sigma ", "Φ": r"\Phi ", "φ": r"\varphi ", "…": r"\dots "},
    **{
        "→": r"\to ",
        "⊤": r"\top ",
        "′": r"{}^\prime ",
        "″": r"{}^{\prime\prime}",
        "⋮": r"\vdots ",
        " ": r"\ ",
        "≥": r"\ge ",
        "≤": r"\le ",
    },
}
_SPACED = re.compile(r" *([=+−∗⊙∈→<>≤≥]) *")
_ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}


def tikz(scene: Scene) -> str:
    """Return a ``tikzpicture`` of the scene."""
    left, top = scene.corner
    right, bottom = left + scene.width, top + scene.height
    colours = [rf"\definecolor{{symact{name}}}{{HTML}}{{{value[1:].upper()}}}" for name, value in TINTS.items()]
    colours += [
        rf"\definecolor{{symact{name}}}{{HTML}}{{{value[1:].upper()}}}" for name, value in FILLS.items() if value
    ]
    lines = [
        r"% needs \usepackage{tikz,amssymb}",
        r"\begin{tikzpicture}[x=1pt, y=-1pt, line cap=round, line join=round, inner sep=1pt]",
        *colours,
        rf"\useasboundingbox ({digits(left)},{digits(top)}) rectangle ({digits(right)},{digits(bottom)});",
        *(line for mark in scene.marks for line in _mark(mark)),
        r"\end{tikzpicture}",
    ]
    return "\n".join(lines) + "\n"


def _at(point: Point) -> str:
    return f"({digits(point[0])},{digits(point[1])})"


def _mark(mark: Mark) -> Iterator[str]:
    if isinstance(mark, Label):
        fill = ", fill=white" if mark.halo else ""
        size = rf"\fontsize{{{digits(mark.size)}}}{{{digits(mark.size * 1.2)}}}\selectfont"
        yield (
            rf"\node[anchor={_ANCHORS[mark.anchor]}, text=symact{mark.colour}, font={size}{fill}] "
            rf"at {_at(mark.at)} {{${math_text(mark.formula)}$}};"
        )
    elif isinstance(mark, Circle):
        yield rf"\draw[{_stroke(mark.stroke)}, fill=white] {_at(mark.centre)} circle[radius={digits(mark.radius)}];"
    elif isinstance(mark, Box):
        fill = f", fill=symact{mark.fill}" if FILLS[mark.fill] else ""
        (x, y), round_ = mark.corner, f", rounded corners={digits(mark.rounding)}pt" if mark.rounding else ""
        end = (x + mark.width, y + mark.height)
        yield rf"\draw[{_stroke(mark.stroke)}{round_}{fill}] {_at(mark.corner)} rectangle {_at(end)};"
    else:
        yield rf"\draw[{_stroke(mark.stroke)}] {_path(mark)};"
        if mark.arrow:
            yield rf"\fill[symact{mark.stroke.colour}] {' -- '.join(map(_at, arrow_head(mark)))} -- cycle;"


def _stroke(stroke: Stroke) -> str:
    lengths = stroke.dashes
    pairs = zip(lengths[::2], lengths[1::2], strict=True)
    pattern = " ".join(f"on {digits(on)}pt off {digits(off)}pt" for on, off in pairs)
    return f"symact{stroke.colour}, line width={digits(stroke.width)}pt" + (
        f", dash pattern={pattern}" if pattern else ""
    )


def _path(line: Line) -> str:
    points = [_at(p) for p in line.points]
    if not line.curved:
        return " -- ".join(points)
    curves = (points[i : i + 3] for i in range(1, len(points), 3))
    return points[0] + "".join(f" .. controls {a} and {b} .. {c}" for a, b, c in curves)


def math_text(formula: Formula) -> str:
    r"""Return a formula as LaTeX's mathematics; whatever text it holds, it is no command.

    >>> from symact.show.drawings.formula import name
    >>> math_text(name("W1", (0, 2)))
    'W^{(1)}_{02}'
    >>> math_text(name(r"\input{x}"))
    '\\mathrm{\\backslash input\\{x\\}}'
    """
    words = []
    taken: set[str] = set()
    for piece in formula:
        if piece.script == "base":
            taken.clear()
        elif piece.script in taken:  # TeX refuses a second exponent of one letter
            words.append("{}")
            taken.clear()
        taken.add(piece.script)
        words.append(_piece(piece))
    return "".join(words)


def _piece(piece: Piece) -> str:
    text = "".join(map(_character, _SPACED.sub(r"\1", piece.text)))  # TeX sets the space around signs
    if any(c.isalpha() for c in piece.text) and not piece.italic:
        text = rf"\mathrm{{{text}}}"
    elif piece.italic and len(piece.text) > 1:
        text = rf"\mathit{{{text}}}"
    return {"base": text, "sub": f"_{{{text}}}", "sup": f"^{{{text}}}"}[piece.script]


def _character(character: str) -> str:
    if character in _CHARACTERS:
        return _CHARACTERS[character]
    return character if character.isascii() and character.isprintable() else rf"\mathrm{{U{{+}}{ord(character):04X}}}"
