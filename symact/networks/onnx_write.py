"""ONNX out: each step of a network becomes one node of its name, so that reading the file gives the network again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sympy import Expr, Max, Min

from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.functions.rectifiers import prelu
from symact.networks.elementwise import SLOTS
from symact.networks.network import Network
from symact.networks.onnx_elementwise import BOUNDED, spelling
from symact.networks.onnx_formula import DOMAIN, OPSET, Nodes, function_proto
from symact.networks.onnx_idioms import idiom
from symact.networks.onnx_model import EXACT, need_onnx
from symact.networks.onnx_products import matmul_subscripts
from symact.networks.onnx_vectors import VECTORS, vector_proto
from symact.networks.operation import Array
from symact.networks.shapes import Shape, broadcast
from symact.networks.step import Step
from symact.networks.weights import exact_array, is_symbolic

__all__ = ["onnx_bytes"]

VERSION = 9
"""Of the file format; the first that has all that is written."""


def onnx_bytes(network: Network, dtype: Any = np.float32) -> bytes:
    """Return the ONNX file of a network; see :func:`symact.networks.network_files.write_network`."""
    kind = np.dtype(dtype)
    if kind not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64, not {dtype!r}")
    data: bytes = _Export(network, kind).model().SerializeToString()
    return data


class _Export:
    """A file that is being written."""

    def __init__(self, network: Network, dtype: np.dtype[Any]) -> None:
        self.network = network
        self.dtype = dtype
        self.onnx = need_onnx()
        self.nodes = Nodes(dtype, [*network.shapes, *network.outputs])
        self.pending = list(network.constants)
        self.operands: dict[str, str] = {}
        self.functions: dict[Any, Any] = {}
        self.done: set[str] = set()

    def model(self) -> Any:
        """Write everything, and return the model."""
        helper, network = self.onnx.helper, self.network
        initialisers = [self.tensor(a, n) for n, a in network.parameters.items()]
        for step in network.steps:
            self.write(step)
        for name in list(self.pending):
            self.declare(name)
        outputs = [self.output(public, value) for public, value in network.outputs.items()]
        initialisers += [self.onnx.numpy_helper.from_array(a, f"{n}/support") for n, a in network.supports.items()]
        graph = helper.make_graph(
            self.nodes.nodes,
            "network",
            [self.value(n, s) for n, s in network.inputs.items()],
            [self.value(n, s) for n, s in outputs],
            initialisers,
        )
        opsets = [helper.make_opsetid("", OPSET)] + [helper.make_opsetid(DOMAIN, 1)] * bool(self.functions)
        return helper.make_model(
            graph,
            functions=list(self.functions.values()),
            opset_imports=opsets,
            ir_version=VERSION,
            producer_name="symact",
        )

    def value(self, name: str, shape: Shape) -> Any:
        """Return the declaration of an input or output."""
        kind = self.onnx.helper.np_dtype_to_tensor_dtype(self.dtype)
        return self.onnx.helper.make_tensor_value_info(name, kind, shape)

    def tensor(self, array: Array, name: str) -> Any:
        """Return a tensor: floats as they are, exact numbers rounded, and marked where that changed none."""
        if array.dtype != object:
            return self.onnx.numpy_helper.from_array(array.astype(self.dtype) if array.dtype == bool else array, name)
        if is_symbolic(array):
            raise UnsupportedError(
                f"the weights of {name!r} must be numbers to be written to ONNX; give them with net.with_parameters"
            )
        for kind in (self.dtype, np.dtype(np.float64)):
            rounded = np.array([float(e.evalf(25)) for e in array.flat], kind).reshape(array.shape)
            if not np.isfinite(rounded).all():
                raise UnsupportedError(f"the weights of {name!r} must be numbers that fit {kind}")
            if (exact_array(rounded, name) == array).all():
                tensor = self.onnx.numpy_helper.from_array(rounded, name)
                tensor.doc_string = EXACT
                return tensor
        return self.onnx.numpy_helper.from_array(rounded.astype(self.dtype), name)

    def declare(self, name: str, own: bool = False) -> None:
        """Write a constant, and those before it; not itself where a node has it of its `own`."""
        while name in self.pending:
            first = self.pending.pop(0)
            if first != name or not own:
                self.nodes.add("Constant", output=first, value=self.tensor(self.network.constants[first], ""))

    def use(self, name: str) -> str:
        """Return the name under which a value is an operand in the type of the file."""
        if name not in self.operands:
            self.declare(name)
            operand = name
            array = self.network.parameters.get(name, self.network.constants.get(name))
            if array is not None and self.kind(array) != self.dtype:
                to = self.onnx.helper.np_dtype_to_tensor_dtype(self.dtype)
                operand = self.nodes.add("Cast", operand, output=self.nodes.fresh(f"{name}/cast"), to=to)
            if name in self.network.supports:
                zero = self.nodes.number(0.0)
                chosen = self.nodes.fresh(f"{name}/where")
                operand = self.nodes.add("Where", f"{name}/support", operand, zero, output=chosen)
            self.operands[name] = operand
        return self.operands[name]

    def kind(self, array: Array) -> np.dtype[Any]:
        """Return the type of an array in the file."""
        if array.dtype != object:
            return self.dtype if array.dtype == bool else array.dtype
        return np.dtype(self.onnx.helper.tensor_dtype_to_np_dtype(self.tensor(array, "").data_type))

    def integers(self, values: Any) -> str:
        """Return the name of a list of integers."""
        return self.nodes.constant(np.asarray(values, np.int64), self.nodes.fresh("integers"))

    def node(self, operator: str, step: Step, *more: str, **attributes: Any) -> None:
        """Write the node of a step on all its inputs."""
        self.nodes.add(operator, *map(self.use, step.inputs), *more, output=step.name, **attributes)

    def write(self, step: Step) -> None:
        """Write the node of a step, or of several steps that are one node together."""
        if step.name in self.done:
            return
        if step.operation == "windows":
            found = idiom(self.network, step)
            self.done.update(found.steps)
            if found.constant is not None:
                self.declare(found.constant, own=True)
            name = "" if step.name == f"{found.output}/1" else step.name
            self.nodes.add(
                found.operator, *map(self.use, found.inputs), output=found.output, name=name, **found.attributes
            )
            return
        rule = _RULES.get(step.operation)
        if rule is None:
            raise UnsupportedError(f"the step {step.name!r} ({step.operation}) has no form in ONNX")
        rule(self, step)

    def output(self, public: str, value: str) -> tuple[str, Shape]:
        """Return the name and shape of an output; one whose name another value has gets another."""
        shape = self.network.shapes[value]
        given = value in self.network.inputs or value in self.network.parameters
        if public == value and not given and self.use(value) == value:
            return public, shape
        name = public if public not in self.network.shapes else self.nodes.fresh(f"{public}_out")
        self.nodes.add("Identity", self.use(value), output=name)
        return name, shape

    def function(self, key: Any, stem: str, make: Callable[[str], Any]) -> str:
        """Return the name of a function of the file, which is made where it is not there."""
        if key not in self.functions:
            taken = {f.name for f in self.functions.values()}
            numbers = (f"{stem}_{i}" for i in range(2, len(taken) + 3))
            self.functions[key] = make(next(n for n in (stem, *numbers) if n not in taken))
        made: str = self.functions[key].name
        return made


def _apply(to: _Export, step: Step) -> None:
    function = step["function"]
    simple = _two(to, step, function) if len(step.inputs) == 2 else _one(function)
    if simple is not None:
        to.node(simple[0], step, **simple[1])
    elif type(function) in BOUNDED and function.args[0] == T:
        bounds = (to.nodes.number(float(b)) for b in BOUNDED[type(function)](function))
        to.node("Clip", step, *bounds)
    else:
        names = [to.use(i) for i in step.inputs]
        used = names if SLOTS[1] in function.free_symbols else names[:1]
        if len(used) < len(names) and to.network.shapes[step.name] != to.network.shapes[step.inputs[0]]:
            raise UnsupportedError(f"the step {step.name!r} repeats its first input, and has no form in ONNX")
        stem = type(function).__name__ if function.args[:1] == SLOTS[:1] else "formula"
        name = to.function(function, stem, lambda n: function_proto(function, n, to.dtype))
        to.nodes.add(name, *used, output=step.name, domain=DOMAIN)


def _one(function: Expr) -> tuple[str, Mapping[str, Any]] | None:
    spelled = spelling(function)
    return (spelled.operator, spelled.attributes) if spelled is not None and spelled.argument == T else None


def _two(to: _Export, step: Step, function: Expr) -> tuple[str, Mapping[str, Any]] | None:
    t, u = SLOTS
    first, second = (to.network.shapes[i] for i in step.inputs)
    if function == prelu(t, u) and broadcast([first, second], step.name) == first:
        return "PRelu", {}
    return {Max(t, u): ("Max", {}), Min(t, u): ("Min", {}), t**u: ("Pow", {})}.get(function)


def _contract(to: _Export, step: Step) -> None:
    subscripts = step["subscripts"]
    shapes = [to.network.shapes[i] for i in step.inputs]
    flags = _GEMM.get(subscripts)
    if flags is not None:
        to.node("Gemm", step, **flags)
    elif subscripts == matmul_subscripts(*shapes):
        to.node("MatMul", step)
    else:
        to.node("Einsum", step, equation=subscripts)


_GEMM = {
    "ai,oi->ao": {"transB": 1},
    "ai,io->ao": {},
    "ia,io->ao": {"transA": 1},
    "ia,oi->ao": {"transA": 1, "transB": 1},
}


def _reshape(to: _Export, step: Step) -> None:
    to.node("Reshape", step, to.integers(_lengths(step, to.network.shapes[step.inputs[0]])))


def _lengths(step: Step, given: Shape) -> list[int]:
    """Return a shape for Reshape: 0 stands for a named axis at its old place, -1 for one elsewhere."""
    wanted = step["shape"]
    lengths = [a if isinstance(a, int) else 0 if i < len(given) and given[i] == a else -1 for i, a in enumerate(wanted)]
    if lengths.count(-1) > 1 or any(a == 0 for a in wanted):
        raise UnsupportedError(f"the step {step.name!r} (reshape to {wanted}) has no form in ONNX")
    return lengths


def _expand(to: _Export, step: Step) -> None:
    given, wanted = to.network.shapes[step.inputs[0]], step["shape"]
    back = len(wanted) - len(given)
    if any(isinstance(a, str) and (i < back or given[i - back] != a) for i, a in enumerate(wanted)):
        raise UnsupportedError(f"the step {step.name!r} (expand along a named axis) has no form in ONNX")
    to.node("Expand", step, to.integers([1 if isinstance(a, str) else a for a in wanted]))


def _slice(to: _Export, step: Step) -> None:
    to.node("Slice", step, *(to.integers([step[n]]) for n in ("start", "stop", "axis")))


def _pad(to: _Export, step: Step) -> None:
    pads = np.zeros((2, len(to.network.shapes[step.name])), np.int64)
    pads[:, step["axis"]] = step["before"], step["after"]
    to.node("Pad", step, to.integers(pads.reshape(-1)))


def _vector(to: _Export, step: Step) -> None:
    function = step["function"]
    if function == "logsumexp":
        to.node("ReduceLogSumExp", step, to.integers([step["axis"]]), keepdims=0)
    elif function in _VECTORS:
        to.node(_VECTORS[function], step, axis=step["axis"])
    elif function in VECTORS:
        axis, rank = step["axis"], len(to.network.shapes[step.name])
        name = to.function((function, axis, rank), function, lambda n: vector_proto(function, axis, rank, n, to.dtype))
        to.node(name, step, domain=DOMAIN)
    else:
        raise UnsupportedError(f"the step {step.name!r} ({function}) has no form in ONNX")


_VECTORS = {"softmax": "Softmax", "log_softmax": "LogSoftmax", "hardmax": "Hardmax"}

_RULES: dict[str, Callable[[_Export, Step], None]] = {
    "apply": _apply,
    "add": lambda to, step: to.node("Add", step),
    "subtract": lambda to, step: to.node("Sub", step),
    "multiply": lambda to, step: to.node("Mul", step),
    "divide": lambda to, step: to.node("Div", step),
    "contract": _contract,
    "reshape": _reshape,
    "transpose": lambda to, step: to.node("Transpose", step, perm=step["axes"]),
    "concat": lambda to, step: to.node("Concat", step, axis=step["axis"]),
    "slice": _slice,
    "pad": _pad,
    "expand": _expand,
    "sum": lambda to, step: to.node("ReduceSum", step, to.integers(step["axes"]), keepdims=0),
    "max": lambda to, step: to.node("ReduceMax", step, to.integers(step["axes"]), keepdims=0),
    "vector": _vector,
}
