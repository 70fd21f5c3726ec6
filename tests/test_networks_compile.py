"""The compiled network against the obvious interpreter: every operation, dtype, number of rows; and its contract."""

from __future__ import annotations

import pickle
import textwrap
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from helpers import run_python
from network_zoo import inputs, made, weights, zoo
from sympy import Symbol

import symact as sa
from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.networks.backends import on_numpy
from symact.networks.backends.direct import direct_code
from symact.networks.evaluate import bind_arguments, run
from symact.networks.operations import OPERATIONS
from symact.numeric.program import Let, Program
from symact.numeric.program_code import compiled_program

ZOO = zoo()
DTYPES = (np.float64, np.float32, np.float16)


def obviously(network, given):
    """Return the outputs as the interpreter finds them."""
    bound = bind_arguments(network, (), given)
    with np.errstate(all="ignore"):
        found = run(network, bound, network.outputs.values())
    return {n: bound.shown(found[v], network.shapes[v]) for n, v in network.outputs.items()}


def by_name(network, result):
    return result if isinstance(result, dict) else {next(iter(network.outputs)): result}


def assert_close(network, found, expected, dtype, ulps=16.0):
    """Hold outputs against each other, in units of the dtype at the largest entry, as sums of products are rounded."""
    for name, exact in expected.items():
        assert found[name].dtype == dtype and found[name].shape == exact.shape, name
        value = exact.astype(np.float64)
        if value.size:
            finite = value[np.isfinite(value)]
            scale = max(float(np.abs(finite).max(initial=0.0)), 1.0)
            tolerance = ulps * float(np.finfo(dtype).eps) * scale
            np.testing.assert_allclose(
                found[name].astype(np.float64), value, rtol=tolerance, atol=tolerance, err_msg=name
            )


def test_the_zoo_has_every_operation():
    used = {s.operation for network in ZOO.values() for s in network.steps}
    assert used == set(OPERATIONS)


@pytest.mark.parametrize(
    ("rows", "dtype"), [(n, d) for n in (0, 1, 8) for d in DTYPES] + [(2000, d) for d in DTYPES[:2]]
)
@pytest.mark.parametrize("name", ZOO)
def test_it_equals_the_interpreter(name, dtype, rows):
    network = ZOO[name]
    given = inputs(network, rows, dtype)
    try:
        expected = obviously(network, given)
    except ValueError:  # a maximum over no examples
        with pytest.raises(ValueError):
            network(**given)
    else:
        assert_close(network, by_name(network, network(**given)), expected, dtype)


@pytest.mark.parametrize("block", [1, 3, 7])
@pytest.mark.parametrize("name", ZOO)
def test_it_equals_the_interpreter_in_small_blocks(name, block, monkeypatch):
    monkeypatch.setattr(on_numpy, "_CACHE", 0)
    monkeypatch.setattr(on_numpy, "_LEAST_ROWS", block)
    network = ZOO[name]
    given = inputs(network, 17)
    assert_close(network, by_name(network, network(**given)), obviously(network, given), np.float64)


@pytest.mark.parametrize("name", ZOO)
def test_a_single_example_comes_without_its_axis(name):
    network = ZOO[name]
    if any(s and s[-1] == "N" for s in (network.shapes[v] for v in network.outputs.values())):
        return
    given = {n: a[0] if network.inputs[n][:1] == ("N",) else a for n, a in inputs(network, 1).items()}
    assert_close(network, by_name(network, network(**given)), obviously(network, given), np.float64)


def test_integers_lists_and_read_only_views_are_served():
    network = ZOO["mlp"]
    given = np.arange(24).reshape(4, 6).T
    expected = obviously(network, {"x": given.astype(float)})["y"]
    for x in (given, given.tolist(), np.asfortranarray(given), given.astype(">f8"), np.broadcast_to(given, (6, 4))):
        np.testing.assert_allclose(network(x), expected, rtol=1e-14)


def test_infinite_and_undefined_inputs_pass_without_a_warning():
    network = ZOO["functions"]
    given = {"x": np.array([[np.inf, -np.inf, np.nan, 0.0]])}
    expected = obviously(network, given)
    found = network(**given)
    for name, value in expected.items():
        np.testing.assert_array_equal(found[name], value, err_msg=name)


def test_examples_stay_in_blocks_and_sums_over_them_are_added_up():
    source = ZOO["gradient"].compile().source
    assert "for start in range(0, rows, block):" in source
    assert source.count("+=") >= 5
    assert "for start" not in ZOO["sums"].compile().source  # what is centred needs the mean of all rows first


def test_the_bias_and_the_activation_are_written_in_place():
    source = sa.mlp([4, 16, 16, 1], hidden=sa.tanh, weights="glorot").compile().source
    assert source.count("np.empty") == 3
    assert source.count("out=") == 8


def test_no_text_of_a_user_is_in_the_source():
    evil = "x'); import os  #"
    writer_names = {"W\n__import__('os')": weights(2, 2)}
    network = sa.layers.chain([sa.layers.Dense(writer_names["W\n__import__('os')"], name="\nimport os")], inputs=2)
    renamed = sa.networks.network.assemble(
        {evil: ("N\nimport os", 2)},
        network.parameters,
        [
            type(s)(s.name, s.operation, tuple(evil if i == "x" else i for i in s.inputs), s.options)
            for s in network.steps
        ],
        network.outputs,
    )
    source = renamed.compile().source
    assert "import" not in source and evil not in source
    np.testing.assert_allclose(renamed([[1.0, 2.0]]), network([[1.0, 2.0]]))


def test_a_program_holds_array_steps_only():
    let = Let("v1", ("x1",), "open({0})", ("n",), "make")
    with pytest.raises(RuntimeError, match="array steps only"):
        compiled_program(Program((("x1", ("n",)),), (), (), (let,), ("v1",)), np.dtype(float))


def test_networks_of_one_structure_share_one_program():
    first, second = (sa.mlp([3, 5, 2], weights="he", seed=s).compile() for s in (1, 2))
    x = weights(4, 3)
    assert not np.array_equal(first(x), second(x))
    assert first.source == second.source
    before = compiled_program.cache_info().misses
    sa.mlp([3, 5, 2], weights="he", seed=7)(x)
    assert compiled_program.cache_info().misses == before


def test_it_serves_threads_at_once():
    network = ZOO["gradient"]
    many = [inputs(network, 700, seed=s) for s in range(16)]
    expected = [network(**g) for g in many]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda g: network(**g), many * 4))
    for i, result in enumerate(found):
        for name, value in expected[i % 16].items():
            np.testing.assert_array_equal(result[name], value)


def test_it_pickles():
    compiled = ZOO["mlp"].compile()
    x = weights(5, 4)
    other = pickle.loads(pickle.dumps(compiled))
    np.testing.assert_array_equal(other(x), compiled(x))
    assert pickle.loads(pickle.dumps(ZOO["mlp"])) == ZOO["mlp"]


def test_out_is_written():
    compiled, x = ZOO["mlp"].compile(), weights(50, 4)
    expected = compiled(x)
    out = np.empty((50, 3))
    assert compiled(x, out=out) is out
    np.testing.assert_array_equal(out, expected)
    wide = np.zeros((50, 6))
    compiled(x, out=wide[:, ::2])
    np.testing.assert_array_equal(wide[:, ::2], expected)
    single = np.empty(3)
    assert compiled(x[0], out=single) is single
    np.testing.assert_allclose(single, expected[0], rtol=1e-14)


def test_out_may_be_what_is_read():
    network = ZOO["residual"]
    x = weights(100_000, 4)
    expected = network(x)
    shifted = np.empty((100_001, 4))
    shifted[:-1] = x
    network.compile()(shifted[:-1], out=shifted[1:])
    np.testing.assert_array_equal(shifted[1:], expected)


def test_several_outputs_are_written_where_they_are_named():
    compiled = ZOO["gradient"].compile()
    given = inputs(ZOO["gradient"], 9)
    expected, place = compiled(**given), np.empty((7, 4))
    found = compiled(**given, out={"W1": place})
    assert found["W1"] is place
    for name, value in expected.items():
        np.testing.assert_array_equal(found[name], value)


@pytest.mark.parametrize(
    ("out", "error", "message"),
    [
        (np.empty((5, 3), np.float32), TypeError, "out must be a NumPy array of float64, not float32"),
        ([0.0], TypeError, "not list"),
        (np.empty((4, 3)), ValueError, "of the shape"),
        (np.broadcast_to(0.0, (5, 3)), ValueError, "must be writeable"),
        ({"z": np.empty((5, 3))}, KeyError, "must name outputs"),
    ],
)
def test_an_out_that_does_not_fit_is_refused(out, error, message):
    with pytest.raises(error, match=message):
        ZOO["mlp"].compile()(weights(5, 4), out=out)


def test_what_cannot_be_compiled_is_refused():
    with pytest.raises(ValueError, match="backend must be one of numpy, jax, torch, not 'tpu'"):
        ZOO["mlp"].compile("tpu")
    with pytest.raises(UnsupportedError, match="W1, b1"):
        sa.mlp([1, 1]).compile()
    with pytest.raises(TypeError, match="takes numbers"):
        ZOO["mlp"].compile()([Symbol("a")] * 4)
    with pytest.raises(TypeError, match="out must be a mapping"):
        ZOO["gradient"].compile()(**inputs(ZOO["gradient"], 2), out=np.empty(1))


@pytest.mark.parametrize("library", ["torch", "jax"])
def test_a_library_that_is_missing_is_named_with_its_extra(library):
    code = f"""
        import sys
        sys.modules["{library}"] = None
        import symact as sa
        net = sa.mlp([1, 1], weights="he")
        requests = [lambda: net.compile("{library}"), lambda: sa.to_{library}(net)]
        if "{library}" == "torch":
            requests.append(lambda: sa.from_torch(None, input_shape=1))
        for request in requests:
            try:
                request()
            except sa.MissingExtraError as error:
                print(error)
    """
    lines = run_python(textwrap.dedent(code)).splitlines()
    assert len(lines) == (3 if library == "torch" else 2)
    assert all(f"pip install 'symact[{library}]'" in line for line in lines)


def test_exact_inputs_stay_exact_and_exact_weights_meet_numbers():
    network = sa.mlp([2, 1], weights=[([[1, 2]], [3])])
    assert network([1, 2]).tolist() == [8.0]
    assert network(np.array([Symbol("a"), 1], dtype=object))[0] == Symbol("a") + 5


def test_other_parameters_run_in_the_same_program():
    network = sa.mlp([3, 5, 2], weights="he", seed=1)
    other = sa.mlp([3, 5, 2], weights="he", seed=2)
    x = weights(4, 3)
    changed = network.compile().with_parameters(other.parameters)
    np.testing.assert_array_equal(changed(x), other(x))
    with pytest.raises(KeyError, match="no parameter"):
        changed.with_parameters(V=1)
    with pytest.raises(ValueError, match="must have the shape"):
        changed.with_parameters(b1=[1.0])


def test_a_convolution_runs_in_little_memory():
    network, rows = ZOO["windows"], 20_000
    given = inputs(network, rows)
    network(x=given["x"][:2])
    tracemalloc.start()
    network(**given)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    results = sum(np.prod([rows if a == "N" else a for a in network.shapes[v]]) * 8 for v in network.outputs.values())
    assert peak < results + 64 * 2**20  # all windows at once would take 2.4 times 72 MB more


def test_float32_tanh_is_off_by_at_most_what_is_stated():
    bits = np.arange(0, int(np.float32(20).view(np.uint32)), 1009, dtype=np.uint32)
    x = bits.view(np.float32)
    net = made(lambda w, x: {"y": w.add("apply", x, function=sa.tanh(T))}, ("N",))
    exact = np.tanh(x.astype(np.float64))
    error = np.abs(net(x).astype(np.float64) - exact) / np.spacing(np.abs(exact.astype(np.float32)))
    assert error.max() < 1.4


@pytest.mark.parametrize(
    ("source", "dtype", "code"),
    [
        ("def f(x):\n    return np.tanh(x)", "float32", "np.tanh({0}, out={out})"),
        ("def f(x):\n    return np.tanh(x)", "float16", None),
        ("def f(x):\n    return 0.5 * x", "float16", "np.multiply(0.5, {0}, out={out})"),
        ("def f(x):\n    return 0.1 * x", "float32", None),
        ("def f(x):\n    return 0.1 * x", "float64", "np.multiply(0.1, {0}, out={out})"),
        ("def f(x, p1):\n    return x * p1", "float32", "np.multiply({0}, {1}, out={out})"),
        ("def f(x):\n    return -x", "float32", "np.negative({0}, out={out})"),
        ("def f(x):\n    return np.exp(x)", "float64", None),
        ("def f(x):\n    t1 = x\n    return t1", "float64", None),
    ],
)
def test_a_single_operation_writes_in_place_where_its_bits_are_the_same(source, dtype, code):
    assert direct_code(source, np.dtype(dtype)) == code


@pytest.mark.parametrize("function", [-T, T / 2, sa.relu(T), T * T])
def test_direct_operations_have_the_bits_of_the_evaluator(function):
    bits = np.random.default_rng(0).integers(0, 2**32, 100_000, dtype=np.uint32)
    x = bits.view(np.float32)
    net = made(lambda w, x: {"y": w.add("apply", x, function=function)}, ("N",))
    np.testing.assert_array_equal(net(x), sa.lambdify(T, function)(x))
