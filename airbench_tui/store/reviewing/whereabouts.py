"""Where an auditor was in the program when they left it.

It is in the auditor's attributes, under one name. A merge leaves it where it is, because the ids are of one file.
"""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from airbench_tui.store.database import transaction
from airbench_tui.store.reviewing import auditor_rows

NAME = "whereabouts"

LIST, TRIAGE, PACKET = "list", "triage", "packet "


class Whereabouts(NamedTuple):
    """The list in Browse by its filter and category, and the response in hand; None if the categories had the keys.

    ``queue`` is what was reviewed: "", ``LIST``, ``TRIAGE``, or ``PACKET`` followed by the packet's name. ``entry`` is
    the element of that queue in hand.
    """

    filter: str = ""
    node: str = ""
    response: int | None = None
    queue: str = ""
    entry: int | None = None


def read(connection: sqlite3.Connection, auditor: int) -> Whereabouts:
    """Return where *auditor* was; the beginning if that is unknown or not readable."""
    found: Any = auditor_rows.attributes(connection, auditor).get(NAME)
    try:
        place = Whereabouts(**found)
    except TypeError:  # nothing, or written by another version
        return Whereabouts()
    texts, numbers = (place.filter, place.node, place.queue), (place.response, place.entry)
    known = all(isinstance(text, str) for text in texts)
    return place if known and all(type(one) in (int, type(None)) for one in numbers) else Whereabouts()


def keep(connection: sqlite3.Connection, auditor: int, place: Whereabouts) -> None:
    """Keep where *auditor* is."""
    with transaction(connection):
        kept = None if place == Whereabouts() else place._asdict()
        auditor_rows.write_attributes(connection, auditor, {NAME: kept})
