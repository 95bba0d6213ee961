"""The program with the settings that hold: its keys, its theme, the amount of motion."""

from __future__ import annotations

from textual.binding import Binding
from textual.constants import TEXTUAL_ANIMATIONS

from airbench_tui.settings import files
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.key_names import shown_in_bar
from airbench_tui.tui.keymap import textual_keymap, with_keys
from airbench_tui.tui.program import Program
from airbench_tui.tui.theme.choice import fault_of_theme
from airbench_tui.tui.theme.themes import DEFAULT
from airbench_tui.workspace import Workspace


class ConfiguredProgram(Program):
    """A program on a workspace, with the settings of its files and its auditor.

    Creating it raises InputError for a file of settings that cannot be used, and StoreError as ``Desk`` does.
    """

    _applied_theme = DEFAULT

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        found = files.read(workspace.folder)
        self.actions = with_keys(entry for file in found for entry in file.keys)
        self.set_keymap(textual_keymap(self.actions))
        self.desk = Desk(workspace, found)
        self._ignored = [line for file in found for line in file.ignored]
        self.apply_settings()

    def apply_settings(self) -> None:
        settings = self.desk.settings
        wrong = fault_of_theme(settings.held("theme"))
        self._applied_theme = self.theme = DEFAULT if wrong else settings.theme
        self._ignored += [wrong] if wrong else []
        self.animation_level = "none" if settings.reduced_motion else TEXTUAL_ANIMATIONS

    def watch_theme(self, theme: str) -> None:
        """Keep a theme that the auditor chose from Textual's list of themes."""
        if theme != self._applied_theme:
            self._applied_theme = theme
            self.desk.settings.change(theme=theme)

    def warn_of_settings(self) -> None:
        """Warn of each line of a file of settings that is ignored."""
        for line in self._ignored:
            self.notify(f"{line}.", severity="warning", markup=False, timeout=12)

    def get_key_display(self, binding: Binding) -> str:
        """Return the short name of a binding's key, also where the keymap has changed it."""
        return binding.key_display or shown_in_bar(binding.key)
