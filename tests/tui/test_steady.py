"""Faults of the database in handlers and workers, and while a screen is set up: a notice, and the program goes on."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import NoReturn

from textual.pilot import Pilot
from textual.worker import WorkerFailed

from airbench_tui.store.reading import reads
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.review.review_screen import ReviewScreen
from tests.tui.conftest import drawn, press, said, settle, told, unguarded, until


@contextlib.contextmanager
def broken() -> Iterator[None]:
    """Let the reading of a response fail meanwhile, as it does at a damaged page."""
    read = reads.item

    def fail(*_: object) -> NoReturn:
        raise sqlite3.DatabaseError("database disk image is malformed")

    reads.item = fail
    try:
        yield
    finally:
        reads.item = read


async def tried(pilot: Pilot[str], key: str) -> None:
    with contextlib.suppress(WorkerFailed):  # the helper waits for workers, and reports how they ended
        await press(pilot, key)


async def test_a_screen_that_cannot_be_set_up_is_left(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        with broken():
            await tried(pilot, "R")
            assert isinstance(app.screen, BrowseScreen) and len(app.screen_stack) == 2
            assert any(
                "is not a sound SQLite database" in one and "F5 reads again" in one
                for one in told(app, "warning")
            )
        await press(pilot, "R")
        assert isinstance(app.screen, ReviewScreen) and "1 of 160" in drawn(app)
        with broken():
            await tried(pilot, "j")
            await tried(pilot, "f5")
            await until(pilot, lambda: "cannot be read now" in drawn(app))
        await press(pilot, "f5")
        await press(pilot, "j")
        assert "3 of 160" in drawn(app) or "2 of 160" in drawn(app)


async def test_the_next_response_cannot_be_read_after_a_verdict(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "R")
        await unguarded(pilot)
        with broken():
            await tried(pilot, "0")
            await until(pilot, lambda: "cannot be read now" in drawn(app))
            assert "unsafe on" in said(app)
            await unguarded(pilot)
            await tried(pilot, "1")  # decides nothing
        await press(pilot, "f5")
        assert "2 of 160" in drawn(app) and "cannot be read now" not in drawn(app)
        assert app.desk.decisions == 1


async def test_keys_during_a_fault_end_nothing(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "R")
        with broken():
            for key in ("equals_sign", "j", "B", "T", "f5", "D", "escape", "B"):
                await tried(pilot, key)
            assert app.is_running and app.bug is None
        await press(pilot, "B", "f5")
        assert isinstance(app.screen, BrowseScreen) and "160" in drawn(app)
    assert app.return_code in (None, 0)
