"""What the program keeps in step with other rows: scores, the judgment that is shown, which reviews count."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from airbench_tui.store.auditing.difference import Difference, of_row
from airbench_tui.store.rules import latest, scores
from airbench_tui.store.rules.views import VIEWS


def differences(connection: sqlite3.Connection) -> Iterator[Difference]:
    """Yield the rows whose kept columns are not what the rules make of the other columns."""
    yield from _scores(connection)
    yield from _shown_judgments(connection)
    yield from _review_states(connection)


def _scores(connection: sqlite3.Connection) -> Iterator[Difference]:
    rows = connection.execute(f"SELECT uid FROM judgments WHERE score IS NOT {scores.on_scale()} ORDER BY id")
    for row in rows:
        yield of_row(
            "judgments", "judgment", row["uid"], "its score does not fit its raw score, status and polarity"
        )


def _shown_judgments(connection: sqlite3.Connection) -> Iterator[Difference]:
    kept = "(responses.judgment, responses.judge_status, responses.score)"
    # While an import or a run is unfinished, responses may still show the judge that had most judgments before.
    unfinished = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM run_items WHERE state = 'planned' OR judge_state = 'planned')"
        " OR EXISTS (SELECT 1 FROM runs WHERE rows_read < rows_in_file) AS is_so"
    ).fetchone()["is_so"]
    own = f"({latest.judgment('responses.id', 'own.judge')}, {latest.shown_status('own')}, own.score)"
    accepted = f"{kept} IS {own}" if unfinished else "false"
    rows = connection.execute(
        f"""SELECT responses.uid FROM responses LEFT JOIN judgments own ON own.id = responses.judgment WHERE CASE
              WHEN EXISTS (SELECT 1 FROM judgments WHERE response = responses.id)
                THEN {kept} IS NOT {latest.SHOWN} AND NOT ({accepted})
              ELSE {kept} IS NOT (NULL, iif(responses.status = 'blank', 'blank', 'missing'), NULL) END
            ORDER BY responses.id""",
        {"judge": latest.default_judge(connection)},
    )
    for row in rows:
        yield of_row(
            "responses",
            "response",
            row["uid"],
            "its columns judgment, judge_status and score are not those of the judgment to be shown",
        )


def _review_states(connection: sqlite3.Connection) -> Iterator[Difference]:
    # The rule is taken from the program, because the file's own view could have been replaced.
    rows = connection.execute(
        f"""WITH worked_out AS MATERIALIZED ({VIEWS["states_worked_out"]})
            SELECT coalesce(v.uid, 'with the number ' || d.review) AS uid FROM (
              SELECT review FROM (SELECT * FROM worked_out EXCEPT SELECT * FROM review_states)
              UNION SELECT review FROM (SELECT * FROM review_states EXCEPT SELECT * FROM worked_out)) d
            LEFT JOIN reviews v ON v.id = d.review ORDER BY d.review"""
    )
    for row in rows:
        yield of_row(
            "review_states",
            "review",
            row["uid"],
            "its row in review_states does not say what the rule makes of the reviews",
        )
