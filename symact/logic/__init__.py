"""Circuits: integrated circuits as networks of gates and threshold units, read, written, drawn and simulated.

A circuit's truth is its arrays (:mod:`symact.logic.circuit`), numbered as in AIGER; the graph of gates is a view of it.
What a gate can be is said once, in :mod:`symact.logic.gates`.
"""
