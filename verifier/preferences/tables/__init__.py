"""Tables of ranks and scores: which column is what, what is doubtful about that, and the ballots in it."""
