"""Findings → text, Markdown, JSON: pure rendering."""
