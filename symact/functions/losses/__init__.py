"""Losses: what training makes small, as expressions in predictions and targets, with their gradients.

A loss is called with a prediction and a target, scalars or vectors of the same length, and returns a SymPy
expression. Its ``gradient`` is by the prediction, in the form of the textbooks. Losses on vectors are sums over the
entries; ``reduction="mean"`` divides by their number. Activations are not hidden in a loss, with two exceptions that
say so: cross-entropy takes the logits that softmax would get, binary cross-entropy the logit that the sigmoid would
get, because then the gradients are p - y.
"""

from symact.functions.losses.classification import binary_cross_entropy, cross_entropy, hinge
from symact.functions.losses.regression import huber, squared_error

__all__ = ["LOSSES", "binary_cross_entropy", "cross_entropy", "hinge", "huber", "squared_error"]

LOSSES = (squared_error, cross_entropy, binary_cross_entropy, hinge, huber)
