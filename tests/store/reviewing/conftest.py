from __future__ import annotations

import sqlite3

import pytest

from tests.store.helpers import judgment, put, row


@pytest.fixture
def desk(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Three responses that the judge scored 1, 0 and not at all."""
    put(connection, row(1, verdict=judgment(1.0)), row(2, verdict=judgment(0.0)), row(3))
    return connection
