"""The rows of the Settings dialog."""

from __future__ import annotations

from typing import Any

import pytest

from airbench_tui.settings.held import Held
from airbench_tui.settings.registry import SETTINGS
from airbench_tui.tui.preferences.rows import Columns, fitting, setting_row, shown_value, theme_row
from airbench_tui.tui.theme.choice import CHOICE


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("break_minutes", 0, "never"),
        ("break_minutes", 45, "45 minutes"),
        ("decision_guard", 0, "0 seconds"),
        ("decision_guard", 0.25, "0.25 seconds"),
        ("reduced_motion", True, "■ yes"),
        ("hard", (), "none"),
        ("hard", ("9.28", "7.23", "1.1"), "High-Risk Financial Activities +2"),
        ("codes", ("tone", "length"), "tone, length"),
        ("note_templates", ("a\nb", "c"), "2 texts"),
    ],
)
def test_values_in_words(name: str, value: Any, words: str) -> None:
    assert shown_value(SETTINGS[name], value, 36) == words


def test_only_whole_words_are_shown_while_one_fits() -> None:
    assert [fitting(("one", "two", "three"), room) for room in (20, 12, 6)] == [
        "one, two, three",
        "one, two +1",
        "one +2",
    ]
    assert fitting(("a long name", "b"), 9) == "a lo… +1"


def test_rows_fit_their_width() -> None:
    for width in (70, 84, 100):
        for name, theme in CHOICE.items():
            row = theme_row(theme, Held(name, "auditor"), width).plain
            assert len(row) <= width and row.startswith(f"● {name}")
        row = setting_row(SETTINGS["codes"], Held(("tone",) * 40, "config folder"), Columns.of(width)).plain
        assert len(row) <= width and row.endswith("config folder")
