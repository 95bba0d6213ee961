"""How files are written: JSON, CSV, text, the columns of each, the guard against formulas."""
