"""Packets on screen: drawing, progress, and the actions that Review offers inside and outside packets."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.shared.text_pane import TextPane
from tests.store.helpers import all_of
from tests.tui.conftest import drawn, settle, shown, told, until


async def press(pilot: Pilot[str], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def draw(pilot: Pilot[str], name: str, auditors: str = "ann") -> None:
    await press(pilot, "plus")
    for field, value in (("name", name), ("n", "12"), ("auditors", auditors)):
        pilot.app.screen.query_one(f"#packet-{field}", Input).value = value
    await press(pilot, "enter")


async def test_packets_drawn_one_after_the_other_are_different_draws(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await press(pilot, "P")
        for name in ("june", "july"):
            await draw(pilot, name)
        connection = app.desk.database.connection
        seeds = all_of(connection, "SELECT seed FROM packets ORDER BY id")
        assert len(set(seeds)) == 2
        june, july = (
            set(all_of(connection, f"SELECT response FROM packet_items WHERE packet = {packet}"))
            for packet in (1, 2)
        )
        assert june != july


async def test_auditors_never_met_before_are_named(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await press(pilot, "P")
        await press(pilot, "plus", "tab")
        assert shown(app, "#explained").startswith("How many  the number of answers")
        await until(pilot, lambda: shown(app, "#packet-preview").startswith("100 of 158  20 scored 0, "))
        await press(pilot, "escape")
        await draw(pilot, "june", "ann, bbo")
        (warning,) = told(app, "warning")
        assert "New auditors: bbo." in warning


async def test_who_is_where_scrolls_to_the_last_auditor(app: AuditApp) -> None:
    names = tuple(f"auditor {number}" for number in range(12))
    new_packet(app.desk.database.connection, PacketPlan("june", 40, auditors=names), "ann")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, "P")
        assert "auditor 0 " in drawn(app) and "auditor 9 " not in drawn(app)
        await press(pilot, "space", "space", "space")
        assert "auditor 9 " in drawn(app)  # the last by name


@pytest.mark.parametrize("inside", [True, False])
async def test_review_offers_only_actions_that_apply(app: AuditApp, inside: bool) -> None:
    new_packet(app.desk.database.connection, PacketPlan("june", 5, auditors=("ann",), repeat=0), "ann")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, *(("P", "enter") if inside else ("R",)))
        assert isinstance(app.screen, ReviewScreen)
        footer = drawn(app).splitlines()[-1]
        assert ("- can't judge" in footer) == inside
        assert "? help" in footer
        await press(pilot, "b")
        assert app.desk.blind is not inside
        await press(pilot, "ctrl+p", *"cannot judge")
        assert ("an answer in packets" in drawn(app)) == inside


async def test_triage_has_room_for_every_signal(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, "T")
        screen = app.screen
        assert isinstance(screen, ReviewScreen)
        entry = screen.queue.current
        assert entry is not None
        why = screen.session.load(app.desk.database.connection, app.desk.auditor, entry).why
        assert why
        await press(pilot, "r")
        pane = screen.query_one("#rubric", TextPane)
        assert pane.region and all(one in dict(pane.sections)["Why to look at it"] for one in why)


async def test_a_packet_is_drawn_from_an_incomplete_import_only_after_a_warning(app: AuditApp) -> None:
    connection = app.desk.database.connection
    connection.execute("UPDATE runs SET rows_in_file = 200, rows_read = 160")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, "P")
        assert "⚠ incomplete: 160 of 200 rows of 'SAMPLE audit' were imported" in drawn(app)
        await draw(pilot, "june")
        assert "Enter again draws from these rows all the same" in " ".join(drawn(app).split())
        assert all_of(connection, "SELECT name FROM packets") == []
        app.screen.query_one("#packet-n", Input).value = "13"
        await press(pilot, "enter")  # another plan, another warning
        assert all_of(connection, "SELECT name FROM packets") == []
        await press(pilot, "enter")
        assert all_of(connection, "SELECT name FROM packets") == ["june"]
