"""What is claimed about a family or a sequence of populations."""
