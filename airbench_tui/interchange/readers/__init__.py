"""A reader for each format, which turns a file into records and stores nothing."""
