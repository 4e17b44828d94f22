"""NLHF: optimal strategies of the margin game, the one of least norm, and what all of them win."""
