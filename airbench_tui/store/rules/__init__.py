"""The rules of the domain, each once: everything else that reads the database selects from what stands here.

``views`` holds the rules that are views of the database, so that any SQLite tool gets the figures of the
screens; ``latest`` which of a judge's judgments counts and which one is shown; ``decisions`` what an
answer's verdicts say of the judge; ``hidden`` what an auditor must not see yet.
"""
