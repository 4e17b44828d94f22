"""How policies come about. Each rule returns a policy and its evidence, and judges nothing."""
