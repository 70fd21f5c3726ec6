"""An ONNX file that is being written: its tensors, constants, functions, inputs and outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from symact.errors import UnsupportedError
from symact.networks.network import Network
from symact.networks.onnx.formula import DOMAIN, OPSET, Nodes
from symact.networks.onnx.idioms import idiom
from symact.networks.onnx.model import need_onnx
from symact.networks.onnx.tensors import EXACT
from symact.networks.operation import Array
from symact.networks.shapes import Shape
from symact.networks.step import Step
from symact.networks.weights import exact_array, is_symbolic

__all__ = ["Export"]

VERSION = 9
"""Of the file format; the first that has all that is written."""


class Export:
    """A file that is being written."""

    def __init__(self, network: Network, dtype: np.dtype[Any], rules: Mapping[str, Any]) -> None:
        self.network = network
        self.rules = rules
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
        return self.nodes.integers(values, self.nodes.fresh("integers"))

    def lengths(self, shape: Shape) -> str:
        """Return the name of a shape as a list of integers, in which inputs say how long named axes are."""
        parts = [self.integers([a]) if isinstance(a, int) else self._length(a) for a in shape]
        if any(isinstance(a, str) for a in shape):
            return self.nodes.add("Concat", *parts, output=self.nodes.fresh("lengths"), axis=0)
        return self.integers(shape)

    def _length(self, axis: str) -> str:
        owner, i = next((n, s.index(axis)) for n, s in self.network.inputs.items() if axis in s)
        return self.nodes.add("Shape", owner, output=self.nodes.fresh("length"), start=i, end=i + 1)

    def node(self, operator: str, step: Step, *more: str, **attributes: Any) -> None:
        """Write the node of a step on all its inputs."""
        self.nodes.add(operator, *map(self.use, step.inputs), *more, output=step.name, **attributes)

    def write(self, step: Step) -> None:
        """Write the node of a step, or of several steps that are one node together."""
        if step.name in self.done:
            return
        found = idiom(self.network, step) if step.operation == "windows" else None
        if found is not None:
            self.done.update(found.steps)
            if found.constant is not None:
                self.declare(found.constant, own=True)
            name = "" if step.name == f"{found.output}/1" else step.name
            self.nodes.add(
                found.operator, *map(self.use, found.inputs), output=found.output, name=name, **found.attributes
            )
            return
        self.rules[step.operation](self, step)

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
