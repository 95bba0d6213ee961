"""The warning of an incomplete import, on every screen while it lasts, and without covering anything."""

from __future__ import annotations

from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.shared.incomplete_bar import IncompleteBar
from airbench_tui.tui.shared.key_bar import KeyBar
from tests.tui.conftest import drawn, press

WORDS = "⚠ incomplete: 160 of 200 rows of 'SAMPLE audit' were imported; import it again to finish"


def words_on(app: AuditApp) -> str:
    return " ".join(drawn(app).split())


async def test_every_screen_warns(app: AuditApp) -> None:
    app.desk.database.connection.execute("UPDATE runs SET rows_in_file = 200, rows_read = 160")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        for key in "BRMAEPDT":
            await press(pilot, key)
            assert WORDS in words_on(app), key
            warning = app.screen.query_one(IncompleteBar).region
            assert drawn(app).splitlines()[warning.y].startswith(" ⚠"), key
            covered = [each for each in app.screen.children if each.region.overlaps(warning)]
            assert [type(each) for each in covered] == [IncompleteBar], key
            assert app.screen.query_one(KeyBar).region.bottom == 24, key


async def test_the_warning_follows_the_import(app: AuditApp) -> None:
    connection = app.desk.database.connection
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot)
        assert not app.screen.query_one(IncompleteBar).display
        connection.execute("UPDATE runs SET rows_in_file = 200, rows_read = 160")  # by another process
        await press(pilot, "f5")
        assert WORDS in words_on(app)
        connection.execute("UPDATE runs SET rows_read = 200")
        await press(pilot, "f5")
        assert "incomplete" not in words_on(app)
