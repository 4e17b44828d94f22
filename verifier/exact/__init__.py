"""Rational arithmetic: parsing and printing numbers, clearing denominators, exact linear algebra."""
