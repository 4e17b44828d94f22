"""Users who compare sets of responses."""
