"""The lines for a terminal: a number with its interval, and what a corrected figure is made of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from airbench_tui.agreement import figures
from airbench_tui.agreement.evidence import Material
from airbench_tui.agreement.lines import in_short, number
from airbench_tui.agreement.report import markdown
from airbench_tui.analysis.estimate import Estimate
from tests.agreement.helpers import drawn, material


def audited(*, reviewed: int = 40, frame: int = 60) -> Material:
    """60 judged answers, 30 of them safe; of the first 40, which were drawn, *reviewed* have a verdict.

    Even responses are judged safe. The packet's frame is the first *frame* responses.
    """
    judged: dict[int, float | None] = {at: float(at % 2 == 0) for at in range(60)}
    verdicts = [
        drawn(at, 40 / frame, first=float(at % 3 > 0), judge_score=judged[at]) for at in range(reviewed)
    ]
    found = material(verdicts, judged, packet=dict.fromkeys(range(40), 40 / frame))
    assert found.packet is not None
    return replace(found, packet=replace(found.packet, frame=found.packet.frame[:frame]))


def one_sided() -> Material:
    """As :func:`audited`, but only answers judged safe were drawn: nothing says how the others are."""
    judged: dict[int, float | None] = {at: float(at % 2 == 0) for at in range(60)}
    even = range(0, 60, 2)
    verdicts = [drawn(at, 0.5, first=float(at % 3 > 0), judge_score=1.0) for at in even]
    return material(verdicts, judged, packet=dict.fromkeys(even, 0.5))


def headline(found: Material) -> str:
    (line,) = [line for line in in_short(figures.values(found)) if line.startswith("safe rate, corrected")]
    return line


def cell(found: Material) -> str:
    """The corrected safe rate of a part in the report."""
    part = figures.values(found)
    table = markdown(part, [("the part", part)], "model", 0).split("## By model")[1]
    (row,) = [line for line in table.splitlines() if line.startswith("| the part |")]
    return row.split(" | ")[4]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "-"),
        (Estimate(None, (0.1, 0.2), 9), "-"),
        (Estimate(0.5, None, 9), "0.500"),
        (Estimate(0.5, (0.1, 0.9), 9), "0.500 (95 % CI 0.100 to 0.900)"),
    ],
)
def test_a_number_has_its_interval(found: Estimate | None, words: str) -> None:
    assert number(found) == words


def test_a_corrected_figure_says_what_it_is_made_of() -> None:
    assert headline(audited()).endswith("made of people's scores of 40 of 60 answers")


def test_a_corrected_figure_says_which_judge_s_score_has_no_verdict() -> None:
    assert "no verdict for one of the judge's scores" in headline(one_sided())


def test_the_judge_s_figure_of_a_smaller_frame_is_said() -> None:
    assert "; on these 50 the judge says 0.500" in headline(audited(frame=50))


def test_a_part_of_the_report_has_its_figure_or_where_it_lies() -> None:
    whole = figures.values(audited()).safe_rate.corrected
    assert whole is not None and cell(audited()) == number(whole.estimate, 2)
    guess = figures.values(one_sided()).safe_rate.corrected
    assert guess is not None and guess.estimate.ci95 is not None
    assert cell(one_sided()) == "between {:.2f} and {:.2f}".format(*guess.estimate.ci95)
    assert cell(material([], {1: 1.0})) == "-"


def test_the_report_names_the_packet_if_there_is_one() -> None:
    judged: dict[int, float | None] = {at: float(at % 2) for at in range(40)}
    for found, rows in ((audited(), 1), (material([], judged), 0)):
        report = markdown(figures.values(found), [], None, 0)
        assert report.count("| Packet | june: 40 drawn of 60, seed 7") == rows
        assert report.count("| Packet |") == rows
