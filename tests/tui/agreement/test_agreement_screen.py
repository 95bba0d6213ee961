"""Agreement: coming and going, keys, sizes, and databases that have little to say."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from airbench_tui.agreement import evidence, figures
from airbench_tui.analysis.planning import sample_size
from airbench_tui.store.database import open_database
from airbench_tui.tui.agreement.agreement_screen import AgreementScreen, half_width
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.runs.model_run_screen import ModelRunScreen
from airbench_tui.tui.shared.figure_page import FigurePage
from airbench_tui.workspace import Workspace
from tests import audits
from tests.audits import HOSTILE, POOR
from tests.tui.agreement.conftest import (
    SIZE,
    WIDE,
    at_figures,
    links,
    on_screen,
    page_text,
    put_cursor,
    status,
)
from tests.tui.conftest import settle


async def test_there_and_back_from_everywhere(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        for before, kind in (("B", BrowseScreen), ("R", ReviewScreen), ("M", ModelRunScreen)):
            for back in ("B", "escape"):
                await pilot.press(before)
                await settle(pilot)
                assert isinstance(app.screen, kind)
                await pilot.press("A")
                await settle(pilot)
                assert isinstance(app.screen, AgreementScreen)
                await pilot.press("A")  # already there
                await settle(pilot)
                await pilot.press(back)
                await settle(pilot)
                assert isinstance(app.screen, BrowseScreen) and len(app.screen_stack) == 2
        await pilot.press("A")
        await settle(pilot)
        await pilot.press("R")
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)


async def test_leaving_while_it_reads_ends_quietly(
    audited: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, go_on = threading.Event(), threading.Event()
    load = evidence.load

    def slow(*arguments: Any) -> Any:
        started.set()
        go_on.wait(10)
        return load(*arguments)

    monkeypatch.setattr(evidence, "load", slow)
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("A")
        await asyncio.to_thread(started.wait, 10)
        assert "reading the reviews" in status(app)
        await pilot.press(
            "l", "o", "O", "x", "j", "enter", "G"
        )  # nothing to do it with yet, and nothing breaks
        await pilot.press("escape")
        await pilot.pause(0.1)
        assert isinstance(app.screen, BrowseScreen)
        go_on.set()
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen) and not app._notifications


async def test_keys_work_before_the_intervals_are_there(
    audited: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, go_on = threading.Event(), threading.Event()
    resample = figures.with_intervals

    def slow(*arguments: Any) -> Any:
        started.set()
        go_on.wait(10)
        return resample(*arguments)

    monkeypatch.setattr(figures, "with_intervals", slow)
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("A")
        await asyncio.to_thread(started.wait, 10)
        await pilot.pause(0.1)
        page = app.screen.query_one(FigurePage)
        assert "resampling" in status(app)
        kappa = next(line for line in page_text(page).splitlines() if "kappa " in line)
        assert "(" not in kappa.split("kappa ")[1]
        await pilot.press("x")
        assert "not there yet" in status(app)
        await pilot.press("j", "j")
        assert page.link is not None
        before = page.link
        await pilot.press("o", "l")
        await pilot.pause(0.2)
        assert "BY LEVEL 3" in page_text(page) and "judged▲" in page_text(page)
        go_on.set()
        await settle(pilot)
        kappa = next(line for line in page_text(page).splitlines() if "kappa " in line)
        assert "(" in kappa.split("kappa ")[1]
        assert page.link is not None and page.link.words == before.words  # the cursor stayed
        assert "BY LEVEL 3" in page_text(page)


# -- keys -------------------------------------------------------------------------------------


async def test_levels_and_order(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        page = await at_figures(pilot)
        for heading in ("BY LEVEL 3", "BY LEVEL 4 (COUNTS ONLY)", "BY LEVEL 1", "BY LEVEL 2"):
            await pilot.press("l")
            await settle(pilot)
            assert heading in page_text(page)
            if "4" in heading:
                table = page_text(page).split(heading)[1].split("\n\n")[0]
                assert "%" not in table and "●" not in table  # no claims about one level-4 category
        names = ["judged", "safe", "corr.", "rev.", "over.", "agree", "name"]
        for name in names:
            await pilot.press("o")
            assert f"{name}▲" in page_text(page).split("BY LEVEL 2")[1]
        await pilot.press("o", "O")
        assert "judged▼" in page_text(page) and "largest first" in status(app)


async def test_a_half_width_of_ones_own(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        page = await at_figures(pilot)
        assert "± 10 points" in page_text(page) and "± 4 points" not in page_text(page)
        for words in ("4", "7.5"):
            await pilot.press("h", *words, "enter")
            await settle(pilot)
            assert f"± {words} points" in page_text(page) and f"± {words} points" in status(app)
        found = re.search(r"± 10 points: (\d+) more · ± 7.5 points: (\d+) more", page_text(page))
        assert found is not None and int(found[1]) <= int(found[2])
        await pilot.press("h", *"soon", "enter")
        await settle(pilot)
        assert "Not a half-width: soon" in status(app) and "± 7.5 points" in page_text(page)
        await pilot.press("f5")
        await settle(pilot)
        assert "± 7.5 points" in page_text(page)


@pytest.mark.parametrize(
    ("words", "share"),
    [
        ("4", 0.04),
        ("2,5", 0.025),
        (" ±3 %", 0.03),
        ("0", None),
        ("50", None),
        ("-2", None),
        ("nan", None),
        ("", None),
    ],
)
def test_half_widths_as_people_write_them(words: str, share: float | None) -> None:
    assert half_width(words) == (None if share is None else pytest.approx(share))


async def test_without_a_packet_it_says_how_large_one_would_be(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        text = " ".join(page_text(await at_figures(pilot)).split())
        assert "REVIEWS A RANDOM PACKET WOULD TAKE" in text
        for points in (10, 5, 3):
            size = sample_size(points / 100, 118 / 158, 158)
            assert f"± {points} points: {size} answers" in text


async def test_intervals_say_what_they_speak_of(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        text = " ".join(page_text(await at_figures(pilot)).split())
        for words in (
            "95 % intervals: judge and people, of prompts like these (categories resampled)",
            "; corrected, of these answers, which the reviews sample",
            "95 % intervals: raw, of these answers; the others, of prompts like these",
            "95 % intervals of these answers",
            "95 % interval of prompts like these",
            "95 % intervals: alpha, of prompts like these; raw, of these answers",
        ):
            assert words in text


async def test_model_judge_and_packet_go_round(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        page = await at_figures(pilot)
        whole = page_text(page)
        for key, shown in (
            ("m", ["SAMPLE Marble-8b", "SAMPLE Quill-2", "all models"]),
            ("p", ["packet june", ""]),
        ):
            for words in shown:
                await pilot.press(key)
                await settle(pilot)
                assert words in app.screen.query_one("#title").render_line(0).text
        assert page_text(page) == whole
        await pilot.press("w")
        await settle(pilot)
        assert "judge phrases" in page_text(page)
        await pilot.press("w")
        await settle(pilot)
        assert page_text(page) == whole


async def test_one_of_each_says_so(workspace: Workspace) -> None:
    app = AuditApp(workspace)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await at_figures(pilot)
        await pilot.press("w")
        assert status(app) == "There is one judge in this database"
        await pilot.press("p")
        assert "There is no packet" in status(app)


async def test_a_report_beside_the_database_and_never_over_another(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await at_figures(pilot)
        for name in ("agreement.md", "agreement-1.md"):
            await pilot.press("x")
            await settle(pilot)
            assert Path(name).read_text("utf-8").startswith("# Audit of an AIR-Bench 2024 judge")
        Path("agreement-2.md").symlink_to("/nowhere/at/all")
        await pilot.press("x")
        await settle(pilot)
        assert any("Not written" in one.message for one in app._notifications)


async def test_refresh_shows_what_came_in_meanwhile(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        page = await at_figures(pilot)
        before = re.findall(r"(\d+) blind first verdicts", page_text(page))
        connection = app.desk.database.connection
        row = connection.execute(
            "SELECT i.id, i.response FROM packet_items i WHERE i.repeat_of IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM reviews v JOIN auditors a ON a.id = v.auditor WHERE v.packet_item = i.id"
            " AND a.name = 'ann')"
        ).fetchone()
        audits.verdict(connection, "ann", row["response"], 0.0, item=row["id"])
        await pilot.press("f5")
        await settle(pilot)
        after = re.findall(r"(\d+) blind first verdicts", page_text(page))
        assert int(after[0]) == int(before[0]) + 1


async def test_the_cursor_goes_by_line_and_by_figure(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        page = await at_figures(pilot)
        every = [
            (row, at) for row, line in enumerate(page._lines) for at, span in enumerate(line) if span.link
        ]
        await pilot.press("j")
        assert page._cursor == every[0]
        seen = []
        for _ in every[1:]:
            page.action_cursor_right()
            seen.append(page._cursor)
        assert seen == every[1:]
        rows = sorted({row for row, _ in every})
        await pilot.pause()
        assert (
            page._cursor is not None
            and page.scroll_offset.y <= page._cursor[0] < page.scroll_offset.y + page.size.height
        )
        await pilot.press("k")
        assert page._cursor[0] == rows[-2]
        await pilot.press("g")
        assert page._cursor is None and page.scroll_offset.y == 0
        await pilot.press("G", "space", "pageup")
        assert page.scroll_offset.y > 0


async def test_down_stays_in_its_column(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        page = await at_figures(pilot)
        assert page._second is not None
        await pilot.press("j", "j")
        left = set()
        for _ in range(20):
            await pilot.press("j")
            assert page._cursor is not None
            left.add(page._is_second(page._cursor))
        assert left == {False}
        link = next(
            span.link for span in links(page) if span.link and span.link.words.startswith("9 Economic")
        )
        await put_cursor(pilot, page, link)
        for _ in range(10):
            await pilot.press("k")
            assert page._is_second(page._cursor)


async def test_a_click_is_the_cursor_and_a_second_one_opens(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        page = await at_figures(pilot)
        row = next(y for y, line in enumerate(page._lines) if "judge 0 " in line[0].text)
        before = cell_len(page._lines[row][0].text)
        link = page._lines[row][1].link
        assert link is not None
        await pilot.click(FigurePage, offset=(2, row))  # on words: nothing
        assert page.link is None
        await pilot.click(FigurePage, offset=(before + 3, row - page.scroll_offset.y))
        assert page.link is link
        await pilot.click(FigurePage, offset=(before + 3, row - page.scroll_offset.y))
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen)
        assert set(app.screen.query_one(ResponseList).ids) == set(link.responses)


# -- sizes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [80, 100, 120, 160, 220])
async def test_nothing_is_cut_off(audited: Workspace, columns: int) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=(columns, 40), notifications=True) as pilot:
        page = await at_figures(pilot)
        for _ in range(4):
            assert page.virtual_size.width <= columns - 1
            await pilot.press("l")
            await settle(pilot)


async def test_a_narrow_terminal_scrolls_to_what_the_cursor_is_on(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=(50, 16), notifications=True) as pilot:
        page = await at_figures(pilot)
        link = next(span.link for span in reversed(links(page)) if span.link and "differ" in span.link.words)
        await put_cursor(pilot, page, link)
        assert page.scroll_offset.x > 0
        row, at = page._cursor  # type: ignore[misc]
        shown = page.render_line(row - page.scroll_offset.y)
        assert page._lines[row][at].text.strip() in shown.text


async def test_resizing_lays_out_anew(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        page = await at_figures(pilot)
        assert page._second is None
        await pilot.resize_terminal(160, 40)
        await settle(pilot)
        assert page._second is not None and "BY MODEL" in on_screen(page)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert page._second is None and page.virtual_size.width <= 79


# -- poor databases, hostile names ------------------------------------------------------------


@pytest.fixture
def poor(empty_workspace: Workspace, request: pytest.FixtureRequest) -> Iterator[Workspace]:
    with open_database(empty_workspace.database) as database:
        POOR[request.param][0](database.connection)
    yield empty_workspace


@pytest.mark.parametrize("poor, name", [(name, name) for name in POOR], indirect=["poor"])
@pytest.mark.parametrize("size", [(80, 24), WIDE], ids=["80x24", "160x50"])
async def test_a_poor_database_is_drawn_and_says_what_is_missing(
    poor: Workspace, name: str, size: tuple[int, int]
) -> None:
    app = AuditApp(poor)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        if not isinstance(app.screen, BrowseScreen):
            await pilot.press("escape")
            await settle(pilot)
        page = await at_figures(pilot)
        if page._second is None:
            assert POOR[name][1] in " ".join(page_text(page).split())
        assert page.virtual_size.width < size[0]
        assert "WHAT THIS RESTS ON" in on_screen(page)
        assert "nan" not in page_text(page).lower().split()
        for key in ("j", "right", "k", "l", "o", "O", "m", "w", "p", "G", "g"):
            await pilot.press(key)
        await settle(pilot)
        assert "WHAT THIS RESTS ON" in on_screen(page)


async def test_hostile_names_are_shown_and_obeyed_by_nobody(empty_workspace: Workspace) -> None:
    with open_database(empty_workspace.database) as database:
        connection = database.connection
        ids = audits.put(connection, [1.0, 0.0] * 20, judge=f"j {HOSTILE}", target=f"m {HOSTILE}")
        audits.put(connection, [0.5], judge=f"k {HOSTILE}", target=f"m {HOSTILE}")
        audits.put(connection, [0.5], judge=f"j {HOSTILE}", target=f"n {HOSTILE}", start=50)
        items = audits.draw(
            connection, f"p {HOSTILE}", {one: 0.5 if at % 2 else 1.0 for at, one in enumerate(ids)}
        )
        for response, item in items.items():
            for who in ("a", "b"):
                score = float(response % 3 > 0)
                audits.verdict(
                    connection, f"{who} {HOSTILE}", response, score, item=item, codes=(f"c {HOSTILE}",)
                )
        audits.verdict(connection, "d", ids[0], 1.0)
    control = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f]")
    app = AuditApp(empty_workspace)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        page = await at_figures(pilot)
        drawn = [
            page.render_line(y) for y in range(-page.scroll_offset.y, len(page._lines) - page.scroll_offset.y)
        ]
        for strip in drawn:
            assert not control.search(strip.text), strip.text
        whole = "\n".join(strip.text for strip in drawn)
        for what in ("j", "k", "m", "p", "a", "c"):
            assert f"{what} ␛]52;c;" in whole, what
        assert (
            "[/foo]" in "\n".join(span.link.words for span in links(page) if span.link) or "[/foo]" in whole
        )
        for link in {span.link.words: span.link for span in links(page) if span.link}.values():
            assert not control.search(link.words)
        page = await at_figures(pilot)
        await put_cursor(
            pilot, page, next(span.link for span in links(page) if span.link and "c ␛" in span.link.words)
        )
        await pilot.press("m", "w", "p")
        await settle(pilot)
        await pilot.press("x")
        await settle(pilot)
        for strip in [app.screen.query_one("#title").render_line(0)]:
            assert not control.search(strip.text)
        await pilot.press("j", "enter")
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen)
