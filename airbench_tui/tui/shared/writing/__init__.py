"""Writing texts of several lines: the field, its document, codes to tick, and an editor outside of the program."""
