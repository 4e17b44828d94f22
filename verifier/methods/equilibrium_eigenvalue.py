"""A proven lower bound on the least eigenvalue of a quadratic form, over the vectors that sum to 0."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

FORM_BITS = 64
FACTOR_BITS = 48
RESOLUTION = 1e-13
"""Eigenvalues below this, times the size, cannot be told from 0 by the float proposal."""


def least_eigenvalue(form: Sequence[Sequence[int]], bottom: int) -> Fraction | None:
    """λ > 0 with xᵀ form x ≥ λ · bottom · |x|² for all x that sum to 0; None where none is proved.

    A symmetric matrix Q̃ within δ of Q and a factor L with Q̃ + c·11ᵀ − λ̃ = LLᵀ + E give λ = λ̃ − ‖E‖ − ‖Q − Q̃‖
    exactly, in maximum row sums; c·11ᵀ vanishes on sum 0. Only λ̃ and L are proposed in floats.
    """
    size = len(form)
    if not any(form[y][z] for y in range(size) for z in range(size) if y != z):
        return _least_diagonal([form[y][y] for y in range(size)], bottom)
    one = 1 << FORM_BITS
    cut = np.array([[(entry << FORM_BITS) // bottom for entry in row] for row in form], dtype=object)
    floats = (cut / one).astype(np.float64)
    centred = np.eye(size) - 1 / size
    spectrum = np.linalg.eigvalsh(centred @ floats @ centred + np.full((size, size), 1 / size))
    if spectrum[0] <= size * RESOLUTION:
        return None
    guess = 2.0 ** (int(np.frexp(spectrum[0])[1]) - 2)
    lifted = int(np.ceil(spectrum[-1])) * one
    shifted = cut + lifted - np.array(np.eye(size, dtype=np.int64), dtype=object) * int(guess * one)
    try:
        factor = np.linalg.cholesky((shifted / one).astype(np.float64))
    except np.linalg.LinAlgError:
        return None
    whole = np.array([[round(float(x) * (1 << FACTOR_BITS)) for x in row] for row in factor], dtype=object)
    unit = 1 << (2 * FACTOR_BITS - FORM_BITS)
    error = abs(shifted * unit - whole @ whole.T).sum(axis=1).max()
    proved = Fraction(int(guess * one), one) - Fraction(int(error), 1 << (2 * FACTOR_BITS)) - Fraction(size, one)
    # A power of two: no last bits of the float factor.
    return _power_below(proved) if proved > 0 else None


def _least_diagonal(diagonal: Sequence[int], bottom: int) -> Fraction | None:
    """With one zero entry z, x_z = −Σ others gives |x|² ≤ size · Σ others²; with two there is no bound."""
    positive = [entry for entry in diagonal if entry]
    if len(diagonal) - len(positive) > 1 or not positive:
        return None
    whole = len(positive) == len(diagonal)
    return Fraction(min(positive), bottom * (1 if whole else len(diagonal)))


def _power_below(number: Fraction) -> Fraction:
    """The largest power of two that is at most ``number``, for a positive one up to 1 in the exponent."""
    bits = number.denominator.bit_length() - number.numerator.bit_length() + 1
    return Fraction(1, 1 << bits) if bits >= 0 else Fraction(1 << -bits)
