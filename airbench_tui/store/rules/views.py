"""The rules that are views: which reviews count, each auditor's verdict, and the human score of an answer.

Views hold no data, so no migration makes them. Opening an older database drops all views (:func:`drop`), migrates its
tables and makes the current views (:func:`create`). ``db/README.md`` describes each view for users of other SQLite
tools.
"""

from __future__ import annotations

import sqlite3

from airbench_tui.store.rules.decisions import against, compared, counts, in_bulk


def in_force(review: str) -> str:
    """Return SQL for whether *review*, a row of ``reviews``, was not withdrawn."""
    return f"NOT EXISTS (SELECT 1 FROM reviews w WHERE w.withdraws = {review}.id)"


def proven(review: str) -> str:
    """Return SQL for whether *review* was made here, or came from a file with evidence that it is its auditor's."""
    return f"{review}.evidence IS NOT 'none'"


def answered(kinds: str) -> str:
    """Return SQL for whether an auditor's place ``l`` in a packet has a review of *kinds* that is in force."""
    # The plus keeps SQLite from reading all of the auditor's reviews for each place.
    return (
        "EXISTS (SELECT 1 FROM reviews v WHERE v.packet_item = l.packet_item AND +v.auditor = l.auditor"
        f" AND v.kind IN ({kinds}) AND {proven('v')} AND {in_force('v')})"
    )


DECIDED = answered("'verdict'")
"""SQL for whether the place ``l`` of an auditor in a packet has a verdict."""

ANSWERED = answered("'verdict', 'cannot-judge'")
"""SQL for whether the place ``l`` has an answer: a verdict or "cannot judge"."""

STALE = "coalesce(v.shown_polarity <> j.polarity, 0)"
"""SQL for whether the review ``v`` was given while the screen showed another polarity than its judgment ``j`` has."""

_SAME_PLACE = (
    "o.response = v.response AND o.auditor = v.auditor AND o.packet_item IS v.packet_item AND o.id <> v.id"
)
_SAME_AUDITOR = "o.response = v.response AND o.auditor = v.auditor AND o.id <> v.id"
# A review without evidence never outranks one with evidence.
_AS_GOOD = f"({proven('o')} OR NOT {proven('v')})"
# A review that a file brought without evidence counts only where its auditor decided nothing by hand, withdrawn or not.
_COUNTABLE = f"""({proven("v")} OR NOT EXISTS (SELECT 1 FROM reviews o WHERE {_SAME_AUDITOR}
            AND o.kind <> 'withdrawal' AND o.precedence > 1 AND {proven("o")}))"""

VIEWS = {
    # The rule itself: which reviews count. The table ``review_states`` stores the rows of this view, and triggers
    # update the table. There is a row for each review in force. A verdict is stale if it was given while the screen
    # showed another polarity. Of an auditor's verdicts in one place, the highest-ranking one stands. Two verdicts of an
    # auditor on an answer are used: the standing one over all places, and the first blind one. A hidden repeat is
    # neither of them: it only shows how well an auditor agrees with themselves.
    "states_worked_out": f"""
        WITH in_force AS NOT MATERIALIZED (
          SELECT v.id, v.response, v.auditor, v.packet_item, v.kind, v.blind, v.precedence, v.made_at, v.uid,
            t.repeat_of IS NOT NULL AS repeat, {STALE} AS stale,
            v.kind = 'verdict' AND NOT EXISTS (
              SELECT 1 FROM reviews o WHERE {_SAME_PLACE} AND {_AS_GOOD} AND o.kind = 'verdict'
                AND (o.precedence, o.made_at, o.uid) > (v.precedence, v.made_at, v.uid)
                AND {in_force("o")}) AS stands
          FROM reviews v LEFT JOIN judgments j ON j.id = v.judgment
            LEFT JOIN packet_items t ON t.id = v.packet_item
          WHERE v.kind <> 'withdrawal' AND {in_force("v")} AND {_COUNTABLE})
        SELECT v.id AS review, v.response, v.repeat, v.stale, v.stands,
          v.stands AND NOT v.stale AND NOT v.repeat AND NOT EXISTS (
            SELECT 1 FROM in_force o WHERE {_SAME_AUDITOR} AND o.stands AND NOT o.stale AND NOT o.repeat
              AND (o.precedence, o.made_at, o.uid) > (v.precedence, v.made_at, v.uid)) AS is_standing,
          v.blind AND v.kind = 'verdict' AND NOT v.repeat AND NOT EXISTS (
            SELECT 1 FROM in_force o WHERE {_SAME_AUDITOR} AND o.blind AND o.kind = 'verdict' AND NOT o.repeat
              AND (o.packet_item IS NULL, o.made_at, o.uid) < (v.packet_item IS NULL, v.made_at, v.uid)) AS is_first
        FROM in_force v""",
    # The second condition of the join is always true. It lets SQLite find the reviews of one response by an index.
    "reviews_in_force": f"""
        SELECT v.*, s.repeat, s.stale, s.stands, s.is_standing, s.is_first,
          {compared("v.score", "j.score")} AS decision
        FROM review_states s JOIN reviews v ON v.id = s.review AND v.response = s.response
          LEFT JOIN judgments j ON j.id = v.judgment""",
    "standing_reviews": "SELECT v.* FROM reviews_in_force v WHERE v.stands",
    # "Cannot judge" stands as long as its place has no verdict.
    "cannot_judge": f"""
        SELECT v.* FROM reviews_in_force v
        WHERE v.kind = 'cannot-judge' AND NOT EXISTS (
          SELECT 1 FROM reviews o WHERE {_SAME_PLACE} AND {_AS_GOOD} AND {in_force("o")} AND (o.kind = 'verdict'
            OR o.kind = 'cannot-judge' AND (o.made_at, o.uid) > (v.made_at, v.uid)))""",
    "standing_verdicts": "SELECT v.* FROM reviews_in_force v WHERE v.is_standing",
    # A blind verdict may have been changed later: ``first`` is its score before the change.
    "first_verdicts": """
        SELECT v.*, coalesce(v.first_score, v.score) AS first FROM reviews_in_force v WHERE v.is_first""",
    # Verdicts to review again: the auditor gave no later one with the current polarity.
    "stale_reviews": """
        SELECT v.* FROM standing_reviews v WHERE v.stale AND NOT v.repeat AND NOT EXISTS (
          SELECT 1 FROM standing_verdicts o
          WHERE o.response = v.response AND o.auditor = v.auditor AND +o.made_at > v.made_at)""",
    "final_scores": """
        SELECT a.response, a.score, a.note, a.auditor, a.made_at FROM adjudications a
        WHERE a.score IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM adjudications later
          WHERE later.response = a.response AND (later.made_at, later.uid) > (a.made_at, a.uid))""",
    # The human score of an answer. A bulk decision counts only if nobody decided on the answer one by one.
    "human_scores": f"""
        SELECT response, count(by_one) AS auditors, count(in_bulk) AS bulk_auditors, max(settled) AS settled,
          coalesce(max(settled), avg(by_one), avg(in_bulk)) AS score,
          coalesce(max(settled), min(by_one), min(in_bulk)) AS lowest,
          coalesce(max(settled), max(by_one), max(in_bulk)) AS highest
        FROM (
          SELECT response, CASE WHEN {counts()} THEN score END AS by_one,
            CASE WHEN {in_bulk()} THEN score END AS in_bulk, NULL AS settled FROM standing_verdicts
          UNION ALL SELECT response, NULL, NULL, score FROM final_scores)
        GROUP BY response""",
    # The human score compared with the score of the judgment that is shown.
    "decisions": f"""
        SELECT h.*, r.score AS judge_score, {against("r.score")} AS decision
        FROM human_scores h JOIN responses r ON r.id = h.response""",
    "latest_judgments": """
        SELECT j.* FROM judgments j WHERE NOT EXISTS (
          SELECT 1 FROM judgments o WHERE o.response = j.response AND o.judge = j.judge
            AND (o.status = 'judged', o.created_at, o.uid) > (j.status = 'judged', j.created_at, j.uid))""",
    "place_states": f"""
        SELECT l.packet_item, l.auditor, l.position, l.deferred_at, t.packet, t.response, t.judgment,
          t.repeat_of IS NOT NULL AS repeat,
          (SELECT v.id FROM reviews v WHERE v.packet_item = l.packet_item AND +v.auditor = l.auditor
             AND v.kind = 'verdict' AND {proven("v")} AND {in_force("v")}
             ORDER BY v.made_at, v.uid LIMIT 1) AS first,
          CASE WHEN {DECIDED} THEN 'decided' WHEN {ANSWERED} THEN 'cannot judge' ELSE 'left' END AS state
        FROM packet_places l JOIN packet_items t ON t.id = l.packet_item""",
}


_REFRESH = """DELETE FROM review_states WHERE response = new.response;
    INSERT INTO review_states SELECT * FROM states_worked_out WHERE response = new.response;"""
TRIGGERS = {
    "review_states_review": f"AFTER INSERT ON reviews BEGIN {_REFRESH} END",
    "review_states_polarity": f"""AFTER UPDATE OF polarity ON judgments WHEN new.polarity IS NOT old.polarity
        AND EXISTS (SELECT 1 FROM reviews WHERE response = new.response) BEGIN {_REFRESH} END""",
}


def drop(connection: sqlite3.Connection) -> None:
    """Drop the current views and triggers if they exist. Call inside a transaction, before migrations."""
    for name in TRIGGERS:
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    for name in reversed(VIEWS):
        connection.execute(f"DROP VIEW IF EXISTS {name}")


def create(connection: sqlite3.Connection) -> None:
    """Make every view and trigger, and fill the table ``review_states``, which the triggers update.

    Call inside a transaction.
    """
    drop(connection)  # old migrations make views with these names
    for name, sql in VIEWS.items():
        connection.execute(f"CREATE VIEW {name} AS {sql.strip()}")
    for name, sql in TRIGGERS.items():
        connection.execute(f"CREATE TRIGGER {name} {sql}")
    connection.execute("DELETE FROM review_states")
    connection.execute("INSERT INTO review_states SELECT * FROM states_worked_out")
