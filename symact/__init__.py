"""Know activation functions, networks of units and digital circuits exactly.

The public names stand in the typed stub beside this file and are imported when they are first used
(`SPEC 1 <https://scientific-python.org/specs/spec-0001/>`_), so that ``import symact`` and ``symact --help``
answer at once.
"""

import lazy_loader as _lazy_loader

__getattr__, __dir__, __all__ = _lazy_loader.attach_stub(__name__, __file__)
