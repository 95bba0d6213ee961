"""A short form of ``reliability/four_processes.py``."""

from __future__ import annotations

import pytest

from reliability import four_processes
from tests.effort import times

pytestmark = pytest.mark.xdist_group("processes")


def test_what_four_processes_were_told_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(four_processes, "ROWS", 200)
    found = four_processes.outcome(times(2, 60))
    assert found.faults == []
    assert len(found.reviews) > 1 and found.rows > 0
