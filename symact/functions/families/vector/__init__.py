"""Functions of a vector: normalizers, selectors and gated units."""
