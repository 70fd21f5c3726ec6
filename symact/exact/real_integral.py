"""placeholder"""
from sympy import AtomicExpr
class RealIntegral(AtomicExpr):
    __slots__=()
