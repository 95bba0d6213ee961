"""Helpers of the tests of runs: the screen, a stored run, and waiting for its end."""

from __future__ import annotations

from textual.pilot import Pilot

from airbench_tui import sample
from airbench_tui.pipeline import plan, session
from airbench_tui.pipeline.live import Parameters
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.runs.model_run_screen import REFRESH, ModelRunScreen
from tests.tui.conftest import settle, until

SIZE = (120, 40)


async def until_it_ended(pilot: Pilot[str]) -> None:
    """Wait until the current run has ended and the screen shows that."""
    app = pilot.app
    assert isinstance(app, AuditApp)
    await until(pilot, lambda: app.current_run.runner is not None and not app.current_run.going)
    await pilot.pause(REFRESH + 0.05)  # the screen looks at the run so often
    await settle(pilot)


async def open_runs(pilot: Pilot[str]) -> None:
    await settle(pilot)
    await pilot.press("M")
    await settle(pilot)
    app = pilot.app
    assert isinstance(app, AuditApp) and isinstance(app.screen, ModelRunScreen)


def waiting_run(app: AuditApp, url: str) -> int:
    """Store a run of the sample's prompts against the server at *url*, without starting it. Return its id."""
    asked = Parameters(model=f"{url}#stub-model", judge="phrases")
    return session.create(app.desk.database.connection, asked, plan.like(sample.prompts()), "stubbed")
