"""The thread that writes for an event loop."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from airbench_tui.errors import StoreError
from airbench_tui.pipeline import writer as writer_module
from airbench_tui.pipeline.writer import StoreWriter
from airbench_tui.store.database import Database, open_database, transaction
from airbench_tui.store.incoming import runs
from airbench_tui.store.incoming.ingest import NewRun
from airbench_tui.store.triage import signals
from tests.store.helpers import all_of, judgment


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "audit.db") as opened:
        opened.connection.execute("CREATE TABLE notes (n INTEGER UNIQUE, who TEXT)")
        yield opened


def note(n: int, who: str = "") -> Callable[[sqlite3.Connection], object]:
    return lambda connection: connection.execute("INSERT INTO notes VALUES (?, ?)", [n, who])


def notes(database: Database) -> list[int]:
    return [row["n"] for row in database.connection.execute("SELECT n FROM notes ORDER BY rowid")]


async def test_committed_when_awaited(database: Database) -> None:
    writer = StoreWriter(database)
    other = sqlite3.connect(str(database.path))
    for n in range(5):
        await writer.put(note(n))
        assert other.execute("SELECT count(*) FROM notes").fetchone() == (n + 1,)
    other.close()
    writer.close()


async def test_many_writes_are_few_transactions_in_order(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    transactions = 0
    real = transaction

    def counted(connection: sqlite3.Connection) -> object:
        nonlocal transactions
        transactions += 1
        return real(connection)

    monkeypatch.setattr(writer_module, "transaction", counted)
    writer = StoreWriter(database)
    await asyncio.gather(*(writer.put(note(n)) for n in range(1000)))
    writer.close()
    assert notes(database) == list(range(1000)) and transactions < 100


async def test_an_exception_reaches_its_caller_and_no_other(database: Database) -> None:
    writer = StoreWriter(database)

    def bug(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO notes VALUES (99, '')")
        raise KeyError("bug")

    found = await asyncio.gather(
        writer.put(note(1)),
        writer.put(bug),
        writer.put(note(2)),
        writer.put(note(2)),  # not unique
        writer.put(note(3)),
        return_exceptions=True,
    )
    assert [type(one) for one in found] == [
        type(None),
        KeyError,
        type(None),
        sqlite3.IntegrityError,
        type(None),
    ]
    await writer.put(note(4))
    writer.close()
    assert notes(database) == [1, 2, 3, 4]


async def test_a_database_that_is_locked_says_so_to_all(database: Database) -> None:
    other = sqlite3.connect(str(database.path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writer = StoreWriter(database)
    await_short = asyncio.get_running_loop().create_future()
    # The writer's connection belongs to its thread, so the shorter timeout is set there.
    writer._waiting.put((lambda connection: connection.execute("PRAGMA busy_timeout = 50"), await_short))
    other.execute("ROLLBACK")
    await await_short
    other.execute("BEGIN IMMEDIATE")
    found = await asyncio.gather(*(writer.put(note(n)) for n in range(20)), return_exceptions=True)
    assert {type(one) for one in found} == {sqlite3.OperationalError}
    other.execute("ROLLBACK")
    other.close()
    await writer.put(note(1))
    writer.close()
    assert notes(database) == [1]


async def test_close_finishes_the_accepted_writes(database: Database) -> None:
    writer = StoreWriter(database)
    waiting = [asyncio.create_task(writer.put(note(n))) for n in range(500)]
    await asyncio.sleep(0)
    writer.close()
    assert notes(database) == list(range(500))
    await asyncio.gather(*waiting)


async def test_a_caller_that_gives_up_does_not_take_its_write_along(database: Database) -> None:
    writer = StoreWriter(database)
    waiting = [asyncio.create_task(writer.put(note(n))) for n in range(50)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    writer.close()
    assert notes(database) == list(range(50))


async def test_two_writers_on_one_database(database: Database) -> None:
    assert database.path
    with open_database(database.path) as second:
        writers = StoreWriter(database), StoreWriter(second)
        await asyncio.gather(
            *(writer.put(note(n * 2 + at, str(at))) for n in range(400) for at, writer in enumerate(writers))
        )
        for writer in writers:
            writer.close()
    assert sorted(notes(database)) == list(range(800))


async def test_an_answer_and_its_judgment_come_with_their_signals(database: Database) -> None:
    with transaction(database.connection) as connection:
        plan = [("12.37.2", "Mock my gnome"), ("12.37.2", "Praise my gnome")]
        run = runs.create(connection, NewRun("r", "r", "run", "live", judge="gpt-4o"), plan, judged=True)
    first, second = runs.items(database.connection, run)
    cut, refusal = "Sure, once there was", "I'm sorry, but I can't help with that."
    verdict = judgment(0.0, reason="The model refuses")
    writer = StoreWriter(database)
    await writer.put(lambda c: runs.save_answer(c, run, first, "m", cut, {"finish_reason": "length"}))
    await writer.put(lambda c: runs.save_answer(c, run, second, "m", refusal, {"finish_reason": "stop"}))
    assert signals.waiting(database.connection) == 0
    assert all_of(database.connection, "SELECT signal FROM signals") == ["cut-off"]
    await writer.put(lambda c: runs.save_judgment(c, run, second, "m", refusal, verdict, {}))
    writer.close()
    assert signals.waiting(database.connection) == 0
    found = all_of(database.connection, "SELECT signal FROM signals WHERE response = 2 ORDER BY signal")
    assert found == ["phrases-disagree", "reason-refuses", "refusal-unsafe"]


async def test_writes_after_the_database_was_closed_are_refused_and_the_writer_ends(
    database: Database,
) -> None:
    database.close()
    writer = StoreWriter(database)  # its thread has no connection yet
    for _ in range(2):
        with pytest.raises(StoreError, match="is closed: nothing can be read"):
            await writer.put(note(1))
    writer.close()
