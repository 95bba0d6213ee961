from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from airbench_tui.agreement import evidence, figures
from airbench_tui.agreement.figures import Figures
from airbench_tui.store.database import open_database, open_for_reading
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests import templates


@pytest.fixture
def connection(tmp_path: Path, empty_file: Path) -> Iterator[sqlite3.Connection]:
    with open_database(templates.copy(empty_file, tmp_path / "audit.db")) as database:
        yield database.connection


@pytest.fixture(scope="session")
def sampled(audited_file: Path) -> Figures:
    """Return the figures of the sample audit with verdicts."""
    with open_for_reading(audited_file) as database:
        return figures.complete(evidence.load(database.connection, UNRESTRICTED), rounds=200)
