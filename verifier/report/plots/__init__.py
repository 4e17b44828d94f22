"""Drawings of rates and of majority graphs."""
