"""The guard against cells that a spreadsheet would run as a formula.

A model's answer may begin with ``=HYPERLINK(...)``. Spreadsheets show a cell that starts with an apostrophe as
text, so :func:`guard` puts one in front (the usual defence against CSV injection). A text counts as a formula

- when, after any spaces, invisible characters and apostrophes at its start, it begins with ``=``, ``+``, ``-``,
  ``@``, tab or carriage return; or
- when ``=``, ``+``, ``-`` or ``@`` follows a semicolon or a tab in it, with only such characters between them: a
  program that takes semicolons or tabs as separators starts a new cell there.

Both are looked for in the text as it is and in its NFKC form, because some programs read a full-width ``＝`` as
``=``. A text that is a plain number is no formula.

An apostrophe in front changes none of this, so a text that already looks guarded gets one more, and
``unguard(guard(text)) == text`` holds for every text.
"""

from __future__ import annotations

import re
import unicodedata

from airbench_tui.text import HIDDEN_CHARACTERS

_APOSTROPHE = "'"
# An export writes a lone surrogate as a visible escape. A tab or carriage return counts as the start of a formula.
_SKIPPED = rf"(?:(?![\t\r\ud800-\udfff])[\s{_APOSTROPHE}\u034f{HIDDEN_CHARACTERS}])*"
_START = re.compile(rf"{_SKIPPED}[=+\-@\t\r]")
_LATER = re.compile(rf"[;\t]{_SKIPPED}[=+\-@]")
_NUMBER = re.compile(rf"{_SKIPPED}[+-](?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def guard(text: str) -> str:
    """Return *text*, with an apostrophe in front where a spreadsheet would run it."""
    return _APOSTROPHE + text if _is_formula(text) else text


def unguard(text: str) -> str:
    """Return the text that :func:`guard` was given. A text that it cannot have returned stays unchanged."""
    return text[1:] if text.startswith(_APOSTROPHE) and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    if _runs(text):
        return True
    return not text.isascii() and _runs(unicodedata.normalize("NFKC", text))


def _runs(text: str) -> bool:
    if _START.match(text) and not _NUMBER.fullmatch(text):
        return True
    return _LATER.search(text) is not None
