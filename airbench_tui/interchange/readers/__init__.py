"""A reader for each format: a file becomes records, and nothing is stored."""
