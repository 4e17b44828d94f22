"""How policies come about. Each method returns a policy and its evidence, and judges nothing."""
