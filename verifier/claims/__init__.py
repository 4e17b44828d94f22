"""Claims, witnesses and verdicts: closed statements, and their exact evaluation. Nothing here searches."""
