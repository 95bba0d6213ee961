"""Schema 9: reviews keep who brought them and from which file, and form a trail of hashes; imports can be unfinished.

The trail itself is written by ``store.trail`` once the migration is done, because its hashes must be those that the
program writes for new reviews.
"""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    # A file from which reviews came: imported (a CSV) or merged (a database). Reading it again adds no row.
    """CREATE TABLE review_sources (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('import', 'merge')),
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        auditor INTEGER REFERENCES auditors(id),
        brought_at TEXT NOT NULL
    )""",
    "ALTER TABLE reviews ADD COLUMN source INTEGER REFERENCES review_sources(id)",
    "ALTER TABLE reviews ADD COLUMN evidence TEXT CHECK (evidence IN ('own', 'accepted', 'secret', 'none'))",
    # The merge that brought a review into this copy. Unlike its source, it differs between copies.
    "ALTER TABLE reviews ADD COLUMN merged INTEGER REFERENCES review_sources(id)",
    """CREATE TRIGGER withdrawn_by_the_author BEFORE INSERT ON reviews WHEN new.withdraws IS NOT NULL
          AND new.auditor <> (SELECT v.auditor FROM reviews v WHERE v.id = new.withdraws)
        BEGIN SELECT RAISE(ABORT, 'only its author withdraws a review'); END""",
    # A review has more than one link where two copies of the database were upgraded or continued apart.
    """CREATE TABLE trail (
        link TEXT PRIMARY KEY,
        review INTEGER NOT NULL REFERENCES reviews(id),
        previous TEXT NOT NULL,
        position INTEGER NOT NULL,
        said TEXT NOT NULL,
        seal TEXT NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX trail_review ON trail(review)",
    "CREATE INDEX trail_previous ON trail(previous)",
    """CREATE TABLE trail_heads (
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        link TEXT NOT NULL,
        position INTEGER NOT NULL,
        here INTEGER NOT NULL CHECK (here IN (0, 1)),
        PRIMARY KEY (auditor, link)
    ) WITHOUT ROWID""",
    # The secret that a packet file gives to each auditor. It stays in the databases that wrote or read the file.
    """CREATE TABLE packet_secrets (
        packet INTEGER NOT NULL REFERENCES packets(id),
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        secret TEXT NOT NULL,
        PRIMARY KEY (packet, auditor)
    ) WITHOUT ROWID""",
    # An item of a packet that was made from a CSV gets another uid once the packet itself arrives.
    "ALTER TABLE packet_items ADD COLUMN former_uid TEXT",
    # How many rows the file of an imported run has, and how many of them were read so far.
    "ALTER TABLE runs ADD COLUMN rows_in_file INTEGER",
    "ALTER TABLE runs ADD COLUMN rows_read INTEGER",
)


def migrate(connection: sqlite3.Connection) -> None:
    """Upgrade schema 8 to schema 9."""
    for statement in _STATEMENTS:
        connection.execute(statement)
