"""``merge``: the databases of several auditors become one."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from airbench_tui.store.database import open_database
from tests.cli.commands.conftest import uids
from tests.cli.conftest import Cli


def test_merge(desk: Cli, tmp_path: Path, database: Path) -> None:
    uid = uids(desk)[0]
    for name, score in (("bob", "0"), ("cyd", "1")):
        shutil.copy(database, tmp_path / f"{name}.db")
        desk("--db", tmp_path / f"{name}.db", "--auditor", name, "review", "add", uid, "--score", score, ok=0)
    desk("auditor", "set", "bob", "--role", "lead", ok=0)
    desk("--db", tmp_path / "bob.db", "auditor", "set", "bob", "--role", "expert", ok=0)
    done = desk("merge", tmp_path / "bob.db", tmp_path / "cyd.db", "--json", ok=0)
    bob, cyd = done.json["files"]
    assert (bob["new"]["reviews"], cyd["new"]["reviews"], done.json["failed"]) == (1, 1, [])
    assert bob["conflicts"] == ["auditor 'bob': 'role' differs, '\"expert\"' stays"]
    assert "bob.db: auditor 'bob': 'role' differs" in done.complaint
    assert desk("adjudicate", "list", "--json").json["total"] == 1
    again = desk("merge", tmp_path / "bob.db", ok=0)
    assert again.text.endswith("bob.db': nothing new\n")
    assert database.parent.joinpath("audit.db-wal").exists() is False


def test_a_copy_without_its_log_is_named(desk: Cli, tmp_path: Path, database: Path) -> None:
    shutil.copy(database, tmp_path / "bob.db")
    with open_database(tmp_path / "bob.db") as opened:
        opened.watch()
        shutil.copy(tmp_path / "bob.db", tmp_path / "copy.db")
    assert "bob.db" not in desk("merge", tmp_path / "bob.db", ok=0).complaint
    assert "copy.db' was copied while it was open" in desk("merge", tmp_path / "copy.db", ok=0).complaint


def test_merge_continues_after_a_file_that_cannot_be_merged(
    desk: Cli, tmp_path: Path, database: Path
) -> None:
    shutil.copy(database, tmp_path / "bob.db")
    desk(
        "--db", tmp_path / "bob.db", "--auditor", "bob", "review", "add", uids(desk)[0], "--score", "1", ok=0
    )
    (tmp_path / "text.db").write_text("dear diary")
    shutil.copy(database, tmp_path / "newer.db")
    with closing(sqlite3.connect(tmp_path / "newer.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    done = desk("merge", "nope.db", "text.db", "newer.db", "bob.db", "--json", ok=1)
    assert [file["path"] for file in done.json["files"]] == ["bob.db"]
    assert [file["path"] for file in done.json["failed"]] == ["nope.db", "text.db", "newer.db"]
    assert len(done.complaint.splitlines()) == 3 and "written by a newer airbench-tui" in done.complaint
    assert desk("review", "list", "--json").json["total"] == 1
    assert desk("merge", "nope.db", "text.db").status == 2
