"""Claims and witnesses as certificate text; `FORMAT.md` is the format, `checker.py` the trusted file."""
