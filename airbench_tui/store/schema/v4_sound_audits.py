"""Schema 4: packets keep the frame from which they were drawn; bulk decisions and adjudications are new.

SQLite cannot widen a CHECK, so ``reviews`` is rebuilt. An auditor may now answer "cannot judge", and a bulk decision
is one action with many reviews.
"""

from __future__ import annotations

import sqlite3

_TABLES = (
    """CREATE TABLE bulk_actions (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        filter TEXT NOT NULL,
        action TEXT NOT NULL CHECK (action IN ('confirm', 'score')),
        score REAL CHECK (score IN (0, 0.5, 1)),
        note TEXT NOT NULL,
        matched INTEGER NOT NULL,
        made_at TEXT NOT NULL,
        CHECK ((action = 'score') = (score IS NOT NULL))
    )""",
    """CREATE TABLE reviews (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('verdict', 'withdrawal', 'cannot-judge')),
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
        bulk INTEGER REFERENCES bulk_actions(id),
        CHECK ((kind = 'withdrawal') = (withdraws IS NOT NULL)),
        CHECK ((kind = 'verdict') = (score IS NOT NULL)),
        CHECK (kind <> 'cannot-judge' OR trim(note) <> '')
    )""",
    # The frame holds the responses from which the packet was drawn. Later imports and judges must not change it.
    """CREATE TABLE packet_frame (
        packet INTEGER NOT NULL REFERENCES packets(id),
        response INTEGER NOT NULL REFERENCES responses(id),
        judgment INTEGER REFERENCES judgments(id),
        stratum TEXT NOT NULL,
        PRIMARY KEY (packet, response)
    ) WITHOUT ROWID""",
    """CREATE TABLE packet_places (
        packet_item INTEGER NOT NULL REFERENCES packet_items(id),
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        position INTEGER NOT NULL,
        deferred_at TEXT,
        PRIMARY KEY (packet_item, auditor)
    ) WITHOUT ROWID""",
    """CREATE TABLE adjudications (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        response INTEGER NOT NULL REFERENCES responses(id),
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        score REAL CHECK (score IN (0, 0.5, 1)),
        note TEXT NOT NULL,
        made_at TEXT NOT NULL
    )""",
)

_INDEXES = (
    "CREATE INDEX reviews_place ON reviews(response, auditor, packet_item, kind, made_at, uid)",
    "CREATE INDEX reviews_withdraws ON reviews(withdraws) WHERE withdraws IS NOT NULL",
    "CREATE INDEX reviews_auditor ON reviews(auditor, made_at)",
    "CREATE INDEX reviews_packet_item ON reviews(packet_item) WHERE packet_item IS NOT NULL",
    "CREATE INDEX reviews_bulk ON reviews(bulk) WHERE bulk IS NOT NULL",
    "CREATE INDEX packet_places_auditor ON packet_places(auditor, packet_item)",
    "CREATE INDEX adjudications_response ON adjudications(response, made_at, uid)",
)

_RULES = (
    """CREATE TRIGGER reviews_never_change BEFORE UPDATE ON reviews
        BEGIN SELECT RAISE(ABORT, 'reviews are only ever added'); END""",
    """CREATE TRIGGER reviews_never_go BEFORE DELETE ON reviews
        BEGIN SELECT RAISE(ABORT, 'reviews are only ever added'); END""",
    """CREATE TRIGGER adjudications_never_change BEFORE UPDATE ON adjudications
        BEGIN SELECT RAISE(ABORT, 'adjudications are only ever added'); END""",
    """CREATE TRIGGER adjudications_never_go BEFORE DELETE ON adjudications
        BEGIN SELECT RAISE(ABORT, 'adjudications are only ever added'); END""",
    # An auditor's latest answer in a place counts, unless it was withdrawn. "Cannot judge" is an answer
    # without a score. A verdict that they gave while the screen showed another polarity is stale.
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
              AND later.packet_item IS v.packet_item AND later.kind IN ('verdict', 'cannot-judge')
              AND (later.made_at, later.uid) > (v.made_at, v.uid)
              AND NOT EXISTS (SELECT 1 FROM reviews w WHERE w.withdraws = later.id))""",
    """CREATE VIEW final_scores AS
        SELECT a.response, a.score, a.note, a.auditor, a.made_at FROM adjudications a
        WHERE a.score IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM adjudications later
            WHERE later.response = a.response AND (later.made_at, later.uid) > (a.made_at, a.uid))""",
)

_COPIED = (
    "id, uid, kind, withdraws, response, auditor, packet_item, judgment, shown_score, shown_polarity, score,"
    " first_score, note, codes, blind, exposed, origin, seconds, read_share, made_at"
)


_BEFORE = (
    "DROP VIEW IF EXISTS standing_reviews",
    "DROP TRIGGER reviews_never_change",
    "DROP TRIGGER reviews_never_go",
    "DROP TRIGGER reviews_fts_insert",
    "DROP TRIGGER reviews_fts_delete",
    "DROP TABLE reviews_fts",
    # The new table refers to itself, so the old one needs a name that cannot be mistaken for it.
    "ALTER TABLE reviews RENAME TO reviews_of_schema_3",
)

_MOVE = (
    f"INSERT INTO reviews({_COPIED}) SELECT {_COPIED} FROM reviews_of_schema_3 ORDER BY id",
    "DROP TABLE reviews_of_schema_3",
)

_FULL_TEXT = (
    "CREATE VIRTUAL TABLE reviews_fts USING fts5(note, content='reviews', content_rowid='id', "
    'tokenize="unicode61 remove_diacritics 2")',
    "CREATE TRIGGER reviews_fts_insert AFTER INSERT ON reviews WHEN new.note <> '' BEGIN "
    "INSERT INTO reviews_fts(rowid, note) VALUES (new.id, new.note); END",
    "CREATE TRIGGER reviews_fts_delete AFTER DELETE ON reviews WHEN old.note <> '' BEGIN "
    "INSERT INTO reviews_fts(reviews_fts, rowid, note) VALUES ('delete', old.id, old.note); END",
    "INSERT INTO reviews_fts(rowid, note) SELECT id, note FROM reviews WHERE note <> ''",
)


def migrate(connection: sqlite3.Connection) -> None:
    """Upgrade schema 3 to schema 4."""
    for statement in (*_BEFORE, *_TABLES, *_MOVE, *_INDEXES, *_RULES, *_FULL_TEXT):
        connection.execute(statement)
    connection.execute("ALTER TABLE packet_items ADD COLUMN repeat_of INTEGER REFERENCES packet_items(id)")
