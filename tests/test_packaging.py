"""symact from a wheel, from a source distribution and in an editable install: complete, with its shelf."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest
from helpers import ROOT

pytestmark = pytest.mark.long

SOURCES = ("symact", "circuits", "tests", "docs", "benchmarks", "tools")
FILES = (
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Makefile",
    "conftest.py",
)
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", "_build", "jupyter_execute", "*.pyc", ".*")
REPORT = """
import json, symact
print(json.dumps({
    "package": symact.__file__,
    "version": symact.__version__,
    "shelf": {name: [str(path), path.read_text()] for name, path in symact.shelf_files().items()},
    "public": all(hasattr(symact, name) for name in symact.__all__),
    "circuits": {name: symact.circuit(name).about.partition("\\n")[0] for name in symact.circuits()},
    "networks": [len(symact.read_network(p).inputs) for p in symact.shelf_files().values() if p.suffix == ".json"],
}))
"""


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(kind: str, source: Path, into: Path) -> Path:
    """Build with hatchling, as any installer would, and return the one file that was made."""
    code = f"from hatchling.build import build_{kind} as build; print(build({str(into)!r}))"
    into.mkdir()
    run(sys.executable, "-c", code, cwd=source)
    (made,) = into.iterdir()
    return made


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A checkout of our own, so that nothing is written into the real one."""
    folder = tmp_path_factory.mktemp("checkout") / "symact"
    folder.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory):
    return build("wheel", source, tmp_path_factory.mktemp("wheel") / "dist")


@pytest.fixture(scope="module")
def sdist(source, tmp_path_factory):
    return build("sdist", source, tmp_path_factory.mktemp("sdist") / "dist")


@pytest.fixture
def environment(tmp_path):
    """An empty environment that sees the dependencies installed here, but neither pip nor this symact.

    A path file lends it the dependencies; path files over there, such as one of an editable install of
    symact, are not followed, and whatever the test installs comes first.
    """
    home = tmp_path / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=tmp_path)
    paths = {"base": str(home), "platbase": str(home)}
    packages = Path(sysconfig.get_path("purelib", "venv", paths))
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Path(sysconfig.get_path("scripts", "venv", paths))


def install_and_ask(environment, cwd, *arguments):
    """Install without a network and without dependencies; return what the installed symact says of itself."""
    pip = (sys.executable, "-m", "pip", "--python", environment / "python", "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", *arguments, cwd=cwd)
    answer = json.loads(run(environment / "python", "-I", "-c", REPORT, cwd=cwd))
    for command in ([environment / "symact"], [environment / "python", "-m", "symact"]):
        assert run(*command, "--version", cwd=cwd).split() == ["symact", answer["version"]]
    assert answer["public"]
    texts = {p.stem: p.read_text() for p in (ROOT / "circuits").iterdir() if p.suffix != ".md"}
    assert {name: text for name, (_, text) in answer["shelf"].items()} == texts
    titles = {name: text.partition("\n")[0].partition(": ")[2] for name, text in texts.items()}
    assert answer["circuits"] and answer["circuits"].items() <= titles.items() and answer["networks"] == [1, 1, 1]
    return Path(answer["package"]).parent, {Path(path).parent for path, _ in answer["shelf"].values()}


def test_wheel(wheel, environment, tmp_path):
    package, shelf = install_and_ask(environment, tmp_path, wheel)
    assert package.is_relative_to(environment.parent)
    assert shelf == {package / "circuits"}


def test_wheel_of_the_source_distribution(sdist, environment, tmp_path):
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.glob("symact-*")
    made = build("wheel", unpacked, tmp_path / "dist")
    package, shelf = install_and_ask(environment, tmp_path, made)
    assert package.is_relative_to(environment.parent)
    assert shelf == {package / "circuits"}


def test_editable_install(source, environment, tmp_path):
    package, shelf = install_and_ask(environment, tmp_path, "--editable", source)
    assert package == source / "symact"
    assert shelf == {source / "circuits"}
    assert not list(environment.parent.rglob("full_adder.blif"))


def test_wheel_has_all_of_the_package_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
        (metadata,) = (name for name in archive.namelist() if name.endswith("METADATA"))
        text = archive.read(metadata).decode()
    package = {
        p.relative_to(ROOT).as_posix()
        for p in (ROOT / "symact").rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    assert {"symact/py.typed", "symact/__init__.pyi"} <= package
    assert packed == package | {f"symact/circuits/{p.name}" for p in (ROOT / "circuits").iterdir()}
    assert "License-Expression: BSD-3-Clause" in text
    for extra in ("plot", "numba", "jax", "torch", "onnx", "sat", "dask", "all", "test", "docs"):
        assert f"Provides-Extra: {extra}\n" in text


def test_source_distribution_has_what_the_two_commands_need(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {*FILES, "symact/py.typed", "circuits/c17.bench", "tests/helpers.py"} <= names
    assert not any("node_modules" in name or "__pycache__" in name for name in names)
