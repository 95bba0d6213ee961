"""The packets that a reviews CSV names, with the inclusion probability of each drawn response.

A stored packet of that name gets its places filled. Where there is none, a packet is made from the file
(``store.packet_exchange.packets_of_reviews``). Every database makes it in the same way, so weighted figures are
the same as where the file was exported. Its frame is known only when the file holds the whole frame; otherwise
``packet import`` can bring the true packet later.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.columns import REPEAT
from airbench_tui.interchange.readers.reviews_csv import ReviewRow
from airbench_tui.interchange.readers.rowrules import UnusableError
from airbench_tui.store.packet_exchange import packets_of_reviews
from airbench_tui.store.reviewing import packet_rows
from airbench_tui.store.reviewing.packet_rows import NamedPacket
from airbench_tui.text import quote


class CsvPackets:
    """The packets of one reviews CSV. Every method must be called inside a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[str, NamedPacket] = {}
        self._judged: dict[str, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))

    def remember(self, row: ReviewRow, response: int, judgment: int | None) -> None:
        """Remember a row of the file, drawn or not, because it may belong to a frame."""
        if judgment is not None and row.score is not None:
            self._judged[row.judge][row.model][response] = judgment

    def item(self, row: ReviewRow, response: int, judgment: int | None) -> int | None:
        """Return the packet item of *row*, or None for a row without a packet.

        The item is added where the packet is made from the file.

        Raises UnusableError where the stored packet of that name is not the row's packet, and for a name that no
        packet can have.
        """
        if not row.packet.strip() or row.inclusion_probability is None:
            return None
        packet = self._packet(row.packet.strip())
        drawn = packets_of_reviews.drawn_item(self._connection, packet, response)
        if drawn is None and not packets_of_reviews.is_made_of_reviews(packet):
            raise UnusableError(f"the packet {quote(row.packet)} in this database did not draw this response")
        if drawn is not None and not packets_of_reviews.same_probability(
            drawn.probability, row.inclusion_probability
        ):
            raise UnusableError(
                f"the packet {quote(row.packet)} in this database drew this response with another probability"
            )
        original = drawn.id if drawn else self._add(packet, row, response, judgment)
        if REPEAT not in row.signals:
            return original
        known = packets_of_reviews.repeat_item(
            self._connection, packet, original, row.response_id, row.auditor
        )
        return self._add(packet, row, response, judgment, original) if known is None else known

    def place(self, item: int, auditor: int) -> None:
        """Assign a place to the auditor who answered it, unless it is theirs already."""
        packets_of_reviews.add_last_place(self._connection, item, auditor)

    def freeze(self) -> list[str]:
        """Give the packets made from the file their frames, and return a message for each that has none."""
        return [
            f"this file does not hold all the responses that the packet {quote(name)} was drawn from:"
            " its rates can be corrected only where it was made, or here after `packet import`"
            for name, packet in self._known.items()
            if packets_of_reviews.is_made_of_reviews(packet)
            and not packets_of_reviews.freeze_frame(self._connection, packet, self._judged)
        ]

    def _packet(self, name: str) -> NamedPacket:
        if name not in self._known:
            try:
                self._known[name] = packets_of_reviews.find_or_make(self._connection, name)
            except InputError as error:
                raise UnusableError(f"{error}: {quote(name)} has {len(name):,}") from None
        return self._known[name]

    def _add(
        self,
        packet: NamedPacket,
        row: ReviewRow,
        response: int,
        judgment: int | None,
        repeat_of: int | None = None,
    ) -> int:
        """Store the response of *row* as an item of *packet*, or as its repeat for the row's auditor."""
        assert row.inclusion_probability is not None
        return packet_rows.add_item(
            self._connection,
            packet.id,
            packet_rows.item_uid(packet.uid, row.response_id, "" if repeat_of is None else row.auditor),
            response=response,
            judgment=judgment,
            stratum=packets_of_reviews.stratum_of(row.score),
            probability=row.inclusion_probability,
            repeat_of=repeat_of,
        )
