"""The safe rate and the mean score: by the judge, by people, and corrected from a packet or a census."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from airbench_tui.agreement import basis
from airbench_tui.agreement.borrowed_errors import corrected_from
from airbench_tui.agreement.evidence import Material, PacketEvidence
from airbench_tui.analysis import means
from airbench_tui.analysis.audited import Audited, Measure
from airbench_tui.analysis.corrected import Corrected, corrected
from airbench_tui.analysis.estimate import Estimate
from airbench_tui.analysis.figure import MethodResult
from airbench_tui.analysis.scale import FloatArray, IntArray
from airbench_tui.store.reading.figure_rows import PlaceVerdict

NO_PACKET = (
    "no random packet was reviewed here: reviews of hand-picked answers are findings, not a sample;"
    " draw a packet with `airbench-tui packet new NAME -n N`, or with P in the program"
)
WAITS = "answers that were drawn here wait for your own verdict in a packet"
NO_FRAME = (
    "the packet was imported without the answers that it was drawn from: ask for figures where it was drawn"
)


@dataclass(frozen=True, slots=True)
class Rate:
    """The safe rate or the mean score: by the judge on everything it scored, by people, and corrected.

    ``final`` is the corrected figure with final verdicts instead of first ones. ``answers`` are the answers
    whose verdicts the corrected figure uses. ``elsewhere`` corrects a safe rate that no packet covers by the
    judge's errors on other models, and is never a headline.
    """

    measure: Measure
    judge: Estimate
    human: Estimate
    corrected: Corrected | None
    final: Estimate | None
    why_not: str
    answers: tuple[int, ...] = ()
    elsewhere: MethodResult | None = None


class _Given(NamedTuple):
    """Each auditor's first and standing score on each answer, as columns of shape (n,); NaN for none."""

    response: IntArray
    first: FloatArray
    final: FloatArray


class _Judged(NamedTuple):
    """The answers that the judge scored, as columns of shape (n,)."""

    response: IntArray
    score: FloatArray
    category: IntArray


class _People(NamedTuple):
    """The reviewed answers with weight and category, shape (m,), then response and score of each verdict."""

    answers: IntArray
    weight: FloatArray
    category: IntArray
    response: IntArray
    score: FloatArray


class _Found(NamedTuple):
    """A corrected figure, or the reason why there is none, and the answers whose verdicts it uses."""

    corrected: Corrected | None
    why_not: str
    answers: tuple[int, ...] = ()


class _Sample(NamedTuple):
    """A packet or a census: the drawn answers without human values, and what people decided.

    ``answers`` are the drawn responses, in the order of the arrays of ``drawn``.
    """

    drawn: Audited
    answers: IntArray
    given: _Given
    blind: bool


def both(material: Material) -> tuple[Rate, Rate]:
    """Compute the safe rate and the mean score, without resampled intervals."""
    judge, people, packet = _judge(material), _people(material), _packet_sample(material)
    census = _census_sample(material)

    def rate(measure: Measure) -> Rate:
        judged = _of_judge(measure, judge, 0, 0)
        found = _corrected(measure, material, packet, census, final=False)
        final = _corrected(measure, material, packet, census, final=True).corrected
        return Rate(
            measure,
            judged,
            _of_people(measure, people, material, 0, 0),
            found.corrected,
            None if final is None else final.estimate,
            found.why_not,
            found.answers,
            _elsewhere(material, judged) if measure == "safe_rate" and found.corrected is None else None,
        )

    return rate("safe_rate"), rate("mean_score")


def _elsewhere(material: Material, judged: Estimate) -> MethodResult | None:
    if material.elsewhere is None or judged.value is None:
        return None
    return corrected_from(material.elsewhere, judged.value, judged.n)


def with_intervals(material: Material, found: tuple[Rate, Rate], rounds: int, seed: int) -> tuple[Rate, Rate]:
    """Add the resampled intervals to *found*, the result of :func:`both` for *material*."""
    judge, people = _judge(material), _people(material)

    def resampled(rate: Rate) -> Rate:
        return replace(
            rate,
            judge=_of_judge(rate.measure, judge, rounds, seed),
            human=_of_people(rate.measure, people, material, rounds, seed),
        )

    return resampled(found[0]), resampled(found[1])


def corrected_safe_rate(material: Material) -> tuple[Corrected | None, tuple[int, ...]]:
    """Return the corrected safe rate of a part and the answers behind it; None without a packet or census."""
    samples = _packet_sample(material), _census_sample(material)
    found = _corrected("safe_rate", material, *samples, final=False)
    return found.corrected, found.answers


def is_census(material: Material) -> bool:
    """Tell whether somebody decided every scored answer individually, and no packet is used instead."""
    return _all_decided(material) and not _is_usable(material.packet)


def scores(found: Sequence[float | None]) -> FloatArray:
    """Return scores as an array, with NaN for None."""
    return np.array(found, dtype=np.float64)  # None becomes NaN


def _judge(material: Material) -> _Judged:
    judged = [row for row in material.responses if row.score is not None]
    return _Judged(
        _integers(judged, "response"), scores([row.score for row in judged]), _integers(judged, "category")
    )


def _of_judge(measure: Measure, judged: _Judged, rounds: int, seed: int) -> Estimate:
    value = _counts_as(measure, judged.score)
    return means.mean(value, np.ones(len(value)), judged.category, rounds, seed)


def _people(material: Material) -> _People:
    rows = material.basis.rows
    response = np.array([row.verdict.response for row in rows], dtype=np.int64)
    answers, first = np.unique(response, return_index=True)
    return _People(
        answers,
        np.array([rows[at].weight for at in first.tolist()], dtype=np.float64),
        np.array([rows[at].verdict.category for at in first.tolist()], dtype=np.int64),
        response,
        scores([row.score for row in rows]),
    )


def _of_people(measure: Measure, people: _People, material: Material, rounds: int, seed: int) -> Estimate:
    value = _one_value(people.answers, people.response, people.score, material.settled, measure)
    return means.mean(value, people.weight, people.category, rounds, seed)


def _corrected(
    measure: Measure, material: Material, packet: _Sample | None, census: _Sample | None, *, final: bool
) -> _Found:
    """Estimate from the packet if that gives a figure, else from a census; else give the reason."""
    found: Corrected | None = None
    answers: tuple[int, ...] = ()
    if packet is not None:
        found, answers = _from(packet, material, measure, final=final)
    if census is not None and (found is None or found.estimate.value is None):
        found, answers = _from(census, material, measure, final=final)
        if not census.blind:
            found = replace(found, method=f"{found.method}; not blind")
    if found is None:
        packet_here = material.packet
        if packet_here is None or not packet_here.drawn:
            return _Found(None, NO_PACKET)
        waits = any(row.response in material.waiting for row in packet_here.drawn)
        return _Found(None, WAITS if waits else NO_FRAME)
    return _Found(found, found.estimate.why_not if found.estimate.value is None else "", answers)


def _from(
    sample: _Sample, material: Material, measure: Measure, *, final: bool
) -> tuple[Corrected, tuple[int, ...]]:
    audited = _with_people(sample, material, measure, final=final)
    return corrected(audited, measure), tuple(sample.answers[~np.isnan(audited.human)].tolist())


def _with_people(sample: _Sample, material: Material, measure: Measure, *, final: bool) -> Audited:
    given = sample.given
    score = given.final if final else given.first
    there = ~np.isnan(score)
    human = _one_value(sample.answers, given.response[there], score[there], material.settled, measure)
    return replace(sample.drawn, human=human)


def _is_usable(packet: PacketEvidence | None) -> bool:
    """Tell whether a packet can be used for estimates: it has its frame, and something was drawn here."""
    return packet is not None and bool(packet.frame) and bool(packet.drawn)


def _packet_sample(material: Material) -> _Sample | None:
    packet = material.packet
    if packet is None or not _is_usable(packet):
        return None
    drawn, name = packet.drawn, packet.name
    return _Sample(
        Audited(
            population=scores([row.score for row in packet.frame]),
            judge=scores([row.score for row in drawn]),
            human=np.full(len(drawn), np.nan),
            probability=np.array([row.probability for row in drawn], dtype=np.float64),
            cluster=_integers(drawn, "category"),
        ),
        _integers(drawn, "response"),
        _given_in(name, material.places),
        blind=True,
    )


def _census_sample(material: Material) -> _Sample | None:
    """Return the answers as a packet of all of them, if each was decided individually; else None."""
    if not _all_decided(material):
        return None
    judged = _judge(material)
    first, standing = basis.voices(material.places)
    return _Sample(
        Audited(
            population=judged.score,
            judge=judged.score,
            human=np.full(len(judged.score), np.nan),
            probability=np.ones(len(judged.score)),
            cluster=judged.category,
        ),
        judged.response,
        _given(first, standing),
        blind={(row.response, row.auditor) for row in standing}
        <= {(row.response, row.auditor) for row in first},
    )


def _all_decided(material: Material) -> bool:
    judged = {row.response for row in material.responses if row.score is not None}
    if not judged or len(material.places) < len(judged):
        return False
    return judged <= material.reviewed


def _given_in(packet: str, places: Sequence[PlaceVerdict]) -> _Given:
    """Return each auditor's two scores as :func:`_given` does, for the verdicts in *packet*.

    There an auditor has one place per answer.
    """
    rows = [
        row
        for row in places
        if row.packet == packet and row.repeat_of is None and (row.final is not None or row.blind)
    ]
    return _Given(
        _integers(rows, "response"),
        scores([row.first if row.blind else row.final for row in rows]),
        scores([row.final for row in rows]),
    )


def _given(first: Sequence[PlaceVerdict], standing: Sequence[PlaceVerdict]) -> _Given:
    """Return each auditor's first and standing score on each answer.

    If the first verdict was not blind, the standing one is used for both.
    """
    opened = {(row.response, row.auditor): row.first for row in first}
    stands = {(row.response, row.auditor): row.final for row in standing}
    whose = list(opened | stands)
    return _Given(
        np.array([response for response, _ in whose], dtype=np.int64),
        scores([opened.get(one, stands.get(one)) for one in whose]),
        scores([stands.get(one) for one in whose]),
    )


def _one_value(
    answers: IntArray, response: IntArray, score: FloatArray, settled: dict[int, float], measure: Measure
) -> FloatArray:
    """Return the value of each of *answers* (m,): the adjudicated score, else the mean of the verdicts.

    The verdicts are on *response* (n,) and have *score* (n,). NaN where there is neither.
    """
    known, back = np.unique(answers, return_inverse=True)
    at = _places(known, response)
    verdict = at >= 0
    n = np.bincount(at[verdict], minlength=len(known))
    sums = np.bincount(at[verdict], _counts_as(measure, score[verdict]), minlength=len(known))
    mean = np.full(len(known), np.nan)
    np.divide(sums, n, out=mean, where=n > 0)
    if settled:
        at = _places(known, np.array(list(settled), dtype=np.int64))
        mean[at[at >= 0]] = _counts_as(measure, np.array(list(settled.values())))[at >= 0]
    return mean[back]


def _places(ascending: IntArray, wanted: IntArray) -> IntArray:
    """Return the index of each of *wanted* in *ascending*; -1 for none."""
    if not len(ascending):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    return np.where(ascending[at] == wanted, at, -1)


def _counts_as(measure: Measure, score: FloatArray) -> FloatArray:
    return score if measure == "mean_score" else (score == 1.0).astype(np.float64)


def _integers(rows: Sequence[object], column: str) -> IntArray:
    return np.array(list(map(attrgetter(column), rows)), dtype=np.int64)
