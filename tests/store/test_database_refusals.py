"""Opening a database: files that are refused and stay unchanged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from airbench_tui.errors import StoreError
from airbench_tui.store import schema
from airbench_tui.store.database import (
    open_database,
    open_for_reading,
)
from tests.store.helpers import beside, checksum, put, raw, row


@pytest.mark.parametrize("opener", [open_database, open_for_reading])
def test_a_newer_schema_is_refused_and_unchanged(tmp_path: Path, opener: object) -> None:
    path = tmp_path / "audit.db"
    open_database(path).close()
    raw(path, f"PRAGMA user_version = {schema.VERSION + 1}")
    before = checksum(path)
    with pytest.raises(StoreError, match=r"newer airbench-tui.*upgrade the program") as caught:
        opener(path)  # type: ignore[operator]
    assert "\n" not in str(caught.value)
    assert checksum(path) == before and beside(path) == {"audit.db"}


def test_a_newer_schema_in_the_wal_is_refused_too(tmp_path: Path) -> None:
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
def test_another_program_s_sqlite_file_is_refused_and_unchanged(tmp_path: Path, opener: object) -> None:
    path = raw(tmp_path / "mine.db", "CREATE TABLE songs (name TEXT)", "PRAGMA user_version = 1")
    before = checksum(path)
    with pytest.raises(StoreError, match="SQLite file of another program"):
        opener(path)  # type: ignore[operator]
    assert checksum(path) == before and beside(path) == {"mine.db"}


@pytest.mark.parametrize(
    "content", [b"not a database at all, only words", b"\0" * 5000, b"SQLite format 3\0"]
)
@pytest.mark.parametrize("opener", [open_database, open_for_reading])
def test_a_file_that_is_not_a_database_is_refused_and_unchanged(
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
def test_a_place_that_cannot_be_written_to_is_refused(place: str) -> None:
    with pytest.raises(StoreError, match="cannot be opened or written to"):
        open_database(Path(place))


def test_a_name_too_long_for_the_file_system_is_refused(tmp_path: Path) -> None:
    for opener in (open_database, open_for_reading):
        with pytest.raises(StoreError, match="cannot be opened"):
            opener(tmp_path / ("a" * 300))


# Another user may not be able to read the venv, so the interpreter and the modules are loaded first.
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
    # Only root can enter the folders above tmp_path.
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
