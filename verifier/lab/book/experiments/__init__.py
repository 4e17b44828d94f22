"""Questions that run over k or over steps."""
