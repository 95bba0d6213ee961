"""What follows from reviews: evidence, figures, corrected rates, tables, the report."""
