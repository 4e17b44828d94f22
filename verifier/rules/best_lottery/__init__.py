"""The best lottery over sets of k responses, and the best one against several opponents."""
