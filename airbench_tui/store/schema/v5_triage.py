"""Schema 5: signals of judges' errors, kept in step by triggers that mark what must be worked out again.

Whoever writes responses and judgments, and by whatever statement, cannot forget the signals: a row
that changed waits (``mask`` NULL) until :mod:`airbench_tui.store.triage.signals` has looked at it. An older
database begins with all its responses waiting.
"""

from __future__ import annotations

from airbench_tui.benchmark import signals

_TABLES = (
    # One thin row a response: ranking groups by mask, of which there are few, and never sorts them all.
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
    # The other answers to a prompt and their scores, read off the index alone.
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
    # How an answer ended may come later than the answer, with another run that got the same one.
    f"""CREATE TRIGGER triage_run_item_insert AFTER INSERT ON run_items
        WHEN new.response IS NOT NULL AND json_extract(new.details, '$.finish_reason') IS NOT NULL
        BEGIN {_AGAIN.format("new.response")}; END""",
    f"""CREATE TRIGGER triage_run_item_update AFTER UPDATE OF response, details ON run_items
        WHEN new.response IS NOT NULL AND json_extract(new.details, '$.finish_reason')
          IS NOT json_extract(old.details, '$.finish_reason')
        BEGIN {_AGAIN.format("new.response")}; END""",
)


def statements() -> tuple[str, ...]:
    """The migration from schema 4."""
    named = ", ".join(
        f"({signal.bit}, '{signal.name}')"
        for signal in sorted(signals.SIGNALS, key=lambda signal: signal.bit)
        if signal.bit != signals.RUBRIC_OVERRIDDEN
    )
    return (
        *_TABLES,
        f"INSERT INTO signal_names(bit, name) VALUES {named}",
        "INSERT INTO triage(response) SELECT id FROM responses",
        *_TRIGGERS,
        "PRAGMA user_version = 5",
    )
