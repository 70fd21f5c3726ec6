"""References to a public name lead to the one place where it is described, wherever it is defined.

Docstrings name things by the module that defines them (``symact.exact.limiting.limit``), since on a floor only what is
below can be named. The documentation describes each public name once, as people import it (``symact.limit``).
"""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

import symact


@cache
def _public() -> dict[str, str]:
    """Return the public names by the full name of what they stand for, public modules among them."""
    found = {}
    for name in symact.__all__:
        thing = getattr(symact, name)
        if isinstance(thing, ModuleType):
            found[thing.__name__] = f"symact.{name}"
        elif hasattr(thing, "__module__") and hasattr(thing, "__qualname__"):
            found[f"{thing.__module__}.{thing.__qualname__}"] = f"symact.{name}"
    return found


def resolve(app: Sphinx, env: Any, reference: Any, contents: nodes.Node) -> nodes.Node | None:
    """Point a reference that leads nowhere at the public name of the same thing."""
    target = reference.get("reftarget", "")
    head, _, tail = target.rpartition(".")
    known = f"symact.{target}" if target in symact.__all__ else None
    public = known or _public().get(target) or (_public().get(head) and f"{_public()[head]}.{tail}")
    if reference.get("refdomain") != "py" or public is None:
        return None
    if contents.astext().removesuffix("()") == target:
        text = public + contents.astext().removeprefix(target)
        contents = type(contents)(text, text, classes=contents["classes"])
    python = env.get_domain("py")
    return python.resolve_xref(env, reference["refdoc"], app.builder, "obj", public, reference, contents)


def setup(app: Sphinx) -> dict[str, Any]:
    """Listen for references that lead nowhere."""
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": True}
