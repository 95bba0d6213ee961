"""Agreement: opening and leaving the screen, and its keys."""

from __future__ import annotations

import asyncio
import re
import threading
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.agreement import evidence, figures
from airbench_tui.analysis.planning import sample_size
from airbench_tui.tui.agreement.agreement_screen import AgreementScreen, half_width
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.runs.model_run_screen import ModelRunScreen
from airbench_tui.tui.shared.figure_page import FigurePage
from airbench_tui.workspace import Workspace
from tests import audits
from tests.effort import cases
from tests.tui.agreement.conftest import (
    SIZE,
    WIDE,
    at_figures,
    page_text,
    status,
)
from tests.tui.conftest import settle, told, until


async def test_there_and_back_from_everywhere(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        for before, kind in cases((("R", ReviewScreen), ("M", ModelRunScreen), ("B", BrowseScreen)), 2):
            for back in cases(("escape", "B"), 1):
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
            "l", "O", "ctrl+o", "x", "j", "enter", "G"
        )  # before the figures are read, keys must not fail
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, BrowseScreen))
        go_on.set()
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen) and not told(app)


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
        await until(pilot, lambda: "resampling" in status(app))
        page = app.screen.query_one(FigurePage)
        kappa = next(line for line in page_text(page).splitlines() if "kappa " in line)
        assert " to " not in kappa.split("kappa ")[1]
        await pilot.press("x")
        assert "not ready yet" in status(app)
        await pilot.press("j", "j")
        assert page.link is not None
        before = page.link
        await pilot.press("O", "l")
        await until(pilot, lambda: "BY LEVEL 3" in page_text(page) and "judged▲" in page_text(page))
        go_on.set()
        await settle(pilot)
        kappa = next(line for line in page_text(page).splitlines() if "kappa " in line)
        assert " to " in kappa.split("kappa ")[1]
        assert page.link is not None and page.link.words == before.words  # the cursor stayed
        assert "BY LEVEL 3" in page_text(page)


async def test_levels_and_order(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        page = await at_figures(pilot)
        for heading in ("BY LEVEL 3", "BY LEVEL 4▲  counts only", "BY LEVEL 1", "BY LEVEL 2"):
            await pilot.press("l")
            await settle(pilot)
            assert heading in page_text(page)
            if "4" in heading:
                table = page_text(page).split(heading)[1].split("\n\n")[0]
                assert "%" not in table and "●" not in table  # no claims about one level-4 category
        for name in ("judged", "judge", "corr.", "±", "rev.", "over.", "agree", "LEVEL 2"):
            await pilot.press("O")
            assert f"{name}▲" in page_text(page).split("BY MODEL▲")[1]
        await pilot.press("O", "ctrl+o")
        assert "judged▼" in page_text(page) and "largest first" in status(app)


async def test_a_half_width_of_ones_own(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        page = await at_figures(pilot)
        assert "± 10 points" in page_text(page) and "± 4 points" not in page_text(page)
        for words in ("4", "7.5"):
            await pilot.press("t", *words, "enter")
            await settle(pilot)
            assert f"± {words} points" in page_text(page) and f"± {words} points" in status(app)
        found = re.search(r"± 10 points: (\d+) more · ± 7.5 points: (\d+) more", page_text(page))
        assert found is not None and int(found[1]) <= int(found[2])
        await pilot.press("t", *"soon", "enter")
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


async def test_intervals_name_their_population(audited: Workspace) -> None:
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


async def test_keys_cycle_through_models_judges_and_packets(audited: Workspace) -> None:
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
        assert any("Not written" in words for words in told(app))


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
