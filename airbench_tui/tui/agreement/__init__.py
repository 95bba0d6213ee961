"""What the Agreement screen draws: its sections as lines of figures, each linked to its answers."""
