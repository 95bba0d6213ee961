"""Storing what the readers read: responses, judgments, reviews and packets."""
