"""``backup`` and ``restore``: a verified copy, and back to it without losing what was there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from airbench_tui.store.database import open_database
from tests.builders import pipeline1_file
from tests.cli.conftest import Cli, bring, judged


@pytest.fixture
def audit(cli: Cli, tmp_path: Path) -> Cli:
    """Import nine judged answers and review one; return the function that runs commands."""
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    review(cli)
    return cli


def review(cli: Cli) -> str:
    uid: str = cli("list", "--json", "--limit", "1", "--", "-reviewed:me").json["rows"][0]["response_id"]
    cli("review", "add", uid, "--score", "0", ok=0)
    return uid


def reviews(cli: Cli) -> int:
    return len(cli("review", "list", "--json", ok=0).json["reviews"])


def test_a_backup_is_a_verified_copy(audit: Cli, tmp_path: Path) -> None:
    made = audit("backup", "copy.db", "--json", ok=0).json
    assert made["file"] == "copy.db" and (made["rows"]["reviews"], made["rows"]["responses"]) == (1, 9)
    assert audit("--db", tmp_path / "copy.db", "export", ok=0).out == audit("export", ok=0).out
    assert "9 responses, 1 review; verified" in audit("backup", ok=0).text
    assert len(list((tmp_path / "work" / "db" / "backups").iterdir())) == 1


def test_a_backup_replaces_only_a_backup(audit: Cli, tmp_path: Path, database: Path) -> None:
    audit("backup", "copy.db", ok=0)
    audit("backup", "copy.db").fails("copy.db", "exists", "--force")
    review(audit)
    audit("backup", "copy.db", "--force", ok=0)
    other = tmp_path / "other.db"
    shutil.copy(tmp_path / "copy.db", other)
    audit("--db", other, "--auditor", "bob", "review", "add", review(audit), "--score", "1", ok=0)
    before = other.read_bytes()
    audit("backup", other, "--force").fails("1 review that the database lacks")
    assert other.read_bytes() == before
    (tmp_path / "notes.txt").write_text("mine")
    audit("backup", "notes.txt", "--force").fails("notes.txt")
    assert (tmp_path / "notes.txt").read_text() == "mine"
    link = tmp_path / "link.db"
    link.hardlink_to(database)
    audit("backup", link, "--force").fails("belongs to the open database")
    audit("backup", tmp_path).fails("is a folder")
    audit("backup", tmp_path / "a.json" / "x.db").fails("x.db")


def test_nothing_to_back_up(cli: Cli, database: Path) -> None:
    cli("backup", "copy.db").fails("there is no database")
    assert not database.exists()


def test_restoring_names_what_would_be_gone_and_keeps_it(audit: Cli, tmp_path: Path, database: Path) -> None:
    audit("backup", "copy.db", ok=0)
    uid = review(audit)
    asked = audit("restore", "copy.db")
    assert asked.status == 2 and reviews(audit) == 2
    first, last = asked.complaint.splitlines()
    assert (
        uid in first
        and "ann" in first
        and "1 review that the backup lacks (reviews: ann 1)" in last
        and "--yes" in last
    )
    done = audit("restore", "copy.db", "--yes", "--json", ok=0).json
    assert [one["response"] for one in done["gone"]] == [uid] and reviews(audit) == 1
    again = audit("restore", done["before"], "--yes", ok=0).text
    assert "no decision is lost" in again and reviews(audit) == 2


def test_other_decisions_that_would_be_gone_are_counted(audit: Cli, tmp_path: Path) -> None:
    audit("backup", "copy.db", ok=0)
    audit("backup", "later.db", ok=0)
    audit("--db", tmp_path / "later.db", "packet", "new", "june", "-n", "3", ok=0)
    audit("--db", tmp_path / "later.db", "bulk", "score:1", "--score", "1", "--note", "n", "--yes", ok=0)
    audit("backup", "later.db", "--force").fails("1 bulk decision, 1 packet that the database lacks")
    audit("restore", "later.db", "--yes", ok=0)
    done = audit("restore", "copy.db", "--yes", "--json", ok=0).json
    assert done["gone_besides"] == {"bulk decision": 1, "packet": 1} and len(done["gone"]) > 1


def test_restoring_after_damage_or_deletion(audit: Cli, tmp_path: Path, database: Path) -> None:
    audit("backup", "copy.db", ok=0)
    database.write_bytes(b"nothing of SQLite's" * 500)
    done = audit("restore", "copy.db", "--yes", "--json", ok=0).json
    assert done["gone"] is None and Path(done["before"]).read_bytes().startswith(b"nothing of")
    assert reviews(audit) == 1
    database.unlink()
    audit("restore", "copy.db", "--yes", ok=0)
    assert reviews(audit) == 1


def test_what_cannot_be_restored(audit: Cli, tmp_path: Path, database: Path) -> None:
    before = database.read_bytes()
    (tmp_path / "notes.txt").write_text("mine" * 2000)
    audit("restore", "notes.txt", "--yes").fails("notes.txt")
    audit("restore", "nowhere.db", "--yes").fails("nowhere.db")
    audit("restore", database, "--yes").fails("is the database itself")
    assert database.read_bytes() == before
    assert not (tmp_path / "work" / "db" / "backups").exists()


def test_nothing_is_replaced_while_another_program_has_it_open(
    audit: Cli, tmp_path: Path, database: Path
) -> None:
    audit("backup", "copy.db", ok=0)
    with open_database(database) as opened:
        assert opened.connection.execute("SELECT count(*) AS n FROM reviews").fetchone()["n"] == 1
        audit("restore", "copy.db", "--yes").fails("is open in another program")
    audit("restore", "copy.db", "--yes", ok=0)


def test_a_merge_is_backed_up_before(audit: Cli, tmp_path: Path, database: Path) -> None:
    audit("backup", "copy.db", ok=0)
    other = tmp_path / "copy.db"
    audit("--db", other, "--auditor", "bob", "review", "add", review(audit), "--score", "1", ok=0)
    was = audit("export", ok=0).out
    assert audit("merge", "nowhere.db").status == 2
    assert not (tmp_path / "work" / "db" / "backups").exists()
    audit("merge", other, ok=0)
    assert audit("export", ok=0).out != was
    (made,) = (tmp_path / "work" / "db" / "backups").iterdir()
    assert made.name.endswith("-before-merge.db")
    audit("restore", made, "--yes", ok=0)
    assert audit("export", ok=0).out == was
