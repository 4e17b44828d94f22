"""The only floor that opens files: reading with a hash, writing whole or not at all."""
