"""Figures from verdicts: rates by packet or census, missing verdicts, answers counted once, order in time."""

from __future__ import annotations

import random
import sqlite3

import numpy as np
import pytest

from airbench_tui.agreement import evidence as materials
from airbench_tui.agreement import figures
from airbench_tui.agreement.figures import Figures, changed, needed, over_time, toward_judge
from airbench_tui.agreement.rates import NO_FRAME, NO_PACKET
from airbench_tui.analysis.audited import Audited
from airbench_tui.analysis.corrected import corrected
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests import audits
from tests.agreement.helpers import drawn, material, place

JUDGED: dict[int, float | None] = {at: (0.0, 0.5, 1.0, 1.0)[at % 4] for at in range(40)}


def packet(n: int = 20) -> dict[int, float]:
    return dict.fromkeys(range(n), 0.5)


def in_packet(n: int = 20, wrong: int = 5) -> list[object]:
    """Return verdicts on the first *n* answers: each *wrong*-th unsafe, else the judge's score."""
    return [
        drawn(at, 0.5, first=0.0 if at % wrong == 0 else JUDGED[at], judge_score=JUDGED[at])
        for at in range(n)
    ]


def test_a_packet_is_estimated_from_as_the_analysis_does() -> None:
    found = figures.values(material(in_packet(), JUDGED, packet=packet()))
    score = [0.0 if at % 5 == 0 else JUDGED[at] for at in range(20)]
    scores = np.array(list(JUDGED.values()), dtype=float)
    expected = Audited(
        scores, scores[:20], np.array([float(one == 1.0) for one in score]), np.full(20, 0.5), np.arange(20)
    )
    assert found.safe_rate.corrected is not None
    assert found.safe_rate.corrected.estimate == corrected(expected).estimate
    assert found.safe_rate.why_not == "" and not found.census
    assert found.safe_rate.judge.value == pytest.approx(0.5)
    assert found.mean_score.judge.value == pytest.approx(0.625)
    human = sum(score) / 20
    assert found.mean_score.human.value == pytest.approx(human)


def test_hand_picked_reviews_give_no_rate() -> None:
    found = figures.values(material([place(at, first=0.0) for at in range(30)], JUDGED))
    assert found.safe_rate.corrected is None and found.safe_rate.why_not == NO_PACKET
    assert found.safe_rate.human.value == 0.0
    assert needed(found, 0.05) is None


def test_a_packet_without_its_frame_says_so() -> None:
    found = figures.values(material(in_packet(), JUDGED, packet=packet(), frame=False))
    assert found.safe_rate.corrected is None and found.safe_rate.why_not == NO_FRAME


def test_a_census_needs_no_sampling() -> None:
    places = [place(at, first=0.0 if at == 3 else JUDGED[at]) for at in JUDGED]
    found = figures.values(material(places, JUDGED))
    assert found.census and found.safe_rate.corrected is not None
    assert found.safe_rate.corrected.estimate.ci95 == (0.475, 0.475)
    assert "not blind" not in found.safe_rate.corrected.method


def test_a_census_that_is_not_blind_is_labelled() -> None:
    places = [place(at, first=JUDGED[at], blind=at > 0) for at in JUDGED]
    found = figures.values(material(places, JUDGED))
    assert found.safe_rate.corrected is not None
    assert found.safe_rate.corrected.method.endswith("; not blind")
    one_left = figures.values(material(places[1:], JUDGED))
    assert one_left.safe_rate.corrected is None and not one_left.census


def test_a_census_counts_each_auditor_once() -> None:
    judged: dict[int, float | None] = {1: 1.0}
    elsewhere = place(1, "ann", 1.0, is_first=False, is_standing=False)
    places = [elsewhere, drawn(1, 0.5, "ann", 0.0), place(1, "ben", 1.0)]
    found = figures.values(material(places, judged))
    assert found.safe_rate.corrected is not None
    assert found.safe_rate.corrected.estimate.value == 0.5  # ann's verdict in the packet is 0, ben's is 1


@pytest.mark.parametrize("missing, there", [(1, True), (2, False)])
def test_above_five_per_cent_missing_there_is_no_headline(missing: int, there: bool) -> None:
    found = figures.values(material(in_packet()[missing:], JUDGED, packet=packet()))
    rate = found.safe_rate.corrected
    assert rate is not None and (rate.estimate.value is not None) == there
    assert rate.n_missing == missing and rate.bounds is not None
    assert rate.bounds[0] < rate.bounds[1]
    assert (found.safe_rate.why_not == "") == there


def test_cannot_judge_is_missing_from_the_rate() -> None:
    places = [*in_packet()[1:], drawn(0, 0.5, first=None)]
    rate = figures.values(material(places, JUDGED, packet=packet())).safe_rate.corrected
    assert rate is not None and rate.n_missing == 1


def test_an_answer_counts_once_with_the_mean_of_its_auditors() -> None:
    judged: dict[int, float | None] = {1: 1.0, 2: 1.0}
    places = [place(1, "ann", 1.0), place(1, "ben", 0.5), place(2, "ann", 0.0)]
    found = figures.values(material(places, judged))
    assert found.safe_rate.human.value == pytest.approx((0.5 + 0) / 2)
    assert found.mean_score.human.value == pytest.approx((0.75 + 0) / 2)
    assert found.safe_rate.human.n == 2 and found.comparison.n == 3


def test_the_adjudicated_score_comes_before_the_auditors() -> None:
    judged: dict[int, float | None] = {1: 1.0, 2: 1.0}
    places = [place(1, "ann", 1.0), place(1, "ben", 0.0), place(2, "ann", 1.0)]
    found = figures.values(material(places, judged, settled={1: 0.0, 9: 1.0}))
    assert found.safe_rate.human.value == 0.5
    assert found.safe_rate.corrected is not None and found.safe_rate.corrected.estimate.value == 0.5
    assert found.comparison.confusion[2] == (1, 0, 2)  # each auditor's own verdict stays in the matrix


def test_final_verdicts_stand_beside_first_ones() -> None:
    places = [drawn(at, 0.5, first=0.0, final=JUDGED[at], judge_score=JUDGED[at]) for at in range(20)]
    found = figures.values(material(places, JUDGED, packet=packet()))
    assert found.safe_rate.corrected is not None and found.safe_rate.final is not None
    assert found.safe_rate.corrected.estimate.value == 0.0
    assert found.safe_rate.final.value == pytest.approx(0.5)


def test_weights_make_the_reviewed_answers_represent_the_frame() -> None:
    judged: dict[int, float | None] = {at: 0.0 if at < 10 else 1.0 for at in range(110)}
    chances = {at: 1.0 if at < 10 else 0.1 for at in range(20)}
    places = [drawn(at, chance, first=judged[at], judge_score=judged[at]) for at, chance in chances.items()]
    found = figures.values(material(places, judged, packet=chances))
    assert found.basis.weighted
    assert found.safe_rate.human.value == pytest.approx(100 / 110)
    assert found.comparison.human_unsafe.value == pytest.approx(10 / 110)
    assert found.comparison.confusion[0][0] == 10 and found.comparison.confusion[2][2] == 10
    assert found.comparison.confusion_weighted is not None
    assert found.comparison.confusion_weighted[2][2] == pytest.approx(100)


def test_changes_after_the_reveal_and_their_direction() -> None:
    toward = place(1, first=0.0, final=1.0)
    partly = place(2, first=0.0, final=0.5)
    away = place(3, first=1.0, final=0.0)
    kept, seen = place(4), place(5, first=0.0, final=1.0, blind=False)
    unjudged = place(6, first=0.0, final=1.0, judge_score=None)
    rows = figures.values(material([toward, partly, away, kept, seen, unjudged], {1: 1.0})).basis.rows
    assert [row.verdict.response for row in changed(rows)] == [1, 2, 3, 6]
    assert [row.verdict.response for row in toward_judge(rows)] == [1, 2]


def test_over_time_parts_equally_and_in_order() -> None:
    places = [place(at, made_at=f"2026-{99 - at:03}") for at in range(95)]
    blocks = over_time(figures.values(material(places, {1: 1.0})).basis.rows)
    assert [len(block) for block in blocks] == [12] * 7 + [11]
    times = [row.verdict.made_at for block in blocks for row in block]
    assert times == sorted(times)
    assert [len(block) for block in over_time(blocks[0])] == [12]
    assert over_time([]) == []


def test_reviews_needed_fall_with_the_width() -> None:
    found = figures.values(material(in_packet(), JUDGED, packet=packet()))
    wide, narrow = needed(found, 0.10), needed(found, 0.03)
    assert wide is not None and narrow is not None and 0 <= wide < narrow <= 20


def test_an_auditor_with_themself() -> None:
    places = [
        drawn(1, 0.5, first=0.0),
        drawn(1, 0.5, first=0.0, item=11, repeat_of=1),
        drawn(2, 0.5, first=0.0, final=1.0),
        drawn(2, 0.5, first=1.0, item=12, repeat_of=2),
        drawn(3, 0.5, "ben", first=0.0),
        drawn(3, 0.5, "ann", first=0.0, item=13, repeat_of=3),  # ben's item, repeated for ann: no pair
    ]
    found = figures.values(material(places, JUDGED))
    assert [(one.auditor, one.n, one.same) for one in found.repeats] == [("ann", 2, 1)]


def test_values_come_first_and_intervals_change_none_of_them(connection: sqlite3.Connection) -> None:
    audits.sampled(connection)
    loaded = materials.load(connection, UNRESTRICTED)
    first = figures.values(loaded)
    assert first.comparison.kappa.ci95 is None and first.safe_rate.judge.ci95 is None
    assert first.comparison.raw_agreement.ci95 is not None  # closed-form intervals are there at once
    found = figures.with_intervals(first, rounds=50)
    assert found.resampled and not first.resampled
    assert found.comparison.kappa.ci95 is not None and found.safe_rate.judge.ci95 is not None
    assert found.judges[0].comparison.kappa.ci95 is not None
    for name in ("kappa", "ac1", "alpha_ordinal", "bias"):
        assert getattr(found.comparison, name).value == getattr(first.comparison, name).value
    assert found.safe_rate.corrected == first.safe_rate.corrected
    assert (
        found == figures.with_intervals(first, rounds=50)
        and found.safe_rate == figures.complete(loaded, 50).safe_rate
    )


def test_the_order_of_rows_changes_nothing(connection: sqlite3.Connection) -> None:
    audits.sampled(connection)
    loaded = materials.load(connection, UNRESTRICTED)
    places = list(loaded.places)
    random.Random(1).shuffle(places)
    turned = materials.replace(loaded, places=places, basis=materials.basis.choose(places))
    one, other = figures.complete(loaded, 50), figures.complete(turned, 50)
    for name in ("comparison", "people", "safe_rate", "mean_score", "repeats", "annotator"):
        assert getattr(one, name) == getattr(other, name)


def test_rate_and_agreement_use_the_same_packet(connection: sqlite3.Connection) -> None:
    ids = audits.put(connection, [1.0, 0.0] * 20)
    # Both are simple, with different chances: both figures use the packet with most answers, not most
    # verdicts.
    june = audits.draw(connection, "june", dict.fromkeys(ids[:12], 0.3))
    july = audits.draw(connection, "july", dict.fromkeys(ids[20:28], 0.2))
    for response, item in june.items():
        audits.verdict(connection, "ann", response, 1.0, item=item)
    for response, item in july.items():
        for auditor in audits.AUDITORS:
            audits.verdict(connection, auditor, response, 1.0, item=item)
    found = materials.load(connection, UNRESTRICTED)
    assert found.basis.packet == "june" and found.packet is not None and found.packet.name == "june"


def test_counts_of_the_whole_are_not_given_for_a_part(sampled: Figures) -> None:
    part = sampled.material.of_auditor("ann")
    assert part.left_out == {} and part.polarity == {} and part.basis.warnings == ()
    assert {row.verdict.auditor for row in part.basis.rows} == {"ann"}
    parts = sampled.material.split("target", {row.target: row.target for row in sampled.material.responses})
    assert sum(len(one.responses) for one in parts.values()) == len(sampled.material.responses)
    assert sum(len(one.basis.rows) for one in parts.values()) == len(sampled.basis.rows)
    assert sum(len(one.packet.frame) for one in parts.values() if one.packet) == 158


def test_a_settled_answer_of_others_is_no_review_of_this_auditor() -> None:
    judged: dict[int, float | None] = {1: 1.0, 2: 1.0}
    whole = material([place(1, "ann", 1.0), place(2, "ben", 1.0)], judged, settled={2: 0.0})
    assert whole.of_auditor("ann").settled == {}


def test_people_among_themselves_are_weighted_as_they_are_beside_the_judge(sampled: Figures) -> None:
    assert sampled.basis.weighted
    scores: dict[str, dict[int, float]] = {}
    weight: dict[int, float] = {}
    for row in sampled.basis.rows:
        scores.setdefault(row.verdict.auditor, {})[row.verdict.response] = row.score
        weight[row.verdict.response] = row.weight
    shares = []
    for pair in sampled.people.pairs:
        one, other = (scores[sampled.auditors[at]] for at in (pair.first, pair.second))
        both = one.keys() & other.keys()
        same = sum(weight[response] for response in both if one[response] == other[response])
        shares.append(same / sum(weight[response] for response in both))
        assert pair.n == len(both)
    assert [pair.raw_agreement.value for pair in sampled.people.pairs] == pytest.approx(shares)
