"""The dialogs that write a file: they refuse evidence, and ask before they replace another file."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from airbench_tui.tui.app import AuditApp
from airbench_tui.workspace import Workspace
from tests.tui.conftest import choose_in_palette, drawn, press, settle


async def export(pilot: Pilot[str]) -> None:
    await press(pilot, "x")


async def seen(pilot: Pilot[str]) -> None:
    await choose_in_palette(pilot, "export seen", "Export what is seen")


async def packet(pilot: Pilot[str]) -> None:
    await press(pilot, "P", "x")


async def write_to(pilot: Pilot[str], name: str) -> None:
    pilot.app.screen.query_one("#path", Input).value = name
    await press(pilot, "enter")


async def test_the_dialogs_refuse_evidence_and_ask_before_they_replace(audited: Workspace) -> None:
    app = AuditApp(audited)
    Path("soft.csv").symlink_to("db/sample.db")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        for opened in (export, seen, packet):
            Path("mine.txt").write_text("mine", encoding="utf-8")
            await opened(pilot)
            dialog = app.screen
            for name in ("db/sample.db", "db/sample.db-wal", "soft.csv"):
                for _ in range(3):  # asking again and again is no agreement
                    await write_to(pilot, name)
                    assert app.screen is dialog and "is the audit database in use" in drawn(app), opened
            for _ in range(3):
                if "That file exists" in drawn(app):
                    break
                await write_to(pilot, "mine.txt")
            assert app.screen is dialog and Path("mine.txt").read_text(encoding="utf-8") == "mine", opened
            await press(pilot, "enter")
            assert app.screen is not dialog
            assert Path("mine.txt").read_text(encoding="utf-8") != "mine", opened
            if opened is export:  # the heads of the trail are beside it
                assert Path("mine.txt.heads").is_file()
    assert Path("db/sample.db").read_bytes().startswith(b"SQLite format 3\0")
