"""Notes and codes: any number of lines, exactly as written; drafts; what was written last."""

from __future__ import annotations

import pytest
from textual.events import Paste
from textual.widgets import Input

from airbench_tui.store.reviewing import drafts
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.shared.dialogs.note_dialog import NoteDialog
from airbench_tui.tui.shared.writing.code_list import CodeList
from airbench_tui.tui.terminal_input import Burst
from tests.tui.conftest import drawn, settle, unguarded
from tests.tui.review.conftest import SIZE, history, open_review, said

LINES = (
    "".join(f"\tline {n}, \N{WARNING SIGN}\N{VARIATION SELECTOR-16} \x1b[31m\u2028 \r\n" for n in range(29))
    + "the last  "
)


def dialog(app: AuditApp) -> NoteDialog:
    assert isinstance(app.screen, NoteDialog)
    return app.screen


async def test_thirty_pasted_lines_come_back_exactly_and_escape_loses_nothing(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_review(pilot)
        response = screen.queue.current
        assert response is not None
        await pilot.press("n")
        app.post_message(Paste(LINES))
        app.post_message(Burst("more\r1\r"))  # as from a terminal without paste brackets: no key in it saves
        await settle(pilot)
        pasted = f"{LINES}more\n1\n"
        assert dialog(app).field.text == pasted and "32 lines" in drawn(app)
        assert not {"\x1b", "\u2028", "\ufe0f"} & set(drawn(app))
        await pilot.press("tab", "right", "space", "escape")
        await settle(pilot)
        assert "draft kept" in said(screen)
        stored = drafts.read(app.desk.database.connection, app.desk.auditor, response)
        assert stored == (pasted, ("rubric",)) and history(app) == []
        await unguarded(pilot)
        await pilot.press("c")
        assert dialog(app).field.text == pasted
        await pilot.press("shift+tab", *["backspace"] * 3, "enter")
        await unguarded(pilot)
        await pilot.press("0")
        await settle(pilot)
        assert [(made.note, made.codes) for made in history(app)] == [(f"{LINES}more", ("rubric",))]

        await pilot.press("n", "ctrl+r")  # on the next response, the last note
        await settle(pilot)
        assert dialog(app).field.text == f"{LINES}more"
        await pilot.press("ctrl+j", *"and", "shift+enter", "up", *"so", "ctrl+z", "enter")
        await settle(pilot)
        assert "note kept" in said(screen)
        response = screen.queue.current
        assert response is not None
        kept, _ = drafts.read(app.desk.database.connection, app.desk.auditor, response)
        assert kept == f"{LINES}more\nand\n"


async def test_a_draft_on_a_decided_response_is_not_saved_until_enter(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot, "score:0")
        await pilot.press("n", *"first", "enter")
        await unguarded(pilot)
        await pilot.press("1")
        await settle(pilot)
        await pilot.press("k", "n", *" and second", "escape")
        await settle(pilot)
        assert "not saved" in said(screen) and "≡ DRAFT" in drawn(app) and "not saved yet" in drawn(app)
        await pilot.press("n", "escape")  # looked at again, not changed
        await settle(pilot)
        assert [made.note for made in history(app)] == ["first"]
        await pilot.press("n", "enter")
        await settle(pilot)
        assert [made.note for made in history(app) if made.standing] == ["first and second"]
        assert "≡ NOTE" in drawn(app) and "not saved" not in drawn(app)
        await pilot.press("n", "ctrl+r", "ctrl+r")  # the one before the last
        assert dialog(app).field.text == "first and secondfirst"
        await pilot.press("ctrl+z", "ctrl+z", "escape")
        await settle(pilot)
        assert len(history(app)) == 2


async def test_a_code_of_ones_own_a_template_and_an_editor_that_is_not_there(
    app: AuditApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_review(pilot)
        await pilot.press("c")
        await settle(pilot)
        await pilot.press("space", "plus", *"too; vague", "escape", "plus", *"too; vague", "enter")
        await settle(pilot)
        codes = dialog(app).query_one(CodeList)
        assert (
            codes.ticked == ("misread", "too-vague") and not dialog(app).query_one("#own-code", Input).display
        )
        await pilot.press("tab", "ctrl+e")
        assert "set EDITOR" in drawn(app)
        await pilot.press("ctrl+t")
        assert "no templates yet" in drawn(app)
        await app.desk.settings.keep(note_templates=["one", "Refuses, then\n- "])
        await pilot.press("a", "ctrl+t", "down", "enter", "b")
        assert dialog(app).field.text == "aRefuses, then\n- b"
        await pilot.press("enter")
        await unguarded(pilot)
        await pilot.press("0")
        await settle(pilot)
        assert history(app)[0].codes == ("misread", "too-vague")
        assert app.desk.settings.own_codes == ("too-vague",)
