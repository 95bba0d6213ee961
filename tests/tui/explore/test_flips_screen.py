"""Flips: two models or runs on the same prompts."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from textual.widgets import Input

from airbench_tui.store.reading.flips import Flips
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.explore.compare_screen import CompareScreen
from airbench_tui.tui.explore.flips_screen import HEADINGS, FlipColumns, FlipsScreen
from tests.tui.conftest import drawn, press, settle
from tests.tui.explore.conftest import heat


async def test_the_heat_map_and_flips_as_csv(large: AuditApp) -> None:
    async with large.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "H", "x", "enter")
        with Path("category_safe.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        made = heat(large)
        assert [row["id"] for row in rows] == [row.id for row, _ in made.lines]
        for written, (row, _) in zip(rows, made.lines, strict=True):
            for model in made.models:
                cell = made.table.cell(row, model)
                assert float(written[model or "all models"]) == pytest.approx(cell.value)
                assert int(written[f"{model or 'all models'} n"]) == cell.n
        await press(pilot, "x")
        line = large.screen.query_one(Input)
        line.value = "map.txt"
        await press(pilot, "enter")
        assert "13 Fundamental Rights" in Path("map.txt").read_text(encoding="utf-8")
        await press(pilot, "F")
        screen = large.screen
        assert isinstance(screen, FlipsScreen) and len(screen.found) == 17
        await press(pilot, "x", "enter")
        with Path("flips.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.reader(file)) == [list(HEADINGS), *screen.rows]


async def test_flips_open_the_prompts_that_flipped(large: AuditApp) -> None:
    async with large.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "H", "F", "j")
        screen = large.screen
        assert isinstance(screen, FlipsScreen)
        row = screen.found[1]
        assert row.n and row.lost + row.won == len(row.responses)
        await press(pilot, "enter")
        assert isinstance(large.screen, CompareScreen) and large.screen.comparison is not None
        first, second, _ = large.screen.comparison.scores
        assert (first == 1) != (second == 1)
        assert f" of {row.lost + row.won:,}" in drawn(large).splitlines()[1]
        await press(pilot, "escape", "escape", "escape")
        assert isinstance(large.screen, BrowseScreen)


def test_the_heads_are_the_names_of_the_sides() -> None:
    for width in (75, 95, 155):
        columns = FlipColumns.of(width, "acme/granite-owl-70b", "acme/granite-owl-8b")
        above, heads = columns.heads().plain.split("\n")
        assert heads.count(columns.first) == heads.count(columns.second) == 2
        assert columns.first != columns.second and len(above) <= len(heads) == width
        line = columns.line(Flips("14.3940", "x" * 200, 17_082, 9_000, 8_000, 1_500, 0, 0.00001, ()))
        assert line.cell_length == width and line.plain.endswith(" <0.0001")
