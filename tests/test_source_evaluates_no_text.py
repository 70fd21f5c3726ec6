"""A look at our own source: no text becomes code, and no unchecked text becomes a SymPy object."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import ROOT

SYMPIFY = ("sympify", "S")  # both hand a text to eval, unless they are strict
NAMING = ("Symbol", "Dummy", "Wild", "symbols", "var", "Function")  # their names are printed into generated source
NEVER = ("eval", "exec", "compile", "execfile", "__import__", "parse_expr", "parse_latex_lark", "nsimplify")
LOADERS = ("pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib")

# Calls that were looked at: as they are written, and why what they are given is no text of a user's.
REVIEWED = {
    "S(side)": "1 or -1, of our own making",
    "S(-side)": "1 or -1, of our own making",
    "S(s)": "1 or -1, of our own making",
    "S(-s)": "1 or -1, of our own making",
    "S(-2 * s)": "twice 1 or -1, of our own making",
    "S(-2 * side)": "twice 1 or -1, of our own making",
    "S(direction)": "what SymPy gives to the methods that it calls: 0, 1 or -1",
    "S(n)": "the order that SymPy gives to fdiff; arithmetic was done on it before",
    "S(x)": "a float of the accuracy report, of its own samples",
    "S(end * x)": "a product of floats of the own specimen",
    "S(constant.p)": "an int, the numerator of a Rational",
    "S(constant.q)": "an int, the denominator of a Rational",
    "Dummy(name, dummy_index=_OFFSET + crc32(key.encode()), **assumptions)": "a name of ours, or a checked one",
    "Symbol(p.name)": "the name of a parameter, checked when the activation was defined",
    "Symbol(p.name, real=True)": "the name of a parameter, checked when the activation was defined",
    "Symbol(self.symbol.name)": "the name of a Symbol that exists",
    "Symbol(node.name)": "a name of the grammar, past name_problem",
    "Symbol(spelled(root))": "a root's decimal, only to be printed",
    "Symbol(plain)": "what plain_name made of the name of a pin",
    "Symbol(n)": "a local of our generated source: v0, v1, ...",
    "Symbol(str(self))": "a root's decimal, only to be printed",
    "Symbol(f'{root.digits(_DIGITS)}...')": "a root's decimal, only to be printed",
    "Symbol(f'{check_variable(variable).name}_{i}', real=True)": "a name past check_variable, with an index",
    "Symbol(check_symbol_name(variable))": "the name check itself",
    "Symbol(entry)": "entry0_, entry1_, ...: of our own making",
    "Symbol(slot)": "slot0, slot1, ...: of our own making",
    "Symbol(symbol.name, **symbol._assumptions_orig)": "the name of a Symbol that exists",
    "Symbol(name, **flags)": "a name past read_symbol_name",
    "MatrixSymbol(read_symbol_name(record['name']), *shape)": "the name check itself",
    "Symbol(check_symbol_name(f'{stem}{index}' if made.size > 1 else name))": "the name check itself",
    "Symbol(check_symbol_name(n))": "the name check itself",
}
# The two places that compile: our own generated NumPy source, whose names are checked.
COMPILES = dict.fromkeys(
    ("symact/numeric/generated.py", "symact/numeric/program_code.py"),
    "exec(compile(tree, '<symact>', 'exec'), namespace)",
)
# The kit for people who define activations unpickles what it has pickled itself a moment before.
UNPICKLES = ("symact/testing/",)


def called(node: ast.Call) -> str:
    """Return the last name of what is called: "S" of ``sympy.S(...)``."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def owner(node: ast.Call) -> str:
    return getattr(node.func.value, "id", "") if isinstance(node.func, ast.Attribute) else ""


def is_literal(node: ast.expr) -> bool:
    """Return whether an expression is a constant, or arithmetic or a choice of constants."""
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp(operand=operand):
            return is_literal(operand)
        case ast.IfExp(body=body, orelse=orelse):
            return is_literal(body) and is_literal(orelse)
    return False


def is_strict(node: ast.Call) -> bool:
    return any(k.arg == "strict" and getattr(k.value, "value", None) is True for k in node.keywords)


def holds_text(node: ast.expr) -> bool:
    return any(isinstance(n, ast.Constant) and isinstance(n.value, str) for n in ast.walk(node))


def problem(node: ast.Call, path: str) -> str | None:
    """Return which rule a call breaks, None if it breaks none."""
    name, first = called(node), node.args[0] if node.args else None
    written = ast.unparse(node)
    if written in REVIEWED or (path in COMPILES and written in COMPILES[path]):
        return None
    if name in NEVER and (isinstance(node.func, ast.Name) or name not in ("eval", "compile")):
        return f"{name} runs a text"
    if name in SYMPIFY and first is not None and not is_strict(node):
        return None if is_literal(first) and not holds_text(first) else f"{name} runs a text unless it is strict"
    if name in NAMING and owner(node) in ("", "sp", "sympy") and first is not None and not is_literal(first):
        return f"{name} takes a name that was not checked"
    if name in ("subs", "evalf") and any(holds_text(a) for a in node.args):
        return f"{name} runs a text"
    if name in ("load", "loads", "Unpickler", "open") and owner(node) in LOADERS and not path.startswith(UNPICKLES):
        return "loading a pickle runs it"
    if name == "lambdify" and owner(node) in ("sp", "sympy"):
        return "SymPy's lambdify runs what its printers write"
    return None


def problems(source: str, path: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (found := problem(node, path)):
            yield f"{path}:{node.lineno}: {ast.unparse(node)}: {found}"
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = {alias.name for alias in node.names} | {getattr(node, "module", None) or ""}
            if any("sympy.parsing" in n or n == "parse_expr" for n in names):
                yield f"{path}:{node.lineno}: {ast.unparse(node)}: SymPy's parsers run what they read"


FILES = sorted((ROOT / "symact").rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(ROOT).as_posix())
def test_no_text_becomes_code(file: Path) -> None:
    assert list(problems(file.read_text("utf-8"), file.relative_to(ROOT).as_posix())) == []


@pytest.mark.parametrize(
    "source",
    [
        "sympify(x)", "sympy.sympify(text, locals={})", "S(text)", "sp.S('x')", "S(f'{x}')", "sympify(x, strict=flag)",
        "parse_expr(t)", "eval(t)", "exec(t)", "compile(t, '', 'exec')", "__import__(t)", "e.subs('x', 1)",
        "e.subs({'x': 1})", "Symbol(name)", "sympy.Symbol(f'{n}')", "symbols(names)", "Dummy(name)", "Function(name)",
        "pickle.loads(b)", "pickle.load(f)", "marshal.loads(b)", "shelve.open(p)", "sympy.lambdify(x, e)",
        "from sympy.parsing.sympy_parser import parse_expr", "import sympy.parsing.latex", "nsimplify(t)",
    ],
)  # fmt: skip
def test_the_look_sees_what_it_must_see(source: str) -> None:
    assert len(list(problems(source, "symact/x.py"))) == 1


@pytest.mark.parametrize(
    "source",
    ["S(2)", "S(-1)", "S(1 if a else -1)", "sympify(x, strict=True)", "e.subs(x, 1)", "Symbol('x')", "e.eval(x)",
     "re.compile(p)", "S.Zero", "symbols('x y')", "json.loads(t)"],
)  # fmt: skip
def test_the_look_lets_pass_what_is_sound(source: str) -> None:
    assert list(problems(source, "symact/x.py")) == []
