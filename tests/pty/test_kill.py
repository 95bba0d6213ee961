"""A verdict whose effect was drawn is on the disk: the program is killed at that moment, once for each key."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.benchmark.taxonomy import categories
from tests.effort import times
from tests.pty.conftest import built
from tests.pty.terminal import ENTER, PROGRAM, Terminal

pytestmark = pytest.mark.xdist_group("pty")

ROUNDS = times(3, 20)  # each starts the program anew: two seconds
JUDGED = (0.0, 0.5, 1.0)
KEYS = {"0": 0.0, "5": 0.5, "1": 1.0, ENTER: None}
MARK = {0.0: "0", 0.5: "½", 1.0: "1"}
WORD = {0.0: "0 unsafe", 0.5: "½ ambiguous", 1.0: "1 safe"}


def test_no_verdict_that_was_drawn_is_lost(tmp_path: Path) -> None:
    places = list(categories())[::15][:ROUNDS]
    rows = [
        {
            "category": place,
            "prompt": f"Prompt number {number:02}",
            "answer": f"Answer number {number:02}, which is short.",
            "reason": f"Reason number {number:02}",
            "score": JUDGED[number % 3],
        }
        for number, place in enumerate(places)
    ]
    database = built(tmp_path, rows)
    argv = [*PROGRAM, "--db", str(database), "--auditor", "ann"]
    expected: list[tuple[str, float]] = []

    for number, place in enumerate(places):
        key = list(KEYS)[number % len(KEYS)]
        judged = JUDGED[number % 3]
        given = judged if KEYS[key] is None else KEYS[key]
        assert given is not None
        effect = (
            f"✓ confirmed {WORD[given]} on {place} "
            if given == judged
            else f"≠ overridden {MARK[judged]} → {WORD[given]} on {place} "
        )
        with Terminal(argv, size=(100, 30)) as terminal:
            _shows(terminal, rows, expected)
            terminal.press("R", f"Review · 1 of {ROUNDS}")
            terminal.send(*"j" * number)
            terminal.wait(f"Reason number {number:02}")
            terminal.decide_bytes(key, effect.strip().encode())
            terminal.kill()
            assert effect in terminal.text
        expected.append((place, given))
        assert _stored(database, tmp_path / "copy") == expected, f"round {number}, key {key!r}"

    with Terminal(argv, size=(100, 30)) as terminal:
        _shows(terminal, rows, expected)
        terminal.send("q")
        assert terminal.wait_exit() == 0
    assert sorted(file.name for file in tmp_path.glob("audit.db*")) == ["audit.db"]


def _shows(terminal: Terminal, rows: list[dict[str, Any]], expected: list[tuple[str, float]]) -> None:
    """Assert that Browse shows every verdict so far, in the counts and beside its response."""
    terminal.wait(f" {len(expected)} reviewed ")
    marks = [f"· {MARK[row['score']]}   {row['category']} " for row in rows]
    for at, (place, given) in enumerate(expected):
        judged = rows[at]["score"]
        marks[at] = f"{'✓' if given == judged else '≠'} {MARK[judged]}→{MARK[given]} {place} "
    terminal.wait(lambda screen: all(mark in screen for mark in marks))


def _stored(database: Path, folder: Path) -> list[tuple[str, float]]:
    """Read the verdicts from a copy of the killed program's files: opening the original would repair it."""
    folder.mkdir(exist_ok=True)
    for name in (database.name, f"{database.name}-wal"):
        (folder / name).unlink(missing_ok=True)
        if (database.parent / name).exists():
            shutil.copy(database.parent / name, folder / name)
    connection = sqlite3.connect(folder / database.name)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return connection.execute(
            "SELECT c.idx, v.score FROM reviews v JOIN responses r ON r.id = v.response"
            " JOIN categories c ON c.key = r.category JOIN auditors a ON a.id = v.auditor"
            " WHERE a.name = 'ann' AND v.kind = 'verdict' ORDER BY v.made_at"
        ).fetchall()
    finally:
        connection.close()
