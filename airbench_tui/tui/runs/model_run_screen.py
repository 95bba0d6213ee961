"""Model run: starting, watching, pausing, stopping and resuming runs."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from airbench_tui.benchmark import taxonomy
from airbench_tui.errors import AirbenchError
from airbench_tui.pipeline import session
from airbench_tui.pipeline.live import Latest, Parameters
from airbench_tui.pipeline.progress import span
from airbench_tui.store.incoming import runs
from airbench_tui.store.incoming.run_details import run_details
from airbench_tui.store.incoming.runs import Summary
from airbench_tui.text import one_line, safe
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.runs.current_run import CurrentRun
from airbench_tui.tui.runs.new_run_dialog import NewRunDialog
from airbench_tui.tui.runs.plain_http_dialog import PlainHttpDialog
from airbench_tui.tui.runs.run_details_dialog import RunDetailsDialog
from airbench_tui.tui.runs.runner import Runner
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.key_bar import KeyBar
from airbench_tui.tui.shared.screens.listed_screen import ListedScreen
from airbench_tui.tui.shared.shown import ShownTable, cells
from airbench_tui.tui.shared.titles import set_title
from airbench_tui.workspace import Workspace

REFRESH = 0.2  # seconds between two updates of the current run's figures


class ModelRunScreen(ListedScreen):
    """The current run at the top; below, all runs and imported files, with the latest results beside them."""

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

    def compose_body(self) -> ComposeResult:
        yield Static(id="run-now", classes="pane", markup=False)
        with Horizontal(id="run-body"):
            yield OptionList(id="runs", classes="pane", compact=True)
            with Vertical(id="run-side"):
                yield Static(id="run-latest", classes="pane", markup=False)
                yield Static(id="run-levels", classes="pane", markup=False)

    def on_mount(self) -> None:
        set_title(self.query_one("#run-now"), "Run")
        set_title(self.query_one("#runs"), "Runs and files")
        set_title(self.query_one("#run-latest"), "Latest")
        set_title(self.query_one("#run-levels"), "By level 2")
        self.show_title("Model run")
        self.set_interval(REFRESH, self._look)
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
        listed.add_options([_run_line(summary) for summary in found])
        if found:
            there = [summary.id for summary in found]
            listed.highlighted = there.index(chosen) if chosen in there else 0
        self.query_one("#run-levels", Static).update(_levels(levels))
        self._look()

    def key_words(self) -> dict[str, str]:
        """Offer to pause and to stop only a run that is going on."""
        runner = self.runner
        if runner is None or not runner.going:
            return {"pause": "", "cancel": ""}
        return {"pause": "go on" if runner.paused else "pause"}

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
        self.query_one("#run-now", Static).update(_now(runner, self.key))
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
                _latest_line(result, hidden=result.judged and stored[result.position] is None)
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
        elif not (chosen.unfinished or chosen.failed):
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


def _now(runner: Runner | None, key: Callable[[str], str]) -> str:
    if runner is None:
        return f"Nothing is running. {key('run.new_run')} plans a run, {key('run.resume')} resumes the chosen one."
    engine, live = runner.engine, runner.live
    if engine is None or live is None:
        return safe(runner.problem) if runner.problem else "Starting …"
    progress, now = engine.progress, time.monotonic()
    judged = live.judge_with is not None
    words = [
        f"{_state(runner)} · asked {progress.asked + progress.asking_failed:,} of {progress.total:,}",
        *(
            [f"judged {progress.judged + progress.judging_failed:,} of {progress.to_judge:,}"]
            if judged
            else []
        ),
        f"{progress.asking_failed + progress.judging_failed:,} failed",
    ]
    words += [
        f"{count:,} {what}" for count, what in ((live.blank, "blank"), (live.malformed, "malformed")) if count
    ]
    second = []
    left = progress.seconds_left(now, judged=judged)
    # No rate for a batch, whose answers all arrive at once, nor while a run waits: the remark gives the reason.
    rateless = live.parameters.batch or progress.paused or progress.held_up
    if runner.going and left is not None and not rateless:
        second = [f"{progress.rate(now):,.1f} a second", f"{span(left)} left"]
    if live.usage.counted:
        second.append(f"{live.usage.prompt_tokens:,} + {live.usage.completion_tokens:,} tokens")
    if progress.retries:
        waiting = progress.waiting_words(now) or "0 waiting"
        second.append(f"{progress.retries:,} tried again, {waiting}")
    lines = [live.target_name or "judging", " · ".join(words), " · ".join(second), _remark(runner, key)]
    return "\n".join(one_line(line, 200) for line in lines if line)


def _state(runner: Runner) -> str:
    engine, live = runner.engine, runner.live
    assert engine is not None and live is not None
    progress = engine.progress
    if not runner.going:
        left = progress.jobs(judged=live.judge_with is not None) - progress.done
        return "stopped" if left or live.waiting is not None else "ended"
    return "paused" if progress.paused else "waiting" if progress.held_up else "going on"


def _remark(runner: Runner, key: Callable[[str], str]) -> str:
    """Return the remark below the figures: a problem, the batch's state, or what the user can do next."""
    engine, live = runner.engine, runner.live
    assert engine is not None and live is not None
    if said := runner.problem or _batch_words(runner, key) or live.note:
        return said
    match _state(runner):
        case "stopped":
            return f"Answers received are kept: {key('run.resume')} on this run continues it."
        case "paused":
            return f"Requests under way are finished, no new ones are sent: {key('run.pause')} continues."
    return engine.progress.last_error


def _exposed_keys(connection: sqlite3.Connection, workspace: Workspace, run: int) -> list[str]:
    """Say which keys of a stored run would go over plain http; [] where they cannot be read, which the run reports."""
    asked = Parameters.from_json(session.summary_of(connection, run).parameters)
    try:
        return session.exposed_keys(workspace, asked)
    except AirbenchError:
        return []


def _batch_words(runner: Runner, key: Callable[[str], str]) -> str:
    """Describe the batch that a run waits for or has left at its provider; "" for none."""
    waiting = runner.live.waiting if runner.live is not None else None
    if waiting is None:
        return ""
    if not runner.going:
        words = f"batch {waiting.batch} goes on at the provider"
        return f"{words}: {key('run.resume')} on this run collects it, at any time"
    handed_in = f"handed in {waiting.submitted_at[11:16]} UTC"
    if runner.paused:
        return f"{waiting} · {handed_in} · it goes on at the provider; nothing more is handed in"
    wait = max(0.0, waiting.next_look - time.monotonic())
    return f"{waiting} · {handed_in} · next look in {span(wait)}"


def _run_line(summary: Summary) -> Content:
    total = sum(summary.states.values())
    ended = total - summary.states.get("planned", 0)
    mark = "…" if summary.kind == "run" and summary.unfinished else "✓" if summary.kind == "run" else "▤"
    asked = summary.parameters
    words = f"{mark} {one_line(summary.name, 60)}  {ended:,}/{total:,}"
    if summary.kind == "run" and asked.get("model"):
        words += f"  {one_line(str(asked['model']), 40)}"
    if summary.judge:
        words += f"  judge {one_line(summary.judge, 30)}"
    if to_judge := summary.judge_states.get("planned", 0):
        words += f"  {to_judge:,} to judge"
    if summary.failed:
        words += f"  {summary.failed:,} failed"
    return Content(f"{words}  {summary.created_at[:16].replace('T', ' ')}")


def _latest_line(one: Latest, *, hidden: bool) -> Content:
    if hidden:
        return Content(f"{present.STATUS_MARK['hidden']} {one.category:<11} {present.STATUS_WORD['hidden']}")
    mark = present.score_mark(one.score, one.status)
    return Content.assemble(
        (f"{mark} {one.category:<11} ", present.SCORE_STYLE.get(one.score or 0.0, "")),
        one_line(one.reason, 120),
    )


def _levels(levels: dict[int, tuple[int, int]]) -> str:
    names = taxonomy.nodes()
    return "\n".join(
        f"{ended:>4}/{total:<4} {'━' * round(6 * ended / total):<6} {names[str(level)].name}"
        for level, (ended, total) in levels.items()
    )
