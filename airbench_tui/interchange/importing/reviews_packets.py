"""Packets that a reviews CSV speaks of: by name, with the probability of each response that was drawn.

Where a packet of that name is here, its places are filled. Where it is not, one is made of what the file
says, in the same way in every database, so that weighted figures come out as they went in. Its frame is
known only when the file holds all of it: the weights 1/probability of a sample that was drawn in strata add
up to the size of what it was drawn from, so the file's judged responses (or those of the models in the
packet) are the frame when there are just so many. ``packet import`` brings the true one later.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from airbench_tui.interchange.formats.columns import REPEAT
from airbench_tui.interchange.readers.reviews_csv import ReviewRow
from airbench_tui.interchange.readers.rowrules import UnusableError
from airbench_tui.store.codec import encode
from airbench_tui.store.database import now
from airbench_tui.store.identity import digest, folded
from airbench_tui.store.reviewing import packets, reviews
from airbench_tui.text import quote

_MAKER = "(imported)"


class CsvPackets:
    """The packets of one file. Call everything but the constructor inside a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[str, tuple[int, str, bool]] = {}  # by name: id, uid, whether made of a file
        # By judge and model the judged responses of the file, with their judgments.
        self._judged: dict[str, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))

    def saw(self, row: ReviewRow, response: int, judgment: int | None) -> None:
        """Remember a row of the file, drawn or not: it may be of a frame."""
        if judgment is not None and row.score is not None:
            self._judged[row.judge][row.model][response] = judgment

    def item(self, row: ReviewRow, response: int, judgment: int | None) -> int | None:
        """The place that *row* speaks of, made where its packet is new here; None without one.

        Raises UnusableError where the packet here is not the one that the row is of.
        """
        if not row.packet.strip() or row.inclusion_probability is None:
            return None
        packet, uid, ours = self._packet(row.packet.strip())
        drawn = self._connection.execute(
            "SELECT id, inclusion_probability AS p FROM packet_items"
            " WHERE packet = ? AND response = ? AND repeat_of IS NULL",
            [packet, response],
        ).fetchone()
        if drawn is None and not ours:
            raise UnusableError(f"the packet {quote(row.packet)} that is here did not draw this response")
        if drawn is not None and not math.isclose(drawn["p"], row.inclusion_probability, rel_tol=1e-6):
            raise UnusableError(
                f"the packet {quote(row.packet)} that is here drew this response with another probability"
            )
        original = drawn["id"] if drawn else self._add(packet, uid, row, response, judgment)
        if REPEAT not in row.signals:
            return int(original)
        # By whom it is for, too: the uid of an older packet has the name as it was written.
        known = self._connection.execute(
            "SELECT t.id FROM packet_items t WHERE t.uid = ? OR (t.repeat_of = ? AND EXISTS (SELECT 1"
            " FROM packet_places l JOIN auditors a ON a.id = l.auditor WHERE l.packet_item = t.id"
            " AND a.folded = ?)) LIMIT 1",
            [
                packets.item_uid(uid, row.response_id, row.auditor),
                original,
                encode(folded(row.auditor)),
            ],
        ).fetchone()
        return known["id"] if known else self._add(packet, uid, row, response, judgment, original)

    def place(self, item: int, auditor: int) -> None:
        """Give a place to the auditor who answered it, where it is not hers yet."""
        self._connection.execute(
            "INSERT INTO packet_places(packet_item, auditor, position) SELECT ?1, ?2, 1 + (SELECT count(*)"
            " FROM packet_places l JOIN packet_items t ON t.id = l.packet_item"
            " WHERE l.auditor = ?2 AND t.packet = (SELECT packet FROM packet_items WHERE id = ?1))"
            " ON CONFLICT DO NOTHING",
            [item, auditor],
        )

    def freeze(self) -> list[str]:
        """Give the packets that were made of the file their frames; in words, which have none."""
        without = []
        for name, (packet, _, ours) in self._known.items():
            if ours and not self._has_frame(packet):
                frame = self._frame(packet)
                self._connection.executemany(
                    "INSERT INTO packet_frame(packet, response, judgment, stratum)"
                    " SELECT ?, ?, id, printf('%g', score) FROM judgments WHERE id = ?",
                    [[packet, response, judgment] for response, judgment in frame.items()],
                )
                if not frame:
                    without.append(
                        f"what the packet {quote(name)} was drawn from is not in this file: its rates can be"
                        " corrected where it was made, or after `packet import`"
                    )
        return without

    def _packet(self, name: str) -> tuple[int, str, bool]:
        if name not in self._known:
            row = self._connection.execute(
                "SELECT id, uid, design FROM packets WHERE name = ?", [encode(name)]
            ).fetchone()
            if row is None:
                uid = digest("packet of reviews", name)
                maker = reviews.auditor_id(self._connection, _MAKER)
                made = packets.add_packet(
                    self._connection, uid, packets.checked_name(self._connection, name), MADE, 0, maker, now()
                )
                self._known[name] = made, uid, True
            else:
                self._known[name] = row["id"], row["uid"], json.loads(row["design"]) == MADE
        return self._known[name]

    def _add(
        self,
        packet: int,
        uid: str,
        row: ReviewRow,
        response: int,
        judgment: int | None,
        repeat_of: int | None = None,
    ) -> int:
        assert row.inclusion_probability is not None
        return packets.add_item(
            self._connection,
            packet,
            packets.item_uid(uid, row.response_id, "" if repeat_of is None else row.auditor),
            response,
            judgment,
            "" if row.score is None else f"{row.score:g}",
            row.inclusion_probability,
            repeat_of,
        )

    def _has_frame(self, packet: int) -> bool:
        return (
            self._connection.execute("SELECT 1 FROM packet_frame WHERE packet = ?", [packet]).fetchone()
            is not None
        )

    def _frame(self, packet: int) -> dict[int, int]:
        """The judgments of the frame by response; empty where the file's responses are not it."""
        drawn = self._connection.execute(
            "SELECT t.response, t.inclusion_probability AS p, j.judge, r.target FROM packet_items t"
            " JOIN responses r ON r.id = t.response LEFT JOIN judgments j ON j.id = t.judgment"
            " WHERE t.packet = ? AND t.repeat_of IS NULL",
            [packet],
        ).fetchall()
        judges = {item["judge"] for item in drawn}
        if len(judges) != 1:
            return {}
        size = math.fsum(1 / item["p"] for item in drawn)
        by_model = self._judged.get(judges.pop(), {})
        for models in (set(by_model), {item["target"] for item in drawn}):
            found = {r: j for model in models for r, j in by_model.get(model, {}).items()}
            # Half a response of room, for probabilities that somebody rounded.
            if abs(size - len(found)) < 0.5 and all(item["response"] in found for item in drawn):
                return found
        return {}


MADE = {"from": "reviews"}
"""The design of a packet that was made of a reviews CSV: what it was drawn by is not known."""


def give_way(
    connection: sqlite3.Connection,
    name: str,
    uid: str,
    items: Sequence[dict[str, Any]],
    places: Sequence[dict[str, Any]],
) -> int | None:
    """Turn what a CSV said of the packet *name* into the packet *uid*, which has come with *items* and *places*.

    The packet's id, with the uids and strata of its places set right; None where there is no such packet,
    or it is not one of a CSV or not that one (another probability).
    """
    row = connection.execute("SELECT id, design FROM packets WHERE name = ?", [encode(name)]).fetchone()
    if row is None or json.loads(row["design"]) != MADE:
        return None
    drawn = {item["of"]: item for item in items}
    ours = connection.execute(
        "SELECT t.id, r.uid AS of, t.inclusion_probability AS p, (SELECT a.folded FROM packet_places l"
        " JOIN auditors a ON a.id = l.auditor WHERE l.packet_item = t.id AND t.repeat_of IS NOT NULL) AS again"
        " FROM packet_items t JOIN responses r ON r.id = t.response WHERE t.packet = ?",
        [row["id"]],
    ).fetchall()
    known = [(item, drawn[item["of"]]) for item in ours if item["of"] in drawn]
    if not all(math.isclose(item["p"], said["probability"], rel_tol=1e-6) for item, said in known):
        return None
    # Repeats have the uids that they came with: those of an older packet have the name as it was written.
    owner = {place["item"]: folded(place["auditor"]) for place in places}
    repeats = {
        (item["of"], owner.get(item["uid"])): item["uid"] for item in items if item["repeat_of"] is not None
    }
    connection.executemany(
        "UPDATE packet_items SET uid = ? WHERE id = ?",
        [
            [
                repeats.get((item["of"], item["again"]))
                or packets.item_uid(uid, item["of"], item["again"] or ""),
                item["id"],
            ]
            for item in ours
        ],
    )
    connection.executemany(
        "UPDATE packet_items SET stratum = ?, inclusion_probability = ? WHERE id = ?",
        [[said["stratum"], said["probability"], item["id"]] for item, said in known],
    )
    connection.execute("DELETE FROM packet_frame WHERE packet = ?", [row["id"]])
    return int(row["id"])
