"""The laboratory: statements with symbols, preferences over sets, counterexamples, the book.

The product works without it.
"""
