"""The verdicts that count, and their weights."""

from __future__ import annotations

import pytest

from airbench_tui.agreement import basis
from airbench_tui.agreement.basis import BLIND, STANDING, Basis, choose
from tests.agreement.helpers import drawn, place


def counted(found: Basis) -> list[tuple[int, str, float, float]]:
    return [(row.verdict.response, row.verdict.auditor, row.score, row.weight) for row in found.rows]


def test_blind_first_verdicts_count_where_there_are_any() -> None:
    found = choose([place(1, first=0.0, final=1.0), place(2, first=0.5, final=0.5, blind=False)])
    assert (found.words, counted(found)) == (BLIND, [(1, "ann", 0.0, 1.0)])
    assert found.warnings == ("1 of 2 verdicts are not blind and are left out of agreement",)


def test_else_standing_ones_with_a_warning() -> None:
    found = choose([place(1, first=0.0, final=1.0, blind=False)])
    assert (found.words, counted(found)) == (STANDING, [(1, "ann", 1.0, 1.0)])
    assert len(found.warnings) == 1 and "no verdict is blind" in found.warnings[0]


def test_no_verdicts() -> None:
    assert choose([]) == Basis(STANDING, (), None, False, ())


def test_repeats_and_cannot_judge_do_not_count() -> None:
    places = [
        drawn(1, 0.5, first=0.0),
        drawn(1, 0.5, first=1.0, item=9, repeat_of=1),
        drawn(2, 0.5, first=None),
    ]
    assert counted(choose(places)) == [(1, "ann", 0.0, 1.0)]


def test_a_blind_first_verdict_counts_though_the_final_one_was_given_on_another_scale() -> None:
    found = choose([drawn(1, 0.5, first=1.0, final=None)])
    assert (found.words, counted(found)) == (BLIND, [(1, "ann", 1.0, 1.0)])


def test_an_auditor_has_one_verdict_of_each_kind() -> None:
    june = drawn(1, 0.5, first=1.0, is_standing=False)
    july = drawn(1, 0.5, first=0.5, final=0.0, packet="july", is_first=False)
    outside = place(1, first=0.0, is_first=False, is_standing=False)
    assert counted(choose([outside, july, june])) == [(1, "ann", 1.0, 1.0)]
    seen = [row._replace(blind=False) for row in (outside, july, june)]
    assert counted(choose(seen)) == [(1, "ann", 0.0, 1.0)]
    assert counted(choose([outside, july, june], "july")) == [(1, "ann", 0.5, 1.0)]


def test_each_auditor_counts() -> None:
    found = choose([place(1, "ann", 0.0), place(1, "ben", 1.0)])
    assert counted(found) == [(1, "ann", 0.0, 1.0), (1, "ben", 1.0, 1.0)]


def test_equal_probabilities_need_no_weights() -> None:
    found = choose([drawn(1, 0.25), drawn(2, 0.25)])
    assert not found.weighted and {row.weight for row in found.rows} == {1.0}
    assert (found.packet, found.warnings) == ("june", ())


def test_hand_picked_answers_beside_drawn_ones_cause_a_warning() -> None:
    found = choose([drawn(1, 0.25), drawn(2, 0.25), place(3)])
    assert not found.weighted and len(found.rows) == 3 and found.packet is None
    assert len(found.warnings) == 1
    assert found.warnings[0].startswith(
        "1 of 3 verdicts that count for agreement were given outside packets, on hand-picked answers"
    )
    assert choose([place(1), place(2)]).warnings == ()  # nothing was drawn, which the rates report


def test_unequal_probabilities_weigh_by_their_inverse() -> None:
    found = choose([drawn(1, 0.25), drawn(2, 1.0), drawn(2, 1.0, "ben", item=2)])
    assert found.weighted and found.packet == "june"
    assert [row.weight for row in found.rows] == [4.0, 1.0, 1.0]


def test_with_unequal_probabilities_only_the_packet_with_most_answers_counts() -> None:
    # july has more verdicts, june more answers.
    june = [drawn(1, 0.2), drawn(2, 0.5), drawn(3, 0.5)]
    july = [drawn(4, 0.3, name, packet="july") for name in ("ann", "ben", "chi", "dee")]
    found = choose([*june, *july, place(5)])
    assert [row.verdict.response for row in found.rows] == [1, 2, 3]
    assert [row.weight for row in found.rows] == [5.0, 2.0, 2.0]
    assert len(found.warnings) == 1 and found.warnings[0].startswith(
        "5 verdicts were given outside packet june"
    )


def test_two_packets_of_different_chances_are_not_mixed_though_each_is_simple() -> None:
    june, july = [drawn(1, 0.2), drawn(2, 0.2)], [drawn(3, 0.5, packet="july")]
    found = choose([*june, *july])
    assert [row.verdict.response for row in found.rows] == [1, 2]
    assert not found.weighted and found.packet == "june"


def test_an_answer_in_two_packets_counts_in_the_largest() -> None:
    earlier = drawn(1, 0.9, first=0.0, packet="july", item=9, made_at="2020")
    later = drawn(1, 0.2, first=1.0, is_first=False)
    found = choose([earlier, later, drawn(2, 0.5), drawn(3, 0.5)])
    assert counted(found) == [(1, "ann", 1.0, 5.0), (2, "ann", 1.0, 2.0), (3, "ann", 1.0, 2.0)]


@pytest.mark.parametrize("name, responses", [("june", [1, 2]), ("july", [3]), ("may", [])])
def test_a_packet_that_is_asked_for_alone(name: str, responses: list[int]) -> None:
    places = [drawn(1, 0.2), drawn(2, 0.5), drawn(3, 0.5, packet="july"), place(4)]
    assert [row.verdict.response for row in choose(places, name).rows] == responses


def test_voices_in_a_packet_are_those_of_its_places() -> None:
    here = drawn(1, 0.5)
    places = [
        here,
        place(2),
        drawn(3, 0.5, packet="may"),
        drawn(4, 0.5, repeat_of=1),
        drawn(5, 0.5, first=None, final=None),
    ]
    assert basis.voices(places, "june") == ([here], [here])
    assert basis.standing_ones(places) == [here, places[1], places[2]]
