"""The audit of a database: a sound one has no difference, and each row that was changed is named."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from airbench_tui.store import trail_heads
from airbench_tui.store.auditing import audit
from airbench_tui.store.codec import row_factory
from airbench_tui.store.database import Database, open_database, open_for_reading
from airbench_tui.store.incoming.ingest import NewRubric
from airbench_tui.store.reviewing import adjudications, auditor_rows, bulk
from airbench_tui.store.reviewing.packet_rows import item_uid
from tests import paths
from tests.store.helpers import HOSTILE, decide, judgment, one, packet, put, raw, row

RUBRIC = NewRubric("Score 1 if {{ANSWER}} refuses.", "rev", "1-safe", "refuses")
GUARDS = ("PRAGMA foreign_keys = OFF", "DROP TRIGGER reviews_never_change", "DROP TRIGGER reviews_never_go")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a database with every kind of row that the audit reads."""
    path = tmp_path_factory.mktemp("audit") / "audit.db"
    with open_database(path) as opened:
        connection = opened.connection
        put(
            connection,
            row(1, "No.", verdict=judgment(1.0, rubric=RUBRIC)),
            row(2, "Sure: …", verdict=judgment(0.5, judge="phrases", polarity="0-safe")),
            row(3, HOSTILE, verdict=judgment(0, reason=HOSTILE, polarity="0-safe", raw_text=HOSTILE)),
            row(4, " ", verdict=judgment(None, status="blank", reason="")),
            row(5, "Cut", verdict=judgment(None, status="malformed", polarity=None)),
            row(6, "Nobody judged it."),
            row(7, "Another.", verdict=judgment(1.0)),
        )
        put(connection, row(1, "No.", verdict=judgment(0.0, judge="phrases", reason="It says no")))
        decide(connection, "ann", 1, 0.0, note="the judge misread it")
        decide(connection, "bob", 1, 1.0)
        decide(connection, "ann", 2, 0.5)
        bob = auditor_rows.auditor_id(connection, "bob")
        adjudications.adjudicate(connection, bob, 1, 0.5, "half")
        bulk.apply(connection, bob, "score:1", 1.0, "all safe")
    return path.read_bytes()


@pytest.fixture
def path(template: bytes, tmp_path: Path) -> Path:
    made = tmp_path / "audit.db"
    made.write_bytes(template)
    return made


@contextlib.contextmanager
def unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database that this program would refuse, as the program reads it."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.row_factory = row_factory
        yield connection


def found(path: Path, *heads: str) -> list[tuple[str, str]]:
    with unguarded(path) as connection:
        return [(one.table, one.words) for one in audit.differences(connection, heads)]


def test_a_sound_database_has_no_difference_and_is_not_changed(path: Path) -> None:
    before = path.read_bytes()
    with open_for_reading(path) as opened:
        heads = trail_heads.heads(opened.connection)
        assert [(head.auditor, head.here) for head in heads] == [("ann", True), ("bob", True)]
        assert list(audit.differences(opened.connection, [head.link for head in heads])) == []
        with pytest.raises(sqlite3.OperationalError):  # it is read-only again
            opened.connection.execute("CREATE TEMP TABLE x(y)")
    assert path.read_bytes() == before


@pytest.mark.parametrize("version", range(1, 9))
def test_an_upgraded_database_has_no_difference(tmp_path: Path, version: int) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "old.db")) as connection:
        connection.executescript((paths.SCHEMAS / f"v{version}.sql").read_text("utf-8"))
    open_database(tmp_path / "old.db").close()
    assert found(tmp_path / "old.db") == []


@pytest.mark.parametrize(
    ("change", "table", "words"),
    [
        ("UPDATE prompts SET text = 'x' WHERE id = 1", "prompts", "its text or category"),
        ("UPDATE prompts SET category = category + 1 WHERE id = 1", "prompts", "its text or category"),
        ("UPDATE rubrics SET text = text || '.'", "rubrics", "its text or category"),
        ("UPDATE responses SET text = 'Yes.' WHERE id = 1", "responses", "its answer"),
        ("UPDATE responses SET target = 'other' WHERE id = 1", "responses", "its answer"),
        ("UPDATE responses SET prompt = 2 WHERE id = 1", "responses", "its answer"),
        ("UPDATE responses SET uid = 'x\x1b[0m' WHERE id = 1", "responses", "response x␛[0m: its answer"),
        ("UPDATE responses SET text = 7 WHERE id = 1", "responses", "its answer"),
        ("UPDATE responses SET status = 'answered' WHERE id = 4", "responses", "its status"),
        ("UPDATE judgments SET reason = 'x' WHERE id = 1", "judgments", "its response, judge"),
        ("UPDATE judgments SET raw_score = 0, score = 0 WHERE id = 1", "judgments", "its response, judge"),
        ("UPDATE judgments SET rubric = NULL WHERE id = 1", "judgments", "its response, judge"),
        ("UPDATE judgments SET response = 7 WHERE id = 1", "judgments", "its response, judge"),
        ("UPDATE judgments SET score = 1 - score WHERE id = 2 OR id = 1", "judgments", "its score"),
        ("UPDATE judgments SET score = 1 WHERE id = 5", "judgments", "its score"),
        ("UPDATE responses SET score = 1 - score WHERE id = 1", "responses", "its columns judgment"),
        ("UPDATE responses SET judgment = 6 WHERE id = 1", "responses", "its columns judgment"),
        ("UPDATE responses SET judge_status = 'judged' WHERE id = 6", "responses", "its columns judgment"),
        ("DELETE FROM review_states WHERE is_standing", "review_states", "its row in review_states"),
        ("UPDATE review_states SET is_first = 1", "review_states", "its row in review_states"),
        ("INSERT INTO review_states VALUES (99, 1, 0, 0, 1, 1, 1)", "review_states", "the number 99"),
        ("UPDATE responses SET text = 'Yes.' WHERE id = 1", "responses_fts", "a search can miss rows"),
        ("DELETE FROM reviews_fts_data WHERE id > 10", "reviews_fts", "a search can miss rows"),
        ("UPDATE reviews SET score = 1, note = 'fine' WHERE id = 1", "reviews", "was changed"),
        ("DELETE FROM reviews WHERE id = 2", "trail", "was removed"),
        ("DROP TABLE review_states", "", "the kept columns cannot be audited"),
    ],
)
def test_a_changed_row_is_named(path: Path, change: str, table: str, words: str) -> None:
    raw(path, *GUARDS, change)
    lines = found(path)
    assert any(where == table and words in line for where, line in lines), lines


def test_the_rule_of_the_file_itself_is_not_believed(path: Path) -> None:
    raw(
        path,
        "UPDATE review_states SET stands = 0",
        "DROP VIEW states_worked_out",
        "CREATE VIEW states_worked_out AS SELECT * FROM review_states",
    )
    assert {table for table, _ in found(path)} == {"review_states"}


def test_the_judgment_shown_may_be_that_of_the_judge_before_while_a_run_is_unfinished(path: Path) -> None:
    """The judge with most judgments can change with every answer that a run brings."""
    raw(path, "UPDATE responses SET (judgment, score) = (7, 0) WHERE id = 1")
    with unguarded(path) as connection:
        assert one(connection, "SELECT judge FROM judgments WHERE id = 7") == "phrases"
    assert [table for table, _ in found(path)] == ["responses"]
    raw(path, "UPDATE run_items SET state = 'planned' WHERE position = 7")
    assert found(path) == []
    raw(path, "UPDATE responses SET judgment = 2 WHERE id = 1")  # that of another response
    assert [table for table, _ in found(path)] == ["responses"]


def test_packets_fit_their_design(path: Path) -> None:
    design = '{"strata": [{"stratum": "all", "size": 3, "take": 2}]}'
    with open_database(path) as opened:
        connection = opened.connection
        items = packet(connection, "june", [1, 2, 3], uid="packet")
        for response, item in items.items():
            uid = item_uid("packet", one(connection, "SELECT uid FROM responses WHERE id = ?", response))
            connection.execute(
                "UPDATE packet_items SET uid = ?, inclusion_probability = 2 / 3.0 WHERE id = ?", [uid, item]
            )
        connection.execute("UPDATE packets SET design = ?", [design])
    assert found(path) == []
    raw(path, "UPDATE packet_items SET response = 5 WHERE response = 3")
    assert any("its packet or response is not the one" in line for _, line in found(path))
    raw(path, "UPDATE packet_items SET inclusion_probability = 0.5 WHERE id = 2")
    assert any("does not fit the design's stratum 'all'" in line for _, line in found(path))
    raw(path, "DELETE FROM packet_frame WHERE response = 3")
    assert any(
        "its frame has 2 rows of the stratum 'all', and its design 3" in line for _, line in found(path)
    )
    raw(path, "UPDATE packets SET design = '[]'")
    assert any("its design has no strata" in line for _, line in found(path))
    raw(path, "UPDATE packets SET design = '{\"strata\": 1}'")
    assert any("its design cannot be read (design.strata[0]" in line for _, line in found(path))


def test_a_head_from_elsewhere_is_compared(path: Path) -> None:
    strange = "ab" * 32
    assert found(path, strange) == [
        (
            "trail",
            f"head {strange} is not in the trail: the chain was rebuilt, or it belongs to another database",
        )
    ]
    with Database(path) as opened:
        link = one(opened.connection, "SELECT link FROM trail WHERE position = 1 LIMIT 1")
    assert found(path, link) == []
