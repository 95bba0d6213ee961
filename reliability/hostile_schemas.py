"""Databases whose schema somebody changed: triggers, tables, indexes and views."""

from __future__ import annotations

from reliability.hostile_changes import (
    ESCAPES,
    MARK,
    MARKS,
    REVIEW,
    Case,
    definition,
    older,
    sql,
    trigger,
)

SCHEMAS = [
    # Triggers.
    Case(
        "a trigger drops every new review",
        trigger("foreign_swallow", "BEFORE INSERT ON reviews BEGIN SELECT RAISE(IGNORE); END"),
        "read-only",
        "trigger 'foreign_swallow'",
        ("foreign_swallow",),
    ),
    Case(
        "a trigger turns every new verdict round, and the guards are gone",
        trigger(
            "foreign_turn",
            "AFTER INSERT ON reviews BEGIN UPDATE reviews SET score = 1 - score WHERE id = new.id; END",
            "DROP TRIGGER reviews_never_change; DROP TRIGGER reviews_never_go",
        ),
        "read-only",
        "trigger 'reviews_never_change' is missing",
        ("foreign_turn",),
    ),
    Case(
        "a trigger copies every new review to another auditor",
        trigger("foreign_copy", f"AFTER INSERT ON reviews WHEN length(new.uid) < 33 BEGIN {REVIEW}; END"),
        "read-only",
        "trigger 'foreign_copy'",
        ("foreign_copy",),
    ),
    Case(
        "a trigger raises scores when a judgment is written",
        trigger(
            "foreign_raise_scores", "AFTER INSERT ON judgments BEGIN UPDATE judgments SET score = 1; END"
        ),
        "read-only",
        "trigger 'foreign_raise_scores'",
        ("foreign_raise_scores",),
    ),
    Case(
        "a trigger keeps notes of what is seen",
        trigger("foreign_spy", f"AFTER INSERT ON exposures BEGIN {MARK} END"),
        "read-only",
        "trigger 'foreign_spy'",
        ("foreign_spy",),
    ),
    Case(
        "a trigger on the table of the reviews that count",
        trigger(
            "foreign_count_all",
            "AFTER INSERT ON review_states BEGIN UPDATE review_states SET is_standing = 1; END",
        ),
        "read-only",
        "trigger 'foreign_count_all'",
        ("foreign_count_all",),
    ),
    Case(
        "a trigger on the search index's own table",
        trigger("foreign_found", f"AFTER INSERT ON reviews_fts_data BEGIN {MARK} END"),
        "read-only",
        "trigger 'foreign_found'",
        ("foreign_found",),
    ),
    Case(
        "a trigger instead of writes to a view",
        trigger("foreign_instead", f"INSTEAD OF INSERT ON decisions BEGIN {MARK} END"),
        "read-only",
        "trigger 'foreign_instead'",
        ("foreign_instead",),
    ),
    Case(
        "a trigger loads an extension",
        trigger("foreign_load", "AFTER INSERT ON auditors BEGIN SELECT load_extension('/tmp/x.so'); END"),
        "read-only",
        "trigger 'foreign_load'",
        ("foreign_load",),
    ),
    Case(
        "a trigger writes a file",
        trigger("foreign_write", "AFTER INSERT ON reviews BEGIN SELECT writefile('/tmp/x', new.note); END"),
        "read-only",
        "trigger 'foreign_write'",
        ("foreign_write",),
    ),
    Case(
        "a trigger on a table of its own that our deletions reach",
        trigger(
            "foreign_reach",
            f"AFTER DELETE ON mine BEGIN {MARK} END",
            "CREATE TABLE mine (a, r, FOREIGN KEY (a, r) REFERENCES drafts(auditor, response) ON DELETE CASCADE)",
        ),
        "read-only",
        "trigger 'foreign_reach'",
        ("foreign_reach",),
    ),
    Case(
        "a trigger whose name has escape sequences",
        trigger(f"e{ESCAPES}e", f"AFTER INSERT ON reviews BEGIN {MARK} END"),
        "read-only",
        "is not part of an audit",
        (f"e{ESCAPES}e",),
        short=True,
    ),
    Case(
        "the guard of the reviews does nothing",
        sql(
            "DROP TRIGGER reviews_never_go;"
            " CREATE TRIGGER reviews_never_go BEFORE DELETE ON reviews BEGIN SELECT 1; END"
        ),
        "read-only",
        "trigger 'reviews_never_go' is not as",
        ("reviews_never_go",),
    ),
    Case(
        "the trigger that says which reviews count is missing",
        sql("DROP TRIGGER review_states_review"),
        "read-only",
        "trigger 'review_states_review' is missing",
    ),
    Case(
        "a trigger in a row of the schema that says it is a table",
        sql(
            MARKS,
            "PRAGMA writable_schema = ON; INSERT INTO sqlite_master VALUES ('table', '_litestream_seq',"
            f" '_litestream_seq', 0, 'CREATE TRIGGER foreign_hidden AFTER INSERT ON reviews BEGIN {MARK} END')",
        ),
        "refused",
        "",
        ("foreign_hidden", "_litestream_seq"),
    ),
    Case(
        "an older database with a trigger that its upgrade would run",
        older(MARKS, f"CREATE TRIGGER foreign_upgrade AFTER UPDATE ON responses BEGIN {MARK} END"),
        "refused",
        "trigger 'foreign_upgrade'",
        ("foreign_upgrade",),
    ),
    Case(
        "an older database whose list of migrations is a view",
        older("DROP TABLE _sqlite_migrations", "CREATE VIEW _sqlite_migrations AS SELECT 1 AS name"),
        "refused",
        "'_sqlite_migrations' stands where a table belongs",
        ("_sqlite_migrations",),
    ),
    # Tables and indexes.
    Case(
        "the type of a column is another",
        definition("reviews", "score REAL", "score TEXT"),
        "read-only",
        "'reviews'",
    ),
    Case(
        "the check of a score is gone",
        definition("reviews", "CHECK (score IN (0, 0.5, 1))", ""),
        "read-only",
        "table 'reviews'",
    ),
    Case("a column more", sql("ALTER TABLE reviews ADD COLUMN stars INTEGER"), "read-only", "'reviews'"),
    Case(
        "a computed column",
        sql("ALTER TABLE responses ADD COLUMN much AS (hex(zeroblob(500000000)))"),
        "refused",
        "'responses' has computed columns",
    ),
    Case(
        "a unique index is gone",
        sql("DROP INDEX auditors_folded"),
        "read-only",
        "'auditors_folded' is missing",
    ),
    Case(
        "a unique index refuses second opinions",
        sql("CREATE UNIQUE INDEX once ON reviews(response) WHERE length(uid) = 32"),
        "read-only",
        "unique index 'once'",
    ),
    Case(
        "a view in the place of the table of reviews",
        sql(
            "PRAGMA legacy_alter_table = ON; ALTER TABLE reviews RENAME TO reviews_kept;"
            " CREATE VIEW reviews AS SELECT * FROM reviews_kept"
        ),
        "refused",
        "",
        ("reviews",),
        short=True,
    ),
    Case(
        "a view in the place of a table of drafts",
        sql("DROP TABLE drafts; CREATE VIEW drafts AS SELECT 1 AS auditor, 1 AS response, '' AS note"),
        "refused",
        "a view 'drafts' stands where a table belongs",
        ("drafts",),
    ),
    Case(
        "a virtual table in the place of a table",
        sql(
            "DROP TABLE drafts; CREATE VIRTUAL TABLE drafts USING fts5(auditor, response, note, codes, saved_at)"
        ),
        "refused",
        "a virtual table 'drafts'",
    ),
    Case(
        "a table in the place of a search index",
        sql("DROP TABLE reviews_fts; CREATE TABLE reviews_fts (note)"),
        "refused",
        "'reviews_fts'",
    ),
    Case("a table is missing", sql("DROP TABLE exposures"), "refused", "table 'exposures' is missing"),
    # Views.
    Case(
        "a view that turns the verdicts round",
        sql(
            "DROP VIEW standing_verdicts; CREATE VIEW standing_verdicts AS"
            " SELECT *, 1 - score AS turned FROM reviews_in_force v WHERE v.is_standing"
        ),
        "refused",
        "view 'standing_verdicts' is not as",
        ("standing_verdicts",),
    ),
    Case(
        "a view that never ends",
        sql(
            "DROP VIEW decisions; CREATE VIEW decisions AS WITH RECURSIVE n(i) AS"
            " (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i AS response, 0 AS score FROM n"
        ),
        "refused",
        "view 'decisions' is not as",
        ("decisions",),
    ),
    Case(
        "a table in the place of a view",
        sql("DROP VIEW decisions; CREATE TABLE decisions (response, score)"),
        "refused",
        "a table 'decisions' stands where a view belongs",
    ),
    Case(
        "a view of another program that never ends",
        sql(
            "CREATE VIEW foreign_bomb AS WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n)"
            " SELECT max(i) AS i FROM n"
        ),
        "named",
        "not read: view 'foreign_bomb'",
        ("foreign_bomb",),
    ),
    Case(
        "tables of Litestream and sqlite-utils, statistics, and a view of Datasette",
        sql(
            "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER);"
            " CREATE TABLE _litestream_lock (id INTEGER);"
            " CREATE TABLE _counts ([table] TEXT PRIMARY KEY, count INTEGER DEFAULT 0);"
            " CREATE VIEW foreign_datasette AS SELECT * FROM reviews;"
            " CREATE TABLE merged_reviews (theirs, ours, fresh);"
            " CREATE INDEX mine ON reviews(note); ANALYZE"
        ),
        "named",
        "not read: table '_litestream_seq'",
        ("foreign_datasette",),
        short=True,
    ),
]
