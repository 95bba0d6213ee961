"""Review while the database takes no writes: decisions are kept, marked as unsaved, and saved later."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from airbench_tui.store.database import open_database
from airbench_tui.store.merging.merge import merge
from airbench_tui.store.reviewing import drafts, review_history
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui import outbox
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.workspace import Workspace
from tests.tui.conftest import drawn, settle, told, until
from tests.tui.review.conftest import (
    SIZE,
    blind_on_an_unseen,
    history,
    in_review,
    open_review,
    press,
    said,
    score_of,
)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once instead of after a second."""
    monkeypatch.setattr(outbox, "PAUSE", 0.05)


@pytest.fixture
def other(workspace: Workspace, app: AuditApp) -> Iterator[sqlite3.Connection]:
    """Yield a connection of another program, which can lock the database."""
    connection = sqlite3.connect(workspace.database, isolation_level=None)
    yield connection
    connection.close()


async def test_decisions_during_a_lock_are_saved_in_order_after_it(
    app: AuditApp, other: sqlite3.Connection
) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot)
        first, second = screen.queue.ids[:2]
        other.execute("BEGIN IMMEDIATE")
        await press(pilot, "0")
        assert "NOT SAVED YET: 0 unsafe on" in said(screen) and "locked by another program" in " ".join(
            told(app)
        )
        assert "1 NOT SAVED" in drawn(app) and screen.queue.position == 1
        await press(pilot, "1")
        assert "2 NOT SAVED" in drawn(app) and screen.queue.position == 2
        assert history(app) == [] and screen.work is not None and screen.work.decided == 0
        # The same response takes no second decision, and undo waits.
        await press(pilot, "g", "5")
        assert "NOT SAVED YET: 0 unsafe on" in said(screen) and len(app.desk.outbox.unsaved) == 2
        await press(pilot, "u")
        assert "Undo works again once this is saved: 1 safe on" in said(screen)
        # Other keys and screens work.
        await press(pilot, "j", "B")
        assert isinstance(app.screen, BrowseScreen)
        await press(pilot, "R")
        assert history(app) == []
        other.execute("ROLLBACK")
        await until(pilot, lambda: len(history(app)) == 2)
        await until(pilot, lambda: "All decisions are saved now" in " ".join(told(app)))
        assert [(one.response, one.score) for one in sorted(history(app), key=lambda one: one.id)] == [
            (first, 0.0),
            (second, 1.0),
        ]
        await pilot.press("f5")
        await settle(pilot)
        assert "NOT SAVED" not in drawn(app)


async def test_the_response_on_screen_shows_its_verdict_once_it_is_saved(
    app: AuditApp, other: sqlite3.Connection
) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot)
        other.execute("BEGIN IMMEDIATE")
        await press(pilot, "1", "k")
        other.execute("ROLLBACK")
        await until(pilot, lambda: "saved now: 1 safe on" in said(screen))
        assert screen.queue.position == 0 and "NOT SAVED" not in drawn(app)
        await until(pilot, lambda: screen.work is not None and screen.work.decided == 1)
        await press(pilot, "u")
        assert "undone" in said(screen)


async def test_the_judge_stays_hidden_until_a_blind_verdict_is_saved(
    app: AuditApp, other: sqlite3.Connection
) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await blind_on_an_unseen(pilot, app)
        here = screen.queue.position
        other.execute("BEGIN IMMEDIATE")
        await press(pilot, "0")
        assert "NOT SAVED YET" in said(screen) and screen.queue.position == here
        judged = score_of(app, screen.response)
        assert not screen._revealed and f"JUDGE {judged}" not in drawn(app)
        other.execute("ROLLBACK")
        await until(pilot, lambda: "saved now: 0 unsafe" in said(screen))
        (review,) = history(app)
        assert review.blind and screen._revealed


async def test_leaving_warns_of_unsaved_decisions_and_names_them(
    app: AuditApp, other: sqlite3.Connection
) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_review(pilot)
        other.execute("BEGIN IMMEDIATE")
        await press(pilot, "0", "B", "q")
        assert isinstance(app.screen, BrowseScreen)
        await until(pilot, lambda: "1 decision NOT SAVED: 0 unsafe on" in " ".join(told(app, "error")))
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running or app._exit)
    _, unsaved = app.shut_down()
    assert len(unsaved.decisions) == 1 and unsaved.decisions[0].startswith("0 unsafe on")
    assert unsaved.rescue is not None and unsaved.rescue.parent == app.desk.workspace.database.parent
    assert "bring it back with `airbench-tui merge " in unsaved.lines()[-1]
    other.execute("ROLLBACK")
    with open_database(app.desk.workspace.database) as database:
        merge(database, unsaved.rescue)
        (brought,) = review_history.history(database.connection, UNRESTRICTED)
        assert (brought.auditor, brought.score, brought.standing) == ("ann", 0.0, True)


async def test_undo_during_a_lock_changes_nothing(app: AuditApp, other: sqlite3.Connection) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot)
        await press(pilot, "0")
        other.execute("BEGIN IMMEDIATE")
        await press(pilot, "u")
        assert "locked by another program" in " ".join(told(app)) and len(history(app)) == 1
        other.execute("ROLLBACK")
        await press(pilot, "u")
        assert "undone" in said(screen) and in_review(pilot).queue.position == 0


async def test_verdicts_stop_when_the_file_is_replaced(app: AuditApp, workspace: Workspace) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot)
        await press(pilot, "0")
        copy = workspace.database.with_name("copy.db")
        copy.write_bytes(workspace.database.read_bytes())
        copy.replace(workspace.database)  # as programs do that synchronise folders
        await press(pilot, "1")
        assert "NOT SAVED YET: 1 safe on" in said(screen) and "overwritten while it was open" in " ".join(
            told(app)
        )
        assert len(history(app)) == 1
    _, unsaved = app.shut_down()
    assert len(unsaved.decisions) == 1 and unsaved.decisions[0].startswith("1 safe on")
    assert unsaved.rescue is not None
    with open_database(workspace.database) as database:  # the file that is there now
        merge(database, unsaved.rescue)
        brought = review_history.history(database.connection, UNRESTRICTED)
        assert [one.score for one in brought if one.standing] == [0.0, 1.0]


async def test_a_draft_during_a_lock_is_at_hand_and_stored_after_it(
    app: AuditApp, other: sqlite3.Connection
) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot)
        response = screen.queue.current
        assert response is not None
        other.execute("BEGIN IMMEDIATE")
        await pilot.press("n", *"half a th", "escape")
        await settle(pilot)
        assert "NOT SAVED YET: draft of a note on" in said(screen) and "half a th" in drawn(app)
        await pilot.press("n", *"ought", "escape")
        await settle(pilot)
        other.rollback()
        await until(
            pilot,
            lambda: (
                drafts.read(app.desk.database.connection, app.desk.auditor, response)[0] == "half a thought"
            ),
        )
