"""Text to SymPy objects, safely: own grammars for Python-like text and LaTeX, own tree, guarded building."""
