"""ONNX files that a stranger might send, each to be refused with one error; run as a program it reads them.

    python tests/hostile_onnx.py

Each file is read twice, with a limit on memory and under an audit hook that notes whatever reading must never do.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from hostile_run import Watch, limit_memory, peak_memory
from onnx_models import onnx

helper, numpy_helper, TensorProto = onnx.helper, onnx.numpy_helper, onnx.TensorProto
FLOAT = TensorProto.FLOAT
node = helper.make_node


def tensor(name: str, array: Any) -> Any:
    return numpy_helper.from_array(np.asarray(array), name)


def declared(name: str, shape: Sequence[Any] | None, kind: int = FLOAT) -> Any:
    return helper.make_tensor_value_info(name, kind, shape)


def model(
    nodes: Iterable[Any] = (),
    initialisers: Iterable[Any] = (),
    inputs: Iterable[Any] | None = None,
    outputs: Sequence[str] = ("y",),
    opset: int = 20,
    functions: Sequence[Any] = (),
    domains: Sequence[str] = (),
) -> Any:
    inputs = [declared("x", ["N", 4])] if inputs is None else inputs
    graph = helper.make_graph(list(nodes), "g", list(inputs), [declared(n, None) for n in outputs], list(initialisers))
    opsets = [helper.make_opsetid("", opset), *(helper.make_opsetid(d, 1) for d in domains)]
    made = helper.make_model(graph, opset_imports=opsets, ir_version=9, functions=list(functions))
    return made


def one(operator: str, *weights: Any, inputs: Any = None, opset: int = 20, **attributes: Any) -> Any:
    """A model of one node on x and weights."""
    named = [tensor(f"w{i}", w) for i, w in enumerate(weights)]
    nodes = [node(operator, ["x", *(t.name for t in named)], ["y"], **attributes)]
    return model(nodes, named, inputs, opset=opset)


def weight(change: Callable[[Any], None]) -> Any:
    """A model that adds a weight, which is changed."""
    made = model([node("Add", ["x", "w"], ["y"])], [tensor("w", np.ones(4, np.float32))])
    change(made.graph.initializer[0])
    return made


def external(location: str) -> Callable[[Any], None]:
    def change(t: Any) -> None:
        t.ClearField("raw_data")
        t.data_location = TensorProto.EXTERNAL
        t.external_data.add(key="location", value=location)

    return change


def set_dims(*dims: int) -> Callable[[Any], None]:
    def change(t: Any) -> None:
        del t.dims[:]
        t.dims.extend(dims)

    return change


def without_data(*dims: int, **fields: Any) -> Callable[[Any], None]:
    def change(t: Any) -> None:
        t.ClearField("raw_data")
        set_dims(*dims)(t)
        put(**fields)(t)

    return change


def put(**fields: Any) -> Callable[[Any], None]:
    def change(t: Any) -> None:
        for name, value in fields.items():
            if isinstance(value, list):
                getattr(t, name).extend(value)
            else:
                setattr(t, name, value)

    return change


def function(name: str, nodes: Sequence[Any], note: str = "", domain: str = "bomb") -> Any:
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid(domain, 1)]
    return helper.make_function(domain, name, ["x"], ["f"], list(nodes), opsets, doc_string=note)


def chain(length: int, operator: str = "Relu") -> Any:
    names = ["x", *(f"h{i}" for i in range(1, length)), "y"]
    return model(node(operator, [a], [b]) for a, b in pairwise(names))


def laughs(levels: int, width: int) -> Any:
    """Functions each of which calls the one before many times."""
    made = [function("f0", [node("Relu", ["x"], ["f"])])]
    for level in range(1, levels):
        names = ["x", *(f"t{i}" for i in range(1, width)), "f"]
        calls = [node(f"f{level - 1}", [a], [b], domain="bomb") for a, b in pairwise(names)]
        made.append(function(f"f{level}", calls))
    return model([node(f"f{levels - 1}", ["x"], ["y"], domain="bomb")], functions=made, domains=["bomb"])


def nested(depth: int) -> Any:
    """A graph in an attribute of a node of a graph in an attribute, and so on."""
    inner = helper.make_graph([node("Relu", ["x"], ["z"])], "g", [], [declared("z", None)])
    for _ in range(depth):
        choice = node("If", ["c"], ["z"], then_branch=inner, else_branch=inner)
        inner = helper.make_graph([choice], "g", [], [declared("z", None)])
    return model([node("If", ["c"], ["y"], then_branch=inner, else_branch=inner)])


def doubled(levels: int) -> Any:
    """Constants that double, to be folded."""
    nodes = [node("Constant", [], ["c0"], value=tensor("", np.ones(1024, np.float32)))]
    nodes += [node("Concat", [f"c{i}", f"c{i}"], [f"c{i + 1}"], axis=0) for i in range(levels)]
    return model([*nodes, node("Reshape", ["x", f"c{levels}"], ["y"])])


def broken_text() -> bytes:
    return model([node("Relu", ["x"], ["y"])]).SerializeToString().replace(b"Relu", b"\xff\xfe\xfd\xfc")


def many_messages() -> bytes:
    graph = b"\x0a\x00" * 1_000_000
    length, size = len(graph), bytearray()
    while length:
        size.append((length & 127) | (128 if length > 127 else 0))
        length >>= 7
    return b"\x08\x09\x42\x02\x10\x14\x3a" + bytes(size) + graph


def float_weights(*values: float) -> Any:
    return model([node("Add", ["x", "w"], ["y"])], [tensor("w", np.array(values, np.float32))])


CONV = np.ones((2, 3, 3, 3), np.float32)
IMAGE = [declared("x", ["N", 3, 8, 8])]
HUGE = 10**12
LONGS = np.array([HUGE, HUGE])


def corpus() -> dict[str, bytes]:
    """Return the files by name, each the bytes of one that must be refused."""
    good = one("Gemm", np.ones((4, 4), np.float32)).SerializeToString()
    rng = np.random.default_rng(0)
    raw: dict[str, bytes] = {
        "empty": b"",
        "one byte": b"\x08",
        "garbage": rng.bytes(4096),
        "text": b"a network is a graph of units\n" * 100,
        "zip": b"PK\x03\x04" + bytes(200),
        "pickle": b"\x80\x04\x95cposix\nsystem\n(S'true'\ntR.",
        "not utf-8": broken_text(),
        "a million empty nodes": many_messages(),
        **{f"truncated at {n}": good[:n] for n in (3, 11, len(good) // 2, len(good) - 1)},
        "group that never ends": b"\x0b" * 100_000,
    }
    no_graph, no_opset = onnx.ModelProto(ir_version=9), model([node("Relu", ["x"], ["y"])])
    no_graph.opset_import.add(version=20)
    del no_opset.opset_import[:]
    sparse = model([node("Relu", ["x"], ["y"])])
    sparse.graph.sparse_initializer.add().values.name = "w"
    twice = model([node("Add", ["x", "w"], ["y"])], [tensor("w", np.ones(4, np.float32))] * 2)
    recursive = function("f0", [node("f0", ["x"], ["f"], domain="bomb")])
    mutual = [function(f"f{i}", [node(f"f{1 - i}", ["x"], ["f"], domain="bomb")]) for i in (0, 1)]
    call = node("f0", ["x"], ["y"], domain="bomb")
    hidden = function("f0", [node("Constant", [], ["f"], value=weight(external("/etc/passwd")).graph.initializer[0])])
    shape = node("Shape", ["x"], ["s"])
    graph_attribute = node("Relu", ["x"], ["y"], alpha=helper.make_graph([], "g", [], []))
    made: dict[str, Any] = {
        "no graph": no_graph,
        "no operator set": no_opset,
        "no outputs": model([node("Relu", ["x"], ["y"])], outputs=[]),
        "sparse initialiser": sparse,
        # data elsewhere
        "external": weight(external("weights.bin")),
        "external, absolute": weight(external("/etc/passwd")),
        "external, above": weight(external("../../../etc/passwd")),
        "external, device": weight(external("/dev/zero")),
        "external, address": weight(external("http://localhost/weights")),
        "external, flag alone": weight(put(data_location=TensorProto.EXTERNAL)),
        "external in a function": model([call], functions=[hidden], domains=["bomb"]),
        # sizes
        "declared huge, no data": weight(without_data(2**31, 2**31)),
        "declared huge, some data": weight(set_dims(HUGE)),
        "dims that overflow": weight(set_dims(2**62, 2**62)),
        "dims of nothing": weight(set_dims(0, 2**62)),
        "negative dims": weight(set_dims(-4)),
        "negative dims, positive product": weight(set_dims(-2, -2)),
        "forty axes": weight(set_dims(*(1 for _ in range(40)), 4)),
        "bytes too few": weight(put(raw_data=b"\x00" * 15)),
        "bytes too many": weight(put(raw_data=b"\x00" * 17)),
        "floats too few": weight(without_data(4, float_data=[1.0])),
        "float8": weight(put(data_type=TensorProto.FLOAT8E4M3FN)),
        "undefined type": weight(put(data_type=0)),
        "type 10^6": weight(put(data_type=10**6)),
        "complex": weight(put(data_type=TensorProto.COMPLEX64)),
        "text tensor": weight(without_data(1, data_type=8, string_data=[b"a"])),
        "segment": weight(lambda t: setattr(t.segment, "end", 4)),
        "int8 that does not fit": weight(without_data(1, data_type=TensorProto.INT8, int32_data=[1000])),
        "nan weights": float_weights(1.0, np.nan, 2.0, 3.0),
        "infinite weights": float_weights(1.0, np.inf, 2.0, -np.inf),
        "a constant of nan": model([node("Constant", [], ["y"], value=tensor("", np.array([np.nan], np.float32)))]),
        "a constant that is a graph": model([_constant_graph()]),
        "a number that is a graph": model([node("LeakyRelu", ["x"], ["y"], alpha=helper.make_graph([], "g", [], []))]),
        "nan attribute": one("LeakyRelu", alpha=float("nan")),
        "infinite attribute": one("Elu", alpha=float("inf")),
        "input of text": model([node("Relu", ["x"], ["y"])], inputs=[declared("x", [4], TensorProto.STRING)]),
        "input of integers": model([node("Relu", ["x"], ["y"])], inputs=[declared("x", [4], TensorProto.INT64)]),
        "input without a shape": model([node("Relu", ["x"], ["y"])], inputs=[declared("x", None)]),
        "input with a negative axis": model([node("Relu", ["x"], ["y"])], inputs=[declared("x", [-4])]),
        "input of 10^24": model([node("Relu", ["x"], ["y"])], inputs=[declared("x", [HUGE, HUGE])]),
        "input that is a sequence": model(
            [node("Relu", ["x"], ["y"])], inputs=[helper.make_tensor_sequence_value_info("x", FLOAT, [4])]
        ),
        "reshape to 10^24": one("Reshape", LONGS),
        "reshape to -5": one("Reshape", np.array([-5, -1])),
        "reshape with two -1": one("Reshape", np.array([-1, -1])),
        "reshape by 0": one("Reshape", np.array([0, 0, -1]), inputs=[declared("x", [0, 4])]),
        "reshape to numbers of the input": model(
            [node("Cast", ["x"], ["s"], to=7), node("Reshape", ["x", "s"], ["y"])]
        ),
        "expand to 10^24": one("Expand", LONGS),
        "expand to -1": one("Expand", np.array([-1, 4])),
        "pads of 10^12": one("Pad", np.array([0, HUGE, 0, HUGE])),
        "negative pads": one("Pad", np.array([0, -2, 0, 0])),
        "constant of 10^24": model([node("ConstantOfShape", ["s"], ["y"])], [tensor("s", LONGS)]),
        "range of 10^15": model(
            [node("Range", ["a", "b", "c"], ["y"])],
            [tensor("a", np.int64(0)), tensor("b", np.int64(10**15)), tensor("c", np.int64(1))],
        ),
        "range by 0": model(
            [node("Range", ["a", "b", "a"], ["y"])], [tensor("a", np.int64(0)), tensor("b", np.int64(9))]
        ),
        "constants that double": doubled(60),
        "integers by 0": model(
            [node("Div", ["a", "b"], ["s"]), node("Reshape", ["x", "s"], ["y"])],
            [tensor("a", np.array([4])), tensor("b", np.array([0]))],
        ),
        "a named axis times 2": model(
            [shape, node("Mul", ["s", "two"], ["t"]), node("Reshape", ["x", "t"], ["y"])], [tensor("two", np.int64(2))]
        ),
        # windows
        "kernel of another depth": one("Conv", np.ones((2, 5, 3, 3), np.float32), inputs=IMAGE),
        "windows with pads of 10^12": one("Conv", CONV, inputs=IMAGE, pads=[HUGE] * 4),
        "windows with stride 0": one("Conv", CONV, inputs=IMAGE, strides=[0, 1]),
        "windows with dilation -1": one("Conv", CONV, inputs=IMAGE, dilations=[-1, 1]),
        "windows of 10^9": one("MaxPool", inputs=IMAGE, kernel_shape=[10**9, 10**9], pads=[10**9] * 4),
        "windows of no axes": one("MaxPool", inputs=IMAGE),
        "mean of 10^9": one("AveragePool", inputs=IMAGE, kernel_shape=[30_000, 30_000], pads=[29_999] * 4),
        "groups of 0": one("Conv", CONV, inputs=IMAGE, group=0),
        "groups of 10^9": one("Conv", CONV, inputs=IMAGE, group=10**9),
        # names
        "cycle": model([node("Add", ["x", "b"], ["a"]), node("Relu", ["a"], ["b"]), node("Relu", ["b"], ["y"])]),
        "node of itself": model([node("Add", ["x", "y"], ["y"])]),
        "input from nowhere": model([node("Add", ["x", "nowhere"], ["y"])]),
        "output from nowhere": model([node("Relu", ["x"], ["z"])]),
        "initialisers of one name": twice,
        "inputs of one name": model([node("Relu", ["x"], ["y"])], inputs=[declared("x", [4])] * 2),
        "outputs of one name": model([node("Relu", ["x"], ["y"])], outputs=["y", "y"]),
        "two nodes make y": model([node("Relu", ["x"], ["y"])] * 2),
        "a node makes its input": model([node("Relu", ["x"], ["x"])], outputs=["x"]),
        "a node makes nothing": model([node("Relu", ["x"], [])], outputs=["x"]),
        "an attribute twice": _attribute_twice(),
        "a name of a million letters": model([node("Relu", ["n" * 10**6], ["y"])]),
        # operators
        "unknown operator": one("Frobnicate"),
        "unknown domain": model([node("Relu", ["x"], ["y"], domain="com.example")], domains=["com.example"]),
        "operator set 10^6": one("Relu", opset=10**6),
        "operator set 0": one("Relu", opset=0),
        "operator set -3": one("Relu", opset=-3),
        "If": nested(0),
        "If in If, 30 deep": nested(8),
        "Loop": model([node("Loop", ["", ""], ["y"], body=helper.make_graph([], "g", [], []))]),
        "Scan": model([node("Scan", ["x"], ["y"], body=helper.make_graph([], "g", [], []), num_scan_inputs=1)]),
        "graph attribute": model([graph_attribute]),
        "random": model([node("RandomNormal", [], ["y"], shape=[4])]),
        "dropout in training": model([node("Dropout", ["x", "", "t"], ["y"])], [tensor("t", np.array(True))]),
        "unknown attribute": one("Relu", axis=1),
        "attribute of another type": one("LeakyRelu", alpha=b"import os"),
        "text for a number": one("Softmax", axis=b"__import__('os')"),
        "constant of text": model([node("Constant", [], ["y"], value_string=b"import os")]),
        "too many inputs": model([node("Relu", ["x"] * 100_000, ["y"])]),
        "a million entries in an attribute": one("Transpose", perm=[0] * 1_000_000),
        "axis 99": one("Softmax", axis=99),
        "axes of the same": one("Transpose", perm=[0, 0]),
        "matrices that do not fit": one("Gemm", np.ones((5, 5), np.float32)),
        "einsum of nonsense": one("Einsum", np.ones((4, 4), np.float32), equation="((("),
        "einsum beyond ascii": one("Einsum", np.ones((4, 4), np.float32), equation="ñé,éß->ñß".encode()),
        "slice by step 0": model(
            [node("Slice", ["x", *"bcde"], ["y"])],
            [tensor(n, np.array([v])) for n, v in zip("bcde", (0, 4, 1, 0), strict=True)],
        ),
        "place beyond the end": one("Gather", np.int64(99), axis=1),
        "split that does not fit": model(
            [node("Split", ["x", "p"], ["y", "z"], axis=1)], [tensor("p", np.array([9, 9]))]
        ),
        "squeeze of 4": one("Squeeze", np.array([1])),
        "axes that differ": model(
            [node("Add", ["x", "z"], ["y"])], inputs=[declared("x", ["N", 4]), declared("z", ["M", 4])]
        ),
        # functions and long files
        "functions, 10^10": laughs(11, 10),
        "functions, 200 deep": laughs(200, 1),
        "function of itself": model([call], functions=[recursive], domains=["bomb"]),
        "functions of each other": model([call], functions=mutual, domains=["bomb"]),
        "a call that makes nothing": model(
            [node("f0", ["x"], [], domain="bomb")],
            functions=[function("f0", [node("Relu", ["x"], ["f"])])],
            outputs=["x"],
            domains=["bomb"],
        ),
        "function twice": model([call], functions=[recursive, recursive], domains=["bomb"]),
        "function with a cycle": model(
            [call], functions=[function("f0", [node("Add", ["x", "f"], ["f"])])], domains=["bomb"]
        ),
        "a note that explodes": model(
            [node("f0", ["x"], ["y"], domain="symact")],
            functions=[function("f0", [node("Frobnicate", ["x"], ["f"])], "x**9**9**9**9", "symact")],
            domains=["symact"],
        ),
        "chain of 10^5": chain(100_000),
        "chain of 10^5 sums": chain(100_000, "Neg"),
    }
    return raw | {name: m.SerializeToString() for name, m in made.items()}


def _constant_graph() -> Any:
    made = node("Constant", [], ["y"])
    made.attribute.add(name="value", type=onnx.AttributeProto.GRAPH)
    return made


def _attribute_twice() -> Any:
    made = one("LeakyRelu", alpha=0.1)
    made.graph.node[0].attribute.append(made.graph.node[0].attribute[0])
    return made


def main() -> None:
    from symact.errors import SymactError
    from symact.networks.formats import read_network

    def outcome(data: bytes) -> str:
        try:
            read_network(data)
        except SymactError as error:
            text = str(error)
            return "refused" if text and "\n" not in text and len(text) < 1_500 else f"odd message: {text[:200]!r}"
        except BaseException as error:
            return f"foreign: {type(error).__name__}: {str(error)[:200]}"
        return "read"

    files = corpus()
    read_network(one("Gemm", np.ones((4, 4), np.float32)).SerializeToString())
    results = []
    before = peak_memory()
    limit_memory()
    for name, data in files.items():
        start = time.process_time()
        ended = outcome(data)
        results.append([name, ended, round(time.process_time() - start, 3)])
    watch = Watch(opening=True)
    sys.addaudithook(watch)
    watch.on = True
    for data in files.values():
        outcome(data)
    watch.on = False
    report = {"results": results, "seen": dict(watch.seen), "before": before, "peak": peak_memory()}
    print(json.dumps(report | {"made": os.path.exists("hostile_was_here")}))


if __name__ == "__main__":
    main()
