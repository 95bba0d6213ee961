"""The figures about the judge: agreement with people, agreement among people, corrected rates.

:func:`values` gives the values at once, :func:`with_intervals` adds the resampled intervals. Every figure
keeps the rows that it counts, so that it can be traced to the answers behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from airbench_tui.agreement import rates
from airbench_tui.agreement.basis import Basis, WeightedVerdict, voices
from airbench_tui.agreement.evidence import Material
from airbench_tui.agreement.rates import Rate
from airbench_tui.analysis import humans, strata
from airbench_tui.analysis.annotator_test import AnnotatorTest, annotator_test
from airbench_tui.analysis.comparison import Comparison, Ratings, compare
from airbench_tui.analysis.comparison import with_intervals as intervals_of
from airbench_tui.analysis.humans import Agreement
from airbench_tui.analysis.planning import sample_size
from airbench_tui.store.reading.figure_rows import PlaceVerdict

ROUNDS = 2000
SEED = 0


@dataclass(frozen=True, slots=True)
class Repeats:
    """An auditor's hidden repeats; ``alike`` lists the responses that they decided the same both times."""

    auditor: str
    n: int
    same: int
    responses: tuple[int, ...] = ()
    alike: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherJudge:
    """Another judge compared with this one.

    ``shared`` lists the answers that both scored; ``differing`` lists those with different scores.
    """

    name: str
    ratings: Ratings
    comparison: Comparison
    shared: tuple[int, ...]
    differing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of the Agreement screen, of ``agreement`` and of the report.

    ``statuses`` counts the responses as :meth:`Material.statuses` does. ``census``: there was no sampling, because
    every answer was decided.
    """

    material: Material
    statuses: Mapping[str, int]
    verdicts: Ratings  # the verdicts that count; judge is NaN without a score, auditor is an index into ``auditors``
    comparison: Comparison
    auditors: tuple[str, ...]
    people: Agreement
    repeats: tuple[Repeats, ...]
    judges: tuple[OtherJudge, ...]
    annotator: AnnotatorTest
    safe_rate: Rate
    mean_score: Rate
    census: bool
    resampled: bool

    @property
    def basis(self) -> Basis:
        """Return the verdicts that count."""
        return self.material.basis

    @property
    def n_judged(self) -> int:
        """Return the number of responses with a score of this judge."""
        return self.statuses["judged"]

    @property
    def n_reviewed(self) -> int:
        """Return the number of reviewed answers, counted as in Browse, lists and exports."""
        return len(self.material.reviewed)

    def beside(self) -> list[WeightedVerdict]:
        """Return the rows of the confusion matrix: verdicts on answers that the judge scored."""
        return [row for row in self.basis.rows if row.verdict.judge_score is not None]

    def cells(self) -> dict[tuple[float, float], list[WeightedVerdict]]:
        """Return the rows of each cell of the confusion matrix, by the judge's score and the person's."""
        found: dict[tuple[float, float], list[WeightedVerdict]] = {}
        for row in self.basis.rows:
            if row.verdict.judge_score is not None:
                found.setdefault((row.verdict.judge_score, row.score), []).append(row)
        return found


def values(material: Material) -> Figures:
    """Compute every figure without the resampled intervals."""
    names = sorted({row.verdict.auditor for row in material.basis.rows})
    verdicts = _ratings(material.basis.rows, names)
    ratings = _beside(verdicts)
    safe_rate, mean_score = rates.both(material)
    return Figures(
        material=material,
        statuses=material.statuses(),
        verdicts=verdicts,
        comparison=compare(ratings),
        auditors=tuple(names),
        people=humans.among(_by_people(verdicts), 0),
        repeats=_repeats(material.places),
        judges=_judges(material),
        annotator=annotator_test(_by_people(ratings), ratings.judge),
        safe_rate=safe_rate,
        mean_score=mean_score,
        census=rates.is_census(material),
        resampled=False,
    )


def with_intervals(found: Figures, rounds: int = ROUNDS, seed: int = SEED) -> Figures:
    """Add every interval to *found*, a result of :func:`values`."""
    material = found.material
    safe_rate, mean_score = rates.with_intervals(material, (found.safe_rate, found.mean_score), rounds, seed)
    return replace(
        found,
        comparison=intervals_of(found.comparison, _beside(found.verdicts), rounds, seed),
        people=humans.among(_by_people(found.verdicts), rounds, seed),
        judges=tuple(
            replace(one, comparison=intervals_of(one.comparison, one.ratings, rounds, seed))
            for one in found.judges
        ),
        safe_rate=safe_rate,
        mean_score=mean_score,
        resampled=True,
    )


def complete(material: Material, rounds: int = ROUNDS, seed: int = SEED) -> Figures:
    """Compute every figure with its interval."""
    return with_intervals(values(material), rounds, seed)


def responses(rows: Iterable[WeightedVerdict]) -> list[int]:
    """Return the responses of rows, each once, in order."""
    return sorted({row.verdict.response for row in rows})


def decided_of(found: Figures) -> list[int]:
    """Return the answers drawn into the packet that have a verdict in it or a settled score, in order."""
    material, packet = found.material, found.material.packet
    if packet is None:
        return []
    first, standing = voices(material.places, packet.name)
    spoken_of = {row.response for row in (*first, *standing)} | material.settled.keys()
    return sorted(spoken_of & {row.response for row in packet.drawn})


def changed(rows: Iterable[WeightedVerdict]) -> list[WeightedVerdict]:
    """Return the blind verdicts that were changed after the judge was shown."""
    return [row for row in rows if row.verdict.blind and row.verdict.final not in (None, row.verdict.first)]


def toward_judge(rows: Iterable[WeightedVerdict]) -> list[WeightedVerdict]:
    """Return the changed verdicts that moved nearer to the judge's score, which measures its influence."""
    return [
        row
        for row in changed(rows)
        if row.verdict.judge_score is not None
        and row.verdict.final is not None
        and row.verdict.first is not None
        and abs(row.verdict.final - row.verdict.judge_score)
        < abs(row.verdict.first - row.verdict.judge_score)
    ]


def alike(rows: Sequence[WeightedVerdict]) -> float | None:
    """Return the weighted share of rows with the judge's score; None without rows."""
    whole = sum(row.weight for row in rows)
    return sum(row.weight for row in rows if row.score == row.verdict.judge_score) / whole if rows else None


def over_time(
    rows: Iterable[WeightedVerdict], blocks: int = 8, least: int = 10
) -> list[list[WeightedVerdict]]:
    """Split the rows, oldest first, into up to *blocks* equal parts of at least *least* rows."""
    ordered = sorted(rows, key=lambda row: row.verdict.made_at)
    number = max(1, min(blocks, len(ordered) // least))
    size, more = divmod(len(ordered), number)
    ends = [size * at + min(at, more) for at in range(number + 1)]
    return [ordered[start:end] for start, end in pairwise(ends) if end > start]


def needed(figures: Figures, half_width: float) -> int | None:
    """Return how many more reviews bring the corrected safe rate to +- *half_width*; None when unknown."""
    found = figures.safe_rate.corrected
    return None if found is None else strata.reviews_needed(half_width, found.strata)


def to_draw(figures: Figures, half_width: float) -> int | None:
    """Return how many answers a first simple random packet needs for +- *half_width*.

    None if nothing is judged. The expected rate is the judge's, limited to 0.1 to 0.9, because one near 0 or
    1 is not reliable.
    """
    rate = figures.safe_rate.judge.value
    return None if rate is None else sample_size(half_width, min(max(rate, 0.1), 0.9), figures.n_judged)


def _ratings(rows: Sequence[WeightedVerdict], names: list[str]) -> Ratings:
    number = {name: at for at, name in enumerate(names)}
    return Ratings(
        judge=rates.scores([row.verdict.judge_score for row in rows]),
        human=np.array([row.score for row in rows], dtype=np.float64),
        weight=np.array([row.weight for row in rows], dtype=np.float64),
        cluster=np.array([row.verdict.category for row in rows], dtype=np.int64),
        response=np.array([row.verdict.response for row in rows], dtype=np.int64),
        auditor=np.array([number[row.verdict.auditor] for row in rows], dtype=np.int64),
    )


def _beside(found: Ratings) -> Ratings:
    """Return the rows with a score of the judge."""
    kept = ~np.isnan(found.judge)
    return Ratings(
        judge=found.judge[kept],
        human=found.human[kept],
        weight=found.weight[kept],
        cluster=found.cluster[kept],
        response=found.response[kept],
        auditor=found.auditor[kept],
    )


def _by_people(found: Ratings) -> humans.Verdicts:
    return humans.Verdicts(found.response, found.auditor, found.human, found.cluster, found.weight)


def _judges(material: Material) -> tuple[OtherJudge, ...]:
    found = []
    for name, scores in sorted(material.others.items()):
        both = [row for row in material.responses if row.score is not None and row.response in scores]
        if not both:
            continue
        ratings = Ratings(
            judge=rates.scores([row.score for row in both]),
            human=rates.scores([scores[row.response] for row in both]),
            weight=np.ones(len(both)),
            cluster=np.array([row.category for row in both], dtype=np.int64),
            response=np.array([row.response for row in both], dtype=np.int64),
            auditor=np.zeros(len(both), dtype=np.int64),
        )
        shared = tuple(row.response for row in both)
        differing = tuple(row.response for row in both if row.score != scores[row.response])
        found.append(OtherJudge(name, ratings, compare(ratings), shared, differing))
    return tuple(found)


def _repeats(places: Sequence[PlaceVerdict]) -> tuple[Repeats, ...]:
    first = {(row.item, row.auditor): row.first for row in places if row.item is not None}
    found: dict[str, list[tuple[int, bool]]] = {}
    for row in places:
        before = first.get((row.repeat_of, row.auditor)) if row.repeat_of is not None else None
        if before is not None and row.first is not None:
            found.setdefault(row.auditor, []).append((row.response, before == row.first))
    return tuple(
        Repeats(
            name,
            len(again),
            sum(same for _, same in again),
            tuple(sorted({response for response, _ in again})),
            tuple(sorted({response for response, same in again if same})),
        )
        for name, again in sorted(found.items())
    )
