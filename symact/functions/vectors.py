"""The vector activations of the catalogue."""

from __future__ import annotations

from symact.functions.entries import Entry
from symact.functions.gated import bilinear, crelu, geglu, glu, reglu, swiglu
from symact.functions.normalizers import log_softmax, softmax, softmin
from symact.functions.selectors import hardmax, maxout, sparsemax

__all__ = ["ENTRIES"]

ENTRIES = tuple(
    Entry.of(function)
    for function in (
        *(softmax, log_softmax, softmin, sparsemax, hardmax, maxout),
        *(glu, swiglu, geglu, reglu, bilinear, crelu),
    )
)
