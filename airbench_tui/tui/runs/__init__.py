"""Model run: plan a run, watch it, read what came of it."""
