"""Counterexamples: the smallest population on which a rule breaks a promise, or a conjecture fails."""
