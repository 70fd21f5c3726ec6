"""The exact mathematics of real functions of one variable, where SymPy is wrong or gives up.

The public names stand in the typed stub beside this file; :func:`symact.profile` gathers what they answer.
"""

import lazy_loader as _lazy_loader

__getattr__, __dir__, __all__ = _lazy_loader.attach_stub(__name__, __file__)
