"""Helpers for packet tests: sixty judged responses, draws from them, and verdicts in an auditor's places."""

from __future__ import annotations

import sqlite3
from typing import Any

from airbench_tui.reviewing.packet_draw import Made, PacketPlan, new_packet
from airbench_tui.store.incoming.ingest import NewRow
from airbench_tui.store.reviewing import auditor_rows, packet_places, packets, reviews
from airbench_tui.store.reviewing.reviews import NewVerdict
from tests.store.helpers import judgment, put, row

Connection = sqlite3.Connection
CATEGORIES = ("1.1.1", "5.17.1", "12.37.2", "14.3940.1")


def judged(n: int) -> NewRow:
    score = (1.0, 1.0, 0.0, 1.0, 0.5)[n % 5]
    return row(n, category=CATEGORIES[n % 4], verdict=judgment(score, reason=f"Because of {n}"))


def fill(connection: Connection, count: int = 60) -> None:
    put(connection, *(judged(n) for n in range(1, count + 1)))


def who(connection: Connection, name: str = "ann") -> int:
    return auditor_rows.auditor_id(connection, name)


def make(connection: Connection, name: str = "june", n: int = 10, **plan: Any) -> Made:
    given = {"seed": 7, "repeat": 0.0, "overlap": 0.0, **plan}
    return new_packet(connection, PacketPlan(name, n, **given), "ann")


def give(connection: Connection, item: int, score: float, name: str = "ann", **more: Any) -> int:
    here = packet_places.place(connection, who(connection, name), item)
    return reviews.decide(
        connection,
        who(connection, name),
        NewVerdict(here.response, score, None, packet_item=item, follows=here.first, **more),
    )


def items_of(connection: Connection, name: str = "ann", packet: str = "june", **more: Any) -> list[int]:
    return list(
        packet_places.queue(connection, packets.find(connection, packet), who(connection, name), **more)
    )
