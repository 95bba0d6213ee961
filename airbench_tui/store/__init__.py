"""The audit on disk: one SQLite file, its schema, and everything that reads and writes it."""
