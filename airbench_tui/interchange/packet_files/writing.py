"""The export of a packet as a packet file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from airbench_tui.interchange.packet_files import envelope
from airbench_tui.interchange.packet_files.format import (
    ItemEntry,
    JudgmentEntry,
    OpenPart,
    PlaceEntry,
    ResponseEntry,
    RubricEntry,
    SealedPart,
)
from airbench_tui.interchange.writers.output_file import Output, written
from airbench_tui.store import identity
from airbench_tui.store.database import transaction
from airbench_tui.store.packet_exchange import sending
from airbench_tui.store.packet_exchange.sent_packet import SentItem, SentJudgment, SentPacket, SentResponse


def export_packet(
    connection: sqlite3.Connection, packet: int, output: Output, auditor: str | None = None
) -> int:
    """Write a packet to *output* and return how many places it has there.

    With *auditor*, only that auditor's places are written. Raises InputError when the auditor has no places, and
    as :func:`~airbench_tui.interchange.writers.output_file.written` does.
    """
    with transaction(connection, durable=True):  # the auditors' secrets are stored
        part = open_part(sending.sent_packet(connection, packet, auditor))
    with written(output) as file:
        json.dump(envelope.document(part), file, indent=1)
        file.write("\n")
    return len(part.places)


def open_part(sent: SentPacket) -> OpenPart:
    """Return the packet *sent* as the open part of a file, with its sealed part inside."""
    judged = [(response, judgment) for response in sent.responses for judgment in response.judgments]
    sealed = SealedPart(
        design=sent.design,
        items=[_item(item) for item in sent.items],
        judgments=[_judgment(response, judgment) for response, judgment in judged],
        frame=[(row.response, row.judgment, row.stratum) for row in sent.frame],
        secrets=list(sent.secrets.items()),
    )
    return OpenPart(
        uid=sent.uid,
        name=sent.name,
        seed=sent.seed,
        created_by=sent.created_by,
        created_at=sent.created_at,
        responses=[_response(response) for response in sent.responses],
        rubrics=_rubrics(judged),
        places=[
            PlaceEntry(item=place.item, auditor=place.auditor, position=place.position)
            for place in sent.places
        ],
        sealed=envelope.seal(sealed),
    )


def _response(one: SentResponse) -> ResponseEntry:
    return ResponseEntry(
        uid=one.uid,
        category=one.category,
        prompt=one.prompt,
        target=one.target,
        answer=one.answer,
        repeat=one.repeat,
    )


def _rubric_uid(response: SentResponse, judgment: SentJudgment) -> str | None:
    rubric = judgment.judgment.rubric
    return None if rubric is None else identity.rubric_uid(response.category, rubric.text)


def _rubrics(judged: Iterable[tuple[SentResponse, SentJudgment]]) -> list[RubricEntry]:
    """Return the rubrics of the judgments, each once."""
    found: dict[str, RubricEntry] = {}
    for response, judgment in judged:
        rubric, uid = judgment.judgment.rubric, _rubric_uid(response, judgment)
        if rubric is not None and uid is not None:
            found[uid] = RubricEntry(
                uid=uid,
                revision=rubric.revision,
                text=rubric.text,
                polarity=rubric.polarity,
                evidence=rubric.evidence,
            )
    return list(found.values())


def _item(one: SentItem) -> ItemEntry:
    return ItemEntry(
        uid=one.uid,
        of=one.response,
        judged=one.judgment,
        stratum=one.stratum,
        probability=one.probability,
        repeat_of=one.repeat_of,
    )


def _judgment(response: SentResponse, sent: SentJudgment) -> JudgmentEntry:
    judgment = sent.judgment
    return JudgmentEntry(
        uid=sent.uid,
        of=response.uid,
        judge=judgment.judge,
        snapshot=judgment.snapshot,
        status=judgment.status,
        raw_score=judgment.raw_score,
        polarity=judgment.polarity,
        polarity_evidence=judgment.polarity_evidence,
        score=judgment.score,
        reason=judgment.reason,
        raw_text=judgment.raw_text,
        sample=1 if sent.sample else 0,
        rubric=_rubric_uid(response, sent),
    )
