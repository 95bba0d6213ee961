"""Input fields handle keys in the order in which they arrive, however quickly."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.terminal_input import Burst, KeyAmidText
from tests.tui.conftest import drawn, paste, settle, told


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
        await pilot.press("plus")
        await settle(pilot)
        for key in (*"june", "tab", "ctrl+u", "5", "shift+tab", "end", *"s!"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        name, many = (app.screen.query_one(f"#packet-{field}", Input).value for field in ("name", "n"))
        assert (name, many) == ("junes!", "5")


async def test_text_that_comes_at_once_is_no_key_and_loses_no_line(app: AuditApp) -> None:
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        app.post_message(Burst("Review 1 and 5\r"))
        app.post_message(KeyAmidText("R", "R"))  # after a control character in the text
        await settle(pilot)
        assert app.screen.focused is not None and not isinstance(app.screen.focused, Input)
        assert "does nothing outside fields" in drawn(app)
        await pilot.press("slash")
        await settle(pilot)
        await paste(pilot, "score:0\r\nbridge\n")
        field = app.screen.focused
        assert isinstance(field, Input) and field.value == "score:0 bridge"
        assert any("2 pasted lines were joined" in words for words in told(app))
        await pilot.press("ctrl+u")
        app.post_message(Burst("score:1\r"))  # a script types the line and Enter at once
        await settle(pilot)
        assert app.screen.focused is not field and field.value == "score:1"
