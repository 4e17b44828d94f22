"""Families of populations with a parameter, and statements about all of its values."""
