"""Faults of the database in handlers and workers, and while a screen is set up: a notice, and the program goes on."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from textual.pilot import Pilot
from textual.worker import WorkerFailed

from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.review.review_screen import ReviewScreen
from tests.tui.conftest import drawn, press, settle, told


@contextlib.contextmanager
def broken(path: Path) -> Iterator[None]:
    """Take away the table of prompts meanwhile: what reads it fails, as it does at a damaged page."""

    def rename(before: str, after: str) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("PRAGMA legacy_alter_table = ON")
            other.execute(f"ALTER TABLE {before} RENAME TO {after}")

    rename("prompts", "gone")
    yield
    rename("gone", "prompts")


async def tried(pilot: Pilot[str], key: str) -> None:
    with contextlib.suppress(WorkerFailed):  # the helper waits for workers, and reports how they ended
        await press(pilot, key)


async def test_a_screen_that_cannot_be_set_up_is_left(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        with broken(app.desk.workspace.database):
            await tried(pilot, "R")
            assert isinstance(app.screen, BrowseScreen) and len(app.screen_stack) == 2
            assert any("no such table" in one and "F5 reads again" in one for one in told(app, "warning"))
        await press(pilot, "R")
        assert isinstance(app.screen, ReviewScreen) and "1 of 160" in drawn(app)
        with broken(app.desk.workspace.database):
            await tried(pilot, "j")
            await tried(pilot, "f5")
            assert isinstance(app.screen, ReviewScreen)
        await press(pilot, "f5")
        await press(pilot, "j")
        assert "3 of 160" in drawn(app) or "2 of 160" in drawn(app)


async def test_keys_during_a_fault_end_nothing(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "R")
        with broken(app.desk.workspace.database):
            for key in ("equals_sign", "j", "B", "T", "f5", "D", "escape", "B"):
                await tried(pilot, key)
            assert app.is_running and app.bug is None
        await press(pilot, "B", "f5")
        assert isinstance(app.screen, BrowseScreen) and "160" in drawn(app)
    assert app.return_code in (None, 0)
