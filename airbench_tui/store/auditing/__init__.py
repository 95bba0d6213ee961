"""The audit of a database: everything that can be computed again is, and each row that differs is named."""
