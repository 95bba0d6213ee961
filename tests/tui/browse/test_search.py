"""Search in the program: matches marked in the list and the details, completion, saved searches."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest
from textual.widgets import Input, OptionList, Static

from airbench_tui.benchmark import taxonomy
from airbench_tui.store.database import transaction
from airbench_tui.store.reading import explore, reads, search
from airbench_tui.store.reading.explore import Question
from airbench_tui.store.reading.filters import known_names
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.category_tree import CategoryTree
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.explore.explore_screen import ExploreScreen
from airbench_tui.tui.explore.heat_map import HeatMap
from airbench_tui.tui.shared.text_pane import TextPane
from tests.store.helpers import decide
from tests.tui.conftest import drawn, press, settle, shown, told, until

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


async def test_the_list_marks_what_was_searched_for(app: AuditApp) -> None:
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"sorry", "enter")
        rows = app.screen.query_one(ResponseList)
        connection = app.desk.database.connection
        assert 0 < len(rows.ids) < 160
        found = search.matches(connection, rows.ids[:10], parse("sorry"), UNRESTRICTED)
        for y in range(1, min(10, len(rows.ids))):
            marked = [s for s in rows.render_line(y) if s.style and s.style.underline]
            assert [s.text for s in marked] == [found[rows.ids[y]][0].match]
        texts = app.screen.query_one("#detail-texts", TextPane)
        await until(pilot, lambda: "“sorry” hit 1 of" in shown(app, "#detail-head"))
        assert texts.hit_in_view
        assert "FOUND" not in drawn(app)  # every match is marked in its text
        await press(pilot, "ctrl+x")
        assert not any(s.style and s.style.underline for s in rows.render_line(1))
        assert "hit" not in shown(app, "#detail-head")


async def test_the_details_go_from_hit_to_hit_and_tell_those_elsewhere(app: AuditApp) -> None:
    connection, word = app.desk.database.connection, "zephyr"
    (response,) = reads.response_ids(connection, parse("weekend"), UNRESTRICTED, limit=1)
    decide(connection, "ann", response, 1.0, note=f"a {word}")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"weekend", "enter")
        screen = app.screen
        await until(pilot, lambda: "hit 2 of 2" in shown(app, "#detail-head"))
        await press(pilot, "right_square_bracket")  # the list alone is shown: the details come
        assert screen.focused is screen.query_one("#detail-texts")
        assert "hit 1 of 2 in the prompt" in shown(app, "#detail-head")
        await press(pilot, "slash", *["backspace"] * 7, *word, "enter", "right")
        await until(pilot, lambda: f"note: a «{word}»" in drawn(app))
        await press(pilot, "right_square_bracket")
        assert "not in this response's texts" in told(app)[0]


async def test_a_veiled_category_shows_no_match(app: AuditApp) -> None:
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        for node in ("L1.1", "L1.3", "L1.8", "L1.13"):
            await app.desk.settings.toggle_hard(node)
        await press(pilot, "slash", *"sorry", "enter")
        assert "(veiled" in drawn(app) and "FOUND" not in drawn(app) and "«" not in drawn(app)


async def test_completion_by_tab(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"mod", "tab")
        line = app.screen.query_one(Input)
        assert line.value == "model:"
        await press(pilot, *"quill", "tab")
        names = known_names.read(app.desk.database.connection)["model"]
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


async def test_missing_signals_are_computed_before_a_filter_uses_them(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        connection = app.desk.database.connection
        flagged = reads.count(connection, parse("signal:*"), UNRESTRICTED)
        assert flagged
        await app.desk.write(_forget)  # as after an upgrade
        await press(pilot, "slash", *"signal:*")
        assert str(app.screen.query_one("#filter-meaning", Static).content).startswith(f"{flagged} · ")
        await app.desk.write(_forget)
        await press(pilot, "enter")
        assert len(app.screen.query_one(ResponseList).ids) == flagged
        await app.desk.write(_forget)
        await press(pilot, "H", "ctrl+x", "d", "d", "d")
        assert app.outlook.dimension == "signal" and app.screen.query_one(HeatMap).lines


async def test_the_filter_typed_last_is_shown(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, BrowseScreen)
        for expression in ("sorry", "score:0", "cat:14", "model:*quill* score:1"):
            screen.apply_filter(expression)  # without waiting for the result
        await settle(pilot)
        expected = reads.response_ids(
            app.desk.database.connection, parse("model:*quill* score:1"), UNRESTRICTED
        )
        assert list(screen.query_one(ResponseList).ids) == list(expected)


def _slow(found: Any, asked: threading.Event, late: threading.Event) -> Any:
    """Wrap *found* so that its results for ``score:1`` wait for *late*. *asked* is set when one waits."""

    def answer(connection: sqlite3.Connection, *args: Any, **kwargs: Any) -> Any:
        question = next(one for one in args if isinstance(one, Filter | Question))
        terms = question.terms if isinstance(question, Filter) else question.chosen.terms
        result = found(connection, *args, **kwargs)
        if parse("score:1").terms[0] in terms:
            asked.set()
            late.wait(60)
        return result

    return answer


async def test_an_answer_that_comes_late_is_not_shown(app: AuditApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """List, figures, count and heat map show the later filter, though the earlier one is answered last."""
    asked, late = threading.Event(), threading.Event()
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        screen, connection = app.screen, app.desk.database.connection
        assert isinstance(screen, BrowseScreen)
        unsafe = list(reads.response_ids(connection, parse("score:0"), UNRESTRICTED))
        for module, name in (
            (reads, "response_ids"),
            (reads, "count"),
            (reads, "tallies"),
            (explore, "table"),
        ):
            monkeypatch.setattr(module, name, _slow(getattr(module, name), asked, late))

        async def both(
            first: Callable[[], None], second: Callable[[], None], answered: Callable[[], bool]
        ) -> None:
            asked.clear()
            late.clear()
            first()
            await until(pilot, asked.is_set)
            second()
            await until(pilot, answered)
            late.set()
            await settle(pilot)
            assert answered()

        def only_unsafe() -> bool:
            counted = screen.query_one(CategoryTree).tally(taxonomy.root()).items
            return list(screen.query_one(ResponseList).ids) == unsafe and counted == len(unsafe)

        await both(
            lambda: screen.apply_filter("score:1"), lambda: screen.apply_filter("score:0"), only_unsafe
        )

        await press(pilot, "slash")
        line = screen.query_one("#filter-input", Input)
        meaning = screen.query_one("#filter-meaning", Static)
        await both(
            lambda: setattr(line, "value", "score:1"),
            lambda: setattr(line, "value", "score:0"),
            lambda: str(meaning.content).startswith(f"{len(unsafe)} · score is 0"),
        )

        await press(pilot, "escape", "H")
        heat = app.screen
        assert isinstance(heat, ExploreScreen)
        await both(
            lambda: heat.apply_filter("score:1"),
            lambda: heat.apply_filter("score:0"),
            lambda: heat.heat.cell.value == 0.0 and bool(heat.heat.lines),
        )

        late.clear()
        asked.clear()
        heat.apply_filter("score:1")
        await until(pilot, asked.is_set)
        await pilot.press("j")  # the previous table keeps its title while it is shown
        assert "score:0" in shown(app, "#what") and heat.heat.cell.value == 0.0
        late.set()
        await settle(pilot)
        assert "score:1" in shown(app, "#what") and heat.heat.cell.value == 1.0


async def test_a_superseded_question_is_stopped_in_the_database(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        screen, desk = app.screen, app.desk
        begun: list[None] = []

        def endless(connection: sqlite3.Connection) -> object:
            begun.append(None)
            return connection.execute(ENDLESS).fetchone()

        asked = [
            asyncio.create_task(desk.read_latest(screen, "x", endless))
            for _ in range(6)  # twice as many as there are threads
        ]
        await until(pilot, lambda: bool(begun))
        assert await desk.read_latest(screen, "x", lambda c: c.execute("SELECT 7 AS n").fetchone()) == {
            "n": 7
        }
        ended = await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), 60)
        assert all(isinstance(one, asyncio.CancelledError) for one in ended)


async def test_a_question_superseded_just_before_it_begins_is_stopped_too(app: AuditApp) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def late(connection: sqlite3.Connection) -> object:
        begun.set()
        go_on.wait(10)
        return connection.execute(ENDLESS).fetchone()

    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        screen, desk = app.screen, app.desk
        asked = asyncio.create_task(desk.read_latest(screen, "x", late))
        await asyncio.to_thread(begun.wait, 10)
        assert await desk.read_latest(screen, "x", lambda c: c.execute("SELECT 7 AS n").fetchone()) == {
            "n": 7
        }
        go_on.set()
        (ended,) = await asyncio.wait_for(asyncio.gather(asked, return_exceptions=True), 60)
        assert isinstance(ended, asyncio.CancelledError)


async def test_searches_are_saved_taken_up_and_forgotten(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "S", "plus")
        assert "No filter is in force" in drawn(app)
        await press(pilot, "escape", "slash", *"score:0", "enter", "S", "plus", *"unsafe ones", "enter")
        assert app.desk.settings.searches == {"unsafe ones": "score:0"}
        await press(pilot, "escape", "ctrl+x")
        assert len(app.screen.query_one(ResponseList).ids) == 160
        await press(pilot, "S")
        assert "score is 0" in drawn(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, BrowseScreen) and app.screen.expression == "score:0"
        await press(pilot, "H", "S", "enter")
        assert app.outlook.expression == "score:0"
        kept = auditor_rows.attributes(app.desk.database.connection, app.desk.auditor)
        assert kept["searches"] == {"unsafe ones": "score:0"}
        await press(pilot, "S", "delete")
        assert app.desk.settings.searches == {} and app.screen.query_one(OptionList).option_count == 0
