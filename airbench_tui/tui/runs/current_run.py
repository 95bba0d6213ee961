"""The run that this program drives while its user does other things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airbench_tui.store.database import Database
from airbench_tui.store.incoming import runs
from airbench_tui.workspace import Workspace

if TYPE_CHECKING:
    from airbench_tui.tui.runs.runner import Runner

_PATIENCE = 10.0  # seconds a stopped run has to store what came back


class CurrentRun:
    """Holds one run at a time, whichever screen is shown. ``runner`` is the latest, None before the first."""

    def __init__(self, workspace: Workspace, database: Database) -> None:
        self._workspace = workspace
        self._database = database
        self.runner: Runner | None = None

    @property
    def going(self) -> bool:
        """Whether a run goes on now."""
        return self.runner is not None and self.runner.going

    def start(self, run: int, *, concurrency: int | None = None) -> Runner:
        """Drive a stored run from now on. *concurrency* is how many requests at once, None for the run's own."""
        from airbench_tui.tui.runs.runner import Runner  # brings what asks models, which takes time to load

        self.runner = Runner(self._workspace, self._database, run, concurrency)
        return self.runner

    def stop(self) -> str | None:
        """Stop the run if one goes on; what came back is kept. Returns its name, None where none went on."""
        runner = self.runner
        if runner is None or not runner.going:
            return None
        runner.cancel()
        runner.wait(_PATIENCE)
        _, name = runs.uid_and_name(self._database.connection, runner.run)
        return name
