"""A keymap of one's own: the keys that ``settings.toml`` gives to actions, checked against the registry of actions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from airbench_tui.errors import InputError
from airbench_tui.settings.files import KeyEntry
from airbench_tui.text import quote
from airbench_tui.tui.actions import ACTIONS
from airbench_tui.tui.key_names import key_named, shown_key
from airbench_tui.tui.keys.action import Action

Actions = Mapping[str, tuple[Action, ...]]

# The places that the place of a widget, or of all dialogs, stands on: a key works in both at once.
_LISTS = ("codes", "searches", "settings_dialog", "bulk_actions", "rubrics")
_SCREENS_OF = {
    "tree": ("browse",),
    "list": ("browse",),
    "figures": ("agreement", "pairs"),
    "list_dialog": _LISTS,
    "dialog": ("list_dialog", *_LISTS, "plain_http", "welcome", "run_details", "help"),
}


def with_keys(entries: Iterable[KeyEntry]) -> Actions:
    """Return the actions of every place with the keys of *entries*, the weakest first.

    Raises InputError for an unknown place, action or key, and for a key that would do two things in one place.
    """
    given: dict[str, tuple[KeyEntry, str]] = {}
    for entry in entries:
        name = _known(entry)
        given[name] = entry, ",".join(_named(entry, key) for key in entry.keys)
    actions = {
        place: tuple(
            replace(action, keys=given[name][1]) if (name := f"{place}.{action.name}") in given else action
            for action in found
        )
        for place, found in ACTIONS.items()
    }
    for name, (entry, keys) in given.items():
        for key in keys.split(","):
            _refuse_second_meaning(entry, name, key, actions)
    return actions


def textual_keymap(actions: Actions) -> dict[str, str]:
    """Return Textual's keymap for *actions*: the keys, by binding, of each action whose keys are not the default."""
    return {
        f"{place}.{action.name}": action.keys
        for place, found in actions.items()
        for action, default in zip(found, ACTIONS[place], strict=True)
        if action.keys != default.keys
    }


def _known(entry: KeyEntry) -> str:
    """Return the name of the entry's action. Raises InputError with names like it."""
    place, _, name = entry.action.partition(".")
    if place not in ACTIONS:
        raise InputError(f"{entry.where}: there is no place {quote(place, 30)}: {_near(place, ACTIONS)}")
    names = [action.name for action in ACTIONS[place]]
    if name not in names:
        raise InputError(
            f"{entry.where}: {place} has no action {quote(name, 30)}: {_near(name, names)} (docs/KEYS.md)"
        )
    return entry.action


def _near(name: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(name, names, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}"


def _named(entry: KeyEntry, written: str) -> str:
    try:
        return key_named(written)
    except ValueError as error:
        raise InputError(f"{entry.where}: {entry.action}: {quote(written, 30)} {error}") from error


def _refuse_second_meaning(entry: KeyEntry, name: str, key: str, actions: Actions) -> None:
    """Raise InputError if *key*, given to the action *name*, does something else where that action works."""
    own_place = name.partition(".")[0]
    for place in _places_beside(own_place):
        for action, default in zip(actions[place], ACTIONS[place], strict=True):
            other = f"{place}.{action.name}"
            both_by_default = key in _default(name).split(",") and key in default.keys.split(",")
            if other != name and key in action.keys.split(",") and not both_by_default:
                raise InputError(
                    f"{entry.where}: {shown_key(key)} cannot be {name}, because it is {other} ({action.help}):"
                    f" choose another key, or give {other} another key too"
                )


def _default(name: str) -> str:
    place, _, action = name.partition(".")
    return next(one.keys for one in ACTIONS[place] if one.name == action)


def _places_beside(place: str) -> list[str]:
    """Return the places whose keys work while those of *place* do, with *place* first."""
    if place in ("app", "pane"):  # panes of text are on many screens
        return [place, *(other for other in ACTIONS if other != place)]
    screens = _SCREENS_OF.get(place, ())
    widgets = [widget for widget, on in _SCREENS_OF.items() if place in on]
    return [place, *screens, *widgets, "pane", "app"]
