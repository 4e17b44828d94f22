"""Self-play: played in float64 with the same bits everywhere, accounted for exactly."""
