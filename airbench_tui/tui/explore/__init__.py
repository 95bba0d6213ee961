"""Explore, Flips and Compare: where models fail and where the judge errs."""
