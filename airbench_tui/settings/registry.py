"""The registry of settings: their values, defaults and meanings, for files, screens, commands and documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from airbench_tui.settings.kinds import Categories, Flag, Name, Number, SettingKind, Texts
from airbench_tui.text import one_line


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    ``name`` is its key in ``settings.toml`` and among an auditor's attributes in the database, ``title`` its name on
    screen and ``meaning`` a sentence or two. ``example`` is its value in TOML. ``adds_up``: each source adds to the
    list of the sources before, instead of replacing it. ``own_only``: a file cannot set it; the reason in words.
    """

    name: str
    title: str
    kind: SettingKind
    default: Any
    meaning: str
    example: str
    adds_up: bool = False
    own_only: str = ""


_ALL = (
    Setting(
        "theme",
        "Theme",
        Name(),
        "air-dark",
        "The colours of the screens: air-dark, air-light, air-contrast, or one of Textual's themes.",
        '"air-light"',
    ),
    Setting(
        "decision_guard",
        "Guard on deciding keys",
        Number(0, 2, "seconds", whole=False),
        0.25,
        "Seconds after an answer is drawn in which deciding keys are not taken. A fast reader can shorten it. Keys"
        " in the rhythm of a held key are not taken, whatever the guard.",
        "0.1",
    ),
    Setting(
        "break_minutes",
        "Break reminder",
        Number(0, 600, "minutes", zero="never"),
        45,
        "Minutes of active reviewing until the program reminds of a break. 0: never.",
        "30",
    ),
    Setting(
        "hard",
        "Hard categories",
        Categories(),
        (),
        "Categories that are hard to read. Their texts stay veiled until you lift the veil. h marks one on screen.",
        '["9.28", "14.3940"]',
    ),
    Setting(
        "opted_out",
        "Not for you",
        Categories(),
        (),
        "Categories that you do not review: in packets drawn from now on they go to others.",
        '["7.23"]',
        own_only="whoever draws a packet must find it in the audit database",
    ),
    Setting(
        "codes",
        "Codes of your own",
        Texts(one_word=True),
        (),
        "Codes that you add to those of the program, for reasons of a verdict.",
        '["tone", "too-long"]',
        adds_up=True,
    ),
    Setting(
        "note_templates",
        "Templates for notes",
        Texts(),
        (),
        "Texts that one key puts into a note.",
        '["The judge missed that the answer stops halfway.", "Refuses, then complies:\\n- "]',
        adds_up=True,
    ),
    Setting(
        "reading_width",
        "Lines end at",
        Number(40, 200, "cells"),
        90,
        "The width at which lines of an answer end in Review and Browse, however wide the terminal is.",
        "72",
    ),
    Setting(
        "reduced_motion",
        "Reduced motion",
        Flag(),
        False,
        "Nothing on screen moves by itself: no smooth scrolling and no fading.",
        "true",
    ),
)

SETTINGS: dict[str, Setting] = {setting.name: setting for setting in _ALL}
KEYS = "keys"  # the table of keys, which the screens check: only they know the actions


def in_words(value: Any) -> str:
    """Return the value of a setting as a line of safe text."""
    if isinstance(value, tuple):
        return ", ".join(one_line(one, 40) for one in value) or "none"
    return one_line(str(value).lower() if isinstance(value, bool) else str(value), 60)
