"""Schema 7: a column orders reviews by precedence, and a table lists the reviews that count.

The judgment shown for a response is chosen again: the latest readable one, of the default judge where it judged.
"""

from __future__ import annotations

import sqlite3

_PRECEDENCE = """ALTER TABLE reviews ADD COLUMN precedence INTEGER GENERATED ALWAYS AS (
    CASE WHEN packet_item IS NOT NULL THEN 3 WHEN origin = 'bulk' THEN 0 WHEN origin = 'import' THEN 1 ELSE 2 END
) VIRTUAL"""

# Schema 6 showed the last judgment even where it was unreadable and an earlier one was not. It called a blank answer
# that no judge saw "missing" in one place and "blank" in another.
_JUDGE = "(SELECT judge FROM judgments GROUP BY judge ORDER BY count(*) DESC, judge LIMIT 1)"
_SHOW = f"""UPDATE responses SET (judgment, judge_status, score) = (
    SELECT j.id, CASE WHEN j.status <> 'judged' AND responses.status = 'blank' THEN 'blank' ELSE j.status END, j.score
    FROM judgments j WHERE j.response = responses.id
    ORDER BY (j.judge IS {_JUDGE}) DESC, j.status = 'judged' DESC, j.created_at DESC, j.uid DESC LIMIT 1)
  WHERE id IN (SELECT response FROM judgments GROUP BY response HAVING count(*) > 1)
    OR status = 'blank' AND judgment IS NOT NULL AND judge_status NOT IN ('blank', 'judged')"""
_BLANK = "UPDATE responses SET judge_status = 'blank' WHERE status = 'blank' AND judgment IS NULL"

# One row for each review in force. Views and triggers, which no migration creates, keep it up to date.
_STATES = """CREATE TABLE review_states (
    review INTEGER PRIMARY KEY REFERENCES reviews(id),
    response INTEGER NOT NULL REFERENCES responses(id),
    repeat INTEGER NOT NULL,
    stale INTEGER NOT NULL,
    stands INTEGER NOT NULL,
    is_standing INTEGER NOT NULL,
    is_first INTEGER NOT NULL
)"""

_STATEMENTS = (
    _PRECEDENCE,
    _STATES,
    "CREATE INDEX review_states_response ON review_states(response)",
    "DROP INDEX judgments_response",
    "CREATE INDEX judgments_response ON judgments(response, judge, (status = 'judged'), created_at, uid)",
    _SHOW,
    _BLANK,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Upgrade schema 6 to schema 7."""
    for statement in _STATEMENTS:
        connection.execute(statement)
