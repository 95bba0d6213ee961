"""Schema 7: rules that stand once. What a review gives way to is a column, and time orders judgments.

The views and what keeps ``review_states`` are not made here: ``rules.views`` makes them anew once the tables are
as they should be.
"""

from __future__ import annotations

_PRECEDENCE = """ALTER TABLE reviews ADD COLUMN precedence INTEGER GENERATED ALWAYS AS (
    CASE WHEN packet_item IS NOT NULL THEN 3 WHEN origin = 'bulk' THEN 0 WHEN origin = 'import' THEN 1 ELSE 2 END
) VIRTUAL"""

# Until now the last judgment was shown even where it could not be read, and an earlier one could. A blank answer
# that no judge saw was "missing" in one place and "blank" in another.
_JUDGE = "(SELECT judge FROM judgments GROUP BY judge ORDER BY count(*) DESC, judge LIMIT 1)"
_SHOW = f"""UPDATE responses SET (judgment, judge_status, score) = (
    SELECT j.id, CASE WHEN j.status <> 'judged' AND responses.status = 'blank' THEN 'blank' ELSE j.status END, j.score
    FROM judgments j WHERE j.response = responses.id
    ORDER BY (j.judge IS {_JUDGE}) DESC, j.status = 'judged' DESC, j.created_at DESC, j.uid DESC LIMIT 1)
  WHERE id IN (SELECT response FROM judgments GROUP BY response HAVING count(*) > 1)
    OR status = 'blank' AND judgment IS NOT NULL AND judge_status NOT IN ('blank', 'judged')"""
_BLANK = "UPDATE responses SET judge_status = 'blank' WHERE status = 'blank' AND judgment IS NULL"

# Which reviews count, kept as it is worked out (view ``states_worked_out``): one row for each one in force.
_STATES = """CREATE TABLE review_states (
    review INTEGER PRIMARY KEY REFERENCES reviews(id),
    response INTEGER NOT NULL REFERENCES responses(id),
    repeat INTEGER NOT NULL,
    stale INTEGER NOT NULL,
    stands INTEGER NOT NULL,
    is_standing INTEGER NOT NULL,
    is_first INTEGER NOT NULL
)"""

STATEMENTS = (
    _PRECEDENCE,
    _STATES,
    "CREATE INDEX review_states_response ON review_states(response)",
    "DROP INDEX judgments_response",
    "CREATE INDEX judgments_response ON judgments(response, judge, (status = 'judged'), created_at, uid)",
    _SHOW,
    _BLANK,
)
