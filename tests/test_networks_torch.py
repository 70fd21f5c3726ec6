"""Networks and torch: values and gradients of `to_torch`, and what `from_torch` reads, against torch itself."""

from __future__ import annotations

import copy
import io
import textwrap

import numpy as np
import pytest
from helpers import run_python
from network_zoo import inputs, weights, zoo

import symact as sa
from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.functions.vector_activation import VectorActivation

torch = pytest.importorskip("torch", reason="needs torch, which is not installed; pip install 'symact[torch]'")
nn, F = torch.nn, torch.nn.functional

ZOO = zoo()
NAMES = ["mlp", "residual", "windows", "largest", "functions", "vectors"]


def tensors(given):
    return {n: torch.tensor(a) for n, a in given.items()}


@pytest.mark.parametrize("rows", [0, 1, 9])
@pytest.mark.parametrize("name", ZOO)
def test_every_operation_has_its_value(name, rows):
    network = ZOO[name]
    given = inputs(network, rows)
    try:
        expected = network(**given)
    except ValueError:
        return
    found = network.compile("torch")(**given)
    for key, value in expected.items() if isinstance(expected, dict) else [("y", expected)]:
        own = found[key] if isinstance(expected, dict) else found
        assert torch.is_tensor(own) and own.dtype == torch.float64
        np.testing.assert_allclose(own.numpy(), value, rtol=1e-12, atol=1e-12, err_msg=key)


@pytest.mark.parametrize("name", NAMES)
def test_autograd_differentiates_every_operation(name):
    network = ZOO[name]
    output = next(iter(network.outputs))
    given = inputs(network, 3)
    module = sa.to_torch(network)
    values = {n: t.requires_grad_() for n, t in tensors(given).items()}
    result = module(**values)
    (result[output] if isinstance(result, dict) else result).sum().backward()
    expected = sa.gradient(network, None, [*network.parameters, *network.inputs], output=output)(**given)
    for key, value in {**dict(module.named_parameters()), **values}.items():
        slope = torch.zeros_like(value) if value.grad is None else value.grad
        np.testing.assert_allclose(slope.numpy(), expected[key], rtol=1e-12, atol=1e-12, err_msg=key)


def test_second_derivatives_are_exact():
    module = sa.to_torch(sa.mlp([2, 3, 1], hidden=sa.gelu, weights="glorot"))
    x = torch.tensor([[0.3, -0.7]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradgradcheck(module, (x,))


@pytest.mark.parametrize("name", [n for n in sa.activations() if hasattr(sa.activation(n), "formula")])
def test_activations_have_their_values_and_slopes(name):
    function = sa.activation(name)
    if function is sa.threshold or issubclass(function, VectorActivation):
        return
    from symact.numeric.backends.torch import torch_function

    points = np.array([-900.0, -20.0, -2.5, -0.7, 0.0, 0.3, 1.0, 2.5, 20.0, 900.0])
    x = torch.tensor(points, requires_grad=True)
    y = torch_function(function(T), (T,))(x)
    y.sum().backward()
    np.testing.assert_allclose(y.detach().numpy(), sa.lambdify(function)(points), rtol=1e-12, atol=1e-14)
    slopes = sa.lambdify(function, derivative=1)(points)
    np.testing.assert_allclose(x.grad.numpy(), slopes, rtol=1e-11, atol=1e-14)


def test_a_module_has_names_states_and_dtypes_as_torch_has():
    network = sa.mlp([3, 4, 2], hidden=sa.tanh, weights="glorot", dtype=np.float32)
    module = sa.to_torch(network)
    assert list(module.state_dict()) == list(network.parameters)
    x = torch.tensor(weights(5, 3))
    np.testing.assert_allclose(module(x.float()).detach(), network(x.numpy()), rtol=1e-5)
    with pytest.raises(RuntimeError, match=r"dtype|expected"):
        module(x)
    np.testing.assert_allclose(module.double()(x).detach(), network(x.numpy()), rtol=1e-12)
    np.testing.assert_allclose(module(x[0]).detach(), network(x[0].numpy()), rtol=1e-12)
    other = sa.to_torch(sa.mlp([3, 4, 2], hidden=sa.tanh, weights="he", seed=9))
    other.load_state_dict(module.state_dict())
    assert torch.equal(other(x), module(x))
    stored = io.BytesIO()
    torch.save(module, stored)
    stored.seek(0)
    again = torch.load(stored, weights_only=False)
    assert torch.equal(again(x), module(x)) and torch.equal(copy.deepcopy(module)(x), module(x))


def test_a_module_trains():
    module = sa.to_torch(sa.mlp([2, 8, 1], hidden=sa.gelu, weights="he", seed=1))
    x = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
    t = torch.tensor([[0.0], [1], [1], [0]], dtype=torch.float64)
    optimiser = torch.optim.Adam(module.parameters(), lr=0.05)
    for _ in range(300):
        optimiser.zero_grad()
        loss = ((module(x) - t) ** 2).mean()
        loss.backward()
        optimiser.step()
    assert loss.item() < 1e-3


def test_names_that_a_module_cannot_have_are_mended():
    network = sa.mlp([1, 1], weights=[([[2.0]], [1.0])])
    steps = [
        type(s)(s.name, s.operation, tuple({"W1": "forward", "b1": "a.b"}.get(i, i) for i in s.inputs), s.options)
        for s in network.steps
    ]
    parameters = {"forward": network.parameters["W1"], "a.b": network.parameters["b1"]}
    from symact.networks.network import assemble

    module = sa.to_torch(assemble(network.inputs, parameters, steps, network.outputs))
    assert list(module.state_dict()) == ["forward_", "a.b"]
    assert module(torch.tensor([[3.0]], dtype=torch.float64)).item() == 7.0


def test_the_first_call_of_a_process_is_served():
    code = """
        import symact as sa
        g = sa.gradient(sa.mlp([2, 3, 1], hidden=sa.gelu, weights="he"), "squared_error")
        print(sorted(g.compile("torch")(x=[[1.0, 2.0]], t=[[0.5]])))
    """
    assert run_python(textwrap.dedent(code)).strip() == str(["W1", "W2", "b1", "b2", "loss"])


def test_symbols_are_refused():
    with pytest.raises(UnsupportedError, match="W1, b1"):
        sa.to_torch(sa.mlp([1, 1]))


# Reading

ACTIVATIONS = [
    *(nn.ReLU(), nn.ReLU6(), nn.LeakyReLU(), nn.LeakyReLU(0.2), nn.RReLU(), nn.ELU(), nn.ELU(0.5), nn.SELU()),
    *(nn.CELU(), nn.CELU(2.0), nn.GELU(), nn.GELU("tanh"), nn.SiLU(), nn.Mish(), nn.Sigmoid(), nn.LogSigmoid()),
    *(nn.Hardsigmoid(), nn.Hardswish(), nn.Hardtanh(), nn.Hardtanh(-2, 0.5), nn.Softplus(), nn.Softplus(2.0)),
    *(nn.Softshrink(), nn.Softshrink(0.1), nn.Hardshrink(), nn.Softsign(), nn.Tanh(), nn.Tanhshrink()),
    *(nn.Threshold(0.1, 20.0), nn.PReLU(), nn.PReLU(4), nn.Softmax(1), nn.Softmin(-1), nn.LogSoftmax(1), nn.GLU()),
    *(nn.Identity(), nn.Dropout(), nn.Flatten()),
]


def read(module, *shape, rows=7, tolerance=1e-12):
    """Read a module, hold its values and those of the way back against it, and return the network."""
    module = module.double().eval()
    x = torch.tensor(weights(rows, *shape, seed=4) * 2)
    network = sa.from_torch(module, x)
    expected = module(x).detach().numpy()
    np.testing.assert_allclose(network(x.numpy()), expected, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(sa.to_torch(network)(x).detach().numpy(), expected, rtol=tolerance, atol=tolerance)
    assert network.shapes[network.outputs["y"]] == ("N", *expected.shape[1:])
    return network


@pytest.mark.parametrize("module", ACTIVATIONS, ids=repr)
def test_activations_are_read(module):
    tolerance = 3e-9 if isinstance(module, nn.Softplus) else 1e-12  # torch's threshold leaves log(1 + exp(-20)) out
    read(module, 4, tolerance=tolerance)


LAYERS = [
    (nn.Linear(4, 3), (4,)),
    (nn.Linear(4, 3, bias=False), (2, 4)),
    (nn.Conv1d(2, 3, 3), (2, 8)),
    (nn.Conv1d(2, 4, 3, stride=2, padding="valid", dilation=2, groups=2, bias=False), (2, 9)),
    (nn.Conv2d(2, 3, (2, 3), padding=(1, 0)), (2, 5, 6)),
    (nn.Conv2d(4, 4, 4, padding="same", groups=4), (4, 5, 6)),
    (nn.MaxPool1d(3, 2, 1), (2, 8)),
    (nn.MaxPool2d(2), (2, 5, 6)),
    (nn.AvgPool1d(3, 1, 1, count_include_pad=False), (2, 8)),
    (nn.AvgPool2d(2, padding=1), (2, 5, 6)),
    (nn.AdaptiveAvgPool2d(1), (2, 5, 6)),
    (nn.Unflatten(1, (2, 2)), (4,)),
]


@pytest.mark.filterwarnings("ignore:Using padding='same'")  # torch copies its input there
@pytest.mark.parametrize(("module", "shape"), LAYERS, ids=[repr(m) for m, _ in LAYERS])
def test_layers_are_read(module, shape):
    read(module, *shape)


@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize(
    ("module", "shape"), [(nn.BatchNorm1d, (4,)), (nn.BatchNorm1d, (4, 3)), (nn.BatchNorm2d, (4, 3, 2))]
)
def test_batch_normalisation_is_read(module, shape, affine):
    made = module(4, affine=affine)
    made.running_mean.copy_(torch.linspace(-1, 1, 4))
    made.running_var.copy_(torch.linspace(0.5, 2, 4))
    network = read(made, *shape)
    assert len(network.parameters) == 2 * affine
    with pytest.raises(UnsupportedError, match=r"module.eval\(\)"):
        sa.from_torch(nn.Sequential(module(4)), torch.zeros(2, *shape))


class Words(nn.Module):
    """Functions and methods of torch in one forward method."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(6, 6), nn.Linear(12, 4)
        self.scale = nn.Parameter(torch.tensor(weights(6)))
        self.register_buffer("offset", torch.tensor(weights(6)))

    def forward(self, x):
        h = F.relu(self.first(x)) + x * self.scale - self.offset
        h = torch.add(h, x, alpha=0.5) / 2 + 1 - (1 - h)
        image = h.view(h.size(0), 2, 3).permute(0, 2, 1).transpose(1, 2).contiguous()
        rows = image.reshape(x.shape[0], -1)
        halves = torch.chunk(rows, 2, dim=1)
        both = torch.cat([rows, torch.maximum(x, rows)[:, :3], halves[0]], dim=-1)
        z = F.leaky_relu(self.second(both), negative_slope=0.2).clamp(min=-1)
        z = F.avg_pool1d(F.max_pool1d(z.unsqueeze(1), 3, 1, 1), 3, 1, padding=1).squeeze(1) + F.conv1d(
            z.unsqueeze(1), self.scale[:3].view(1, 1, 3), padding=1
        ).flatten(1)
        z = F.dropout(z, training=self.training) + torch.tanh(z).mean(1, keepdim=True).unsqueeze(2).squeeze(2)
        return F.softmax(torch.flatten(z @ self.second.weight[:, :4], 1), dim=1).sum(1, keepdim=True) * torch.sigmoid(z)


def test_functions_methods_and_shapes_are_read():
    network = read(Words(), 6)
    assert list(network.parameters) == ["scale", "first.weight", "first.bias", "second.weight", "second.bias"]


class Skip(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(2, 2, 3, padding=1), nn.BatchNorm2d(2), nn.ReLU())
        self.head = nn.Sequential(nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 3))
        self.head[2].bias = self.head[2].bias

    def forward(self, image):
        return self.head(image + self.body(self.body(image)))


def test_residual_networks_with_shared_layers_are_read_and_differentiated():
    module = Skip().double().eval()
    network = read(module, 2, 4, 5)
    assert list(network.inputs) == ["image"]
    assert list(network.parameters) == [n for n, _ in module.named_parameters()]
    x, t = weights(6, 2, 4, 5), weights(6, 3)
    slopes = sa.gradient(network, "squared_error")(x, t)
    loss = ((module(torch.tensor(x)) - torch.tensor(t)) ** 2 / 2).sum(dim=1).mean()
    loss.backward()
    assert abs(slopes["loss"] - loss.item()) < 1e-12
    for name, parameter in module.named_parameters():
        np.testing.assert_allclose(slopes[name], parameter.grad.numpy(), rtol=1e-11, atol=1e-12)


def test_there_and_back_is_the_same_state():
    module = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2)).eval()
    back = sa.to_torch(sa.from_torch(module, input_shape=4))
    assert {n: v.dtype for n, v in back.state_dict().items()} == {n: v.dtype for n, v in module.state_dict().items()}
    assert all(torch.equal(a, b) for a, b in zip(back.state_dict().values(), module.state_dict().values(), strict=True))
    network = sa.mlp([3, 4, 2], hidden=sa.tanh, weights="glorot")
    x = weights(5, 3)
    np.testing.assert_array_equal(sa.to_torch(network)(torch.tensor(x)).shape, (5, 2))


class Several(nn.Module):
    def forward(self, a, b):
        return {"sum": a + b, "product": a * b}


def test_several_inputs_and_outputs_keep_their_names():
    network = sa.from_torch(Several(), (torch.zeros(2, 3), torch.zeros(2, 3)))
    found = network(a=np.ones((2, 3)), b=np.full((2, 3), 2.0))
    assert found["sum"][0, 0] == 3.0 and found["product"][0, 0] == 2.0
    assert sa.from_torch(Several(), input_shape=[3, 3]) == network


class Branching(nn.Module):
    def forward(self, x):
        return x if x.sum() > 0 else -x


class Strange(nn.Module):
    def forward(self, x):
        return torch.fft.fft(x).real


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (nn.LSTM(2, 2), "trace|layers must be among"),
        (nn.Sequential(nn.Bilinear(2, 2, 2)), "layers must be among .*, not Bilinear"),
        (Branching(), "must be one that torch.fx can trace, which Branching is not"),
        (Strange(), "functions must be among"),
        (nn.Sequential(nn.Dropout()), r"random in training; call module.eval\(\)"),
        (nn.Sequential(nn.RReLU()), r"random in training"),
        (nn.Sequential(nn.Conv1d(2, 2, 3, padding=1, padding_mode="reflect")), "padding_mode='reflect'"),
        (nn.Sequential(nn.MaxPool1d(2, ceil_mode=True)), "without ceil_mode"),
        (nn.Sequential(nn.Softmax()), "must be told its axis"),
        (nn.Sequential(nn.Flatten(0)), "leave the axis of the examples alone"),
    ],
)
def test_what_is_not_served_is_refused_by_name(module, message):
    with pytest.raises(UnsupportedError, match=message):
        sa.from_torch(module.train(), torch.zeros(3, 2, 6))


def test_wrong_arguments_are_refused():
    with pytest.raises(TypeError, match=r"must be a torch.nn.Module"):
        sa.from_torch(lambda x: x, input_shape=2)
    with pytest.raises(TypeError, match="an example or an input_shape, and not both"):
        sa.from_torch(nn.ReLU())
    with pytest.raises(TypeError, match="example must be a tensor"):
        sa.from_torch(nn.ReLU(), np.zeros((2, 2)))
    with pytest.raises(TypeError, match="of which no shape is given"):
        sa.from_torch(Several(), input_shape=3)
