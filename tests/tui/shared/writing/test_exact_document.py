"""The document of a text field: nothing gets lost, and nothing is drawn that a terminal would obey."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.text import mask
from airbench_tui.tui.shared.writing.exact_document import ExactDocument

TEXTS = st.text(st.sampled_from("ab \t\r\n\x0b\x0c\x1b\x85\u2028\u200b\N{CRAB}\ud800"), max_size=12)


def index(document: ExactDocument, place: tuple[int, int]) -> int:
    """Return the place as an index of the text."""
    return len(document.get_text_range((0, 0), place))


@given(TEXTS, st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), TEXTS), max_size=6))
def test_edits_change_exactly_what_they_say(text: str, edits: list[tuple[int, int, str]]) -> None:
    document = ExactDocument(text)
    for one, two, new in edits:
        places = [(row, column) for row, line in enumerate(document.lines) for column in range(len(line) + 1)]
        begin, end = sorted((places[one % len(places)], places[two % len(places)]))
        first, last = index(document, begin), index(document, end)
        result = document.replace_range(end, begin, new)
        assert result.replaced_text == text[first:last]
        text = text[:first] + new + text[last:]
        assert document.text == text
        assert document.get_text_range((0, 0), result.end_location) == text[: first + len(new)]
        assert document.get_text_range((0, 0), document.end) == text
        assert all(mask(line) == line and "\n" not in line for line in document.lines)


def test_each_line_keeps_its_end() -> None:
    document = ExactDocument("one\r\ntwo\nthree\rfour\x1b\u2028")
    assert document.lines == ["one", "two", "three␍four␛\ufffd"]
    document.replace_range((0, 3), (1, 0), "\n\n")
    assert document.text == "one\n\ntwo\nthree\rfour\x1b\u2028"
