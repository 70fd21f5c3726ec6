"""The network: named inputs, weights, steps and outputs; its truth is its arrays, its graph of units a view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

from symact.errors import NetworkError
from symact.hooks import hook
from symact.networks.backends.on_numpy import NumpyRunner
from symact.networks.compiled import CompiledNetwork, compile_network
from symact.networks.evaluate import Arguments, bind_arguments, run
from symact.networks.operation import Array
from symact.networks.operations import OPERATIONS
from symact.networks.shapes import Shape, as_shape, shown
from symact.networks.step import Step
from symact.networks.weights import as_support, as_weight, equal_weights

__all__ = ["Network", "assemble"]


class Network:
    """Units wired into a graph without cycles, as a list of steps on arrays.

    Attributes
    ----------
    inputs : mapping of str to shape
        What is fed in. An axis that is a name, such as ``"N"``, has a length of the caller's; by custom the first, of
        the examples.
    parameters : mapping of str to array
        What training changes: float32 or float64 arrays, or arrays of exact SymPy expressions. They cannot be written.
    constants : mapping of str to array
        Arrays that training leaves alone.
    steps : tuple of Step
        Each after all it is made of.
    outputs : mapping of str to str
        For each output the name of the value that it shows.
    supports : mapping of str to bool array
        For a parameter that stands for some connections only: which exist.
    shapes : mapping of str to shape
        Of every value.
    """

    inputs: Mapping[str, Shape]
    parameters: Mapping[str, Array]
    constants: Mapping[str, Array]
    supports: Mapping[str, Array]
    steps: tuple[Step, ...]
    outputs: Mapping[str, str]
    shapes: Mapping[str, Shape]

    def __new__(cls, graph: Any) -> Network:
        """Return the network of a graph of units, in the vocabulary of :mod:`symact.networks.graph`.

        Parameters
        ----------
        graph : networkx.DiGraph

        Raises
        ------
        NetworkError
            For a cycle, a unit without inputs, an edge without a weight; the unit is named.

        Examples
        --------
        >>> import networkx as nx
        >>> g = nx.DiGraph()
        >>> g.add_node("h", activation=sa.relu, bias=-1)
        >>> g.add_edge("a", "h", weight=2)
        >>> sa.Network(g)([3])
        array([5.])
        """
        network: Network = hook("network_of_graph")(graph)
        return network

    @property
    def graph(self) -> Any:
        """The graph of units as a :class:`networkx.DiGraph`, made anew: :func:`symact.unit_graph`."""
        return hook("unit_graph")(self)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Return the output for the inputs, a dictionary of them where there are several.

        Parameters
        ----------
        *arguments, **named : array_like
            The inputs in order or by name, of their shape. Where the first axis is named, it may be left out by all:
            a single example. The dtype that comes in goes out: float32 stays, integers become float64. Arrays of exact
            objects are computed exactly, and so is everything where a weight is symbolic; exact weights with inputs of
            numbers are computed in floats.

        Raises
        ------
        TypeError
            For a missing or an unknown input.
        ValueError
            For one of another shape.
        """
        bound = bind_arguments(self, arguments, named)
        if bound.dtype == object:
            found = run(self, bound, self.outputs.values())
            values = {name: found[value] for name, value in self.outputs.items()}
        else:
            values = self._runner(bound, {})
        results = {name: bound.shown(values[name], self.shapes[value]) for name, value in self.outputs.items()}
        return next(iter(results.values())) if len(results) == 1 else results

    @cached_property
    def _runner(self) -> NumpyRunner:
        return NumpyRunner(self)

    def compile(self, backend: str = "numpy") -> CompiledNetwork:
        """Return the network made ready to run on a backend; called with numbers, as the network is.

        Calling the network itself with numbers runs what ``backend="numpy"`` does; :meth:`values` is the slow, obvious
        way.

        Parameters
        ----------
        backend : {"numpy", "jax", "torch"}, optional
            NumPy code is generated, in blocks of examples that stay in the cache; it can be read, and write into arrays
            that are given. JAX code is jitted.

        Raises
        ------
        ValueError
            For another backend.
        UnsupportedError
            If a weight is a symbol.
        MissingExtraError
            If the library is not installed.

        Examples
        --------
        >>> net = sa.mlp([1, 2, 1], weights=[(np.ones((2, 1)), np.zeros(2)), (np.ones((1, 2)), np.zeros(1))])
        >>> run = net.compile()
        >>> run([[1.0], [-1.0]])
        array([[2.],
               [0.]])
        >>> print(run.source.split("# ")[3])
        apply: (n, 2) -> (n, 2)
                v7 = b1[:n]
                np.maximum(v6, 0.0, out=v7)
        <BLANKLINE>
        """
        return compile_network(self, backend)

    def values(self, *arguments: Any, **named: Any) -> dict[str, Array]:
        """Return every value of the network for the inputs, by name."""
        bound: Arguments = bind_arguments(self, arguments, named)
        found = run(self, bound, [s.name for s in self.steps])
        return {name: bound.shown(value, self.shapes[name]) for name, value in found.items()}

    def with_parameters(self, values: Mapping[str, Any] | None = None, /, **named: Any) -> Network:
        """Return the same network with other values of some parameters.

        Raises
        ------
        KeyError
            For a name that is no parameter.
        ValueError
            For a value of another shape.
        """
        given = {name: as_weight(value, name) for name, value in {**(values or {}), **named}.items()}
        for name, value in given.items():
            if name not in self.parameters:
                raise KeyError(
                    f"{name!r} is no parameter of this network; it has {', '.join(self.parameters) or 'none'}"
                )
            if value.shape != self.shapes[name]:
                raise ValueError(f"{name!r} must have the shape {shown(self.shapes[name])}, not {shown(value.shape)}")
        return assemble(
            self.inputs, {**self.parameters, **given}, self.steps, self.outputs, self.constants, self.supports
        )

    def step(self, name: str) -> Step:
        """Return the step that makes a value.

        Raises
        ------
        KeyError
            If no step makes a value of that name.
        """
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Step]:
        return {s.name: s for s in self.steps}

    @property
    def size(self) -> int:
        """How many weights training can change; where only some connections exist, these are counted."""
        return sum(int(self.supports[n].sum()) if n in self.supports else a.size for n, a in self.parameters.items())

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a network cannot be changed: {name!r}; with_parameters gives another one")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return (
            list(self.inputs.items()) == list(other.inputs.items())
            and list(self.outputs.items()) == list(other.outputs.items())
            and self.steps == other.steps
            and all(
                equal_weights(getattr(self, kind), getattr(other, kind))
                for kind in ("parameters", "constants", "supports")
            )
        )

    def __hash__(self) -> int:
        return hash((tuple(self.inputs.items()), self.steps, tuple(self.outputs.items()), tuple(self.parameters)))

    def __repr__(self) -> str:
        ins = ", ".join(f"{n}: {shown(s)}" for n, s in self.inputs.items())
        outs = ", ".join(f"{n}: {shown(self.shapes[v])}" for n, v in self.outputs.items())
        return f"<Network {ins} -> {outs}; {self.size:,} weights, {len(self.steps)} steps>"

    def _repr_latex_(self) -> str:
        return f"$$\n{hook('latex_definition')(self).replace('align*', 'aligned')}\n$$"

    def _repr_html_(self) -> str:
        html: str = hook("network_html")(self)
        return html

    def __reduce__(self) -> tuple[Any, ...]:
        kinds = (dict(getattr(self, k)) for k in ("inputs", "parameters", "outputs", "constants", "supports"))
        inputs, parameters, outputs, constants, supports = kinds
        return assemble, (inputs, parameters, self.steps, outputs, constants, supports)


def assemble(
    inputs: Mapping[str, Shape],
    parameters: Mapping[str, Any],
    steps: Iterable[Step],
    outputs: Mapping[str, str],
    constants: Mapping[str, Any] | None = None,
    supports: Mapping[str, Any] | None = None,
) -> Network:
    """Return a checked network.

    Raises
    ------
    NetworkError
        For a name given twice, an input that nothing makes, a cycle, or shapes that do not fit; the step is named.
    """
    made: Network = object.__new__(Network)
    vars(made).update(
        inputs=MappingProxyType({n: as_shape(s, f"input {n!r}") for n, s in inputs.items()}),
        parameters=MappingProxyType({n: as_weight(v, n) for n, v in parameters.items()}),
        constants=MappingProxyType({n: as_weight(v, n) for n, v in (constants or {}).items()}),
        supports=MappingProxyType({n: as_support(v, n) for n, v in (supports or {}).items()}),
        outputs=MappingProxyType(dict(outputs)),
    )
    vars(made)["steps"] = ordered(tuple(steps), {*made.inputs, *made.parameters, *made.constants})
    vars(made)["shapes"] = MappingProxyType(_shapes(made))
    _check(made)
    return made


def _shapes(network: Network) -> dict[str, Shape]:
    shapes: dict[str, Shape] = {}
    sources: tuple[Mapping[str, Any], ...] = (network.inputs, network.parameters, network.constants)
    for source in sources:
        for name, value in source.items():
            _new(name, shapes)
            shapes[name] = value if isinstance(value, tuple) else value.shape
    named = {a for s in network.inputs.values() for a in s if isinstance(a, str)}
    for step in network.steps:
        _new(step.name, shapes)
        shape = shapes[step.name] = inferred(step, [shapes[i] for i in step.inputs])
        if unknown := [a for a in shape if isinstance(a, str) and a not in named]:
            raise NetworkError(f"{step.name!r} has an axis {unknown[0]!r}, which no input of the network has")
    return shapes


def _new(name: str, known: Mapping[str, Any]) -> None:
    if not isinstance(name, str) or not name:
        raise NetworkError(f"a name in a network must be a text of at least one character, not {name!r}")
    if name in known:
        raise NetworkError(f"names in a network must differ, but {name!r} is given twice")


def inferred(step: Step, shapes: Sequence[Shape]) -> Shape:
    """Return the shape of a step's value.

    Raises
    ------
    NetworkError
        If its operation is unknown, or its inputs do not fit it.
    """
    operation = OPERATIONS.get(step.operation)
    if operation is None:
        raise NetworkError(f"{step.name!r} must be one of {', '.join(OPERATIONS)}, not {step.operation!r}")
    if len(shapes) not in operation.arity:
        given = ", ".join(step.inputs) or "none"
        raise NetworkError(f"{step.name!r} ({step.operation}) must have {_many(operation.arity)}, not {given}")
    try:
        return operation.shape(shapes, dict(step.options))
    except KeyError as error:
        raise NetworkError(f"{step.name!r} ({step.operation}) needs the option {error}") from error
    except (ValueError, TypeError, IndexError) as error:
        raise NetworkError(f"{step.name!r} cannot be made: {error}") from error


def _many(arity: range) -> str:
    least, most = arity[0], arity[-1]
    counted = f"{least}" if least == most else f"{least} or {most}" if most == least + 1 else f"{least} or more"
    return f"{counted} input" if arity == range(1, 2) else f"{counted} inputs"


def _check(network: Network) -> None:
    if not network.outputs:
        raise NetworkError("a network must have an output")
    for name, value in network.outputs.items():
        if not isinstance(name, str) or not name:
            raise NetworkError(f"the name of an output must be a text of at least one character, not {name!r}")
        if not isinstance(value, str) or value not in network.shapes:
            raise NetworkError(f"the output {name!r} must show a value of the network, not {value!r}")
    for name, support in network.supports.items():
        if name not in network.parameters or support.shape != network.parameters[name].shape:
            raise NetworkError(f"the support of {name!r} must have the shape of a parameter of that name")


def ordered(steps: Sequence[Step], given: Iterable[str]) -> tuple[Step, ...]:
    """Return the steps, each after all it is made of, otherwise in their order.

    Raises
    ------
    NetworkError
        If an input is made by nothing, or steps go in a circle; the names are told.
    """
    made = set(given)
    if all(_runs(steps, made)):
        return tuple(steps)
    by_name: dict[str, Step] = {}
    for step in steps:
        _new(step.name, by_name)
        by_name[step.name] = step
    result: list[Step] = []
    state: dict[str, bool] = {}
    for root in steps:
        stack = [root]
        while stack:
            step = stack[-1]
            if state.get(step.name) is True:
                stack.pop()
                continue
            state[step.name] = False
            waiting = [i for i in step.inputs if i not in made and state.get(i) is not True]
            for name in waiting:
                if name not in by_name:
                    raise NetworkError(f"{step.name!r} needs {name!r}, which nothing in the network makes")
                if state.get(name) is False:
                    raise NetworkError(f"{step.name!r} and {name!r} go in a circle; a network must have no cycle")
            if waiting:
                stack.extend(by_name[name] for name in waiting)
            else:
                state[step.name] = True
                result.append(step)
                stack.pop()
    return tuple(result)


def _runs(steps: Sequence[Step], given: set[str]) -> Iterable[bool]:
    known = set(given)
    for step in steps:
        yield known.issuperset(step.inputs)
        known.add(step.name)
