"""The Settings dialog: themes, the value of each setting and where it comes from, and the cost of hard categories."""

from __future__ import annotations

from collections.abc import Iterator

from textual import events, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from airbench_tui.settings.held import Held
from airbench_tui.settings.kinds import Flag, Texts
from airbench_tui.settings.registry import SETTINGS
from airbench_tui.store.reviewing import auditors
from airbench_tui.text import safe
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.keymap import textual_keymap
from airbench_tui.tui.preferences import rows
from airbench_tui.tui.preferences.change_dialog import ChangeDialog, Chosen
from airbench_tui.tui.preferences.keys_dialog import KeysDialog
from airbench_tui.tui.preferences.rows import Columns
from airbench_tui.tui.preferences.texts_dialog import TextsDialog
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared.dialogs.list_dialog import ListDialog
from airbench_tui.tui.theme.choice import CHOICE
from airbench_tui.tui.theme.themes import OWN

_THEME, _SETTING, _KEYS, _MORE = "theme:", "setting:", "keys", "more"  # ids of options
_RULE = "default › config folder › workspace › your settings"


class SettingsDialog(ListDialog[bool]):
    """A list of themes and settings. Enter changes the chosen one, Delete takes the own choice back.

    Ends with whether the texts of the screen behind are to be drawn again.
    """

    FRAME = "settings"
    PLACES = ("settings_dialog", "list_dialog", "dialog")
    BINDINGS = bindings("settings_dialog")
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._settings = desk.settings
        self._begun = self._drawn_by
        self._all_themes = False

    @property
    def heading(self) -> str:
        return f"Settings of {self._desk.workspace.auditor}"

    def compose_fields(self) -> ComposeResult:
        yield OptionList(compact=True)
        yield Static(id="explained", markup=False)
        yield Static(id="care", markup=False)
        yield Static(
            Content.assemble(("the later wins  ", "bold $muted"), (_RULE, "$muted")), id="which-wins"
        )

    def on_mount(self) -> None:
        super().on_mount()
        frame = self.query_one("#settings")
        frame.border_subtitle = Content("Enter changes · Del back to the default · Esc done")
        self._draw()
        self._read_care()

    def on_resize(self, _: events.Resize) -> None:
        self.call_after_refresh(self._draw)  # the list knows its width only then

    @work(exclusive=True)
    async def _read_care(self) -> None:
        settings = self._settings
        found = await self._desk.read_for(
            self, auditors.care, self._desk.auditor, settings.hard_nodes, settings.opted_out
        )
        lines = rows.care_lines(found)
        heading = ["What they have cost you so far (for your eyes only):"] if lines else []
        care = self.query_one("#care", Static)
        care.update(safe("\n".join([*heading, *lines])))
        care.display = bool(lines)

    async def action_refresh(self) -> None:
        self._read_care()

    # -- drawing ------------------------------------------------------------------------------

    def _draw(self, at: str = "") -> None:
        """Draw all rows again, with the cursor on the row with the id *at*, by default where it was."""
        options = self.options
        at = at or self._chosen or f"{_THEME}{self.app.theme}"
        options.clear_options()
        options.add_options(self._rows(options.scrollable_content_region.width))
        if any(option.id == at for option in options.options):
            options.highlighted = options.get_option_index(at)

    def _rows(self, width: int) -> Iterator[Option]:
        held = self._settings.held("theme")
        heading = Content.assemble(("THEME", "bold $fg"), ("  the screen behind follows at once", "$muted"))
        yield Option(heading, disabled=True)
        own = {theme.name for theme in OWN}
        shown = {
            name: theme
            for name, theme in CHOICE.items()
            if self._all_themes or name in own or name == self.app.theme
        }
        for name, theme in shown.items():
            row = rows.theme_row(theme, held if name == self.app.theme else None, width)
            yield Option(row, id=f"{_THEME}{name}")
        if len(shown) < len(CHOICE):
            yield Option(Content(f"  ▾ {len(CHOICE) - len(shown)} more, of Textual"), id=_MORE)
        columns = Columns.of(width)
        yield Option(Content(" "), disabled=True)
        yield Option(
            columns.line("SETTING", "value", "comes from", ("bold $fg", "$muted", "$muted")), disabled=True
        )
        for setting in SETTINGS.values():
            if setting.name != "theme":
                row = rows.setting_row(setting, self._settings.held(setting.name), columns)
                yield Option(row, id=f"{_SETTING}{setting.name}")
        moved = textual_keymap(program_of(self).actions)
        origin = ("settings.toml", "$fg") if moved else ("default", "$muted")
        keys = columns.line("Keys", rows.moved_keys(moved), origin[0], ("$fg", "bold $fg", origin[1]))
        yield Option(keys, id=_KEYS)

    @property
    def _chosen(self) -> str:
        """Return the id of the row under the cursor."""
        option = self.options.highlighted_option
        return "" if option is None else str(option.id)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        title, words = self._explained(str(event.option.id))
        explained = Content.assemble((f"{title}  ", "bold $focus"), (safe(words), "$fg"))
        self.query_one("#explained", Static).update(explained)

    def _explained(self, row: str) -> tuple[str, str]:
        """Return the title and the explanation of a row."""
        if row == _KEYS:
            return "Keys", (
                "settings.toml gives actions other keys, under [keys]. Enter lists all actions, with keys and names."
            )
        if row == _MORE:
            return (
                "Themes",
                "Enter lists the themes of Textual too, with colours moved until all text can be read.",
            )
        if row.startswith(_THEME):
            name, held = row.removeprefix(_THEME), self._settings.held("theme")
            where = _where(held) if name == self.app.theme else ""
            words = rows.theme_words(name)
            return name, f"{words[0].upper()}{words[1:]}. Enter takes it, and it is kept.{where}"
        name = row.removeprefix(_SETTING)
        setting, held = SETTINGS[name], self._settings.held(name)
        return setting.title, f"{setting.meaning}{_where(held)}"

    # -- changing -----------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        row = str(event.option.id)
        if row.startswith(_THEME):
            self._change("theme", row.removeprefix(_THEME))
        elif row == _MORE:
            self._all_themes = True
            own = len(OWN)
            self._draw(f"{_THEME}{list(CHOICE)[own]}")
        elif row == _KEYS:
            self.app.push_screen(KeysDialog(program_of(self).actions, self._settings.files))
        else:
            self._ask(row.removeprefix(_SETTING))

    def _ask(self, name: str) -> None:
        """Change a setting in a dialog of its own, or at once if it is yes or no."""
        setting, held = SETTINGS[name], self._settings.held(name)
        if isinstance(setting.kind, Flag):
            self._change(name, not held.value)
            return

        def chosen(choice: Chosen | None) -> None:
            if choice is not None:
                self._change(name, choice.value)

        own, without = self._settings.own(name), self._settings.without_own(name)
        whole_texts = isinstance(setting.kind, Texts) and not setting.kind.one_word
        dialog = (
            TextsDialog(setting, own, without) if whole_texts else ChangeDialog(setting, own, held, without)
        )
        self.app.push_screen(dialog, chosen)

    def action_take_back(self) -> None:
        """Take the auditor's own choice back, so that a file or the default holds again."""
        row = self._chosen
        name = row.removeprefix(_SETTING) if row.startswith(_SETTING) else "theme"
        if row not in (_KEYS, _MORE) and self._settings.own(name) is not None:
            self._change(name, None)

    def _change(self, name: str, value: object) -> None:
        self._settings.change(**{name: value})
        program_of(self).apply_settings()
        self._draw(f"{_THEME}{self.app.theme}" if name == "theme" else "")
        self._read_care()

    @property
    def _drawn_by(self) -> tuple[object, ...]:
        """Return the values of the settings by which texts are drawn."""
        return self._settings.hard_nodes, self._settings.reading_width

    def action_leave(self) -> None:
        """Close the dialog; every change is made already."""
        self.dismiss(self._drawn_by != self._begun)


def _where(held: Held) -> str:
    return f" Set in {held.where}." if held.where else ""
