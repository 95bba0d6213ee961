"""Every screen's tables and plots can be exported to a file from the palette."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Select

from airbench_tui.tui.agreement.agreement_screen import AgreementScreen
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.category_tree import CategoryTree
from airbench_tui.tui.shared.dialogs.seen_dialog import SeenDialog
from airbench_tui.tui.shared.figure_page import FigurePage
from airbench_tui.workspace import Workspace
from tests.effort import THOROUGH
from tests.tui.conftest import choose_in_palette, drawn, press, settle


async def from_palette(pilot: Pilot[str]) -> None:
    """Open the export from the palette with words that are not the action's exact name."""
    await choose_in_palette(pilot, "export seen", "Export what is seen")
    assert isinstance(pilot.app.screen, SeenDialog)


def read(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FILES = {
    (): "categories.csv",
    ("P",): "packets.csv",
    ("M",): "runs.csv",
    ("D", "w"): "differences.csv",
    ("H",): "category_safe.csv",
    ("E", "F"): "flips.csv",
    ("A",): "agreement_level2.csv",
}


async def test_a_table_of_each_screen(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        for way, file in FILES.items():
            await press(pilot, *way)
            under = app.screen
            if THOROUGH or not way:
                await from_palette(pilot)
            else:
                await app.run_action("export_seen")
                await settle(pilot)
            assert app.screen.query_one("#path", Input).value == file
            await press(pilot, "enter")
            assert app.screen is under
            rows = read(file)
            assert rows and all(None not in row and None not in row.values() for row in rows), file
            await press(pilot, "B")
    assert read("categories.csv")[0]["name"] == "All categories"


async def test_agreement_is_exported_as_tables_and_as_a_page(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "A")
        screen = app.screen
        assert isinstance(screen, AgreementScreen)
        shown = screen.query_one(FigurePage).text
        assert "├" in shown and "●" in shown  # intervals, drawn
        seen = screen.seen()
        for at, one in enumerate(seen):
            await from_palette(pilot)
            app.screen.query_one("#what", Select).value = at
            await settle(pilot)
            assert app.screen.query_one("#path", Input).value == one.file
            await press(pilot, "enter")
        assert Path("agreement.txt").read_text(encoding="utf-8").rstrip() == shown.rstrip()
        for line, row in zip(screen.group_rows, read("agreement_level2.csv"), strict=True):
            assert row["id"] == line.key and int(row["judged"]) == len(line.judged)
            assert float(row["safe rate, judge"]) == pytest.approx(len(line.safe) / len(line.judged))
            assert bool(row["safe rate, corrected"]) == (line.corrected_rate is not None)
        matrix = [
            [int(row[f"people {score}"]) for score in ("0", "0.5", "1")]
            for row in read("agreement_matrix.csv")
        ]
        assert screen.figures is not None
        assert matrix == [list(row) for row in screen.figures.comparison.confusion]


async def test_the_categories_that_are_open(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        tree = app.screen.query_one(CategoryTree)
        await press(pilot, "j", "j", "right")  # level 2 opened
        await from_palette(pilot)
        await press(pilot, "enter")
        rows = read("categories.csv")
        assert len(rows) == tree.last_line + 1
        root = tree.tally(tree.root.data) if tree.root.data else None
        assert root is not None and int(rows[0]["judged"]) == root.judged
        assert float(rows[0]["safe rate"]) == pytest.approx(root.safe / root.judged)


async def test_a_screen_without_tables_says_so(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "P")
        await app.run_action("export_seen")
        await settle(pilot)
        assert "no table or plot here" in drawn(app)


async def test_an_existing_file_is_replaced_only_after_a_second_enter(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        Path("categories.csv").write_text("mine", encoding="utf-8")
        await from_palette(pilot)
        await press(pilot, "enter")
        assert Path("categories.csv").read_text(encoding="utf-8") == "mine"
        assert "That file exists" in drawn(app)
        await press(pilot, "enter")
        assert read("categories.csv")
