"""Activations of other packages: found by their entry point, and harmless where they are broken."""

from __future__ import annotations

import subprocess
import sys

import pytest

MODULE = '''
from sympy import Max, tanh
from symact.functions.activation import Activation
from symact.functions.define import define


class plugged(Activation):
    """max(0, x) + tanh(x)."""

    family = "plugged"
    aliases = ("plugged_in",)
    reference = "the tests"

    @staticmethod
    def formula(x):
        return Max(0, x) + tanh(x)


class relu(Activation):
    """A clash with a name of the catalogue."""

    @staticmethod
    def formula(x):
        return 2 * Max(0, x)


plugged_define = define("plugged_define", "x*tanh(x)", family="plugged")
number = 17
'''
POINTS = {
    "plugged": "plugged_activations:plugged",
    "plugged_define": "plugged_activations:plugged_define",
    "clash": "plugged_activations:relu",
    "no_activation": "plugged_activations:number",
    "no_attribute": "plugged_activations:nothing",
    "no_module": "plugged_missing:f",
    "raises": "plugged_broken:f",
}


@pytest.fixture
def site(tmp_path):
    """Return a folder with a fake distribution that offers good and bad activations."""
    (tmp_path / "plugged_activations.py").write_text(MODULE)
    (tmp_path / "plugged_broken.py").write_text("raise RuntimeError('broken on purpose')\n")
    info = tmp_path / "plugged-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plugged\nVersion: 1.0\n")
    lines = "".join(f"{name} = {target}\n" for name, target in POINTS.items())
    (info / "entry_points.txt").write_text(f"[symact.activations]\n{lines}")
    return tmp_path


def run(site, code, *options):
    prelude = f"import sys, warnings; sys.path.insert(0, {str(site)!r})\n"
    done = subprocess.run([sys.executable, *options, "-c", prelude + code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done


def test_the_good_ones_are_there_and_the_others_are_reported(site):
    code = """
from symact.functions.catalogue import activation, activations, entries
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    names = [e.name for e in entries()]
    again = list(entries())
print(sorted(n for n in names if n.startswith("plugged")))
print(activation("relu")(3), activation("plugged in")(0), [f.__name__ for f in activations("plugged")])
print(len(caught))
for warning in sorted(str(w.message) for w in caught):
    print(warning)
print({w.category.__name__ for w in caught})
"""
    lines = run(site, code).stdout.splitlines()
    assert lines[0] == "['plugged', 'plugged_define']"
    assert lines[1] == "3 0 ['plugged', 'plugged_define']"
    assert lines[2] == "5"
    problems = "\n".join(lines[3:8])
    assert "'clash' of plugged_activations:relu could not be loaded and is left out: DefinitionError" in problems
    assert "a name must be free, but 'relu' is taken by the activation relu" in problems
    assert "'no_activation'" in problems
    assert "an activation must be a subclass of Activation, not 17" in problems
    assert "'no_attribute' of plugged_activations:nothing" in problems
    assert "'no_module' of plugged_missing:f could not be loaded and is left out: ModuleNotFoundError" in problems
    assert (
        "'raises' of plugged_broken:f could not be loaded and is left out: RuntimeError: broken on purpose" in problems
    )
    assert lines[8] == "{'RuntimeWarning'}"


def test_a_name_of_the_catalogue_needs_no_plugin(site):
    """Only what the catalogue itself does not have makes the plug-ins load, so a broken one cannot slow it."""
    code = """
warnings.simplefilter("error")
from symact.functions.catalogue import activation
print(activation("swish").__name__)
assert "plugged_activations" not in sys.modules
"""
    assert run(site, code).stdout == "silu\n"


def test_an_unknown_name_loads_the_plugins(site):
    code = """
warnings.simplefilter("ignore")
from symact.functions.catalogue import activation
print(activation("plugged"), activation("plugged")(-1).evalf(5))
from symact.functions.parse import parse
print(parse("plugged(2*x) + plugged_define(x)"))
"""
    assert run(site, code).stdout.splitlines() == ["plugged -0.76159", "plugged(2*x) + plugged_define(x)"]


def test_a_plugin_keeps_the_laws_and_pickles(site):
    code = """
warnings.simplefilter("ignore")
import pickle
from symact.functions.catalogue import activation
from symact.testing import check_activation
for name in ("plugged", "plugged_define"):
    f = activation(name)
    check_activation(f)
    assert pickle.loads(pickle.dumps(f)) is f
print("kept")
"""
    assert run(site, code).stdout == "kept\n"


def test_where_there_are_none_nothing_is_said(tmp_path):
    code = """
warnings.simplefilter("error")
from symact.functions.catalogue import entries
print(len(list(entries())) > 40)
"""
    assert run(tmp_path, code).stdout == "True\n"
