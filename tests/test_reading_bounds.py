"""What SymPy may be asked to compute: bounds before each step, and a fuse behind them."""

from __future__ import annotations

import cProfile
import sys
import threading
import time

import pytest
from sympy import Integer, Max, Rational, Symbol, exp, log, sqrt, symbols, tanh

from symact.errors import DomainError, ParseError
from symact.exact.fuse import Fuse, FuseBlown
from symact.functions.parse import parse
from symact.reading.bounds import check_argument, check_function, check_power, check_product, check_result, check_sum
from symact.reading.limits import DEPTH, NUMBER_BITS

x, y = symbols("x y")
BIG = Integer(10) ** 9

ALLOWED = [
    (x, BIG),
    (x + 1, BIG),
    (2 * x, Integer(1000)),
    (Integer(2), Integer(NUMBER_BITS - 1)),
    (exp(x), BIG),
    (x, Integer(10) ** 400),
    (exp(1), BIG),
    (Integer(10) ** 600 + 7, Rational(1, 2)),
    (Integer(2), 3 * x),
]
REFUSED = [
    (Integer(2), BIG),
    (Integer(2), -BIG),
    (Rational(9, 7), BIG),
    (2 * x, BIG),
    (x / 2, BIG),
    (sqrt(2), BIG),
    (sqrt(2) * x, BIG),
    (Integer(3), BIG * x),
    (Integer(3), x + BIG),
    (2**x, BIG),
    (Integer(2), BIG * log(3) / log(2)),
    (3 * exp(x * log(2)), BIG),
    (exp(1), log(Integer(10) ** 1000 + 1) / 2),
    (Integer(10) ** 1000 + 1, Rational(1, 2)),
]


@pytest.mark.parametrize(("base", "exponent"), ALLOWED)
def test_powers_that_stay_small(base: object, exponent: object) -> None:
    check_power(base, exponent)


@pytest.mark.parametrize(("base", "exponent"), REFUSED)
def test_powers_that_grow(base: object, exponent: object) -> None:
    with pytest.raises(DomainError, match="must"):
        check_power(base, exponent)


def test_the_bound_is_sharp_where_it_is_exact() -> None:
    check_power(Integer(2), Integer(NUMBER_BITS))
    with pytest.raises(DomainError):
        check_power(Integer(2), Integer(NUMBER_BITS + 1))


def test_products_and_sums() -> None:
    long = Integer(10) ** 1000
    check_product([long, x])
    with pytest.raises(DomainError):
        check_product([long + 1, x, long + 3])
    check_sum([x / long, y / long])
    with pytest.raises(DomainError):
        check_sum([x / (long + 1), y / (long + 3)])
    with pytest.raises(DomainError):
        check_result(x + long**2)


def test_arguments() -> None:
    check_argument("sin", Integer(10) ** 400)
    check_argument("sin", x * exp(exp(10)))
    with pytest.raises(DomainError, match=r"the constants in sin must be below 10\*\*4816"):
        check_argument("sin", exp(exp(10)))


def test_functions_that_may_be_exponentials() -> None:
    check_function("celu", [log(3), Rational(1, 100)])
    check_function("leaky_relu", [Integer(3), Rational(1, 10**9)])
    with pytest.raises(DomainError, match="an exact number must"):
        check_function("expm1", [BIG * log(3)])
    with pytest.raises(DomainError, match="an exact number must"):
        check_function("celu", [log(3), 1 / BIG])


def test_a_fuse_ends_what_would_not_end() -> None:
    u = x
    start = time.process_time()
    with pytest.raises(FuseBlown), Fuse(100_000, 60.0):
        for _ in range(50):
            u = tanh(u)
    assert time.process_time() - start < 1
    assert sys.getprofile() is None


def test_a_clock_stands_behind_the_count() -> None:
    start = time.process_time()
    with pytest.raises(FuseBlown), Fuse(10**12, 0.2):
        while True:
            exp(x).diff(x)
    assert 0.1 < time.process_time() - start < 2


def test_a_fuse_leaves_short_work_alone() -> None:
    with Fuse(1_000_000, 60.0):
        assert Max(0, x).diff(x) is not None
    assert sys.getprofile() is None


def test_a_fuse_leaves_the_profiler_of_a_user_alone() -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    try:
        assert parse("tanh(x + 1)") == tanh(x + 1)
    finally:
        profiler.disable()
    assert any(entry.callcount for entry in profiler.getstats())


def test_fuses_burn_in_every_thread() -> None:
    endings: list[str] = []

    def work() -> None:
        try:
            parse("tanh(" * 30 + "x" + ")" * 30)
        except ParseError as error:
            endings.append(error.problem)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(endings) == 2
    assert all("must take less work to build" in ending for ending in endings)


def test_a_caller_deep_in_the_stack_gets_our_error() -> None:
    def deeper(levels: int) -> str:
        if levels:
            return deeper(levels - 1)
        try:
            parse("(" * 90 + "x" + ")" * 90)
        except ParseError as error:
            return error.problem
        return "read"

    assert deeper(0) == "read"
    deep = sys.getrecursionlimit() - 250
    frame, used = sys._getframe(), 0
    while frame is not None:
        frame, used = frame.f_back, used + 1
    assert deeper(deep - used) == "a formula must be less deep than this one; write it in parts"


@pytest.mark.parametrize("opening", ["exp(", "sin(1+", "(", "x*(", "1/(1+"])
def test_the_deepest_formula_can_be_printed_and_differentiated(opening: str) -> None:
    depth = DEPTH
    while True:
        try:
            expr = parse(opening * depth + "x" + ")" * depth)
            break
        except ParseError:
            depth -= 1
    assert depth >= DEPTH // 3
    assert parse(str(expr)) == expr
    assert expr.diff(Symbol("x")) is not None
