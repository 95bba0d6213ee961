"""A short form of ``reliability/store_faults.py``: during a lock and on a full disk the verdict is kept."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from reliability import store_faults
from tests.templates import copy

pytestmark = pytest.mark.xdist_group("pty")


def kept(found: store_faults.Outcome) -> bool:
    return (found.marked, found.stored, found.status) == (True, 1, 0)


def test_a_lock(tmp_path: Path, sample_file: Path) -> None:
    assert kept(
        store_faults.attempt("locked", store_faults.locked, copy(sample_file, tmp_path / "audit.db"), 0, "jk")
    )


def test_a_full_disk(tmp_path: Path, sample_file: Path) -> None:
    try:
        with store_faults.small_disk(tmp_path):
            database = copy(sample_file, tmp_path / "audit.db")
            assert kept(store_faults.attempt("full", store_faults.full, database, 0, "jk"))
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk cannot be mounted here")
