"""Hostile JSON documents of networks, and a program that reads them under limits and an audit hook.

    python tests/hostile_documents.py FOLDER [--watch]

writes each into the folder, reads it, and prints what came of it, as tests/hostile_run.py does for formulas.
"""

from __future__ import annotations

import copy
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

BASE: dict[str, Any] = {
    "format": "symact network",
    "version": 1,
    "symbols": [{"text": "a", "name": "a", "assumptions": {"positive": True}}],
    "matrices": [{"text": "M", "name": "M", "shape": [2, 3]}],
    "inputs": [{"name": "x", "shape": ["N", 2]}],
    "parameters": [
        {"name": "W", "kind": "float64", "shape": [3, 2], "data": [[1.0, 2.0], [3.0, 4.5], [-0.0, 1e-3]]},
        {"name": "b", "kind": "exact", "shape": [3], "data": ["1/3", "a*b + M[0, 1]", 7]},
        {"name": "V", "kind": "matrix", "shape": [2, 3], "matrix": "M"},
    ],
    "constants": [{"name": "c", "kind": "float32", "shape": [], "data": 0.1}],
    "supports": [{"name": "W", "kind": "bool", "shape": [3, 2], "data": [[True, True], [True, False], [True, True]]}],
    "steps": [
        {"name": "p", "operation": "contract", "inputs": ["x", "W"], "options": {"subscripts": "ni,oi->no"}},
        {"name": "z", "operation": "add", "inputs": ["p", "b"]},
        {"name": "h", "operation": "apply", "inputs": ["z"], "options": {"variables": ["x"], "formula": "silu(x)"}},
        {
            "name": "w",
            "operation": "windows",
            "inputs": ["h"],
            "options": {
                "lengths": [2], "strides": [1], "dilations": [1], "pads": [[1, 1]], "fill": "-inf"
            },
        },
        {"name": "m", "operation": "max", "inputs": ["w"], "options": {"axes": [2]}},
        {"name": "e", "operation": "expand", "inputs": ["c"], "options": {"shape": ["N", 4]}},
        {"name": "y", "operation": "add", "inputs": ["m", "e"]},
    ],
    "outputs": [{"name": "y", "value": "y"}],
}  # fmt: skip


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return the good document with a change."""
    document = copy.deepcopy(BASE)
    change(document)
    return json.dumps(document).encode()


def put(value: Any, *path: Any) -> bytes:
    """Return the good document with another value at a place."""

    def change(document: dict[str, Any]) -> None:
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = value

    return changed(change)


def appended(operation: str, inputs: list[str], **options: Any) -> bytes:
    """Return the good document with one more step, which is shown."""

    def change(document: dict[str, Any]) -> None:
        step = {"name": "last", "operation": operation, "inputs": inputs, "options": options}
        document["steps"].append(step)
        document["outputs"][0]["value"] = "last"

    return changed(change)


def formula(text: str) -> bytes:
    """Return the good document with another formula."""
    return put({"variables": ["x"], "formula": text}, "steps", 2, "options")


def syntax() -> Iterator[tuple[str, bytes]]:
    """Yield what is no JSON, or not ours."""
    good = json.dumps(BASE).encode()
    yield from (("empty", b""), ("spaces", b" \n"), ("truncated", good[:300]), ("twice", good + good))
    yield from (("bom", b"\xef\xbb\xbf" + good), ("utf16", good.decode().encode("utf-16")), ("nul", b"\0" * 100))
    yield "invalid utf-8", good.replace(b'"silu(x)"', b'"\xff\xfe"')
    yield "surrogate bytes", good.replace(b'"silu(x)"', b'"\xed\xa0\x80"')
    yield from (("nan", good.replace(b"4.5", b"NaN")), ("infinity", good.replace(b"4.5", b"-Infinity")))
    yield from (("1e999", good.replace(b"4.5", b"1e999")), ("-1e999", good.replace(b"4.5", b"-1e999")))
    yield "huge integer weight", good.replace(b"4.5", b"9" * 400)
    yield "huger integer weight", good.replace(b"4.5", b"9" * 10**6)
    yield "huge exact", good.replace(b'"1/3"', b"9" * 4000)
    yield "huge exponent", good.replace(b"4.5", b"1e" + b"9" * 10**6)
    yield "deep arrays", b"[" * 100_000
    yield "deep closed arrays", b"[" * 100_000 + b"]" * 100_000
    yield "deep objects", b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    yield "deep weights", good.replace(b"4.5", b"[" * 100_000 + b"]" * 100_000)
    yield "key twice", good.replace(b'"version": 1', b'"version": 1, "version": 1')
    yield "inner key twice", good.replace(b'"subscripts"', b'"subscripts": "ni,oi->no", "subscripts"')
    yield from (("comment", b"// a\n" + good), ("single quotes", good.replace(b'"', b"'")))
    yield from (("python", b"__import__('os').system('touch hostile_was_here')"), ("pickle", b"\x80\x04cos\nsystem\n"))
    yield from (("array", b"[]"), ("number", b"1"), ("null", b"null"), ("text", b'"x"'), ("other", b'{"a": 1}'))
    yield "many empty arrays", b"[" + b"[]," * 10**7 + b"[]]"
    yield "many objects", b"[" + b'{"":0},' * (6 * 10**6) + b"1]"
    yield "many texts", b"[" + b'"ab",' * 9_000_000 + b"1]"
    yield "long text", b'"' + b"a" * (49 * 10**6) + b'"'
    yield "long wide text", b'"' + "\N{MUSICAL SYMBOL G CLEF}".encode() * (12 * 10**6) + b'"'
    yield "too long", b" " * (51 * 10**6)


def types() -> Iterator[tuple[str, bytes]]:
    """Yield documents with a wrong kind of value at a place."""
    wrong: list[Any] = [None, True, -1, 1.5, 10**30, "", "nothing", [], {}, [[[]]], {"a": []}]
    places: list[tuple[Any, ...]] = [
        *((name,) for name in BASE),
        *(("inputs", 0), ("inputs", 0, "name"), ("inputs", 0, "shape"), ("inputs", 0, "shape", 1)),
        *(("parameters", 0, key) for key in ("name", "kind", "shape", "data")),
        *(("parameters", 0, "data", 1), ("parameters", 0, "data", 1, 1), ("parameters", 1, "data", 0)),
        *(("parameters", 2, "matrix"), ("parameters", 2, "shape"), ("constants", 0, "data"), ("supports", 0, "data")),
        *(("symbols", 0, key) for key in ("text", "name", "assumptions")),
        *(("symbols", 0, "assumptions", "positive"), ("matrices", 0, "shape"), ("matrices", 0, "name")),
        *(("steps", 0), *(("steps", 0, key) for key in ("name", "operation", "inputs", "options"))),
        *(("steps", 2, "options", "variables"), ("steps", 2, "options", "formula"), ("steps", 0, "inputs", 1)),
        *(("steps", 3, "options", key) for key in ("lengths", "strides", "dilations", "pads", "fill")),
        *(("steps", 4, "options", "axes"), ("steps", 5, "options", "shape"), ("outputs", 0), ("outputs", 0, "value")),
    ]
    for place in places:
        for value in wrong:
            yield f"{'.'.join(map(str, place))} = {value}", put(value, *place)


def contradictions() -> Iterator[tuple[str, bytes]]:
    """Yield documents that contradict themselves."""
    yield "newer version", put(2, "version")
    yield "unknown key", put(1, "author")
    yield "unknown inner key", put(1, "steps", 0, "comment")
    yield "unknown option", put(1, "steps", 0, "options", "extra")
    yield "unknown operation", put("__import__", "steps", 0, "operation")
    yield "unknown kind", put("object", "parameters", 0, "kind")
    yield "cycle", put(["p", "y"], "steps", 1, "inputs")
    yield "self", put(["z", "z"], "steps", 1, "inputs")
    yield "later", put(["z", "h"], "steps", 1, "inputs")
    yield "same name", put("p", "steps", 1, "name")
    yield "same input", changed(lambda d: d["inputs"].append(d["inputs"][0]))
    yield "name of a weight", put("W", "inputs", 0, "name")
    yield "wrong shape", put([2, 3], "parameters", 0, "shape")
    yield "named axis of weights", put(["N", 2], "parameters", 0, "shape")
    yield "ragged", put([[1.0], [1.0, 2.0], []], "parameters", 0, "data")
    yield "no support", put("nothing", "supports", 0, "name")
    yield "assumptions", put({"positive": True, "negative": True}, "symbols", 0, "assumptions")
    yield "unknown assumption", put({"__class__": True}, "symbols", 0, "assumptions")
    yield "entry outside", put("M[9, 9]", "parameters", 1, "data", 1)
    yield "three added", put(["p", "p", "p"], "steps", 1, "inputs")
    yield "stride 0", put([0], "steps", 3, "options", "strides")
    yield "missing dilations", put([], "steps", 3, "options", "dilations")
    yield "negative pads", put([[-1, 0]], "steps", 3, "options", "pads")
    yield "unknown axis", put(["M", 4], "steps", 5, "options", "shape")
    yield "sum of an axis twice", appended("sum", ["y"], axes=[1, 1])
    yield "axis outside", appended("first_max", ["y"], axes=[5])
    yield "subscripts", appended("contract", ["y", "y"], subscripts="ni,ni->" + "n" * 10**6)
    yield "terminal codes", put(["\x1b[31mN", 5], "steps", 5, "options", "shape")
    yield "terminal codes of an axis", put(["\x1b[31mN", 5], "inputs", 0, "shape")
    yield "terminal codes of an operation", put("\x1b[31m", "steps", 0, "operation")
    yield "terminal codes of a key", put(1, "\x1b[31m")
    yield "terminal codes of a formula", formula("\x1b[31m x")
    yield "vector", appended("vector", ["y"], function="__import__", axis=1)


def bombs() -> Iterator[tuple[str, bytes]]:
    """Yield small documents that ask for much."""
    huge = 10**12
    yield "input", put(["N", huge], "inputs", 0, "shape")
    yield "weights", put([huge, huge], "parameters", 0, "shape")
    yield "empty weights", changed(lambda d: d["parameters"][0].update(shape=[0, huge], data=[]))
    yield (
        "matrix",
        changed(lambda d: (d["matrices"][0].update(shape=[huge, huge]), d["parameters"][2].update(shape=[huge, huge]))),
    )
    yield (
        "some symbols",
        changed(lambda d: (d["matrices"][0].update(shape=[1000, 900]), d["parameters"][2].update(shape=[1000, 900]))),
    )
    yield "expand", put(["N", huge], "steps", 5, "options", "shape")
    yield "expand more", put([2**62] * 16, "steps", 5, "options", "shape")
    yield "windows", put([huge], "steps", 3, "options", "lengths")
    yield "padding", put([[huge, huge]], "steps", 3, "options", "pads")
    far = {"lengths": [2], "strides": [huge], "dilations": [1], "pads": [[huge, huge]], "fill": 0}
    yield "padding that strides skip", put(far, "steps", 3, "options")
    yield "pad", appended("pad", ["y"], axis=1, before=huge, after=huge)
    yield "many axes", put([1] * 10**5, "inputs", 0, "shape")
    yield "outer products", changed(_outer)
    yield "many small values", changed(_doubling)
    yield "many steps", changed(lambda d: d["steps"].extend(d["steps"][1:2] * 10**5))
    yield "many inputs", put(["p"] * 10**6, "steps", 1, "inputs")
    yield "many concatenated", appended("concat", ["y"] * 90_000, axis=1)
    yield "long name", put("n" * 10**6, "inputs", 0, "name")
    for i, text in enumerate(FORMULAS):
        yield f"formula {i}", formula(text)
    yield "many formulas", changed(_formulas)
    yield "many weights", changed(_expressions)


def _outer(d: dict[str, Any]) -> None:
    """Multiply vectors with each other until there is no room."""
    d["inputs"].append({"name": "u", "shape": [1000]})
    for i in range(6):
        letters = "abcdefgh"[: i + 1]
        d["steps"].append(
            {
                "name": f"o{i}",
                "operation": "contract",
                "inputs": [f"o{i - 1}" if i else "u", "u"],
                "options": {"subscripts": f"{letters},z->{letters}z"},
            }
        )


def _doubling(d: dict[str, Any]) -> None:
    for i in range(60):
        before = f"d{i - 1}" if i else "y"
        d["steps"].append({"name": f"d{i}", "operation": "concat", "inputs": [before, before], "options": {"axis": 1}})


def _formulas(d: dict[str, Any]) -> None:
    for i in range(3000):
        d["steps"].append(
            {
                "name": f"f{i}",
                "operation": "apply",
                "inputs": ["z"],
                "options": {"variables": ["x"], "formula": f"tanh(tanh(tanh(x + {i})))"},
            }
        )


def _expressions(d: dict[str, Any]) -> None:
    d["parameters"].append(
        {"name": "E", "kind": "exact", "shape": [10**5], "data": [f"sqrt(a + {i})" for i in range(10**5)]}
    )


FORMULAS = (
    "__import__('os').system('touch hostile_was_here')",
    "open('hostile_was_here', 'w')",
    "().__class__.__base__.__subclasses__()",
    "9**9**9*x",
    "(x + 1)**10**9",
    "exp(exp(exp(exp(20))))*x",
    "tanh(" * 60 + "x" + ")" * 60,
    "(" * 100_000 + "x",
    "x + " * 200_000 + "x",
    "x^2",
    "y",
    "I*x",
    "oo",
    "nan",
    "x < 1",
    "sigmod(x)",
    "softmax([x, 0])",
    "M*x",
    "M[0]*x",
    "T",
    "lambda: 0",
    "x.subs(x, 1)",
    "f'{x}'",
    "\\frac{x}{2}",
    "1" * 5000,
    "\x00",
)


def documents() -> Iterator[tuple[str, bytes]]:
    """Yield all hostile documents with their names, one at a time because they are large."""
    for made in (syntax, types, contradictions, bombs):
        yield from made()


def main(folder: Path, watched: bool) -> None:
    """Read every document; times are seconds of the processor."""
    from hostile_run import Watch, limit_memory, peak_memory

    from symact.errors import FormatError, SymactError
    from symact.networks.formats import read_network

    def outcome(path: Path) -> tuple[str, str]:
        try:
            read_network(path)
        except FormatError as error:
            fits = str(error).isprintable() and len(str(error)) < 600
            return ("refused" if fits else "odd message"), str(error)[:600]
        except SymactError as error:
            return f"refused by {type(error).__name__}", str(error)[:300]
        except BaseException as error:
            return f"foreign: {type(error).__name__}", str(error)[:300]
        return "read", ""

    path = folder / "hostile.json"
    path.write_text(json.dumps(BASE))
    assert outcome(path) == ("read", ""), outcome(path)
    limit_memory()
    results = []
    watch = Watch()
    if watched:
        sys.addaudithook(watch)
    for name, data in documents():
        path.write_bytes(data)
        del data
        watch.on = watched
        start = time.process_time()
        ended, message = outcome(path)
        seconds = time.process_time() - start
        watch.on = False
        results.append([name[:80], ended, round(seconds, 3), message])
    print(json.dumps({"results": results, "seen": dict(watch.seen), "peak": peak_memory()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--watch" in sys.argv)
