"""The reviews of another database: which of them are merged, and as what.

Reviews whose auditor's trail verifies are merged as they are. Where a trail is broken or contradicts ours, nobody knows
what was changed, so that auditor's reviews enter as an import without evidence: not blind, outside packets, and
counting only where the auditor decided nothing here. A person's own reviews are theirs if the database has nobody
else's, or if they say so. Nobody can withdraw another auditor's review,
and reviews dated in the future are left out.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping

from airbench_tui.store import identity, trail, trail_check
from airbench_tui.store.merging import merge_links
from airbench_tui.store.reviewing import new_reviews
from airbench_tui.store.reviewing.new_reviews import NewReview
from airbench_tui.store.rules.views import in_force
from airbench_tui.text import quote

TABLES = ("left_out_reviews", "unproven_reviews", "broken_trails", merge_links.TAKEN)


def sort(connection: sqlite3.Connection, me: str | None, *, accept: bool) -> list[str]:
    """Decide on each review of schema ``other``, and return a message for each group that is not merged as it is.

    *me* is the auditor who merges. *accept*: they say that the reviews under their name are theirs, whatever happened
    to their trail; in a database with nobody else's reviews they are. Makes the temporary tables :data:`TABLES`: the
    reviews left out, the reviews without evidence with the uids that they get here, and the auditors whose links are
    not taken over. All ids are theirs. Call inside the transaction of the merge, which drops the tables.
    """
    run = connection.execute
    run("CREATE TABLE temp.left_out_reviews(theirs INTEGER PRIMARY KEY)")
    run("CREATE TABLE temp.unproven_reviews(theirs INTEGER PRIMARY KEY, uid TEXT NOT NULL)")
    run("CREATE TABLE temp.broken_trails(theirs INTEGER PRIMARY KEY)")
    return [*_foreign_withdrawals(connection), *_future(connection), *_broken(connection, me, accept=accept)]


def _foreign_withdrawals(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT w.id, a.name AS by, o.name AS author FROM other.reviews w JOIN other.reviews v ON v.id = w.withdraws"
        " JOIN other.auditors a ON a.id = w.auditor JOIN other.auditors o ON o.id = v.auditor"
        " WHERE w.auditor <> v.auditor"
    ).fetchall()
    _leave_out(connection, [row["id"] for row in rows])
    return [
        f"{count:,} withdrawals by {quote(by)} of reviews by {quote(author)} left out: only its author withdraws a"
        " review"
        for (by, author), count in sorted(Counter((row["by"], row["author"]) for row in rows).items())
    ]


def _future(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT v.id, a.name, v.made_at FROM other.reviews v JOIN other.auditors a ON a.id = v.auditor"
        " LEFT JOIN other.reviews w ON w.id = v.withdraws WHERE v.made_at > ?1 OR w.made_at > ?1",
        [new_reviews.latest_time()],
    ).fetchall()
    _leave_out(connection, [row["id"] for row in rows])
    last: dict[str, str] = {}
    for row in rows:
        last[row["name"]] = max(row["made_at"], last.get(row["name"], ""))
    return [
        f"{count:,} reviews by {quote(name)} left out: they are dated in the future, up to {last[name]}"
        for name, count in sorted(Counter(row["name"] for row in rows).items())
    ]


def _broken(connection: sqlite3.Connection, me: str | None, *, accept: bool) -> list[str]:
    faults = [*trail_check.check(connection, "other"), *merge_links.contradictions(connection)]
    if not faults:
        return []
    auditors = connection.execute("SELECT id, name, folded FROM other.auditors").fetchall()
    broken = {fault.auditor for fault in faults}
    if None in broken:  # a link that belongs to nobody known: any auditor may be the one
        broken = {row["id"] for row in auditors}
    words = []
    for row in auditors:
        if row["id"] not in broken:
            continue
        connection.execute("INSERT INTO temp.broken_trails VALUES (?)", [row["id"]])
        first = next(fault for fault in faults if fault.auditor in (row["id"], None))
        mine = me is not None and row["folded"] == identity.folded(me)
        if mine and (accept or _is_alone(connection, row["id"])):
            words.append(f"your trail in it is broken ({first.words}); your reviews are merged all the same")
            continue
        count = _distrust(connection, row["id"])
        if not count:
            words.append(
                f"nothing by {quote(row['name'])} is new, and their trail in it is broken: {first.words}"
            )
            continue
        words.append(
            f"{count:,} reviews by {quote(row['name'])} come without evidence, so they are not blind and count only"
            f" where {quote(row['name'])} decided nothing here: {first.words}"
            + ("; to take them as yours: --accept" if mine else "")
        )
    return words


def _is_alone(connection: sqlite3.Connection, auditor: int) -> bool:
    """Return whether the other database has no review of anybody but *auditor* (their local id)."""
    row = connection.execute("SELECT 1 FROM other.reviews WHERE auditor <> ? LIMIT 1", [auditor]).fetchone()
    return row is None


def _distrust(connection: sqlite3.Connection, auditor: int) -> int:
    """Enter the reviews of *auditor* (their local id) as unproven and return how many there are.

    Reviews that are stored here too stay as they are here. Withdrawals, and what they withdraw, are left out.
    """
    rows = connection.execute(
        "SELECT v.id, v.uid, v.kind <> 'withdrawal' AND "
        + in_force("v").replace("FROM reviews", "FROM other.reviews")
        + " AS taken FROM other.reviews v WHERE v.auditor = ? AND v.uid NOT IN (SELECT uid FROM main.reviews)",
        [auditor],
    ).fetchall()
    _leave_out(connection, [row["id"] for row in rows if not row["taken"]])
    taken = [(row["id"], identity.digest("unproven", row["uid"])) for row in rows if row["taken"]]
    connection.executemany("INSERT INTO temp.unproven_reviews VALUES (?,?)", taken)
    return len(taken)


def _leave_out(connection: sqlite3.Connection, reviews: list[int]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO temp.left_out_reviews VALUES (?)", ((review,) for review in reviews)
    )


def conditions() -> dict[str, str]:
    """Return SQL for whether a row ``o`` of theirs is merged, by table."""
    return {
        "reviews": "o.id NOT IN (SELECT theirs FROM temp.left_out_reviews)",
        "adjudications": f"o.made_at <= '{new_reviews.latest_time()}'",
        "trail": f"o.link IN (SELECT link FROM temp.{merge_links.TAKEN})",
    }


def columns(theirs: Mapping[str, str], source: int) -> dict[str, str]:
    """Return SQL for the columns of a review ``o`` of theirs as it is stored here.

    *theirs* has the SQL for the columns as they are there. *source* is the id of the file that is merged.
    """
    unproven = "o.id IN (SELECT theirs FROM temp.unproven_reviews)"

    def either(without: str, otherwise: str) -> str:
        return f"CASE WHEN {unproven} THEN {without} ELSE {otherwise} END"

    return {
        **theirs,
        "uid": UID,
        "blind": either("0", "o.blind"),
        "exposed": either("1", "o.exposed"),
        "origin": either("CASE o.origin WHEN 'bulk' THEN 'bulk' ELSE 'import' END", "o.origin"),
        "evidence": either("'none'", "o.evidence"),
        "merged": str(source),
    }


UID = "coalesce((SELECT uid FROM temp.unproven_reviews WHERE theirs = o.id), o.uid)"
"""SQL for the uid that the review ``o`` of theirs has here."""


def chain(connection: sqlite3.Connection, before: int) -> None:
    """Record where the chains that were merged end, and chain the reviews that came without links.

    *before* is the highest id of a review before the merge.
    """
    connection.execute(
        "INSERT INTO main.trail_heads(auditor, link, position, here) SELECT v.auditor, l.link, l.position, 0"
        " FROM other.trail o JOIN main.trail l ON l.link = o.link JOIN main.reviews v ON v.id = l.review"
        " WHERE NOT EXISTS (SELECT 1 FROM main.trail n WHERE n.previous = l.link) ON CONFLICT DO NOTHING"
    )
    connection.execute(
        "DELETE FROM main.trail_heads WHERE NOT here"
        " AND EXISTS (SELECT 1 FROM main.trail n WHERE n.previous = trail_heads.link)"
    )
    trail.extend(connection, before)


def withdraw_twins(connection: sqlite3.Connection) -> None:
    """Withdraw a review imported from a CSV where the original review is here too: a verdict must not count twice.

    The withdrawal's uid is made from the withdrawn review's uid, so that a repeated merge adds no second row.
    """
    twins = connection.execute(
        f"""SELECT c.id, c.uid, c.response, c.auditor, c.packet_item, c.judgment, c.made_at FROM reviews c
            WHERE c.kind = 'verdict' AND length(c.uid) = {identity.LENGTH} AND EXISTS (
              SELECT 1 FROM reviews r WHERE r.response = c.response AND r.auditor = c.auditor
                AND r.kind = 'verdict' AND r.made_at = c.made_at AND r.score = c.score
                AND length(r.uid) > {identity.LENGTH})"""
    ).fetchall()
    new_reviews.add_missing(
        connection,
        (
            NewReview(
                kind="withdrawal",
                uid=identity.digest("twin", twin["uid"]),
                withdraws=twin["id"],
                response=twin["response"],
                auditor=twin["auditor"],
                packet_item=twin["packet_item"],
                judgment=twin["judgment"],
                note="the review itself came by merging",
                blind=False,
                exposed=True,
                origin="import",
                made_at=twin["made_at"],
            )
            for twin in twins
        ),
    )
