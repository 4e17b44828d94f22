"""What a paper says, held against the certificates that its macros stand for."""
