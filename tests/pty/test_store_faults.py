"""A short form of ``reliability/store_faults.py``: the verdict is kept, or it is named as not saved."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from reliability import store_faults
from reliability.store_faults import attempt, attempt_lasting
from tests.effort import THOROUGH
from tests.templates import copy

pytestmark = pytest.mark.xdist_group("pty")


@pytest.mark.skipif(not THOROUGH, reason="test_signals.py and tests/tui/review lock the database, too")
def test_a_lock(tmp_path: Path, sample_file: Path) -> None:
    database = copy(sample_file, tmp_path / "audit.db")
    assert attempt("locked", store_faults.locked, database, 0, "jk").kept


def test_a_full_disk(tmp_path: Path, sample_file: Path) -> None:
    try:
        with store_faults.small_disk(tmp_path):
            database = copy(sample_file, tmp_path / "audit.db")
            assert attempt("full", store_faults.full, database, 0, "jk").kept
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk cannot be mounted here")


@pytest.mark.skipif(not THOROUGH, reason="tests/store/test_file_watch.py overwrites a file, too")
def test_a_file_overwritten_by_cp(tmp_path: Path, sample_file: Path) -> None:
    assert attempt_lasting("overwritten", copy(sample_file, tmp_path / "audit.db"), "").kept
