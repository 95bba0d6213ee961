"""The storage of imported files, runs, batches, polarities and links to rubrics."""
