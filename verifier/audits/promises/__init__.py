"""What a policy promises, drafted: the claims to be decided, for each k, for every k, and the facts beside them."""
