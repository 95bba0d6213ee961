"""The triage queue: judgments that are worth a look, the likeliest errors first, and what came of looking.

It is for finding errors. Who looks where errors are likely learns nothing of their rate: what is
reviewed from here never enters one (``origin`` "triage").
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
from airbench_tui.store.rules import blindness
from airbench_tui.store.rules.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Experience:
    """What reviews have taught. With 100,000 of them it takes up to a second: get it once for many pages.

    ``measured``: (reviewed, overridden) responses by the bit of a signal. ``doubted``: the rubrics
    often overridden, as (category key, rubric id or None).
    """

    measured: Mapping[int, tuple[int, int]]
    doubted: frozenset[tuple[int, int | None]]


@dataclass(frozen=True, slots=True)
class Yield:
    """What one signal was good for.

    ``flagged``: responses that show it now. ``reviewed``: those of them whose judgment was reviewed
    by itself, not in bulk; ``overridden``: by anybody. ``expected`` is the share that ranking reckons
    with. Signals of judgments without a score have nothing to be overridden; of ``rubric-overridden``,
    which overrides make, no yield is counted.
    """

    name: str
    words: str
    flagged: int
    reviewed: int
    overridden: int
    expected: float

    @property
    def share(self) -> float | None:
        """Overridden among the reviewed, or None without any."""
        return self.overridden / self.reviewed if self.reviewed else None


def experience(connection: sqlite3.Connection, viewer: Viewer) -> Experience:
    """What the reviews so far say of signals and rubrics, as far as *viewer* may know of them."""
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
    """The ids of responses to look at, by the chance that their judgment is overridden, highest first.

    Left out: what a person has reviewed by itself, what waits for *viewer* in a packet, and what is
    expected to be overridden less often than ``signals.THRESHOLD``. Only rows whose signals are worked
    out are there (:func:`airbench_tui.store.triage.signals.catch_up`). What is compared with an answer whose judge
    is hidden from *viewer* ranks without those signals.
    """
    known = known or experience(connection, viewer)
    weights = signals.learned(known.measured)
    wanted = set(reads.response_ids(connection, chosen, viewer)) if chosen.terms else None
    apart = _apart(connection, viewer, known)
    elsewhere = {response for ids in apart.values() for response in ids}
    found = array("q")
    stored = [(row["mask"], False) for row in connection.execute(MASKS)]
    there = [*stored, *((mask, True) for mask in apart)]
    for mask, own in sorted(there, key=lambda one: (-signals.expected(one[0], weights), one)):
        if signals.expected(mask, weights) < THRESHOLD:
            break
        for response in apart[mask] if own else _with_mask(connection, mask, viewer):
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
    """The signals of each of *ids* as bits, for ``signals.names`` and ``signals.words``.

    0 for a response that waits for *viewer* in a packet: signals tell the judge's score. What they tell of
    such a response beside another one is left out there, too.
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
    """How often each signal ended in an override, in the order of ``signals.SIGNALS``.

    What is hidden from *viewer* is counted as flagged, and as nothing else.
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


# Nobody has looked at it by itself, and it waits for no blind verdict of the one who asks.
_FREE = (
    "NOT EXISTS (SELECT 1 FROM standing_verdicts s WHERE s.response = g.response AND s.origin <> 'bulk')"
    f" AND NOT {blindness.at('g.response', '?')}"
)


def _with_mask(connection: sqlite3.Connection, mask: int, viewer: Viewer) -> Iterator[int]:
    cursor = connection.cursor()
    cursor.row_factory = None
    sql = f"SELECT g.response FROM triage g WHERE g.mask = ? AND {_FREE} ORDER BY g.response"
    return (row[0] for row in cursor.execute(sql, [mask, viewer.blind_auditor]))


def _apart(connection: sqlite3.Connection, viewer: Viewer, known: Experience) -> dict[int, list[int]]:
    """Those whose signals are not what is stored, by their signals: judged by an often overridden rubric,
    compared with what is hidden."""
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
