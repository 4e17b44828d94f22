"""Policies of rules whose policy depends on k, and how each is judged."""
