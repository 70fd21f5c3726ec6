"""Simulation: many vectors of inputs at once, 64 in a word.

A circuit is lowered to two-input nodes (:mod:`symact.logic.simulation.lowering`), these are put in order on slots that
are used again as nets die (:mod:`symact.logic.simulation.program`), and the program runs on one of several engines, all
of which give the same bits.
"""
