"""Populations by name: what the literature and the theory use again and again."""
