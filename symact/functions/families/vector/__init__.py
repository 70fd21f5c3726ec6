"""Functions of a vector: normalizers, selectors and gated units.

Those with components are loaded together with them, since each tells its component what it is a component of.
"""

from symact.functions.families.vector import normalizers, selectors

__all__ = ["normalizers", "selectors"]
