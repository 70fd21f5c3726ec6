"""Names of symbols: plain identifiers, and nothing that could be code."""

from __future__ import annotations

import keyword
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from symact.errors import DefinitionError, SymactError
from symact.reading.names import GREEK, check_symbol_name


@pytest.mark.parametrize("name", ["x", "X", "x_1", "x1", "alpha", "w_in_2", "a" * 64, "x_", "E", "print", "lamda"])
def test_plain_names_are_their_own_spelling(name: str) -> None:
    assert check_symbol_name(name) == name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("α", "alpha"),
        ("λ", "lamda"),
        ("α_1", "alpha_1"),
        ("Ω", "Omega"),
        ("ｘ", "x"),
        ("𝑥", "x"),
        ("𝛼", "alpha"),
        ("ϕ", "phi"),
    ],
)
def test_greek_and_styled_letters_are_spelled_out(name: str, plain: str) -> None:
    assert check_symbol_name(name) == plain


@pytest.mark.parametrize(
    "name",
    ["", "1", "1x", "_", "_x", "x__y", "__import__", "x y", "x.y", "x()", "x\n", "x-1", "x²", "½", "é", "中", "x\u200b",
     "a" * 65, "x;y", "x=1", "'", "\ud800", "ı", *keyword.kwlist],
)  # fmt: skip
def test_all_else_is_refused(name: str) -> None:
    with pytest.raises(DefinitionError, match="a name must"):
        check_symbol_name(name)


@pytest.mark.parametrize("name", [None, 1, b"x", ["x"]])
def test_a_name_is_a_str(name: object) -> None:
    with pytest.raises(TypeError, match="must be a str"):
        check_symbol_name(name)  # type: ignore[arg-type]


@given(st.text(max_size=70))
@example("ﬀ")
@example("Ⅷ")
@example("e\u0301")
def test_what_passes_is_safe_and_settled(name: str) -> None:
    try:
        plain = check_symbol_name(name)
    except SymactError:
        return
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,63}", plain)
    assert plain.isidentifier() and not keyword.iskeyword(plain) and "__" not in plain
    assert check_symbol_name(plain) == plain


def test_every_greek_name_is_a_name() -> None:
    for name in GREEK.values():
        assert check_symbol_name(name) == name
