"""The links of another database's trail: which of them are taken over, and where that trail contradicts ours.

A link that would not fit here breaks the chain for everybody who reads it later. So a chain of theirs is taken up to
the first review that is not here as it is there: left out, without evidence, or imported here by somebody else. The
reviews after it that are new are chained here (``trail.extend``).
"""

from __future__ import annotations

import sqlite3

from airbench_tui.store import identity, trail
from airbench_tui.store.trail import START
from airbench_tui.store.trail_check import TrailFault
from airbench_tui.text import quote

TAKEN = "taken_links"
"""The temporary table of the links to take over, in its column ``link``."""


def contradictions(connection: sqlite3.Connection) -> list[TrailFault]:
    """List the reviews made by hand that say something else there than here, under one id.

    One of the two was changed, and its trail built again, since each fits its own trail. Nobody knows which.
    """
    rows = connection.execute(
        f"""SELECT o.uid, o.auditor, a.name FROM other.reviews o JOIN main.reviews m ON m.uid = o.uid
              JOIN other.auditors a ON a.id = o.auditor
            WHERE length(o.uid) > {identity.LENGTH} AND NOT EXISTS (
              SELECT 1 FROM other.trail l JOIN main.trail n ON n.said = l.said
              WHERE l.review = o.id AND n.review = m.id)"""
    )
    return [
        TrailFault(
            row["auditor"],
            row["uid"],
            f"review {row['uid']} of {quote(row['name'])} says something else here",
        )
        for row in rows
    ]


def choose(connection: sqlite3.Connection) -> None:
    """Make the temporary table :data:`TAKEN`. Call once the reviews are merged, before the links are."""
    connection.execute(f"CREATE TABLE temp.{TAKEN}(link TEXT PRIMARY KEY) WITHOUT ROWID")
    shared = {
        review.id: review
        for review in trail.reviews(
            connection,
            "main",
            "v.id IN (SELECT k.ours FROM temp.merged_reviews k JOIN other.trail o ON o.review = k.theirs"
            " WHERE NOT k.fresh AND o.link NOT IN (SELECT link FROM main.trail))",
            [],
        )
    }
    rows = connection.execute(
        "SELECT o.link, o.previous, o.position, o.said, o.seal, k.ours, k.fresh,"
        " o.link IN (SELECT link FROM main.trail) AS here FROM other.trail o"
        " JOIN temp.merged_reviews k ON k.theirs = o.review JOIN other.reviews v ON v.id = o.review"
        " WHERE v.auditor NOT IN (SELECT theirs FROM temp.broken_trails) ORDER BY o.position"
    )
    taken = {START}
    for row in rows:
        if row["here"] or (
            row["previous"] in taken
            and (
                row["fresh"]
                or shared[row["ours"]].fits(
                    row["link"], row["previous"], row["position"], row["said"], row["seal"]
                )
            )
        ):
            taken.add(row["link"])
    connection.executemany(f"INSERT INTO temp.{TAKEN} VALUES (?)", ([link] for link in taken - {START}))
