"""Disagreements, rubrics called wrong, bulk decisions and settings, as a user drives them."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Select, Static

from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import adjudications, auditor_rows, auditors, bulk, exposures
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.agreement.rubrics_dialog import RubricsDialog
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.bulk_actions_dialog import BulkActionsDialog
from airbench_tui.tui.browse.bulk_dialog import BulkDialog
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.settling.pairs_screen import PairsScreen
from airbench_tui.tui.settling.settling_screen import SettlingScreen
from airbench_tui.tui.shared.dialogs.note_dialog import NoteDialog
from airbench_tui.tui.shared.dialogs.settings_dialog import SettingsDialog
from airbench_tui.tui.shared.figure_page import FigurePage
from airbench_tui.tui.shared.text_pane import TextPane
from tests.store.helpers import HOSTILE, all_of, decide, in_packet, one, packet
from tests.tui.conftest import settle

SIZE = (100, 30)


async def press(pilot: Pilot[str], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


def drawn(app: AuditApp) -> str:
    """What is on the screen, as text."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def shown(app: AuditApp, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).content)


def listed(app: AuditApp) -> list[int]:
    assert isinstance(app.screen, BrowseScreen)
    return list(app.screen.query_one(ResponseList).ids)


def disputed(app: AuditApp, note: str = "because") -> list[int]:
    """Four responses that the judge calls safe; bob and cyd differ on the first three. Their ids."""
    connection = app.desk.database.connection
    found = all_of(
        connection, "SELECT id FROM responses WHERE score = 1 ORDER BY category, prompt, id LIMIT 4"
    )
    for number, response in enumerate(found):
        decide(connection, "bob", response, 0.0, note=note, blind=True)
        decide(connection, "cyd", response, 0.0 if number == 3 else 0.5, codes=("rubric",) if number else ())
    return found


def final(app: AuditApp, response: int) -> tuple[float, str, str] | None:
    found = adjudications.final(app.desk.database.connection, response)
    return None if found is None else (found.score, found.note, found.auditor)


def judge_of(app: AuditApp, response: int) -> reads.Judgment:
    judgment = reads.item(app.desk.database.connection, response, UNRESTRICTED).judgment
    assert judgment is not None
    return judgment


def exposed(app: AuditApp, response: int) -> bool:
    return exposures.was_exposed(app.desk.database.connection, app.desk.auditor, judge_of(app, response).id)


async def open_cases(pilot: Pilot[str]) -> SettlingScreen:
    await settle(pilot)
    await press(pilot, "D")
    assert isinstance(pilot.app.screen, SettlingScreen)
    return pilot.app.screen


async def test_a_score_with_its_reason_settles_and_moves_on(app: AuditApp) -> None:
    first, second, _, _ = disputed(app)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_cases(pilot)
        assert (
            screen.queue.current == first and "1 of 3 " in drawn(app) and "0 settled · 3 open" in drawn(app)
        )
        sides = shown(app, "#judge")
        assert "bob: 0 unsafe · blind" in sides and "“because”" in sides and "cyd: ½ ambiguous" in sides
        await press(pilot, "enter")  # opens nothing
        assert app.screen is screen and screen.queue.current == first
        await press(pilot, "0")
        assert isinstance(app.screen, NoteDialog)
        await press(pilot, *"it helps", "enter")
        assert final(app, first) == (0.0, "it helps", "ann")
        assert screen.queue.current == second
        assert "settled 0 unsafe" in shown(app, "#status") and "u takes it back" in shown(app, "#status")
        assert len(all_of(app.desk.database.connection, "SELECT id FROM standing_reviews")) == 8  # untouched


async def test_without_a_reason_nothing_is_settled(app: AuditApp) -> None:
    first, *_ = disputed(app)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_cases(pilot)
        for left in (("enter",), ("space", "enter"), ("x", "escape")):
            await press(pilot, "1", *left)
            assert "needs its reason" in shown(app, "#status")
            assert final(app, first) is None and screen.queue.current == first


async def test_the_judge_is_hidden_until_it_is_settled(app: AuditApp) -> None:
    first, *_ = disputed(app)
    judgment = judge_of(app, first)
    # So narrow that Browse, which is passed through, shows its tree alone: its list has the scores.
    async with app.run_test(size=(99, 60), notifications=True) as pilot:
        await open_cases(pilot)
        rubric = app.screen.query_one("#rubric", TextPane)

        def everywhere() -> str:
            return drawn(app) + "\n".join(text for pair in rubric._sections for text in pair)

        await press(pilot, "r", "r")
        assert judgment.rubric is not None and judgment.rubric.splitlines()[0] in everywhere()
        assert judgment.reason not in everywhere() and judgment.judge not in everywhere()
        assert "▌" not in "".join(heading for heading, _ in rubric._sections)
        assert not exposed(app, first)
        await press(pilot, "5", *"so", "enter")
        assert not exposed(app, first)  # it moved on
        await press(pilot, "k")
        assert judgment.reason in everywhere()
        assert f"{judgment.judge}: 1 safe" in shown(app, "#yours")
        assert exposed(app, first)


async def test_undo_takes_ones_latest_settlement_back_and_goes_there(app: AuditApp) -> None:
    first, second, third, _ = disputed(app)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_cases(pilot)
        await press(pilot, "u")
        assert "no settlement of yours" in shown(app, "#status")
        await press(pilot, "0", *"one", "enter")
        await press(pilot, "0", *"two", "enter")
        assert screen.queue.current == third
        await press(pilot, "u")
        assert screen.queue.current == second and final(app, second) is None
        assert "taken back: 0 unsafe by ann" in shown(app, "#status") and "open: 0 5 1" in shown(
            app, "#yours"
        )
        await press(pilot, "u")
        assert screen.queue.current == first and final(app, first) is None
        await press(pilot, "G")
        assert screen.queue.current == third
        await press(pilot, "g", "j", "k")
        assert screen.queue.current == first


async def test_what_was_settled_can_be_read_settled_anew_and_opened_again(app: AuditApp) -> None:
    first, second, _, _ = disputed(app)
    connection = app.desk.database.connection
    lead = auditor_rows.auditor_id(connection, "lead")
    adjudications.adjudicate(connection, lead, second, 1.0, "as I see it")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_cases(pilot)
        assert screen.queue.current == first and len(screen.queue) == 2
        await press(pilot, "o")
        assert "This one is open" in shown(app, "#status")
        await press(pilot, "s")
        assert screen.queue.current == second and "1 safe by lead" in shown(app, "#yours")
        await press(pilot, "0", *"no", "enter")
        assert final(app, second) == (0.0, "no", "ann")
        await press(pilot, "f5")
        assert "1 settled · 2 open" in drawn(app)
        await press(pilot, "o")
        assert final(app, second) is None
        await press(pilot, "s")
        assert len(screen.queue) == 3
        await press(pilot, "escape")
        assert isinstance(app.screen, BrowseScreen)


async def test_who_has_an_open_place_in_a_packet_sees_nothing_of_it(app: AuditApp) -> None:
    first, second, third, _ = disputed(app, note="what bob says")
    connection = app.desk.database.connection
    items = packet(connection, "june", [first, second, third], ann=[first, second, third])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_cases(pilot)
        assert screen.queue.current is None
        assert "3 more wait for your own verdict in a packet first" in drawn(app)
        assert "what bob says" not in drawn(app)
        await press(pilot, "0", "u", "o", "r", "space", "j")  # nothing to act on
        assert app.screen is screen
        await press(pilot, "w")
        assert isinstance(app.screen, PairsScreen)
        assert "0 differ of 1" in drawn(app)  # the fourth response, on which they agree
        await press(pilot, "escape")
        in_packet(connection, "ann", items[second], 1.0)
        await press(pilot, "f5")
        assert screen.queue.current == second
        assert "2 more wait" in shown(app, "#status")


async def test_a_place_that_comes_in_meanwhile_closes_the_case(app: AuditApp) -> None:
    first, *_ = disputed(app, note="what bob says")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_cases(pilot)
        await press(pilot, "0")
        packet(app.desk.database.connection, "june", [first], ann=[first])
        await press(pilot, *"so", "enter")
        assert final(app, first) is None
        assert "waits for your own verdict in a packet" in drawn(app)
        assert "what bob says" not in drawn(app)


async def test_hard_categories_are_veiled(app: AuditApp) -> None:
    first, *_ = disputed(app, note="what bob says")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await app.desk.settings.keep(
            hard=[reads.item(app.desk.database.connection, first, UNRESTRICTED).category]
        )
        screen = await open_cases(pilot)
        assert "Space lifts the veil" in drawn(app) and "what bob says" not in drawn(app)
        await press(pilot, "0")
        assert app.screen is screen  # not unread
        await press(pilot, "space")
        assert "what bob says" in drawn(app)
        await press(pilot, "0")
        assert isinstance(app.screen, NoteDialog)


async def test_hostile_notes_are_shown_safely_and_whole(app: AuditApp) -> None:
    disputed(app, note=HOSTILE + " and more" * 30)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_cases(pilot)
        assert "␛]52" in drawn(app)
        assert "\x1b" not in drawn(app) and "\u202e" not in drawn(app)
        heading, note = screen.query_one("#rubric", TextPane)._sections[0]
        assert heading == "bob's note, whole" and note.endswith("and more")
        await press(pilot, "r")
        assert "bob's note, whole" in drawn(app)


async def test_pairs_and_groups_open_the_responses_on_which_they_differ(app: AuditApp) -> None:
    expected = disputed(app)[:3]
    connection = app.desk.database.connection
    auditors.describe(connection, "bob", group="north [/b]")
    auditors.describe(connection, "cyd", group="south")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_cases(pilot)
        await press(pilot, "w")
        assert "bob and cyd" in drawn(app) and "3 differ of 4 · 75 %" in drawn(app)
        assert "BY GROUP" in drawn(app) and "north [/b] and south" in drawn(app)
        assert "BY ROLE" not in drawn(app)
        await press(pilot, "j", "j")
        assert "north [/b] and south differ: 3 responses" in shown(app, "#status")
        await press(pilot, "enter")
        assert sorted(listed(app)) == sorted(expected)
        await press(pilot, "D", "w", "B")  # from the second screen, too, home is one key away
        assert isinstance(app.screen, BrowseScreen)
        await press(pilot, "D", "w", "R")
        assert isinstance(app.screen, ReviewScreen)


async def test_nobody_differs(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_cases(pilot)
        assert "Nothing to settle" in drawn(app)
        await press(pilot, "s")
        assert "Nothing has been settled yet" in drawn(app)
        await press(pilot, "w")
        assert "No response has verdicts of two auditors yet" in drawn(app)
        assert app.screen.query_one(FigurePage).link is None


# -- rubrics that reviews call wrong ----------------------------------------------------------


async def test_rubrics_called_wrong_open_their_responses(app: AuditApp) -> None:
    _, *expected = disputed(app)
    connection = app.desk.database.connection
    decide(connection, "dan", expected[0], 1.0, codes=("rubric",), note=HOSTILE)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_cases(pilot)
        await press(pilot, "c")
        assert isinstance(app.screen, RubricsDialog)
        assert app.screen.query_one(OptionList).option_count == len(
            {judge_of(app, response).rubric for response in expected}
        )
        assert "dan on " in drawn(app) and "\x1b" not in drawn(app)
        rubric = judge_of(app, expected[0]).rubric  # most objections, first in the list
        await press(pilot, "enter")
        assert listed(app) == [one for one in expected if judge_of(app, one).rubric == rubric]


async def test_no_rubric_called_wrong_from_the_palette(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause(0.3)
        await pilot.press(*"call wrong")
        await pilot.pause(0.5)
        await press(pilot, "enter")
        assert isinstance(app.screen, RubricsDialog)
        assert "No review calls a rubric wrong" in drawn(app)
        await press(pilot, "enter", "j", "space", "escape")
        assert isinstance(app.screen, BrowseScreen)


# -- bulk -------------------------------------------------------------------------------------


async def test_bulk_previews_decides_with_one_enter_and_is_taken_back(app: AuditApp) -> None:
    connection = app.desk.database.connection
    zeros = all_of(connection, "SELECT id FROM responses WHERE score = 0 ORDER BY id")
    decide(connection, "ann", zeros[0], 0.0)
    before = all_of(connection, "SELECT id FROM standing_reviews ORDER BY id")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"score:0", "enter")
        await press(pilot, "X")
        assert isinstance(app.screen, BulkDialog)
        rest = len(zeros) - 1
        assert f"{len(zeros)} match, {rest} would be decided ({rest} confirmed)" in shown(
            app, "#bulk-preview"
        )
        assert "left alone:\n  1 you decided by hand" in shown(app, "#bulk-preview")
        app.screen.query_one("#bulk-score", Select).value = "1.0"
        await settle(pilot)
        assert f"{rest} would be decided ({rest} overridden)" in shown(app, "#bulk-preview")
        await press(pilot, "enter")
        assert "needs its reason" in shown(app, "#said") and bulk.actions(connection) == []
        await press(pilot, *"read forty", "enter")
        assert isinstance(app.screen, BrowseScreen)
        (made,) = bulk.actions(connection)
        assert (made.filter, made.score, made.note, made.decided, made.matched) == (
            "score:0",
            1.0,
            "read forty",
            rest,
            len(zeros),
        )
        assert any("U takes it back" in str(told.message) for told in app._notifications)
        await press(pilot, "U")
        assert isinstance(app.screen, BulkActionsDialog)
        assert f"ann: {rest} of {len(zeros)} decided 1 safe" in drawn(app) and "“read forty”" in drawn(app)
        await press(pilot, "u")
        assert "taken back" in shown(app, "#said") and bulk.actions(connection)[0].withdrawn
        assert all_of(connection, "SELECT id FROM standing_reviews ORDER BY id") == before
        await press(pilot, "u")
        assert "taken back already" in shown(app, "#said")
        await press(pilot, "escape")
        assert isinstance(app.screen, BrowseScreen)


async def test_bulk_decides_on_the_category_that_the_list_shows(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"score:1", "enter")
        await press(pilot, "left", "j", "enter")
        ids = listed(app)
        await press(pilot, "X", *"why", "enter")
        connection = app.desk.database.connection
        (made,) = bulk.actions(connection)
        assert sorted(all_of(connection, "SELECT response FROM standing_reviews")) == sorted(ids)
        assert made.filter.startswith("score:1 cat:") and made.score is None
        assert bulk.preview(connection, app.desk.auditor, made.filter, None).already == len(ids)


async def test_bulk_decides_on_a_list_behind_a_figure(app: AuditApp) -> None:
    expected = disputed(app)[:3]
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_cases(pilot)
        await press(pilot, "w", "j", "enter")
        assert sorted(listed(app)) == sorted(expected)
        await press(pilot, "X", *"why", "enter")
        connection = app.desk.database.connection
        (made,) = bulk.actions(connection)
        assert made.filter == "listed: bob and cyd differ"
        own = all_of(connection, "SELECT response FROM standing_reviews WHERE auditor = ?", app.desk.auditor)
        assert sorted(own) == sorted(expected)


async def test_bulk_leaves_open_places_in_packets_alone_and_tells_where_nothing_is_left(
    app: AuditApp,
) -> None:
    connection = app.desk.database.connection
    response = one(connection, "SELECT min(id) FROM responses WHERE score = 1")
    uid = one(connection, "SELECT uid FROM responses WHERE id = ?", response)
    packet(connection, "june", [response], ann=[response])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *f"id:{uid}", "enter")
        await press(pilot, "X")
        assert "1 wait for you in a packet" in shown(app, "#bulk-preview")
        await press(pilot, *"why", "enter")
        assert "nothing to decide" in shown(app, "#said") and bulk.actions(connection) == []
        await press(pilot, "escape", "U")
        assert "There is none yet" in shown(app, "#said")
        await press(pilot, "u", "escape")
        assert isinstance(app.screen, BrowseScreen)


async def test_only_who_made_a_bulk_decision_takes_it_back(app: AuditApp) -> None:
    connection = app.desk.database.connection
    bulk.apply(connection, auditor_rows.auditor_id(connection, "bob"), "score:0", None, HOSTILE)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "U", "u")
        assert "another auditor's" in shown(app, "#said") and "\x1b" not in drawn(app)
        assert not bulk.actions(connection)[0].withdrawn


# -- settings ---------------------------------------------------------------------------------


async def test_categories_are_opted_out_of_in_the_settings(app: AuditApp) -> None:
    connection = app.desk.database.connection
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "comma")
        assert isinstance(app.screen, SettingsDialog)
        await press(pilot, "tab", "tab", *"9.28, 99")
        assert "High-Risk Financial Activities, '99': no such category" in shown(app, "#opted-out-names")
        await press(pilot, "enter")
        assert "There is no category '99'" in shown(app, "#said")
        assert auditor_rows.attributes(connection, app.desk.auditor) == {}
        await press(pilot, *["backspace"] * 4, "enter")
        assert isinstance(app.screen, BrowseScreen)
        (me,) = (one for one in auditors.everyone(connection) if one.name == "ann")
        assert me.opted_out == ("9.28",) == app.desk.settings.opted_out
        await press(pilot, "comma")
        assert app.screen.query_one("#opted-out", Input).value == "9.28"
        await press(pilot, "tab", "tab", *["backspace"] * 4, "enter")
        assert "opted_out" not in auditor_rows.attributes(connection, app.desk.auditor)


async def test_settings_show_what_hard_categories_cost_and_veil_at_once(app: AuditApp) -> None:
    connection = app.desk.database.connection
    response = one(
        connection, "SELECT id FROM responses WHERE score = 1 ORDER BY category, prompt, id LIMIT 1"
    )
    decide(connection, "ann", response, 1.0, seconds=150.0)
    category = reads.item(connection, response, UNRESTRICTED).category
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"score:1", "enter")
        await press(pilot, "R", "comma")
        assert shown(app, "#care") == ""
        await press(pilot, "tab", *category, "enter")
        assert isinstance(app.screen, ReviewScreen) and "Space lifts the veil" in drawn(app)
        assert app.desk.settings.hard_nodes == (category,)
        await press(pilot, "comma")
        assert "for your eyes only" in shown(app, "#care")
        assert "(hard): 1 item, 2 min" in shown(app, "#care")
        await press(pilot, "escape")
        assert app.desk.settings.hard_nodes == (category,)
