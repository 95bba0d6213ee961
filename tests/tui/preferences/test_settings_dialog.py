"""The Settings dialog: changing settings, taking them back, what hard categories cost."""

from __future__ import annotations

from textual.widgets import Input, OptionList, Static

from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import auditor_rows, auditors
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.preferences.settings_dialog import SettingsDialog
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.workspace import Workspace
from tests.store.helpers import decide, one
from tests.tui.conftest import drawn, paste, press, settle, shown


def at(app: AuditApp, row: str) -> None:
    """Move the cursor of the list to the row with the id *row*."""
    options = app.screen.query_one(OptionList)
    options.highlighted = options.get_option_index(row)


async def test_settings_are_changed_and_taken_back(workspace: Workspace) -> None:
    (workspace.folder / "settings.toml").write_text(
        'theme = "air-light"\nbreak_minutes = 20\ncodes = ["tone"]\n[keys]\nreview.skip = "Z"'
    )
    app = AuditApp(workspace)
    connection = app.desk.database.connection

    def own() -> dict[str, object]:
        return auditor_rows.attributes(connection, app.desk.auditor)

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "comma")
        assert isinstance(app.screen, SettingsDialog)
        assert "● air-light" in drawn(app) and "For daylight. Enter takes it" in drawn(app)
        await press(pilot, "j", "enter")
        assert app.theme == "air-contrast" and own()["theme"] == "air-contrast"
        await press(pilot, "j", "enter", "enter")  # Textual's themes, and the first of them
        assert app.theme == "textual-dark" and "● textual-dark" in drawn(app)
        await press(pilot, "delete")
        assert app.theme == "air-light" and "theme" not in own()

        at(app, "setting:break_minutes")
        await press(pilot, "j", "k")
        assert "20 minutes" in drawn(app) and "line 2." in shown(app, "#explained")
        await press(pilot, "enter", "backspace", "backspace", *"1h", "enter")
        assert "must be a whole number of minutes from 0 to 600" in shown(app, "#said")
        await press(pilot, "backspace", "0", "enter")
        assert app.desk.settings.reminder.minutes == 10 == own()["break_minutes"]

        at(app, "setting:codes")
        await press(pilot, "enter")
        assert app.screen.query_one(Input).value == ""
        await press(pilot, *"short, short", "enter")
        assert own()["codes"] == ["short"] and app.desk.settings.own_codes == ("tone", "short")

        at(app, "setting:note_templates")
        await press(pilot, "enter")
        await paste(pilot, "Refuses,\nthen:\n\n \nSays nothing\n")
        await press(pilot, "enter")
        assert own()["note_templates"] == ["Refuses,\nthen:", "Says nothing"]
        assert app.desk.settings.note_templates == ("Refuses,\nthen:", "Says nothing")

        at(app, "setting:reduced_motion")
        await press(pilot, "enter")
        assert app.animation_level == "none" and "■ yes" in drawn(app)
        await press(pilot, "delete")
        assert app.animation_level != "none"

        at(app, "keys")
        await press(pilot, "enter", "pagedown")
        assert "● Z          review.skip" in "".join(
            text for _, text in app.screen.query_one("#text").sections
        )  # type: ignore[attr-defined]


async def test_categories_are_opted_out_of(app: AuditApp) -> None:
    connection = app.desk.database.connection
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "comma")
        at(app, "setting:opted_out")
        await press(pilot, "enter", *"9.28, 99")
        assert "High-Risk Financial Activities, '99': no such category" in shown(app, "#value-means")
        await press(pilot, "enter")
        assert "names '99', which is no category" in shown(app, "#said")
        assert auditor_rows.attributes(connection, app.desk.auditor) == {}
        await press(pilot, *["backspace"] * 4, "enter")
        (me,) = (one for one in auditors.everyone(connection) if one.name == "ann")
        assert me.opted_out == ("9.28",) == app.desk.settings.opted_out
        await press(pilot, "enter", *["backspace"] * 4, "enter")
        assert "opted_out" not in auditor_rows.attributes(connection, app.desk.auditor)


async def test_hard_categories_cost_time_and_are_veiled_at_once(app: AuditApp) -> None:
    connection = app.desk.database.connection
    response = one(
        connection, "SELECT id FROM responses WHERE score = 1 ORDER BY category, prompt, id LIMIT 1"
    )
    decide(connection, "ann", response, 1.0, seconds=150.0)
    category = reads.item(connection, response, UNRESTRICTED).category
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "comma")
        at(app, "setting:hard")
        await press(pilot, "enter", *category, "enter", "escape")
        assert "You marked this category as hard to read" in drawn(app)
        await press(pilot, "comma")
        at(app, "setting:hard")
        await press(pilot, "delete", "escape")
        assert "You marked this category" not in drawn(app)
        await press(pilot, "slash", *"score:1", "enter")
        await press(pilot, "R", "comma")
        assert str(app.screen.query_one("#care", Static).content) == ""
        at(app, "setting:hard")
        await press(pilot, "enter", *category, "enter")
        assert "for your eyes only" in shown(app, "#care")
        assert "(hard): 1 item, 2 min" in shown(app, "#care")
        at(app, "setting:reading_width")
        await press(pilot, "enter", "backspace", "backspace", *"50", "enter")
        await press(pilot, "escape")
        assert app.screen.query_one("#answer", TextPane).measure == 50
        assert isinstance(app.screen, ReviewScreen) and "Space lifts the veil" in drawn(app)
        assert app.desk.settings.hard_nodes == (category,)
