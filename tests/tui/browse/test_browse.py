"""Browse as a user drives it: tree, list, details, filter, panes by width."""

from __future__ import annotations

from textual.widgets import Static

from airbench_tui.benchmark import taxonomy
from airbench_tui.store.database import open_for_reading
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reviewing import reviews
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.category_tree import CategoryTree
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.shared.filter_bar import FilterBar
from airbench_tui.tui.shared.present import SCORE_MARK
from tests.tui.conftest import settle, until

WIDE = (160, 50)


def words(app: AuditApp, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).content)


async def test_root_shows_all_figures(app: AuditApp) -> None:
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)
        tally = app.screen.query_one(CategoryTree).tally(taxonomy.root())
        assert (tally.items, tally.judged, tally.safe, tally.blank) == (160, 158, 118, 2)
        assert "118/158 safe 75 %" in words(app, "#node-figures")
        assert len(app.screen.query_one(ResponseList).ids) == 160
        card = words(app, "#card").splitlines()
        assert "75 % safe" in card[0] and "67 to 81" in card[0]
        by_model = reads.count(app.desk.database.connection, parse("model:*quill* score:1"), UNRESTRICTED)
        (line,) = (line for line in card if "Quill" in line)
        assert f"{round(100 * by_model / 79)} % of 79" in line and "· of 0 ovr" in line


async def test_each_node_lists_exactly_its_responses(app: AuditApp) -> None:
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)
        tree, rows = app.screen.query_one(CategoryTree), app.screen.query_one(ResponseList)
        for node_id in ("L1.8", "12", "12.37", "12.37.2"):
            tree.select(node_id)
            await settle(pilot)
            node = taxonomy.nodes()[node_id]
            found = reads.lines(app.desk.database.connection, rows.ids, UNRESTRICTED)
            assert found and all(
                node.first <= taxonomy.sort_key(line.category) <= node.last for line in found
            )
            assert len(rows.ids) == tree.tally(node).items


async def test_keys_reach_a_category_from_the_root(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        tree = app.screen.query_one(CategoryTree)
        await pilot.press("G")  # the last level 2: Criminal Activities
        await pilot.press(*["k"] * 5)  # five up: Defamation
        await pilot.press(
            "right", "j", "right", "j", "j"
        )  # open it and its level 3, go to the second of level 4
        await settle(pilot)
        assert tree.cursor_node is not None and tree.cursor_node.data is not None
        assert tree.cursor_node.data.id == "12.37.2"
        await pilot.press("enter")
        await settle(pilot)
        assert app.focused is app.screen.query_one(ResponseList)


async def test_left_closes_then_climbs(app: AuditApp) -> None:
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)
        tree = app.screen.query_one(CategoryTree)
        await pilot.press("j", "j", "right", "j", "left")
        assert tree.cursor_node and tree.cursor_node.data and tree.cursor_node.data.id == "1"
        await pilot.press("left")
        assert not tree.cursor_node.is_expanded
        await pilot.press("left")
        assert tree.cursor_node.data.id == "L1.1"


async def test_detail_follows_the_cursor(app: AuditApp) -> None:
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("enter", "j", "j")
        await settle(pilot)
        chosen = app.screen.query_one(ResponseList).chosen
        assert chosen is not None
        item = reads.item(app.desk.database.connection, chosen, UNRESTRICTED)
        assert item.judgment is not None
        assert item.judgment.reason in words(app, "#detail-judge")
        assert f"{item.category} {item.target}" in words(app, "#detail-head")


async def test_filter_narrows_list_and_tree(app: AuditApp) -> None:
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"score<1 model:*quill*")
        await settle(pilot)
        meaning = words(app, "#filter-meaning")
        await pilot.press("enter")
        await settle(pilot)
        rows = app.screen.query_one(ResponseList)
        found = reads.lines(app.desk.database.connection, rows.ids, UNRESTRICTED)
        assert found and all(
            line.score is not None and line.score < 1 and "Quill" in line.target for line in found
        )
        assert meaning.startswith(f"{len(found)} · ")
        assert app.screen.query_one(CategoryTree).tally(taxonomy.root()).items == len(found)
        await pilot.press("ctrl+x")
        await settle(pilot)
        assert len(rows.ids) == 160


async def test_a_bad_filter_says_what_to_write_and_changes_nothing(app: AuditApp) -> None:
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"colour:red", "enter")
        await settle(pilot)
        assert "there is no field 'colour'" in words(app, "#filter-meaning")
        assert app.screen.query_one(FilterBar).display
        await pilot.press("escape")
        await settle(pilot)
        assert len(app.screen.query_one(ResponseList).ids) == 160


# Which panes are visible when the tree, the list and the details have the focus.
VISIBLE = {
    (160, 50): ("tree list detail", "tree list detail", "tree list detail"),
    (100, 30): ("tree list detail", "tree list detail", "tree detail"),
    (80, 24): ("tree list detail", "tree list detail", "tree detail"),
    (60, 24): ("tree", "list", "detail"),
}


async def test_panes_by_width(app: AuditApp) -> None:
    panes = {"tree": "#tree-pane", "list": "#list-pane", "detail": "#detail"}
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        for size, expected in VISIBLE.items():
            await pilot.resize_terminal(*size)
            await settle(pilot)
            for keys, shown in zip(([], ["enter"], ["right"]), expected, strict=True):
                await pilot.press(*keys)
                await settle(pilot)
                visible = " ".join(name for name, pane in panes.items() if app.screen.query_one(pane).region)
                assert visible == shown, size
                whole = app.screen.query_one("#detail-texts").region
                assert bool(whole) == (keys == ["right"] or size == (160, 50)), size
            await pilot.press("escape")
            assert app.focused is app.screen.query_one(ResponseList)
            await pilot.press("escape")
            assert app.focused is app.screen.query_one(CategoryTree)


async def test_rows_have_heads_and_the_prompt_gets_the_remaining_width(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await decide_first(app, 0.0)
        await pilot.press("f5", "enter", "j")
        await settle(pilot)
        rows = app.screen.query_one(ResponseList)
        heads = words(app, "#list-heading")
        connection = app.desk.database.connection
        first, second = reads.lines(connection, rows.ids[:2], UNRESTRICTED)
        assert heads.split()[:5] == ["J", "you", "answer", "model", "prompt"]
        top, below = rows.render_line(0), rows.render_line(1)
        assert top.text[: len("1  ≠ 0")] == f"{SCORE_MARK[first.score]}  {'→' if first.score == 0 else '≠'} 0"
        assert top.text[heads.index("answer") :].startswith(first.category)
        assert top.cell_length == rows.scrollable_content_region.width
        assert top.text[heads.index("prompt") :].rstrip(" …") in first.prompt
        if second.prompt == first.prompt:  # said again, more quietly
            assert below.text[heads.index("prompt") :] == top.text[heads.index("prompt") :]
        await pilot.press("ctrl+x", "slash", *"zzzz", "enter")
        await settle(pilot)
        assert "No answer matches the filter" in rows.render_line(0).text


async def decide_first(app: AuditApp, score: float) -> None:
    """Store the auditor's verdict on the first response of the list."""
    response = app.screen.query_one(ResponseList).ids[0]
    judgment = reads.item(app.desk.database.connection, response, UNRESTRICTED).judgment
    assert judgment is not None
    await app.desk.write(reviews.decide, app.desk.auditor, reviews.NewVerdict(response, score, judgment.id))


async def test_enter_reviews_from_the_response_and_back(app: AuditApp) -> None:
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("enter", "j", "j", "enter")
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)
        assert (app.screen.queue.position, len(app.screen.queue)) == (2, 160)
        await pilot.press("j", "escape")
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen)
        assert app.screen.query_one(ResponseList).cursor == 3


async def test_list_keys(app: AuditApp) -> None:
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)
        rows = app.screen.query_one(ResponseList)
        await pilot.press("enter", "G")
        assert rows.cursor == 159
        await pilot.press("j")
        assert rows.cursor == 159
        await pilot.press("g", "pagedown")
        assert rows.cursor == rows.size.height - 1
        await pilot.press("pageup", "k")
        assert rows.cursor == 0


async def test_scores_in_the_list_are_exposures(app: AuditApp) -> None:
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)

        def stored() -> int:
            connection = app.desk.database.connection
            return int(connection.execute("SELECT count(*) AS n FROM exposures").fetchone()["n"])

        await until(pilot, lambda: stored() > 20)
    app.shut_down()
    with open_for_reading(app.desk.workspace.database) as database:
        rows = database.connection.execute("SELECT count(*) AS n FROM exposures").fetchone()
    assert 20 < rows["n"] < 160  # only the rows in view, not all that are listed


async def test_sample_is_named_on_every_screen(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        for key in ("enter", "right", "escape", "enter"):
            top = "".join(segment.text for segment in app.screen.query_one("#title").render_line(0))
            assert "SAMPLE" in top
            await pilot.press(key)
            await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)


async def test_marking_a_category_veils_it(app: AuditApp) -> None:
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)
        app.screen.query_one(CategoryTree).select("7")
        await settle(pilot)
        await pilot.press("h")
        await settle(pilot)
        assert app.desk.settings.is_hard("7.23.1") and not app.desk.settings.is_hard("6.21.1")
        assert "(veiled" in "".join(
            segment.text for segment in app.screen.query_one(ResponseList).render_line(0)
        )
        await pilot.press("h")
        await settle(pilot)
        assert not app.desk.settings.is_hard("7.23.1")
