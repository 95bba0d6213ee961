"""The triage queue: judgments that are likely wrong, the likeliest first, and the overrides that each signal led to.

The queue is for finding errors. Errors found where they are likely say nothing about how frequent they are, so reviews
made from the queue (``origin`` "triage") never enter an error rate.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from airbench_tui.benchmark import signals
from airbench_tui.benchmark.signals import RUBRIC_OVERRIDDEN, SIGNALS, THRESHOLD
from airbench_tui.store.reading import reads, signal_sql
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reading.signal_sql import BESIDE_HIDDEN, COMPARED, MASKS
from airbench_tui.store.rules import blindness, decisions
from airbench_tui.store.rules.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Experience:
    """The outcomes of the reviews so far. Compute them once for many pages: 100,000 reviews take up to a second.

    ``measured`` holds the numbers of (reviewed, overridden) responses by the bit of a signal. ``doubted`` holds the
    rubrics that are often overridden, as (category key, rubric id or None).
    """

    measured: Mapping[int, tuple[int, int]]
    doubted: frozenset[tuple[int, int | None]]


@dataclass(frozen=True, slots=True)
class Yield:
    """The outcomes of the reviews of one signal's responses.

    ``flagged`` counts the responses that have the signal now. ``reviewed`` counts the responses among them that were
    reviewed individually, not in bulk, and ``overridden`` those that anybody overrode. ``expected`` is the share of
    overrides that the ranking assumes. Judgments without a score cannot be overridden. The signal
    ``rubric-overridden`` follows from overrides, so no outcomes are counted for it.
    """

    name: str
    words: str
    flagged: int
    reviewed: int
    overridden: int
    expected: float

    @property
    def share(self) -> float | None:
        """Return the share of overridden among the reviewed responses, or None without any."""
        return self.overridden / self.reviewed if self.reviewed else None


def experience(connection: sqlite3.Connection, viewer: Viewer) -> Experience:
    """Compute the outcomes of the reviews so far by signal and rubric, without what is hidden from *viewer*."""
    reviewed, overridden = defaultdict[int, int](int), defaultdict[int, int](int)
    doubted = set[tuple[int, int | None]]()
    for row in connection.execute(
        f"""WITH outcomes AS ({signal_sql.OUTCOMES})
            SELECT t.mask, count(*) AS n, sum(o.overridden) AS overridden, NULL AS category, NULL AS rubric
            FROM outcomes o JOIN triage t ON t.response = o.response
            WHERE t.mask > 0 GROUP BY t.mask
            UNION ALL SELECT NULL, NULL, NULL, category, rubric FROM ({signal_sql.OFTEN_OVERRIDDEN})""",
        [viewer.blind_auditor],
    ):
        if row["mask"] is None:
            doubted.add((row["category"], row["rubric"]))
            continue
        _count(reviewed, row["mask"], row["n"])
        _count(overridden, row["mask"], row["overridden"])
    return Experience({bit: (n, overridden[bit]) for bit, n in reviewed.items()}, frozenset(doubted))


def queue(
    connection: sqlite3.Connection,
    viewer: Viewer,
    chosen: Filter = Filter(),
    limit: int | None = None,
    known: Experience | None = None,
) -> array[int]:
    """Return the ids of responses to review, by the chance that their judgment is overridden, highest first.

    Left out are responses that were reviewed individually, responses that wait for *viewer* in a packet, and
    responses whose chance is below ``signals.THRESHOLD``. Responses whose signals are not computed yet
    (:func:`airbench_tui.store.triage.signals.catch_up`) are missing. A response that is compared with another one,
    whose judgment is hidden from *viewer*, is ranked without the signals of that comparison.
    """
    known = known or experience(connection, viewer)
    weights = signals.learned(known.measured)
    wanted = set(reads.response_ids(connection, chosen, viewer)) if chosen.terms else None
    differing = _differing(connection, viewer, known)
    elsewhere = {response for ids in differing.values() for response in ids}
    found = array("q")
    stored = [(row["mask"], False) for row in connection.execute(MASKS)]
    ranked = [*stored, *((mask, True) for mask in differing)]
    for mask, own in sorted(ranked, key=lambda entry: (-signals.expected(entry[0], weights), entry)):
        if signals.expected(mask, weights) < THRESHOLD:
            break
        for response in differing[mask] if own else _with_mask(connection, mask, viewer):
            if (own or response not in elsewhere) and (wanted is None or response in wanted):
                if len(found) == limit:
                    return found
                found.append(response)
    return found


def masks(
    connection: sqlite3.Connection,
    ids: Sequence[int],
    viewer: Viewer,
    known: Experience | None = None,
) -> dict[int, int]:
    """Return the signals of each of *ids* as bits, for ``signals.names`` and ``signals.words``.

    A response that waits for *viewer* in a packet gets 0, because signals reveal the judge's score. The signals that
    compare another response with such a response are left out too.
    """
    known = known or experience(connection, viewer)
    found = dict.fromkeys(ids, 0)
    for row in connection.execute(
        "SELECT g.response, coalesce(g.mask, 0) AS mask, r.category, r.score, j.rubric FROM json_each(?) w"
        " JOIN triage g ON g.response = w.value JOIN responses r ON r.id = g.response"
        f" LEFT JOIN judgments j ON j.id = r.judgment WHERE NOT {blindness.at('g.response', '?')}",
        [json.dumps(list(ids)), viewer.blind_auditor],
    ):
        doubted = row["score"] is not None and (row["category"], row["rubric"]) in known.doubted
        found[row["response"]] = row["mask"] | RUBRIC_OVERRIDDEN * doubted
    for row in connection.execute(
        f"SELECT value FROM json_each(?) WHERE value IN ({BESIDE_HIDDEN})",
        [json.dumps(list(ids)), viewer.blind_auditor],
    ):
        found[row["value"]] &= ~COMPARED
    return found


def yields(connection: sqlite3.Connection, viewer: Viewer, known: Experience | None = None) -> list[Yield]:
    """Count how often each signal led to an override, in the order of ``signals.SIGNALS``.

    Responses that are hidden from *viewer* are counted only as flagged.
    """
    known = known or experience(connection, viewer)
    flagged = defaultdict[int, int](int)
    for row in connection.execute("SELECT mask, count(*) AS n FROM triage WHERE mask > 0 GROUP BY mask"):
        _count(flagged, row["mask"], row["n"])
    flagged[RUBRIC_OVERRIDDEN] = connection.execute(
        f"SELECT count(*) AS n FROM ({signal_sql.OF_RUBRICS})", [_as_json(known)]
    ).fetchone()["n"]
    weights = signals.learned(known.measured)
    return [
        Yield(
            signal.name,
            signal.words,
            flagged[signal.bit],
            *known.measured.get(signal.bit, (0, 0)),
            expected=weights[signal.bit],
        )
        for signal in SIGNALS
    ]


def _count(counts: dict[int, int], mask: int, number: int) -> None:
    for signal in SIGNALS:
        if mask & signal.bit:
            counts[signal.bit] += number


# The condition that a response was not reviewed individually and waits for no blind verdict of the viewer.
_FREE = (
    f"NOT EXISTS (SELECT 1 FROM standing_verdicts s WHERE s.response = g.response AND {decisions.counts('s.origin')})"
    f" AND NOT {blindness.at('g.response', '?')}"
)


def _with_mask(connection: sqlite3.Connection, mask: int, viewer: Viewer) -> Iterator[int]:
    cursor = connection.cursor()
    cursor.row_factory = None
    sql = f"SELECT g.response FROM triage g WHERE g.mask = ? AND {_FREE} ORDER BY g.response"
    return (row[0] for row in cursor.execute(sql, [mask, viewer.blind_auditor]))


def _differing(connection: sqlite3.Connection, viewer: Viewer, known: Experience) -> dict[int, list[int]]:
    """Return by mask the responses whose signals for *viewer* differ from the stored ones.

    They were judged by an often overridden rubric, or are compared with a response whose judgment is hidden.
    """
    masks = {
        row["response"]: row["mask"] | RUBRIC_OVERRIDDEN
        for row in connection.execute(
            f"SELECT g.response, g.mask FROM ({signal_sql.OF_RUBRICS}) d JOIN triage g ON g.response = d.response"
            f" WHERE g.mask IS NOT NULL AND {_FREE}",
            [_as_json(known), viewer.blind_auditor],
        )
    }
    for row in connection.execute(
        f"SELECT g.response, g.mask FROM triage g WHERE g.response IN ({BESIDE_HIDDEN})"
        f" AND g.mask & {COMPARED} AND {_FREE}",
        [viewer.blind_auditor, viewer.blind_auditor],
    ):
        masks[row["response"]] = masks.get(row["response"], row["mask"]) & ~COMPARED
    found = defaultdict[int, list[int]](list)
    for response in sorted(masks):
        found[masks[response]].append(response)
    return dict(found)


def _as_json(known: Experience) -> str:
    return json.dumps([list(pair) for pair in known.doubted])
