"""Claims and methods that cases alone ask for."""
