"""Search in the program: matches marked in the list and the details, completion, saved searches."""

from __future__ import annotations

import asyncio
import sqlite3

from textual.widgets import Input, OptionList, Static

from airbench_tui.store import reads, reviews, search
from airbench_tui.store.database import transaction
from airbench_tui.store.filter_language import parse
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.screens.browse import BrowseScreen
from airbench_tui.tui.widgets.heat_map import HeatMap
from airbench_tui.tui.widgets.response_list import ResponseList
from tests.tui.conftest import settle
from tests.tui.test_explore import drawn, press


async def test_the_list_marks_what_was_searched_for(app: AuditApp) -> None:
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"sorry", "enter")
        rows = app.screen.query_one(ResponseList)
        connection = app.desk.database.connection
        assert 0 < len(rows.ids) < 160
        found = search.matches(connection, rows.ids[:10], parse("sorry"))
        for y in range(1, min(10, len(rows.ids))):
            marked = [s for s in rows.render_line(y) if s.style and s.style.underline]
            assert [s.text for s in marked] == [found[rows.ids[y]][0].match]
        assert "FOUND" in drawn(app) and f"«{found[rows.ids[0]][0].match}»" in drawn(app)
        await press(pilot, "ctrl+x")
        assert not any(s.style and s.style.underline for s in rows.render_line(1))
        assert "FOUND" not in drawn(app)


async def test_a_veiled_category_shows_no_match(app: AuditApp) -> None:
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        for node in ("L1.1", "L1.3", "L1.8", "L1.13"):
            await app.desk.toggle_hard(node)
        await press(pilot, "slash", *"sorry", "enter")
        assert "(veiled" in drawn(app) and "FOUND" not in drawn(app) and "«" not in drawn(app)


async def test_completion_by_tab(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"mod", "tab")
        line = app.screen.query_one(Input)
        assert line.value == "model:"
        await press(pilot, *"quill", "tab")
        names = reads.names(app.desk.database.connection)["model"]
        quill = next(name for name in names if "Quill" in name)
        assert line.value == f'model:"{quill}"'
        meaning = str(app.screen.query_one("#filter-meaning", Static).content)
        assert meaning.startswith("80 · model is ")
        await press(pilot, *" cat:slander")
        meaning = str(app.screen.query_one("#filter-meaning", Static).content)
        assert "there is no category 'slander'" in meaning and "cat:12.37.3 " in meaning
        await press(pilot, "tab")
        assert line.value.endswith(" cat:12.37.3")


def _forget(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        connection.execute("UPDATE triage SET mask = NULL")


async def test_signals_that_wait_are_worked_out_before_they_are_asked_for(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        connection = app.desk.database.connection
        flagged = reads.count(connection, parse("signal:*"))
        assert flagged
        await app.desk.write(_forget)  # as after an upgrade
        await press(pilot, "slash", *"signal:*")
        assert str(app.screen.query_one("#filter-meaning", Static).content).startswith(f"{flagged} · ")
        await app.desk.write(_forget)
        await press(pilot, "enter")
        assert len(app.screen.query_one(ResponseList).ids) == flagged
        await app.desk.write(_forget)
        await press(pilot, "H", "ctrl+x", "o", "o", "o")
        assert app.outlook.dimension == "signal" and app.screen.query_one(HeatMap).lines


async def test_what_was_typed_last_is_what_is_shown(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, BrowseScreen)
        for expression in ("sorry", "score:0", "cat:14", "model:*quill* score:1"):
            screen.apply_filter(expression)  # nothing is waited for
        await settle(pilot)
        expected = reads.response_ids(app.desk.database.connection, parse("model:*quill* score:1"))
        assert list(screen.query_one(ResponseList).ids) == list(expected)


async def test_a_superseded_question_is_stopped_in_the_database(app: AuditApp) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        screen, desk = app.screen, app.desk
        asked = [
            asyncio.create_task(desk.read_latest(screen, "x", lambda c: c.execute(endless).fetchone()))
            for _ in range(6)  # twice as many as there are threads
        ]
        await asyncio.sleep(0.1)
        assert await desk.read_latest(screen, "x", lambda c: c.execute("SELECT 7 AS n").fetchone()) == {
            "n": 7
        }
        ended = await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), 5)
        assert all(isinstance(one, asyncio.CancelledError) for one in ended)


async def test_searches_are_saved_taken_up_and_forgotten(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "S", "n")
        assert "No filter is in force" in drawn(app)
        await press(pilot, "escape", "slash", *"score:0", "enter", "S", "n", *"unsafe ones", "enter")
        assert app.desk.searches == {"unsafe ones": "score:0"}
        await press(pilot, "escape", "ctrl+x")
        assert len(app.screen.query_one(ResponseList).ids) == 160
        await press(pilot, "S")
        assert "score is 0" in drawn(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, BrowseScreen) and app.screen.expression == "score:0"
        await press(pilot, "H", "S", "enter")
        assert app.outlook.expression == "score:0"
        kept = reviews.attributes(app.desk.database.connection, app.desk.auditor)
        assert kept["searches"] == {"unsafe ones": "score:0"}
        await press(pilot, "S", "d")
        assert app.desk.searches == {} and app.screen.query_one(OptionList).option_count == 0
