"""Model run: planning a run, watching it, and reading its results."""
