"""A keymap of one's own, checked against the registry of actions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import airbench_tui.tui
from airbench_tui.errors import InputError
from airbench_tui.settings.files import KeyEntry
from airbench_tui.tui.actions import ACTIONS, shown_keys
from airbench_tui.tui.keymap import textual_keymap, with_keys


def entries(**keys: str | list[str]) -> list[KeyEntry]:
    """Return entries for keys by action, with ``__`` for the dot."""
    return [
        KeyEntry(name.replace("__", "."), tuple([key] if isinstance(key, str) else key), "here")
        for name, key in keys.items()
    ]


def test_names_of_actions_are_unique_in_their_place() -> None:
    for place, actions in ACTIONS.items():
        names = [action.name for action in actions]
        assert len(names) == len(set(names)), place
        assert all(name.isidentifier() for name in names)


def test_words_on_screen_name_keys_of_actions_that_exist() -> None:
    known = {f"{place}.{action.name}" for place, actions in ACTIONS.items() for action in actions}
    code = "".join(
        path.read_text(encoding="utf-8") for path in Path(airbench_tui.tui.__path__[0]).rglob("*.py")
    )
    named = re.findall(r"""\bkey\(["']([^"'{}]+)["']\)""", code)
    assert len(named) > 10 and set(named) <= known


def test_an_action_gets_the_keys_that_a_file_gives() -> None:
    actions = with_keys(entries(review__skip=["Z", "F2"], review__decide_half="Ctrl+S"))
    assert textual_keymap(actions) == {"review.skip": "Z,f2", "review.decide_half": "ctrl+s"}
    shown = {action.name: shown_keys(action) for action in actions["review"]}
    assert (shown["skip"], shown["decide_half"], shown["decide_1"]) == ("Z F2", "Ctrl+S", "1")
    assert textual_keymap(with_keys([])) == {}


def test_the_stronger_file_holds_and_keys_can_be_swapped() -> None:
    given = [*entries(review__skip="Z"), *entries(review__skip="n", review__note="s")]
    assert textual_keymap(with_keys(given)) == {"review.skip": "n", "review.note": "s"}


@pytest.mark.parametrize(
    ("name", "key", "words"),
    [
        ("reveiw__skip", "S", "there is no place 'reveiw': did you mean review"),
        ("review__skpi", "S", "review has no action 'skpi': did you mean skip"),
        ("review__skip", "F99", "review.skip: 'F99' is no key"),
        ("review__skip", "shift+s", "'shift+s' is written as the character it types, such as S"),
        ("review__skip", "ctrl+m", "'ctrl+m' is the same as Enter in a terminal"),
        ("review__skip", "0", "0 cannot be review.skip, because it is review.decide_0"),
        ("review__decide_1", "0", "0 cannot be review.decide_1, because it is review.decide_0"),
        ("review__skip", "enter", "Enter cannot be review.skip, because it is review.confirm"),
        ("pane__scroll_down", "u", "u cannot be pane.scroll_down, because it is"),
        ("app__packets", "1", "1 cannot be app.packets, because it is"),
        ("tree__toggle_node", "slash", "/ cannot be tree.toggle_node, because it is browse.filter"),
        ("browse__bulk", "space", "Space cannot be browse.bulk, because it is"),
        ("review__skip", "ctrl+p", "Ctrl+P cannot be review.skip, because it is app.command_palette"),
    ],
)  # fmt: skip
def test_what_a_keymap_must_not_do(name: str, key: str, words: str) -> None:
    with pytest.raises(InputError) as error:
        with_keys(entries(**{name: key}))
    assert str(error.value).startswith("here: ") and words in str(error.value)


def test_a_key_that_two_actions_share_by_default_stays_theirs() -> None:
    assert with_keys(entries(compare__back=["equals_sign", "Q"]))
