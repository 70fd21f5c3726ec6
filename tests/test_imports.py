"""What is imported when: the command answers before SymPy is there; public names come when they are used."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import time

import pytest
from helpers import ROOT, run_python

HEAVY = ("sympy", "mpmath", "numpy", "flint", "networkx", "matplotlib")
COMMAND = """
import sys
from symact.doors.command import main
sys.argv = ["symact", {option!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""


def heavy_imports(code: str) -> tuple[list[str], str]:
    """Run code in a fresh interpreter; return the heavy packages it imported and what it printed."""
    report = f"import sys, json\nprint()\nprint(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    *printed, last = run_python(f"{code}\n{report}").splitlines()
    return json.loads(last), "\n".join(printed)


def exported(stub: str) -> dict[str, str]:
    """Return the module, as the source of a typed stub writes it, that each public name comes from."""
    lines = [node for node in ast.parse(stub).body if isinstance(node, ast.ImportFrom)]
    return {alias.name: node.module or "" for node in lines for alias in node.names}


def public_names() -> set[str]:
    return set(exported((ROOT / "symact" / "__init__.pyi").read_text(encoding="utf-8")))


def hidden_modules(stub: str, modules: set[str]) -> set[str]:
    """Return the modules of a package that share a name with something its stub exports from elsewhere."""
    return {name for name, module in exported(stub).items() if module} & modules


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_command_answers_without_the_heavy_packages(option):
    heavy, printed = heavy_imports(COMMAND.format(option=option))
    assert heavy == []
    assert "symact" in printed


def test_importing_symact_imports_nothing_heavy():
    assert heavy_imports("import symact; assert symact.__version__; assert 'shelf_files' in dir(symact)")[0] == []


def test_the_check_itself_sees_a_heavy_import():
    assert {"sympy", "mpmath"} <= set(heavy_imports("import sympy")[0])


def test_the_stub_is_the_public_surface():
    import symact

    assert set(symact.__all__) == public_names()
    missing = [name for name in public_names() if not hasattr(symact, name)]
    assert missing == []


@pytest.mark.parametrize("stub", sorted((ROOT / "symact").rglob("__init__.pyi")), ids=lambda p: p.parent.name)
def test_no_public_name_hides_a_module(stub):
    modules = {p.stem for p in stub.parent.iterdir()}
    assert hidden_modules(stub.read_text(encoding="utf-8"), modules) == set()


def test_a_hidden_module_is_noticed():
    source = "from . import exact as exact\nfrom .limits import limits as limits"
    assert hidden_modules(source, {"exact", "limits"}) == {"limits"}


def test_the_stub_names_every_entry():
    command = [sys.executable, "tools/make_stub.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_a_stale_stub_is_noticed(tmp_path, monkeypatch, capsys):
    monkeypatch.syspath_prepend(ROOT / "tools")
    import make_stub

    lines = make_stub.STUB.read_text("utf-8").splitlines(keepends=True)
    stale = tmp_path / "stale.pyi"
    stale.write_text("".join(line for line in lines if " relu " not in line), "utf-8")
    monkeypatch.setattr(make_stub, "STUB", stale)
    monkeypatch.setattr(sys, "argv", ["make_stub.py", "--check"])
    assert make_stub.main() == 1
    assert "run `python tools/make_stub.py`" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["make_stub.py"])
    assert make_stub.main() == 0
    assert sorted(stale.read_text("utf-8").splitlines(keepends=True)) == sorted(lines)


WOBBLES = """
from sympy import sin
from symact.functions.activation import Activation

class wobble(Activation):
    aliases = ("wobbly",)
    reference = "a test"

    @staticmethod
    def formula(x, depth=1):
        return x + depth*sin(x)
"""


def test_an_entry_is_one_class_in_one_file(tmp_path):
    """A file in a folder of the families is all there is to a new family: no list, no stub, no other edit."""
    (tmp_path / "wobbles.py").write_text(WOBBLES)
    code = f"""
import symact as sa
from symact.functions import families
families.__path__.append({str(tmp_path)!r})
assert sa.wobble is sa.activation("Wobbly") and sa.wobble.display == "\\\\mathrm{{wobble}}"
assert "wobble" in dir(sa) and sa.activations("wobbles") == (sa.wobble,)
print(sa.parse("wobble(x)").diff("x"))
"""
    assert run_python(code).strip() == "cos(x) + 1"


def test_public_names_do_not_import_drawing():
    """The mathematics is used without matplotlib, which is an extra."""
    heavy, _ = heavy_imports("import symact\nfor name in symact.__all__: getattr(symact, name)")
    assert "matplotlib" not in heavy


def test_an_unknown_name_is_an_attribute_error():
    import symact

    with pytest.raises(AttributeError, match="no_such_name"):
        _ = symact.no_such_name


@pytest.mark.long
def test_all_of_symact_costs_little_more_than_sympy():
    """Every public name of symact together costs at most 0.3 s more than SymPy and NumPy alone."""

    def seconds(code: str) -> float:
        def once() -> float:
            start = time.perf_counter()
            run_python(code)
            return time.perf_counter() - start

        return min(once() for _ in range(7))

    alone = seconds("import sympy, numpy")
    everything = seconds("import sympy, numpy, symact\nfor name in symact.__all__: getattr(symact, name)")
    assert everything - alone < 0.3, f"{everything:.2f} s against {alone:.2f} s"
