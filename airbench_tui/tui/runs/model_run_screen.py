"""Model run: starting, watching, pausing, stopping and resuming runs."""

from __future__ import annotations

import sqlite3
import time

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from airbench_tui.errors import AirbenchError
from airbench_tui.pipeline import session
from airbench_tui.pipeline.live import Latest, Parameters
from airbench_tui.store.incoming import runs
from airbench_tui.store.incoming.run_details import run_details
from airbench_tui.store.incoming.runs import Summary
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.runs.current_run import CurrentRun
from airbench_tui.tui.runs.new_run_dialog import NewRunDialog
from airbench_tui.tui.runs.plain_http_dialog import PlainHttpDialog
from airbench_tui.tui.runs.run_details_dialog import RunDetailsDialog
from airbench_tui.tui.runs.run_lines import latest_line, level_lines, run_now, run_row, runs_heading
from airbench_tui.tui.runs.runner import Runner
from airbench_tui.tui.shared.empty_state import EmptyState
from airbench_tui.tui.shared.key_bar import KeyBar
from airbench_tui.tui.shared.screens.listed_screen import ListedScreen
from airbench_tui.tui.shared.shown import ShownTable, cells
from airbench_tui.tui.shared.titles import set_subtitle, set_title, titled
from airbench_tui.workspace import Workspace

_DRAWING = ("╭─────╮   ╭─────╮   ╭─────╮", "│  ?  │ ▸ │ ╱╱╱ │ ▸ │ ◆ 1 │", "╰─────╯   ╰─────╯   ╰─────╯")
_NONE = (
    "A run puts the benchmark's prompts to a model; a judge scores the answers.",
    "Calls, tokens and cost are shown before it starts.",
)
_AROUND = 6  # cells of a frame, its padding and the scrollbar
REFRESH = 0.2  # seconds between two updates of the current run's figures


class ModelRunScreen(ListedScreen):
    """The current run at the top with its latest results; below, all runs and imported files."""

    PLACES = ("run",)
    TAB = "model_run"
    CHANGES_DATA = True
    BINDINGS = bindings("run")

    def __init__(self, desk: Desk, current: CurrentRun) -> None:
        super().__init__(desk)
        self._current = current
        self._runs: list[Summary] = []
        self._was_going = False
        self._words: dict[str, str] = {}  # the words of the key bar
        self._started: int | None = None  # the run to put the cursor on
        self._latest: list[Latest] = []  # the results on screen

    def compose_head(self) -> ComposeResult:
        yield from ()  # the row of screens says it all

    def compose_body(self) -> ComposeResult:
        with Vertical(id="run-body"):
            yield Static(id="run-now", classes="pane", markup=False)
            yield titled(Static(id="run-levels", classes="pane", markup=False), "BY LEVEL 2")
            yield titled(Static(id="run-latest", classes="pane", markup=False), "LATEST")
            with titled(Vertical(id="runs-pane", classes="pane"), "RUNS AND FILES"):
                yield Static(id="runs-heading", markup=False)
                yield OptionList(id="runs", compact=True)
        yield EmptyState(id="no-run")

    def on_mount(self) -> None:
        set_title(self.query_one("#run-now"), "RUN")
        key = self.program.key
        self.query_one(EmptyState).show(
            _DRAWING, "No run and no file yet", _NONE, [(key("run.new_run"), "plan a run")]
        )
        self.set_interval(REFRESH, self._look)
        self._read_runs()

    def on_resize(self) -> None:
        self._read_runs()

    async def refresh_data(self) -> None:
        self._read_runs()

    @property
    def runner(self) -> Runner | None:
        """Return the latest run of this program, going on or ended; None before the first."""
        return self._current.runner

    @property
    def _chosen(self) -> Summary | None:
        at = self.options.highlighted
        return None if at is None or at >= len(self._runs) else self._runs[at]

    @work(exclusive=True, group="runs")
    async def _read_runs(self) -> None:
        """Read the runs again. The cursor stays on its run."""
        found = await self.desk.read_for(self, runs.summaries)
        runner = self.runner
        levels = await self.desk.read_for(self, runs.by_level2, runner.run) if runner is not None else {}
        chosen = self._started or (self._chosen.id if self._chosen is not None else None)
        self._started = None
        self._runs = found
        listed = self.options
        listed.clear_options()
        width = self.size.width - _AROUND
        self.query_one("#runs-heading", Static).update(runs_heading(width))
        listed.add_options([run_row(summary, width) for summary in found])
        if found:
            there = [summary.id for summary in found]
            listed.highlighted = there.index(chosen) if chosen in there else 0
        self.query_one("#run-levels", Static).update(level_lines(levels, width))
        self.query_one("#run-body").display = bool(found) or runner is not None
        self.query_one("#no-run").display = not found and runner is None
        self._look()

    def key_words(self) -> dict[str, str]:
        """Offer to pause and to stop only a run that is going on, and to resume only one that is not complete."""
        runner, chosen = self.runner, self._chosen
        if runner is not None and runner.going:
            return {"pause": "go on" if runner.paused else "pause", "resume": ""}
        return {"pause": "", "cancel": "", "resume": "resume" if chosen and _is_open(chosen) else ""}

    def _look(self) -> None:
        runner = self.runner
        going = runner is not None and runner.going
        if going and int(time.monotonic() / REFRESH) % 10 == 0:
            self._read_runs()  # about every two seconds
        elif self._was_going and not going:
            self._read_runs()
        self._was_going = going
        if self.key_words() != self._words:
            self._words = self.key_words()
            self.query_one(KeyBar).renew()
        self.set_class(runner is not None, "-running")
        if runner is not None:
            pane = self.query_one("#run-now", Static)
            pane.update(run_now(runner, self.program.key, self.size.width - _AROUND))
            set_subtitle(pane, "goes on when you leave this screen" if going else "")
        if runner is not None and runner.live is not None and list(runner.live.latest) != self._latest:
            self.draw_latest(runner.run, list(runner.live.latest))

    @work(exclusive=True, group="latest")
    async def draw_latest(self, run: int, latest: list[Latest]) -> None:
        """Show the latest results, except scores hidden by a packet, and record that the auditor saw the judgments."""
        positions = [result.position for result in latest]
        stored = await self.desk.read_for(self, runs.judgments_at, run, positions, self.desk.auditor)
        # A judgment that is not stored yet is shown at a later update.
        shown = [result for result in latest if result.position in stored or not result.judged]
        self.query_one("#run-latest", Static).update(
            Content("\n").join(
                latest_line(result, hidden=result.judged and stored[result.position] is None)
                for result in reversed(shown)
            )
        )
        self.desk.expose((judgment for judgment in stored.values() if judgment is not None), "run")
        self._latest = shown

    # -- actions ------------------------------------------------------------------------------

    async def action_new_run(self) -> None:
        """Plan a run and start it."""
        if self._busy():
            return

        def planned(run: int | None) -> None:
            if run is not None:
                self._start(run)

        await self.app.push_screen(NewRunDialog(self.desk), planned)

    def action_resume(self) -> None:
        """Resume the chosen run."""
        chosen = self._chosen
        if self._busy() or chosen is None:
            return
        if chosen.kind != "run":
            self.notify("That is an imported file: there is nothing to ask", severity="warning", markup=False)
        elif not _is_open(chosen):
            self.notify("Nothing is left to do of that run", markup=False)
        else:
            self._start(chosen.id)

    @work(exclusive=True, group="details")
    async def action_details(self) -> None:
        """Show the details of the chosen run or imported file."""
        if self._chosen is not None:
            found = await self.desk.read_for(self, run_details, self._chosen.id)
            await self.app.push_screen(RunDetailsDialog(found))

    def _busy(self) -> bool:
        if self._current.going:
            self.notify("A run is going on: Del stops it, Space pauses it", severity="warning", markup=False)
            return True
        return False

    @work(exclusive=True, group="start")
    async def _start(self, run: int) -> None:
        """Start a stored run. Ask first if one of its keys would go over plain http to another machine."""
        exposed = await self.desk.read_for(self, _exposed_keys, self.desk.workspace, run)
        if not exposed:
            self._begin(run)
            return

        def answered(allowed: bool | None) -> None:
            if allowed:
                self._begin(run, accept_http=True)
            else:
                self.notify(f"Not started: {self.key('run.resume')} on the run starts it later", markup=False)
                self._read_runs()

        await self.app.push_screen(PlainHttpDialog(exposed), answered)

    def _begin(self, run: int, *, accept_http: bool = False) -> None:
        if self._busy():
            return
        self._current.start(run, accept_http=accept_http)
        self._was_going = True
        self._started = run
        self._read_runs()

    def action_pause(self) -> None:
        if self.runner is not None and self.runner.going:
            self.runner.toggle_pause()

    def action_cancel(self) -> None:
        if self.runner is not None and self.runner.going:
            self.runner.cancel()

    def seen(self) -> list[ShownTable]:
        """Return one table: the runs and imported files."""
        states = sorted({state for one in self._runs for state in one.states})
        judged = sorted({state for one in self._runs for state in one.judge_states})
        headings = (
            "name",
            "kind",
            "model",
            "judge",
            "created",
            *states,
            *(f"judge: {one}" for one in judged),
        )
        rows = []
        for one in self._runs:
            counts = [one.states.get(state, 0) for state in states]
            counts += [one.judge_states.get(state, 0) for state in judged]
            rows.append(cells([one.name, one.kind, one.target, one.judge, one.created_at, *counts]))
        return [ShownTable("runs", "table: runs and files", headings, rows)] if rows else []

    def action_back(self) -> None:
        self.run_in_program("browse")


def _is_open(run: Summary) -> bool:
    """Tell whether resuming *run* would do anything."""
    return run.kind == "run" and bool(run.unfinished or run.failed)


def _exposed_keys(connection: sqlite3.Connection, workspace: Workspace, run: int) -> list[str]:
    """Say which keys of a stored run would go over plain http; [] where they cannot be read, which the run reports."""
    asked = Parameters.from_json(session.summary_of(connection, run).parameters)
    try:
        return session.exposed_keys(workspace, asked)
    except AirbenchError:
        return []
