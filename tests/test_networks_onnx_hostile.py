"""Hostile ONNX files: one error of ours each, within 2 s and 512 MB, and nothing outside the file is opened."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import ROOT
from onnx_models import one_node, onnx

import symact as sa
from symact.errors import SymactError, UnsupportedError
from symact.networks.layers import Activate, chain
from symact.networks.onnx.write import onnx_bytes

SECONDS = 2.0
MEMORY = 512 * 2**20


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("empty")
    command = [sys.executable, str(ROOT / "tests" / "hostile_onnx.py")]
    path = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PYTHONWARNINGS": "error", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=folder, env=path, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert list(folder.iterdir()) == []
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def test_the_corpus_is_large_enough(report: dict[str, Any]) -> None:
    assert len(report["results"]) >= 100


def test_each_file_is_refused_with_one_error_of_ours(report: dict[str, Any]) -> None:
    assert [r for r in report["results"] if r[1] != "refused"] == []


def test_each_file_is_refused_in_time_and_memory(report: dict[str, Any]) -> None:
    assert [r for r in report["results"] if r[2] > SECONDS] == []
    assert report["peak"] < MEMORY


def test_nothing_outside_the_file_is_opened_and_nothing_runs(report: dict[str, Any]) -> None:
    assert report["seen"] == {}
    assert not report["made"]


def test_the_watch_sees_a_file_that_is_opened(tmp_path: Path) -> None:
    (tmp_path / "weights").write_text("")
    code = (
        "import sys, hostile_run; watch = hostile_run.Watch(opening=True); sys.addaudithook(watch); watch.on = True\n"
        "open('weights').close(); watch.on = False; print(list(watch.seen))"
    )
    path = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=path, capture_output=True, text=True)
    assert "weights" in done.stdout


@pytest.mark.parametrize("location", ["weights.bin", "/etc/passwd"])
def test_weights_outside_the_file_are_refused_even_where_they_are(location: str, tmp_path: Path) -> None:
    model = onnx.load_from_string(one_node("Add", ["N", 4], {"w": np.ones(4, np.float32)}))
    (tmp_path / "weights.bin").write_bytes(np.ones(4, np.float32).tobytes())
    onnx.external_data_helper.set_external_data(model.graph.initializer[0], location)
    model.graph.initializer[0].ClearField("raw_data")
    path = tmp_path / "net.onnx"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(SymactError, match="'w' must stand in the file itself"):
        sa.read_network(path)


def test_as_many_nodes_as_may_be_are_read_in_time() -> None:
    helper, names = onnx.helper, ["x", *(f"h{i}" for i in range(20_000)), "y"]
    model = onnx.load_from_string(one_node("Relu", ["N", 4]))
    del model.graph.node[:]
    pairs = zip(names, names[1:], strict=False)  # noqa: RUF007
    model.graph.node.extend(helper.make_node("Neg", [a], [b]) for a, b in pairs)
    data = model.SerializeToString()
    with pytest.raises(UnsupportedError, match="at most 20,000 nodes"):
        sa.read_network(data)
    del model.graph.node[0]
    model.graph.node[0].input[0] = "x"
    start = time.process_time()
    net = sa.read_network(model.SerializeToString())
    assert time.process_time() - start < SECONDS
    assert len(net.steps) == 20_000


@pytest.mark.parametrize("operator", ["Mish", "Selu", "Celu", "Exp", "Tanh", "Softplus", "HardSwish"])
def test_formulas_that_would_nest_are_read_step_by_step(operator: str) -> None:
    helper, names = onnx.helper, ["x", *(f"h{i}" for i in range(30))]
    model = onnx.load_from_string(one_node("Relu", ["N", 4]))
    del model.graph.node[:]
    pairs = zip(names, names[1:], strict=False)  # noqa: RUF007
    model.graph.node.extend(helper.make_node(operator, [a], [b]) for a, b in pairs)
    model.graph.node.append(helper.make_node("Less", [names[-1], "x"], ["c"]))
    model.graph.node.append(helper.make_node("Where", ["c", names[-1], "x"], ["y"]))
    start = time.process_time()
    net = sa.read_network(model.SerializeToString())
    assert time.process_time() - start < SECONDS
    assert len(net.steps) >= 20


def test_a_file_with_random_bytes_changed_raises_nothing_foreign() -> None:
    weights = {"w": np.ones((2, 3, 3, 3), np.float32), "b": np.ones(2, np.float32)}
    files = [
        one_node("Conv", ["N", 3, 6, 6], weights, pads=[1, 1, 1, 1], strides=[2, 1]),
        one_node("Reshape", ["N", 3, 4], {"s": np.array([0, -1])}),
        one_node("Gemm", ["N", 3], {"w": np.ones((3, 2), np.float32)}, alpha=0.5, transB=0),
        one_node("LeakyRelu", ["N", 3], alpha=0.1),
        onnx_bytes(chain([Activate(sa.serf), Activate("sparsemax")], inputs=4)),
    ]
    rng = np.random.default_rng(0)
    read = 0
    for data in files:
        for _ in range(2_000):
            try:
                sa.read_network(changed(data, rng))
                read += 1
            except SymactError as error:
                assert "\n" not in str(error)
    assert 0 < read < 10_000


def changed(data: bytes, rng: np.random.Generator) -> bytes:
    """Return a file in which a few bytes are others, or away, or twice."""
    made = bytearray(data)
    for _ in range(rng.integers(1, 5)):
        place, length = int(rng.integers(len(made))), int(rng.integers(1, 8))
        match int(rng.integers(4)):
            case 0:
                made[place] = int(rng.integers(256))
            case 1:
                made[place] = int(rng.choice((0, 1, 2, 127, 128, 255)))
            case 2:
                del made[place : min(place + length, len(made) - 1)]
            case _:
                made[place:place] = made[-length:]
    return bytes(made)
