"""The network: named inputs, weights, steps and outputs; its truth is its arrays, its graph of units a view."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import cached_property
from typing import Any

from symact.hooks import hook
from symact.networks.backends.on_numpy import NumpyRunner
from symact.networks.compiled import CompiledNetwork, compile_network
from symact.networks.consistency import checked
from symact.networks.evaluate import bind_arguments, run
from symact.networks.operation import Array
from symact.networks.shapes import Shape, shown
from symact.networks.step import Step
from symact.networks.weights import as_weight, equal_weights

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
    units : mapping of str to tuple
        For a value that was made of nodes of a graph, their names; networks that differ in them alone are equal.
    """

    inputs: Mapping[str, Shape]
    parameters: Mapping[str, Array]
    constants: Mapping[str, Array]
    supports: Mapping[str, Array]
    steps: tuple[Step, ...]
    outputs: Mapping[str, str]
    shapes: Mapping[str, Shape]
    units: Mapping[str, tuple[Hashable, ...]]

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
        """Return every value of the network for the inputs, by name, computed the slow, obvious way."""
        bound = bind_arguments(self, arguments, named)
        found = run(self, bound, [s.name for s in self.steps])
        return {name: bound.shown(value, self.shapes[name]) for name, value in found.items()}

    def with_parameters(self, values: Mapping[str, Any] | None = None, /, **named: Any) -> Network:
        """Return the same network with other values of some parameters.

        Raises
        ------
        KeyError
            For a name that is no parameter.
        TypeError, ValueError
            For a value that is no array of numbers or expressions, or of another shape.
        """
        if not isinstance(values, Mapping | None):
            raise TypeError(f"values must be a dictionary of parameters, not {values!r}; W1=... names one")
        given = {name: as_weight(value, name) for name, value in {**(values or {}), **named}.items()}
        for name, value in given.items():
            if name not in self.parameters:
                known = ", ".join(self.parameters) or "none"
                raise KeyError(f"{name!r} is no parameter of this network; it has {known}")
            if value.shape != self.shapes[name]:
                raise ValueError(f"{name!r} must have the shape {shown(self.shapes[name])}, not {shown(value.shape)}")
        rest = self.steps, self.outputs, self.constants, self.supports, self.units
        return assemble(self.inputs, {**self.parameters, **given}, *rest)

    def step(self, name: str) -> Step:
        """Return the step that makes a value.

        Raises
        ------
        KeyError
            If no step makes a value of that name.
        """
        if name not in self._by_name:
            raise KeyError(f"the name must be that of a value that a step makes, not {name!r}")
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
        kinds = ("parameters", "constants", "supports")
        return (
            list(self.inputs.items()) == list(other.inputs.items())
            and list(self.outputs.items()) == list(other.outputs.items())
            and self.steps == other.steps
            and all(equal_weights(getattr(self, kind), getattr(other, kind)) for kind in kinds)
        )

    def __hash__(self) -> int:
        return hash((tuple(self.inputs.items()), self.steps, tuple(self.outputs.items()), tuple(self.parameters)))

    def __repr__(self) -> str:
        ins = ", ".join(f"{n}: {shown(s)}" for n, s in self.inputs.items())
        outs = ", ".join(f"{n}: {shown(self.shapes[v])}" for n, v in self.outputs.items())
        return f"<Network {ins} -> {outs}; {self.size:,} weights, {len(self.steps)} steps>"

    def _repr_latex_(self) -> Any:
        return hook("latex_definition")(self)._repr_latex_()

    def _repr_html_(self) -> Any:
        return hook("network_html")(self)

    def __reduce__(self) -> tuple[Any, ...]:
        kinds = ("inputs", "parameters", "steps", "outputs", "constants", "supports", "units")
        return assemble, tuple(v if isinstance(v := getattr(self, k), tuple) else dict(v) for k in kinds)


def assemble(
    inputs: Mapping[str, Shape],
    parameters: Mapping[str, Any],
    steps: Iterable[Step],
    outputs: Mapping[str, str],
    constants: Mapping[str, Any] | None = None,
    supports: Mapping[str, Any] | None = None,
    units: Mapping[str, tuple[Hashable, ...]] | None = None,
) -> Network:
    """Return a checked network.

    Raises
    ------
    TypeError
        For steps that are none, or anything else that is no dictionary of its kind.
    NetworkError
        For a name given twice, an input that nothing makes, a cycle, or shapes that do not fit; the step is named.
    """
    made: Network = object.__new__(Network)
    vars(made).update(checked(inputs, parameters, steps, outputs, constants or {}, supports or {}, units or {}))
    return made
