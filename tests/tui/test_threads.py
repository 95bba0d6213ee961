"""An exception in a database thread reaches the caller and is logged with its whole traceback."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from airbench_tui.errors import InputError
from airbench_tui.store.database import open_database
from airbench_tui.tui.threads import DatabaseThreads

LOGGER = "airbench_tui.tui.threads"


@pytest.fixture
def threads(tmp_path: Path) -> Iterator[DatabaseThreads]:
    with open_database(tmp_path / "audit.db") as database:
        threads = DatabaseThreads(database)
        yield threads
        threads.close()


def broken(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT * FROM nowhere")


def impossible(connection: sqlite3.Connection) -> None:
    raise InputError("there is no such thing")


def functions(record: logging.LogRecord) -> list[str]:
    """Return the names of the functions in the traceback of a log record."""
    assert record.exc_info is not None
    trace, names = record.exc_info[2], []
    while trace is not None:
        names.append(trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    return names


@pytest.mark.parametrize("way", ["read", "write", "work_apart"])
async def test_a_failure_is_raised_and_logged(
    threads: DatabaseThreads, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, LOGGER), pytest.raises(sqlite3.OperationalError):
        await getattr(threads, way)(broken)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR and functions(record)[-1] == "broken"


async def test_an_expected_failure_is_logged_as_information(
    threads: DatabaseThreads, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, LOGGER), pytest.raises(InputError):
        await threads.write(impossible)
    (record,) = caplog.records
    assert record.levelno == logging.INFO and functions(record)[-1] == "impossible"
