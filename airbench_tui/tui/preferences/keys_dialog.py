"""A dialog that lists every action with its keys and the name that ``settings.toml`` gives other keys to."""

from __future__ import annotations

from collections.abc import Sequence

from airbench_tui.settings.files import SettingsFile
from airbench_tui.text import one_line
from airbench_tui.tui.actions import ACTIONS, PLACES, shown_keys
from airbench_tui.tui.keymap import Actions
from airbench_tui.tui.keys.action import Action
from airbench_tui.tui.shared.dialogs.text_dialog import TextDialog

_HOW = """\
A file of settings gives an action another key, or several:

[keys]
review.skip = "S"
review.note = ["n", "F2"]

The program reads it when it starts, and says what is wrong. ● marks what is changed."""


class KeysDialog(TextDialog):
    """The keys and names of *actions*, by place."""

    HEADING = "Keys of your own"
    FRAME = "keys"

    def __init__(self, actions: Actions, files: Sequence[SettingsFile]) -> None:
        """Show *actions* with their keys. *files* are the files that may give others, weakest first."""
        super().__init__()
        self._actions = actions
        self._files = files

    def text_sections(self) -> list[tuple[str, str]]:
        return [
            ("", _HOW),
            ("The files, the later wins", "\n".join(_file(file) for file in self._files)),
            *((PLACES[place], "\n".join(_lines(place, found))) for place, found in self._actions.items()),
        ]


def _file(file: SettingsFile) -> str:
    return f"{one_line(str(file.path.absolute()), 300)}{'' if file.exists else ' (not there)'}"


def _lines(place: str, actions: tuple[Action, ...]) -> list[str]:
    """Return a line for each action: whether its keys are changed, the keys, its name and what it does."""
    return [
        f"{' ' if action.keys == default.keys else '●'} {shown_keys(action) or '-':<10} "
        f"{f'{place}.{action.name}':<25} {action.short}"
        for action, default in zip(actions, ACTIONS[place], strict=True)
    ]
