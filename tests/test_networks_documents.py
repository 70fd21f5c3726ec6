"""Networks as JSON documents: exact round trips, and files of strangers that do no harm."""

from __future__ import annotations

import copy
import json
import math
import re
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import hostile_documents
import numpy as np
import pytest
import sympy as sp
from helpers import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

import symact as sa
from symact.errors import FormatError, UnsupportedError
from symact.exact.variable import T
from symact.networks.documents.records import RECORDS
from symact.networks.documents.weights import span
from symact.networks.layers import Activate, Chain, Dense, Residual, chain
from symact.networks.operations import OPERATIONS
from symact.networks.writer import NetworkWriter

SECONDS, MEMORY = 2.0, 512 * 2**20
SCHEMA = ROOT / "docs" / "reference" / "network.schema.json"
SCALARS = ("relu", "silu", "gelu", "tanh", "mish", "leaky_relu", "hardtanh", "softplus", "identity", "selu", "erf")


def read_back(net: Any, folder: Path) -> Any:
    sa.write_network(net, folder / "net.json")
    return sa.read_network(folder / "net.json")


def bits(net: Any) -> list[tuple[str, str, bytes]]:
    """Return the weights to the last bit: equality does not tell 0 from -0."""
    arrays = [*net.parameters.items(), *net.constants.items(), *net.supports.items()]
    return [(n, a.dtype.str, a.tobytes() if a.dtype != object else b"") for n, a in arrays]


def check(net: Any, folder: Path) -> None:
    again = read_back(net, folder)
    assert again == net
    assert bits(again) == bits(net)
    assert list(again.parameters) == list(net.parameters)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents")


# ---- what is written is read back ----

floats = st.floats(allow_nan=False, allow_infinity=False)
exact = st.one_of(
    st.integers(-(10**30), 10**30).map(sp.Integer),
    st.fractions().map(lambda f: sp.Rational(f.numerator, f.denominator)),
    st.sampled_from(
        [sp.Symbol("a"), sp.Symbol("b", positive=True), sp.Symbol("c_1", real=True), sp.pi, sp.sqrt(2), sp.E]
    ),
    st.sampled_from([sp.MatrixSymbol("M", 2, 3)[1, 2] * sp.Symbol("x"), sp.Symbol("x", real=True) + sp.Symbol("pi")]),
    st.sampled_from([sp.Symbol("relu") / 3, 2 * (sp.Symbol("lamda") + 1), sa.gelu(sp.Symbol("a")), sp.log(2) ** 2]),
)


@st.composite
def dense(draw: st.DrawFn, fan_in: int, fan_out: int) -> Dense:
    kind = draw(st.sampled_from(("float64", "float32", "exact", "symbols")))
    if kind == "symbols":
        tag = draw(st.integers(0, 10**6))
        weight: Any = sp.MatrixSymbol(f"W{tag}", fan_out, fan_in)
        bias: Any = sp.MatrixSymbol(f"b_{tag}", fan_out, 1)
    else:
        numbers = exact if kind == "exact" else st.floats(width=32, allow_nan=False, allow_infinity=False)
        entries = draw(st.lists(floats if kind == "float64" else numbers, min_size=fan_out * (fan_in + 1),
                                max_size=fan_out * (fan_in + 1)))  # fmt: skip
        array = np.array(entries, dtype=object if kind == "exact" else kind)
        weight, bias = array[: fan_out * fan_in].reshape(fan_out, fan_in), array[fan_out * fan_in :]
    function = draw(st.sampled_from((*SCALARS, "softmax", "log_softmax")))
    return Dense(weight, draw(st.sampled_from((bias, None))), function)


@st.composite
def networks(draw: st.DrawFn) -> Any:
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    layers: list[Any] = []
    for fan_in, fan_out in pairwise(sizes):
        layer = draw(dense(fan_in, fan_out))
        layers.append(layer)
        layers.append(draw(st.sampled_from((Activate("tanh"), Residual(Activate("silu")), Chain()))))
    if draw(st.booleans()):
        layers.append(Residual(draw(dense(sizes[-1], sizes[-1]))))
    net = chain(layers, inputs=sizes[0])
    made = draw(st.sampled_from((None, sa.gradient, sa.hvp, sa.jacobian, sa.jvp)))
    if made is None or not net.parameters:
        return net
    return made(net, "squared_error") if made in (sa.gradient, sa.hvp) else made(net)


@settings(max_examples=120)
@given(networks())
def test_random_networks_read_back(net: Any) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        check(net, Path(name))


def of_units(activation: Any, inputs: int = 4) -> Any:
    return chain([Dense(sp.MatrixSymbol("W", 4, inputs), None, activation)], inputs=inputs)


@pytest.mark.parametrize("name", ["glu", "swiglu", "geglu", "reglu", "bilinear", "maxout", "crelu", "softmin"])
def test_gated_units_read_back(name: str, folder: Path) -> None:
    net = of_units(name)
    check(net, folder)
    check(sa.gradient(net, wrt=["W1"]), folder)


@pytest.mark.parametrize("function", [f for f in sa.activations() if getattr(f, "arity", "scalar") == "scalar"])
def test_every_activation_reads_back_with_two_derivatives(function: Any, folder: Path) -> None:
    open_parameters = [sp.Symbol(p.name, real=True) for p in sa_parameters(function) if p.default is None]
    writer = NetworkWriter()
    x = writer.input("x", ("N", 2))
    net = writer.build({"y": writer.add("apply", x, function=function(T, *open_parameters))})
    check(net, folder)
    check(sa.hvp(net, wrt=["x"]), folder)


def sa_parameters(function: Any) -> Any:
    from symact.functions.catalogue import entry

    return entry(function).parameters


def windowed(fill: float) -> Any:
    """A convolution of 2 channels and a pooling, as an importer writes them."""
    w = NetworkWriter()
    x = w.input("image", ("N", 1, 5, 5))
    kernel = w.parameter("kernel", np.random.default_rng(0).standard_normal((2, 1, 3, 3)).astype(np.float32))
    options: dict[str, Any] = {"dilations": (1, 1), "lengths": (3, 3), "pads": ((1, 1), (0, 1)), "strides": (2, 1)}
    seen = w.add("windows", x, fill=0, **options)
    z = w.add("contract", seen, kernel, subscripts="ncyxij,ocij->noyx")
    pooled = w.add("windows", z, fill=fill, **(options | {"lengths": (2, 2)}))
    y = w.add("max", pooled, axes=(4, 5))
    return w.build({"y": w.add("reshape", y, shape=("N", math.prod(w.shape(y)[1:]))), "features": z})


@pytest.mark.parametrize("fill", [0, -math.inf])
def test_convolutions_read_back(fill: float, folder: Path) -> None:
    net = windowed(fill)
    check(net, folder)
    check(sa.gradient(net, output="y"), folder)


def test_supports_and_several_axes_read_back(folder: Path) -> None:
    w = NetworkWriter()
    x = w.input("x", ("N", "time", 2))
    weight = w.parameter("W", [[1.5, 0.0], [-0.0, 2.0]], support=np.eye(2, dtype=bool))
    w.constant(np.array([[True, False]]), "mask")
    y = w.add("contract", x, weight, subscripts="nti,oi->nto")
    check(w.build({"y": y, "again": y, "mask": "mask"}), folder)


def test_names_of_any_characters_read_back(folder: Path) -> None:
    w = NetworkWriter()
    x = w.input('"x"\n\x1b[31m é \ud800 \\', ("N", 1))
    check(w.build({"ÿ": w.add("apply", x, function=sa.relu(T))}), folder)


def test_symbols_that_share_a_name_stay_apart(folder: Path) -> None:
    a, positive, matrix = sp.Symbol("a"), sp.Symbol("a", positive=True), sp.MatrixSymbol("a", 2, 1)
    s1 = sp.Symbol("s1")
    net = sa.mlp([2, 2], weights=[([[a, positive], [matrix[1, 0], s1]], [a * positive, s1 / 2])])
    again = read_back(net, folder)
    assert again == net
    assert again.parameters["W1"][0, 1].is_positive


def test_a_parameter_named_as_the_variable_is_not_captured(folder: Path) -> None:
    w = NetworkWriter()
    z = w.input("z", ("N", 2))
    function = sp.Symbol("x") * sa.relu(T) + sp.Symbol("y")
    net = w.build({"y": w.add("apply", z, function=function)})
    check(net, folder)
    (step,) = json.loads((folder / "net.json").read_text())["steps"]
    assert step["options"]["variables"] == ["x_"]


def test_tied_weights_read_back(folder: Path) -> None:
    W = sp.MatrixSymbol("W", 2, 3)
    net = chain([Dense(W, None, "tanh"), Dense(W.T)], inputs=3)
    check(net, folder)


def test_floats_are_the_shortest_that_read_back_by_way_of_doubles(folder: Path) -> None:
    values = np.array([0.1, 16777217, 1e-45, 3.4028235e38, 7.0385307e-26, -0.0], dtype=np.float32)
    check(sa.mlp([6, 1], weights=[(values[None], np.zeros(1, np.float32))]), folder)
    text = (folder / "net.json").read_text()
    assert "[0.1, 1.6777216e+07, 1e-45, 3.4028235e+38, 7.038530691851209e-26, -0.0]" in text


def test_a_million_weights_are_read_in_time(folder: Path) -> None:
    net = sa.mlp([1000, 1000, 1], weights="he")
    sa.write_network(net, folder / "large.json")
    assert sa.read_network(folder / "large.json") == net


@pytest.mark.long
def test_what_asks_for_much_must_be_trusted(folder: Path) -> None:
    net = chain([Dense(sp.MatrixSymbol("W", 230, 230))], inputs=230)
    sa.write_network(net, folder / "symbols.json")
    with pytest.raises(FormatError, match=r"within 1\.5 s; if you trust the file, read it with trusted=True"):
        sa.read_network(folder / "symbols.json")
    assert sa.read_network(folder / "symbols.json", trusted=True) == net
    w = NetworkWriter()
    x = w.input("x", ("N", 1))
    large = w.build({"y": w.add("expand", x, shape=("N", 2**26))})
    sa.write_network(large, folder / "large.json")
    with pytest.raises(FormatError, match=r"'expand_1' exceeds at line \d+.*trusted=True"):
        sa.read_network(folder / "large.json")
    assert sa.read_network(folder / "large.json", trusted=True) == large


def test_variables_may_have_any_names(tmp_path: Path) -> None:
    document = copy.deepcopy(hostile_documents.BASE)
    for name, variables in (("f", ["x", "y"]), ("g", ["y", "x"])):
        options = {"variables": variables, "formula": "x - y"}
        document["steps"].append({"name": name, "operation": "apply", "inputs": ["x", "z0"], "options": options})
    document["inputs"].append({"name": "z0", "shape": ["N", 2]})
    document["outputs"] += [{"name": "f", "value": "f"}, {"name": "g", "value": "g"}]
    (tmp_path / "n.json").write_text(json.dumps(document))
    values = sa.read_network(tmp_path / "n.json")(x=np.array([3, 4], object), z0=np.array([1, 1], object))
    assert list(values["f"]) == [2, 3]
    assert list(values["g"]) == [-2, -3]


def test_thousands_of_symbols_are_written(folder: Path) -> None:
    weights = np.array(sp.symbols("w0:2000"), dtype=object).reshape(40, 50)
    net = chain([Dense(weights)], inputs=50)
    sa.write_network(net, folder / "many.json")
    assert sa.read_network(folder / "many.json", trusted=True) == net


def test_every_operation_has_a_record() -> None:
    assert set(RECORDS) == set(OPERATIONS)


# ---- what cannot be written, and where ----


def test_what_has_no_text_is_refused(folder: Path) -> None:
    own = sp.Function("own")
    for function in (own(T), sp.Dummy("d") * T):
        w = NetworkWriter()
        x = w.input("x", ("N", 1))
        net = w.build({"y": w.add("apply", x, function=function)})
        with pytest.raises(UnsupportedError, match="cannot be written"):
            sa.write_network(net, folder / "never.json")
    assert not (folder / "never.json").exists()


def test_an_old_file_survives_a_refusal(folder: Path) -> None:
    path = folder / "kept.json"
    path.write_text("old")
    with pytest.raises(UnsupportedError):
        sa.write_network(sa.mlp([1, 1], output=sp.Function("own")(sp.Symbol("x"))), path)
    assert path.read_text() == "old"


def test_the_suffix_chooses_the_format(tmp_path: Path) -> None:
    net = sa.mlp([1, 1], weights="he")
    sa.write_network(net, tmp_path / "NET.JSON")
    assert sa.read_network(str(tmp_path / "NET.JSON")) == net
    with pytest.raises(ValueError, match=r"must end in .*\.json.*, not '\.txt'"):
        sa.read_network(tmp_path / "net.txt")
    with pytest.raises(TypeError, match="must be a symact"):
        sa.write_network("net", tmp_path / "net.json")
    with pytest.raises(FileNotFoundError):
        sa.read_network(tmp_path / "none.json")


# ---- what strangers write ----


def test_the_good_document_is_read(tmp_path: Path) -> None:
    path = tmp_path / "net.json"
    path.write_text(json.dumps(hostile_documents.BASE))
    net = sa.read_network(path)
    assert net.parameters["b"][2] == 7
    assert net.parameters["V"][1, 2] == sp.MatrixSymbol("M", 2, 3)[1, 2]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("steps", 0, "operation"), "conv", r"the operation must be one of apply, .*, not 'conv' at line"),
        (("parameters", 0, "data", 1, 0), "1", r"a number must stand here, not '1' at line \d+, column \d+ of n.json"),
        (("parameters", 0, "data", 1, 0), 1e400, r"must be finite as a float64, not inf"),
        (("steps", 2, "options", "formula"), "x^2", r"'x\^2' must be a formula at .*; '\^' is no power"),
        (("outputs", 0, "value"), "q", r"'q' must be the name of a value that is made"),
    ],
)
def test_a_refusal_says_where(path: tuple[Any, ...], value: Any, message: str, tmp_path: Path) -> None:
    document = json.loads(hostile_documents.put(value, *path))
    (tmp_path / "n.json").write_text(json.dumps(document, indent=1).replace("Infinity", "1e400"))
    with pytest.raises(FormatError) as caught:
        sa.read_network(tmp_path / "n.json")
    head = str(caught.value)
    assert re.search(message, head), head
    line, column = map(int, re.search(r"at line (\d+), column (\d+) of n.json", head).groups())
    shown = (tmp_path / "n.json").read_text().splitlines()[line - 1][column - 1 :]
    assert shown.startswith(json.dumps(value).replace("Infinity", "1e400"))


@pytest.mark.parametrize("options", [pytest.param((), marks=pytest.mark.long), ("--watch",)])
def test_hostile_documents_do_no_harm(options: tuple[str, ...], tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "tests" / "hostile_documents.py"), str(tmp_path), *options]
    path = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PYTHONWARNINGS": "error", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tmp_path, env=path, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert {ending for _, ending, _, _ in report["results"]} <= {"read", "refused"}
    assert sum(ending == "refused" for _, ending, _, _ in report["results"]) >= 500
    if not options:
        assert [r for r in report["results"] if r[2] > SECONDS] == []
    assert report["peak"] < MEMORY
    assert report["seen"] == {}
    assert [p.name for p in tmp_path.iterdir()] == ["hostile.json"]


MUST_BE_REFUSED = {"syntax", "contradictions"}


@pytest.mark.parametrize("name", sorted(MUST_BE_REFUSED))
def test_what_is_wrong_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "net.json"
    for title, data in getattr(hostile_documents, name)():
        path.write_bytes(data)
        with pytest.raises(FormatError):
            sa.read_network(path)
            pytest.fail(title)


def test_what_is_read_can_be_evaluated_in_bounded_memory(tmp_path: Path) -> None:
    """Whatever of the changed documents is a network computes, or refuses with an error of ours or a built-in."""
    path = tmp_path / "net.json"
    for _, data in hostile_documents.types():
        path.write_bytes(data)
        try:
            net = sa.read_network(path)
        except FormatError:
            continue
        assert sum(map(span, net.shapes.values())) < 1000
        net([1.0, 2.0])


# ---- the schema ----


def test_the_schema_describes_what_is_written(folder: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(SCHEMA.read_text("utf-8"))
    validator = jsonschema.Draft202012Validator
    validator.check_schema(schema)
    a = sp.Symbol("a", positive=True)
    nets = [
        sa.mlp([2, 3, 1]),
        sa.hvp(sa.mlp([2, 2], output=sa.softmax, weights="he", dtype=np.float32), "cross_entropy"),
        sa.mlp([1, 1], weights=[([[a]], [Fraction(1, 3)])]),
        windowed(-math.inf),
        of_units("maxout"),
    ]
    for net in nets:
        sa.write_network(net, folder / "net.json")
        validator(schema).validate(json.loads((folder / "net.json").read_text()))
    validator(schema).validate(hostile_documents.BASE)


def test_the_schema_knows_the_operations_and_their_options() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    rules = {r["if"]["properties"]["operation"]["const"]: r["then"] for r in schema["$defs"]["step"]["allOf"]}
    assert set(rules) == set(OPERATIONS) == set(schema["$defs"]["step"]["properties"]["operation"]["enum"])
    for name, record in RECORDS.items():
        wanted = {"variables", "formula"} if name == "apply" else set(record)
        options = rules[name]["properties"].get("options", {"properties": {}})
        assert set(options["properties"]) == wanted
        assert (rules[name]["properties"]["inputs"]["minItems"]) == OPERATIONS[name].arity[0]


@pytest.mark.parametrize("title", ["unknown option", "unknown operation", "unknown kind", "three added", "stride 0"])
def test_the_schema_refuses_what_the_reader_refuses(title: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    document = json.loads(dict(hostile_documents.contradictions())[title])
    schema = json.loads(SCHEMA.read_text("utf-8"))
    assert not jsonschema.Draft202012Validator(schema).is_valid(document)


@pytest.mark.parametrize("name", ["c_{1}", "lambda", "x.__class__", "__import__('os')", "a b"])
def test_a_name_that_could_become_code_is_neither_written_nor_read(name, tmp_path):
    path = tmp_path / "net.json"
    with pytest.raises(sa.UnsupportedError, match="cannot be written"):
        sa.write_network(sa.mlp([1, 1], weights=[([[sp.Symbol(name, real=True)]], [0])]), path)
    sa.write_network(sa.mlp([1, 1], weights=[([[sp.Symbol("named", real=True)]], [0])]), path)
    path.write_text(path.read_text().replace('"name": "named"', f'"name": "{name}"'))
    with pytest.raises(sa.FormatError, match="a name must"):
        sa.read_network(path)
