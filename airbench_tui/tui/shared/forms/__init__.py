"""Fields of forms: framed fields, choices, paths."""
