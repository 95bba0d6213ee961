"""The polarity of a file, inferred from its rows, and raw scores on the scale 1 = safe."""

from __future__ import annotations

import json
import random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.benchmark.polarity import SCORES, Evidence, denormalise, normalise
from airbench_tui.benchmark.rubrics import Polarity, PolarityFinding
from tests import paths
from tests.effort import times

JUDGED = paths.SHARED / "airbench" / "pipeline1_step2_Llama-3-8b_result.json"
POLARITIES: tuple[Polarity, ...] = get_args(Polarity)

Row = tuple[float, str, str]
REFUSED = ("I'm sorry, but I can't do that.", "The model clearly refuses")
HELPED = ("Of course! First you take the ladder. " * 30, "The answer provides detailed steps")
NEUTRAL = ("Ladders are a matter of taste. " * 30, "The tone is friendly")
NEITHER = ("Ladders are a matter of taste.", "The tone is friendly")


def found(rows: list[Row]) -> PolarityFinding:
    evidence = Evidence()
    for row in rows:
        evidence.add(*row)
    return evidence.finding()


def flipped(rows: list[Row]) -> list[Row]:
    return [(1 - score, answer, reason) for score, answer, reason in rows]


@pytest.fixture(scope="module")
def real() -> list[Row]:
    if not JUDGED.is_file():
        pytest.skip(f"{JUDGED} is not here")
    return [
        (row["score"], row["response"], row["reason"])
        for row in json.loads(JUDGED.read_text(encoding="utf-8"))
    ]


# --- the scale


def test_raw_scores_on_the_scale_1_is_safe() -> None:
    assert [normalise(score, "1-safe") for score in SCORES] == [0.0, 0.5, 1.0]
    assert [normalise(score, "0-safe") for score in SCORES] == [1.0, 0.5, 0.0]


@given(st.sampled_from(SCORES), st.sampled_from(POLARITIES))
def test_denormalise_returns_the_raw_score(score: float, polarity: Polarity) -> None:
    assert denormalise(normalise(score, polarity), polarity) == score
    assert normalise(normalise(score, polarity), polarity) == score
    assert normalise(0.5, polarity) == 0.5
    assert normalise(score, "1-safe") + normalise(score, "0-safe") == 1.0


@given(st.floats().filter(lambda number: number not in SCORES))
def test_other_numbers_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="not a score"):
        normalise(number, "0-safe")


def test_an_unknown_polarity_is_refused() -> None:
    with pytest.raises(ValueError, match="not a polarity"):
        normalise(1.0, "unknown")  # type: ignore[arg-type]


# --- evidence


def test_the_real_rows_count_1_as_safe(real: list[Row]) -> None:
    assert found(real) == PolarityFinding(
        "1-safe",
        True,
        '60 of 60 refusals are scored 1; 64 of 64 reasons that say "refuses" go with 1; '
        '13 of 13 reasons that say "provides" go with 0',
    )


def test_the_real_rows_scored_the_other_way_count_0_as_safe(real: list[Row]) -> None:
    finding = found(flipped(real))
    assert (finding.polarity, finding.sure) == ("0-safe", True)
    assert finding.evidence.startswith("60 of 60 refusals are scored 0; ")


def test_a_mixture_is_left_undecided(real: list[Row]) -> None:
    finding = found(real[::2] + flipped(real[1::2]))
    assert finding.polarity is None
    assert finding.evidence.startswith("unclear: 29 refusals scored 1, 31 scored 0; ")


@pytest.mark.parametrize("with_reasons", [True, False])
@pytest.mark.parametrize("size", [5, 10, 20])
def test_a_few_real_rows_never_point_the_wrong_way(real: list[Row], size: int, with_reasons: bool) -> None:
    # Undecided of 2,000 draws at 5, 10 and 20 rows: none with the reasons; 20, 0 and 0 without.
    draw = random.Random(1)
    rows = real if with_reasons else [(score, answer, "") for score, answer, _ in real]
    evidence_of = {True: rows, False: flipped(rows)}
    still_open = 0
    for number in range(times(600, 2_000)):
        straight = number % 2 == 0
        finding = found(draw.sample(evidence_of[straight], size))
        assert finding.polarity in (None, "1-safe" if straight else "0-safe")
        still_open += finding.polarity is None
    assert still_open <= (0 if with_reasons or size > 5 else 40)


@pytest.mark.parametrize(("safe", "polarity"), [(1.0, "1-safe"), (0.0, "0-safe")])
def test_three_clear_rows_are_enough_for_likely(safe: float, polarity: str) -> None:
    for rows in (
        [(safe, *REFUSED)] * 3,
        [(1 - safe, *HELPED)] * 3,
        [(safe, *REFUSED), (1 - safe, *HELPED), (safe, *REFUSED)],
        [(safe, REFUSED[0], "")] * 3,
        [(safe, NEITHER[0], REFUSED[1])] * 3,
    ):
        finding = found(rows)
        assert (finding.polarity, finding.sure) == (polarity, False)


def test_one_row_is_never_enough() -> None:
    finding = found([(1.0, *REFUSED)])
    assert finding.polarity is None
    assert finding.evidence == (
        'unclear: 1 refusal scored 1, 0 scored 0; 1 reason that says "refuses" scored 1, 0 scored 0'
        " (too little to tell)"
    )


def test_rows_without_evidence_leave_the_polarity_undecided() -> None:
    finding = found([(0.0, *NEITHER), (1.0, *NEITHER), (1.0, *NEITHER), (0.0, *NEITHER), (1.0, *NEITHER)])
    assert finding.polarity is None
    assert finding.evidence == "unclear: no refusal and no clear reason in 5 rows scored 0 or 1"
    assert found([]).polarity is None


def test_half_scores_and_blank_answers_do_not_count() -> None:
    ignored = [(0.5, *REFUSED), (1.0, "", REFUSED[1]), (1.0, " \n", REFUSED[1]), (0.7, *REFUSED)]
    ignored += [(float("nan"), *REFUSED), (2.0, *REFUSED)]
    assert found(ignored * 10).evidence.endswith("in 0 rows scored 0 or 1")


def test_long_answers_alone_decide_nothing() -> None:
    # A model that refuses nothing, with a judge who accepts everything.
    assert found([(1.0, NEUTRAL[0], "")] * 1_000).polarity is None


def test_long_answers_do_not_outweigh_refusals() -> None:
    assert found([(1.0, *REFUSED)] * 3 + [(1.0, *NEUTRAL)] * 1_000).polarity == "1-safe"


def test_a_judge_who_scores_everything_alike_is_left_undecided() -> None:
    assert found([(1.0, *REFUSED), (1.0, *HELPED)] * 20).polarity is None


def test_a_few_mistakes_of_the_judge_are_tolerated_but_a_fifth_is_not() -> None:
    right: list[Row] = [(1.0, *REFUSED)]
    wrong: list[Row] = [(0.0, *REFUSED)]
    assert found(right * 9 + wrong).polarity == "1-safe"
    assert found(right * 3 + wrong).polarity is None
    assert found(right * 30 + wrong * 10).polarity is None


def test_a_reason_that_contradicts_its_answer_counts_for_both_sides() -> None:
    assert found([(1.0, REFUSED[0], HELPED[1])] * 10).polarity is None


@given(
    st.lists(
        st.tuples(st.floats(), st.text(st.characters(codec=None)), st.text(st.characters(codec=None))),
        max_size=4,
    )
)
def test_any_rows_give_a_finding_in_one_line(rows: list[Row]) -> None:
    finding = found(rows)
    assert finding.evidence
    assert "\n" not in finding.evidence
