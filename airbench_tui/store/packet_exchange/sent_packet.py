"""A packet as it is sent from one database to another. Rows have uids and no local ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from airbench_tui.store.incoming.ingest import NewJudgment


@dataclass(frozen=True, slots=True)
class SentJudgment:
    """A judgment by which items were drawn. ``sample``: the judgment is of the sample audit, which is invented."""

    uid: str
    judgment: NewJudgment
    sample: bool


@dataclass(frozen=True, slots=True)
class SentResponse:
    """A response of the packet, with the judgments by which its items were drawn (usually one)."""

    uid: str
    category: str
    prompt: str
    target: str
    answer: str
    repeat: int
    judgments: Sequence[SentJudgment]


@dataclass(frozen=True, slots=True)
class SentItem:
    """A drawn response, or its hidden repeat for one auditor.

    ``response``, ``judgment`` (None where the response had none) and ``repeat_of`` (an item) are uids. ``probability``
    is the inclusion probability, above 0 and at most 1.
    """

    uid: str
    response: str
    judgment: str | None
    stratum: str
    probability: float
    repeat_of: str | None


@dataclass(frozen=True, slots=True)
class SentPlace:
    """An item (a uid) assigned to an auditor (a name). ``position`` in the auditor's order counts from 1."""

    item: str
    auditor: str
    position: int


class SentFrameRow(NamedTuple):
    """A response that could have been drawn, its judgment at that time (both uids), and its stratum."""

    response: str
    judgment: str
    stratum: str


@dataclass(frozen=True, slots=True)
class SentPacket:
    """A whole packet, or the part of it that one auditor needs.

    ``items`` has originals before their repeats. ``created_by`` is an auditor's name. ``created_at`` is a time as the
    store keeps it (``database.stamp``). ``frame`` is whole or empty. ``secrets`` has the secret of each auditor who has
    a place, by name; it is empty in a file of an older program.
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
    secrets: Mapping[str, str]
