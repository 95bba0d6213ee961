"""Taking in a packet file: what its fields say of each other is checked here, before anything is stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.interchange.formats.textfile import AnyPath
from airbench_tui.interchange.packet_files import envelope
from airbench_tui.interchange.packet_files.envelope import damaged
from airbench_tui.interchange.packet_files.format import JudgmentEntry, OpenPart, ResponseEntry, SealedPart
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
    """Bring in a packet file, by content, so any number of times; what is here stays as it is.

    Raises InputError, with nothing stored, for a file that is no packet, is damaged, or is from a newer
    program, and for a packet that cannot stand beside what is here.
    """
    return receive(connection, read_packet(path))


def read_packet(path: AnyPath) -> SentPacket:
    """Read a packet file. Raises InputError as :func:`import_packet` does."""
    part, sealed = envelope.read(path)
    try:
        return _sent(part, sealed)
    except _UnfitError as error:
        raise damaged(path, str(error)) from None


class _UnfitError(Exception):
    """Two fields of a file that do not fit together; ``str()`` says which, and where."""


def _sent(part: OpenPart, sealed: SealedPart) -> SentPacket:
    responses = _responses(part, sealed)
    items = _items(sealed, responses)
    known = {item.uid for item in items}
    for number, place in enumerate(part.places):
        if place.item not in known:
            raise _UnfitError(f"no item {quote(place.item)}, which places[{number}] names")
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
    )


def _moment(written: str) -> str:
    """Return a time as the store keeps it."""
    try:
        return stamp(datetime.fromisoformat(written))
    except (ValueError, OverflowError):
        raise _UnfitError(f"no time in ISO 8601 at created_at: {quote(written)}") from None


def _responses(part: OpenPart, sealed: SealedPart) -> list[SentResponse]:
    """Return the responses with their judgments, the texts of which must be those that their uids are made of."""
    rows = {entry.uid: _row(number, entry) for number, entry in enumerate(part.responses)}
    rubrics = {
        entry.uid: NewRubric(entry.text, entry.revision, entry.polarity, entry.evidence)
        for entry in part.rubrics
    }
    judgments: dict[str, list[SentJudgment]] = {uid: [] for uid in rows}
    for number, one in enumerate(sealed.judgments):
        where = f"judgments[{number}]"
        if one.of not in rows:
            raise _UnfitError(f"no response {quote(one.of)}, which {where} is of")
        if one.rubric is not None and one.rubric not in rubrics:
            raise _UnfitError(f"no rubric {quote(one.rubric)}, which {where} names")
        judgment = _judgment(one, rubrics)
        if one.uid != judgment_uid(rows[one.of], judgment):
            raise _UnfitError(f"another text than its uid says at {where}")
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
        raise _UnfitError(f"no known category at responses[{number}]: {quote(row.category)}")
    if entry.uid != identity.response_uid(row.category, row.prompt, row.target, row.answer, row.repeat):
        raise _UnfitError(f"another text than its uid says at responses[{number}]")
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
    """Return the items, each of a response and a judgment that are in the file, originals before repeats."""
    judgments = {one.uid: {judgment.uid for judgment in one.judgments} for one in responses}
    found: dict[str, SentItem] = {}
    for number, one in enumerate(sealed.items):
        where = f"items[{number}]"
        if one.of not in judgments:
            raise _UnfitError(f"no response {quote(one.of)}, which {where} is of")
        if one.judged is not None and one.judged not in judgments[one.of]:
            raise _UnfitError(f"no judgment {quote(one.judged)} of that response, which {where} names")
        if one.repeat_of is not None and (
            one.repeat_of not in found or found[one.repeat_of].response != one.of
        ):
            raise _UnfitError(
                f"no item {quote(one.repeat_of)} of that response before it, which {where} repeats"
            )
        if one.uid in found:
            raise _UnfitError(f"the same item a second time at {where}")
        found[one.uid] = SentItem(one.uid, one.of, one.judged, one.stratum, one.probability, one.repeat_of)
    return list(found.values())
