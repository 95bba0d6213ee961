"""Fixtures with a fresh copy of the sample audit, and helpers that press keys and wait for the program."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import shutil
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from textual._compositor import Compositor
from textual._styles_cache import StylesCache
from textual.app import App
from textual.command import CommandList
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Static
from textual.widgets._toast import Toast
from textual.worker import WorkerCancelled

from airbench_tui.benchmark import hub
from airbench_tui.settings.registry import SETTINGS
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.shared.reading.excerpt import Excerpt
from airbench_tui.tui.shared.reading.progress_row import ProgressRow
from airbench_tui.tui.shared.reading.verdict_bar import Marks, VerdictBar
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.workspace import Workspace
from tests.benchmark.stand_in import judgeable
from tests.effort import THOROUGH

Settle = Callable[[Pilot[str]], Awaitable[None]]

SETTLE = SETTINGS["decision_guard"].default
PAINT = Compositor.render_update


@pytest.fixture(autouse=True)
def painted_when_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw what changed only when a test waits or takes a picture. Every single change took half of the time."""

    def later(compositor: Compositor, full: bool = False, **options: Any) -> object:
        return PAINT(compositor, full, **options) if full else None

    monkeypatch.setattr(Compositor, "render_update", later)


def paint(app: App[Any]) -> bool:
    """Draw what changed; return whether anything had. Lists read their rows when they are drawn.

    A thorough test run draws everything. Else only the widgets are drawn to which drawing makes a difference, which
    takes a third off the time of a test.
    """
    compositor = app.screen._compositor
    if THOROUGH:
        return PAINT(compositor, screen_stack=app._background_screens) is not None
    changed = list(compositor._dirty_regions)
    compositor._dirty_regions.clear()
    if not changed:
        return False
    for widget, (_, clip) in compositor.visible_widgets.items():
        if isinstance(widget, ResponseList | TextPane):
            content = widget.content_region
            seen = content.intersection(clip)
            for y in {y for one in changed for y in seen.intersection(one).line_range}:
                widget.render_line(y - content.y)
    return True


_READ: dict[object, list[RuleSet]] = {}
_READ_STYLES = Stylesheet._parse_rules


@pytest.fixture(autouse=True)
def styles_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the rules of each style sheet for the programs of the next tests. Reading them took a tenth of the time."""

    def read(sheet: Stylesheet, css: str, read_from: CSSLocation, *how: Any, **named: Any) -> list[RuleSet]:
        key = (css, read_from, how, *named.items(), *sheet._variables.items())
        if key not in _READ:
            _READ[key] = _READ_STYLES(sheet, css, read_from, *how, **named)
        return _READ[key]

    monkeypatch.setattr(Stylesheet, "_parse_rules", read)


_TESTS = count(1)


@pytest.fixture(autouse=True)
def programs_ended(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Shut every program down after its test, and collect them often: each keeps 10 MB with its idle threads."""
    opened: list[AuditApp] = []
    begin = AuditApp.__init__

    def remember(app: AuditApp, workspace: Workspace) -> None:
        begin(app, workspace)
        opened.append(app)

    monkeypatch.setattr(AuditApp, "__init__", remember)
    yield
    for app in opened:
        app.shut_down()
    StylesCache.get_inner_outer.cache_clear()  # else it keeps the drawn lines of every widget of every test
    if next(_TESTS) % 5 == 0:
        gc.collect()


@pytest.fixture
def workspace(tmp_path: Path, sample_file: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Return the sample audit under a relative path, so that no snapshot contains a temporary path."""
    monkeypatch.chdir(tmp_path)
    Path("db").mkdir()
    shutil.copy(sample_file, "db/sample.db")
    return Workspace(Path(), Path("db/sample.db"), "ann", sample=True)


@pytest.fixture
def audited(tmp_path: Path, audited_file: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Return the sample audit with a packet, three auditors' verdicts and a second judge."""
    monkeypatch.chdir(tmp_path)
    Path("db").mkdir()
    shutil.copy(audited_file, "db/sample.db")
    return Workspace(Path(), Path("db/sample.db"), "ann", sample=True)


@pytest.fixture
def empty_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.chdir(tmp_path)
    return Workspace(Path(), Path("db/audit.db"), "ann")


@pytest.fixture
def benchmark(workspace: Workspace) -> Path:
    """Store an invented benchmark in the workspace, as `fetch --from` does, and return its folder."""
    source = workspace.folder / "files"
    source.mkdir()
    for name, body in judgeable().items():
        (source / name).write_bytes(body)
    return hub.copy_from(source, workspace.data, "synthetic").folder


@pytest.fixture
def app(workspace: Workspace) -> AuditApp:
    return AuditApp(workspace)


async def until(pilot: Pilot[str], holds: Callable[[], bool]) -> None:
    """Wait until *holds* returns True. The time limit only ends a test that would wait for ever."""
    async with asyncio.timeout(120):
        while not holds():
            await pilot.pause(0.02)
            paint(pilot.app)


async def press(pilot: Pilot[str], *keys: str) -> None:
    """Press keys and wait until the screen shows their effect."""
    await pilot.press(*keys)
    await settle(pilot)


async def choose_in_palette(pilot: Pilot[str], words: str, finds: str = "") -> None:
    """Run the action that the command palette finds for *words*. Its help contains *finds*, by default *words*."""
    await pilot.press("ctrl+p")
    await until(pilot, lambda: bool(pilot.app.screen.query(CommandList)))
    await pilot.press(*words)
    found = pilot.app.screen.query_one(CommandList)

    def is_found() -> bool:
        return found.highlighted == 0 and (finds or words) in str(found.get_option_at_index(0).prompt)

    await until(pilot, is_found)
    await press(pilot, "enter")


def drawn(app: AuditApp) -> str:
    """Return the text of the whole screen."""
    strips = app.screen._compositor.render_strips()  # Textual has no public method for this
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def shown(app: AuditApp, selector: str) -> str:
    """Return the text of a widget on the screen in front, cut or not; "" if it is not displayed."""
    widget = app.screen.query_one(selector)
    if not widget.display:
        return ""
    if isinstance(widget, Excerpt):
        return widget.plain
    assert isinstance(widget, Static)
    return str(widget.content)


def marks(app: AuditApp) -> Marks:
    """Return what the verdict bar of the screen in front shows."""
    return app.screen.query_one(VerdictBar).marks


def said(app: AuditApp) -> str:
    """Return the message about the last key, of a screen with a row of progress."""
    return app.screen.query_one(ProgressRow).said


def told(app: AuditApp, kind: str = "") -> list[str]:
    """Return the notifications on the screen in front: all, or those of a *kind* such as "warning"."""
    toasts = app.screen.query(Toast).results(Toast)
    return [str(toast.render()) for toast in toasts if not kind or toast.has_class(f"-{kind}")]


async def settle(pilot: Pilot[str]) -> None:
    """Wait until three checks in a row find no running worker, and the screen is drawn.

    On screens that start workers again and again, stop waiting after twenty checks.
    """
    quiet = 0
    for _ in range(20):
        workers = pilot.app.workers
        quiet = 0 if any(not worker.is_finished for worker in workers) else quiet + 1
        with contextlib.suppress(WorkerCancelled):  # a superseded worker counts as done
            await workers.wait_for_complete()
        await pilot.pause(0.03)
        if quiet >= 2 and not paint(pilot.app):
            break


async def paste(pilot: Pilot[str], text: str) -> None:
    """Paste *text* into the focused field. Typing would be slow, because each key draws the whole screen again."""
    pilot.app.post_message(Paste(text))
    await pilot.pause()


async def unguarded(pilot: Pilot[str]) -> None:
    """Wait until the key guard accepts deciding keys for the item on screen."""
    await settle(pilot)
    await pilot.pause(SETTLE + 0.05)


@pytest.fixture(autouse=True)
def waiting_counted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count what waits right after a verdict, so that no picture depends on when a timer ends."""
    monkeypatch.setattr("airbench_tui.tui.app.PAUSE", 0.0)
