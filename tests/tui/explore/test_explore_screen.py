"""Explore as a user drives it, on a database of 5,694 prompts and three models."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from airbench_tui.store.database import open_for_reading
from airbench_tui.store.reading import explore, reads
from airbench_tui.store.reading.dimensions import DIMENSIONS
from airbench_tui.store.reading.explore import MEASURES, SMALL, Cell, Question
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reviewing import reviews
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.explore.cell_pane import CellPane
from airbench_tui.tui.explore.compare_screen import AnswerColumn, CompareScreen
from airbench_tui.tui.explore.explore_screen import ExploreScreen
from airbench_tui.tui.explore.heat_cells import (
    HEADING,
    HeatStyles,
    broken,
    cell_segments,
    figure_words,
    headings,
)
from airbench_tui.tui.explore.heat_map import HeatMap
from airbench_tui.tui.shared.present import score_mark
from airbench_tui.tui.theme.tokens import DARK
from benchmarks import realistic
from tests.effort import cases
from tests.tui.conftest import drawn, press, settle, until
from tests.tui.explore.conftest import SIZES, heat


@pytest.mark.parametrize("size", cases(SIZES, 1), ids=lambda size: f"{size[0]}x{size[1]}")
async def test_worst_level_3_its_items_and_two_models_beside_each_other(
    large: AuditApp, size: tuple[int, int]
) -> None:
    async with large.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        connection = large.desk.database.connection
        made = explore.table(connection, MEASURES["safe"], Question(DIMENSIONS["category"], UNRESTRICTED))
        enough = [row for row in made.rows if row.level == 3 and made.cell(row, None).n >= SMALL]
        worst = min(enough, key=lambda row: made.cell(row, None).value or 0)
        await press(pilot, "E", "3")  # two keys from the start, of four allowed
        assert isinstance(large.screen, ExploreScreen)
        row = heat(large).row
        assert row is not None and row.id == worst.id
        first = heat(large).render_line(HEADING).text
        assert worst.id in first and f" {100 * (made.cell(worst, None).value or 0):.0f} " in first
        await press(pilot, "enter")  # one more: its items
        assert isinstance(large.screen, BrowseScreen)
        rows = large.screen.query_one(ResponseList)
        listed = reads.lines(connection, rows.ids, UNRESTRICTED)
        assert len(listed) == made.cell(worst, None).n
        assert all(line.category.startswith(f"{worst.id}.") and line.score is not None for line in listed)
        assert large.focused is rows
        await press(pilot, "equals_sign")  # one more: two models on the first of them
        assert isinstance(large.screen, CompareScreen)
        shown = [column for column in large.screen.query(AnswerColumn) if column.display]
        assert len(shown) >= 2
        prompt = reads.item(connection, rows.ids[0], UNRESTRICTED).prompt
        assert large.screen.comparison is not None and large.screen.comparison.prompt == prompt
        models = [item.target for item in large.screen.comparison.answers]
        assert models == sorted(realistic.MODELS)


async def test_enter_opens_exactly_the_items_of_the_cell(large: AuditApp) -> None:
    async with large.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "H", "2", "j", "j", "right", "right", "space", "j")
        for measure in MEASURES:
            table = heat(large)
            assert table.measure.name == measure and table.model == sorted(realistic.MODELS)[1]
            for _ in table.lines:
                if table.row and table.row.level == 3 and table.cell.n:
                    break
                await press(pilot, "j")
            row, cell, model = table.row, table.cell, table.model
            assert row is not None and row.level == 3 and cell.n
            await press(pilot, "enter")
            rows = large.screen.query_one(ResponseList)
            listed = reads.lines(large.desk.database.connection, rows.ids, UNRESTRICTED)
            assert len(listed) == cell.n
            assert {line.target for line in listed} == {model}
            assert all(line.category.startswith(f"{row.id}.") for line in listed)
            await press(pilot, "H")  # in the state that it was left in
            found = heat(large)
            assert (found.row, found.model, found.measure.name) == (row, model, measure)
            await press(pilot, "m")


async def test_every_cell_on_screen_shows_its_figure(large: AuditApp) -> None:
    async with large.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "H")
        table = heat(large)
        made = explore.table(
            large.desk.database.connection, MEASURES["safe"], Question(DIMENSIONS["category"], UNRESTRICTED)
        )
        lines = [
            table.render_line(HEADING + 2 * number) for number in range(len(table.lines))
        ]  # a row takes two
        for (row, _), line in zip(table.lines, lines, strict=True):
            assert row.name in line.text
            shown = line.text.split(row.name)[1].replace("▐", "").replace("▌", "").replace("╱", "").split()
            assert shown == [
                f"{round(100 * (made.cell(row, model).value or 0))}" for model in (None, *made.models)
            ]
        assert len(table.lines) == 16
        below = table.render_line(HEADING + 1).text
        assert f" n {made.cell(table.lines[0][0], None).n} " in below
        x = table.render_line(1).text.index("70b")
        await pilot.click(HeatMap, offset=(x, HEADING + 2))
        assert table.model == "acme/granite-owl-70b" and table.row == table.lines[1][0]


async def test_the_figures_of_model_and_judge_are_shown_together(large: AuditApp) -> None:
    """The model's and the judge's figures are shown together, whichever measure is chosen."""
    async with large.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "H", "j", "right")
        row, model = heat(large).row, heat(large).model
        connection = large.desk.database.connection
        question = Question(DIMENSIONS["category"], UNRESTRICTED)
        assert row is not None
        safe, override = (
            explore.table(connection, MEASURES[name], question).cell(row, model)
            for name in ("safe", "override")
        )
        assert safe.value is not None and override.value is not None and override.n < SMALL
        said = [f"safe rate {safe.value:.0%}".replace("%", " %"), f"of {safe.n} judged"]
        said += [f"override rate {override.value:.0%}".replace("%", " %"), f"of {override.n} reviewed (few"]
        for _ in ("safe", "mean", "override", "difference"):
            words = " ".join(str(large.screen.query_one("#cell", Static).content).split())
            assert all(one in words for one in said), words
            await press(pilot, "m")
            heat(large).move(
                next(n for n, (one, _) in enumerate(heat(large).lines) if one == row) - heat(large)._at
            )
            await settle(pilot)


def test_names_of_models_break_at_hyphens() -> None:
    assert broken("Marble-8b", 9) == ["Marble-8b"]
    assert broken("Marble-8b", 7) == ["Marble", "8b"]
    assert broken("acme/granite-owl-70b", 9) == ["granite", "owl-70b"]  # without its provider
    assert broken("gpt-4o-2024-08-06", 9) == ["gpt-4o-20", "24-08-06"]
    assert [len(line) for line in broken("x" * 60, 9)] == [9, 9]
    # The numbers stand there only if all columns have room for theirs.
    assert headings(["all", "Flint-mini"], [60, 5], 9) == [["all", "n 60"], ["Flint", "mini n 5"]]
    assert headings(["all", "Flint-mini"], [60, None], 9) == [["all", ""], ["Flint", "mini"]]
    assert headings(["all", "Slate-70b"], [60, 17_082], 7) == [["all", ""], ["Slate", "70b"]]


async def test_the_answers_behind_a_cell_are_listed_and_count_as_seen(large: AuditApp) -> None:
    async with large.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "H", "j")
        cell = large.screen.query_one(CellPane)
        await until(pilot, lambda: "Enter lists them" in str(cell.content))
        lines = str(cell.content).splitlines()[2:]
        assert isinstance(large.screen, ExploreScreen)
        connection = large.desk.database.connection
        ids = reads.response_ids(connection, parse(large.screen.expression), UNRESTRICTED)
        listed = reads.lines(connection, ids[: len(lines) - 1], UNRESTRICTED)
        assert [line.split()[0] for line in lines[:-1]] == [
            score_mark(one.score, one.judge_status) for one in listed
        ]
        assert all(one.category in line for one, line in zip(listed, lines, strict=False))
        assert lines[-1] == f"… {len(ids) - len(listed):,} more: Enter lists them"
    large.shut_down()
    with open_for_reading(large.desk.workspace.database) as database:
        found = database.connection.execute("SELECT judgment FROM exposures WHERE place = 'explore'")
        assert {one.judgment for one in listed} <= {row["judgment"] for row in found}


async def test_sorting_uses_the_column_and_reverses(large: AuditApp) -> None:
    async with large.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "H", "right", "O")
        table = heat(large)
        model = table.model

        def values() -> list[float]:
            cells = [table.table.cell(row, model) for row, _ in table.lines]
            return [
                cell.value or 0 for cell in cells if cell.n >= explore.SMALL
            ]  # cells on fewer responses come last

        assert model is not None and len(values()) > 10 and values() == sorted(values())
        await press(pilot, "O")
        assert values() == sorted(values(), reverse=True)
        await press(pilot, "O")
        assert [row.id for row, _ in table.lines] == [str(number) for number in range(1, 17)]


async def test_cells_on_few_responses_are_hatched_and_last(large: AuditApp) -> None:
    async with large.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "H", "m", "m", "3")
        table = heat(large)
        assert table.measure.name == "override"
        few = [table.table.cell(row, None).n < SMALL for row, _ in table.lines]
        assert few == sorted(few) and any(few) and not all(few)
        await press(pilot, "G")
        assert f"{table.cell.n} reviewed (few)" in drawn(large)
        last = table.render_line(HEADING + len(table.lines) - 1 - table._top)
        assert "╱" in last.text.split("▐")[1].split("▌")[0]


async def test_rows_by_judge_score_code_length_and_region(large: AuditApp) -> None:
    async with large.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "H")
        seen = {}
        for name in ("judge", "score", "signal", "code", "length", "region"):
            await press(pilot, "d")
            assert large.outlook.dimension == name
            seen[name] = [row.name for row, _ in heat(large).lines]
        assert sorted(seen["judge"]) == [realistic.JUDGE, realistic.SECOND_JUDGE]
        assert set(seen["score"]) == {"0 unsafe", "½ ambiguous", "1 safe", "no score"}
        assert any(name.startswith("long-safe: scored 1, but long") for name in seen["signal"])
        assert len(seen["code"]) == 4 and "empty" in seen["length"]
        assert seen["region"] == [] and "`airbench-tui fetch` gets them" in drawn(large)
        await press(pilot, "3")  # back to categories
        assert large.outlook.dimension == "category" and heat(large).row is not None


async def test_a_filter_applies_to_the_figures_and_to_what_opens(large: AuditApp) -> None:
    async with large.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "H", "slash", *"reviewed:yes length>800", "enter")
        cell, row = heat(large).cell, heat(large).row
        expected = reads.count(
            large.desk.database.connection,
            parse(f"reviewed:yes length>800 cat:{row.id} score>=0"),
            UNRESTRICTED,
        )
        assert cell.n == expected > 0
        await press(pilot, "enter")
        assert len(large.screen.query_one(ResponseList).ids) == expected
        await press(pilot, "H", "ctrl+x")
        assert heat(large).cell.n > expected


async def test_the_sample_is_named_and_its_few_rows_marked(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "H")
        assert "SAMPLE" in drawn(app).splitlines()[0] and "10 judged (few)" in drawn(app)
        await press(pilot, "equals_sign")
        assert isinstance(app.screen, CompareScreen)
        assert "SAMPLE" in drawn(app).splitlines()[0]


async def test_an_override_shows_after_f5(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "H", "m", "m")
        assert heat(app).lines == []
        (browse,) = (screen for screen in app.screen_stack if isinstance(screen, BrowseScreen))
        response = browse.shown.ids[0]
        judgment = reads.item(app.desk.database.connection, response, UNRESTRICTED).judgment
        assert judgment is not None and judgment.score is not None
        await app.desk.write(
            reviews.decide,
            app.desk.auditor,
            reviews.NewVerdict(response, 1 - judgment.score, judgment.id),
        )
        await press(pilot, "f5")
        assert (heat(app).cell.value, heat(app).cell.n) == (1.0, 1)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.name)
def test_all_cells_have_the_same_width_and_show_their_figure(measure: explore.Measure) -> None:
    styles = HeatStyles(DARK)
    values = {"count": [0.0, 7.0, 17_082.0, 500_000.0], "difference": [-1.0, 0.004, 1.0]}
    for width in (7, 9, 11):
        for value in (None, *values.get(measure.kind, [0.0, 0.004, 0.5, 0.999, 1.0])):
            for n in (1, 19, 20, 500_000):
                for chosen in (False, True):
                    cell = Cell(value, n)
                    words = figure_words(measure, cell)
                    drawn = cell_segments(words, measure, cell, width, styles, figure=True, chosen=chosen)
                    text = "".join(segment.text for segment in drawn)
                    assert len(text) == width and words.strip() in text
                    few = value is not None and n < SMALL and measure.kind != "count"
                    assert few or "╱" not in text
                    assert chosen or not few or "╱" in text
