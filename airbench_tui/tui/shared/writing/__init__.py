"""Writing texts of several lines: the field, its document, codes to tick, and other programs that get the terminal."""
