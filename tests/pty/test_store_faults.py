"""A short form of ``reliability/store_faults.py``: during a lock and on a full disk the verdict is kept."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from airbench_tui import sample
from airbench_tui.store.database import open_database
from reliability import store_faults

pytestmark = pytest.mark.xdist_group("pty")


def audit(folder: Path) -> Path:
    with open_database(folder / "audit.db") as database:
        sample.install(database.connection)
    return folder / "audit.db"


def kept(found: store_faults.Outcome) -> bool:
    return (found.marked, found.stored, found.status) == (True, 1, 0)


def test_a_lock(tmp_path: Path) -> None:
    assert kept(store_faults.attempt("locked", store_faults.locked, audit(tmp_path), 0, "jk"))


def test_a_full_disk(tmp_path: Path) -> None:
    try:
        with store_faults.small_disk(tmp_path):
            assert kept(store_faults.attempt("full", store_faults.full, audit(tmp_path), 0, "jk"))
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk cannot be mounted here")
