"""The vector activations: laws, exact Jacobians, projections, and arrays against exact values."""

from __future__ import annotations

import copy
import math
import pickle
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from helpers import run_python
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    I,
    ImmutableMatrix,
    Matrix,
    MatrixSymbol,
    Max,
    Piecewise,
    Rational,
    S,
    Symbol,
    exp,
    eye,
    lambdify,
    limit,
    log,
    nan,
    ones,
    oo,
    pi,
    simplify,
    sqrt,
    symbols,
    zeros,
)

from symact.arithmetic.balls import round_to, sign
from symact.errors import DomainError, NotSmoothError, UnsupportedError
from symact.functions.catalogue import activations
from symact.functions.families.gates.distributions import gelu, silu
from symact.functions.families.rectifiers.cut import relu
from symact.functions.families.sigmoids import sigmoid
from symact.functions.families.vector.gated import bilinear, crelu, geglu, glu, reglu, swiglu
from symact.functions.families.vector.normalizers import log_softmax, softmax, softmin
from symact.functions.families.vector.selectors import hardmax, maxout, sparsemax
from symact.functions.logsumexp import logsumexp
from symact.numeric.vectors import evaluate_vector

x, y, z, a, b = symbols("x y z a b")
ALL = activations("vector")
SMOOTH = (softmax, log_softmax, softmin, glu, swiglu, geglu, bilinear)
NORMALIZERS = (softmax, log_softmax, softmin, sparsemax)

rationals = st.fractions(min_value=-5, max_value=5, max_denominator=12).map(
    lambda f: Rational(f.numerator, f.denominator)
)


def vectors(low=2, high=5, elements=rationals):
    return st.lists(elements, min_size=low, max_size=high)


def close(u, v):
    """Whether two numbers agree to 30 digits; each is certified, so that this is no matter of luck."""
    with mpmath.workdps(40):
        u, v = (mpmath.mpf(S(e).evalf(40)) for e in (u, v))
        return abs(u - v) <= mpmath.mpf(10) ** -30 * max(abs(u), abs(v), mpmath.mpf(10) ** -3)


def difference(function, point, i, j):
    """A central difference at 60 digits, of the written-out definition: nothing of the Jacobian is in it."""
    with mpmath.workdps(60):
        h = mpmath.mpf(10) ** -20

        def value(step):
            moved = [mpmath.mpf(e.p) / e.q for e in point]
            moved[j] += step
            names = symbols(f"t:{len(point)}", real=True)
            formula = function.written(list(names))[i].replace(lambda e: hasattr(e, "unfolded"), lambda e: e.unfolded())
            return mpmath.mpf(lambdify(names, formula, "mpmath")(*moved))

        return (value(h) - value(-h)) / (2 * h)


# Softmax


@given(vectors())
def test_softmax_sums_to_one_and_is_shift_invariant(entries):
    p = softmax(entries)
    assert close(sum(p), 1)
    shifted = softmax([e + 7 for e in entries])
    assert all(close(u, v) for u, v in zip(p, shifted, strict=True))


def test_softmax_is_shift_invariant_in_symbols():
    p, q = softmax([x, y, z]), softmax([x + a, y + a, z + a])
    assert all(simplify((u - v).rewrite(exp)) == 0 for u, v in zip(p, q, strict=True))
    assert simplify((p[0] - softmax([x, y, z + 1])[0]).rewrite(exp)) != 0


def test_softmax_of_two_is_the_sigmoid():
    p = softmax([x, 0])[0]
    assert p.rewrite(sigmoid) == p.rewrite("sigmoid") == sigmoid(x)
    assert softmax([x, y])[1].rewrite(sigmoid) == sigmoid(y - x)
    assert simplify(p.rewrite(exp) - sigmoid(x).rewrite(exp)) == 0
    assert softmax([x, y, 0])[0].rewrite(sigmoid) == softmax([x, y, 0])[0]


@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_jacobians_of_the_textbook(n):
    entries = list(symbols(f"x:{n}")) if n > 1 else [x]
    p = Matrix(softmax(entries))
    diagonal = sympy.diag(*p)
    assert (softmax.jacobian(entries) - (diagonal - p * p.T)).expand() == zeros(n)
    assert log_softmax.jacobian(entries) == eye(n) - ones(n, 1) * p.T
    q = Matrix(softmin(entries))
    assert (softmin.jacobian(entries) - (q * q.T - sympy.diag(*q))).expand() == zeros(n)


@given(vectors())
def test_jacobians_of_normalizers_annihilate_one(entries):
    for function in NORMALIZERS:
        jacobian = function.jacobian(entries)
        with mpmath.workdps(40):
            for i in range(len(entries)):
                row = [mpmath.mpf(e.evalf(40)) for e in jacobian[i, :]]
                assert abs(sum(row)) <= 1e-36 and (any(row) or function is sparsemax), function


def test_the_sum_of_symbols_has_derivative_zero():
    assert simplify((sum(softmax([x, y, z])).diff(y)).rewrite(exp)) == 0


@pytest.mark.parametrize("function", ALL, ids=str)
def test_jacobian_is_the_symbolic_derivative(function):
    names = symbols("t:4", real=True)
    components = function(list(names))
    assert function.jacobian(list(names)) == ImmutableMatrix([[c.diff(t) for t in names] for c in components])


@pytest.mark.parametrize("function", SMOOTH, ids=str)
@settings(max_examples=5)
@given(st.lists(rationals, min_size=4, max_size=4))
def test_jacobian_agrees_with_differences(function, point):
    jacobian = function.jacobian(point)
    for i in range(jacobian.rows):
        for j in range(4):
            expected = difference(function, point, i, j)
            assert abs(mpmath.mpf(jacobian[i, j].evalf(40)) - expected) < mpmath.mpf(10) ** -14


def test_jacobian_at_points_that_are_expressions():
    assert softmax.jacobian([x**2, 0])[0, 0] == softmax([x**2, 0])[0] * (1 - softmax([x**2, 0])[0])
    assert glu.jacobian([a * b, x]) == ImmutableMatrix([[sigmoid(x), a * b * sigmoid(x) * sigmoid(-x)]])


def test_chain_rule():
    p = softmax([x**2, x])
    assert p[0].diff(x).expand() == (p[0] * (1 - p[0]) * 2 * x - p[0] * p[1]).expand()
    assert softmax([x, y])[0].diff(z) == 0
    at = {x: Rational(1, 3)}
    written = p[0].rewrite(exp)
    assert close(p[0].diff(x, 2).subs(at), written.diff(x, 2).subs(at))


def test_exact_values():
    assert list(softmax([0, log(2), log(3)])) == [Rational(1, 6), Rational(1, 3), Rational(1, 2)]
    assert list(log_softmax([0, log(3)])) == [-log(4), log(Rational(3, 4))]
    assert list(softmax([x, x])) == [S.Half, S.Half]
    assert softmax([5])[0] == 1 and log_softmax([x])[0] == 0
    assert logsumexp([log(2), log(3)]) == log(5) and logsumexp([x, x]) == x + log(2)
    assert softmax([0.0, 0.5])[1].is_Float


def test_infinite_entries():
    assert list(softmax([-oo, x, y])) == [0, *softmax([x, y])]
    assert list(softmax([oo, 0, 1])) == [1, 0, 0]
    assert list(log_softmax([oo, 0])) == [0, -oo] and list(log_softmax([-oo, 0])) == [-oo, 0]
    for function in NORMALIZERS[:2]:
        assert set(function([-oo, -oo])) == set(function([oo, oo, 0])) == set(function([nan, 1])) == {nan}
    assert set(sparsemax([-oo, -oo])) == set(sparsemax([oo, oo])) == {nan}
    assert list(softmin([-oo, 0])) == [1, 0]
    assert logsumexp([-oo, x]) == x and logsumexp([oo, x]) is oo and logsumexp([]) is -oo


def test_digits_in_the_tails():
    with mpmath.workdps(60):
        tail = 1 / (1 + mpmath.exp(1000) + mpmath.exp(2000))
        assert softmax([1000, 0, -1000])[2].evalf(30) == sympy.Float(str(tail), 30)
        near = -mpmath.log1p(mpmath.exp(-100))
        assert log_softmax([0, -100])[0].evalf(20) == sympy.Float(str(near), 20)
    assert softmax([10**30, 10**30 + 1])[0].evalf(15) == sigmoid(-1).evalf(15)
    assert int(log_softmax([0, -(10**6)])[1].evalf(20)) == -(10**6)
    assert softmax([x, pi])[0].evalf(20, subs={x: pi}) == sympy.Float(0.5, 20)


@given(vectors())
def test_logsumexp_lies_above_the_largest(entries):
    total = logsumexp(entries)
    assert sign(total - max(entries)) > 0
    assert total == max(entries) + log(len(entries)) or sign(total - max(entries) - log(len(entries))) < 0
    names = symbols(f"t:{len(entries)}")
    assert [logsumexp(names).diff(t) for t in names] == list(softmax(names))
    assert all(close(logsumexp(entries) + e, v) for e, v in zip(log_softmax(entries), entries, strict=True))


def test_limits_and_series():
    p = softmax([x, 0])[0]
    assert (limit(p, x, oo), limit(p, x, -oo), limit(log_softmax([x, 0])[1], x, oo)) == (1, 0, -oo)
    assert p.series(x, 0, 4).removeO() == S.Half + x / 4 - x**3 / 48
    assert limit(maxout([x, 0])[0], x, -oo) == 0 and limit(sparsemax([x, 0])[0], x, oo) == 1
    assert sparsemax([x, 0])[0].series(x, 0, 3) == x / 2 + S.Half
    with pytest.raises(NotSmoothError, match="smooth point"):
        maxout([x, -x])[0].followed(x)
    assert maxout([x, -x])[0].followed(x, 1) == x and maxout([x, -x])[0].followed(x, -1) == -x


# Sparsemax, hardmax, maxout


@given(vectors(1, 6))
def test_sparsemax_is_the_projection_onto_the_simplex(entries):
    """The conditions of Karush, Kuhn and Tucker, exactly: p >= 0, sum 1, x - p = tau on the support, x <= tau off."""
    p = sparsemax(entries)
    assert all(e.is_Rational and e >= 0 for e in p) and sum(p) == 1
    taus = {v - e for v, e in zip(entries, p, strict=True) if e > 0}
    assert len(taus) == 1
    tau = taus.pop()
    assert all(v <= tau for v, e in zip(entries, p, strict=True) if e == 0)


@given(vectors(1, 5))
def test_sparsemax_is_its_formula(entries):
    assert sparsemax(entries) == sparsemax.written(entries)


@given(vectors(2, 5))
def test_jacobian_of_sparsemax(entries):
    s = Matrix(sparsemax.support(entries))
    assert list(s) == [int(bool(e > 0)) for e in sparsemax(entries)]
    assert sparsemax.jacobian(entries) == sympy.diag(*s) - s * s.T / sum(s)
    p = sparsemax(entries)
    tau = max(v - e for v, e in zip(entries, p, strict=True) if e > 0)
    gap = min((abs(v - tau) for v in entries if v != tau), default=1)
    if tau not in entries:  # inside a branch the function is affine, so that a difference is exact
        h = gap / 4
        for j in range(len(entries)):
            moved = [v + h * int(i == j) for i, v in enumerate(entries)]
            assert (sparsemax(moved) - p) / h == sparsemax.jacobian(entries)[:, j]


def test_sparsemax_at_its_kink_takes_the_least_element():
    assert sparsemax.jacobian([1, 0]) == zeros(2)
    inside, outside = sparsemax.jacobian([1, Rational(1, 99)]), sparsemax.jacobian([1, -Rational(1, 99)])
    assert inside.norm() > outside.norm() == 0
    assert sparsemax([x, y])[0].diff(x).subs({x: 1, y: 0}) == 0


def test_sparsemax_on_irrational_and_symbolic_entries():
    assert sum(sparsemax([sqrt(2), 1, pi - 2])).simplify() == 1
    assert list(sparsemax([x, x + S.Half])) == [Rational(1, 4), Rational(3, 4)]
    assert sparsemax([x, 0])[0].rewrite(Max) == Max(0, x - Max(-1, x - 1, x / 2 - S.Half))
    with pytest.raises(UnsupportedError, match="at most 8"):
        sparsemax.written(list(range(9)))
    assert sparsemax(list(range(9)))[8] == 1


@given(vectors(1, 6))
def test_hardmax_is_one_hot_at_the_first_largest(entries):
    h = list(hardmax(entries))
    assert h.index(1) == entries.index(max(entries)) and sum(h) == 1
    assert list(hardmax.written(entries)) == h
    assert hardmax.jacobian(entries) == zeros(len(entries))


@given(vectors(6, 6), st.sampled_from([1, 2, 3, 6]))
def test_maxout(entries, k):
    groups = [entries[i : i + k] for i in range(0, 6, k)]
    assert list(maxout(entries, pieces=k)) == [max(g) for g in groups]
    rows = maxout.jacobian(entries, pieces=k)
    for i, group in enumerate(groups):
        ties = group.count(max(group))
        shares = [Rational(int(e == max(group)), ties) for e in group]
        assert list(rows[i, :]) == [0] * (k * i) + shares + [0] * (6 - k * i - k)


def test_maxout_does_not_depend_on_the_order_of_its_pieces():
    at = {x: 1, y: 1}
    assert maxout([x, y])[0].diff(x).subs(at) == maxout([y, x])[0].diff(x).subs(at) == S.Half
    share = maxout.share([x, y, z])
    assert [s.subs({x: 2, y: 2, z: 1}) for s in share] == [S.Half, S.Half, 0]
    assert [s.rewrite(Piecewise).subs({x: 2, y: 2, z: 1}) for s in share] == [S.Half, S.Half, 0]


# Gated units


def test_which_half_is_the_gate():
    assert list(glu([a, b])) == [a * sigmoid(b)]
    assert list(swiglu([a, b])) == [silu(a) * b] and list(swiglu([a, b], beta=2)) == [silu(a, 2) * b]
    assert list(geglu([a, b])) == [gelu(a) * b]
    assert list(reglu([a, b])) == [relu(a) * b]
    assert list(bilinear([x, y, a, b])) == [x * a, y * b]
    assert list(crelu([x, -2])) == [relu(x), 0, relu(-x), 2]
    values = [float(v.evalf()) for v in glu([1, 2, 3, 4])]
    assert values == pytest.approx([0.9525741268224334, 1.9640275800758169], rel=1e-15)


def test_reglu_at_its_kink():
    assert list(reglu.jacobian([0, 5])) == [0, 0] and list(reglu.jacobian([1, 5])) == [5, 1]


# What is asked, and what is refused


def test_orientation_and_containers():
    column = ImmutableMatrix([softmax([x, y])[0], softmax([x, y])[1]])
    assert softmax([x, y]) == softmax((x, y)) == softmax(Matrix([x, y])) == column
    assert softmax(Matrix([[x, y]])) == column.T
    assert isinstance(softmax([x, y]), ImmutableMatrix)
    w = MatrixSymbol("w", 2, 1)
    assert softmax(w) == softmax([w[0, 0], w[1, 0]])
    assert softmax([]).shape == (0, 1) and glu(Matrix([[x, y]])).shape == (1, 1)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: softmax(x), TypeError, r"write softmax\(\[x, y\]\)"),
        (lambda: softmax(x, y), TypeError, "one vector"),
        (lambda: softmax("x, y"), TypeError, "not 'x, y'"),
        (lambda: softmax([x, "y"]), TypeError, "text 'y'"),
        (lambda: softmax([x, [y]]), TypeError, "scalar expression"),
        (lambda: softmax([object()]), TypeError, "scalar expression"),
        (lambda: softmax(Matrix([[x, y], [y, x]])), ValueError, r"shape \(2, 2\)"),
        (lambda: softmax([1, I]), DomainError, "real, not I"),
        (lambda: softmax([x], temperature=2), TypeError, "no parameter 'temperature'"),
        (lambda: glu([x, y, z]), ValueError, "even"),
        (lambda: glu.jacobian([x]), ValueError, "even"),
        (lambda: maxout([x, y, z]), ValueError, "multiple of pieces = 2, not 3"),
        (lambda: maxout([x, y], pieces=0), ValueError, "positive"),
        (lambda: maxout([x, y], pieces=S.Half), ValueError, "positive integer"),
        (lambda: maxout([x, y], pieces=a), ValueError, "positive integer"),
        (lambda: softmax(np.float64([1, 2]).reshape(2, 1)[:, 0][0]), ValueError, "axis"),
        (lambda: softmax(np.array(["a"])), TypeError, "real numbers"),
        (lambda: softmax(np.array([1j])), TypeError, "real numbers"),
        (lambda: glu(np.ones(3)), ValueError, "even"),
        (lambda: softmax(np.ones(3), axis=1), ValueError, "axis"),
        (lambda: evaluate_vector(Symbol, np.ones(3)), UnsupportedError, "not by Symbol"),
    ],
)
def test_refusals(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize("function", ALL, ids=str)
def test_a_handbook_line(function):
    assert repr(function) == function.__name__
    assert function.reference and function.display.startswith("\\") and function.family == "vector"
    assert function.arity == "vector" and all(p.default is not None for p in function.parameters)
    assert pickle.loads(pickle.dumps(function)) is function
    assert function.__doc__ and ".. math::" in function.__doc__


@pytest.mark.parametrize("function", ALL, ids=str)
def test_nodes_live_in_sympy(function):
    names = symbols("t:4")
    value = function(list(names))
    for protocol in range(2, 6):
        assert pickle.loads(pickle.dumps(value, protocol)) == value
    assert copy.deepcopy(value) == value
    for node in value:
        assert node.func(*node.args) == node
        assert eval(sympy.srepr(node), namespace(node)) == node
        assert sympy.pretty(node) and sympy.latex(node**2)
        moved = node.subs(dict(zip(names, (3, 1, 2, 0), strict=True)))
        assert moved == list(function([3, 1, 2, 0]))[list(value).index(node)]


def namespace(node):
    found = {type(n).__name__: type(n) for n in sympy.preorder_traversal(node)}
    return {**vars(sympy), **found}


def test_printing():
    p = softmax([x, 0])[0]
    assert str(p) == "softmax([x, 0])[0]"
    assert eval(str(p), {"softmax": softmax, "x": x}) == p
    assert sympy.latex(p) == r"\mathrm{softmax}\left(x, 0\right)_{0}"
    assert sympy.latex(p**2) == r"\mathrm{softmax}\left(x, 0\right)_{0}^{2}"
    m = maxout([x, y, z], pieces=3)[0]
    assert str(m) == "maxout([x, y, z], pieces=3)[0]" and str(maxout([x, y])[0]) == "maxout([x, y])[0]"
    assert sympy.latex(m) == r"\mathrm{maxout}\left(x, y, z; 3\right)_{0}"
    assert str(logsumexp([x, y])) == "logsumexp([x, y])"


def test_assumptions():
    u, v = symbols("u v", real=True)
    assert softmax([u, v])[0].is_positive and log_softmax([u, v])[0].is_negative
    assert softmax([x, y])[0].is_positive is None
    assert sparsemax([x, y])[0].is_nonnegative and sparsemax([u, v])[0].is_real
    assert hardmax([x, y])[0].is_integer and maxout([u, v])[0].is_real
    assert softmax([u, 0])[0].is_comparable is False and softmax([1, 0])[0].is_comparable
    assert softmax([1, 0])[0] > S.Half


@pytest.mark.parametrize("modules", ["numpy", "math", "mpmath"])
def test_plain_lambdify_is_stable(modules):
    for function in (softmax, log_softmax, maxout):
        for node in function([x, y]):
            value = float(lambdify((x, y), node, modules)(1000.0, -1000.0))
            assert value == float(node.subs({x: 1000, y: -1000}))
    assert lambdify((x, y), logsumexp([x, y]), modules)(1000.0, 0.0) == 1000


# Arrays


@st.composite
def arrays(draw, elements):
    length = draw(st.sampled_from([2, 4, 6]))
    return np.array(draw(st.lists(elements, min_size=length, max_size=length)))


moderate = st.floats(-40, 40, width=32).map(float)
extreme = st.one_of(moderate, st.floats(-800, 800), st.sampled_from([1000.0, 0.0, -1000.0, 700.0, -745.0]))

# A gate of GELU that underflows has lost its bits before it is multiplied by a value of up to 1000.
UNDERFLOW = {geglu: 1000 * 5e-324}
# What the computation may lose, in units in the last place of the result; sparsemax is judged absolutely.
ULPS = {softmax: 6, log_softmax: 4, softmin: 6, glu: 3, swiglu: 6, geglu: 6, reglu: 1, bilinear: 1, crelu: 0, maxout: 0}


@pytest.mark.parametrize("function", ULPS, ids=str)
@settings(max_examples=40)
@given(array=arrays(extreme))
def test_arrays_agree_with_exact_values(function, array):
    exact = [Rational(Fraction(v).numerator, Fraction(v).denominator) for v in array.tolist()]
    result = function(array)
    for got, node in zip(result.tolist(), function(exact), strict=True):
        want = round_to(node, "float64")
        assert abs(got - want) <= ULPS[function] * math.ulp(want), (got, want)


@settings(max_examples=40)
@given(array=arrays(moderate))
def test_sparsemax_of_arrays(array):
    exact = sparsemax([Rational(*v.as_integer_ratio()) for v in array.tolist()])
    assert sparsemax(array).tolist() == pytest.approx([float(e) for e in exact], abs=4e-16)
    assert np.array_equal(hardmax(array), np.float64([float(e) for e in hardmax([*map(Rational, array.tolist())])]))


@pytest.mark.parametrize("function", ALL, ids=str)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int32, np.bool_])
def test_dtype_and_shape(function, dtype):
    array = np.array([[1, 0, 1, 0], [0, 1, 1, 1]]).astype(dtype)
    result = function(array)
    assert result.dtype == (dtype if np.dtype(dtype).kind == "f" else np.float64)
    assert result.shape == (2, len(function([1, 0, 1, 0])))
    along = function(np.moveaxis(array, -1, 0), axis=0)
    assert np.array_equal(along, np.moveaxis(result, -1, 0))
    assert function(np.zeros((3, 0), dtype)).shape == (3, 0) and function(np.zeros((0, 4), dtype)).shape[0] == 0
    deep = np.stack([array, array[::-1]])
    assert np.array_equal(function(deep)[1, 0], result[1])


@pytest.mark.parametrize("function", [*NORMALIZERS, hardmax, logsumexp], ids=str)
def test_arrays_with_infinities_agree_with_limits(function):
    for entries in ([-oo, 0, 1], [oo, 0, 1], [-oo, -oo], [oo, oo, 0], [nan, 1, 2], [oo, -oo], [5], [-oo], [oo, nan]):
        exact = function(entries)
        wanted = [exact] if function is logsumexp else list(exact)
        got = np.atleast_1d(function(np.array([float(e) for e in entries])))
        assert np.allclose(got, [float(e) for e in wanted], rtol=1e-15, equal_nan=True), entries


def test_arrays_with_infinities_in_some_rows():
    array = np.array([[1.0, 2.0], [-np.inf, -np.inf], [np.inf, 0.0], [np.nan, 0.0]])
    assert np.array_equal(softmax(array)[0], softmax(array[0]))
    assert np.isnan(softmax(array)[[1, 3]]).all() and softmax(array)[2].tolist() == [1, 0]


def test_many_rows_are_the_same_as_few():
    array = np.random.default_rng(1).normal(scale=9, size=(5000, 6))
    for function in ALL:
        assert np.array_equal(function(array)[4321], function(array[4321]))
    assert np.float64(logsumexp(array)[77]) == logsumexp(array[77])


def test_components_know_their_function_wherever_they_come_from():
    """The gradient of logsumexp is made of components of softmax, which nobody has asked for by name."""
    code = """
from symact.functions.logsumexp import logsumexp
from sympy import Symbol, exp
x = Symbol("x")
p = logsumexp([x, 0]).diff(x)
print(p, p.rewrite(exp))
"""
    assert run_python(code).strip() == "softmax([x, 0])[0] exp(x)/(exp(x) + 1)"
