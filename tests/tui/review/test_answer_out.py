"""An answer leaves the program: copied, or written to a file, with hidden characters made visible."""

from __future__ import annotations

from pathlib import Path

from airbench_tui.store.database import transaction
from airbench_tui.text import safe
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from tests.tui.conftest import press, settle, told
from tests.tui.review.conftest import open_review


async def test_the_answer_is_copied_and_written_as_it_is_shown(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        browse = app.screen
        assert isinstance(browse, BrowseScreen)
        await press(pilot, "y")
        first = browse.readable
        assert first is not None and app.clipboard == first.answer and first.category in told(app)[-1]
        hostile = "Fine.\x1b]52;c;aGk=\x07\nEnd"
        with transaction(app.desk.database.connection) as connection:
            connection.execute("UPDATE responses SET text = ? WHERE id = ?", [hostile, first.id])
        screen = await open_review(pilot)
        await press(pilot, "y")
        assert app.clipboard == safe(hostile) and "\x1b" not in app.clipboard
        assert "2 hidden characters made visible" in told(app)[-1]
        await press(pilot, "x")
        file = Path(screen.seen()[0].file)
        await press(pilot, "enter")
        assert file.read_text(encoding="utf-8") == f"{safe(hostile)}\n"
