"""Packets that are made from the rows of a reviews CSV, where the packet itself is not stored.

Such a packet is the same in every database that imports the file: its uid is made from its name, and its design is
MADE. The original packet replaces it when it is imported.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from airbench_tui.store.codec import encode
from airbench_tui.store.database import now
from airbench_tui.store.identity import digest, folded
from airbench_tui.store.packet_exchange.sent_packet import SentItem, SentPacket
from airbench_tui.store.reviewing import auditor_rows, packet_rows
from airbench_tui.store.reviewing.packet_rows import NamedPacket, NewFrameRow

MADE = {"from": "reviews"}
"""The design of a packet that was made from a reviews CSV. How the packet was drawn is not known."""

_MAKER = "(imported)"

# The judgment of each response, by judge and model. Responses and judgments are local ids.
Judged = Mapping[str, Mapping[str, Mapping[int, int]]]


@dataclass(frozen=True, slots=True)
class DrawnItem:
    """An item of a packet that is not a repeat: its local id and its inclusion probability."""

    id: int
    probability: float


def is_made_of_reviews(packet: NamedPacket) -> bool:
    """Return whether *packet* was made from a reviews CSV."""
    return packet.design == MADE


def same_probability(one: float, other: float) -> bool:
    """Return whether two inclusion probabilities are equal. One may have been rounded to six digits in a file."""
    return math.isclose(one, other, rel_tol=1e-6)


def find_or_make(connection: sqlite3.Connection, name: str) -> NamedPacket:
    """Return the packet called *name*, made as from a reviews CSV where there is none.

    Raises InputError for a name that no packet can have. Call inside a transaction.
    """
    known = packet_rows.named(connection, name)
    if known is not None:
        return known
    name = packet_rows.checked_name(connection, name)
    uid = digest("packet of reviews", name)
    maker = auditor_rows.auditor_id(connection, _MAKER)
    return NamedPacket(packet_rows.add_packet(connection, uid, name, MADE, 0, maker, now()), uid, MADE)


def drawn_item(connection: sqlite3.Connection, packet: NamedPacket, response: int) -> DrawnItem | None:
    """Return the item by which *packet* drew *response* (a local id), or None where it did not."""
    row = connection.execute(
        "SELECT id, inclusion_probability FROM packet_items"
        " WHERE packet = ? AND response = ? AND repeat_of IS NULL",
        [packet.id, response],
    ).fetchone()
    return None if row is None else DrawnItem(row["id"], row["inclusion_probability"])


def repeat_item(
    connection: sqlite3.Connection, packet: NamedPacket, original: int, response_uid: str, auditor: str
) -> int | None:
    """Return the local id of the repeat of the item *original* for the auditor of that name, or None."""
    # The auditor is compared too, because an older packet's uids were made from the name as it was written.
    row = connection.execute(
        "SELECT t.id FROM packet_items t WHERE t.uid = ? OR (t.repeat_of = ? AND EXISTS (SELECT 1"
        " FROM packet_places l JOIN auditors a ON a.id = l.auditor WHERE l.packet_item = t.id"
        " AND a.folded = ?)) LIMIT 1",
        [packet_rows.item_uid(packet.uid, response_uid, auditor), original, encode(folded(auditor))],
    ).fetchone()
    return None if row is None else int(row["id"])


def add_last_place(connection: sqlite3.Connection, item: int, auditor: int) -> None:
    """Assign *item* to *auditor* as the last of their places in its packet, unless it is theirs already."""
    row = connection.execute(
        "SELECT count(*) AS n FROM packet_places l JOIN packet_items t ON t.id = l.packet_item"
        " WHERE l.auditor = ? AND t.packet = (SELECT packet FROM packet_items WHERE id = ?)",
        [auditor, item],
    ).fetchone()
    packet_rows.add_place(connection, item, auditor, 1 + row["n"])


def freeze_frame(connection: sqlite3.Connection, packet: NamedPacket, judged: Judged) -> bool:
    """Store the frame of *packet* where *judged*, a file's judged responses, holds it whole.

    Return whether the frame is stored now. Strata are the judge's scores. Call inside a transaction.
    """
    if packet_rows.has_frame(connection, packet.id):
        return True
    frame = _frame(connection, packet.id, judged)
    packet_rows.add_frame(
        connection,
        packet.id,
        [
            NewFrameRow(response, judgment, _stratum(connection, judgment))
            for response, judgment in frame.items()
        ],
    )
    return bool(frame)


def _frame(connection: sqlite3.Connection, packet: int, judged: Judged) -> Mapping[int, int]:
    """Return the judgments of the frame by response, or nothing where the file does not hold the frame.

    The weights 1/probability of a stratified sample add up to the size of its frame. The file's judged responses, or
    those of the models in the packet, are therefore the frame when their number is that size.
    """
    drawn = connection.execute(
        "SELECT t.response, t.inclusion_probability AS probability, j.judge, r.target FROM packet_items t"
        " JOIN responses r ON r.id = t.response LEFT JOIN judgments j ON j.id = t.judgment"
        " WHERE t.packet = ? AND t.repeat_of IS NULL",
        [packet],
    ).fetchall()
    judges = {item["judge"] for item in drawn}
    if len(judges) != 1:
        return {}
    size = math.fsum(1 / item["probability"] for item in drawn)
    by_model = judged.get(judges.pop(), {})
    for models in (set(by_model), {item["target"] for item in drawn}):
        found = {r: j for model in models for r, j in by_model.get(model, {}).items()}
        # Half a response of tolerance allows for rounded probabilities.
        if abs(size - len(found)) < 0.5 and all(item["response"] in found for item in drawn):
            return found
    return {}


def _stratum(connection: sqlite3.Connection, judgment: int) -> str:
    row = connection.execute("SELECT score FROM judgments WHERE id = ?", [judgment]).fetchone()
    return stratum_of(row["score"])


def stratum_of(score: float | None) -> str:
    """Return the stratum of a judge's score in a packet made from a reviews CSV, "" without a score."""
    return "" if score is None else f"{score:g}"


def replace_with_original(connection: sqlite3.Connection, sent: SentPacket) -> int | None:
    """Turn a packet that was made from a CSV into the original packet *sent*, which has the same name.

    The packet's row, and the uids, strata and probabilities of its items, become those of *sent*. Return the packet's
    local id. Return None where no packet of that name was made from a CSV, or where it is another draw, in which some
    response has another probability. Call inside a transaction.
    """
    made = packet_rows.named(connection, sent.name)
    if made is None or not is_made_of_reviews(made):
        return None
    drawn = {item.response: item for item in sent.items}
    ours = connection.execute(
        "SELECT t.id, r.uid AS response, t.inclusion_probability AS probability, (SELECT a.folded"
        " FROM packet_places l JOIN auditors a ON a.id = l.auditor"
        " WHERE l.packet_item = t.id AND t.repeat_of IS NOT NULL) AS repeated_for"
        " FROM packet_items t JOIN responses r ON r.id = t.response WHERE t.packet = ?",
        [made.id],
    ).fetchall()
    known = [
        (item["id"], item["probability"], drawn[item["response"]])
        for item in ours
        if item["response"] in drawn
    ]
    if not all(same_probability(here, item.probability) for _, here, item in known):
        return None
    repeats = _repeats(sent)
    connection.executemany(
        "UPDATE packet_items SET former_uid = uid, uid = ? WHERE id = ?",
        [
            [
                repeats.get((item["response"], item["repeated_for"]))
                or packet_rows.item_uid(sent.uid, item["response"], item["repeated_for"] or ""),
                item["id"],
            ]
            for item in ours
        ],
    )
    connection.executemany(
        "UPDATE packet_items SET stratum = ?, inclusion_probability = ? WHERE id = ?",
        [[item.stratum, item.probability, id] for id, _, item in known],
    )
    connection.execute("DELETE FROM packet_frame WHERE packet = ?", [made.id])
    connection.execute(
        "UPDATE packets SET uid = ?, design = ?, seed = ?, created_by = ?, created_at = ? WHERE id = ?",
        [
            sent.uid,
            json.dumps(sent.design),
            sent.seed,
            auditor_rows.auditor_id(connection, sent.created_by),
            sent.created_at,
            made.id,
        ],
    )
    return made.id


def _repeats(sent: SentPacket) -> dict[tuple[str, str | None], str]:
    """Return the uids of the repeats in *sent* by response and the auditor's folded name.

    Repeats keep the uids that they were sent with, because an older packet's were made from the name as written.
    """
    owner = {place.item: folded(place.auditor) for place in sent.places}
    repeats: list[SentItem] = [item for item in sent.items if item.repeat_of is not None]
    return {(item.response, owner.get(item.uid)): item.uid for item in repeats}
