"""Pure formulas: losses, margins, best responses, the structure of the majority relation."""
