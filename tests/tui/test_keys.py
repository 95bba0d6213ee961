"""The keys: what decides, writes or destroys means one thing in the whole program."""

from __future__ import annotations

import ast

import pytest

from airbench_tui.tui.actions import ACTIONS, PLACES
from airbench_tui.tui.keys.action import GROUPS
from tests import paths

# What each key of the contract may run, in every place, dialogs included. A level only changes the view.
MEANINGS = {
    "0": {"decide(0.0)", "settle(0.0)"},
    "5": {"decide(0.5)", "settle(0.5)"},
    "1": {"decide(1.0)", "settle(1.0)", "level(1)"},
    "u": {"undo"},
    "minus": {"cannot_judge"},
    "n": {"note"},
    "c": {"codes"},
    "s": {"skip"},
    "h": {"mark_hard"},
    "x": {"export_file", "app.export_seen", "send", "write_report", "allow"},
    "plus": {"new_run", "new_packet", "new", "screen.new_code"},
    "X": {"bulk"},
    "asterisk": {"mark"},
    "full_stop": {"as_before"},
    "y": {"copy"},
    "o": {"reopen"},
    "i": {"import_file"},
    "U": {"bulk_actions"},
    "delete": {"cancel", "forget", "take_back"},
    "tab": {"next_undecided", "next_section", "other_side"},
    "f5": {"refresh"},
    "question_mark": {"help", "app.help", "leave"},
    "F": {"flips"},
    "O": {"sort"},
    "E": {"explore"},
    "H": {"explore"},
}
SCREENS = {"B", "R", "M", "A", "E", "H", "T", "P", "D"}


def runs_of(place: str) -> dict[str, str]:
    """Return what each key of a place runs."""
    return {key: action.run for action in ACTIONS[place] for key in action.keys.split(",") if key}


@pytest.mark.parametrize("key", MEANINGS)
def test_a_key_that_decides_writes_or_destroys_means_one_thing(key: str) -> None:
    assert {runs[key] for place in PLACES if key in (runs := runs_of(place))} <= MEANINGS[key]


def test_keys_of_screens_mean_nothing_else() -> None:
    everywhere = runs_of("app")
    assert everywhere.keys() >= SCREENS
    for place in PLACES:
        for key in SCREENS & runs_of(place).keys():
            assert everywhere[key] in runs_of(place)[key], (place, key)


def test_the_contracts_keys_are_there() -> None:
    assert {*"051ncusjkgGprbvh", "enter", "minus", "tab", "up", "down", "space", "pageup", "pagedown"} <= {
        *runs_of("review")
    }
    assert {"home", "end", "escape"} <= runs_of("review").keys()
    assert {"less_than_sign", "greater_than_sign", "j", "k"} <= runs_of("compare").keys()
    assert {"slash", "escape", "q", "x", "X"} <= runs_of("browse").keys()
    assert {"f5", "question_mark", "ctrl+p"} <= runs_of("app").keys()
    assert runs_of("run")["space"] == "pause" and runs_of("run")["delete"] == "cancel"


def test_no_key_is_bound_beside_the_registry() -> None:
    """Only the lines for a filter and for words have bindings of their own, because they concern their text."""
    beside = {
        str(path.relative_to(paths.ROOT))
        for path in (paths.ROOT / "airbench_tui" / "tui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Binding"
    }
    assert beside == {
        "airbench_tui/tui/actions.py",
        "airbench_tui/tui/shared/filter_bar.py",
        "airbench_tui/tui/shared/find_bar.py",
    }


def test_every_action_has_a_group_and_a_short_name() -> None:
    for actions in ACTIONS.values():
        for action in actions:
            assert action.group in GROUPS and 0 < len(action.short) <= 28, action
