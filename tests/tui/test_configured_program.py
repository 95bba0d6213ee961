"""The program with settings of files: keys, theme, motion."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from airbench_tui.errors import InputError
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.shared.key_bar import KeyBar
from airbench_tui.tui.shared.reading.verdict_bar import VerdictBar
from airbench_tui.workspace import Workspace
from tests.tui.conftest import choose_in_palette, drawn, press, settle, told, unguarded


def write(workspace: Workspace, text: str) -> None:
    (workspace.folder / "settings.toml").write_text(text, encoding="utf-8")


async def test_settings_of_the_workspace_hold(workspace: Workspace) -> None:
    keys = {"browse.filter": "F", "app.packets": ["F2", "P"], "review.decide_1": "w", "review.undo": "Z"}
    lines = ["theme = 'nord'", "reduced_motion = true", "colour = 1", "[keys]"]
    write(workspace, "\n".join([*lines, *(f"{name} = {key!r}" for name, key in keys.items())]))
    app = AuditApp(workspace)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        assert (app.theme, app.animation_level) == ("nord", "none")
        assert any("line 3 is ignored: there is no setting 'colour'" in line for line in told(app, "warning"))
        assert "F filter" in str(app.screen.query_one(KeyBar).render())
        await press(pilot, "slash")
        assert not isinstance(app.focused, Input)
        await press(pilot, "F")
        assert isinstance(app.focused, Input)
        await press(pilot, "escape", "question_mark")
        assert "F        filter" in drawn(app)
        await press(pilot, "escape")
        await choose_in_palette(pilot, "packets: random", "(F2 P)")
        assert app.front is not None and app.front.PLACES == ("packets",)
        await press(pilot, "B", "R")
        await unguarded(pilot)
        assert " w   SAFE" in drawn(app)
        await press(pilot, "1")
        assert app.desk.decisions == 0
        await pilot.click(VerdictBar, offset=(5, 1))
        await settle(pilot)
        assert app.desk.decisions == 1 and "Z undoes" in drawn(app)


async def test_a_theme_of_the_list_of_themes_is_kept(workspace: Workspace) -> None:
    write(workspace, "theme = 'no such'")
    app = AuditApp(workspace)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.theme == "air-dark"
        assert "theme" not in auditor_rows.attributes(app.desk.database.connection, app.desk.auditor)
        await choose_in_palette(pilot, "theme: ", "Theme: ")
        await press(pilot, *"gruvbox", "enter")
        assert app.theme == "gruvbox"
    app.shut_down()
    assert AuditApp(workspace).theme == "gruvbox"


def test_a_keymap_that_cannot_be_ends_the_program_before_it_starts(workspace: Workspace) -> None:
    write(workspace, "[keys]\nreview.skip = '0'")
    with pytest.raises(InputError, match=r"line 2: 0 cannot be review.skip"):
        AuditApp(workspace)
