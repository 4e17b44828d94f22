"""Findings as text, Markdown, JSON, JUnit, LaTeX, HTML and notebooks."""
