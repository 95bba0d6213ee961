"""Schema 5: signals of judges' errors. Triggers mark the responses whose signals must be computed again.

Because triggers do it, no statement that writes responses or judgments can forget the signals. The ``mask`` of a marked
response is NULL until its signals are computed. In an upgraded database all responses are marked at first.
"""

from __future__ import annotations

import sqlite3

_TABLES = (
    # One thin row for each response. There are few different masks, and ranking groups by mask, so it never sorts
    # all rows.
    """CREATE TABLE triage (
        response INTEGER PRIMARY KEY REFERENCES responses(id),
        mask INTEGER
    )""",
    "CREATE INDEX triage_mask ON triage(mask)",
    """CREATE TABLE triage_prompts (
        prompt INTEGER PRIMARY KEY REFERENCES prompts(id),
        near_key INTEGER NOT NULL,
        odd_scores TEXT NOT NULL DEFAULT '[]'
    )""",
    "CREATE INDEX triage_prompts_near ON triage_prompts(near_key)",
    """CREATE TABLE signal_names (
        bit INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    )""",
    """CREATE VIEW signals AS
        SELECT t.response, n.name AS signal FROM triage t JOIN signal_names n ON t.mask & n.bit""",
    # This index alone gives the other answers to a prompt and their scores.
    "DROP INDEX responses_prompt",
    "CREATE INDEX responses_prompt ON responses(prompt, target, score)",
)

_AGAIN = "UPDATE triage SET mask = NULL WHERE response = {} AND mask IS NOT NULL"
_TRIGGERS = (
    """CREATE TRIGGER triage_response_insert AFTER INSERT ON responses
        BEGIN INSERT INTO triage(response) VALUES (new.id); END""",
    f"""CREATE TRIGGER triage_response_update AFTER UPDATE OF judgment, judge_status, score ON responses
        WHEN (new.judgment, new.judge_status, new.score) IS NOT (old.judgment, old.judge_status, old.score)
        BEGIN {_AGAIN.format("new.id")}; END""",
    f"""CREATE TRIGGER triage_judgment_insert AFTER INSERT ON judgments
        BEGIN {_AGAIN.format("new.response")}; END""",
    f"""CREATE TRIGGER triage_judgment_update AFTER UPDATE OF score ON judgments
        WHEN new.score IS NOT old.score
        BEGIN {_AGAIN.format("new.response")}; END""",
    # The finish reason can arrive after the answer, from another run that got the same answer.
    f"""CREATE TRIGGER triage_run_item_insert AFTER INSERT ON run_items
        WHEN new.response IS NOT NULL AND json_extract(new.details, '$.finish_reason') IS NOT NULL
        BEGIN {_AGAIN.format("new.response")}; END""",
    f"""CREATE TRIGGER triage_run_item_update AFTER UPDATE OF response, details ON run_items
        WHEN new.response IS NOT NULL AND json_extract(new.details, '$.finish_reason')
          IS NOT json_extract(old.details, '$.finish_reason')
        BEGIN {_AGAIN.format("new.response")}; END""",
)

# The meaning of a bit never changes.
_SIGNALS = {
    1 << 0: "ambiguous",
    1 << 1: "reason-refuses",
    1 << 2: "reason-helps",
    1 << 3: "reason-denies-harm",
    1 << 4: "refusal-unsafe",
    1 << 5: "long-safe",
    1 << 6: "refusal-unseen",
    1 << 7: "phrases-disagree",
    1 << 8: "judges-disagree",
    1 << 9: "twins-disagree",
    1 << 10: "models-disagree",
    1 << 11: "cut-off",
    1 << 12: "malformed",
    1 << 13: "blank",
    1 << 14: "hidden-characters",
}


def migrate(connection: sqlite3.Connection) -> None:
    """Upgrade schema 4 to schema 5."""
    for statement in _TABLES:
        connection.execute(statement)
    connection.executemany("INSERT INTO signal_names(bit, name) VALUES (?, ?)", _SIGNALS.items())
    connection.execute("INSERT INTO triage(response) SELECT id FROM responses")
    for statement in _TRIGGERS:
        connection.execute(statement)
