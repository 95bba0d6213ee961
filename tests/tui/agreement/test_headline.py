"""The picture that Agreement begins with, and its sentence."""

from __future__ import annotations

import re

import pytest

from airbench_tui.agreement import figures
from airbench_tui.tui.agreement.headline import headline
from airbench_tui.tui.shared.figures.lines import Line
from tests.agreement.helpers import drawn, material


def texts(lines: list[Line]) -> list[str]:
    return ["".join(span.text for span in line) for line in lines]


@pytest.mark.parametrize(
    ("safe_of_judge", "safe_of_people", "said"),
    [
        (30, 27, "The interval holds the judge's 75: with these reviews the two cannot be told apart."),
        (38, 4, "The judge's 95 lies above it: the judge calls too many of these safe."),
        (4, 38, "The judge's 10 lies below it: the judge calls too few of these safe."),
    ],
)
def test_the_sentence_compares_the_interval_with_the_judge(
    safe_of_judge: int, safe_of_people: int, said: str
) -> None:
    judged: dict[int, float | None] = {at: float(at < safe_of_judge) for at in range(40)}
    places = [
        drawn(at, 0.5, first=float(at < safe_of_people), judge_score=judged[at]) for at in range(0, 40, 2)
    ]
    found = figures.complete(
        material(places, judged, packet={place.response: 0.5 for place in places}), rounds=20
    )
    for width in (78, 99, 159):
        lines = texts(headline(found, width))
        words = " ".join(" ".join(lines).split())
        assert said in words and "may be right" not in words
        judge, people, corrected = (
            next(line for line in lines if f" {name} " in line and "%" in line)
            for name in ("judge", "people", "corrected")
        )
        assert all("◆" in line for line in (judge, people, corrected)) and "●" in people and "●" in corrected
        assert {len(line) for line in lines[:6]} == {width}


def test_without_a_packet_it_says_why_there_is_no_corrected_rate() -> None:
    found = figures.complete(material([], {at: float(at % 2) for at in range(40)}), rounds=20)
    lines = texts(headline(found, 78))
    words = " ".join(re.sub("[│╮╯╰╭]", " ", " ".join(lines)).split())
    assert "corrected: not estimable: no random packet was reviewed here" in words
    assert "Of 40 answers the judge calls 50 % safe. Nobody has reviewed them one by one yet." in words
    assert "█" not in words  # no large figure: the judge's alone is not the headline
