"""Exact linear programs and one exact convex quadratic one: floats propose, exact arithmetic decides."""
