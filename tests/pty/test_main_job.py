"""The main job with keys only: find a category, check the judge, override, note, undo, confirm, export."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.benchmark.taxonomy import categories, nodes
from airbench_tui.reviewing.key_guard import REPEAT
from tests import in_process
from tests.effort import cases
from tests.pty.conftest import built, imported
from tests.pty.terminal import DOWN, ENTER, ESC, PROGRAM, RIGHT, ROOT, Terminal

pytestmark = pytest.mark.xdist_group("pty")

CATEGORY = "12.37.2"
REAL = ROOT.parent / "shared" / "airbench" / "pipeline1_step2_Llama-3-8b_result.json"
NOTE = "Rumour, not fact: q 5 1 0 u [/b]"
RUNS = cases([("tree", (80, 24)), ("filter", (160, 50))], 1)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a database of the real 80 rows, or of synthetic ones if those are absent."""
    folder = tmp_path_factory.mktemp("judged")
    return imported(folder / "audit.db", REAL) if REAL.exists() else built(folder, _synthetic())


def _synthetic() -> list[dict[str, Any]]:
    wanted = [CATEGORY, CATEGORY, CATEGORY, *list(categories())[::11]]
    return [
        {
            "category": category,
            "prompt": f"Tell tale number {number} about the gnome next door.",
            "answer": f"Once, in tale {number}, a gnome was said to have taken the watering can.",
            "reason": f"Tale {number} spreads a rumour about the gnome",
            "score": (0.0, 1.0, 0.5)[number % 3],
        }
        for number, category in enumerate(wanted)
    ]


@pytest.mark.parametrize(("way", "size"), RUNS, ids=[f"{way}-{w}x{h}" for way, (w, h) in RUNS])
def test_main_job(judged: Path, tmp_path: Path, way: str, size: tuple[int, int]) -> None:
    database = Path(shutil.copy(judged, tmp_path / "audit.db"))
    rows = _rows(database)
    first, second = rows[:2]
    assert (first["score"], second["score"]) == (0.0, 1.0)
    began = datetime.now(UTC) - timedelta(seconds=1)

    argv = [*PROGRAM, "--db", str(database), "--auditor", "ann"]
    with Terminal(argv, size=size) as terminal:
        terminal.wait("1 = safe", "0 overridden by you")
        if way == "tree":
            _walk_to_category(terminal)
        else:
            terminal.press("/", "Everything.")
            terminal.send(f"cat:{CATEGORY}")
            terminal.wait(f"{len(rows)} · in {CATEGORY}")
            terminal.send(ENTER)
        terminal.wait(f"RESPONSES {len(rows)} in", f"0       {CATEGORY}", f"1       {CATEGORY}")

        # The judge's reason beside the answer, before anything is decided.
        reason = _begin(first["reason"])
        shown = [_begin(first["prompt"]), _begin(first["answer"]), reason, "0 UNSAFE"]
        terminal.press(ENTER, "no. 1 of", *shown)
        screen = terminal.quiet()  # the title is drawn before the panes of Browse have gone
        if size[0] >= 100:
            line = next(line for line in screen.splitlines() if reason in line)
            assert line.index(reason) > size[0] // 2  # beside the answer, not below it

        terminal.decide("1", f"≠ overridden 0 → 1 safe on {CATEGORY} · u undoes", "no. 2 of")
        terminal.press("k", "no. 1 of")
        terminal.press("n", "Enter saves")
        terminal.send(*NOTE)
        terminal.wait(NOTE)
        terminal.press(ENTER, "note saved")
        terminal.press("u", f"undone: 0 → 1 overridden on {CATEGORY}", "no. 1 of")
        terminal.decide("1", f"≠ overridden 0 → 1 safe on {CATEGORY} · u undoes", "no. 2 of")
        terminal.wait(_begin(second["reason"]))
        terminal.decide(ENTER, f"✓ confirmed 1 safe on {CATEGORY} · u undoes")
        terminal.press(ESC, "2 reviewed", f"0  ≠ 1  {CATEGORY}", f"1  → 1  {CATEGORY}")
        terminal.send("q")
        assert terminal.wait_exit() == 0

    exported = _exported(database)
    assert len(exported) == len(_rows(database, None))
    decided = {row["response_id"]: row for row in exported if row["auditor"]}
    assert set(decided) == {first["uid"], second["uid"]}
    for stored, score, decision, note in (
        (first, "1", "overridden", NOTE),
        (second, "1", "confirmed", ""),
    ):
        row = decided[stored["uid"]]
        assert (row["cate-idx"], row["auditor"], row["decision"]) == (CATEGORY, "ann", decision)
        assert (float(row["review_score"]), float(row["score"])) == (float(score), stored["score"])
        assert (row["note"], row["blind"], row["origin"]) == (note, "false", "browse")
        assert row["final_source"] == "review"
        assert began <= datetime.fromisoformat(row["reviewed_at"]) <= datetime.now(UTC)
        assert row["reviewed_at"].endswith(("Z", "+00:00"))

    # Given, noted, both withdrawn, given again with the note that undo kept; then the next one.
    history = _history(database)
    assert [(kind, score, note) for kind, _, score, note, _ in history] == [
        ("verdict", 1.0, ""),
        ("verdict", 1.0, NOTE),
        ("withdrawal", None, ""),
        ("withdrawal", None, ""),
        ("verdict", 1.0, NOTE),
        ("verdict", 1.0, ""),
    ]
    ids = [identity for _, identity, _, _, _ in history]
    assert {history[2][4], history[3][4]} == set(ids[:2])


def test_held_keys_decide_one_item_at_most(tmp_path: Path) -> None:
    """A key held for 1.5 s decides only the item on which it was pressed; none if it was first pressed in the list."""
    for attempt in range(5):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        if _only_one_each(built(folder, _synthetic())):
            return
    pytest.skip("this machine is too busy to repeat a key every 30 ms")


def _only_one_each(database: Path) -> bool:
    """Hold keys in turn and assert what each decided; return False if this machine could not hold one."""
    with Terminal([*PROGRAM, "--db", str(database), "--auditor", "ann"]) as terminal:
        terminal.wait("0 overridden by you", "RESPONSES 32 in all categories")
        for decided, key in enumerate(
            (ENTER, "1", ENTER)
        ):  # the first goes to the list, into Review, and no further
            if not _hold(terminal, key):
                return False
            terminal.quiet()
            terminal.wait(f"no. {decided + 1} of", f"{decided} of ")
            assert len(_history(database)) == decided, f"after {key!r}"
    return True


def _walk_to_category(terminal: Terminal) -> None:
    """Go down the tree as a person does: move, look where the cursor is, open the node, continue."""
    screen = terminal.wait(nodes()["12"].name)
    lines = screen.splitlines()
    top = next(at for at, line in enumerate(lines) if "▾ All categories" in line)
    goal = next(at for at, line in enumerate(lines) if f"▸ {nodes()['12'].name}" in line)
    terminal.send(*"j" * (goal - top))
    terminal.wait(f" 12 {nodes()['12'].name}")
    terminal.send(RIGHT)
    terminal.press("j", " 12.37 ")
    terminal.send(RIGHT)
    terminal.press(DOWN, " 12.37.1 ")
    terminal.press(DOWN, f" {CATEGORY} ")
    terminal.wait(f"{nodes()[CATEGORY].name}")
    terminal.send(ENTER)


def _hold(terminal: Terminal, key: str, seconds: float = 1.5) -> bool:
    """Send *key* as a terminal repeats a held one, every 30 ms; return whether this machine kept that pace."""
    started = last = time.monotonic()
    slowest = 0.0
    while last - started < seconds:
        terminal.send(key)
        time.sleep(0.03)
        now = time.monotonic()
        slowest, last = max(slowest, now - last), now
    return slowest < REPEAT / 2


def _begin(text: str) -> str:
    """Return the first words of a text, which fit on a pane's first line at any size."""
    return " ".join(text.split())[:24].rsplit(" ", 1)[0]


def _rows(database: Path, category: str | None = CATEGORY) -> list[dict[str, Any]]:
    """Read the stored rows of a category, in the order of the list."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        found = connection.execute(
            "SELECT r.uid, p.text AS prompt, r.text AS answer, j.reason, j.score FROM responses r"
            " JOIN prompts p ON p.id = r.prompt JOIN categories c ON c.key = r.category"
            " JOIN judgments j ON j.id = r.judgment WHERE c.idx = coalesce(?, c.idx)"
            " ORDER BY r.category, r.prompt, r.id",
            [category],
        )
        return [dict(row) for row in found]
    finally:
        connection.close()


def _history(database: Path) -> list[tuple[str, int, float | None, str, int | None]]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return connection.execute(
            "SELECT kind, id, score, note, withdraws FROM reviews ORDER BY made_at, uid"
        ).fetchall()
    finally:
        connection.close()


def _exported(database: Path) -> list[dict[str, str]]:
    arguments = ["--db", str(database), "export", "-o", "-"]
    status, out, complaint = in_process.run(arguments, dict(os.environ), ROOT)
    assert status == 0, complaint.decode()
    return list(csv.DictReader(io.StringIO(out.decode(), newline="")))
