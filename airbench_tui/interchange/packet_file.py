"""A packet as one file, for an auditor elsewhere: what to review, by whom, in which order.

The file is JSON: ``format``, ``version``, ``packet`` and ``sha256``, the checksum of ``packet`` as canonical
JSON (sorted keys, no spaces, ASCII). Prompts, answers, rubrics and places stand in it plainly. What would
spoil a blind verdict (judgments, strata, probabilities, which places are repeats) is under ``sealed``:
compressed and in base64, so that nobody reads it by accident. That is no secret: the program needs it to
show the judge after the first verdict, and somebody who wants to look can.

The frame travels as ids. It is stored where all of its responses are: a part of a frame would say wrong
things of the whole.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.textfile import opened, shown
from airbench_tui.interchange.importing.reviews_packets import give_way
from airbench_tui.interchange.writers.exporter import written
from airbench_tui.store import identity
from airbench_tui.store.codec import encode
from airbench_tui.store.database import stamp, transaction
from airbench_tui.store.identity import folded
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewJudgment, NewRow, NewRubric, NewRun
from airbench_tui.store.reviewing import packets, reviews
from airbench_tui.store.rules import latest
from airbench_tui.text import quote

FORMAT = "airbench-tui packet"
VERSION = 1
_LARGEST = 1 << 30  # bytes that the sealed part may unpack to
# What values of a wrong kind or out of bounds end in, here or in SQLite.
_WRONG = (
    KeyError, TypeError, ValueError, AttributeError, OverflowError, sqlite3.IntegrityError, sqlite3.ProgrammingError,
    sqlite3.InterfaceError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. ``new``: places that were not here. ``frame``: whether the frame is here whole."""

    name: str
    packet: int
    places: int
    new: int
    frame: bool


# --- out ----------------------------------------------------------------------------------------


def export_packet(
    connection: sqlite3.Connection, packet: int, target: str, auditor: str | None = None
) -> int:
    """Write a packet to *target* ("-": standard output), only one auditor's places if named; how many places.

    Raises InputError when that auditor has none, or nothing can be written there.
    """
    row = connection.execute(
        "SELECT k.uid, k.name, k.design, k.seed, a.name AS created_by, k.created_at FROM packets k"
        " JOIN auditors a ON a.id = k.created_by WHERE k.id = ?",
        [packet],
    ).fetchone()
    places = connection.execute(
        "SELECT t.uid AS item, a.name AS auditor, l.position FROM packet_places l"
        " JOIN packet_items t ON t.id = l.packet_item JOIN auditors a ON a.id = l.auditor"
        " WHERE t.packet = ?1 AND (?2 IS NULL OR a.folded = ?2) ORDER BY a.name, l.position",
        [packet, None if auditor is None else encode(folded(auditor))],
    ).fetchall()
    if auditor is not None and not places:
        raise InputError(f"{quote(auditor)} has no place in the packet {quote(row['name'])}")
    wanted = {place["item"] for place in places} if auditor is not None else None
    items = [
        item
        for item in connection.execute(
            "SELECT t.uid, t.id, t.response, t.judgment, r.uid AS of, j.uid AS judged, t.stratum,"
            " t.inclusion_probability AS probability, o.uid AS repeat_of FROM packet_items t"
            " JOIN responses r ON r.id = t.response LEFT JOIN judgments j ON j.id = t.judgment"
            " LEFT JOIN packet_items o ON o.id = t.repeat_of WHERE t.packet = ?"
            " ORDER BY t.repeat_of IS NOT NULL, t.uid",
            [packet],
        )
        if wanted is None or item["uid"] in wanted
    ]
    judgments = _judgments(connection, items)
    sealed = {
        "design": json.loads(row["design"]),
        "items": [
            {name: item[name] for name in ("uid", "of", "judged", "stratum", "probability", "repeat_of")}
            for item in items
        ],
        "judgments": [{**one, "rubric": one["rubric"] and one["rubric"]["uid"]} for one in judgments],
        "frame": _frame(connection, packet),
    }
    content = {
        "uid": row["uid"],
        "name": row["name"],
        "seed": row["seed"],
        "created_by": row["created_by"],
        "created_at": row["created_at"],
        "responses": _responses(connection, items),
        "rubrics": list({one["rubric"]["uid"]: one["rubric"] for one in judgments if one["rubric"]}.values()),
        "places": places,
        "sealed": base64.b64encode(zlib.compress(_canonical(sealed), 9)).decode(),
    }
    document = {
        "format": FORMAT,
        "version": VERSION,
        "sha256": hashlib.sha256(_canonical(content)).hexdigest(),
        "packet": content,
    }
    with written(target) as file:
        json.dump(document, file, indent=1)
        file.write("\n")
    return len(places)


def _responses(connection: sqlite3.Connection, items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        connection.execute(
            "SELECT r.uid, c.idx AS category, p.text AS prompt, r.target, r.text AS answer, r.repeat"
            " FROM responses r JOIN prompts p ON p.id = r.prompt JOIN categories c ON c.key = r.category"
            " WHERE r.id = ?",
            [response],
        ).fetchone()
        for response in sorted({item["response"] for item in items})
    ]


def _judgments(connection: sqlite3.Connection, items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for judgment in sorted({item["judgment"] for item in items} - {None}):
        row = connection.execute(
            "SELECT j.uid, r.uid AS of, j.judge, j.judge_snapshot AS snapshot, j.status, j.raw_score, j.polarity,"
            " j.polarity_evidence, j.score, j.reason, j.raw_text, u.sample, j.rubric FROM judgments j"
            " JOIN responses r ON r.id = j.response JOIN runs u ON u.id = j.run WHERE j.id = ?",
            [judgment],
        ).fetchone()
        rubric = connection.execute(
            "SELECT uid, revision, text, polarity, evidence FROM rubrics WHERE id IS ?", [row["rubric"]]
        ).fetchone()
        found.append({**row, "rubric": rubric})
    return found


def _frame(connection: sqlite3.Connection, packet: int) -> list[list[str]]:
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        "SELECT r.uid, j.uid, f.stratum FROM packet_frame f JOIN responses r ON r.id = f.response"
        " JOIN judgments j ON j.id = f.judgment WHERE f.packet = ? ORDER BY r.uid",
        [packet],
    )
    return [list(row) for row in rows]


# --- in -----------------------------------------------------------------------------------------


def import_packet(connection: sqlite3.Connection, path: str) -> Imported:
    """Bring in a packet, by content, so any number of times; what is here stays as it is.

    Raises InputError, with nothing stored, for a file that is no packet, is damaged, or is from a newer
    program.
    """
    content, sealed = _read(path)
    try:
        with transaction(connection, durable=True):
            return _store(connection, content, sealed)
    except _WRONG as error:
        raise _damaged(path, "something in it is not what it should be") from error


def _read(path: str) -> tuple[dict[str, Any], dict[str, Any]]:
    with opened(path) as file:
        raw = file.read()
    try:
        document = json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise InputError(f"{shown(path)} is not a packet file: it is not JSON") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InputError(f"{shown(path)} is not a packet file: `packet export` writes such")
    if document.get("version") != VERSION:
        raise InputError(
            f"{shown(path)} is a packet file of another version (this program reads {VERSION}): upgrade the program"
        )
    content = document.get("packet")
    if not isinstance(content, dict) or hashlib.sha256(_canonical(content)).hexdigest() != document.get(
        "sha256"
    ):
        raise _damaged(path, "its checksum is not that of its content")
    try:
        unpacker = zlib.decompressobj()
        sealed = unpacker.decompress(base64.b64decode(content["sealed"], validate=True), _LARGEST)
        opened_up = json.loads(sealed, parse_constant=_no_number)
        if unpacker.unconsumed_tail or not isinstance(opened_up, dict):
            raise ValueError
    except (KeyError, TypeError, ValueError, zlib.error, RecursionError):
        raise _damaged(path, "its sealed part cannot be read") from None
    return content, opened_up


def _store(connection: sqlite3.Connection, content: dict[str, Any], sealed: dict[str, Any]) -> Imported:
    rubrics = {one["uid"]: one for one in content["rubrics"]}
    judgments = {one["uid"]: one for one in sealed["judgments"]}
    responses = _add_rows(connection, content, judgments, rubrics)
    latest.show(connection)  # what came may have made another judge the default one
    packet, name, reordered = _packet(connection, content, sealed)
    items: dict[str, int] = {}
    for item in sealed["items"]:
        items[item["uid"]] = _item(connection, packet, item, responses[item["of"]], items)
    new = 0
    for place in content["places"]:
        if place["item"] not in items or not place["position"] > 0:
            raise ValueError
        auditor = reviews.auditor_id(connection, _text(place["auditor"]))
        new += connection.execute(
            "INSERT INTO packet_places(packet_item, auditor, position) VALUES (?,?,?) ON CONFLICT DO NOTHING",
            [items[place["item"]], auditor, place["position"]],
        ).rowcount
        if reordered:
            connection.execute(
                "UPDATE packet_places SET position = ? WHERE packet_item = ? AND auditor = ?",
                [place["position"], items[place["item"]], auditor],
            )
    return Imported(
        name, packet, len(content["places"]), new, _add_frame(connection, packet, sealed["frame"])
    )


def _add_rows(
    connection: sqlite3.Connection,
    content: dict[str, Any],
    judgments: dict[str, dict[str, Any]],
    rubrics: dict[str, dict[str, Any]],
) -> dict[str, tuple[int, dict[str, int]]]:
    """Write responses and judgments that are not here; by uid each response's id, its judgments' by uid."""
    of: dict[str, list[dict[str, Any]]] = {}
    for judgment in judgments.values():
        of.setdefault(judgment["of"], []).append(judgment)
    run, found = None, dict[str, tuple[int, dict[str, int]]]()
    for position, one in enumerate(content["responses"], 1):
        row = NewRow(position, one["category"], one["prompt"], one["target"], one["answer"], one["repeat"])
        if row.category not in categories() or one["uid"] != identity.response_uid(
            row.category, _text(row.prompt), _text(row.target), _text(row.answer), row.repeat
        ):
            raise ValueError
        if run is None:
            run = ingest.add_run(connection, _run(content, judgments))
        ingest.add_rows(connection, run, [row])
        response, _ = ingest.add_response(connection, row)
        known: dict[str, int] = {}
        for judgment in of.get(one["uid"], ()):
            made = NewRow(
                position,
                row.category,
                row.prompt,
                row.target,
                row.answer,
                row.repeat,
                _judgment(judgment, rubrics),
            )
            known[judgment["uid"]] = ingest.add_judgment(connection, run, response, made)
            stored = connection.execute(
                "SELECT uid FROM judgments WHERE id = ?", [known[judgment["uid"]]]
            ).fetchone()
            if stored["uid"] != judgment["uid"]:
                raise ValueError
        latest.show(connection, [response])
        found[one["uid"]] = response, known
    return found


def _run(content: dict[str, Any], judgments: dict[str, dict[str, Any]]) -> NewRun:
    return NewRun(
        uid=identity.digest("packet import", _text(content["uid"])),
        name=f"packet {_text(content['name'])}",
        kind="import",
        format="packet",
        sample=any(one["sample"] for one in judgments.values()),
    )


def _judgment(one: dict[str, Any], rubrics: dict[str, dict[str, Any]]) -> NewJudgment:
    rubric = None
    if one["rubric"] is not None:
        said = rubrics[one["rubric"]]
        rubric = NewRubric(_text(said["text"]), said["revision"], said["polarity"], _text(said["evidence"]))
    return NewJudgment(
        judge=_text(one["judge"]),
        status=one["status"],
        raw_score=one["raw_score"],
        polarity=one["polarity"],
        polarity_evidence=_text(one["polarity_evidence"]),
        score=one["score"],
        reason=_text(one["reason"]),
        raw_text=one["raw_text"],
        snapshot=one["snapshot"],
        rubric=rubric,
    )


def _packet(
    connection: sqlite3.Connection, content: dict[str, Any], sealed: dict[str, Any]
) -> tuple[int, str, bool]:
    """The packet's id, its name here (with the uid's beginning where that is another's), whether it was
    made of a CSV until now."""
    uid, name, design = _text(content["uid"]), _text(content["name"]), sealed["design"]
    row = connection.execute("SELECT id, name FROM packets WHERE uid = ?", [uid]).fetchone()
    if row is not None:
        return row["id"], row["name"], False
    if not isinstance(design, dict) or not isinstance(content["seed"], int):
        raise TypeError
    by = reviews.auditor_id(connection, _text(content["created_by"]))
    made_at = stamp(datetime.fromisoformat(content["created_at"]))
    made = give_way(connection, name, uid, sealed["items"], content["places"])
    if made is not None:
        connection.execute(
            "UPDATE packets SET uid = ?, design = ?, seed = ?, created_by = ?, created_at = ? WHERE id = ?",
            [uid, json.dumps(design), content["seed"], by, made_at, made],
        )
        return made, name, True
    taken = connection.execute("SELECT 1 FROM packets WHERE name = ?", [encode(name)]).fetchone()
    name = packets.checked_name(connection, f"{name} ({uid[:6]})" if taken else name)
    return packets.add_packet(connection, uid, name, design, content["seed"], by, made_at), name, False


def _item(
    connection: sqlite3.Connection,
    packet: int,
    item: dict[str, Any],
    response: tuple[int, dict[str, int]],
    items: dict[str, int],
) -> int:
    row = connection.execute(
        "SELECT id, packet, response FROM packet_items WHERE uid = ?", [_text(item["uid"])]
    ).fetchone()
    if row is not None:
        if (row["packet"], row["response"]) != (packet, response[0]):
            raise ValueError
        return int(row["id"])
    judgment = None if item["judged"] is None else response[1][item["judged"]]
    repeat_of = None if item["repeat_of"] is None else items[item["repeat_of"]]
    return packets.add_item(
        connection,
        packet,
        item["uid"],
        response[0],
        judgment,
        _text(item["stratum"]),
        item["probability"],
        repeat_of,
    )


def _add_frame(connection: sqlite3.Connection, packet: int, frame: list[list[str]]) -> bool:
    """Store the frame where all of it is here; whether it is."""
    found = []
    for uid, judged, stratum in frame:
        row = connection.execute(
            "SELECT r.id, j.id AS judgment FROM responses r JOIN judgments j ON j.response = r.id AND j.uid = ?"
            " WHERE r.uid = ?",
            [_text(judged), _text(uid)],
        ).fetchone()
        if row is None:
            return False
        found.append([packet, row["id"], row["judgment"], _text(stratum)])
    connection.executemany(
        "INSERT INTO packet_frame(packet, response, judgment, stratum) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
        found,
    )
    return bool(found)


def _canonical(content: Any) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _no_number(name: str) -> None:
    raise ValueError(name)


def _damaged(path: str, why: str) -> InputError:
    return InputError(f"{shown(path)} is damaged or not a packet of this program: {why}; nothing was stored")
