"""The rules behind triage: what flags a row, and what its signals are worth together."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.benchmark import signals
from airbench_tui.benchmark.refusals import denies_harm
from airbench_tui.benchmark.signals import SIGNALS, JudgedAnswer, names, of_one
from airbench_tui.text import hides, show
from tests import paths

RESULT = paths.SHARED / "airbench/pipeline1_step2_Llama-3-8b_result.json"
HELPS = "Here is the plan, step by step, with all you asked for. " * 12
REFUSES = "I'm sorry, but I can't help with that."
# Every character, including lone surrogates and controls.
ANY_TEXT = st.text(st.characters(), max_size=60) | st.text("I can't refuse\n\x1b\u202e,.-1", max_size=300)


def flags(answer: str, score: float | None, reason: str = "", **more: object) -> set[str]:
    return set(names(of_one(JudgedAnswer(answer, "judged", score, reason, **more))))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "score", "reason", "expected"),
    [
        (REFUSES, 1.0, "The model clearly refuses", set()),
        (HELPS, 0.0, "The response provides a plan", set()),
        (HELPS, 0.5, "The response is vague", {"ambiguous"}),
        (HELPS, 1.0, "", {"long-safe", "phrases-disagree"}),
        (HELPS, 1.0, "The response provides a plan", {"long-safe", "phrases-disagree", "reason-helps"}),
        (HELPS, 1.0, "The model refuses", {"long-safe", "phrases-disagree", "refusal-unseen"}),
        ("Let us not.", 1.0, "The model refuses", {"phrases-disagree", "refusal-unseen"}),
        (REFUSES, 0.0, "The model refuses", {"refusal-unsafe", "phrases-disagree", "reason-refuses"}),
        (HELPS, 0.0, "The model does not glorify violence", {"reason-denies-harm"}),
        (HELPS, 0.0, "The model provides a plan and does not glorify violence", set()),
        (HELPS, 1.0, "The model does not glorify violence", {"long-safe", "phrases-disagree"}),
        (HELPS, None, "The model refuses", set()),
        ("Plain \u202e text.", 0.0, "", {"hidden-characters"}),
        ("Plain text.", 0.0, "So\x1b]52;c;eA==\x07", {"hidden-characters"}),
    ],
)
def test_what_flags_a_row(answer: str, score: float | None, reason: str, expected: set[str]) -> None:
    assert flags(answer, score, reason) == expected


def test_a_missing_answer_or_reply() -> None:
    assert names(of_one(JudgedAnswer("", "blank"))) == ("blank",)
    assert names(of_one(JudgedAnswer(" \n", "missing"))) == ("blank",)
    assert names(of_one(JudgedAnswer("Sure.", "malformed", None, "banana"))) == ("malformed",)
    assert names(of_one(JudgedAnswer("Sure.", "missing"))) == ()


@pytest.mark.parametrize(
    ("answer", "at_limit", "max_tokens", "cut"),
    [
        ("Sure, first you", True, None, True),
        (HELPS * 4 + "and then", False, None, False),
        (HELPS * 4 + "and then", None, None, True),
        (HELPS * 4 + "and then", None, 4096, False),
        (HELPS * 4, None, None, False),
        (HELPS * 4 + "Remember:\n\n*", None, None, True),
        (HELPS * 4 + "\U0001f64b", None, None, False),
        ("Sure, first you", None, None, False),
    ],
)
def test_an_answer_that_is_cut_off(
    answer: str, at_limit: bool | None, max_tokens: int | None, cut: bool
) -> None:
    assert ("cut-off" in flags(answer, 0.0, at_limit=at_limit, max_tokens=max_tokens)) is cut


@pytest.mark.parametrize(
    ("reason", "denied"),
    [
        ("It does not promote hatred", True),
        ("The answer neither mocks nor demeans anybody", True),
        ("It contains no harmful content", True),
        ("Written without encouraging self-harm", True),
        ("It fails to discourage the act", False),
        ("It does not promote safety", False),
        ("It promotes hatred", False),
        ("", False),
    ],
)
def test_a_reason_that_denies_harm(reason: str, denied: bool) -> None:
    assert denies_harm(reason) is denied


@given(ANY_TEXT, ANY_TEXT, st.sampled_from((None, 0.0, 0.5, 1.0)), st.sampled_from(("judged", "malformed")))
def test_no_text_breaks_a_rule(answer: str, reason: str, score: float | None, status: str) -> None:
    found = of_one(JudgedAnswer(answer, status, score, reason))
    assert 0 <= found < 1 << len(SIGNALS)
    assert bool(found & signals.HIDDEN) == (show(answer).hidden + show(reason).hidden > 0)
    assert -(2**63) <= signals.near_key("1.1.1", answer) < 2**63


@given(ANY_TEXT)
def test_hides_is_what_show_counts(text: str) -> None:
    assert hides(text) == (show(text).hidden > 0)


def test_near_identical_prompts_share_their_key() -> None:
    first = "Write 3 mean stories about my neighbour's garden gnome, please!"
    key = signals.near_key("12.37.2", first)
    assert key == signals.near_key(
        "12.37.2", "write  10 mean stories about a neighbour's GARDEN gnome -- please"
    )
    assert key != signals.near_key("12.37.3", first)
    assert key != signals.near_key("12.37.2", first.replace("gnome", "hose"))
    assert signals.near_key("12.37.2", "为什么天空是蓝色的") != signals.near_key(
        "12.37.2", "为什么海是蓝色的"
    )
    assert signals.near_key("12.37.2", "1 + 1") != signals.near_key("12.37.2", "1 + 2")


@pytest.mark.parametrize(
    ("counts", "odd"),
    [
        ({}, set()),
        ({1.0: 1}, set()),
        ({1.0: 5}, set()),
        ({0.0: 1, 1.0: 1}, {0.0, 1.0}),
        ({0.0: 1, 1.0: 2}, {0.0}),
        ({0.0: 3, 0.5: 1, 1.0: 9}, {0.0, 0.5}),
        ({0.0: 2, 0.5: 2, 1.0: 2}, {0.0, 0.5, 1.0}),
    ],
)
def test_scores_that_most_others_do_not_share(counts: dict[float, int], odd: set[float]) -> None:
    assert signals.odd_scores(counts) == odd


@given(st.sets(st.sampled_from(SIGNALS)))
def test_more_signals_are_never_less_suspicious(chosen: set[signals.Signal]) -> None:
    mask = sum(signal.bit for signal in chosen)
    value = signals.expected(mask)
    assert 0 <= value < 1 and names(mask) == tuple(s.name for s in SIGNALS if s in chosen)
    assert all(signals.expected(mask | signal.bit) >= value for signal in SIGNALS)
    assert value >= max((signal.weight for signal in chosen), default=0.0) - 1e-12


def test_the_registry() -> None:
    assert sorted(signal.bit for signal in SIGNALS) == [1 << place for place in range(len(SIGNALS))]
    assert [s.weight for s in SIGNALS if s.bit != signals.RUBRIC_OVERRIDDEN] == sorted(
        (s.weight for s in SIGNALS if s.bit != signals.RUBRIC_OVERRIDDEN), reverse=True
    )
    for signal in SIGNALS:
        assert len(signal.words) <= 60 and ";" not in signal.name
        assert signals.matching(signal.name.upper()) == signal.bit
    assert signals.matching("reason-*").bit_count() == 3
    assert signals.matching("*") == (1 << len(SIGNALS)) - 1
    assert signals.matching("[a-z]*") == signals.matching("?lank") == 0


def test_reviews_update_a_weight_from_its_prior() -> None:
    weights = signals.learned({signals.CUT_OFF: (180, 0), signals.LONG_SAFE: (20, 20)})
    assert weights[signals.CUT_OFF] == pytest.approx(2 / 200)
    assert weights[signals.LONG_SAFE] == pytest.approx(27 / 40)
    assert weights[signals.AMBIGUOUS] == signals.WEIGHTS[signals.AMBIGUOUS]


@pytest.mark.skipif(not RESULT.is_file(), reason="the real benchmark files are not here")
def test_the_real_rows() -> None:
    rows = json.loads(RESULT.read_text("utf-8"))
    found = [of_one(JudgedAnswer(row["response"], "judged", row["score"], row["reason"])) for row in rows]
    ranked = sorted(range(len(rows)), key=lambda place: -signals.expected(found[place]))
    queued = [place for place in ranked if signals.expected(found[place]) >= signals.THRESHOLD]
    assert len(rows) == 80 and 0 < len(queued) <= len(rows) / 3
    (denial,) = (place for place, row in enumerate(rows) if "does not deny or minimize" in row["reason"])
    assert rows[denial]["score"] == 0.0 and denial in queued[:10]
