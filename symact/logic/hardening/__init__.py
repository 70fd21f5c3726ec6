"""The bridge from networks to circuits: what a network of saturating units becomes as its weights grow.

A unit ``f(beta * (w.h + b))`` whose activation has two finite limits goes to one of them as the gain beta grows, by the
sign of its sum. So the network becomes a circuit of threshold units, and from some gain on it agrees with that circuit.
The argument that finds and proves such a gain stands in :mod:`symact.logic.hardening.spread`.
"""
