"""Reports of earlier runs: compared, indexed, and held against their certificates."""
