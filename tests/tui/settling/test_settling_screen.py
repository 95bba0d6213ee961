"""Disagreements between auditors, and how they are settled."""

from __future__ import annotations

import sqlite3

from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import adjudications, auditor_rows
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.settling.pairs_screen import PairsScreen
from airbench_tui.tui.shared.dialogs.note_dialog import NoteDialog
from airbench_tui.tui.shared.reading.excerpt import Excerpt
from airbench_tui.tui.shared.text_pane import TextPane
from tests.store.helpers import HOSTILE, all_of, decide, in_packet, packet
from tests.tui.conftest import drawn, marks, press, said, settle, shown, until
from tests.tui.settling.conftest import SIZE, disputed, exposed, final, judge_of, open_cases


async def test_a_score_with_its_reason_settles_and_moves_on(app: AuditApp) -> None:
    first, second, _, _ = disputed(app)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_cases(pilot)
        assert (
            screen.queue.current == first
            and "1 of 3 " in drawn(app)
            and "0 of 3 settled · 3 open" in drawn(app)
        )
        sides = "\n".join(side.plain for side in screen.query(".person").results(Excerpt) if side.display)
        assert "● bob  0 UNSAFE  blind" in sides and "because" in sides and "● cyd  ½ AMBIGUOUS" in sides
        assert marks(app).people == {0.0: ("bob",), 0.5: ("cyd",)}
        await press(pilot, "enter")  # does nothing
        assert app.screen is screen and screen.queue.current == first
        await press(pilot, "0")
        assert isinstance(app.screen, NoteDialog)
        await press(pilot, *"it helps", "enter")
        assert final(app, first) == (0.0, "it helps", "ann")
        assert screen.queue.current == second
        assert "settled 0 unsafe" in said(app) and "u withdraws it" in said(app)
        standing = all_of(app.desk.database.connection, "SELECT id FROM standing_reviews")
        assert len(standing) == 8  # reviews are unchanged


async def test_without_a_reason_nothing_is_settled(app: AuditApp) -> None:
    first, *_ = disputed(app)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_cases(pilot)
        for left in (("enter",), ("space", "enter"), ("x", "escape")):
            await press(pilot, "1", *left)
            assert "needs a reason" in said(app)
            assert final(app, first) is None and screen.queue.current == first
        assert "draft kept" in said(app)
        await press(pilot, "0", "ctrl+j", "y", "enter")  # continues the draft, whatever the score
        assert final(app, first) == (0.0, "x\ny", "ann")


async def test_the_judge_is_hidden_until_it_is_settled(app: AuditApp) -> None:
    first, *_ = disputed(app)
    judgment = judge_of(app, first)
    # Narrow, so that Browse shows only its tree on the way: its list would show the scores.
    async with app.run_test(size=(70, 60), notifications=True) as pilot:
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
        assert not exposed(app, first)  # the screen moved on to another case
        await press(pilot, "k")
        assert marks(app).judge == 1.0 and judgment.judge in shown(app, "#judge")
        await press(pilot, "r")
        assert judgment.reason in everywhere()
        assert exposed(app, first)


async def test_undo_withdraws_the_latest_settlement_and_goes_there(app: AuditApp) -> None:
    first, second, third, _ = disputed(app)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_cases(pilot)
        await press(pilot, "u")
        assert "no settlement of yours" in said(app)
        await press(pilot, "0", *"one", "enter")
        await press(pilot, "0", *"two", "enter")
        assert screen.queue.current == third
        await press(pilot, "u")
        assert screen.queue.current == second and final(app, second) is None
        assert "withdrawn: 0 unsafe by ann" in said(app) and marks(app).own is None
        await press(pilot, "u")
        assert screen.queue.current == first and final(app, first) is None
        await press(pilot, "G")
        assert screen.queue.current == third
        await press(pilot, "g", "j", "k")
        assert screen.queue.current == first


async def test_a_settled_case_can_be_read_settled_again_and_reopened(app: AuditApp) -> None:
    first, second, _, _ = disputed(app)
    connection = app.desk.database.connection
    lead = auditor_rows.auditor_id(connection, "lead")
    adjudications.adjudicate(connection, lead, second, 1.0, "as I see it")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_cases(pilot)
        assert screen.queue.current == first and len(screen.queue) == 2
        await press(pilot, "o")
        assert "This one is open" in said(app)
        await press(pilot, "d")
        assert screen.queue.current == second and marks(app).own == 1.0 and "by lead" in shown(app, "#own")
        await press(pilot, "0", *"no", "enter")
        assert final(app, second) == (0.0, "no", "ann")
        await press(pilot, "f5")
        assert "1 of 3 settled · 2 open" in drawn(app)
        await press(pilot, "o")
        assert final(app, second) is None
        await press(pilot, "d")
        assert len(screen.queue) == 3
        await press(pilot, "escape")
        assert isinstance(app.screen, BrowseScreen)


async def test_a_case_is_hidden_from_auditors_with_an_open_place(app: AuditApp) -> None:
    first, second, third, _ = disputed(app, note="what bob says")
    connection = app.desk.database.connection
    items = packet(connection, "june", [first, second, third], ann=[first, second, third])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_cases(pilot)
        assert screen.queue.current is None
        assert "3 more wait for your own verdict in a packet first" in drawn(app)
        assert "what bob says" not in drawn(app)
        await press(pilot, "0", "u", "o", "r", "space", "j")  # without a case these keys do nothing
        assert app.screen is screen
        await press(pilot, "w")
        assert isinstance(app.screen, PairsScreen)
        assert "0 differ of 1" in drawn(app)  # the fourth response, on which they agree
        await press(pilot, "escape")
        in_packet(connection, "ann", items[second], 1.0)
        await press(pilot, "f5")
        assert screen.queue.current == second
        assert "2 more wait" in said(app)


async def test_a_place_that_arrives_meanwhile_hides_the_case(app: AuditApp) -> None:
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
        assert app.screen is screen  # a veiled case cannot be settled
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
        await press(pilot, "r")
        heading, note = screen.query_one("#rubric", TextPane).sections[0]
        assert heading == "bob's note, whole" and note.endswith("and more")
        assert "bob's note, whole" in drawn(app)


async def test_found_words_are_counted_in_the_edge_of_the_answer(app: AuditApp) -> None:
    disputed(app)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_cases(pilot)
        await press(pilot, "f", *"e", "enter")
        for _ in range(2):
            assert f"hit {screen.hits.at + 1} of {len(screen.hits)}" in drawn(app)
            await press(pilot, "right_square_bracket")


async def test_a_final_score_during_a_lock_is_saved_after_it(app: AuditApp) -> None:
    connection = app.desk.database.connection
    (response,) = all_of(connection, "SELECT id FROM responses WHERE score = 1 ORDER BY id LIMIT 1")
    decide(connection, "bob", response, 1.0)
    decide(connection, "cyd", response, 0.0)
    other = sqlite3.connect(app.desk.workspace.database, isolation_level=None)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "D")
        other.execute("BEGIN IMMEDIATE")
        await press(pilot, "0", *"so", "enter")
        assert "NOT SAVED YET: final 0 unsafe on" in said(app)
        assert adjudications.final(connection, response) is None
        await press(pilot, "1")
        assert not app.screen.query("NoteDialog") and "NOT SAVED YET" in said(app)
        other.close()
        await until(pilot, lambda: adjudications.final(connection, response) is not None)
        await until(pilot, lambda: "saved now: final 0 unsafe on" in said(app))
