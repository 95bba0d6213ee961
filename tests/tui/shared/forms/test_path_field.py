"""A path that cannot be used is refused in the dialog, with the reason; one under ~ is in the home folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from airbench_tui.tui.app import AuditApp
from airbench_tui.workspace import Workspace
from tests.tui.conftest import choose_in_palette, paste, press, settle, shown

_NO_HOME = "'~nosuchuser/a.csv': the user in this path has no home folder"


async def test_a_path_of_an_unknown_user_is_refused(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        for keys in (("x",), ("i",), ("P", "x")):  # export, import, send a packet
            await press(pilot, *keys)
            app.screen.query_one("#path", Input).value = "~nosuchuser/a.csv"
            await press(pilot, "enter")
            assert shown(app, "#said") == _NO_HOME, keys
            await press(pilot, "escape")


async def test_what_is_seen_is_not_written_to_an_unusable_path(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await choose_in_palette(pilot, "export seen", "Export what is seen")
        for path, why in (("~nosuchuser/a.csv", _NO_HOME), ("a" * 300, "File name too long")):
            app.screen.query_one("#path", Input).value = path
            await press(pilot, "enter")
            assert why in shown(app, "#said")


async def test_a_path_is_completed_while_it_is_typed(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        Path("answers.json").write_text("[]", encoding="utf-8")
        await press(pilot, "i")
        for typed in ("~nosuchuser/a", "\0/a"):
            await paste(pilot, typed)
            assert app.screen.query_one("#path", Input).value == typed
            await press(pilot, "ctrl+u")
        await press(pilot, *"ans", "right")
        assert app.screen.query_one("#path", Input).value == "answers.json"


async def test_a_packet_is_sent_to_the_home_folder(
    audited: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    app = AuditApp(audited)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "P", "x")
        app.screen.query_one("#path", Input).value = "~/packet.json"
        await press(pilot, "enter")
    assert (home / "packet.json").is_file()
