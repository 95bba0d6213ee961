"""Wrapped lines fit their width and lose only the spaces at their ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from airbench_tui.text import safe
from airbench_tui.tui.shared.wrapping import wrap


def test_words_stay_whole_where_they_fit() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("a\n\nb", 10) == ["a", "", "b"]
    assert wrap("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrap("", 10) == [""]
    assert wrap("日本語 text", 4) == ["日本", "語", "text"]
    assert wrap("one two three", 7, taken=4) == ["one", "two", "three"]
    assert wrap("abcdefgh", 3, taken=2) == ["", "abc", "def", "gh"]


@given(st.text(), st.integers(2, 60), st.integers(0, 60))
def test_fits_and_keeps_everything(text: str, width: int, taken: int) -> None:
    text = safe(text)
    lines = wrap(text, width, taken)
    assert all(cell_len(line) <= width for line in lines)
    assert cell_len(lines[0]) <= max(0, width - taken)
    assert "".join("".join(lines).split()) == "".join(text.split())
