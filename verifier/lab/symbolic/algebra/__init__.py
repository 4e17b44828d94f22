"""Polynomials, exponentials and sums in exact arithmetic, and where they are positive."""
