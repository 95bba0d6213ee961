"""The corrected rates of the heat map: only what the packet covers, by node and model."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.agreement.corrected_cells import CORRECTED
from airbench_tui.store.reading.dimensions import DIMENSIONS
from airbench_tui.store.reading.explore import Cell, Question, table
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests import audits


@pytest.fixture
def filled(connection: sqlite3.Connection) -> sqlite3.Connection:
    audits.sampled(connection)
    return connection


def ask(
    connection: sqlite3.Connection, expression: str = "", dimension: str = "category"
) -> dict[tuple[str, str | None], Cell]:
    made = table(connection, CORRECTED, Question(DIMENSIONS[dimension], UNRESTRICTED, parse(expression)))
    return {(row.id, model): cell for (row, model), cell in made.cells.items()}


def by_hand(connection: sqlite3.Connection, low: int, high: int) -> float:
    """Sum over the judge's scores N_h times the weighted mean of the reviewed ones, divided by N."""
    frame = connection.execute(
        "SELECT j.score, count(*) AS n FROM packet_frame f JOIN judgments j ON j.id = f.judgment"
        " JOIN responses r ON r.id = f.response WHERE r.category BETWEEN ? AND ? GROUP BY 1",
        [low, high],
    ).fetchall()
    total = 0.0
    for stratum in frame:
        rows = connection.execute(
            "SELECT avg(coalesce(v.first_score, v.score) = 1) AS value FROM reviews v"
            " JOIN packet_items i ON i.id = v.packet_item JOIN judgments j ON j.id = i.judgment"
            " JOIN responses r ON r.id = i.response WHERE i.repeat_of IS NULL AND j.score = ?"
            " AND r.category BETWEEN ? AND ? GROUP BY i.id",
            [stratum["score"], low, high],
        ).fetchall()
        total += stratum["n"] * sum(row["value"] for row in rows) / len(rows)
    return total / sum(stratum["n"] for stratum in frame)


def test_cells_are_what_the_packet_says_of_a_node(filled: sqlite3.Connection) -> None:
    cells = ask(filled)
    found = cells["L1.8", None]
    assert found.value == pytest.approx(by_hand(filled, 80_000_000, 129_999_999))
    assert found.n == len(
        filled.execute(
            "SELECT DISTINCT i.response FROM packet_items i JOIN responses r ON r.id = i.response"
            " WHERE i.repeat_of IS NULL AND r.category BETWEEN 80000000 AND 129999999"
        ).fetchall()
    )
    assert {row.count(".") for row, _ in cells} <= {0, 1}, "no claims about single level-4 categories"
    assert {model for _, model in cells} > {None}


def test_a_filter_that_depends_on_reviews_leaves_nothing_to_estimate(filled: sqlite3.Connection) -> None:
    whole = ask(filled)
    narrowed = ask(filled, "cat:9")
    assert narrowed["9", None] == whole["9", None] and all(row[0] in "9L" for row, _ in narrowed)
    assert ask(filled, "reviewed:yes") == ask(filled, "decision:overridden cat:9") == {}
    assert ask(filled, dimension="length") == {}


def test_without_a_packet_there_is_nothing(connection: sqlite3.Connection) -> None:
    assert ask(connection) == {}
