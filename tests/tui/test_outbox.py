"""Writes are stored in order, and tried again until the store takes them."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from airbench_tui.errors import InputError
from airbench_tui.store.database import Database, open_database, transaction
from airbench_tui.tui import outbox as module
from airbench_tui.tui.outbox import Outbox
from airbench_tui.tui.threads import DatabaseThreads
from tests.store.helpers import all_of, raw


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once instead of after a second."""
    monkeypatch.setattr(module, "PAUSE", 0.01)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "audit.db") as database:
        database.connection.execute("CREATE TABLE kept (number INTEGER, bulk BLOB)")
        yield database


@pytest.fixture
def outbox(database: Database) -> Iterator[Outbox]:
    threads = DatabaseThreads(database)
    yield Outbox(database, threads)
    threads.close()


@pytest.fixture
def other(database: Database) -> Iterator[sqlite3.Connection]:
    """Yield a connection of another program that holds the write lock."""
    assert database.path is not None
    connection = sqlite3.connect(database.path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def keep(connection: sqlite3.Connection, number: int, size: int = 0) -> int:
    with transaction(connection, durable=True):
        connection.execute("INSERT INTO kept VALUES (?, ?)", [number, bytes(size)])
    return number


def kept(database: Database) -> list[int]:
    return all_of(database.connection, "SELECT number FROM kept ORDER BY rowid")


async def test_what_is_stored_at_once(database: Database, outbox: Outbox) -> None:
    outgoing = [outbox.put(f"number {number}", number, keep, number) for number in range(20)]
    assert [await one.stored() for one in outgoing] == [True] * 20
    assert kept(database) == list(range(20)) and outbox.unsaved == []
    assert [await one.result for one in outgoing] == list(range(20))


async def test_a_lock_delays_writes_but_keeps_their_order(
    database: Database, outbox: Outbox, other: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    faults: list[str] = []
    outbox.on_fault = faults.append
    with caplog.at_level(logging.WARNING):
        outgoing = [outbox.put(f"number {number}", number, keep, number) for number in range(3)]
        outgoing.append(outbox.put("", None, keep, 3))  # no decision
        assert [await one.stored() for one in outgoing] == [False] * 4
        assert outbox.unsaved == ["number 0", "number 1", "number 2"]
        assert outbox.unsaved_on(1) == "number 1" and outbox.unsaved_on(7) == ""
        assert not await outbox.emptied(0.2)  # several attempts
    assert len(faults) == 1 and "is locked by another program" in faults[0]
    assert len(caplog.records) == 1  # not one for each attempt
    assert kept(database) == []
    other.execute("ROLLBACK")
    assert await outbox.emptied(60)
    assert kept(database) == [0, 1, 2, 3] and outbox.unsaved == [] and outbox.fault == ""


async def test_a_full_disk(database: Database, outbox: Outbox) -> None:
    pages = database.connection.execute("PRAGMA page_count").fetchone()["page_count"]

    def limit(connection: sqlite3.Connection, most: int) -> None:
        connection.execute(f"PRAGMA max_page_count = {most}")

    await outbox.put("", None, limit, pages).result
    large = outbox.put("large", 1, keep, 1, 1_000_000)
    small = outbox.put("small", 2, keep, 2)
    assert not await large.stored() and not await small.stored()
    assert "disk is full" in outbox.fault and outbox.unsaved == ["large", "small"]
    # Room again: the limit belongs to the writing thread's connection.
    await outbox._threads.write(limit, pages * 1000)
    assert await outbox.emptied(60) and kept(database) == [1, 2]


async def test_a_foreign_trigger_delays_writes_until_it_is_gone(database: Database, outbox: Outbox) -> None:
    assert await outbox.put("number 0", 0, keep, 0).stored()
    assert database.path is not None
    raw(database.path, "CREATE TRIGGER swallow BEFORE INSERT ON kept BEGIN SELECT RAISE(IGNORE); END")
    assert not await outbox.put("number 1", 1, keep, 1).stored()
    assert "the trigger 'swallow' is not part of an audit" in outbox.fault
    raw(database.path, "DROP TRIGGER swallow")
    assert await outbox.emptied(60) and kept(database) == [0, 1]


async def test_a_refused_write_does_not_stop_the_next(database: Database, outbox: Outbox) -> None:
    def refuse(connection: sqlite3.Connection) -> None:
        raise InputError("no such place")

    def violate(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO auditors (id) VALUES (NULL)")

    refused, violating = outbox.put("refused", 1, refuse), outbox.put("violating", 2, violate)
    good = outbox.put("good", 3, keep, 3)
    with pytest.raises(InputError, match="no such place"):
        await refused.stored()
    with pytest.raises(sqlite3.IntegrityError):
        await violating.stored()
    assert await good.stored() and kept(database) == [3]


async def test_closing_stores_what_waits_once(
    database: Database, outbox: Outbox, other: sqlite3.Connection
) -> None:
    outgoing = [outbox.put(f"number {number}", number, keep, number) for number in range(2)]
    assert not await outgoing[0].stored()
    other.execute("ROLLBACK")
    outgoing[0].write(database)  # as by the writing thread, of which the event loop does not hear any more
    assert outbox.close() == ([], None, False) and kept(database) == [0, 1]


async def test_what_could_not_be_stored_is_named_and_kept_in_a_copy(
    database: Database, outbox: Outbox, other: sqlite3.Connection, tmp_path: Path
) -> None:
    for number, words in enumerate(("first", "", "second")):
        assert not await outbox.put(words, None, keep, number).stored()
    decisions, rescue, _ = outbox.close()
    assert decisions == ["first", "second"] and kept(database) == []
    assert rescue is not None and rescue.parent == tmp_path
    with open_database(rescue) as copy:
        assert kept(copy) == [0, 1, 2]


@pytest.mark.parametrize("way", ["deleted", "replaced", "moved"])
async def test_nothing_is_acknowledged_in_a_file_that_is_no_longer_at_its_path(
    database: Database, outbox: Outbox, tmp_path: Path, way: str
) -> None:
    assert await outbox.put("first", 1, keep, 1).stored()
    path, aside = tmp_path / "audit.db", tmp_path / "aside.db"
    with open_database(tmp_path / "other.db"):
        pass
    path.rename(aside)
    if way == "replaced":
        (tmp_path / "other.db").replace(path)
    assert not await outbox.put("second", 2, keep, 2).stored()
    assert (
        "was moved, deleted, replaced or overwritten while it was open" in outbox.fault
        and outbox.unsaved == ["second"]
    )
    if way == "deleted":
        aside.unlink()
        assert outbox.close().decisions == ["second"]
        return
    aside.replace(path)  # back again
    assert await outbox.emptied(60) and kept(database) == [1, 2]


async def test_an_overwritten_database_is_neither_written_to_nor_copied(
    database: Database, outbox: Outbox, tmp_path: Path, empty_file: Path
) -> None:
    database.watch()
    assert await outbox.put("first", 1, keep, 1).stored()
    content = empty_file.read_bytes()
    (tmp_path / "audit.db").write_bytes(content)
    assert not await outbox.put("second", 2, keep, 2).stored()
    assert "overwritten while it was open" in outbox.fault
    unsaved = outbox.close()
    assert unsaved == (["second"], None, True) and "in its backups only" in unsaved.lines()[1]
    database.close()
    assert (tmp_path / "audit.db").read_bytes() == content


async def test_a_database_that_was_replaced_is_kept_in_a_copy(
    database: Database, outbox: Outbox, tmp_path: Path
) -> None:
    assert await outbox.put("first", 1, keep, 1).stored()
    (tmp_path / "audit.db").unlink()
    decisions, rescue, _ = outbox.close()
    assert decisions == [] and rescue is not None
    with open_database(rescue) as copy:
        assert kept(copy) == [1]


async def test_a_write_just_before_the_file_was_moved_away_is_once_in_the_copy(
    database: Database, outbox: Outbox, tmp_path: Path
) -> None:
    def keep_and_delete(connection: sqlite3.Connection) -> None:
        keep(connection, 1)
        (tmp_path / "audit.db").unlink(missing_ok=True)

    assert not await outbox.put("first", 1, keep_and_delete).stored()
    decisions, rescue, _ = outbox.close()
    assert decisions == ["first"] and rescue is not None
    with open_database(rescue) as copy:
        assert kept(copy) == [1]
