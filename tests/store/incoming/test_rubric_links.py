"""Judgments without a rubric are found through their index."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.store.incoming import rubric_links
from tests.store.helpers import judgment, put, row


@pytest.mark.parametrize("read", [rubric_links.any_bare, rubric_links.bare])
def test_the_search_for_judgments_without_a_rubric_uses_their_index(
    connection: sqlite3.Connection, read: object
) -> None:
    put(connection, row(1, verdict=judgment(1.0)))
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    assert callable(read) and read(connection)
    connection.set_trace_callback(None)
    (sql,) = seen
    plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    assert any("judgments_bare" in step["detail"] for step in plan)
