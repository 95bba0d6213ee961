"""The registry of all actions on the screens.

Bindings, footer, help, palette and the documented table of keys (``docs/KEYS.md``) all come from it. A place is a
screen, a dialog or a widget. Its actions work while the place, or a widget in it, has the focus. The tables are in
``tui/keys``. A key that decides, writes or destroys means the same in every place.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from airbench_tui.tui.key_names import shown_in_bar, shown_key
from airbench_tui.tui.keys import browsing, comparing, dialogs, everywhere, reviewing, running
from airbench_tui.tui.keys.action import Action

PLACES: dict[str, str] = {
    "app": "Everywhere",
    "browse": "Browse",
    "tree": "Browse: categories",
    "list": "Browse: responses",
    "pane": "Panes of text",
    "review": "Review",
    "run": "Model run",
    "packets": "Packets",
    "settle": "Disagreements",
    "pairs": "Disagreements: who differs from whom",
    "explore": "Explore",
    "compare": "Compare",
    "flips": "Flips",
    "agreement": "Agreement",
    "figures": "Pages of figures",
    "dialog": "Dialogs",
    "list_dialog": "Dialogs with a list",
    "writing": "Notes and reasons",
    "codes": "Codes of a note",
    "searches": "Saved searches",
    "settings_dialog": "Settings",
    "bulk_actions": "Bulk decisions",
    "rubrics": "Rubrics called wrong",
    "plain_http": "A key over plain http",
    "fetch": "Fetching the benchmark",
    "end": "End of a queue",
    "welcome": "Welcome",
    "run_details": "Details of a run",
    "help": "Help",
}

ACTIONS: dict[str, tuple[Action, ...]] = {
    "app": everywhere.EVERYWHERE,
    "browse": browsing.BROWSE,
    "tree": browsing.TREE,
    "list": browsing.LIST,
    "pane": everywhere.PANE,
    "review": reviewing.REVIEW,
    "run": running.RUN,
    "packets": running.PACKETS,
    "settle": reviewing.SETTLE,
    "pairs": reviewing.PAIRS,
    "explore": comparing.EXPLORE,
    "compare": comparing.COMPARE,
    "flips": comparing.FLIPS,
    "agreement": comparing.AGREEMENT,
    "figures": everywhere.FIGURES,
    "dialog": dialogs.DIALOG,
    "list_dialog": dialogs.LIST_DIALOG,
    "writing": dialogs.WRITING,
    "codes": dialogs.CODES,
    "searches": dialogs.SEARCHES,
    "settings_dialog": dialogs.SETTINGS,
    "bulk_actions": dialogs.BULK_ACTIONS,
    "rubrics": dialogs.RUBRICS,
    "plain_http": dialogs.PLAIN_HTTP,
    "fetch": dialogs.FETCH,
    "end": dialogs.END,
    "welcome": dialogs.WELCOME,
    "run_details": dialogs.RUN_DETAILS,
    "help": dialogs.HELP,
}


_BY_ID = {f"{place}.{action.name}": action for place, actions in ACTIONS.items() for action in actions}
_ORDER = {name: number for number, name in enumerate(_BY_ID)}


def action_of(binding: Binding) -> Action | None:
    """Return the action that a binding runs, None for a binding of Textual's."""
    return _BY_ID.get(binding.id or "")


def in_order(found: Iterable[Binding]) -> list[Binding]:
    """Return bindings in the order of the registry, the nearest place first, as *found* has the places."""
    bindings = list(found)
    places = list(dict.fromkeys(_place(binding) for binding in bindings))
    return sorted(bindings, key=lambda one: (places.index(_place(one)), _ORDER.get(one.id or "", -1)))


def _place(binding: Binding) -> str:
    return (binding.id or "").partition(".")[0]


def bindings(place: str) -> list[BindingType]:
    """Return the bindings of a screen or widget, for its ``BINDINGS``."""
    return [
        Binding(
            action.keys,
            action.run,
            action.label or action.help,
            show=bool(action.label),
            key_display=shown_in_bar(action.keys),
            tooltip=action.help,
            id=f"{place}.{action.name}",
            priority=action.priority,
        )
        for action in ACTIONS[place]
        if action.keys
    ]


def shown_keys(action: Action) -> str:
    """Return an action's keys in the names that people know, such as ``j ↓``."""
    return " ".join(shown_key(key) for key in action.keys.split(",") if key)
