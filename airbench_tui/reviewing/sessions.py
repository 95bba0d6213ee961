"""The review sessions of a list, of triage and of a packet, and the effect of an answer in each.

An entry is an element of the session's queue: a response's id, or the id of a place in a packet. The
functions take a connection and block.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Hashable, Iterable, Sequence
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
    outcomes,
    packet_answers,
    packet_places,
    packets,
    progress,
    review_history,
    reviews,
)
from airbench_tui.store.reviewing.new_reviews import Origin
from airbench_tui.store.reviewing.outcomes import VerdictInPlace
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.store.reviewing.reviews import NewVerdict
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.store.triage import triage_queue


@dataclass(frozen=True, slots=True)
class Loaded:
    """An entry as this auditor may see it: their standing verdict, their draft, and remarks (``why``).

    ``answered`` is the auditor's reason for "cannot judge", if that is their answer.
    """

    item: Item
    standing: Review | None
    draft: tuple[str, tuple[str, ...]]
    why: tuple[str, ...] = ()
    answered: str | None = None


class ReviewSession(Protocol):
    """A review session: how entries are read, decided and withdrawn.

    ``blind`` says whether the judge is hidden until the first verdict; None when the auditor's own setting
    decides.
    """

    name: str
    blind: bool | None

    def about(self, entry: int) -> Hashable:
        """Return what an answer on the entry is about: a place in a packet, or a response."""

    def load(self, connection: sqlite3.Connection, auditor: int, entry: int) -> Loaded:
        """Read the whole entry."""

    def decide(self, connection: sqlite3.Connection, auditor: int, entry: int, verdict: NewVerdict) -> int:
        """Store a verdict on the entry and return the review's id."""

    def withdraw(self, connection: sqlite3.Connection, auditor: int) -> tuple[Review, int] | None:
        """Withdraw the latest answer; return it and its entry, or None if nothing can be withdrawn."""

    def skip(self, connection: sqlite3.Connection, auditor: int, entry: int) -> None:
        """Remember that the entry was put off."""

    def first_undecided(
        self, connection: sqlite3.Connection, auditor: int, entries: Sequence[int]
    ) -> int | None:
        """Return the first of *entries* that this auditor has not answered; None if all are answered."""

    def progress(self, connection: sqlite3.Connection, auditor: int, entries: Iterable[int]) -> WorkDone:
        """Count all of *entries* and return this auditor's progress; call it once, and on a refresh."""

    def look_again(self, connection: sqlite3.Connection, auditor: int, entry: int) -> WorkDone | None:
        """Return the progress after a change of the answer on *entry*; None before :meth:`progress`."""

    def verdicts(self, connection: sqlite3.Connection, auditor: int) -> list[VerdictInPlace]:
        """List this auditor's verdicts that stand, also those on entries of other queues."""


class ListSession:
    """A session on a list of responses. ``origin`` says where its verdicts are made."""

    blind: bool | None = None

    def __init__(self, name: str = "", origin: Origin = "browse") -> None:
        self.name = name
        self._origin = origin
        self._counted: Counted | None = None
        self._counting = Lock()  # a verdict stored during the count is looked at afterwards

    def about(self, entry: int) -> Hashable:
        """Return the response."""
        return "response", entry

    def load(self, connection: sqlite3.Connection, auditor: int, entry: int) -> Loaded:
        """Read the response with this auditor's verdict outside packets."""
        history = review_history.history(connection, Viewer(auditor), entry, auditor)
        return Loaded(
            reads.item(connection, entry, Viewer(auditor)),
            next((one for one in history if one.standing and one.packet_item is None), None),
            drafts.read(connection, auditor, entry),
        )

    def decide(self, connection: sqlite3.Connection, auditor: int, entry: int, verdict: NewVerdict) -> int:
        """Store the verdict with this session's origin."""
        return reviews.decide(connection, auditor, replace(verdict, origin=self._origin))

    def withdraw(self, connection: sqlite3.Connection, auditor: int) -> tuple[Review, int] | None:
        """Withdraw the auditor's latest verdict outside packets, wherever it was made."""
        withdrawn = reviews.withdraw(connection, auditor)
        return None if withdrawn is None else (withdrawn, withdrawn.response)

    def skip(self, connection: sqlite3.Connection, auditor: int, entry: int) -> None:
        """Do nothing: only this session remembers the skip."""

    def first_undecided(
        self, connection: sqlite3.Connection, auditor: int, entries: Sequence[int]
    ) -> int | None:
        """Return the first of the responses *entries* without a verdict of the auditor's that counts."""
        return progress.first_undecided(connection, auditor, entries)

    def progress(self, connection: sqlite3.Connection, auditor: int, entries: Iterable[int]) -> WorkDone:
        """Count the entries on which the auditor has a verdict that counts, wherever it was given."""
        with self._counting:
            self._counted = Counted(entries, progress.decided(connection, auditor))
            return self._counted.work()

    def look_again(self, connection: sqlite3.Connection, auditor: int, entry: int) -> WorkDone | None:
        """Update the progress by reading one entry, because lists and histories may be long."""
        with self._counting:
            if self._counted is None:
                return None
            self._counted.look_again(entry, progress.decided(connection, auditor, entry))
            return self._counted.work()

    def verdicts(self, connection: sqlite3.Connection, auditor: int) -> list[VerdictInPlace]:
        """List the verdicts outside packets that count."""
        return outcomes.outside_packets(connection, auditor)


class TriageSession(ListSession):
    """A session on the responses flagged by signals, the most likely errors first.

    ``known`` is the experience from reviews so far. The session is never blind, because the signals of a
    response say something about its judgment.
    """

    blind: bool | None = False

    def __init__(self, known: triage_queue.Experience) -> None:
        super().__init__("triage", "triage")
        self._known = known

    def load(self, connection: sqlite3.Connection, auditor: int, entry: int) -> Loaded:
        """Read the response, with its signals in words."""
        mask = triage_queue.masks(connection, [entry], Viewer(auditor), self._known)[entry]
        return replace(super().load(connection, auditor, entry), why=tuple(signals.words(mask)))


class PacketSession:
    """A session on an auditor's places in a packet. It is always blind.

    First verdicts stay; skipped places come last.
    """

    blind: bool | None = True

    def __init__(self, packet: int, name: str) -> None:
        self.packet, self.name = packet, name

    def about(self, entry: int) -> Hashable:
        """Return the place in the packet."""
        return "place", entry

    def load(self, connection: sqlite3.Connection, auditor: int, entry: int) -> Loaded:
        """Read the response at its place; judgments are included only after the first verdict there."""
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
        """Store the verdict at its place."""
        return reviews.decide(connection, auditor, replace(verdict, packet_item=entry))

    def cannot_judge(
        self, connection: sqlite3.Connection, auditor: int, entry: int, reason: str, codes: tuple[str, ...]
    ) -> int:
        """Answer a place with "cannot judge" and the reason."""
        return packet_answers.cannot_judge(connection, auditor, entry, reason, codes)

    def withdraw(self, connection: sqlite3.Connection, auditor: int) -> tuple[Review, int] | None:
        """Withdraw "cannot judge", or a change after the reveal, but never a first verdict."""
        withdrawn = packet_answers.withdraw(connection, auditor, self.packet)
        if withdrawn is None or withdrawn.packet_item is None:
            return None
        return withdrawn, withdrawn.packet_item

    def skip(self, connection: sqlite3.Connection, auditor: int, entry: int) -> None:
        """Put the entry after all others, in later sessions too."""
        packet_places.defer(connection, auditor, entry)

    def first_undecided(
        self, connection: sqlite3.Connection, auditor: int, entries: Sequence[int]
    ) -> int | None:
        """Return the first of the places *entries* that is left to answer."""
        left = set(packet_places.queue(connection, self.packet, auditor))
        return next((entry for entry in entries if entry in left), None)

    def progress(self, connection: sqlite3.Connection, auditor: int, entries: Iterable[int] = ()) -> WorkDone:
        """Return the progress over all of the auditor's places, which *entries* are."""
        here = packet_places.progress(connection, self.packet, auditor)
        decided = outcomes.in_packet(connection, self.packet, auditor)
        seconds = [one.seconds for one in decided if one.seconds is not None]
        return counting.work(here.done, here.cannot_judge, here.left, seconds)

    def look_again(self, connection: sqlite3.Connection, auditor: int, entry: int) -> WorkDone | None:
        """Count all places again, because a packet is small enough."""
        return self.progress(connection, auditor)

    def verdicts(self, connection: sqlite3.Connection, auditor: int) -> list[VerdictInPlace]:
        """List the verdicts that stand in this packet."""
        return outcomes.in_packet(connection, self.packet, auditor)


def of_triage(
    connection: sqlite3.Connection, auditor: int, chosen: Filter
) -> tuple[TriageSession, array[int]]:
    """Return the session of the triage queue, and its responses that *chosen* matches."""
    known = triage_queue.experience(connection, Viewer(auditor))
    return TriageSession(known), triage_queue.queue(connection, Viewer(auditor), chosen, known=known)


def of_packet(
    connection: sqlite3.Connection, auditor: int, name: str
) -> tuple[PacketSession, array[int], int]:
    """Return the session of a packet, all of the auditor's places in it, and the index of the first open one.

    Raises InputError for an unknown packet.
    """
    packet = packets.find(connection, name)
    left = packet_places.queue(connection, packet, auditor)
    places = packet_places.queue(connection, packet, auditor, everything=True)
    return PacketSession(packet, name), places, places.index(left[0]) if left else 0
