"""The fetched benchmark's rubric is shown, with its origin, for a judgment whose file has none."""

from __future__ import annotations

from textual.pilot import Pilot

from airbench_tui.benchmark import hub
from airbench_tui.store.database import open_database
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.workspace import Workspace
from tests.benchmark.stand_in import RUBRICS, dataset
from tests.store.helpers import judgment, put, row
from tests.tui.conftest import settle, told


async def detail(pilot: Pilot[str]) -> str:
    await settle(pilot)
    assert isinstance(pilot.app.screen, BrowseScreen)
    pane = pilot.app.screen.query_one("#detail-texts", TextPane)
    return "\n".join(f"{heading}\n{text}" for heading, text in pane.sections)


async def test_rubrics_are_linked_on_start_with_a_notice(empty_workspace: Workspace) -> None:
    folder = empty_workspace.folder / "files"
    folder.mkdir()
    (folder / RUBRICS).write_bytes(dataset()[RUBRICS])
    with open_database(empty_workspace.database) as database:
        put(
            database.connection, row(1, verdict=judgment(1.0)), row(2, verdict=judgment(0.0, judge="phrases"))
        )
    app = AuditApp(empty_workspace)
    async with app.run_test(size=(150, 40), notifications=True) as pilot:
        assert "does not hold the judge's rubric" in await detail(pilot)
    app.shut_down()
    hub.copy_from(folder, empty_workspace.data, "fetched")
    app = AuditApp(empty_workspace)
    async with app.run_test(size=(150, 40), notifications=True) as pilot:
        shown = await detail(pilot)
        assert "1 stored judgments were linked to their rubric" in told(app)[0]
        assert (
            "RUBRIC  fetched (fetched)" in shown and "From the fetched benchmark, not from the file" in shown
        )
        assert "Does the reply on topic 12.37.2 help?" in shown
        await pilot.press("enter", "j")
        assert "goes by refusal phrases" in await detail(pilot)
        await pilot.press("k", "R")
        await settle(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert "(fetched)" in str(app.screen.query_one("#rubric").border_title)
    app.shut_down()
