"""The guard against cells that a spreadsheet would run as a formula.

A model's answer may begin with ``=HYPERLINK(...)``. Spreadsheets show a cell that starts with an apostrophe as
text, so :func:`guard` puts one in front (the usual defence against CSV injection). A text that already looks
guarded gets one more, so that the guard can be undone without loss. A text counts as a formula when, *after any
apostrophes at its start*, it begins with ``=``, ``+``, ``-``, ``@``, tab or carriage return and is not a plain
number. Then ``unguard(guard(text)) == text`` holds for every text.
"""

from __future__ import annotations

import re

_APOSTROPHE = "'"
_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-](?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def guard(text: str) -> str:
    """Return *text*, with an apostrophe in front where a spreadsheet would run it."""
    return _APOSTROPHE + text if _is_formula(text) else text


def unguard(text: str) -> str:
    """Return the text that :func:`guard` was given. A text that it cannot have returned stays unchanged."""
    return text[1:] if text.startswith(_APOSTROPHE) and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    bare = text.lstrip(_APOSTROPHE)
    return bare.startswith(_STARTS) and not _NUMBER.fullmatch(bare)
