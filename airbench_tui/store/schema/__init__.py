"""The schema as migrations that only go forward.

``user_version`` counts the migrations applied, so that a program can tell an older database from a
newer one without loading anything; sqlite-utils' own table keeps their names and times.
``db/README.md`` is the data dictionary, checked against this file by a test.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.store.rules import views
from airbench_tui.store.schema import v4_sound_audits, v5_triage, v7_rules, v8_one_name

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x41426E63  # "ABnc": tells our files from other SQLite files
VERSION = 8

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
    # The list of responses is this index: a taxonomy node is one range of it, already in order, and
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
    # Of one auditor's verdicts in one place the latest that was not withdrawn counts. A verdict
    # given while another polarity was on screen no longer does: it waits for another look.
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

# A live run asks and judges: each item keeps how far the judging is, and which judgment it brought.
_LIVE_RUNS = (
    "ALTER TABLE run_items ADD COLUMN judge_state TEXT NOT NULL DEFAULT 'none'"
    " CHECK (judge_state IN ('none', 'planned', 'judged', 'malformed', 'blank', 'failed'))",
    "ALTER TABLE run_items ADD COLUMN judgment INTEGER REFERENCES judgments(id)",
    "CREATE INDEX run_items_state ON run_items(run, state, judge_state)",
    "CREATE INDEX judgments_polarity ON judgments(status, polarity)",
)

# What was handed to a provider's Batch API: known here before anything waits for it.
_BATCHES = (
    """CREATE TABLE batches (
        id INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES runs(id),
        kind TEXT NOT NULL CHECK (kind IN ('ask', 'judge')),
        provider_id TEXT,
        file_id TEXT,
        status TEXT NOT NULL,
        submitted_at TEXT NOT NULL,
        ended_at TEXT,
        details TEXT NOT NULL DEFAULT '{}'
    )""",
    "CREATE INDEX batches_run ON batches(run, kind, ended_at)",
)

# What the fetched benchmark adds stands apart from what the judge's own source said. Rules have no
# rubric; a blank answer without a number was shown to no judge.
BARE = (
    "rubric IS NULL AND linked_rubric IS NULL AND judge <> 'phrases'"
    " AND (status <> 'blank' OR raw_score IS NOT NULL)"
)
_LINKED_RUBRICS = (
    "ALTER TABLE judgments ADD COLUMN linked_rubric INTEGER REFERENCES rubrics(id)",
    f"CREATE INDEX judgments_bare ON judgments(run, polarity, response) WHERE {BARE}",
)

# What is searched, by table and column. The texts never change, so inserts and deletes suffice.
SEARCHED = {"prompts": "text", "responses": "text", "judgments": "reason", "reviews": "note"}


TOKENIZER = 'tokenize="unicode61 remove_diacritics 2"'


def migrations() -> Migrations:
    """The migrations, in order. Imports sqlite-utils, which is slow: call it only when one is due."""
    from sqlite_utils import Migrations

    ours = Migrations("airbench_tui")

    @ours()
    def m001_first_schema(db: Database) -> None:
        for statement in (*_TABLES, *_INDEXES, *_RULES, *_full_text(SEARCHED)):
            db.execute(statement)
        db.table("categories").insert_all(
            {
                "key": category.key,
                "idx": category.idx,
                "l1_name": category.l1_name,
                "l2_name": category.l2_name,
                "l3_name": category.l3_name,
                "l4_name": category.l4_name,
            }
            for category in categories().values()
        )
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")

    @ours()
    def m002_live_runs(db: Database) -> None:
        for statement in _LIVE_RUNS:
            db.execute(statement)
        db.execute("PRAGMA user_version = 2")

    @ours()
    def m003_batches(db: Database) -> None:
        for statement in _BATCHES:
            db.execute(statement)
        db.execute("PRAGMA user_version = 3")

    @ours()
    def m004_sound_audits(db: Database) -> None:
        for statement in v4_sound_audits.statements(_full_text(["reviews"])):
            db.execute(statement)

    @ours()
    def m005_triage(db: Database) -> None:
        for statement in v5_triage.statements():
            db.execute(statement)

    @ours()
    def m006_linked_rubrics(db: Database) -> None:
        for statement in _LINKED_RUBRICS:
            db.execute(statement)
        db.execute("PRAGMA user_version = 6")

    @ours()
    def m007_rules(db: Database) -> None:
        for statement in v7_rules.STATEMENTS:
            db.execute(statement)
        views.create(db.conn)
        db.execute("PRAGMA user_version = 7")

    @ours()
    def m008_one_name(db: Database) -> None:
        v8_one_name.migrate(db.execute)
        views.create(db.conn)

    return ours


def _full_text(tables: Iterable[str]) -> list[str]:
    statements = []
    for table in tables:
        column = SEARCHED[table]
        index = f"{table}_fts"
        statements += [
            f"CREATE VIRTUAL TABLE {index} USING fts5({column}, content='{table}', content_rowid='id', "
            f"{TOKENIZER})",
            f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} WHEN new.{column} <> '' BEGIN "
            f"INSERT INTO {index}(rowid, {column}) VALUES (new.id, new.{column}); END",
            f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} WHEN old.{column} <> '' BEGIN "
            f"INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', old.id, old.{column}); END",
        ]
    return statements
