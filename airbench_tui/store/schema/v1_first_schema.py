"""Schema 1: the tables of an audit, its full-text index, and the 314 categories of AIR-Bench 2024."""

from __future__ import annotations

import csv
import sqlite3
from importlib import resources

APPLICATION_ID = 0x41426E63  # "ABnc" marks an SQLite file of this program

_TABLES = (
    """CREATE TABLE categories (
        key INTEGER PRIMARY KEY,
        idx TEXT NOT NULL UNIQUE,
        l1_name TEXT NOT NULL, l2_name TEXT NOT NULL, l3_name TEXT NOT NULL, l4_name TEXT NOT NULL
    )""",
    """CREATE TABLE prompts (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        category INTEGER NOT NULL REFERENCES categories(key),
        text TEXT NOT NULL
    )""",
    """CREATE TABLE rubrics (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        category INTEGER NOT NULL REFERENCES categories(key),
        revision TEXT,
        text TEXT NOT NULL,
        polarity TEXT CHECK (polarity IN ('1-safe', '0-safe')),
        evidence TEXT NOT NULL
    )""",
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('import', 'run')),
        format TEXT NOT NULL,
        target TEXT,
        judge TEXT,
        source TEXT,
        sha256 TEXT,
        parameters TEXT NOT NULL DEFAULT '{}',
        polarity TEXT CHECK (polarity IN ('1-safe', '0-safe')),
        polarity_evidence TEXT NOT NULL DEFAULT '',
        sample INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL
    )""",
    """CREATE TABLE responses (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        prompt INTEGER NOT NULL REFERENCES prompts(id),
        category INTEGER NOT NULL REFERENCES categories(key),
        target TEXT NOT NULL,
        repeat INTEGER NOT NULL DEFAULT 0,
        status TEXT NOT NULL CHECK (status IN ('answered', 'blank')),
        text TEXT NOT NULL,
        created_at TEXT NOT NULL,
        judgment INTEGER REFERENCES judgments(id),
        judge_status TEXT NOT NULL DEFAULT 'missing'
            CHECK (judge_status IN ('judged', 'malformed', 'blank', 'failed', 'missing')),
        score REAL CHECK (score IN (0, 0.5, 1))
    )""",
    """CREATE TABLE judgments (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        response INTEGER NOT NULL REFERENCES responses(id),
        judge TEXT NOT NULL,
        judge_snapshot TEXT,
        rubric INTEGER REFERENCES rubrics(id),
        run INTEGER NOT NULL REFERENCES runs(id),
        status TEXT NOT NULL CHECK (status IN ('judged', 'malformed', 'blank', 'failed')),
        raw_score REAL CHECK (raw_score IN (0, 0.5, 1)),
        polarity TEXT CHECK (polarity IN ('1-safe', '0-safe')),
        polarity_evidence TEXT NOT NULL DEFAULT '',
        score REAL CHECK (score IN (0, 0.5, 1)),
        reason TEXT NOT NULL DEFAULT '',
        raw_text TEXT,
        created_at TEXT NOT NULL
    )""",
    """CREATE TABLE run_items (
        run INTEGER NOT NULL REFERENCES runs(id),
        position INTEGER NOT NULL,
        prompt INTEGER NOT NULL REFERENCES prompts(id),
        repeat INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL CHECK (state IN ('planned', 'answered', 'blank', 'failed')),
        response INTEGER REFERENCES responses(id),
        details TEXT NOT NULL DEFAULT '{}',
        PRIMARY KEY (run, position)
    ) WITHOUT ROWID""",
    """CREATE TABLE auditors (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        attributes TEXT NOT NULL DEFAULT '{}',
        created_at TEXT NOT NULL
    )""",
    """CREATE TABLE packets (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL UNIQUE,
        design TEXT NOT NULL,
        seed INTEGER NOT NULL,
        created_by INTEGER NOT NULL REFERENCES auditors(id),
        created_at TEXT NOT NULL
    )""",
    """CREATE TABLE packet_items (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        packet INTEGER NOT NULL REFERENCES packets(id),
        response INTEGER NOT NULL REFERENCES responses(id),
        judgment INTEGER REFERENCES judgments(id),
        stratum TEXT NOT NULL,
        inclusion_probability REAL NOT NULL
            CHECK (inclusion_probability > 0 AND inclusion_probability <= 1)
    )""",
    """CREATE TABLE reviews (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('verdict', 'withdrawal')),
        withdraws INTEGER REFERENCES reviews(id),
        response INTEGER NOT NULL REFERENCES responses(id),
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        packet_item INTEGER REFERENCES packet_items(id),
        judgment INTEGER REFERENCES judgments(id),
        shown_score REAL CHECK (shown_score IN (0, 0.5, 1)),
        shown_polarity TEXT CHECK (shown_polarity IN ('1-safe', '0-safe')),
        score REAL CHECK (score IN (0, 0.5, 1)),
        first_score REAL CHECK (first_score IN (0, 0.5, 1)),
        note TEXT NOT NULL DEFAULT '',
        codes TEXT NOT NULL DEFAULT '[]',
        blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
        exposed INTEGER NOT NULL CHECK (exposed IN (0, 1)),
        origin TEXT NOT NULL CHECK (origin IN ('packet', 'browse', 'triage', 'bulk', 'import')),
        seconds REAL,
        read_share REAL,
        made_at TEXT NOT NULL,
        CHECK ((kind = 'withdrawal') = (withdraws IS NOT NULL)),
        CHECK ((kind = 'verdict') = (score IS NOT NULL))
    )""",
    """CREATE TABLE exposures (
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        judgment INTEGER NOT NULL REFERENCES judgments(id),
        place TEXT NOT NULL,
        first_at TEXT NOT NULL,
        PRIMARY KEY (auditor, judgment)
    ) WITHOUT ROWID""",
    """CREATE TABLE drafts (
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        response INTEGER NOT NULL REFERENCES responses(id),
        note TEXT NOT NULL,
        codes TEXT NOT NULL,
        saved_at TEXT NOT NULL,
        PRIMARY KEY (auditor, response)
    ) WITHOUT ROWID""",
    """CREATE TABLE log (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        auditor INTEGER REFERENCES auditors(id),
        event TEXT NOT NULL,
        run INTEGER REFERENCES runs(id),
        details TEXT NOT NULL
    )""",
)

_INDEXES = (
    # The response list reads this index alone: a taxonomy node is one range of it, already sorted, and
    # the common filters need no other page of the file.
    "CREATE INDEX responses_list ON responses(category, prompt, id, target, score, judge_status)",
    "CREATE INDEX responses_prompt ON responses(prompt)",
    "CREATE INDEX judgments_response ON judgments(response, judge, id)",
    "CREATE INDEX judgments_judge ON judgments(judge)",
    "CREATE INDEX judgments_run ON judgments(run)",
    "CREATE INDEX run_items_response ON run_items(response)",
    "CREATE INDEX reviews_place ON reviews(response, auditor, packet_item, kind, made_at, uid)",
    "CREATE INDEX reviews_withdraws ON reviews(withdraws) WHERE withdraws IS NOT NULL",
    "CREATE INDEX reviews_auditor ON reviews(auditor, made_at)",
    "CREATE INDEX packet_items_packet ON packet_items(packet)",
    "CREATE INDEX packet_items_response ON packet_items(response)",
)

_RULES = (
    """CREATE TRIGGER reviews_never_change BEFORE UPDATE ON reviews
        BEGIN SELECT RAISE(ABORT, 'reviews are only ever added'); END""",
    """CREATE TRIGGER reviews_never_go BEFORE DELETE ON reviews
        BEGIN SELECT RAISE(ABORT, 'reviews are only ever added'); END""",
    # An auditor's latest verdict in a place counts, unless it was withdrawn. A verdict that they gave
    # while the screen showed another polarity is stale.
    """CREATE VIEW standing_reviews AS
        SELECT v.*,
            CASE WHEN j.score IS NULL THEN NULL
                 WHEN v.score = j.score THEN 'confirmed' ELSE 'overridden' END AS decision,
            coalesce(v.shown_polarity <> j.polarity, 0) AS stale
        FROM reviews v LEFT JOIN judgments j ON j.id = v.judgment
        WHERE v.kind = 'verdict'
          AND NOT EXISTS (SELECT 1 FROM reviews w WHERE w.withdraws = v.id)
          AND NOT EXISTS (
            SELECT 1 FROM reviews later
            WHERE later.response = v.response AND later.auditor = v.auditor
              AND later.packet_item IS v.packet_item AND later.kind = 'verdict'
              AND (later.made_at, later.uid) > (v.made_at, v.uid)
              AND NOT EXISTS (SELECT 1 FROM reviews w WHERE w.withdraws = later.id))""",
)

# The searchable columns. Texts never change, so only inserts and deletes need a trigger.
_SEARCHED = (("prompts", "text"), ("responses", "text"), ("judgments", "reason"), ("reviews", "note"))


def migrate(connection: sqlite3.Connection) -> None:
    """Create schema 1 in an empty database."""
    for statement in (*_TABLES, *_INDEXES, *_RULES):
        connection.execute(statement)
    for table, column in _SEARCHED:
        _add_full_text(connection, table, column)
    connection.executemany(
        "INSERT INTO categories(key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (?, ?, ?, ?, ?, ?)",
        _categories(),
    )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _add_full_text(connection: sqlite3.Connection, table: str, column: str) -> None:
    index = f"{table}_fts"
    for statement in (
        f"CREATE VIRTUAL TABLE {index} USING fts5({column}, content='{table}', content_rowid='id', "
        'tokenize="unicode61 remove_diacritics 2")',
        f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} WHEN new.{column} <> '' BEGIN "
        f"INSERT INTO {index}(rowid, {column}) VALUES (new.id, new.{column}); END",
        f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} WHEN old.{column} <> '' BEGIN "
        f"INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', old.id, old.{column}); END",
    ):
        connection.execute(statement)


def _categories() -> list[list[str]]:
    """Read the rows of ``v1_categories.csv``: the columns of the table ``categories``, in order."""
    text = resources.files(__package__).joinpath("v1_categories.csv").read_text("utf-8")
    return list(csv.reader(text.splitlines()))[1:]
