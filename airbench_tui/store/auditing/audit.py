"""The whole audit of a database, and heads of the trail that were kept elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from airbench_tui.store import trail_check
from airbench_tui.store.auditing import content_ids, kept_columns, packet_draws, text_indexes
from airbench_tui.store.auditing.difference import Difference
from airbench_tui.text import one_line


def differences(connection: sqlite3.Connection, heads: Iterable[str] = ()) -> Iterator[Difference]:
    """Yield every row that differs from what the rest of the database says it must be.

    Ids of content are hashed again, scores and kept columns worked out again, packets compared with their designs,
    full-text indexes with their texts, and the trail with the reviews. Each of the *heads* must be in the trail. Rows
    are read one at a time; only the trail is kept in memory, some 500 bytes for each review.
    """
    parts = (
        ("ids", content_ids.differences),
        ("kept columns", kept_columns.differences),
        ("packets", packet_draws.differences),
        ("full-text indexes", text_indexes.differences),
        ("trail", _trail),
    )
    for name, part in parts:
        try:
            yield from part(connection)
        except (sqlite3.Error, ValueError, TypeError) as error:  # a damaged file, or values of a wrong kind
            yield Difference("", None, f"the {name} cannot be audited: {one_line(str(error), 120)}")
    for head in heads:
        if not trail_check.knows(connection, head):
            words = (
                f"head {head} is not in the trail: the chain was rebuilt, or it belongs to another database"
            )
            yield Difference("trail", head, words)


def _trail(connection: sqlite3.Connection) -> Iterator[Difference]:
    for fault in trail_check.check(connection):
        yield Difference("trail" if fault.review is None else "reviews", fault.review, fault.words)
