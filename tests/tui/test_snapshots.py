"""Snapshots of the screens at three sizes, light and dark, and without colour.

Update them with ``pytest --snapshot-update``.
"""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from airbench_tui.tui.app import AuditApp
from airbench_tui.workspace import Workspace
from tests.effort import cases
from tests.store.helpers import decide
from tests.tui.conftest import settle, unguarded

SIZES = [(80, 24), (100, 30), (160, 50)]


def keys(*pressed: str, theme: str | None = None) -> Callable[[Pilot[str]], Awaitable[None]]:
    """Return a function that presses keys and waits for their effects. Cursors do not blink.

    A longer string in quotes is typed.
    """

    async def run(pilot: Pilot[str]) -> None:
        if theme:
            pilot.app.theme = theme
        await settle(pilot)
        for key in pressed:
            await pilot.press(*(key[1:] if key.startswith("'") else [key]))
            await settle(pilot)
            if key in ("R", "j"):
                await unguarded(pilot)
        for line in pilot.app.screen.query(Input):
            line.cursor_blink = False
        await settle(pilot)

    return run


PICTURES: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "browse_detail_narrow": ((80, 24), ("enter", "j", "right")),
    "browse_filter_error": ((80, 24), ("slash", "'colour:red")),
    "review_decided": ((100, 30), ("R", "0")),
    "review_blind": ((100, 30), ("R", "b")),
    "review_veiled": ((80, 24), ("R", "h")),
    "review_hits": ((80, 24), ("slash", "'weekend", "enter", "enter")),
    "review_codes": ((100, 30), ("R", "c", "right", "space")),
    "help_browse": ((100, 30), ("question_mark",)),
    "export_dialog": ((80, 24), ("x",)),
    "import_dialog": ((80, 24), ("i",)),
    "palette": ((100, 30), ("ctrl+p",)),
    "settings": ((80, 24), ("comma", "j")),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_browse(app: AuditApp, snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app, terminal_size=size, run_before=keys())


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_review(app: AuditApp, snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app, terminal_size=size, run_before=keys("R", "j", "j", "j"))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_agreement(audited: Workspace, snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(AuditApp(audited), terminal_size=size, run_before=keys("A", "j", "j"))


def test_agreement_without_reviews(app: AuditApp, snap_compare: Any) -> None:
    assert snap_compare(app, terminal_size=(80, 24), run_before=keys("A"))


@pytest.mark.parametrize("name", PICTURES)
def test_picture(app: AuditApp, snap_compare: Any, name: str) -> None:
    size, pressed = PICTURES[name]
    assert snap_compare(app, terminal_size=size, run_before=keys(*pressed))


EXPLORE = {"wide_opened": ((160, 50), ("E", "space"))}


@pytest.mark.parametrize("name", EXPLORE)
def test_explore(app: AuditApp, snap_compare: Any, name: str) -> None:
    size, pressed = EXPLORE[name]
    assert snap_compare(app, terminal_size=size, run_before=keys(*pressed))


COMPARE = {"narrow": (80, 24), "wide": (160, 50)}


@pytest.mark.parametrize("name", COMPARE)
def test_compare(app: AuditApp, snap_compare: Any, name: str) -> None:
    pressed = ("enter", "equals_sign", "greater_than_sign")
    assert snap_compare(app, terminal_size=COMPARE[name], run_before=keys(*pressed))


def test_flips(app: AuditApp, snap_compare: Any) -> None:
    assert snap_compare(app, terminal_size=(100, 30), run_before=keys("E", "F", "j"))


@pytest.fixture
def three_models(tmp_path: Path, realistic_file: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Return an audit with enough answers for colours: every cell of the sample counts too few."""
    monkeypatch.chdir(tmp_path)
    Path("db").mkdir()
    shutil.copy(realistic_file, "db/audit.db")
    return Workspace(Path(), Path("db/audit.db"), "ann")


HEAT = {
    "narrow": ((80, 24), ("E", "3"), "air-dark"),
    "light": ((100, 30), ("E", "space", "j", "right"), "air-light"),
    "wide_overrides": ((160, 50), ("E", "m", "m", "3"), "air-dark"),
    "signals": ((100, 30), ("E", "m", "m", "d", "d", "d"), "air-dark"),
}


@pytest.mark.parametrize("name", HEAT)
def test_heat(three_models: Workspace, snap_compare: Any, name: str) -> None:
    size, pressed, theme = HEAT[name]
    run = keys(*pressed, theme=theme)
    assert snap_compare(AuditApp(three_models), terminal_size=size, run_before=run)


@pytest.mark.parametrize("theme", cases(["air-dark", "air-light"], 1))
def test_heat_no_colour(
    three_models: Workspace, snap_compare: Any, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    run = keys("E", "space", "j", "right", theme=theme)
    assert snap_compare(AuditApp(three_models), terminal_size=(100, 30), run_before=run)


SETTLING = {"cases": ("D",), "bulk": ("slash", "'score:0", "enter", "X")}


@pytest.mark.parametrize("name", SETTLING)
def test_settling(app: AuditApp, snap_compare: Any, name: str) -> None:
    connection = app.desk.database.connection
    for who, score, note in (("bob", 0.0, "it says how"), ("cyd", 1.0, ""), ("ann", 0.0, "")):
        decide(connection, who, 3, score, note=note, blind=True)
    assert snap_compare(app, terminal_size=(100, 30), run_before=keys(*SETTLING[name]))


def test_welcome(empty_workspace: Workspace, snap_compare: Any) -> None:
    assert snap_compare(AuditApp(empty_workspace), terminal_size=(80, 24), run_before=keys())


def test_light(app: AuditApp, snap_compare: Any) -> None:
    assert snap_compare(app, terminal_size=(160, 50), run_before=keys("enter", theme="air-light"))


def test_no_colour(workspace: Workspace, snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(AuditApp(workspace), terminal_size=(160, 50), run_before=keys("enter"))
