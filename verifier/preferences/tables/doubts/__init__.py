"""What is doubtful about a table, and how it says so: an error with the ways to read it."""
