"""The sheet of facts, its JSON, MathML and the page."""

import json
import re
from xml.etree import ElementTree

import pytest
import sympy
from helpers import few
from sympy.core.function import FunctionClass

import symact as sa
from symact.functions.catalogue import entries
from symact.show.latex import latex
from symact.show.mathml import mathml
from symact.show.page import Section, page
from symact.show.sheet import sheet, sheet_data

x = sympy.Symbol("x")


def facts(function):
    return {line.label: line.text for line in sheet(sa.profile(function), 2)}


def test_a_jump_is_told_with_its_limits_and_its_value():
    assert facts(sa.hardshrink)["jump at 1/2"] == "limits 0 and 1/2, jump 1/2, value 0, slopes 0 and 1"


def test_an_end_of_the_domain_is_not_called_a_jump():
    assert facts(sa.log1mexp)["end of the domain at 0"] == "limits nan and -oo"


def test_what_is_refused_says_why_in_its_place():
    assert facts(sa.sin)["limits at -oo and oo"].startswith("not decided: ")


def test_a_root_without_closed_form_is_shown_by_certified_digits():
    text = facts(sa.gelu)["within 1/100 of its level"]
    digits = text.removeprefix("x < ").removesuffix("...")
    value = sa.gelu(sympy.Rational(digits)).evalf(20)
    assert text.endswith("...")
    assert abs(value + sympy.Rational(1, 100)) < sympy.Rational(1, 10**11)


SCALAR = [
    e.function
    for e in entries()
    if isinstance(e.function, FunctionClass) and None not in [p.default for p in e.parameters]
]


@pytest.mark.parametrize("function", few(SCALAR, 12), ids=lambda f: f.__name__)
def test_the_data_are_json_and_every_expression_reads_back(function):
    data = json.loads(json.dumps(sheet_data(sa.profile(function), 2)))
    assert sa.parse(data["expression"]) == function(x)
    for text in data["derivatives"]:
        assert str(sa.parse(text)) == text


def test_mathml_is_well_formed_and_uses_the_names_of_papers():
    text = mathml(latex(sa.elu(x).diff(x) + sa.gelu(x) + sa.sigmoid(-x)))
    words = {e.text for e in ElementTree.fromstring(text).iter() if e.text}
    assert {"GELU", "σ", "{"} <= words


@pytest.mark.parametrize("function", SCALAR, ids=lambda f: f.__name__)
def test_all_that_is_printed_becomes_mathml(function):
    for options in ({}, {"derivative": 1}, {"derivative": 2}, {"form": "cases"}, {"form": "limits"}):
        printed = latex(function, **options)
        tree = ElementTree.fromstring(mathml(printed))
        assert not any("\\" in (e.text or "") for e in tree.iter())
        assert sum(e.tag == "mfrac" for e in tree.iter()) == len(re.findall(r"\\[td]?frac", printed))
        assert len([e for e in tree.iter("mi") if e.text == "x"]) == len(re.findall(r"(?<![A-Za-z])x", printed))


@pytest.mark.parametrize(
    ("printed", "inside"),
    [
        ("x^{2}", "<msup><mi>x</mi><mrow><mn>2</mn></mrow></msup>"),
        (r"f'", "<mrow><mi>f</mi><mo>′</mo></mrow>"),
        (r"\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>"),
        (r"x \tanh x", '<mi>x</mi><mspace width="0.17em" /><mi>tanh</mi><mi>x</mi>'),
        (r"[0, 1]", '<mrow><mo stretchy="false">[</mo><mrow><mn>0</mn><mo>,</mo><mn>1</mn></mrow>'),
        (r"\lambda < -1", "<mi>λ</mi><mo>&lt;</mo><mo>−</mo><mn>1</mn>"),
    ],
)
def test_mathml_says_what_the_latex_says(printed, inside):
    assert inside in mathml(printed)


def test_a_page_escapes_what_it_is_given():
    section = Section("<b>bad</b>", sa.profile(sa.relu), source="a & b", equations=["x < y"])
    text = page("t", "l", [section])
    assert "<b>bad" not in text
    assert "&lt;b&gt;bad&lt;/b&gt;" in text and "a &amp; b" in text and "x &lt; y" in text
