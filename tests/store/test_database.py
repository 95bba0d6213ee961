"""Opening the database: what is refused and stays untouched, what is made, what is left behind."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest

from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.errors import StoreError
from airbench_tui.store import schema
from airbench_tui.store.database import (
    Database,
    integrity,
    now,
    open_database,
    open_for_reading,
    stamp,
    transaction,
)
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import reviews
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests.store.helpers import beside, decide, judgment, put, row


def checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def raw(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


# --- refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize("opener", [open_database, open_for_reading])
def test_a_newer_schema_is_refused_untouched(tmp_path: Path, opener: object) -> None:
    path = tmp_path / "audit.db"
    open_database(path).close()
    raw(path, f"PRAGMA user_version = {schema.VERSION + 1}")
    before = checksum(path)
    with pytest.raises(StoreError, match=r"newer airbench-tui.*upgrade the program") as caught:
        opener(path)  # type: ignore[operator]
    assert "\n" not in str(caught.value)
    assert checksum(path) == before and beside(path) == {"audit.db"}


def test_a_newer_schema_that_its_program_left_in_the_log_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    open_database(path).close()
    script = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "c.execute('PRAGMA user_version = 99'); c.commit(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=True)
    log = path.with_name("audit.db-wal")
    before = checksum(path), checksum(log)
    with pytest.raises(StoreError, match="schema 99"):
        open_database(path)
    assert (checksum(path), checksum(log)) == before


@pytest.mark.parametrize("opener", [open_database, open_for_reading])
def test_another_program_s_sqlite_file_is_refused_untouched(tmp_path: Path, opener: object) -> None:
    path = raw(tmp_path / "mine.db", "CREATE TABLE songs (name TEXT)", "PRAGMA user_version = 1")
    before = checksum(path)
    with pytest.raises(StoreError, match="SQLite file of another program"):
        opener(path)  # type: ignore[operator]
    assert checksum(path) == before and beside(path) == {"mine.db"}


@pytest.mark.parametrize(
    "content", [b"not a database at all, only words", b"\0" * 5000, b"SQLite format 3\0"]
)
@pytest.mark.parametrize("opener", [open_database, open_for_reading])
def test_a_file_that_is_no_database_is_refused_untouched(
    tmp_path: Path, content: bytes, opener: object
) -> None:
    path = tmp_path / "audit.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="not a sound SQLite database"):
        opener(path)  # type: ignore[operator]
    assert path.read_bytes() == content and beside(path) == {"audit.db"}


@pytest.mark.parametrize("opener", [open_database, open_for_reading])
def test_a_folder_is_refused(tmp_path: Path, opener: object) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        opener(tmp_path)  # type: ignore[operator]


@pytest.mark.parametrize("place", ["/proc/airbench.db", "/dev/null/audit.db", "/proc/no/such/audit.db"])
def test_a_place_that_cannot_be_written_to(place: str) -> None:
    with pytest.raises(StoreError, match="cannot be opened or written to"):
        open_database(Path(place))


def test_a_name_too_long_for_the_file_system(tmp_path: Path) -> None:
    for opener in (open_database, open_for_reading):
        with pytest.raises(StoreError, match="cannot be opened"):
            opener(tmp_path / ("a" * 300))


# The venv may be out of reach for another user: the interpreter and the modules are taken along.
_AS_NOBODY = """
import os, sys
sys.path[:0] = sys.argv[2].split(os.pathsep)
from pathlib import Path
from airbench_tui.errors import StoreError
from airbench_tui.store import database
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.rules.viewer import UNRESTRICTED
import airbench_tui.benchmark.taxonomy as taxonomy; taxonomy.nodes()
os.setgid(65534); os.setuid(65534)
path = Path(sys.argv[1])
with database.open_for_reading(path) as opened:
    print(reads.count(opened.connection, Filter(), UNRESTRICTED))
try:
    database.open_database(path)
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="needs root to become somebody else")
@pytest.mark.parametrize("file_mode", [0o444, 0o666])
def test_a_read_only_folder_is_read_and_refused_for_writing(tmp_path: Path, file_mode: int) -> None:
    # Folders above tmp_path are root's alone.
    import tempfile

    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        path = folder / "audit.db"
        with open_database(path) as database:
            put(database.connection, row(1), row(2))
        path.chmod(file_mode)
        folder.chmod(0o555)
        before = checksum(path)
        done = subprocess.run(
            [sys.executable, "-c", _AS_NOBODY, str(path), os.pathsep.join(sys.path)],
            capture_output=True,
            text=True,
            cwd="/",
        )
        lines = done.stdout.splitlines()
        assert lines[0] == "2", done.stderr
        assert "cannot be opened or written to" in lines[1]
        assert checksum(path) == before and beside(path) == {"audit.db"}
        folder.chmod(0o755)


# --- made and left behind -----------------------------------------------------------------------


def test_a_new_database_is_made_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "audit.db"
    with open_database(path) as database:
        connection = database.connection
        assert connection.execute("PRAGMA user_version").fetchone()["user_version"] == schema.VERSION
        assert connection.execute("PRAGMA application_id").fetchone() == {
            "application_id": schema.APPLICATION_ID
        }
        assert connection.execute("PRAGMA journal_mode").fetchone()["journal_mode"] == "wal"
        assert connection.execute("PRAGMA foreign_keys").fetchone()["foreign_keys"] == 1
        stored = connection.execute("SELECT * FROM categories ORDER BY key").fetchall()
    assert [category["idx"] for category in stored] == list(categories())
    assert all(category["l4_name"] == categories()[category["idx"]].l4_name for category in stored)


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    path.touch()
    with open_for_reading(path) as database:
        assert reads.totals(database.connection)["responses"] == 0
    assert path.stat().st_size == 0
    with open_database(path) as database:
        assert integrity(database) == []


def test_one_file_is_left_after_writing_and_after_reading(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(path) as database:
        put(database.connection, row(1))
    assert beside(path) == {"audit.db"}
    before = checksum(path)
    with open_for_reading(path) as database:
        assert reads.count(database.connection, Filter(), UNRESTRICTED) == 1
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.connection.execute("DELETE FROM responses")
    assert beside(path) == {"audit.db"} and checksum(path) == before


def test_what_a_killed_program_left_in_the_log_is_read(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    open_database(path).close()
    script = (
        "import os, sys; from pathlib import Path; from airbench_tui.store.database import open_database;"
        "from airbench_tui.store.reviewing.reviews import auditor_id;"
        "auditor_id(open_database(Path(sys.argv[1])).connection, 'ann'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert path.with_name("audit.db-wal").stat().st_size > 0
    with open_for_reading(path) as database:
        assert reviews.known_auditor(database.connection, "ann")
    assert beside(path) == {"audit.db"}


def test_an_absent_database_reads_as_an_empty_one_and_stays_absent(tmp_path: Path) -> None:
    path = tmp_path / "none" / "audit.db"
    with open_for_reading(path) as database:
        assert set(reads.totals(database.connection).values()) == {0}
        assert reads.tallies(database.connection, Filter(), UNRESTRICTED) == {}
    assert not path.parent.exists()


@pytest.mark.parametrize("name", ["a?b#c%d.db", "é ü.db", os.fsdecode(b"\xff.db"), "file:x.db", "a'b.db"])
def test_odd_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with open_database(path) as database:
        put(database.connection, row(1))
    with open_for_reading(path) as database:
        assert reads.count(database.connection, Filter(), UNRESTRICTED) == 1
    assert beside(path) == {name}


def test_reading_goes_on_beside_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(path) as writer:
        put(writer.connection, row(1))
        writer.connection.execute("BEGIN IMMEDIATE")
        with open_for_reading(path) as reader:
            assert reads.count(reader.connection, Filter(), UNRESTRICTED) == 1
        writer.connection.execute("ROLLBACK")
        put(writer.connection, row(2))  # the reader's end has not put the log away
        with open_for_reading(path) as reader:
            assert reads.count(reader.connection, Filter(), UNRESTRICTED) == 2


def test_each_thread_has_a_connection_and_close_ends_them_all(tmp_path: Path) -> None:
    database = open_database(tmp_path / "audit.db")
    found: list[sqlite3.Connection] = []
    thread = threading.Thread(target=lambda: found.append(database.connection))
    thread.start()
    thread.join()
    assert found[0] is not database.connection and database.connection is database.connection
    mine = database.connection
    database.close()
    for connection in (mine, found[0]):
        with pytest.raises(sqlite3.ProgrammingError):
            connection.execute("SELECT 1")
    assert beside(tmp_path / "audit.db") == {"audit.db"}


def test_a_closed_database_stays_closed(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    database = open_database(path)
    database.close()
    path.unlink()
    refused: list[BaseException] = []

    def late() -> None:
        try:
            database.connection  # noqa: B018
        except BaseException as error:
            refused.append(error)

    thread = threading.Thread(target=late)
    thread.start()
    thread.join()
    late()
    assert [type(error) for error in refused] == [StoreError] * 2
    assert all("audit.db' is closed already" in str(error) for error in refused)
    assert beside(path) == set()
    database.close()  # twice is no fault


def test_no_connection_opens_beside_the_closing(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    for _ in range(20):
        database = open_database(path)
        got: list[sqlite3.Connection] = []
        ready = threading.Barrier(5)

        def use(
            database: Database = database,
            got: list[sqlite3.Connection] = got,
            ready: threading.Barrier = ready,
        ) -> None:
            ready.wait()
            with suppress(StoreError):
                got.append(database.connection)

        threads = [threading.Thread(target=use) for _ in range(4)]
        for thread in threads:
            thread.start()
        ready.wait()
        database.close()
        for thread in threads:
            thread.join()
        for connection in got:
            with pytest.raises(sqlite3.ProgrammingError, match="closed"):
                connection.execute("SELECT 1")
        assert beside(path) == {"audit.db"}


def test_a_deleted_database_does_not_come_back_empty(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(path) as database:
        path.unlink()
        failed: list[sqlite3.Error] = []

        def connect() -> None:
            try:
                database.connection  # noqa: B018
            except sqlite3.Error as error:
                failed.append(error)

        thread = threading.Thread(target=connect)
        thread.start()
        thread.join()
        assert "unable to open" in str(failed[0])
        assert not path.exists()


def test_programs_that_meet_at_a_new_file_all_get_in(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from airbench_tui.store.database import open_database;"
        "from airbench_tui.store.reviewing.reviews import auditor_id;"
        "sys.stdin.readline(); d = open_database(Path(sys.argv[1])); auditor_id(d.connection, sys.argv[2]); d.close()"
    )
    path = tmp_path / "audit.db"
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(path), name], stdin=subprocess.PIPE)
        for name in "abcdef"
    ]
    for process in running:
        assert process.stdin
        process.stdin.write(b"\n")
        process.stdin.close()
    assert [process.wait(60) for process in running] == [0] * 6
    with open_for_reading(path) as database:
        assert reads.totals(database.connection)["auditors"] == 6
    assert beside(path) == {"audit.db"}


# --- the rest -----------------------------------------------------------------------------------


def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    connection = database.connection
    for durable in (False, True):
        with pytest.raises(ZeroDivisionError), transaction(connection, durable=durable):
            reviews.auditor_id(connection, "ann")
            raise ZeroDivisionError
        assert reviews.known_auditor(connection, "ann") is None
        assert connection.execute("PRAGMA synchronous").fetchone()["synchronous"] == 1  # NORMAL again


def test_reviews_wait_for_the_disk(database: Database) -> None:
    connection = database.connection
    put(connection, row(1, verdict=judgment()))
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    decide(connection, "ann", 1, 0.0)
    connection.set_trace_callback(None)
    full, commit = seen.index("PRAGMA synchronous = FULL"), seen.index("COMMIT")
    assert full < commit < seen.index("PRAGMA synchronous = NORMAL")


def test_integrity_finds_a_broken_reference(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(path) as database:
        put(database.connection, row(1))
        assert integrity(database) == []
    raw(path, "UPDATE responses SET prompt = 99")
    with open_for_reading(path) as database:
        assert any("foreign key" in line for line in integrity(database))


def test_pages_that_are_damaged_are_an_error_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(path) as database:
        put(database.connection, *(row(number, "No. " * 200) for number in range(200)))
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"A" * (len(content) - 4096 * 2)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="not a sound SQLite database"), open_for_reading(path) as database:
        reads.tallies(database.connection, Filter(), UNRESTRICTED)


def test_times_sort_as_texts() -> None:
    from datetime import UTC, datetime, timedelta, timezone

    begin = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
    east = timezone(timedelta(hours=5))
    moments = [begin + timedelta(microseconds=500_000 * step) for step in range(5)]
    texts = [stamp(moment.astimezone(east)) for moment in moments]
    assert texts == sorted(texts) and texts[0] == "2026-01-31T23:59:59.000000Z"
    assert now() > texts[0]
