"""The trail of reviews: each review is chained by hash to the one before of its auditor.

A link hashes the link before it, its own position and everything that the review says, so a review that is changed,
removed, inserted or reordered later breaks the chain. Each auditor has one chain for each copy of the database in
which reviews were added. Copies that were merged lay their chains side by side: links form a tree, and a head is a
link that a chain ends with. ``trail_heads`` keeps the heads apart from the links, so a chain that was cut shows.

A review's own hash (``said``) covers only what a reviews CSV contains of it. In a packet whose file gave the auditor a
secret, it also covers a **seal**: the HMAC of the same content under that secret. Somebody without the secret cannot
write a CSV with that hash.

All hashes are SHA-256 over a JSON list in ASCII without spaces, in hex. ``tests/store/trail_hashes.json`` holds fixed
examples: a change here would break every stored trail.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from airbench_tui.store.identity import folded

START = ""
"""The link before the first one of a chain."""

Schema = Literal["main", "other"]

# What a link covers of a review, in this order, after the review's own hash. References are given as uids.
_REST = (
    "uid",
    "withdraws",
    "item",
    "judgment",
    "shown_score",
    "shown_polarity",
    "exposed",
    "origin",
    "seconds",
    "read_share",
    "bulk",
    "source",
    "evidence",
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a review says, as a reviews CSV contains it.

    ``auditor`` is a name in any spelling. ``response`` is a uid. ``first_score`` of None means the same as ``score``.
    ``made_at`` is a time as the store keeps it. ``repeat``: the review is in a packet's hidden repeat.
    """

    auditor: str
    response: str
    kind: str
    score: float | None
    first_score: float | None
    note: str
    codes: Sequence[str]
    blind: bool
    made_at: str
    repeat: bool

    def seal(self, secret: str) -> str:
        """Return the HMAC-SHA256 of this content under *secret* in hex, "" for no secret."""
        if not secret:
            return ""
        return hmac.new(secret.encode(), _written("seal", *self._content()), hashlib.sha256).hexdigest()

    def hash(self, seal: str) -> str:
        """Return the review's own hash, which covers this content and its *seal*."""
        return _sha256("review", *self._content(), seal)

    def fits(self, secret: str, said: str) -> bool:
        """Tell whether the hash *said* could only be made of this content with *secret*."""
        return bool(secret) and hmac.compare_digest(self.hash(self.seal(secret)), said)

    def _content(self) -> tuple[Any, ...]:
        first = self.score if self.first_score is None else self.first_score
        return (
            folded(self.auditor),
            self.response,
            self.kind,
            _number(self.score),
            _number(first),
            self.note,
            list(self.codes),
            self.blind,
            self.made_at,
            self.repeat,
        )


@dataclass(frozen=True, slots=True)
class ChainedReview:
    """A stored review with what its links cover. ``id`` and ``auditor`` are local ids; ``secret`` may be "".

    ``item_before`` is the uid that the item of the packet had before the packet itself arrived, or None.
    """

    id: int
    uid: str
    auditor: int
    said: Said
    rest: tuple[Any, ...]
    item_before: str | None
    secret: str

    def link(self, previous: str, position: int, said: str) -> str:
        """Return the link of this review after *previous*, at *position* (from 1) of its chain."""
        return _sha256("link", previous, position, said, *self.rest)

    def link_before(self, previous: str, position: int, said: str) -> str:
        """Return the link as it was made before the packet itself arrived."""
        rest = list(self.rest)
        rest[_REST.index("item")] = self.item_before
        return _sha256("link", previous, position, said, *rest)

    def fits(self, link: str, previous: str, position: int, said: str, seal: str) -> bool:
        """Tell whether *link*, with the other columns of its row, was made of this review as it is now."""
        if self.said.hash(seal) != said:
            return False
        if self.link(previous, position, said) == link:
            return True
        return self.item_before is not None and self.link_before(previous, position, said) == link


def reviews(
    connection: sqlite3.Connection, schema: Schema, condition: str, values: Sequence[Any]
) -> Iterator[ChainedReview]:
    """Yield the reviews ``v`` of *schema* that meet the SQL *condition*, by auditor, time and uid.

    Codes that are not a JSON list, which this program does not write, are one code.
    """
    secret = (
        "NULL"
        if schema == "other"
        else (
            "(SELECT s.secret FROM main.packet_secrets s WHERE s.packet = t.packet AND s.auditor = v.auditor)"
        )
    )
    rows = connection.execute(
        f"""SELECT v.id, v.auditor AS auditor_id, coalesce(a.folded, '') AS auditor, coalesce(r.uid, '') AS response,
              v.kind, v.score, v.first_score, v.note, v.codes, v.blind, v.made_at, t.repeat_of IS NOT NULL AS repeat,
              t.former_uid, {secret} AS secret,
              v.uid, w.uid AS withdraws, t.uid AS item, j.uid AS judgment, v.shown_score, v.shown_polarity, v.exposed,
              v.origin, v.seconds, v.read_share, b.uid AS bulk,
              s.uid AS source, v.evidence
            FROM {schema}.reviews v LEFT JOIN {schema}.auditors a ON a.id = v.auditor
              LEFT JOIN {schema}.responses r ON r.id = v.response
              LEFT JOIN {schema}.reviews w ON w.id = v.withdraws
              LEFT JOIN {schema}.packet_items t ON t.id = v.packet_item
              LEFT JOIN {schema}.judgments j ON j.id = v.judgment
              LEFT JOIN {schema}.bulk_actions b ON b.id = v.bulk
              LEFT JOIN {schema}.review_sources s ON s.id = v.source
            WHERE {condition} ORDER BY a.folded, v.made_at, v.uid""",
        values,
    )
    for row in rows:
        yield ChainedReview(
            row["id"],
            row["uid"],
            row["auditor_id"],
            Said(
                row["auditor"],
                row["response"],
                row["kind"],
                row["score"],
                row["first_score"],
                row["note"],
                _codes(row["codes"]),
                bool(row["blind"]),
                row["made_at"],
                bool(row["repeat"]),
            ),
            tuple(
                _number(row[name]) if name in ("shown_score", "seconds", "read_share") else row[name]
                for name in _REST
            ),
            row["former_uid"],
            row["secret"] or "",
        )


def last_review(connection: sqlite3.Connection) -> int:
    """Return the highest id of a review, 0 for none. Pass it to :func:`extend` after reviews were added."""
    row = connection.execute("SELECT coalesce(max(id), 0) AS id FROM main.reviews").fetchone()
    return int(row["id"])


def extend(connection: sqlite3.Connection, after: int) -> None:
    """Chain the reviews with an id above *after* that have no link. Call inside the transaction that added them."""
    ends: dict[int, tuple[str, int]] = {}
    unlinked = "v.id > ? AND NOT EXISTS (SELECT 1 FROM main.trail l WHERE l.review = v.id)"
    links = list[tuple[Any, ...]]()
    for review in reviews(connection, "main", unlinked, [after]):
        if review.auditor not in ends:
            ends[review.auditor] = _end(connection, review.auditor)
        previous, length = ends[review.auditor]
        seal = review.said.seal(review.secret)
        said = review.said.hash(seal)
        link = review.link(previous, length + 1, said)
        links.append((link, review.id, previous, length + 1, said, seal))
        ends[review.auditor] = link, length + 1
    connection.executemany(
        "INSERT INTO main.trail(link, review, previous, position, said, seal) VALUES (?,?,?,?,?,?)", links
    )
    for auditor, (link, length) in ends.items():
        connection.execute("DELETE FROM main.trail_heads WHERE auditor = ? AND here", [auditor])
        connection.execute(
            "INSERT INTO main.trail_heads(auditor, link, position, here) VALUES (?,?,?,1)"
            " ON CONFLICT (auditor, link) DO UPDATE SET here = 1",
            [auditor, link, length],
        )


def _end(connection: sqlite3.Connection, auditor: int) -> tuple[str, int]:
    """Return the last link of the auditor's chain in this copy, and its position; START and 0 for a new chain."""
    row = connection.execute(
        "SELECT link, position FROM main.trail_heads WHERE auditor = ? AND here", [auditor]
    ).fetchone()
    return (row["link"], row["position"]) if row else (START, 0)


def _codes(stored: str) -> list[Any]:
    try:
        codes = json.loads(stored)
    except ValueError:
        return [stored]
    return codes if isinstance(codes, list) else [stored]


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _written(*parts: Any) -> bytes:
    return json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode()


def _sha256(*parts: Any) -> str:
    return hashlib.sha256(_written(*parts)).hexdigest()
