"""The use cases: they join methods and claims, start the checker, and fix the exit code."""
