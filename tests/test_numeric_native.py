"""C compiled where it is used: the cache, and all that can go wrong with it, in processes of their own."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import need_tool, run_python

from symact.errors import MissingExtraError, UnsupportedError
from symact.numeric import native

SOURCE = "int twice(int n) { return 2 * n; }"
CALL = f"from symact.numeric.native import library; print(library({SOURCE!r}).twice(21))"


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A compiler that counts its compilations in a file, with a cache of its own; the path of the file."""
    real = need_tool("cc", "gcc", "clang")
    log = tmp_path / "compiled"
    log.write_text("")
    wrapper = tmp_path / "counting-cc"
    wrapper.write_text(f'#!/bin/sh\ncase "$*" in *-shared*) echo >> {log};; esac\nexec {real} "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("CC", str(wrapper))
    monkeypatch.setenv("SYMACT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("PYTHONWARNINGS", raising=False)
    yield log
    native.library.cache_clear()


def compilations(log: Path) -> int:
    return len(log.read_text().splitlines())


def kept(log: Path) -> list[Path]:
    return sorted((log.parent / "cache" / "native").iterdir())


def test_a_library_is_built_once_and_loaded_ever_after(counted):
    assert native.library(SOURCE).twice(21) == 42
    assert native.library(SOURCE) is native.library(SOURCE)
    assert [run_python(CALL) for _ in range(2)] == ["42\n", "42\n"]
    assert compilations(counted) == len(kept(counted)) == 1


def test_another_source_flag_or_compiler_is_another_library(counted, monkeypatch):
    (number,) = (native.library("int f(void) { return N; }", (f"-DN={n}",)).f() for n in (7,))
    assert number == 7 and native.library("int f(void) { return N; }", ("-DN=8",)).f() == 8
    monkeypatch.setenv("CC", os.environ["CC"] + " -DUNUSED")
    native.library.cache_clear()
    assert native.library("int f(void) { return N; }", ("-DN=8",)).f() == 8
    assert compilations(counted) == len(kept(counted)) == 3


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: data + b"!"])
def test_a_damaged_library_is_not_loaded(counted, damage):
    run_python(CALL)
    (path,) = kept(counted)
    path.write_bytes(damage(path.read_bytes()))
    (path.parent / f".{path.name}.left.tmp").write_bytes(b"left by a killed writer")
    assert run_python(CALL) == run_python(CALL) == "42\n"
    assert compilations(counted) == 2


def test_processes_that_build_at_once_do_not_disturb_each_other(counted):
    at_once = [subprocess.Popen([sys.executable, "-c", CALL], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate(timeout=60)[0] for process in at_once] == ["42\n"] * 4
    assert {path.suffix for path in kept(counted)} == {native.SUFFIX}
    before = compilations(counted)
    assert run_python(CALL) == "42\n" and compilations(counted) == before


def test_a_full_disk_costs_the_cache_only(counted, monkeypatch):
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(native, "write_bytes", full)
    assert native.library(SOURCE).twice(21) == 42
    assert kept(counted) == []


def test_a_folder_that_others_may_write_is_no_cache(counted):
    run_python(CALL)
    folder = counted.parent / "cache" / "native"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o777)
    assert native.cache_folder() is None
    assert run_python(CALL) == "42\n" and compilations(counted) == 2


def test_a_cache_that_cannot_be_made_is_none(counted, monkeypatch):
    (counted.parent / "file").write_text("")
    monkeypatch.setenv("SYMACT_CACHE", str(counted.parent / "file"))
    assert native.cache_folder() is None
    assert native.library(SOURCE).twice(21) == 42


def test_without_a_compiler_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(native, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CC", raising=False)
    assert native.compiler() is None
    with pytest.raises(MissingExtraError, match="install gcc or clang, or pip install ziglang"):
        native.library("int none;")
    monkeypatch.setenv("CC", "no-such-compiler -O1")
    assert native.compiler() is None


def test_what_the_compiler_refuses_is_told(counted):
    with pytest.raises(UnsupportedError, match=r"counting-cc .*must build a library .*error"):
        native.library("this is no C")
    assert kept(counted) == []


def test_a_compiler_that_knows_no_native_processor_serves(counted, tmp_path, monkeypatch):
    plain = tmp_path / "plain-cc"
    plain.write_text(f'#!/bin/sh\ncase "$*" in *-march=native*) exit 1;; esac\nexec {os.environ["CC"]} "$@"\n')
    plain.chmod(0o755)
    monkeypatch.setenv("CC", str(plain))
    found = native.compiler()
    assert found is not None and found.command == (str(plain),)
    assert native.library(SOURCE).twice(21) == 42
