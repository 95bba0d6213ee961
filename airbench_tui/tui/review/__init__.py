"""Review: one response, one key to decide."""
