"""Undo after a key that changed nothing goes back to its response and withdraws nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.store.database import open_database
from airbench_tui.store.reviewing import adjudications
from airbench_tui.tui.app import AuditApp
from airbench_tui.workspace import Workspace
from tests.effort import cases
from tests.store.helpers import all_of, decide
from tests.tui.conftest import settle
from tests.tui.review.conftest import SIZE, history, in_review, open_review, press, said


async def a_list(pilot: Pilot[str]) -> None:
    await open_review(pilot, "score:0")


async def triage(pilot: Pilot[str]) -> None:
    await settle(pilot)
    await pilot.press("T")
    await settle(pilot)


async def packet(pilot: Pilot[str]) -> None:
    await settle(pilot)
    await pilot.press("P")
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)


def standing(app: AuditApp) -> list[tuple[int, float | None]]:
    return [(one.response, one.score) for one in history(app) if one.standing]


@pytest.mark.parametrize("where", cases([a_list, triage], 1))
async def test_after_a_verdict_that_stood_already(
    app: AuditApp, where: Callable[[Pilot[str]], Awaitable[None]]
) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await where(pilot)
        screen = in_review(pilot)
        first = screen.queue.current
        await press(pilot, "1", "0", "g")
        both = standing(app)
        assert len(both) == 2 and screen.queue.current == first
        for keep in ("1", "enter"):
            await press(pilot, keep)
            assert said(screen) == "kept your 1 safe" and screen.queue.position == 1
            await press(pilot, "j", "u")
            assert screen.queue.current == first and standing(app) == both
            assert said(screen) == "nothing was changed: your 1 safe stays"
        await press(pilot, "u")  # withdraws the latest verdict, on the second response
        assert standing(app) == both[:1] and screen.queue.position == 1
        assert "undone" in said(screen)


async def test_after_a_verdict_of_an_earlier_sitting_was_kept(workspace: Workspace) -> None:
    first = AuditApp(workspace)
    async with first.run_test(size=SIZE, notifications=True) as pilot:
        await a_list(pilot)
        await press(pilot, "1", "0", "5")
        had = standing(first)
    first.shut_down()
    app = AuditApp(workspace)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "g", "1", "u")  # the program begins in the list of the earlier sitting
        assert standing(app) == had and in_review(pilot).queue.position == 0
        await press(pilot, "u")
        assert standing(app) == had[:2] and in_review(pilot).queue.position == 2


async def test_a_verdict_after_a_kept_one_is_what_undo_withdraws(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await a_list(pilot)
        await press(pilot, "1", "g", "1", "0", "u")
        assert [score for _, score in standing(app)] == [1.0]
        assert in_review(pilot).queue.position == 1 and "undone" in said(in_review(pilot))


async def test_in_a_packet(workspace: Workspace) -> None:
    with open_database(workspace.database) as database:
        plan = PacketPlan("june", 4, seed=1, auditors=("ann",), repeat=0, stratify="none")
        new_packet(database.connection, plan, "ann")
    first = AuditApp(workspace)
    async with first.run_test(size=SIZE, notifications=True) as pilot:
        await packet(pilot)
        await press(
            pilot, "1", "enter", "0", "5"
        )  # the second verdict was changed after the reveal: the change can be withdrawn
        had = standing(first)
        assert [score for _, score in had] == [1.0, 0.5]
        await press(pilot, "g", "enter", "u")
        assert standing(first) == had and in_review(pilot).queue.position == 0
        assert said(in_review(pilot)) == "nothing was changed: your 1 safe stays"
    first.shut_down()
    app = AuditApp(workspace)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await packet(pilot)
        await press(pilot, "g", "1")
        assert said(in_review(pilot)) == "kept your 1 safe"
        await press(pilot, "u")
        assert standing(app) == had and in_review(pilot).queue.position == 0
        await press(pilot, "u")
        assert [score for _, score in standing(app)] == [1.0, 0.0]


async def test_keeping_a_blind_first_verdict_after_the_reveal(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await a_list(pilot)
        await press(pilot, "b", "j", "1", "enter")
        if in_review(pilot).queue.position == 1:
            await press(pilot, "enter")
        had = standing(app)
        await press(pilot, "u")
        assert standing(app) == had and in_review(pilot).queue.position == 1


@pytest.mark.parametrize("decided", cases([True, False], 1))
async def test_after_a_dialog_closed_without_change(app: AuditApp, decided: bool) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await a_list(pilot)
        await press(pilot, "1", "0", *("g" if decided else ()))
        screen, both = in_review(pilot), standing(app)
        here = screen.queue.position
        stays = "your 1 safe stays" if decided else "not decided yet"
        for keys in (("n", "enter"), ("n", "escape"), ("c", "enter"), ("c", "escape")):
            await pilot.press(*keys)
            await settle(pilot)
            await press(pilot, "u")
            assert standing(app) == both and screen.queue.position == here, keys
            assert said(screen) == f"nothing was changed: {stays}", keys
        await press(pilot, "u")
        assert standing(app) == both[:1]


async def test_after_a_note_that_waits_for_its_verdict(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await a_list(pilot)
        await press(pilot, "1", "n")
        await pilot.press(*"odd", "enter")
        await settle(pilot)
        await press(pilot, "u")
        assert len(standing(app)) == 1 and in_review(pilot).queue.position == 1
        assert "none to withdraw" in said(in_review(pilot)) and in_review(pilot)._draft[0] == "odd"
        await press(pilot, "u")
        assert standing(app) == []


async def test_cannot_judge_left_with_escape_answers_nothing(workspace: Workspace) -> None:
    with open_database(workspace.database) as database:
        new_packet(database.connection, PacketPlan("june", 4, seed=1, auditors=("ann",), repeat=0), "ann")
    app = AuditApp(workspace)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await packet(pilot)
        await press(pilot, "minus")
        await pilot.press(*"torn", "enter")
        await settle(pilot)
        await press(pilot, "n")
        await pilot.press(*"odd", "enter")
        await settle(pilot)
        await press(pilot, "minus")
        await pilot.press("escape")  # the draft in the field does not count as a given reason
        await settle(pilot)
        assert [one.kind for one in history(app)] == ["cannot-judge"]
        await press(pilot, "u")
        assert [one.kind for one in history(app)] == ["cannot-judge"]
        assert in_review(pilot).queue.position == 1
        await press(pilot, "k", "minus")
        await pilot.press("enter")  # the stored reason, unchanged
        await settle(pilot)
        assert [one.kind for one in history(app)] == ["cannot-judge"]
        assert "kept your “cannot judge”" in said(in_review(pilot))
        await press(pilot, "u", "u")
        assert [one.kind for one in history(app)] == ["cannot-judge", "withdrawal"]


async def test_settling_without_a_reason(app: AuditApp) -> None:
    connection = app.desk.database.connection
    first, second = all_of(
        connection, "SELECT id FROM responses WHERE score = 1 ORDER BY category, prompt, id LIMIT 2"
    )
    for response in (first, second):
        decide(connection, "bob", response, 1.0)
        decide(connection, "cyd", response, 0.0)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        for keys in (("D",), ("0", *"so", "enter"), ("1", "escape"), ("u",)):
            await pilot.press(*keys)
            await settle(pilot)
        assert adjudications.final(connection, first) is not None
        status = said(app.screen)
        assert status == "nothing was changed: it is open"
        await pilot.press("u")
        await settle(pilot)
        assert adjudications.final(connection, first) is None
