"""Reading a packet from the database for sending: by uids, with the texts and judgments that its auditors need."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection

from airbench_tui.errors import InputError
from airbench_tui.store.codec import encode
from airbench_tui.store.identity import folded
from airbench_tui.store.incoming.ingest import NewJudgment, NewRubric
from airbench_tui.store.packet_exchange.sent_packet import (
    SentFrameRow,
    SentItem,
    SentJudgment,
    SentPacket,
    SentPlace,
    SentResponse,
)
from airbench_tui.store.reviewing import packet_secrets
from airbench_tui.text import quote


def sent_packet(connection: sqlite3.Connection, packet: int, auditor: str | None = None) -> SentPacket:
    """Read the packet with the local id *packet*, with all places or only those of *auditor* (a name).

    One auditor's packet has only the items of their places, but the whole frame. Auditors who have no secret for the
    packet get one, so call this inside a transaction. Raises InputError when the auditor has no place.
    """
    row = connection.execute(
        "SELECT k.uid, k.name, k.design, k.seed, a.name AS created_by, k.created_at FROM packets k"
        " JOIN auditors a ON a.id = k.created_by WHERE k.id = ?",
        [packet],
    ).fetchone()
    places = _places(connection, packet, auditor)
    if auditor is not None and not places:
        raise InputError(f"{quote(auditor)} has no place in the packet {quote(row['name'])}")
    items = _items(connection, packet)
    if auditor is not None:
        wanted = {place.item for place in places}
        wanted |= {item.repeat_of for item in items if item.uid in wanted and item.repeat_of is not None}
        items = [item for item in items if item.uid in wanted]
    return SentPacket(
        **{**row, "design": json.loads(row["design"])},
        responses=_responses(connection, items),
        items=items,
        places=places,
        frame=_frame(connection, packet),
        secrets=packet_secrets.give(connection, packet, sorted({place.auditor for place in places})),
    )


def _places(connection: sqlite3.Connection, packet: int, auditor: str | None) -> list[SentPlace]:
    rows = connection.execute(
        "SELECT t.uid AS item, a.name AS auditor, l.position FROM packet_places l"
        " JOIN packet_items t ON t.id = l.packet_item JOIN auditors a ON a.id = l.auditor"
        " WHERE t.packet = ?1 AND (?2 IS NULL OR a.folded = ?2) ORDER BY a.name, l.position",
        [packet, None if auditor is None else encode(folded(auditor))],
    )
    return [SentPlace(**row) for row in rows]


def _items(connection: sqlite3.Connection, packet: int) -> list[SentItem]:
    rows = connection.execute(
        "SELECT t.uid, r.uid AS response, j.uid AS judgment, t.stratum,"
        " t.inclusion_probability AS probability, o.uid AS repeat_of FROM packet_items t"
        " JOIN responses r ON r.id = t.response LEFT JOIN judgments j ON j.id = t.judgment"
        " LEFT JOIN packet_items o ON o.id = t.repeat_of WHERE t.packet = ?"
        " ORDER BY t.repeat_of IS NOT NULL, t.uid",
        [packet],
    )
    return [SentItem(**row) for row in rows]


def _responses(connection: sqlite3.Connection, items: Collection[SentItem]) -> list[SentResponse]:
    """Read the responses of *items* in the order in which they were stored, so that a file is the same each time."""
    judgments = _judgments(connection, items)
    found = []
    for uid in {item.response for item in items}:
        row = connection.execute(
            "SELECT r.id, r.uid, c.idx AS category, p.text AS prompt, r.target, r.text AS answer, r.repeat"
            " FROM responses r JOIN prompts p ON p.id = r.prompt JOIN categories c ON c.key = r.category"
            " WHERE r.uid = ?",
            [uid],
        ).fetchone()
        found.append((row.pop("id"), SentResponse(**row, judgments=judgments[uid])))
    return [response for _, response in sorted(found, key=lambda one: one[0])]


def _judgments(
    connection: sqlite3.Connection, items: Collection[SentItem]
) -> defaultdict[str, list[SentJudgment]]:
    """Read the judgments that *items* were drawn by, by response uid, in the order in which they were stored."""
    found = []
    for response, uid in {(item.response, item.judgment) for item in items}:
        if uid is not None:
            row = connection.execute(
                "SELECT j.id, j.judge, j.judge_snapshot AS snapshot, j.status, j.raw_score, j.polarity,"
                " j.polarity_evidence, j.score, j.reason, j.raw_text, j.rubric, u.sample FROM judgments j"
                " JOIN runs u ON u.id = j.run WHERE j.uid = ?",
                [uid],
            ).fetchone()
            row["rubric"] = _rubric(connection, row["rubric"])
            place, sample = row.pop("id"), bool(row.pop("sample"))
            found.append((place, response, SentJudgment(uid, NewJudgment(**row), sample)))
    by_response = defaultdict[str, list[SentJudgment]](list)
    for _, response, judgment in sorted(found, key=lambda entry: entry[0]):
        by_response[response].append(judgment)
    return by_response


def _rubric(connection: sqlite3.Connection, rubric: int | None) -> NewRubric | None:
    row = connection.execute(
        "SELECT text, revision, polarity, evidence FROM rubrics WHERE id IS ?", [rubric]
    ).fetchone()
    return None if row is None else NewRubric(**row)


def _frame(connection: sqlite3.Connection, packet: int) -> list[SentFrameRow]:
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        "SELECT r.uid, j.uid, f.stratum FROM packet_frame f JOIN responses r ON r.id = f.response"
        " JOIN judgments j ON j.id = f.judgment WHERE f.packet = ? ORDER BY r.uid",
        [packet],
    )
    return [SentFrameRow(*row) for row in rows]
