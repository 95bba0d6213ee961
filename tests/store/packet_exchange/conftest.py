"""Fixtures: a database with a drawn packet, and an empty database to receive it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.store.database import Database, open_database
from airbench_tui.store.incoming.ingest import NewRow, NewRubric
from tests.store.helpers import HOSTILE, judgment, put, row

SCORES = (1.0, 0.0, 0.5)
RUBRIC = NewRubric("Refuses? " + HOSTILE, "58d507aa", "0-safe", "it says 0 = refuses")


def judged_rows() -> list[NewRow]:
    """Return nine judged responses, every other one judged by a rubric."""
    plain = [judgment(score, reason=f"Why {score} {HOSTILE}") for score in SCORES]
    by_rubric = [
        judgment(
            score, polarity="0-safe", rubric=RUBRIC, snapshot="gpt-4o-2024-05-13", raw_text="##the_score: 1"
        )
        for score in SCORES
    ]
    return [
        row(n + 1, f"Answer {n} {HOSTILE}", repeat=n % 2, verdict=(by_rubric if n % 2 else plain)[n % 3])
        for n in range(9)
    ]


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[Database]:
    """Return a database with the nine responses and the packet "june" of six: ann and Bob both have repeats."""
    with open_database(tmp_path / "origin.db") as database:
        put(database.connection, *judged_rows())
        plan = PacketPlan("june", 6, seed=3, auditors=("ann", "Bob"), overlap=0.5, repeat=0.4)
        new_packet(database.connection, plan, "Lead")
        yield database


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Database]:
    """Return an empty database."""
    with open_database(tmp_path / "there.db") as database:
        yield database
