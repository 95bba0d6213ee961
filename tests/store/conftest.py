from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from airbench_tui.store.database import Database, open_database
from tests import templates
from tests.store import packet_helpers


@pytest.fixture
def database(tmp_path: Path, empty_file: Path) -> Iterator[Database]:
    with open_database(templates.copy(empty_file, tmp_path / "audit.db")) as opened:
        yield opened


@pytest.fixture
def connection(database: Database) -> sqlite3.Connection:
    return database.connection


@pytest.fixture
def filled(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Return a connection to sixty judged responses in four categories."""
    packet_helpers.fill(connection)
    return connection
