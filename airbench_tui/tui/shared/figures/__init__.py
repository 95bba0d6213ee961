"""The parts of a page of figures: its lines, its sections, its drawings."""
