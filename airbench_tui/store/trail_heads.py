"""The heads of the trail: the hash that each chain of reviews ends with.

A head that is kept elsewhere, such as in a report, shows later whether the chain was rebuilt since.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TrailHead:
    """The end of a chain: its auditor's name, the number of reviews in it, and the last link (SHA-256 in hex).

    ``here`` is False for a chain that came by a merge.
    """

    auditor: str
    reviews: int
    link: str
    here: bool

    def as_json(self) -> dict[str, Any]:
        """Return the head as the JSON of commands has it."""
        return {"auditor": self.auditor, "reviews": self.reviews, "head": self.link, "here": self.here}


def heads(connection: sqlite3.Connection) -> list[TrailHead]:
    """List the heads of all chains, by auditor, the longest chain of an auditor first."""
    rows = connection.execute(
        "SELECT coalesce(a.name, '') AS name, h.position, h.link, h.here FROM trail_heads h"
        " LEFT JOIN auditors a ON a.id = h.auditor ORDER BY a.folded, h.position DESC, h.link"
    )
    return [TrailHead(row["name"], row["position"], row["link"], bool(row["here"])) for row in rows]
