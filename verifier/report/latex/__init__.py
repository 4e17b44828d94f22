"""Names and numbers as LaTeX: text, and macros for papers."""
