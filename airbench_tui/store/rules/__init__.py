"""The rules of the domain, each in one place. Everything else that reads the database selects from these.

- ``views``: which reviews count. These rules are views of the database, so any SQLite tool gets the same figures
  as the screens.
- ``latest``: which of a judge's judgments counts, and which one is shown.
- ``decisions``: whether an answer's verdicts confirm or override the judge.
- ``blindness``: what an auditor must not see yet.
"""
