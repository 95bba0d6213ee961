"""The figures that follow from reviews: evidence, agreement, corrected rates, tables, the report."""
