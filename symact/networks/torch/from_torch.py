"""``from_torch``: a torch module as a network, by way of its traced graph (torch.fx)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symact.errors import UnsupportedError
from symact.networks.backends.torch_library import need_torch
from symact.networks.network import Network
from symact.networks.shapes import Shape
from symact.networks.torch.layers import FUNCTIONS, MODULES
from symact.networks.torch.reader import Reader, Value

__all__ = ["from_torch"]


def from_torch(module: Any, example: Any = None, *, input_shape: Any = None) -> Network:
    """Return a torch module, as it is in evaluation, as a network with the same parameters.

    Parameters
    ----------
    module : torch.nn.Module
        In ``eval()`` mode, and of a kind that torch.fx can trace: no control flow that depends on data.
    example : tensor or tuple of tensors, optional
        Inputs; their first axis is that of the examples.
    input_shape : int or tuple of int, or list of them, optional
        In place of an example: the shape of the input without the axis of the examples, a list where there are several.

    Returns
    -------
    Network
        With the names that the module's ``state_dict`` has, the inputs named as in its ``forward``, and the output
        ``y`` (``y1, y2, ...`` of a tuple; a dictionary has its own names). Numbers such as a slope of 0.01 become the
        fractions they mean, and the threshold above which torch computes softplus as the identity is left out.

    Raises
    ------
    UnsupportedError
        For a layer or function that is not served, which is named with those that are; for a module in training that
        behaves otherwise then, or one that cannot be traced.
    MissingExtraError
        If torch is not installed.

    Examples
    --------
    >>> import torch
    >>> module = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1)).eval()
    >>> net = sa.from_torch(module, input_shape=2)
    >>> net, list(net.parameters)
    (<Network input: N x 2 -> y: N x 1; 13 weights, 5 steps>, ['0.weight', '0.bias', '2.weight', '2.bias'])
    """
    torch = need_torch()
    if not isinstance(module, torch.nn.Module):
        raise TypeError(f"module must be a torch.nn.Module, not {module!r}")
    shapes = _input_shapes(torch, example, input_shape)
    if _is_layer(module):
        return _of_layer(torch, module, shapes)
    try:
        traced = torch.fx.symbolic_trace(module)
    except Exception as error:  # tracing runs the module's own code, which can raise anything
        raise UnsupportedError(
            f"the module must be one that torch.fx can trace, which {type(module).__name__} is not: {error}"
        ) from error
    return _Tracing(torch, traced, shapes).network()


def _input_shapes(torch: Any, example: Any, input_shape: Any) -> list[Shape]:
    if (example is None) == (input_shape is None):
        raise TypeError("from_torch needs an example or an input_shape, and not both")
    if example is not None:
        tensors = example if isinstance(example, (tuple, list)) else [example]
        for tensor in tensors:
            if not torch.is_tensor(tensor) or not tensor.ndim:
                raise TypeError(
                    f"example must be a tensor with an axis of examples, or a tuple of them, not {tensor!r}"
                )
        return [("N", *tensor.shape[1:]) for tensor in tensors]
    shapes = input_shape if isinstance(input_shape, list) else [input_shape]
    return [("N", *((s,) if isinstance(s, int) else s)) for s in shapes]


def _is_layer(module: Any) -> bool:
    return type(module).__name__ in MODULES and type(module).__module__.startswith("torch.nn.modules")


def _of_layer(torch: Any, layer: Any, shapes: Sequence[Shape]) -> Network:
    """Return the network of a layer alone, which tracing would look into."""
    reader = Reader(torch, layer)
    values = [Value(reader.writer.input("input", shape)) for shape in shapes]
    kind = type(layer).__name__
    result = _told(kind, lambda: MODULES[kind](reader, layer, "", *values))
    reader.order()
    return reader.writer.build({"y": result.name})


@dataclass
class _Tracing:
    """Reads a traced graph, node by node."""

    torch: Any
    traced: Any
    shapes: Sequence[Shape]

    def network(self) -> Network:
        reader = Reader(self.torch, self.traced)
        found: dict[Any, Any] = {}
        inputs = iter(self.shapes)
        for node in self.traced.graph.nodes:
            if node.op == "placeholder":
                shape = next(inputs, None)
                if shape is None:
                    raise TypeError(f"the module has the input {node.name!r} too, of which no shape is given")
                found[node] = Value(reader.writer.input(node.target, shape))
            elif node.op == "output":
                reader.order()
                return reader.writer.build(_outputs(reader, _filled(node.args[0], found)))
            else:
                found[node] = self._read(reader, node, found)
        raise UnsupportedError("the module must have an output")

    def _read(self, reader: Reader, node: Any, found: Mapping[Any, Any]) -> Any:
        arguments = [_filled(a, found) for a in node.args]
        named = {n: _filled(a, found) for n, a in node.kwargs.items()}
        if node.op == "get_attr":
            return reader.attribute(node.target)
        if node.op == "call_module":
            layer = self.traced.get_submodule(node.target)
            kind = type(layer).__name__
            if not _is_layer(layer):
                raise UnsupportedError(f"layers must be among {', '.join(sorted(MODULES))}, not {kind} ({node.target})")
            return _told(node.target, lambda: MODULES[kind](reader, layer, node.target, *arguments))
        name = node.target if isinstance(node.target, str) else getattr(node.target, "__name__", str(node.target))
        name = name.rstrip("_") if name not in FUNCTIONS else name
        if name not in FUNCTIONS:
            raise UnsupportedError(f"functions must be among {', '.join(sorted(FUNCTIONS))}, not {name} ({node.name})")
        return _told(node.name, lambda: FUNCTIONS[name](reader, *arguments, **named))


def _told(place: str, read: Any) -> Any:
    """Return what is read, with the place added to what is refused."""
    try:
        return read()
    except UnsupportedError as error:
        raise UnsupportedError(f"{place}: {error}") from None
    except TypeError as error:
        raise UnsupportedError(f"{place}: these arguments are not served: {error}") from error


def _filled(argument: Any, found: Mapping[Any, Any]) -> Any:
    """Return an argument of a node with the values of other nodes put in."""
    if isinstance(argument, (tuple, list)):
        return type(argument)(_filled(a, found) for a in argument)
    if isinstance(argument, dict):
        return {n: _filled(a, found) for n, a in argument.items()}
    if isinstance(argument, slice):
        return slice(*(_filled(a, found) for a in (argument.start, argument.stop, argument.step)))
    return found.get(argument, argument) if type(argument).__name__ == "Node" else argument


def _outputs(reader: Reader, result: Any) -> dict[str, str]:
    if isinstance(result, (tuple, list)):
        result = {f"y{i}": value for i, value in enumerate(result, 1)} if len(result) > 1 else {"y": result[0]}
    elif not isinstance(result, dict):
        result = {"y": result}
    return {str(name): reader.name(value) for name, value in result.items()}
