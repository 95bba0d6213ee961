from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from airbench_tui.agreement import evidence, figures
from airbench_tui.agreement.figures import Figures
from airbench_tui.store.database import open_database
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests import audits


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with open_database(tmp_path / "audit.db") as database:
        yield database.connection


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """The figures of the sample audit with verdicts."""
    with open_database(tmp_path_factory.mktemp("sampled") / "audit.db") as database:
        audits.sampled(database.connection)
        return figures.complete(evidence.load(database.connection, UNRESTRICTED), rounds=200)
