"""A finding and its sentences; below it, what renders them: pure functions from a report to text."""
