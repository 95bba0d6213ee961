"""The rules of the domain, each in one place. All other code that reads the database uses them.

- ``views``: which reviews count. These rules are views of the database, so that any SQLite tool gets the same
  figures as the screens.
- ``latest``: which of a judge's judgments counts, and which one is shown.
- ``scores``: the score of a judgment on the one scale.
- ``decisions``: whether an answer's verdicts confirm or override the judge.
- ``blindness``: which scores an auditor must not see yet.
- ``viewer``: the auditor for whom data is read.
"""
