"""The kinds of questions of a case, one in each module."""
