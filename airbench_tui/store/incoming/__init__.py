"""What comes in: imported files, runs and their batches, the scale that they count on, rubrics."""
