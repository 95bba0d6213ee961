"""What waits for an auditor: the numbers beside the names of the screens."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import adjudications, packet_places
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.store.triage import signals, triage_queue


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """The numbers of responses in the triage queue, of places left in packets, and of open disagreements.

    ``triage`` is None as long as some responses have no signals yet.
    """

    triage: int | None
    packets: int
    disagreements: int


def waiting(connection: sqlite3.Connection, auditor: int, chosen: Filter = Filter()) -> WaitingCounts:
    """Count what waits for *auditor*, as the screens list it. Triage shows those responses that *chosen* matches.

    Nothing is counted that is hidden from the auditor.
    """
    viewer = Viewer(auditor)
    known = signals.waiting(connection) == 0
    return WaitingCounts(
        len(triage_queue.queue(connection, viewer, chosen)) if known else None,
        packet_places.left(connection, auditor),
        len(adjudications.queue(connection, viewer)),
    )
