"""What a review session works through, and what an answer there means: a list, a packet.

An entry is what its queue holds: a response's id, or the id of a place in a packet. The functions take
a connection and block.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Protocol

from airbench_tui.benchmark import signals
from airbench_tui.reviewing import progress as counting
from airbench_tui.reviewing.progress import Counted, WorkDone
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reviewing import (
    drafts,
    packet_answers,
    packet_places,
    packets,
    progress,
    review_history,
    reviews,
)
from airbench_tui.store.reviewing.new_reviews import Origin
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.store.reviewing.reviews import NewVerdict
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.store.triage import triage_queue


@dataclass(frozen=True, slots=True)
class Loaded:
    """An entry as this auditor may see it: their own standing verdict, their draft, what more is to be said.

    ``answered``: "cannot judge" stands there, in their words.
    """

    item: Item
    standing: Review | None
    draft: tuple[str, tuple[str, ...]]
    why: tuple[str, ...] = ()
    answered: str | None = None


class ReviewSession(Protocol):
    """``blind``: whether the judge is hidden until the first verdict; None: as the auditor asked for."""

    name: str
    blind: bool | None

    def load(self, connection: sqlite3.Connection, auditor: int, entry: int) -> Loaded:
        """The entry whole."""

    def decide(self, connection: sqlite3.Connection, auditor: int, entry: int, verdict: NewVerdict) -> int:
        """Store a verdict on it; the review's id."""

    def withdraw(self, connection: sqlite3.Connection, auditor: int) -> tuple[Review, int] | None:
        """Take the latest answer back: what it was and the entry it was on. None: nothing can go."""

    def skip(self, connection: sqlite3.Connection, auditor: int, entry: int) -> None:
        """Remember that it was put off."""

    def progress(self, connection: sqlite3.Connection, auditor: int, entries: Iterable[int]) -> WorkDone:
        """How far this auditor is with *entries*, all of them counted: once, and when asked to refresh."""

    def look_again(self, connection: sqlite3.Connection, auditor: int, entry: int) -> WorkDone | None:
        """How far they are now that an answer on *entry* was stored or withdrawn; None before :meth:`progress`."""


class ListSession:
    """What a list shows. ``origin`` says where its verdicts are made."""

    blind: bool | None = None

    def __init__(self, name: str = "", origin: Origin = "browse") -> None:
        self.name = name
        self._origin = origin
        self._counted: Counted | None = None
        self._counting = Lock()  # what is stored while everything is counted is looked at afterwards

    def load(self, connection: sqlite3.Connection, auditor: int, entry: int) -> Loaded:
        """The response with this auditor's verdict outside packets."""
        history = review_history.history(connection, Viewer(auditor), entry, auditor)
        return Loaded(
            reads.item(connection, entry, Viewer(auditor)),
            next((one for one in history if one.standing and one.packet_item is None), None),
            drafts.read(connection, auditor, entry),
        )

    def decide(self, connection: sqlite3.Connection, auditor: int, entry: int, verdict: NewVerdict) -> int:
        """Store it as made here."""
        return reviews.decide(connection, auditor, replace(verdict, origin=self._origin))

    def withdraw(self, connection: sqlite3.Connection, auditor: int) -> tuple[Review, int] | None:
        """The auditor's latest verdict outside packets, wherever it was made."""
        withdrawn = reviews.withdraw(connection, auditor)
        return None if withdrawn is None else (withdrawn, withdrawn.response)

    def skip(self, connection: sqlite3.Connection, auditor: int, entry: int) -> None:
        """Only this session remembers it."""

    def progress(self, connection: sqlite3.Connection, auditor: int, entries: Iterable[int]) -> WorkDone:
        """Decided are those with a verdict of theirs that counts, wherever it was given."""
        with self._counting:
            self._counted = Counted(entries, progress.decided(connection, auditor))
            return self._counted.work()

    def look_again(self, connection: sqlite3.Connection, auditor: int, entry: int) -> WorkDone | None:
        """As :meth:`progress`, with one entry read: a list may be long, and so may an auditor's history."""
        with self._counting:
            if self._counted is None:
                return None
            self._counted.look_again(entry, progress.decided(connection, auditor, entry))
            return self._counted.work()


class TriageSession(ListSession):
    """What signals flag, the likeliest errors first. ``known``: what reviews so far say of the signals.

    Never blind: that a judgment is here, and why, says something of it.
    """

    blind: bool | None = False

    def __init__(self, known: triage_queue.Experience) -> None:
        super().__init__("triage", "triage")
        self._known = known

    def load(self, connection: sqlite3.Connection, auditor: int, entry: int) -> Loaded:
        """The response, with its signals in words."""
        mask = triage_queue.masks(connection, [entry], Viewer(auditor), self._known)[entry]
        return replace(super().load(connection, auditor, entry), why=tuple(signals.words(mask)))


class PacketSession:
    """An auditor's places in a packet: always blind, first verdicts stay, skipped ones come last."""

    blind: bool | None = True

    def __init__(self, packet: int, name: str) -> None:
        self.packet, self.name = packet, name

    def load(self, connection: sqlite3.Connection, auditor: int, entry: int) -> Loaded:
        """The response in its place, what judges said only after the first verdict there."""
        place = packet_places.place(connection, auditor, entry)
        history = [
            one
            for one in review_history.history(
                connection, Viewer(auditor, sees_all=True), place.response, auditor
            )
            if one.packet_item == entry and not one.withdrawn
        ]
        standing = next((one for one in history if one.standing), None)
        cannot = [one for one in history if one.kind == "cannot-judge"]
        return Loaded(
            packet_places.item(connection, place),
            standing,
            drafts.read(connection, auditor, place.response),
            answered=cannot[-1].note if cannot and standing is None else None,
        )

    def decide(self, connection: sqlite3.Connection, auditor: int, entry: int, verdict: NewVerdict) -> int:
        """Store it in its place."""
        return reviews.decide(connection, auditor, replace(verdict, packet_item=entry))

    def cannot_judge(
        self, connection: sqlite3.Connection, auditor: int, entry: int, reason: str, codes: tuple[str, ...]
    ) -> int:
        """Answer a place with "cannot judge" and why."""
        return packet_answers.cannot_judge(connection, auditor, entry, reason, codes)

    def withdraw(self, connection: sqlite3.Connection, auditor: int) -> tuple[Review, int] | None:
        """A verdict changed after the reveal, or "cannot judge"; never a first verdict."""
        withdrawn = packet_answers.withdraw(connection, auditor, self.packet)
        if withdrawn is None or withdrawn.packet_item is None:
            return None
        return withdrawn, withdrawn.packet_item

    def skip(self, connection: sqlite3.Connection, auditor: int, entry: int) -> None:
        """After all others, in later sessions too."""
        packet_places.defer(connection, auditor, entry)

    def progress(self, connection: sqlite3.Connection, auditor: int, entries: Iterable[int] = ()) -> WorkDone:
        """Their places in the packet, which *entries* are: what the packets screen says of them."""
        here = packet_places.progress(connection, self.packet, auditor)
        seconds = progress.seconds_in(connection, self.packet, auditor)
        return counting.work(here.done, here.cannot_judge, here.left, seconds)

    def look_again(self, connection: sqlite3.Connection, auditor: int, entry: int) -> WorkDone | None:
        """All places once more: a packet is small enough."""
        return self.progress(connection, auditor)


def of_triage(
    connection: sqlite3.Connection, auditor: int, chosen: Filter
) -> tuple[TriageSession, array[int]]:
    """The session of the triage queue, and the responses in it that *chosen* matches."""
    known = triage_queue.experience(connection, Viewer(auditor))
    return TriageSession(known), triage_queue.queue(connection, Viewer(auditor), chosen, known=known)


def of_packet(
    connection: sqlite3.Connection, auditor: int, name: str
) -> tuple[PacketSession, array[int], int]:
    """The session of a packet, all of the auditor's places in it, and where the first open one is.

    Raises InputError for a packet that is not there.
    """
    packet = packets.find(connection, name)
    left = packet_places.queue(connection, packet, auditor)
    places = packet_places.queue(connection, packet, auditor, everything=True)
    return PacketSession(packet, name), places, places.index(left[0]) if left else 0
