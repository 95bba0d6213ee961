"""Review: deciding on one response after another, with one key each."""
