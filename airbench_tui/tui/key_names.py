"""The names of keys: Textual's (``question_mark``), and those that people know (``?``)."""

from __future__ import annotations

import re
import string

from textual.keys import Keys, _character_to_key, format_key

# Textual's names of keys, and the names that people know.
_KEY_WORDS = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "backspace": "Backspace",
    "delete": "Delete",
    "insert": "Insert",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
}
_WRITTEN = {word.lower(): key for key, word in _KEY_WORDS.items()} | {"return": "enter", "del": "delete"}
_NAMED = frozenset(key.value for key in Keys if "+" not in key.value and key.value[0] not in "<c") | {
    _character_to_key(sign) for sign in string.punctuation
}
# Terminals send the same byte for both, so that the program cannot tell them apart.
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+left_square_bracket": "escape"}


def shown_key(key: str) -> str:
    """Return Textual's name of a key in the words that people know: ``PgDn``, ``?``, ``Ctrl+P``."""
    *modifiers, plain = key.split("+")
    word = _KEY_WORDS.get(plain) or format_key(plain)
    if (modifiers and len(word) == 1) or re.fullmatch(r"f\d+", plain):
        word = word.upper()
    return "+".join([*(one.capitalize() for one in modifiers), word])


def shown_in_bar(keys: str) -> str:
    """Return the first of *keys*, comma-separated names, in the short form of the key bar, such as ``^P``."""
    return shown_key(keys.partition(",")[0]).replace("Ctrl+", "^")


def key_named(written: str) -> str:
    """Return Textual's name of the key that a person wrote: ``s``, ``?``, ``Esc``, ``Ctrl+S``, ``question_mark``.

    Raises ValueError, with the reason as the end of a sentence, for a key that no terminal sends.
    """
    if len(written) == 1 and written.isprintable() and not written.isspace():
        return _character_to_key(written)
    *modifiers, plain = (part.strip() for part in written.lower().split("+"))
    if len(plain) == 1:
        plain = _character_to_key(plain)
    plain = _WRITTEN.get(plain, plain)
    key = "+".join([*sorted(modifiers), plain])
    if key in _SAME:
        raise ValueError(f"is the same as {shown_key(_SAME[key])} in a terminal: write that, or another key")
    if modifiers == ["shift"] and len(plain) == 1:
        raise ValueError(f"is written as the character it types, such as {plain.upper()}")
    is_character = len(plain) == 1 and plain.isascii() and bool(modifiers)
    if not (plain in _NAMED or is_character) or not set(modifiers) <= {"ctrl", "alt", "shift"}:
        raise ValueError(
            "is no key: write a character such as S or ?, or Esc, Enter, Space, Tab, PgDn, F5, Ctrl+S"
        )
    return key
