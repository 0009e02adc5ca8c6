"""Risk matrices: what a score is, which band it falls in, and what that band means to the whole system."""

from .checking import Span, faults
from .matrix import LEVELS, OVERALL, SHIPPED, Band, Domain, Level, Matrix, matrix_from

__all__ = [
    "LEVELS",
    "OVERALL",
    "SHIPPED",
    "Band",
    "Domain",
    "Level",
    "Matrix",
    "Span",
    "faults",
    "matrix_from",
]
