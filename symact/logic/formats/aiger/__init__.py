"""AIGER: circuits of two-input ANDs with inverted pins, and of registers, as text (aag) and in binary (aig).

References
----------
A. Biere, The AIGER And-Inverter Graph (AIG) format version 20071012, FMV report 07/1, Johannes Kepler University, 2007;
A. Biere, K. Heljanko, S. Wieringa, AIGER 1.9 and beyond, FMV report 11/2, 2011.
"""
