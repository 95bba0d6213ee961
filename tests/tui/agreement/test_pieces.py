"""Words on the Agreement page: wrapped, safe, and never cut."""

from __future__ import annotations

from airbench_tui.tui.agreement import pieces
from airbench_tui.tui.shared.figures.lines import width_of
from tests.audits import HOSTILE


def test_parts_flow_with_their_styles() -> None:
    parts = [("In words:", "heading"), (" it is ", ""), ("72 %", "mine-strong"), (", about ", ""), ("so", "")]
    for width in (14, 20, 40, 300):
        lines = pieces.flowing(parts, width)
        assert all(width_of(line) <= width for line in lines)
        assert " ".join("".join(span.text for span in line).strip() for line in lines) == (
            "In words: it is 72 %, about so"
        )
        strong = [span.text.strip() for line in lines for span in line if span.style == "mine-strong"]
        assert " ".join(strong) == "72 %"


def test_wrapped_words_are_safe_and_not_too_long_to_read() -> None:
    assert pieces.wrapped("", 80) == []
    lines = pieces.wrapped(f"{HOSTILE} " + "word " * 100, 200)
    text = "".join(span.text for line in lines for span in line)
    assert "\x1b" not in text and "\u202e" not in text and "\n" not in text
    assert len(lines) > 4 and all(width_of(line) <= pieces.MEASURE for line in lines)
