"""Statistics of agreement and corrected rates: numbers in, numbers out; no text, no database, no screen."""
