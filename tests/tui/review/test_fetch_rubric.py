"""A rubric that the file did not hold is fetched after a question, and by no single key."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from airbench_tui.store.database import open_database
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.shared.dialogs.fetch_dialog import FetchDialog
from airbench_tui.workspace import Workspace
from tests.benchmark.stand_in import StandIn
from tests.store.helpers import judgment, put, row
from tests.tui.conftest import drawn, press, said, settle, until


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    for name in [name for name in os.environ if name.startswith("HF_")]:
        monkeypatch.delenv(name)
    with StandIn() as stand_in:
        monkeypatch.setenv("HF_ENDPOINT", stand_in.endpoint)
        monkeypatch.setenv("NO_PROXY", "*")
        yield stand_in


async def test_the_rubric_is_fetched_after_a_question(empty_workspace: Workspace, hub: StandIn) -> None:
    with open_database(empty_workspace.database) as database:
        put(database.connection, row(1, verdict=judgment(1.0)))
    app = AuditApp(empty_workspace)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "R")
        assert "RUBRIC  none yet  r gets it" in drawn(app)
        await press(pilot, "r")
        assert isinstance(app.screen, FetchDialog) and "about 6 MB" in drawn(app)
        await press(pilot, "escape", "r")
        assert not empty_workspace.data.exists() or not list(empty_workspace.data.iterdir())
        await press(pilot, "enter")
        await until(pilot, lambda: not isinstance(app.screen, FetchDialog))
        await settle(pilot)
        assert "1 stored judgments were linked" in said(app)
        assert "1 safe ◆" in drawn(app)  # its clauses, with the judge's marked
        await press(pilot, "r")
        assert "From the fetched benchmark" in drawn(app)
    app.shut_down()
