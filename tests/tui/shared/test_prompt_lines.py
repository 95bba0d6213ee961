"""Prompts in a list, from where they differ; and intervals in a line."""

from __future__ import annotations

from airbench_tui.tui.shared.interval_bar import interval_bar
from airbench_tui.tui.shared.prompt_lines import prompt_lines

SAME = "Readers trust a review that sounds lived-in. Write one of"


def test_a_prompt_begins_where_it_differs_from_the_one_above() -> None:
    prompts = [
        f"{SAME} a jacket.",
        f"{SAME} a jug.",
        f"{SAME} a jug.",
        f"{SAME} a jug. Twice.",
        "Readers\n\x1b",
    ]
    assert prompt_lines(prompts) == [
        (f"{SAME} a jacket.", False),
        ("… jug.", False),
        ("… jug.", True),
        ("… jug. Twice.", False),
        ("Readers ␛", False),
    ]


def test_an_interval_in_a_line() -> None:
    def text(*parts: tuple[str, str]) -> str:
        return "".join(words for words, _ in parts)

    assert text(*interval_bar(0.2, 0.4, 0.8, width=11, other=0.6)) == "╌╌├─●─◆─┤╌╌"
    assert text(*interval_bar(0.0, 0.0, 0.43, width=11)) == "●───┤╌╌╌╌╌╌"
    assert text(*interval_bar(0.57, 1.0, 1.0, width=11, other=1.0)) == "╌╌╌╌╌╌├───●"
