"""Plots: what is drawn is what the branch table knows; files are valid and always the same."""

from __future__ import annotations

import re
import threading
import xml.etree.ElementTree as ElementTree
from io import BytesIO
from itertools import pairwise
from math import inf, nan, pi

import numpy as np
import pytest
from helpers import few, run_python
from sympy import Abs, Integer, Piecewise, Rational, exp, floor, log, oo, sin, sqrt, symbols, tan
from sympy.core.function import FunctionClass

from symact.errors import UnknownActivationError
from symact.functions.catalogue import activation, entries
from symact.show.plots import plot
from symact.show.sampling import sample
from symact.show.style import pen
from symact.show.tracing import traced, view_of

x, a = symbols("x a")
RECORDS = [r for r in entries() if r.arity == "scalar" and all(p.default is not None for p in r.parameters)]


def drawn(picture, what):
    """All artists of a picture that were drawn as `what`."""
    return [artist for artist in picture.figure.findobj() if artist.get_gid() == what]


def texts(picture, what):
    return sorted(artist.get_text() for artist in drawn(picture, what))


# What is drawn


def test_kinks_carry_both_slopes():
    picture = plot("relu")
    assert len(drawn(picture, "tangent")) == 2
    assert texts(picture, "slope") == ["$0$", "$1$"]
    assert texts(plot(activation("elu")(x, 2)), "slope") == ["$1$", "$2$"]
    assert texts(plot("prelu"), "slope") == ["$0.25$", "$1$"]
    assert len(drawn(plot("hardtanh"), "slope")) == 4
    assert drawn(plot("gelu"), "tangent") == []


def test_slopes_that_several_functions_share_are_marked_once():
    assert texts(plot(["relu", "leaky_relu"]), "slope") == ["$0$", "$0.01$", "$1$"]


def test_only_kinks_inside_the_window_are_marked():
    assert len(drawn(plot("relu6", domain=(-5, 5)), "slope")) == 2
    assert len(drawn(plot("relu6", domain=(-5, 7)), "slope")) == 4


@pytest.mark.parametrize(
    ("subject", "filled", "open_"),
    [
        ("step", [(0, 1)], [(0, 0)]),
        ("sign", [(0, 0)], [(0, -1), (0, 1)]),
        ("hardshrink", [(-0.5, 0), (0.5, 0)], [(-0.5, -0.5), (0.5, 0.5)]),
        (1 / x, [], []),
        (Piecewise((-1, x < 0), (1, x > 0)), [], [(0, -1), (0, 1)]),
        (sqrt(x), [], []),
        (x * log(x), [], [(0, 0)]),
    ],
    ids=str,
)
def test_dots_at_jumps(subject, filled, open_):
    picture = plot(subject)

    def places(gid):
        return sorted((float(a.get_xdata()[0]), float(a.get_ydata()[0])) for a in drawn(picture, gid))

    assert places("filled") == filled
    assert places("open") == open_


def test_no_line_crosses_a_jump_or_a_pole():
    for subject, pieces in (("step", 2), (1 / x, 2), ("hardshrink", 3), (tan(x), 5), (floor(x), 11)):
        lines = drawn(plot(subject, domain=(-5, 5.5)), "curve")
        assert len(lines) == pieces
        ends = [(line.get_xdata()[0], line.get_xdata()[-1]) for line in lines]
        assert all(left[1] <= right[0] for left, right in pairwise(ends))


def test_poles_are_cut_off_and_marked():
    picture = plot(tan(x))
    assert [round(float(p.get_xdata()[0]), 3) for p in drawn(picture, "pole")] == [
        round(k * pi / 2, 3) for k in (-3, -1, 1, 3)
    ]
    low, high = picture.figure.axes[0].get_ylim()
    assert -10 < low < -3
    assert 3 < high < 10


@pytest.mark.parametrize(
    ("subject", "lines"),
    [
        ("sigmoid", [(0, 1)]),
        ("tanh", [(0, -1), (0, 1)]),
        ("atan", [(0, -pi / 2), (0, pi / 2)]),
        ("squareplus", [(1, 0)]),
        (sqrt(x**2 + 1) + 2, [(-1, 2), (1, 2)]),
        ("relu", []),
        ("hardtanh", [(0, -1), (0, 1)]),
        ("sin", []),
        (x**2, []),
    ],
    ids=str,
)
def test_asymptotes(subject, lines):
    picture = plot(subject, domain=(-8, 8))
    found = []
    for artist in drawn(picture, "asymptote"):
        (x0, x1), (y0, y1) = artist.get_data()
        slope = (y1 - y0) / (x1 - x0)
        found.append((round(slope, 9), round(y0 - slope * x0, 9)))
    assert sorted(found) == [(round(s, 9), round(i, 9)) for s, i in sorted(lines)]


def test_every_curve_is_followed_closely():
    """Between the vertices of a polygon the function stays within a line's width of the chord."""
    for name in ("gelu", "mish", "softsign", "gaussian", "snake"):
        picture = plot(name, derivative=1)
        for curve in picture.curves:
            view = view_of([curve], (-5.0, 5.0))
            for strand in curve.strands:
                xs, ys = traced(strand, (-5.0, 5.0), view)
                assert 60 < len(xs) < 800
                middle = strand.at((xs[:-1] + xs[1:]) / 2)
                assert np.abs(middle - (ys[:-1] + ys[1:]) / 2).max() < 2e-3 * (view[1] - view[0])


def test_a_spike_between_the_points_of_the_grid_is_found():
    picture = plot(exp(-(10**6) * (x - Rational(1, 7)) ** 2))
    (line,) = drawn(picture, "curve")
    assert max(line.get_ydata()) > 0.99
    assert picture.figure.axes[0].get_ylim()[1] > 1
    wide = plot("gelu", derivative=[1], domain=(-1000, 1000))
    assert wide.figure.axes[0].get_ylim()[1] > 1.129


def test_samples_are_the_values():
    gelu = activation("gelu")
    points = [-40.0, -1.0, 0.0, 1e-300, 3.0]
    exact = [float(gelu(Rational(*p.as_integer_ratio())).evalf(30)) for p in points]
    assert sample(gelu(x), x, points) == pytest.approx(exact, rel=1e-6, abs=0)
    assert np.isnan(sample(log(x), x, [-1.0])).all()


# Panels, legend, dots


def test_orders():
    assert [c.order for c in plot("mish", derivative=2).curves] == [0, 1, 2]
    assert [c.order for c in plot("mish", derivative=[2]).curves] == [2]
    picture = plot(["relu", "gelu"], derivative=1)
    assert [c.label for c in picture.curves] == [
        r"\mathrm{ReLU}(x)", r"\mathrm{GELU}(x)", r"\mathrm{ReLU}'(x)", r"\mathrm{GELU}'(x)",
    ]  # fmt: skip


def test_panels():
    assert len(plot(["relu", "gelu"], derivative=1).figure.axes) == 2
    assert len(plot(["relu", "gelu"], derivative=1, panels=False).figure.axes) == 1
    assert len(plot("sin", derivative=1).figure.axes) == 1
    assert len(plot("sin", derivative=1, panels=True).figure.axes) == 2
    assert len(plot("relu", derivative=1, domain=(-19, 19)).figure.axes) == 2


def test_legend_and_labels():
    def legend(picture):
        return [t.get_text() for t in picture.figure.legends[0].get_texts()]

    assert legend(plot(["relu", "gelu"])) == [r"$\mathrm{ReLU}(x)$", r"$\mathrm{GELU}(x)$"]
    assert legend(plot(["relu", x**2], labels=["mine", "yours"])) == ["mine", "yours"]
    assert legend(plot([1 / (1 + x**2), Abs(x)])) == ["$1/(x^{2} + 1)$", "$|x|$"]
    assert plot("relu").figure.legends == []
    assert plot("relu", title="A title").figure.texts[0].get_text() == "A title"


def test_curves_differ_without_colour():
    names = ["relu", "gelu", "silu", "mish", "elu", "softplus", "tanh"]
    for panels in (True, False):
        lines = plot(names, derivative=[1, 2] if panels else 0, panels=panels).figure.legends[0].get_lines()
        assert len({(line._unscaled_dash_pattern[0], str(line._unscaled_dash_pattern[1])) for line in lines}) == 7
        assert len({line.get_color() for line in lines}) == 7


def test_many_curves_still_differ():
    pens = [pen(i, i, "") for i in range(49)]
    assert len({(p.colour, p.dash) for p in pens}) == 49


def test_a_formula_that_does_not_fit_is_called_by_a_letter():
    long = sum(sin(k * x) / k**2 for k in range(2, 12))
    picture = plot(long, derivative=1, panels=True)
    assert picture.figure.axes[0].get_ylabel() == "$f(x)$"
    names = [t.get_text() for t in plot([long, long + 1]).figure.legends[0].get_texts()]
    assert names == ["$f_{1}(x)$", "$f_{2}(x)$"]


def test_every_label_stands_inside_the_paper():
    for subject in (Abs(x) ** Rational(1, 3), activation("sigmoid")(200 * x), "leaky_relu"):
        picture = plot(subject, derivative=1)
        picture.figure.draw_without_rendering()
        renderer = picture.figure.canvas.get_renderer()
        for ax in picture.figure.axes:
            box = ax.yaxis.label.get_window_extent(renderer)
            assert box.x0 >= 0
            assert box.x1 < ax.get_window_extent(renderer).x0


def test_derivatives_of_sums_have_brackets():
    names = [t.get_text() for t in plot(x + sin(x), derivative=1, panels=False).figure.legends[0].get_texts()]
    assert names == [r"$x + \sin(x)$", r"$\frac{d}{d x} [x + \sin(x)]$"]


def test_values_are_dots():
    picture = plot(["relu", activation("leaky_relu")(x, Rational(1, 5))], values=range(-19, 20))
    first, second = drawn(picture, "points")
    assert list(first.get_xdata()) == list(range(-19, 20))
    assert list(first.get_ydata()) == [max(0, v) for v in range(-19, 20)]
    assert list(second.get_ydata()) == pytest.approx([v if v > 0 else v / 5 for v in range(-19, 20)])
    assert picture.figure.axes[0].get_xlim() == (-19, 19)
    (dots,) = drawn(plot("step", values=[0, 7]), "points")
    assert list(dots.get_ydata()) == [1, 1]


def test_the_domain_may_be_numbers_of_any_kind():
    picture = plot("relu", domain=(-Rational(1, 2), Integer(3)))
    assert picture.figure.axes[0].get_xlim() == (-0.5, 3)


@pytest.mark.parametrize("record", few(RECORDS, 12), ids=lambda r: r.name)
def test_the_whole_catalogue_can_be_drawn(record):
    picture = plot(record.function, derivative=1)
    assert [c.order for c in picture.curves] == [0, 1]
    assert all(curve.strands for curve in picture.curves)
    for ax in picture.figure.axes:
        assert np.isfinite(ax.get_ylim()).all()


# Files


def test_files(tmp_path):
    picture = plot(["relu", "gelu"], derivative=1)
    png = picture.save(tmp_path / "a.png").read_bytes()
    assert png.startswith(b"\x89PNG\r\n")
    from PIL import Image

    image = Image.open(BytesIO(png)).convert("RGB")
    image.verify()
    assert image.width == 1050
    assert len(set(image.resize((90, 90)).tobytes())) > 20
    root = ElementTree.fromstring(picture.save(tmp_path / "a.SVG").read_bytes())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert picture.save(str(tmp_path / "a.pdf")).read_bytes().startswith(b"%PDF-")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.SVG", "a.pdf", "a.png"]


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path):
    picture = plot("relu")
    with pytest.raises(ValueError, match=r"\.png, \.svg or \.pdf, not 'a\.bmp'"):
        picture.save(tmp_path / "a.bmp")
    with pytest.raises(FileNotFoundError):
        picture.save(tmp_path / "nowhere" / "a.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["svg", "pdf", "png"])
def test_the_same_plot_gives_the_same_bytes(form):
    def render():
        return plot(["hardshrink", "relu", 1 / x], derivative=1, title="Same").render(form)

    assert render() == render()


def test_identifiers_in_an_svg_are_its_own():
    first, second = (plot(name).render("svg").decode() for name in ("relu", "prelu"))

    def identifiers(svg):
        return [e.get("id") for e in ElementTree.fromstring(svg).iter() if e.get("id")]

    found = identifiers(first)
    assert len(found) > 5
    assert len(set(found)) == len(found)
    assert not set(found) & set(identifiers(second))
    assert set(re.findall(r"#(s[0-9a-f]{8}-\d+)", first)) == set(found)
    assert first.count('class="slope"') == 2


def test_notebooks_show_it():
    picture = plot("relu")
    assert picture._repr_svg_().startswith("<?xml")
    assert picture._repr_png_().startswith(b"\x89PNG")


def test_no_state_of_matplotlib_is_touched():
    import matplotlib

    before = dict(matplotlib.rcParams)
    plot(["relu", "gelu"], derivative=2).render("svg")
    assert dict(matplotlib.rcParams) == before
    report = run_python(
        "import sys; from symact.show.plots import plot; assert 'matplotlib' not in sys.modules\n"
        "plot('relu').render('png'); print('matplotlib.pyplot' in sys.modules)"
    )
    assert report == "False\n"


def test_threads_draw_at_once():
    wanted = plot("gelu", derivative=1).render("svg")
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(plot("gelu", derivative=1).render("svg"))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 6


def test_without_matplotlib_the_error_says_what_helps():
    printed = run_python(
        "import sys; sys.modules['matplotlib'] = None\n"
        "from symact.show.plots import plot\n"
        "from symact.errors import MissingExtraError\n"
        "try:\n    plot('relu')\nexcept MissingExtraError as error:\n    print(error)"
    )
    assert printed == 'a plot needs matplotlib, which is not installed; install it with pip install "symact[plot]"\n'


# Wrong requests


@pytest.mark.parametrize(
    ("subject", "options", "error", "words"),
    [
        ([], {}, ValueError, "at least one function"),
        ("rellu", {}, UnknownActivationError, "did you mean"),
        ("x**2 + 1", {}, UnknownActivationError, r"sa\.parse"),
        (3.5, {}, TypeError, "an expression, not 3.5"),
        ("softmax", {}, TypeError, "take a component"),
        ("threshold", {}, ValueError, "at, value"),
        (a * x, {}, ValueError, "a"),
        ("relu", {"domain": (5, -5)}, ValueError, "lower to the higher"),
        ("relu", {"domain": (1, 1)}, ValueError, "lower to the higher"),
        ("relu", {"domain": (0, inf)}, ValueError, "finite real number, not inf"),
        ("relu", {"domain": (nan, 1)}, ValueError, "finite real number, not nan"),
        ("relu", {"domain": (-oo, 1)}, ValueError, "finite real number"),
        ("relu", {"domain": (x, 1)}, ValueError, "finite real number"),
        ("relu", {"domain": ("0", 1)}, ValueError, "finite real number"),
        ("relu", {"domain": (1,)}, ValueError, "two numbers"),
        ("relu", {"domain": "ab"}, ValueError, "two numbers"),
        ("relu", {"derivative": -1}, ValueError, "at least 0"),
        ("relu", {"derivative": 1.0}, ValueError, "integer"),
        ("relu", {"derivative": []}, ValueError, "different orders"),
        ("relu", {"derivative": [1, 1]}, ValueError, "different orders"),
        ("relu", {"values": []}, ValueError, "at least one number"),
        ("relu", {"values": [nan]}, ValueError, "finite real number"),
        (["relu", "gelu"], {"labels": ["a"]}, ValueError, "one label for each of 2"),
        ("relu", {"labels": "a"}, ValueError, "one label"),
    ],
)
def test_wrong_requests_are_refused(subject, options, error, words):
    with pytest.raises(error, match=words):
        plot(subject, **options)


def test_a_function_class_of_sympys_own_may_be_drawn():
    assert isinstance(sin, FunctionClass)
    assert plot([sin, tan]).curves[1].label == r"\tan(x)"


def test_a_function_without_values_in_the_window_is_drawn_as_nothing():
    picture = plot(sqrt(x), domain=(-5, -1))
    assert drawn(picture, "curve") == []
    assert picture.render("png")
