"""Saving what can be read from a damaged database."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from airbench_tui.errors import InputError, StoreError
from airbench_tui.store import schema
from airbench_tui.store.database import integrity, open_database, open_for_reading
from airbench_tui.store.recovering import recover
from tests import paths
from tests.store.helpers import all_of, beside, logical, raw

_PAGE = 4096


def pages(path: Path, table: str) -> list[int]:
    """List the leaf pages of a table in the file, by the plain format of SQLite's b-trees."""
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()
    body = path.read_bytes()

    def leaves(page: int) -> list[int]:
        at = (page - 1) * _PAGE
        if body[at] in (13, 10):
            return [page]
        count = int.from_bytes(body[at + 3 : at + 5], "big")
        cells = [int.from_bytes(body[at + 12 + 2 * n : at + 14 + 2 * n], "big") for n in range(count)]
        children = [int.from_bytes(body[at + cell : at + cell + 4], "big") for cell in cells]
        return [
            leaf
            for child in [*children, int.from_bytes(body[at + 8 : at + 12], "big")]
            for leaf in leaves(child)
        ]

    return leaves(root)


def damage(path: Path, *numbers: int) -> None:
    body = bytearray(path.read_bytes())
    for number in numbers:
        body[(number - 1) * _PAGE : number * _PAGE] = b"\xff" * _PAGE
    path.write_bytes(body)


@pytest.fixture
def audit(tmp_path: Path, audited_file: Path) -> Path:
    return Path(shutil.copy(audited_file, tmp_path / "audit.db"))


def test_a_sound_database_is_saved_whole(audit: Path, tmp_path: Path) -> None:
    before = audit.read_bytes()
    found = recover(audit, tmp_path / "deep" / "new.db")
    assert found.whole and found.version == schema.VERSION
    assert audit.read_bytes() == before and beside(tmp_path / "deep" / "new.db") == {"new.db"}
    with open_database(audit) as old, open_database(tmp_path / "deep" / "new.db") as new:
        assert logical(old.connection) == logical(new.connection) and integrity(new) == []
        for table in ("trail", "trail_heads", "review_states", "review_sources", "triage"):
            assert all_of(old.connection, f"SELECT count(*) FROM {table}") == all_of(
                new.connection, f"SELECT count(*) FROM {table}"
            )


@pytest.mark.parametrize(
    ("table", "which"),
    [("responses", slice(1, 2)), ("responses", slice(0, 1)), ("responses", slice(-2, None)), ("judgments", slice(2, 9)),
     ("run_items", slice(0, 1)), ("reviews", slice(0, 1)), ("trail", slice(0, 1))],
)  # fmt: skip
def test_the_rows_of_other_pages_are_saved(audit: Path, tmp_path: Path, table: str, which: slice) -> None:
    with open_for_reading(audit) as opened:
        counts = {
            name: all_of(opened.connection, f"SELECT count(*) FROM {name}")[0]
            for name in ("responses", "judgments", "run_items", "reviews", "prompts", "auditors", "trail")
        }
    leaves = pages(audit, table)
    assert len(leaves[which]) < len(leaves) or len(leaves) <= 2
    damage(audit, *leaves[which])
    found = recover(audit, tmp_path / "new.db")
    assert not found.whole
    for name, count in counts.items():
        got = found.tables[name]
        if name == table:
            assert got.read < count and got.lost in (None, count - got.read)
            assert got.read > 0 or len(leaves) <= 2
        else:
            assert (got.read, got.lost) == (count, 0)
    with open_database(tmp_path / "new.db") as new:
        assert integrity(new) == []
        if table == "responses":
            assert len(found.left_out) == found.tables["reviews"].left_out


def test_damaged_indexes_lose_nothing(audit: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(audit)) as connection:
        roots = connection.execute("SELECT rootpage FROM sqlite_master WHERE type = 'index' AND rootpage > 0")
        numbers = [root for (root,) in roots]
        (internal,) = connection.execute(
            "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND wr"
        ).fetchone()
    assert numbers and internal
    damage(audit, *numbers)
    found = recover(audit, tmp_path / "new.db")
    assert found.whole
    with open_database(tmp_path / "new.db") as new:
        assert integrity(new) == []


@pytest.mark.parametrize("version", range(1, schema.VERSION + 1))
def test_an_older_database_is_upgraded_too(tmp_path: Path, version: int) -> None:
    old, copy = tmp_path / "old.db", tmp_path / "copy.db"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript((paths.SCHEMAS / f"v{version}.sql").read_text("utf-8"))
    shutil.copy(old, copy)
    found = recover(old, tmp_path / "new.db")
    assert found.whole and found.version == version
    with open_database(copy) as upgraded, open_database(tmp_path / "new.db") as new:
        assert logical(upgraded.connection) == logical(new.connection) and integrity(new) == []


def text(path: Path) -> None:
    path.write_text("dear diary\n" * 2000)


def headless(path: Path) -> None:
    damage(path, 1)


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")


def undecodable(path: Path) -> None:
    """Damage a definition so that SQLite's message about it is not UTF-8."""
    raw(
        path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = CAST(X'43524541544520ff' AS TEXT) WHERE name = 'reviews_never_go'",
    )


@pytest.mark.parametrize("ruin", [text, headless, foreign, undecodable])
def test_nothing_can_be_read(audit: Path, tmp_path: Path, ruin: Callable[[Path], None]) -> None:
    ruin(audit)
    with pytest.raises(StoreError, match=r"nothing of .*audit.db' can be read"):
        recover(audit, tmp_path / "new.db")
    assert beside(audit) == {"audit.db"}


def test_no_file_is_replaced(audit: Path, tmp_path: Path) -> None:
    (tmp_path / "new.db").write_text("mine")
    with pytest.raises(InputError, match="exists: name a new file"):
        recover(audit, tmp_path / "new.db")
    with pytest.raises(InputError, match="there is no database"):
        recover(tmp_path / "nowhere.db", tmp_path / "other.db")
    assert (tmp_path / "new.db").read_text() == "mine"
