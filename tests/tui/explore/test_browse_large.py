"""Browse on a database of 5,694 prompts and three models."""

from __future__ import annotations

import csv
from pathlib import Path

from rich.style import Style
from textual.widgets import Select

from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.category_tree import CategoryTree
from airbench_tui.tui.browse.response_list import ResponseList
from tests.tui.conftest import drawn, press, settle
from tests.tui.conftest import shown as shown_words
from tests.tui.explore.conftest import SIZES


async def test_the_tree_shows_every_digit(large: AuditApp) -> None:
    async with large.run_test(size=SIZES[0], notifications=True) as pilot:
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settle(pilot)
            tree = large.screen.query_one(CategoryTree)
            for node in (tree.root, tree.root.children[0]):
                assert node.data is not None
                tally = tree.tally(node.data)
                label = tree.render_label(node, Style(), Style()).plain
                figures = [f"{round(100 * (tally.safe_rate or 0))}"]
                if size == SIZES[2]:
                    figures += [f"{tally.reviewed:,}", f"{tally.overridden or '·'}"]
                assert label.split()[-len(figures) :] == figures
                assert size == SIZES[0] or f" {tally.items:,} " in label
                assert len(label) + 2 * node.data.level <= tree.scrollable_content_region.width
                assert label[:12] in drawn(large) and label[-5:] in drawn(large), size


async def test_models_can_be_told_apart_in_a_list(large: AuditApp) -> None:
    async with large.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        rows = large.screen.query_one(ResponseList)
        lines = reads.lines(large.desk.database.connection, rows.ids[:20], UNRESTRICTED)
        at = shown_words(large, "#list-heading").index("model")
        shown = {line.target: rows.render_line(y).text[at : at + 20] for y, line in enumerate(lines)}
        assert len(shown) == len(set(shown.values())) == 3


async def test_browse_exports_what_the_list_shows(large: AuditApp) -> None:
    async with large.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"score:0 reviewed:me", "enter", "x")
        large.screen.query_one("#rows", Select).value = "listed"
        await settle(pilot)
        await press(pilot, "enter")
        listed = reads.response_ids(
            large.desk.database.connection, parse("score:0 reviewed:me"), Viewer(large.desk.auditor)
        )
        with Path("airbench_reviews.csv").open(encoding="utf-8", newline="") as file:
            found = {row["response_id"] for row in csv.DictReader(file)}
        assert found == {
            line.uid for line in reads.lines(large.desk.database.connection, listed, UNRESTRICTED)
        }
        assert found
