"""A short form of ``reliability/kills.py``: a kill or two of some kinds of work."""

from __future__ import annotations

import pytest

from airbench_tui.interchange.importing import batches
from reliability import kills
from reliability.kill_cases import CASES
from tests.effort import THOROUGH, times

pytestmark = pytest.mark.xdist_group("pty")


SHORT = (kills.REVIEW, "import of answers", "merge", "migration")
ALL = (kills.REVIEW, *(case.name for case in CASES))


def test_no_kill_loses_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "SIZE", 40)
    found = kills.tallies(ALL if THOROUGH else SHORT, times(len(SHORT), 110), seed=4, rows=120)
    assert [fault for tally in found for fault in tally.faults] == []
