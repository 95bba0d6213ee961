"""A dialog that lists every action with its keys and the name that ``settings.toml`` gives other keys to."""

from __future__ import annotations

from airbench_tui.tui.actions import ACTIONS, PLACES, shown_keys
from airbench_tui.tui.keymap import Actions
from airbench_tui.tui.keys.action import Action
from airbench_tui.tui.shared.dialogs.text_dialog import TextDialog

_HOW = """\
settings.toml in the workspace, or in the platform's config folder, gives an action another key or several:

[keys]
review.skip = "S"
review.note = ["n", "F2"]

The program reads it when it starts, and says what is wrong. ● marks what is changed."""


class KeysDialog(TextDialog):
    """The keys and names of *actions*, by place."""

    HEADING = "Keys of your own"
    FRAME = "keys"

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions

    def text_sections(self) -> list[tuple[str, str]]:
        return [
            ("", _HOW),
            *((PLACES[place], "\n".join(_lines(place, found))) for place, found in self._actions.items()),
        ]


def _lines(place: str, actions: tuple[Action, ...]) -> list[str]:
    """Return a line for each action: whether its keys are changed, the keys, its name and what it does."""
    return [
        f"{' ' if action.keys == default.keys else '●'} {shown_keys(action) or '-':<10} "
        f"{f'{place}.{action.name}':<25} {action.short}"
        for action, default in zip(actions, ACTIONS[place], strict=True)
    ]
