"""Know activation functions, networks of units and digital circuits exactly.

The public names stand in the typed stub beside this file and are imported when they are first used
(`SPEC 1 <https://scientific-python.org/specs/spec-0001/>`_), so that ``import symact`` and ``symact --help``
answer at once. An entry of the catalogue is public before the stub names it, too.
"""

import sys as _sys

import lazy_loader as _lazy_loader

_stated, _stated_names, __all__ = _lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name):
    try:
        return _stated(name)
    except AttributeError:
        if not name.startswith("_"):
            from symact.functions.catalogue import handbook

            if name in handbook():
                return handbook()[name].function
        raise


def __dir__():
    catalogue = _sys.modules.get("symact.functions.catalogue")  # `dir` itself does not import SymPy
    return sorted({*_stated_names(), *(catalogue.handbook() if catalogue else ())})
