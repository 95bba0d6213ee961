"""Input fields handle keys in the order in which they arrive, however quickly."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from airbench_tui.tui.app import AuditApp
from tests.tui.conftest import settle


async def test_a_word_typed_at_once_over_another(app: AuditApp) -> None:
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        field = app.screen.focused
        assert isinstance(field, Input)
        keys = [*"score", *["backspace"] * 5, *"model", "home", "delete", "M", "end", "s"]
        for key in keys:  # as from a paste or a script: all keys arrive before the first is handled
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        assert field.value == "Models"


async def test_fields_filled_in_at_once(app: AuditApp) -> None:
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        await pilot.press("n")
        await settle(pilot)
        for key in (*"june", "tab", "ctrl+u", "5", "shift+tab", "end", *"s!"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        name, many = (app.screen.query_one(f"#packet-{field}", Input).value for field in ("name", "n"))
        assert (name, many) == ("junes!", "5")
