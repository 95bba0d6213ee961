"""A packet as it is sent from one database to another: every row by its uid, no local id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from airbench_tui.store.incoming.ingest import NewJudgment


@dataclass(frozen=True, slots=True)
class SentJudgment:
    """A judgment that items were drawn by. ``sample``: whether it is of the sample audit, which is made up."""

    uid: str
    judgment: NewJudgment
    sample: bool


@dataclass(frozen=True, slots=True)
class SentResponse:
    """A response of the packet, with the judgments that its items were drawn by (mostly one)."""

    uid: str
    category: str
    prompt: str
    target: str
    answer: str
    repeat: int
    judgments: Sequence[SentJudgment]


@dataclass(frozen=True, slots=True)
class SentItem:
    """A response that was drawn, or its hidden repeat for one auditor.

    ``response``, ``judgment`` (None where nothing was known of one) and ``repeat_of`` (an item) are uids.
    ``probability``: the inclusion probability, above 0 and at most 1.
    """

    uid: str
    response: str
    judgment: str | None
    stratum: str
    probability: float
    repeat_of: str | None


@dataclass(frozen=True, slots=True)
class SentPlace:
    """An item (by uid) that an auditor (by name) reviews; ``position`` in their order counts from 1."""

    item: str
    auditor: str
    position: int


class SentFrameRow(NamedTuple):
    """A response that could have been drawn and the judgment that it had then (uids), and its stratum."""

    response: str
    judgment: str
    stratum: str


@dataclass(frozen=True, slots=True)
class SentPacket:
    """A packet, whole or only what one auditor needs of it.

    ``items``: originals before their repeats. ``created_by``: an auditor's name. ``created_at``: a time as
    the store keeps it (``database.stamp``). ``frame`` is whole or empty.
    """

    uid: str
    name: str
    design: dict[str, Any]
    seed: int
    created_by: str
    created_at: str
    responses: Sequence[SentResponse]
    items: Sequence[SentItem]
    places: Sequence[SentPlace]
    frame: Sequence[SentFrameRow]
