"""Convolution and pooling layers against SciPy, torch and onnxruntime; their laws, their derivatives, bad inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate
from sympy import Symbol
from test_networks_onnx_round_trip import check

import symact as sa
from symact.errors import NetworkError
from symact.networks.layers import AveragePool, Conv, Dense, Flatten, MaxPool, Residual, chain

NUMBERS = np.random.default_rng(7)


def draw(*shape: int) -> Any:
    return NUMBERS.normal(size=shape)


@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.sampled_from(["valid", "same"]))
def test_a_convolution_is_the_correlation_of_scipy(channels: int, outputs: int, h: int, w: int, mode: str) -> None:
    weight, image = draw(outputs, channels, h, w), draw(channels, 4, 5)
    made = chain([Conv(weight, padding=mode)], inputs=("N", channels, 4, 5))(image)
    padded = np.pad(image, [(0, 0), *[((n - 1) // 2, n // 2) for n in (h, w)]]) if mode == "same" else image
    expected = [sum(correlate(a, k, "valid") for a, k in zip(padded, kernels, strict=True)) for kernels in weight]
    np.testing.assert_allclose(made, expected, rtol=1e-12, atol=1e-12)


@given(st.integers(1, 3), st.integers(0, 2), st.integers(1, 2), st.sampled_from([1, 2]))
def test_strides_pads_dilations_and_groups_are_those_of_torch(
    stride: int, pad: int, dilation: int, groups: int
) -> None:
    torch = pytest.importorskip("torch")
    weight, bias, images = draw(6, 4 // groups, 2, 3), draw(6), draw(2, 4, 6, 7)
    layer = Conv(weight, bias, stride=stride, padding=pad, dilation=dilation, groups=groups)
    expected = torch.nn.functional.conv2d(
        *map(torch.tensor, (images, weight, bias)), stride=stride, padding=pad, dilation=dilation, groups=groups
    )
    np.testing.assert_allclose(chain([layer], inputs=("N", 4, 6, 7))(images), expected.numpy(), rtol=1e-12, atol=1e-12)


@given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 1), st.booleans())
def test_pooling_is_that_of_torch(size: int, stride: int, pad: int, counts: bool) -> None:
    torch = pytest.importorskip("torch")
    pad = min(pad, size // 2)
    images = draw(2, 3, 6, 5)
    given = torch.tensor(images)
    for layer, expected in [
        (MaxPool(size, stride, pad), torch.nn.functional.max_pool2d(given, size, stride, pad)),
        (
            AveragePool(size, stride, pad, count_padding=counts),
            torch.nn.functional.avg_pool2d(given, size, stride, pad, count_include_pad=counts),
        ),
    ]:
        np.testing.assert_allclose(
            chain([layer], inputs=("N", 3, 6, 5))(images), expected.numpy(), rtol=1e-12, atol=1e-12
        )


def lenet(f: Any = "relu") -> sa.Network:
    layers = [
        Conv(draw(3, 1, 3, 3), draw(3), f, padding="same"),
        MaxPool(2),
        Residual(Conv(draw(3, 1, 3, 3), draw(3), f, padding=1, groups=3)),
        AveragePool(2, stride=1),
        Flatten(),
        Dense(draw(2, 12), draw(2), "softmax"),
    ]
    return chain(layers, inputs=("N", 1, 6, 6))


def test_a_network_of_layers_is_one_file_with_one_node_each() -> None:
    from onnx_models import onnx

    kinds = [n.op_type for n in onnx.load_from_string(check(lenet())).graph.node]
    assert [k for k in kinds if k in ("Conv", "MaxPool", "AveragePool")] == ["Conv", "MaxPool", "Conv", "AveragePool"]


def test_names_are_those_of_layers_in_a_row() -> None:
    net = lenet()
    assert list(net.parameters) == ["W1", "b1", "W3", "b3", "W6", "b6"]
    assert {"z1", "h1", "h2", "z3", "h3", "h4", "h5", "z6"} < set(net.shapes)
    assert net.outputs == {"y": "y"}


def test_gradients_are_central_differences() -> None:
    net = lenet(sa.tanh)
    x, t = draw(2, 1, 6, 6), np.eye(2)
    gradient = sa.gradient(net, "cross_entropy")(x=x, t=t)
    loss = lambda w: sa.gradient(net.with_parameters(W1=w), "cross_entropy")(x=x, t=t)["loss"]  # noqa: E731
    weight, step = net.parameters["W1"], 1e-6
    for place in [(0, 0, 0, 0), (2, 0, 1, 2)]:
        change = np.zeros_like(weight)
        change[place] = step
        rate = (loss(weight + change) - loss(weight - change)) / (2 * step)
        np.testing.assert_allclose(gradient["W1"][place], rate, rtol=1e-6, atol=1e-9)


def test_shared_kernels_and_every_rank() -> None:
    for k in (1, 2, 3):
        shared = Conv(draw(2, 2, *(3,) * k), activation=sa.gelu, padding=1)
        net = chain([shared, shared, MaxPool(2)], inputs=("N", 2, *(4,) * k))
        assert list(net.parameters) == ["W1"]
        assert net.shapes["y"] == ("N", 2, *(2,) * k)


def test_symbols_and_rationals_stay_exact() -> None:
    k = Symbol("k")
    net = chain([Conv(np.array([[[k, -k]]])), AveragePool(2)], inputs=("N", 1, 3))
    assert str(sa.expression(net)) == "k*x0_0/2 - k*x0_2/2"


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (Conv(draw(2, 3, 3, 3)), ("N", 1, 5, 5), "W1 must fit the 1 channels in 1 groups"),
        (Conv(draw(3, 1, 3), groups=2), ("N", 2, 5), "in 2 groups"),
        (Conv(draw(2, 1, 3)), ("N", 1, 5, 5), "W1 must have the axes of N x 1 x 5 x 5"),
        (Conv(draw(2, 1, 3), draw(3)), ("N", 1, 5), "b1 must have the shape 2, not 3"),
        (Conv(draw(2, 1, 3)), ("N", 1, 2), "a window of 3 must fit into 2 entries"),
        (Conv(draw(2, 1, 3), stride=(1, 2)), ("N", 1, 5), "windows must have a length, a stride"),
        (MaxPool(2), ("N", 3), "windows must have a length"),
        (MaxPool(2), ("N", 3, "M"), "each known axis"),
        (Flatten(), ("N", 3, "M"), "axes of known length"),
        (Flatten(), (3,), "axes of known length"),
    ],
)
def test_layers_that_do_not_fit_are_told(layer: Any, shape: Any, message: str) -> None:
    with pytest.raises(NetworkError, match=message):
        chain([layer], inputs=shape)


@pytest.mark.parametrize(
    "layer",
    [
        MaxPool(0),
        MaxPool(2, stride=-1),
        AveragePool(2, padding=-1),
        MaxPool(2, padding="full"),
        AveragePool(2, padding=2),
    ],
)
def test_lengths_and_pads_must_be_numbers(layer: Any) -> None:
    with pytest.raises(ValueError, match="must be"):
        chain([layer], inputs=("N", 1, 5))
