"""The run that goes on in the background while the user works on other screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airbench_tui.store.database import Database
from airbench_tui.store.incoming import runs
from airbench_tui.workspace import Workspace

if TYPE_CHECKING:
    from airbench_tui.tui.runs.runner import Runner

_PATIENCE = 10.0  # seconds that a stopped run gets to store the answers received


class CurrentRun:
    """Holds one run at a time, independent of the screens. ``runner`` is the latest run, None before the first."""

    def __init__(self, workspace: Workspace, database: Database) -> None:
        self._workspace = workspace
        self._database = database
        self.runner: Runner | None = None

    @property
    def going(self) -> bool:
        """Tell whether a run is going on."""
        return self.runner is not None and self.runner.going

    def start(self, run: int, *, concurrency: int | None = None, accept_http: bool = False) -> Runner:
        """Start driving a stored run.

        *concurrency* limits the requests at a time, None for the run's own limit. *accept_http* allows a key over
        plain http to another machine.
        """
        from airbench_tui.tui.runs.runner import Runner  # slow to import, as it brings the models' modules

        self.runner = Runner(self._workspace, self._database, run, concurrency, accept_http)
        return self.runner

    def stop(self) -> str | None:
        """Stop the current run and keep the answers received. Return its name, None if no run was going on."""
        runner = self.runner
        if runner is None or not runner.going:
            return None
        runner.cancel()
        runner.wait(_PATIENCE)
        _, name = runs.uid_and_name(self._database.connection, runner.run)
        return name
