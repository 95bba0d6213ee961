"""Each auditor's places in packets: their progress, their order, and the response in a place as they may see it."""

from __future__ import annotations

import sqlite3
from array import array
from dataclasses import dataclass, fields

from airbench_tui.errors import InputError
from airbench_tui.store.database import now, transaction
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reviewing import reviews
from airbench_tui.store.reviewing.packets import Packet, all_packets
from airbench_tui.store.rules.viewer import UNRESTRICTED


@dataclass(slots=True)
class PacketProgress:
    """One auditor's progress in a packet, in numbers of places.

    Each of the ``assigned`` places is ``done`` (it has a verdict), ``cannot_judge`` or ``left``. ``deferred`` counts
    the places left that the auditor put off. These counts include hidden repeats; ``repeats`` and ``repeats_done``
    count hidden repeats alone. ``first_verdicts`` counts the first verdicts without repeats. ``blind`` counts those of
    them that were given before the judge's score had been on screen.
    """

    auditor: str
    assigned: int = 0
    done: int = 0
    cannot_judge: int = 0
    left: int = 0
    deferred: int = 0
    first_verdicts: int = 0
    blind: int = 0
    repeats: int = 0
    repeats_done: int = 0

    @property
    def answered(self) -> int:
        """The number of places with an answer: a verdict or "cannot judge"."""
        return self.done + self.cannot_judge

    @property
    def blind_share(self) -> float | None:
        """The share of first verdicts that are blind, from 0 to 1; None if there is no first verdict."""
        return self.blind / self.first_verdicts if self.first_verdicts else None


@dataclass(frozen=True, slots=True)
class PacketStatus:
    """The progress of every auditor in a packet. ``unassigned`` counts the drawn items that nobody has a place for."""

    packet: Packet
    auditors: list[PacketProgress]
    unassigned: int

    @property
    def everyone(self) -> PacketProgress:
        """The sum of all auditors' progress, under an empty name."""
        counted = [one.name for one in fields(PacketProgress) if one.name != "auditor"]
        return PacketProgress(
            "", **{name: sum(getattr(one, name) for one in self.auditors) for name in counted}
        )

    def of(self, auditor: str) -> PacketProgress | None:
        """Return the progress of the auditor of that name; None if they have no place."""
        return next((one for one in self.auditors if one.auditor == auditor), None)


@dataclass(frozen=True, slots=True)
class PacketPlace:
    """A place of an auditor in a packet. ``position`` counts from 1 to ``places``, the number of their places.

    ``first`` is the id of the first verdict in the place. The judge is hidden as long as it is None.
    """

    packet_item: int
    packet: int
    name: str
    response: int
    judgment: int | None
    position: int
    places: int
    deferred: bool
    first: int | None


def status(connection: sqlite3.Connection, packet: int) -> PacketStatus:
    """Return every auditor's progress in a packet. It does not reveal any verdict."""
    found = _progress(connection, packet)
    unassigned = connection.execute(
        "SELECT count(*) AS n FROM packet_items t WHERE t.packet = ? AND NOT EXISTS"
        " (SELECT 1 FROM packet_places l WHERE l.packet_item = t.id)",
        [packet],
    ).fetchone()["n"]
    return PacketStatus(all_packets(connection, packet)[0], found, unassigned)


def progress(connection: sqlite3.Connection, packet: int, auditor: int) -> PacketProgress:
    """Return one auditor's progress in a packet, as in :func:`status`; all counts are 0 if they have no place."""
    return next(iter(_progress(connection, packet, auditor)), PacketProgress(""))


def _progress(
    connection: sqlite3.Connection, packet: int, auditor: int | None = None
) -> list[PacketProgress]:
    """Return the progress of every auditor in a packet, in order of name, or of *auditor* alone."""
    found: dict[str, PacketProgress] = {}
    for row in connection.execute(
        "SELECT a.name AS auditor, l.repeat, l.deferred_at, l.state, v.blind FROM place_states l"
        " JOIN auditors a ON a.id = l.auditor LEFT JOIN reviews v ON v.id = l.first"
        " WHERE l.packet = ?1 AND (?2 IS NULL OR l.auditor = ?2) ORDER BY a.name",
        [packet, auditor],
    ):
        one = found.setdefault(row["auditor"], PacketProgress(row["auditor"]))
        repeat, decided, left = bool(row["repeat"]), row["state"] == "decided", row["state"] == "left"
        one.assigned += 1
        one.done += decided
        one.cannot_judge += row["state"] == "cannot judge"
        one.left += left
        one.deferred += left and row["deferred_at"] is not None
        one.first_verdicts += decided and not repeat
        one.blind += decided and not repeat and row["blind"]
        one.repeats += repeat
        one.repeats_done += repeat and decided
    return list(found.values())


def left(connection: sqlite3.Connection, auditor: int) -> int:
    """Count the places that an auditor has left in all packets together."""
    row = connection.execute(
        "SELECT count(*) AS n FROM place_states WHERE auditor = ? AND state = 'left'", [auditor]
    ).fetchone()
    return int(row["n"])


def queue(
    connection: sqlite3.Connection, packet: int, auditor: int, *, everything: bool = False
) -> array[int]:
    """List the ids (``packet_items.id``) of an auditor's places without an answer, in the auditor's order.

    Deferred places come last. With *everything*, answered places are listed too.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        """SELECT packet_item FROM place_states WHERE packet = ? AND auditor = ? AND (? OR state = 'left')
           ORDER BY CASE WHEN state = 'left' THEN coalesce(deferred_at, '') ELSE '' END, position""",
        [packet, auditor, everything],
    )
    return array("q", (row[0] for row in rows))


def place(connection: sqlite3.Connection, auditor: int, packet_item: int) -> PacketPlace:
    """Return one of this auditor's places. Raises InputError if the place is not theirs."""
    row = connection.execute(
        """SELECT l.packet_item, l.packet, k.name, l.response, l.judgment, l.position,
              (SELECT count(*) FROM place_states o WHERE o.packet = l.packet AND o.auditor = l.auditor) AS places,
              l.deferred_at IS NOT NULL AS deferred, l.first
            FROM place_states l JOIN packets k ON k.id = l.packet
            WHERE l.packet_item = ? AND l.auditor = ?""",
        [packet_item, auditor],
    ).fetchone()
    if row is None:
        raise InputError("this place in a packet is not yours")
    return PacketPlace(**{**row, "deferred": bool(row["deferred"])})


def item(connection: sqlite3.Connection, here: PacketPlace) -> Item:
    """Return the response in a place. Judges' scores and reasons are left out until the place has a first verdict."""
    # The place decides, not the response: the response may also wait in another packet, or be a hidden repeat here.
    found = reads.item(connection, here.response, UNRESTRICTED, judgment=here.judgment)
    return reads.without_verdicts(found) if here.first is None else found


def place_of(
    connection: sqlite3.Connection, packet: int, auditor: int, response: int, *, repeat: bool = False
) -> int:
    """Return the id of the place of *response* in this auditor's part of a packet; with *repeat*, its hidden repeat.

    Raises InputError if there is no such place.
    """
    row = connection.execute(
        "SELECT t.id FROM packet_places l JOIN packet_items t ON t.id = l.packet_item"
        " WHERE t.packet = ? AND l.auditor = ? AND t.response = ? AND (t.repeat_of IS NOT NULL) = ?",
        [packet, auditor, response, repeat],
    ).fetchone()
    if row is None:
        again = " a second time" if repeat else ""
        raise InputError(f"that response has no place{again} in your part of the packet")
    return int(row["id"])


def defer(connection: sqlite3.Connection, auditor: int, packet_item: int) -> None:
    """Defer a place until after all other places. Raises InputError if it is not this auditor's place."""
    with transaction(connection):
        reviews.own_place(connection, auditor, packet_item)
        connection.execute(
            "UPDATE packet_places SET deferred_at = ? WHERE packet_item = ? AND auditor = ?",
            [now(), packet_item, auditor],
        )
