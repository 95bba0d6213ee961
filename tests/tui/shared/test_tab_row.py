"""The row of screens: names, keys and badges at every width, and clicks."""

from __future__ import annotations

from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.reviewing.waiting import WaitingCounts, waiting
from airbench_tui.tui.agreement.agreement_screen import AgreementScreen
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.shared.tab_row import TabRow
from airbench_tui.workspace import Workspace
from tests.store.helpers import decide, one
from tests.tui.conftest import drawn, press, settle
from tests.tui.review.conftest import in_review, unguarded

SIZE = (120, 30)


def row(app: AuditApp) -> str:
    return drawn(app).splitlines()[0]


async def test_badges_count_what_the_screens_list(app: AuditApp) -> None:
    connection = app.desk.database.connection
    new_packet(connection, PacketPlan("june", 5, auditors=("ann",), repeat=0), "ann")
    outside = one(
        connection, "SELECT min(id) FROM responses WHERE id NOT IN (SELECT response FROM packet_items)"
    )
    for who, score in (("bob", 0.0), ("cyd", 1.0)):
        decide(connection, who, outside, score)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "T")
        screen = in_review(pilot)
        assert screen.query_one(TabRow).active == "triage"
        found = waiting(connection, app.desk.auditor)
        assert found == WaitingCounts(len(screen.queue), 5, 1)
        names = (
            f" Browse  Review  Triage {found.triage}  Packets 5  Disagreements 1  Agreement  Explore  Models "
        )
        assert row(app).startswith(names) and row(app).rstrip().endswith("SAMPLE  ann")
        await unguarded(pilot)
        await press(pilot, "enter")
        assert f"Triage {len(screen.queue) - 1} " in row(app)  # decided a moment ago
        await press(pilot, "P", "enter")
        await unguarded(pilot)
        await press(pilot, "1")
        assert "Packets 4 " in row(app) and in_review(pilot).query_one(TabRow).active == "review"
        await press(pilot, "B", "slash", *"score:1", "enter")  # Triage follows the list of Browse
        within = waiting(connection, app.desk.auditor, app._browse.listed).triage
        assert within != found.triage and (f"Triage {within} " in row(app) or not within)


async def test_names_give_way_but_never_the_word_sample(workspace: Workspace, app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        for width in (100, 80, 40):
            await pilot.resize_terminal(width, 24)
            await settle(pilot)
            assert ("Disagreements" in row(app)) == (width == 100) and "SAMPLE" in row(app)
            if width == 80:  # the longest name gives way first
                assert "Packets  D  Agreement  Explore" in row(app)
        assert row(app).split()[:3] == ["Browse", "R", "T"]
        await pilot.resize_terminal(120, 20)
        await settle(pilot)
        assert "SAMPLE" in row(app)
    app.shut_down()
    own = AuditApp(Workspace(workspace.folder, workspace.database, "ann"))
    async with own.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        assert "Disagreements  Agreement  Explore  Models" in row(own) and "SAMPLE" not in row(own)
        await pilot.resize_terminal(80, 20)
        await settle(pilot)
        assert "Models" not in row(own)


async def test_a_click_opens_the_screen(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.click(TabRow, offset=(row(app).index("Agreement") + 2, 0))
        await settle(pilot)
        assert isinstance(app.screen, AgreementScreen)
        await pilot.click(TabRow, offset=(row(app).index("Review"), 0))
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)
        before = app.screen
        await press(pilot, "R")
        assert app.screen is before
