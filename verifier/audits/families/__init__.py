"""Rules as candidates, and what the names that a user gave stand for."""
