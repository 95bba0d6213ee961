"""``airbench_tui.load``: the audit as pandas frames."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import airbench_tui
from airbench_tui.errors import InputError, StoreError
from airbench_tui.store.database import Database, open_database
from tests.store.helpers import HOSTILE, decide, judgment, put, row


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "audit.db") as opened:
        yield opened


@pytest.fixture
def audit(database: Database) -> Path:
    connection: sqlite3.Connection = database.connection
    put(
        connection,
        row(1, HOSTILE, verdict=judgment(1.0)),
        row(2, "No", verdict=judgment(0.0)),
        row(3, "Not judged"),
    )
    decide(connection, "ann", 1, 0.0, codes=["misread"], blind=True, revealed=False)
    decide(connection, "ann", 2, 0.5)
    decide(connection, "ann", 2, 0.0)
    assert database.path is not None
    return database.path


def test_frames_hold_responses_and_every_review(audit: Path) -> None:
    found = airbench_tui.load(audit)
    assert list(found.responses["score"].fillna(-1)) == [1.0, 0.0, -1]
    assert found.responses["response"][0] == HOSTILE
    assert found.responses["shown"].tolist() == [True, True, False]
    assert found.reviews["standing"].tolist() == [True, False, True]
    assert found.reviews["codes"][0] == ["misread"] and bool(found.reviews["blind"][0])
    assert (
        str(found.reviews["made_at"].dtype).startswith("datetime64[")
        and found.reviews["made_at"].is_monotonic_increasing
    )
    joined = found.reviews.query("standing").merge(found.responses, on="judgment")
    assert (joined["score_x"] == joined["score_y"]).tolist() == [False, True]


def test_a_workspace_is_a_folder_too_and_an_empty_audit_has_columns(tmp_path: Path) -> None:
    open_database(tmp_path / "db" / "audit.db").close()
    found = airbench_tui.load(tmp_path)
    assert found.responses.empty and "score" in found.responses and "codes" in found.reviews
    assert all(found.reviews[column].dtype == float for column in ("seconds", "read_share"))


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no audit database"):
        airbench_tui.load(tmp_path)
    (tmp_path / "other.db").write_text("not a database, surely" * 100)
    with pytest.raises(StoreError):
        airbench_tui.load(tmp_path / "other.db")


def test_importing_the_package_loads_nothing_heavy() -> None:
    script = "import sys, airbench_tui; assert not {'pandas', 'numpy', 'sqlite_utils'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
