"""The building blocks of file formats: JSON and CSV streams, text files, columns, the guard against formulas."""
