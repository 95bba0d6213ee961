"""Packets: the probabilities of their items and the rows of their frames, compared with their designs.

The id of a packet hashes its name, design, frame and places as they were drawn. A copy of a database may hold it
under another name, with only some of the places or without the frame, so that id is not computed again.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping

from airbench_tui.store.auditing.difference import Difference, of_row
from airbench_tui.store.packet_exchange.packets_of_reviews import MADE, same_probability
from airbench_tui.store.reviewing import packet_strata
from airbench_tui.store.reviewing.packet_strata import EMPTY, Stratum
from airbench_tui.text import quote


def differences(connection: sqlite3.Connection) -> Iterator[Difference]:
    """Yield the packets and items that do not fit their design, and the repeats that do not fit what they repeat."""
    for packet in connection.execute("SELECT id, uid, design FROM packets ORDER BY id").fetchall():
        try:
            design = json.loads(packet["design"])
            strata = packet_strata.strata(design)
        except (ValueError, TypeError) as error:
            yield of_row("packets", "packet", packet["uid"], f"its design cannot be read ({error})")
            continue
        if strata is None:
            if design != MADE:
                yield of_row("packets", "packet", packet["uid"], "its design has no strata")
            continue
        yield from _frame(connection, packet["id"], packet["uid"], strata)
        items = connection.execute(
            "SELECT uid, stratum, inclusion_probability FROM packet_items WHERE packet = ? ORDER BY id",
            [packet["id"]],
        )
        for item in items:
            given = strata.get(item["stratum"], EMPTY).probability
            if given is None or not same_probability(item["inclusion_probability"], given):
                yield of_row(
                    "packet_items",
                    "packet item",
                    item["uid"],
                    f"its inclusion probability does not fit the design's stratum {quote(str(item['stratum']))}",
                )
    yield from _repeats(connection)


def _frame(
    connection: sqlite3.Connection, packet: int, uid: str, strata: Mapping[str, Stratum]
) -> Iterator[Difference]:
    rows = connection.execute(
        "SELECT stratum, count(*) AS rows FROM packet_frame WHERE packet = ? GROUP BY stratum", [packet]
    )
    frame = Counter({row["stratum"]: row["rows"] for row in rows})
    if not frame:  # a packet from elsewhere has its whole frame or none
        return
    for name in sorted({*frame, *strata}):
        if frame[name] != strata.get(name, EMPTY).size:
            yield of_row(
                "packets",
                "packet",
                uid,
                f"its frame has {frame[name]:,} rows of the stratum {quote(name)},"
                f" and its design {strata.get(name, EMPTY).size:,}",
            )


def _repeats(connection: sqlite3.Connection) -> Iterator[Difference]:
    same = " AND ".join(
        f"t.{column} IS o.{column}"
        for column in ("packet", "response", "judgment", "stratum", "inclusion_probability")
    )
    rows = connection.execute(
        "SELECT t.uid FROM packet_items t JOIN packet_items o ON o.id = t.repeat_of"
        f" WHERE o.repeat_of IS NOT NULL OR NOT ({same}) ORDER BY t.id"
    )
    for row in rows:
        yield of_row("packet_items", "hidden repeat", row["uid"], "it differs from the item that it repeats")
