"""The import of a packet file. References between its fields are checked here, before anything is stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.interchange.formats.textfile import AnyPath
from airbench_tui.interchange.packet_files import envelope
from airbench_tui.interchange.packet_files.envelope import damaged
from airbench_tui.interchange.packet_files.format import JudgmentEntry, OpenPart, ResponseEntry, SealedPart
from airbench_tui.interchange.packet_files.recomputed import UnfitError, check_items, check_score
from airbench_tui.store import identity
from airbench_tui.store.database import stamp
from airbench_tui.store.incoming.ingest import NewJudgment, NewRow, NewRubric, judgment_uid
from airbench_tui.store.packet_exchange.receiving import ReceivedPacket, receive
from airbench_tui.store.packet_exchange.sent_packet import (
    SentFrameRow,
    SentItem,
    SentJudgment,
    SentPacket,
    SentPlace,
    SentResponse,
)
from airbench_tui.text import quote


def import_packet(connection: sqlite3.Connection, path: AnyPath) -> ReceivedPacket:
    """Import a packet file by content. What is stored stays as it is, so a second import changes nothing.

    Raises InputError, with nothing stored, for a file that is not a packet, is damaged or comes from a newer
    program, and for a packet that conflicts with what is stored.
    """
    return receive(connection, read_packet(path))


def read_packet(path: AnyPath) -> SentPacket:
    """Read a packet file. Raises InputError as :func:`import_packet` does."""
    part, sealed = envelope.read(path)
    try:
        return _sent(part, sealed)
    except UnfitError as error:
        raise damaged(path, str(error)) from None


def _sent(part: OpenPart, sealed: SealedPart) -> SentPacket:
    responses = _responses(part, sealed)
    items = _items(sealed, responses)
    check_items(part.uid, sealed)
    known = {item.uid for item in items}
    for number, place in enumerate(part.places):
        if place.item not in known:
            raise UnfitError(
                f"places[{number}] refers to the item {quote(place.item)}, which is not in the file"
            )
    return SentPacket(
        uid=part.uid,
        name=part.name,
        design=sealed.design,
        seed=part.seed,
        created_by=part.created_by,
        created_at=_moment(part.created_at),
        responses=responses,
        items=items,
        places=[SentPlace(place.item, place.auditor, place.position) for place in part.places],
        frame=[SentFrameRow(*row) for row in sealed.frame],
        secrets=dict(sealed.secrets),
    )


def _moment(written: str) -> str:
    """Return a time as the store keeps it. Raises UnfitError for another text."""
    try:
        return stamp(datetime.fromisoformat(written))
    except (ValueError, OverflowError):
        raise UnfitError(f"created_at {quote(written)} is not a time in ISO 8601") from None


def _responses(part: OpenPart, sealed: SealedPart) -> list[SentResponse]:
    """Return the responses with their judgments. Raises UnfitError where a uid does not fit its content."""
    rows = {entry.uid: _row(number, entry) for number, entry in enumerate(part.responses)}
    rubrics = {
        entry.uid: NewRubric(entry.text, entry.revision, entry.polarity, entry.evidence)
        for entry in part.rubrics
    }
    judgments: dict[str, list[SentJudgment]] = {uid: [] for uid in rows}
    for number, one in enumerate(sealed.judgments):
        where = f"judgments[{number}]"
        if one.of not in rows:
            raise UnfitError(f"{where} refers to the response {quote(one.of)}, which is not in the file")
        if one.rubric is not None and one.rubric not in rubrics:
            raise UnfitError(f"{where} refers to the rubric {quote(one.rubric)}, which is not in the file")
        if one.rubric is not None:
            text = rubrics[one.rubric].text
            if one.rubric != identity.rubric_uid(rows[one.of].category, text):
                raise UnfitError(f"the rubric of {where} does not fit its uid {quote(one.rubric)}")
        check_score(where, one)
        judgment = _judgment(one, rubrics)
        if one.uid != judgment_uid(rows[one.of], judgment):
            raise UnfitError(f"the uid of {where} does not fit its content")
        judgments[one.of].append(SentJudgment(one.uid, judgment, bool(one.sample)))
    return [
        SentResponse(
            uid=uid,
            category=row.category,
            prompt=row.prompt,
            target=row.target,
            answer=row.answer,
            repeat=row.repeat,
            judgments=judgments[uid],
        )
        for uid, row in rows.items()
    ]


def _row(number: int, entry: ResponseEntry) -> NewRow:
    row = NewRow(number, entry.category, entry.prompt, entry.target, entry.answer, entry.repeat)
    if row.category not in categories():
        raise UnfitError(f"responses[{number}] has the unknown category {quote(row.category)}")
    if entry.uid != identity.response_uid(row.category, row.prompt, row.target, row.answer, row.repeat):
        raise UnfitError(f"the uid of responses[{number}] does not fit its content")
    return row


def _judgment(one: JudgmentEntry, rubrics: Mapping[str, NewRubric]) -> NewJudgment:
    return NewJudgment(
        judge=one.judge,
        status=one.status,
        raw_score=one.raw_score,
        polarity=one.polarity,
        polarity_evidence=one.polarity_evidence,
        score=one.score,
        reason=one.reason,
        raw_text=one.raw_text,
        snapshot=one.snapshot,
        rubric=None if one.rubric is None else rubrics[one.rubric],
    )


def _items(sealed: SealedPart, responses: Sequence[SentResponse]) -> list[SentItem]:
    """Return the items, originals before repeats.

    Raises UnfitError for an item whose response, judgment or original is not in the file, and for an item that
    occurs twice.
    """
    judgments = {one.uid: {judgment.uid for judgment in one.judgments} for one in responses}
    found: dict[str, SentItem] = {}
    for number, one in enumerate(sealed.items):
        where = f"items[{number}]"
        if one.of not in judgments:
            raise UnfitError(f"{where} refers to the response {quote(one.of)}, which is not in the file")
        if one.judged is not None and one.judged not in judgments[one.of]:
            raise UnfitError(
                f"{where} refers to the judgment {quote(one.judged)}, which is not one of its response"
            )
        if one.repeat_of is not None and (
            one.repeat_of not in found or found[one.repeat_of].response != one.of
        ):
            raise UnfitError(
                f"{where} repeats the item {quote(one.repeat_of)}, which is not an earlier item of its response"
            )
        if one.uid in found:
            raise UnfitError(f"{where} is an item that the file already has")
        found[one.uid] = SentItem(one.uid, one.of, one.judged, one.stratum, one.probability, one.repeat_of)
    return list(found.values())
