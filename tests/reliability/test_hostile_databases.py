"""A short form of ``reliability/hostile_databases.py``: foreign triggers and views do not run, nothing is forged."""

from __future__ import annotations

from pathlib import Path

import pytest

from reliability import hostile_databases
from reliability.hostile_changes import Case


@pytest.mark.parametrize(
    "case", [case for case in hostile_databases.CASES if case.short], ids=lambda case: case.name
)
def test_a_hostile_database_is_refused_or_named(audited_file: Path, tmp_path: Path, case: Case) -> None:
    outcome = hostile_databases.attempt(case, audited_file, tmp_path, on_a_terminal=False)
    assert outcome.faults == []


def test_there_are_enough_hostile_databases() -> None:
    names = [case.name for case in hostile_databases.CASES]
    assert len(set(names)) == len(names) >= 25
