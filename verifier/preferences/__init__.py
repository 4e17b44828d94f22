"""People and policies: rankings, populations, policies, lotteries over sets of responses."""
