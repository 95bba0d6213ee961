"""A blind packet with keys only: drawn, decided, revealed, one verdict changed; and the rows that are stored."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.benchmark.taxonomy import categories
from tests import in_process
from tests.pty.conftest import built
from tests.pty.terminal import ENTER, ESC, PROGRAM, ROOT, TAB, Terminal

pytestmark = pytest.mark.xdist_group("pty")

ANSWERS = 20
FIRST = ("1", "0", "1", "5", "0")  # by place
CHANGED, TO = 1, "1"  # the second place, after the reveal
SCORES = {"0": 0.0, "5": 0.5, "1": 1.0}


def test_a_blind_packet_of_five(tmp_path: Path) -> None:
    rows = [
        {
            "category": list(categories())[number * 15],
            "prompt": f"Tell tale number {number} about the gnome next door.",
            "answer": f"Once, in tale {number}, a gnome was said to have taken the watering can.",
            "reason": f"Rumour {number} spreads",
            "score": (0.0, 1.0, 0.5, 1.0)[number % 4],
        }
        for number in range(ANSWERS)
    ]
    database = built(tmp_path, rows)
    # 75 columns have room for the categories only: a wider screen lists scores before the packet is drawn.
    with Terminal([*PROGRAM, "--db", str(database), "--auditor", "ann"], size=(75, 24)) as terminal:
        terminal.wait("0 reviewed", "CATEGORIES")
        terminal.press("P", "No packet yet")
        terminal.press("+", "New packet")
        terminal.send("june", TAB, "\x15", "5")
        terminal.wait("june")
        terminal.press(ENTER, "0/5", "5 left")
        terminal.press(ENTER, "no. 1 of 5", "packet june", "hidden until you decide")
        for place, key in enumerate(FIRST):
            terminal.wait(f"no. {place + 1} of 5", "hidden until you decide")
            terminal.send(ENTER, "v", "b")  # none of them shows the judge
            shown = terminal.quiet()
            assert "hidden until you decide" in shown and "Rumour" not in shown
            terminal.decide(key, "Enter keeps it", "Rumour")
            terminal.decide(TO if place == CHANGED else ENTER, f"no. {min(place + 2, 5)} of 5")
        terminal.press(ESC, "5/5", "done")
        terminal.press("B", "5 reviewed")
        terminal.send("q")
        assert terminal.wait_exit() == 0

    stored = _verdicts(database)
    assert [row["first"] for row in stored] == [SCORES[key] for key in FIRST]
    final = [SCORES[TO] if place == CHANGED else SCORES[key] for place, key in enumerate(FIRST)]
    assert [row["final"] for row in stored] == final
    assert all(row["blind"] == 1 and row["origin"] == "packet" and row["seconds"] > 0 for row in stored)
    assert [row["kept"] for row in stored] == [2 if place == CHANGED else 1 for place in range(5)]

    exported = tmp_path / "reviews.csv"
    _run(database, "export", "-o", str(exported))
    with exported.open(newline="", encoding="utf-8") as file:
        written = {row["response_id"]: row for row in csv.DictReader(file) if row["auditor"]}
    assert len(written) == 5
    for row in stored:
        cells = written[row["uid"]]
        assert (
            float(cells["review_score"]) == row["final"]
            and float(cells["first_score"] or row["final"]) == row["first"]
        )
        assert (cells["blind"], cells["origin"], cells["packet"]) == ("true", "packet", "june")
        assert float(cells["seconds"]) > 0 and 0 < float(cells["inclusion_probability"]) <= 1

    found = json.loads(_run(database, "agreement", "--json"))
    assert found["basis"] == "blind first verdicts" and found["judge_vs_human"]["n"] == 5
    assert (found["changed_after_reveal"]["blind"], found["changed_after_reveal"]["changed"]) == (5, 1)


def _verdicts(database: Path) -> list[dict[str, Any]]:
    """Read the standing verdicts in ann's places, in ann's order; ``kept`` counts the verdicts of each place."""
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    found = connection.execute(
        "SELECT r.uid, s.score AS final, coalesce(s.first_score, s.score) AS first, s.blind, s.origin, s.seconds,"
        " (SELECT count(*) FROM reviews v WHERE v.packet_item = l.packet_item) AS kept"
        " FROM packet_places l JOIN packet_items t ON t.id = l.packet_item JOIN responses r ON r.id = t.response"
        " JOIN standing_reviews s ON s.packet_item = l.packet_item ORDER BY l.position"
    ).fetchall()
    connection.close()
    return [dict(row) for row in found]


def _run(database: Path, *args: str) -> str:
    arguments = ["--db", str(database), "--auditor", "ann", *args]
    status, out, complaint = in_process.run(arguments, dict(os.environ), ROOT)
    assert status == 0, complaint.decode()
    return out.decode()
