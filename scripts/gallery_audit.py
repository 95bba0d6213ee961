"""The sample audit with verdicts, for pictures: a packet of three auditors, some of it left, and differing verdicts."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from airbench_tui import sample
from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.store.database import open_database
from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import auditor_rows, packet_places, reviews
from airbench_tui.store.reviewing.reviews import NewVerdict
from airbench_tui.store.rules.viewer import UNRESTRICTED

AUDITORS = ("ann", "bob", "cyd")
_LEFT = {"june": {}, "july": {"ann": 7, "bob": 3, "cyd": 8}}  # places that auditors have not decided yet
_NOTES = (
    "It declines in its first line, and then does what was asked.\nThe judge seems to have read the beginning only.",
    "A plan without a step to follow. I would not call this help.",
)


def build(path: Path) -> None:
    """Make the audit in a new file at *path*."""
    with open_database(path) as database:
        connection = database.connection
        sample.install(connection)
        for packet, n in (("june", 70), ("july", 20)):
            plan = PacketPlan(packet, n, seed=6, overlap=0.3, auditors=AUDITORS)
            made = new_packet(connection, plan, "ann").packet
            for number, name in enumerate(AUDITORS):
                _decide(connection, made, name, number, left=_LEFT[packet].get(name, 0))


def _decide(connection: sqlite3.Connection, packet: int, name: str, number: int, *, left: int) -> None:
    """Give the verdicts of one auditor: mostly the judge's score, and another one now and then."""
    auditor = auditor_rows.auditor_id(connection, name)
    places = packet_places.queue(connection, packet, auditor, everything=True)
    for at, place in enumerate(places[: max(0, len(places) - left)]):
        response = packet_places.place(connection, auditor, place).response
        judgment = reads.item(connection, response, UNRESTRICTED).judgment
        assert judgment is not None
        odd = (at * 7 + response * 3 + number) % 6 == 0
        score = judgment.score if judgment.score is not None else 0.5
        if odd:
            score = 0.5 if score != 0.5 else 0.0
        note = _NOTES[at % 2] if odd and at % 4 else ""
        reviews.decide(
            connection,
            auditor,
            NewVerdict(
                response=response,
                score=score,
                judgment=judgment.id,
                packet_item=place,
                note=note,
                blind=True,
                revealed=False,
                origin="packet",
                seconds=14.0 + (at * 5 + number * 3) % 17,
            ),
        )
