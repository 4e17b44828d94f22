"""Where a command writes: standard output, which is ours alone, standard error, and progress."""
