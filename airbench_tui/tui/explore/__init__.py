"""Explore, Flips and Compare: screens that show where models fail and where the judge errs."""
