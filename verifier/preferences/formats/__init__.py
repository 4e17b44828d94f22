"""Text ↔ populations and policies, one module per format; no file is opened here."""
