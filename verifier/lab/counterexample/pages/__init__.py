"""What is shown of a counterexample."""
