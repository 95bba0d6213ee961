"""The check of a trail: every hash is computed again from what the database says now (``store.trail``)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from airbench_tui.store import trail
from airbench_tui.store.trail import START, ChainedReview, Schema
from airbench_tui.text import quote


@dataclass(frozen=True, slots=True)
class TrailFault:
    """A place where a trail is broken. ``auditor`` is the local id of the auditor whose chain it is, None if unknown.

    ``review`` is the uid of the review at fault, or None.
    """

    auditor: int | None
    review: str | None
    words: str


class _Link(NamedTuple):
    link: str
    review: int
    previous: str
    position: int
    said: str
    seal: str

    def fits(self, review: ChainedReview) -> bool:
        """Tell whether the link was made of *review* as it is now."""
        return review.fits(self.link, self.previous, self.position, self.said, self.seal)


class _Head(NamedTuple):
    auditor: int
    link: str
    position: int
    here: bool


def check(connection: sqlite3.Connection, schema: Schema = "main") -> list[TrailFault]:
    """Compare the trail of *schema* with its reviews, and list every fault.

    A fault is a review that has no link or differs from its link, a review of another copy that names no file it came
    from, a link whose review or predecessor is missing, and a chain that does not end where its head says.
    """
    return _Check(connection, schema).faults()


def knows(connection: sqlite3.Connection, head: str) -> bool:
    """Tell whether *head* is a link, or the hash of a review, in the trail. A rebuilt chain has other ones."""
    row = connection.execute(
        "SELECT 1 FROM main.trail WHERE link = ?1 UNION ALL SELECT 1 FROM main.trail WHERE said = ?1 LIMIT 1",
        [head],
    ).fetchone()
    return row is not None


class _Check:
    """One check of a trail, with its links and names in memory."""

    def __init__(self, connection: sqlite3.Connection, schema: Schema) -> None:
        self._connection = connection
        self._schema = schema
        cursor = connection.cursor()
        cursor.row_factory = lambda _, row: _Link(*row)
        self._links: dict[str, _Link] = {
            one.link: one
            for one in cursor.execute(
                f"SELECT link, review, previous, position, said, seal FROM {schema}.trail"
            )
        }
        self._of = defaultdict[int, list[_Link]](list)
        self._followed = {one.previous for one in self._links.values()}
        for one in self._links.values():
            self._of[one.review].append(one)
        cursor.row_factory = lambda _, row: _Head(*row)
        self._heads = list(cursor.execute(f"SELECT auditor, link, position, here FROM {schema}.trail_heads"))
        self._auditors: dict[int, int] = {
            row["id"]: row["auditor"]
            for row in connection.execute(f"SELECT id, auditor FROM {schema}.reviews")
        }
        self._made_here = {
            row["id"] for row in connection.execute(f"SELECT id FROM {schema}.reviews WHERE merged IS NULL")
        }
        self._names: dict[int, str] = {
            row["id"]: row["name"] for row in connection.execute(f"SELECT id, name FROM {schema}.auditors")
        }

    def faults(self) -> list[TrailFault]:
        """List every fault, by auditor and time of the review, then those of links and of heads."""
        return [*self._of_reviews(), *self._of_links(), *self._of_heads()]

    def _of_reviews(self) -> Iterable[TrailFault]:
        here = self._in_chains_of_this_copy()
        for review in trail.reviews(self._connection, self._schema, "1", []):
            links = self._of.get(review.id, [])
            if not links:
                yield self._fault(
                    review.auditor, review.uid, "is not in the trail: it was not added by this program"
                )
            elif not all(link.fits(review) for link in links):
                yield self._fault(review.auditor, review.uid, "was changed after it was stored")
            elif review.id in self._made_here and not any(link.link in here for link in links):
                words = "came from another database, but no longer says from which"
                yield self._fault(review.auditor, review.uid, words)

    def _in_chains_of_this_copy(self) -> set[str]:
        """Return the links of the chains to which this copy adds. A merge brings only links of other chains."""
        found = set[str]()
        for head in self._heads:
            link = self._links.get(head.link) if head.here else None
            while link is not None and link.link not in found:
                found.add(link.link)
                link = self._links.get(link.previous)
        return found

    def _of_links(self) -> Iterable[TrailFault]:
        for one in self._links.values():
            auditor = self._owner(one)
            if one.review not in self._auditors:
                yield self._fault(auditor, None, f"review {one.position} of the chain was removed", one.link)
            if one.previous == START:
                if one.position != 1:
                    yield self._fault(auditor, None, f"the chain begins at review {one.position}", one.link)
                continue
            before = self._links.get(one.previous)
            if before is None:
                words = f"what came before review {one.position} of the chain was removed"
                yield self._fault(auditor, None, words, one.link)
            elif before.position != one.position - 1 or self._owner(before) != auditor:
                yield self._fault(
                    auditor, None, f"review {one.position} of the chain is out of place", one.link
                )

    def _of_heads(self) -> Iterable[TrailFault]:
        ends = {(head.auditor, head.link) for head in self._heads}
        for head in self._heads:
            link = self._links.get(head.link)
            if link is None or link.position != head.position:
                words = f"the chain had {head.position:,} reviews, and its last ones were removed"
                yield self._fault(head.auditor, None, words, head.link)
        for one in self._links.values():
            owner = self._owner(one)
            if one.link not in self._followed and owner is not None and (owner, one.link) not in ends:
                yield self._fault(
                    owner, None, f"the chain ends with review {one.position}, which no head names", one.link
                )

    def _owner(self, link: _Link) -> int | None:
        """Return the auditor whose chain *link* is in, from its review or, where that is gone, from its head."""
        known = self._auditors.get(link.review)
        if known is not None:
            return known
        return next((head.auditor for head in self._heads if head.link == link.link), None)

    def _fault(self, auditor: int | None, review: str | None, words: str, link: str = "") -> TrailFault:
        name = quote(self._names.get(auditor or 0, "somebody"))
        where = f"review {review} of {name}" if review else f"trail of {name} at {link[:12]}"
        return TrailFault(auditor, review, f"{where}{'' if review else ':'} {words}")
