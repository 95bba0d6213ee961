"""The import dialog reports on what it read."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from airbench_tui.tui.app import AuditApp
from tests.builders import pipeline1_file
from tests.tui.conftest import press, settle, told


async def test_every_row_left_out_is_counted(app: AuditApp) -> None:
    rows = ({"prompt": f"{n}", "score": 7} for n in range(1_500))
    pipeline1_file(Path("a.json"), rows)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "i")
        app.screen.query_one("#path", Input).value = "a.json"
        await press(pilot, "enter")
        assert any("1,500 left out" in words for words in told(app)), told(app)
