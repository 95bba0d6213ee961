"""Review counts progress over all sessions and merged copies of the file, not only over the current session."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from textual.pilot import Pilot

from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.store.database import open_database
from airbench_tui.store.merging import merge
from airbench_tui.store.reviewing import auditor_rows, bulk, packet_places, packets, reviews
from airbench_tui.store.reviewing.packet_answers import cannot_judge
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.packets.packets_screen import PacketsScreen
from airbench_tui.tui.settling.settling_screen import SettlingScreen
from airbench_tui.workspace import Workspace
from tests.store.helpers import all_of, decide, in_packet
from tests.tui.conftest import drawn, settle, until
from tests.tui.review.conftest import SIZE, in_review, press, progress, said

COPY = Path("db/copy.db")


def packet_of(workspace: Workspace, places: int = 4) -> None:
    with open_database(workspace.database) as database:
        new_packet(
            database.connection, PacketPlan("june", places, seed=1, auditors=("ann",), repeat=0), "ann"
        )


async def list_of(pilot: Pilot[str], expression: str) -> None:
    await settle(pilot)
    await pilot.press("B", "ctrl+x")  # the program begins where the session before ended
    await settle(pilot)
    await pilot.press("slash", *expression, "enter")
    await settle(pilot)
    await pilot.press("g", "R")
    await settle(pilot)


async def packet_june(pilot: Pilot[str]) -> None:
    await settle(pilot)
    await pilot.press("P")
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)


def zeros(workspace: Workspace) -> list[int]:
    with open_database(workspace.database) as database:
        return all_of(
            database.connection, "SELECT id FROM responses WHERE score = 0 ORDER BY category, prompt, id"
        )


async def test_a_reopened_list_shows_what_was_decided(workspace: Workspace) -> None:
    first, many = AuditApp(workspace), len(zeros(workspace))
    async with first.run_test(size=SIZE, notifications=True) as pilot:
        await list_of(pilot, "score:0")
        assert progress(pilot).startswith(f"0 of {many} decided")
        await press(pilot, "1", "0")
        assert progress(pilot).startswith(f"2 of {many} decided")
        await press(pilot, "u")
        assert progress(pilot).startswith(f"1 of {many} decided")
    first.shut_down()
    async with AuditApp(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await list_of(pilot, "score:0")
        assert progress(pilot).startswith(f"1 of {many} decided")
        await press(pilot, "1")  # repeating the standing verdict is not a new decision
        assert progress(pilot).startswith(f"1 of {many} decided")


async def test_the_end_of_a_list_done_over_two_sessions(workspace: Workspace) -> None:
    first = AuditApp(workspace)
    async with first.run_test(size=SIZE, notifications=True) as pilot:
        await list_of(pilot, "status:blank")
        await press(pilot, "G", "5")
        assert "last of the queue · 1 left" in said(in_review(pilot))
    first.shut_down()
    async with AuditApp(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await list_of(pilot, "status:blank")
        await press(pilot, "5")
        assert in_review(pilot).queue.position == 1
        assert "all 2 decided" in said(
            in_review(pilot)
        )  # said as soon as it is true, not only at the end of the queue
        await press(pilot, "5")
        assert "kept your ½ ambiguous · all 2 decided" in said(in_review(pilot))


async def test_a_packet_over_two_sessions(workspace: Workspace) -> None:
    packet_of(workspace)
    first = AuditApp(workspace)
    async with first.run_test(size=SIZE, notifications=True) as pilot:
        await packet_june(pilot)
        await press(pilot, "1", "enter", "0")
        assert progress(pilot).startswith("2 of 4 decided")  # counted from the first verdict
        await press(pilot, "enter", "minus")
        await pilot.press(*"to", "escape")
        await settle(pilot)
        assert "draft kept" in said(in_review(pilot))
        await press(pilot, "minus")
        await pilot.press(*"rn", "enter")  # continues the draft
        await settle(pilot)
        stored = first.desk.database.connection.execute(
            "SELECT note FROM reviews WHERE kind = 'cannot-judge'"
        ).fetchall()
        assert [row["note"] for row in stored] == ["torn"]
        assert progress(pilot).startswith("2 of 4 decided · 1 cannot judge")
    first.shut_down()
    second = AuditApp(workspace)
    async with second.run_test(size=SIZE, notifications=True) as pilot:
        await packet_june(pilot)
        assert progress(pilot).startswith("2 of 4 decided · 1 cannot judge")
        await press(pilot, "1", "enter")
        assert "all 4 answered: 3 decided, 1 cannot judge" in said(in_review(pilot))
    second.shut_down()
    async with AuditApp(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await packet_june(pilot)
        assert progress(pilot).startswith("3 of 4 decided · 1 cannot judge")


async def test_what_a_merge_brings_counts_at_once(workspace: Workspace) -> None:
    """One auditor works on two copies of the file. One copy is merged into the other while Review is open."""
    packet_of(workspace)
    shutil.copy(workspace.database, COPY)
    with open_database(COPY) as copy:
        connection, june = copy.connection, packets.find(copy.connection, "june")
        auditor = auditor_rows.auditor_id(connection, "ann")
        drawn_ones = all_of(connection, "SELECT response FROM packet_items")
        decide(connection, "ann", [one for one in zeros(workspace) if one not in drawn_ones][2], 1.0)
        place = packet_places.queue(connection, june, auditor)[3]
        here = packet_places.place(connection, auditor, place)
        reviews.decide(connection, auditor, reviews.NewVerdict(here.response, 0.5, None, packet_item=place))
    app = AuditApp(workspace)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await list_of(pilot, "score:0")
        many = len(in_review(pilot).queue)
        await press(pilot, "1")
        assert progress(pilot).startswith(f"1 of {many} decided")
        await app.desk.write(lambda connection: merge.merge(app.desk.database, COPY))
        await press(pilot, "f5")
        await until(pilot, lambda: progress(pilot).startswith(f"2 of {many} decided"))
        await press(pilot, "1")
        assert progress(pilot).startswith(f"3 of {many} decided")
        await pilot.press("escape")
        await packet_june(pilot)
        assert progress(pilot).startswith("1 of 4 decided")


async def test_bulk_other_peoples_and_stale_verdicts_do_not_count(workspace: Workspace) -> None:
    ids = zeros(workspace)
    with open_database(workspace.database) as database:
        connection = database.connection
        decide(connection, "ann", ids[0], 1.0)
        decide(connection, "bob", ids[1], 1.0)
        decide(connection, "ann", ids[2], 1.0)
        connection.execute(
            "UPDATE judgments SET polarity = CASE polarity WHEN '1-safe' THEN '0-safe' ELSE '1-safe' END"
            " WHERE response = ?",
            [ids[2]],
        )
        stale = all_of(connection, "SELECT stale FROM standing_reviews WHERE response = ?", ids[2])
        bulk.apply(connection, auditor_rows.auditor_id(connection, "ann"), "score:0", None, "at a glance")
    assert stale == [1]
    async with AuditApp(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await list_of(pilot, "score:0")
        assert progress(pilot).startswith(f"1 of {len(ids)} decided")


async def test_the_time_left_uses_the_auditors_own_pace(workspace: Workspace) -> None:
    ids = zeros(workspace)
    with open_database(workspace.database) as database:
        for number, response in enumerate(ids[:4]):
            decide(database.connection, "ann", response, 1.0, seconds=(120.0, 600.0, 120.0, 120.0)[number])
            decide(database.connection, "ann", response, 1.0, seconds=1.0, note="seen again")
        for response in ids[:8]:
            decide(database.connection, "bob", response, 1.0, seconds=1.0)
    async with AuditApp(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await list_of(pilot, "score:0")
        assert progress(pilot).startswith(
            f"4 of {len(ids)} decided"
        )  # too few verdicts for an estimate of the time left
        await press(pilot, "j", "j", "j", "j", "1")
        assert progress(pilot).startswith(
            f"5 of {len(ids)} decided · {len(ids) - 5} left · about {2 * (len(ids) - 5)} min"
        )


async def test_triage_counts_what_it_lists(workspace: Workspace) -> None:
    first = AuditApp(workspace)
    async with first.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("T")
        await settle(pilot)
        many = len(in_review(pilot).queue)
        await press(pilot, "0", "0")
        assert progress(pilot).startswith(f"2 of {many} decided")
    first.shut_down()
    async with AuditApp(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("T")
        await settle(pilot)
        left = len(in_review(pilot).queue)  # decided responses are no longer listed
        assert left <= many - 2 and progress(pilot).startswith(f"0 of {left} decided")


async def test_the_packets_screen_counts_both_sides_alike(workspace: Workspace) -> None:
    with open_database(workspace.database) as database:
        connection = database.connection
        plan = PacketPlan("june", 12, seed=1, auditors=("ann", "bob"), repeat=0, overlap=0)
        made = new_packet(connection, plan, "ann").packet
        ann, bob = (auditor_rows.auditor_id(connection, name) for name in ("ann", "bob"))
        first, second, *_ = packet_places.queue(connection, made, ann)
        in_packet(connection, "ann", first, 1.0)
        cannot_judge(connection, ann, second, "in Danish")
        cannot_judge(connection, bob, packet_places.queue(connection, made, bob)[0], "in Danish")
    app = AuditApp(workspace)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("P")
        for size in ((80, 24), (100, 30), (160, 50)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert isinstance(app.screen, PacketsScreen)
            shown = " ".join(re.sub("[│━╸─]+", " ", drawn(app)).split())
            assert "june 12 158 3/12 9 open" in shown, size
            assert "ann 2 of 6 4 left 1 decided · 1 cannot judge" in shown, size


async def test_settled_and_open_come_from_the_database(workspace: Workspace) -> None:
    ids = zeros(workspace)
    with open_database(workspace.database) as database:
        for response in ids[:3]:
            decide(database.connection, "bob", response, 1.0)
            decide(database.connection, "cyd", response, 0.0)
    first = AuditApp(workspace)
    async with first.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("D")
        await settle(pilot)
        assert progress(pilot) == "0 of 3 settled · 3 open"
        await pilot.press("0", *"so", "enter")
        await settle(pilot)
        assert progress(pilot) == "1 of 3 settled · 2 open"
    first.shut_down()
    app = AuditApp(workspace)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("D")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, SettlingScreen) and progress(pilot) == "1 of 3 settled · 2 open"
        await pilot.press("0", *"so", "enter")
        await settle(pilot)
        assert progress(pilot) == "2 of 3 settled · 1 open"
        await pilot.press("u")
        await settle(pilot)
        assert progress(pilot) == "1 of 3 settled · 2 open"
