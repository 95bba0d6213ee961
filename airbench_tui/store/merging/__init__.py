"""Bringing copies of a database together."""
