"""Screens spell an auditor's name as first stored. An upgrade reports once which names were joined."""

from __future__ import annotations

from dataclasses import replace

from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.store.database import open_database
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.tui.app import AuditApp
from airbench_tui.workspace import Workspace
from tests.store.reviewing.test_auditor_names import older
from tests.tui.conftest import drawn, settle, told


async def test_the_first_spelling_is_shown_and_finds_the_auditors_places(workspace: Workspace) -> None:
    with open_database(workspace.database) as opened:
        auditor_rows.auditor_id(opened.connection, "Ann")
        new_packet(opened.connection, PacketPlan("june", 5, repeat=0), "Ann")
    app = AuditApp(replace(workspace, auditor="ANN"))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        assert "SAMPLE  Ann" in drawn(app)
        await pilot.press("P")
        await settle(pilot)
        assert "0 of 5" in drawn(app) and "ANN" not in drawn(app)


async def test_an_upgrade_is_one_notice(empty_workspace: Workspace) -> None:
    empty_workspace.database.parent.mkdir()
    older(empty_workspace.database)
    for first in (True, False):
        app = AuditApp(empty_workspace)
        async with app.run_test(size=(100, 30), notifications=True) as pilot:
            await settle(pilot)
            messages = told(app)
            assert (
                any("'ANN', 'Ann' and 'ann' are one auditor, called 'ann'." in one for one in messages)
                is first
            )
        app.shut_down()
