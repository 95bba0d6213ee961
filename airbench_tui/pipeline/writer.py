"""A thread that writes to the database for an event loop, several waiting writes in one transaction.

Each caller waits until its own write is on disk, yet a hundred of them cost one commit.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable

from airbench_tui.store.database import Database, transaction
from airbench_tui.store.triage import signals

Write = Callable[[sqlite3.Connection], object]

_MOST = 200  # writes per transaction: this limits how long another program waits


class StoreWriter:
    """A writer that takes functions of a connection, runs each once, in order, and commits when awaited."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: queue.SimpleQueue[tuple[Write, asyncio.Future[None]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="run-writer", daemon=True)
        self._thread.start()

    async def put(self, write: Write) -> None:
        """Run *write* in a transaction and return when it is committed. Raises what *write* raises."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put((write, done))
        await asyncio.shield(done)

    def close(self) -> None:
        """Finish the accepted writes and stop."""
        self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch = [first]
            last = False
            while len(batch) < _MOST and not self._waiting.empty():
                following = self._waiting.get()
                if following is None:
                    last = True
                    break
                batch.append(following)
            self._commit(batch)
            if last:
                return

    def _commit(self, batch: list[tuple[Write, asyncio.Future[None]]]) -> None:
        failure: BaseException | None = None
        try:
            with transaction(self._database.connection) as connection:
                for write, _ in batch:
                    write(connection)
                signals.refresh(connection, 2 * len(batch))
        except BaseException as error:
            failure = error
        if failure is not None and len(batch) > 1 and not isinstance(failure, sqlite3.OperationalError):
            for one in batch:  # one failing write must not fail the others
                self._commit([one])
            return
        for loop in {done.get_loop() for _, done in batch}:
            mine = [done for _, done in batch if done.get_loop() is loop]
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, mine, failure)


def _settle(waiting: list[asyncio.Future[None]], failure: BaseException | None) -> None:
    for done in waiting:
        if done.done():
            continue
        if failure is None:
            done.set_result(None)
        else:
            done.set_exception(failure)
