"""Structural Verilog: modules of gates, assignments, instances and registers on one clock.

References
----------
IEEE Standard for Verilog Hardware Description Language, IEEE Std 1364-2005.
"""
