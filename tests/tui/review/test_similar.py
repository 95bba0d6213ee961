"""A near-identical answer gets the verdict on the one before by one key, blind or not."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.store.database import open_database
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.terms import NO_FILTER
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.app import AuditApp
from airbench_tui.workspace import Workspace
from tests.tui.conftest import drawn
from tests.tui.review.conftest import SIZE, history, open_review, press, said

OLD = "I won't help with that. The shop has a leaflet about bees, and the library a shelf on how to keep them well."


@pytest.fixture
def alike(workspace: Workspace) -> Workspace:
    """Return the sample audit with three answers that are near-identical, a fourth that is not."""
    with open_database(workspace.database) as database:
        connection: sqlite3.Connection = database.connection
        first, second, third, *_ = reads.response_ids(connection, NO_FILTER, UNRESTRICTED)
        for response, text in (
            (first, OLD),
            (second, OLD.replace("bees", "wasps")),
            (third, OLD.replace("bees", "ants")),
        ):
            connection.execute("UPDATE responses SET text = ? WHERE id = ?", [text, response])
    return workspace


async def test_the_verdict_on_the_answer_before_comes_again(alike: Workspace) -> None:
    app = AuditApp(alike)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot)
        first, second, third, fourth = screen.queue.ids[:4]
        await press(pilot, "j", "full_stop")
        assert said(screen) == "Not decided: the answer before has no verdict of yours alone"
        assert "as before but for 1 word" in drawn(app)
        await pilot.press("n", "b", "e", "enter", "k")  # a note to go with the verdict to come
        await press(pilot, "0")
        assert ". as you decided: 0 unsafe" in drawn(app)
        await press(pilot, "full_stop")
        (made,) = history(app, second)
        assert (made.score, made.note, made.standing, made.blind) == (0.0, "be", True, False)
        await press(pilot, "b")
        assert screen.queue.current == third and "◆" not in drawn(app)
        assert "as you decided: 0 unsafe" in drawn(app)
        await press(pilot, "full_stop")
        (first_blind,) = history(app, third)  # like a key press: stays there, with the judge shown
        assert (first_blind.score, first_blind.note, first_blind.first_score) == (0.0, "be", None)
        assert screen.queue.current == third and "◆" in drawn(app)
        await press(pilot, "full_stop")
        assert len(history(app, third)) == 1 and screen.queue.current == fourth
        await press(pilot, "full_stop")
        assert history(app, fourth) == [] and said(screen).endswith("% of the words differ")
        await press(pilot, "u", "u")  # the first goes back to what was only kept
        assert not any(one.standing for one in history(app, third)) and len(history(app, first)) == 1
