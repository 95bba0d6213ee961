"""Places in packets: who is where, what comes next, and what an auditor may see of it."""

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
    """Where one auditor is in a packet.

    ``assigned`` places are ``done`` (a verdict), ``cannot_judge`` or ``left``; of these some are ``deferred``.
    All count hidden repeats, which ``repeats`` and ``repeats_done`` count alone. ``blind``: how many of the
    first verdicts, repeats apart, were given before the judge had been on screen, of ``first_verdicts``.
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
        """Places with an answer: a verdict or "cannot judge"."""
        return self.done + self.cannot_judge

    @property
    def blind_share(self) -> float | None:
        """The share of blind first verdicts, None without any."""
        return self.blind / self.first_verdicts if self.first_verdicts else None


@dataclass(frozen=True, slots=True)
class PacketStatus:
    """Who is where. ``unassigned``: drawn items that nobody has a place for."""

    packet: Packet
    auditors: list[PacketProgress]
    unassigned: int

    @property
    def everyone(self) -> PacketProgress:
        """All auditors' places together."""
        counted = [one.name for one in fields(PacketProgress) if one.name != "auditor"]
        return PacketProgress(
            "", **{name: sum(getattr(one, name) for one in self.auditors) for name in counted}
        )

    def of(self, auditor: str) -> PacketProgress | None:
        """Where the auditor of that name is; None without a place."""
        return next((one for one in self.auditors if one.auditor == auditor), None)


@dataclass(frozen=True, slots=True)
class PacketPlace:
    """A place in an auditor's order: ``position`` of ``places``, from 1.

    ``first``: the id of its first verdict; as long as there is none the judge is hidden.
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
    """Who is where in a packet. Says nothing of what anybody decided."""
    found = _progress(connection, packet)
    unassigned = connection.execute(
        "SELECT count(*) AS n FROM packet_items t WHERE t.packet = ? AND NOT EXISTS"
        " (SELECT 1 FROM packet_places l WHERE l.packet_item = t.id)",
        [packet],
    ).fetchone()["n"]
    return PacketStatus(all_packets(connection, packet)[0], found, unassigned)


def progress(connection: sqlite3.Connection, packet: int, auditor: int) -> PacketProgress:
    """Where one auditor is in a packet: what :func:`status` says of them."""
    return next(iter(_progress(connection, packet, auditor)), PacketProgress(""))


def _progress(
    connection: sqlite3.Connection, packet: int, auditor: int | None = None
) -> list[PacketProgress]:
    """Where everybody is in a packet by name, or *auditor* alone."""
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


def queue(
    connection: sqlite3.Connection, packet: int, auditor: int, *, everything: bool = False
) -> array[int]:
    """The ids of this auditor's places (``packet_items.id``) in her order, those she skipped last.

    Only those without an answer, unless *everything* is asked for.
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
    """One of this auditor's places. Raises InputError when it is not hers."""
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
    """Return the response in a place; what judges said is in it only after the first verdict there."""
    # The place decides, not the response: it may wait in another packet, too, or stand here as a hidden repeat.
    found = reads.item(connection, here.response, UNRESTRICTED, judgment=here.judgment)
    return reads.without_verdicts(found) if here.first is None else found


def place_of(
    connection: sqlite3.Connection, packet: int, auditor: int, response: int, *, repeat: bool = False
) -> int:
    """The place that *response* has in this auditor's part of a packet. Raises InputError without any."""
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
    """Put a place off: it comes after all others. Raises InputError when it is not this auditor's."""
    with transaction(connection):
        reviews.own_place(connection, auditor, packet_item)
        connection.execute(
            "UPDATE packet_places SET deferred_at = ? WHERE packet_item = ? AND auditor = ?",
            [now(), packet_item, auditor],
        )
