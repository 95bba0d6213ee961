"""Migrations: a database of any earlier version becomes like a new one and keeps its rows."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.errors import StoreError
from airbench_tui.store import schema
from airbench_tui.store.database import integrity, open_database, open_for_reading
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import review_history
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests import paths
from tests.store.helpers import beside, judgment, put, row

VERSIONS = sorted(paths.SCHEMAS.glob("v*.sql"))


def layout(path: Path) -> dict[str, str]:
    """Return the schema as SQLite keeps it, without differences in white space."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: " ".join(sql.split())
            for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        }


def restored(dump: Path, path: Path) -> Path:
    """Make the database *path* from *dump* and return its path."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump.read_text("utf-8"))
    return path


def test_there_is_a_dump_of_every_released_schema() -> None:
    numbers = [int(re.sub(r"\D", "", path.stem)) for path in VERSIONS]
    assert numbers == list(range(1, schema.VERSION + 1)), "add tests/store/schemas/vN.sql with each migration"


@pytest.mark.parametrize("dump", VERSIONS, ids=lambda path: path.stem)
def test_a_database_of_every_earlier_version_is_upgraded(tmp_path: Path, dump: Path) -> None:
    old, new = restored(dump, tmp_path / "old.db"), tmp_path / "new.db"
    with open_database(old) as database:
        connection = database.connection
        assert connection.execute("PRAGMA user_version").fetchone()["user_version"] == schema.VERSION
        assert integrity(database) == []
        # The rows are still there and mean the same.
        made = review_history.history(connection, UNRESTRICTED)
        assert [(review.kind, review.score, review.standing) for review in made] == [
            ("verdict", 0.0, True),
            ("verdict", 0.5, False),
            ("withdrawal", None, False),
        ]
        assert [
            found.score
            for found in reads.lines(
                connection, reads.response_ids(connection, Filter(), UNRESTRICTED), UNRESTRICTED
            )
        ] == [
            1.0,
            None,
        ]
        assert connection.execute("SELECT count(*) AS n FROM _sqlite_migrations").fetchone()["n"] >= 1
        put(connection, row(7, verdict=judgment()))
    with open_for_reading(old) as database:
        assert reads.count(database.connection, Filter(), UNRESTRICTED) == 3
    open_database(new).close()
    assert layout(old) == layout(new)
    assert beside(old) == {"old.db", "new.db", *(["backups"] if dump != VERSIONS[-1] else [])}


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table and view, without the search index's own tables and the times of migrations."""
    listed = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND NOT instr(name, '_fts_')"
    with closing(sqlite3.connect(path)) as connection:
        found = {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr)
            for (name,) in connection.execute(listed).fetchall()
        }
    found["_sqlite_migrations"] = [made[:-1] for made in found["_sqlite_migrations"]]
    return found


@pytest.mark.parametrize("dump", VERSIONS[:-1], ids=lambda path: path.stem)
def test_the_rows_of_every_earlier_version_become_those_of_the_newest_dump(
    tmp_path: Path, dump: Path
) -> None:
    old, newest = restored(dump, tmp_path / "old.db"), restored(VERSIONS[-1], tmp_path / "newest.db")
    open_database(old).close()
    assert rows(old) == rows(newest)


@pytest.mark.parametrize("dump", VERSIONS[:-1], ids=lambda path: path.stem)
def test_reading_alone_upgrades_nothing(tmp_path: Path, dump: Path) -> None:
    old = restored(dump, tmp_path / "old.db")
    before = old.read_bytes()
    with pytest.raises(
        StoreError, match=rf"has schema {dump.stem[1:]}, .*upgrade it with `airbench-tui open`"
    ):
        open_for_reading(old)
    assert old.read_bytes() == before and beside(old) == {"old.db"}


def test_the_newest_dump_equals_the_schema(tmp_path: Path) -> None:
    dump, made = restored(VERSIONS[-1], tmp_path / "dump.db"), tmp_path / "made.db"
    open_database(made).close()
    assert layout(dump) == layout(made)
    assert rows(dump)["categories"] == rows(made)["categories"]
    assert rows(dump)["signal_names"] == rows(made)["signal_names"]


def add_migration(monkeypatch: pytest.MonkeyPatch, *statements: str) -> None:
    """Add a migration that executes *statements* to the schema."""

    def migrate(connection: sqlite3.Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("of_this_test", migrate)))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)


def test_a_failed_migration_leaves_a_new_file_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "audit.db"
    with monkeypatch.context() as patch:
        add_migration(patch, "CREATE NONSENSE")
        with pytest.raises(StoreError):
            open_database(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    with open_database(path) as database:
        assert integrity(database) == []
    assert beside(path) == {"audit.db"}


def test_a_failed_migration_leaves_an_older_database_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "audit.db"
    open_database(path).close()
    before = layout(path), rows(path)
    with monkeypatch.context() as patch:
        add_migration(patch, "DROP TABLE drafts", "CREATE NONSENSE")
        with pytest.raises(StoreError):
            open_database(path)
    assert (layout(path), rows(path)) == before
    open_database(path).close()


def test_a_migration_may_change_a_table_that_views_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = restored(VERSIONS[-1], tmp_path / "audit.db")
    before = rows(path)
    add_migration(
        monkeypatch,
        # SQLite refuses to drop a column that a view reads, and checks every view for that.
        "ALTER TABLE reviews ADD COLUMN stars INTEGER",
        "ALTER TABLE reviews RENAME COLUMN blind TO unseen",
        "ALTER TABLE review_states DROP COLUMN stale",
        "ALTER TABLE review_states DROP COLUMN stands",
        "ALTER TABLE review_states DROP COLUMN is_standing",
        "ALTER TABLE review_states DROP COLUMN is_first",
        "ALTER TABLE review_states ADD COLUMN stale",
        "ALTER TABLE review_states ADD COLUMN stands",
        "ALTER TABLE review_states ADD COLUMN is_standing",
        "ALTER TABLE review_states ADD COLUMN is_first",
        "ALTER TABLE reviews RENAME COLUMN unseen TO blind",
        "ALTER TABLE reviews DROP COLUMN stars",
    )
    open_database(path).close()
    after = rows(path)
    added = set(after.pop("_sqlite_migrations")) - set(before.pop("_sqlite_migrations"))
    assert added == {(schema.VERSION, "airbench_tui", "of_this_test")}
    assert after == before


def test_views_are_created_again_and_review_states_filled(tmp_path: Path) -> None:
    """Correct a database with other views by the next migration, whatever that migration does."""
    path = restored(VERSIONS[-2], tmp_path / "audit.db")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP VIEW standing_reviews")
        connection.execute("CREATE VIEW standing_reviews AS SELECT 1 AS one")
        connection.execute("DROP TRIGGER review_states_review")
        connection.execute("DELETE FROM review_states")
    open_database(path).close()
    newest = restored(VERSIONS[-1], tmp_path / "newest.db")
    assert layout(path) == layout(newest)
    assert rows(path) == rows(newest) and rows(path)["review_states"]
