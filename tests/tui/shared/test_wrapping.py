"""Wrapped lines fit their width, know their places, and lose only the spaces at their ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from airbench_tui.text import safe
from airbench_tui.tui.shared.wrapping import wrap


def lines_of(text: str, width: int, taken: int = 0) -> list[str]:
    return [line.text for line in wrap(text, width, taken)]


def test_words_stay_whole_where_they_fit() -> None:
    assert lines_of("one two three", 7) == ["one two", "three"]
    assert lines_of("a\n\nb", 10) == ["a", "", "b"]
    assert lines_of("abcdefgh", 3) == ["abc", "def", "gh"]
    assert lines_of("", 10) == [""]
    assert lines_of("日本語 text", 4) == ["日本", "語", "text"]
    assert lines_of("one two three", 7, taken=4) == ["one", "two", "three"]
    assert lines_of("abcdefgh", 3, taken=2) == ["", "abc", "def", "gh"]


@given(st.text(), st.integers(2, 60), st.integers(0, 60))
def test_fits_and_keeps_everything(text: str, width: int, taken: int) -> None:
    text = safe(text)
    lines = wrap(text, width, taken)
    assert all(cell_len(line.text) <= width for line in lines)
    assert cell_len(lines[0].text) <= max(0, width - taken)
    assert all(text.startswith(line.text, line.start) for line in lines)
    assert [line.start for line in lines] == sorted(line.start for line in lines)
    assert "".join("".join(line.text for line in lines).split()) == "".join(text.split())
