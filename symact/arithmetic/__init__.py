"""Exact rationals, balls, outward rounding: the only door to python-flint.

``numbers`` reads numbers exactly; ``balls`` names what the floors above use of certified values, signs, rounding and
Taylor series; ``isolation`` proves where a function has its roots.
"""
