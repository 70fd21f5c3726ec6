"""C compiled where it is used: from source to a loaded library, kept for the next process.

The sources are the package's own; nothing that a user hands in is written into them. A library is built for the
processor at hand and lies in a cache under a name made of its source, its flags, and all that the compiler says of
itself and of the processor, and of a digest of its own bytes: what a killed writer or a full disk left there is not
loaded, and processes that build at the same time do not disturb each other.
"""

from __future__ import annotations

import ctypes
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from symact.errors import MissingExtraError, UnsupportedError
from symact.files import write_bytes

__all__ = ["cache_folder", "compiler", "library"]

# Bits are the same with every compiler where a product and a sum are not contracted to one rounding.
FLAGS = ("-O3", "-std=gnu11", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC")
SECONDS = 120
SUFFIX = ".dll" if sys.platform == "win32" else ".so"


@dataclass(frozen=True)
class Compiler:
    """A C compiler: its command, and what it predefines, which tells its version and the processor's instructions."""

    command: tuple[str, ...]
    macros: str


def compiler() -> Compiler | None:
    """Return the C compiler that there is: that of the variable ``CC``, cc, gcc, clang, or the wheel ``ziglang``."""
    return _compiler(os.environ.get("CC", ""), os.environ.get("PATH", ""))


@lru_cache(maxsize=8)
def _compiler(stated: str, path: str) -> Compiler | None:
    commands = [shlex.split(stated)] if stated else [["cc"], ["gcc"], ["clang"]]
    found = [(known, *options) for name, *options in commands if (known := shutil.which(name, path=path))]
    if not stated and find_spec("ziglang"):
        found.append((sys.executable, "-m", "ziglang", "cc"))
    for command in found:
        for native in (("-march=native",), ()):
            with suppress(OSError, subprocess.SubprocessError):
                return Compiler((*command, *native), _output([*command, *native, "-dM", "-E", "-x", "c", os.devnull]))
    return None


@lru_cache(maxsize=64)
def library(source: str, flags: tuple[str, ...] = ()) -> ctypes.CDLL:
    """Return the library of a C source, built now or before.

    Parameters
    ----------
    source : str
        In C11, with GNU's vectors if need be.
    flags : tuple of str, optional
        For the compiler, after those that all have; such as ``("-lm",)``.

    Raises
    ------
    MissingExtraError
        If there is no compiler.
    UnsupportedError
        If the compiler refuses; the message has what it said.

    Examples
    --------
    >>> from symact.numeric.native import compiler, library
    >>> source = "int twice(int n) { return 2 * n; }"
    >>> library(source).twice(21) if compiler() else 42
    42
    """
    builder = compiler()
    if builder is None:
        raise MissingExtraError(
            "a C compiler is needed, and none was found; install gcc or clang, or pip install ziglang"
        )
    parts = (source, *builder.command, *FLAGS, *flags, builder.macros)
    key = sha256("\0".join(parts).encode()).hexdigest()[:32]
    folder = cache_folder()
    return (folder and _kept(folder, key)) or _built(builder, source, flags, folder, key)


def cache_folder() -> Path | None:
    """Return the folder of built libraries, made if need be; None unless it is the user's own and nobody else's.

    It is ``SYMACT_CACHE`` where that is set, else where the system keeps what can be made again.
    """
    home = {"win32": os.environ.get("LOCALAPPDATA", "~/AppData/Local"), "darwin": "~/Library/Caches"}
    base = home.get(sys.platform, os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    with suppress(OSError, RuntimeError):
        folder = Path(os.environ.get("SYMACT_CACHE") or Path(base, "symact")).expanduser() / "native"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.stat()
        if sys.platform == "win32" or (about.st_uid == os.getuid() and not about.st_mode & 0o022):
            return folder
    return None


def _kept(folder: Path, key: str) -> ctypes.CDLL | None:
    """Load the library of a key from the cache, if it is there whole."""
    for path in folder.glob(f"{key}-*"):
        with suppress(OSError):
            if path.suffix == SUFFIX and path.stem == _stem(key, path.read_bytes()):
                return ctypes.CDLL(str(path))
    return None


def _built(builder: Compiler, source: str, flags: tuple[str, ...], folder: Path | None, key: str) -> ctypes.CDLL:
    try:
        with tempfile.TemporaryDirectory(prefix="symact-", ignore_cleanup_errors=True) as place:
            text, result = Path(place, "source.c"), Path(place, f"library{SUFFIX}")
            text.write_text(source, encoding="utf-8")
            _output([*builder.command, *FLAGS, str(text), "-o", str(result), *flags])
            with suppress(OSError):
                return _keep(folder, key, result.read_bytes())
            return ctypes.CDLL(str(result))
    except (OSError, subprocess.SubprocessError) as problem:
        said = getattr(problem, "stderr", None) or problem
        raise UnsupportedError(
            f"{' '.join(builder.command)} must build a library that can be loaded, and did not: {said!s:.1000}"
        ) from None


def _keep(folder: Path | None, key: str, data: bytes) -> ctypes.CDLL:
    if folder is None:
        raise FileNotFoundError
    path = folder / f"{_stem(key, data)}{SUFFIX}"
    write_bytes(path, data)
    return ctypes.CDLL(str(path))


def _stem(key: str, data: bytes) -> str:
    return f"{key}-{sha256(data).hexdigest()[:16]}"


def _output(command: list[str]) -> str:
    """Run a command and return what it prints.

    Raises
    ------
    OSError, subprocess.SubprocessError
    """
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=SECONDS,
        env=os.environ | {"LC_ALL": "C"},
        check=True,
    )
    return done.stdout
