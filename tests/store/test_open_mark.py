"""The mark of an open database, by which a copy without its WAL is known."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from airbench_tui.store import backups
from airbench_tui.store.database import integrity, open_database
from airbench_tui.store.open_mark import lacks_log


@pytest.fixture
def audit(tmp_path: Path, empty_file: Path) -> Path:
    return Path(shutil.copy(empty_file, tmp_path / "audit.db"))


def test_only_a_copy_made_while_it_was_open_lacks_its_log(audit: Path, tmp_path: Path) -> None:
    assert not lacks_log(audit)
    with closing(open_database(audit)) as database:
        database.watch()
        alone, whole = tmp_path / "alone.db", tmp_path / "whole.db"
        for copy in (alone, whole):
            subprocess.run(["cp", audit, copy], check=True)
        subprocess.run(["cp", f"{audit}-wal", f"{whole}-wal"], check=True)
        backups.copy(audit, tmp_path / "backup.db")
        assert database.connection.execute("PRAGMA cache_size").fetchone() == {"cache_size": -32_000}
    assert lacks_log(alone) and not lacks_log(whole)
    assert not lacks_log(tmp_path / "backup.db") and not lacks_log(audit)
    with open_database(audit) as opened:
        assert integrity(opened) == []


def test_a_killed_program_leaves_the_mark_and_the_next_one_takes_it_away(audit: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from airbench_tui.store.database import open_database;"
        "open_database(Path(sys.argv[1])).watch(); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(audit)], check=False)
    audit.with_name("audit.db-wal").unlink()
    assert lacks_log(audit)
    with closing(open_database(audit)) as database:
        database.watch()
    assert not lacks_log(audit)


def test_other_files_lack_nothing(tmp_path: Path) -> None:
    for content in (b"", b"no database" * 100):
        (tmp_path / "other").write_bytes(content)
        assert not lacks_log(tmp_path / "other")
