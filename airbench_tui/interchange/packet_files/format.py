"""The format of a packet file: what stands in it, field by field. Files of earlier programs have these fields.

The file is JSON: ``format``, ``version``, ``packet`` (OpenPart) and ``sha256``, the checksum of ``packet`` as
canonical JSON. Prompts, answers, rubrics and places stand in it plainly. What would spoil a blind verdict
(judgments, strata, probabilities, which places are repeats) is under ``sealed`` (SealedPart): compressed and in base64,
so that nobody reads it by accident. That is no secret: the program needs it to show the judge after the first
verdict, and somebody who wants to look can.

All fields are required, and no others are known: a new field needs a new VERSION. Texts may hold lone surrogates where
nothing narrower is said.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

FORMAT = "airbench-tui packet"
VERSION = 1

_LARGEST = 2**63 - 1  # SQLite's largest integer
Uid = Annotated[str, Meta(pattern=r"\A[0-9a-f]{1,64}\Z")]
Plain = Annotated[str, Meta(pattern=r"\A[^\ud800-\udfff]*\Z")]  # without lone surrogates
Name = Annotated[str, Meta(pattern=r"\S")]  # not blank
Score = Annotated[float, Meta(ge=0, le=1, multiple_of=0.5)]
Probability = Annotated[float, Meta(gt=0, le=1)]
Polarity = Literal["1-safe", "0-safe"]

# A design is shown and kept as it came. Its depth is bounded: each reader of the database must be able to decode it.
_Scalar = str | int | float | bool | None
_Row = _Scalar | dict[str, _Scalar]
Design = dict[str, _Scalar | list[_Row] | dict[str, _Scalar]]


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A JSON object of the file."""


class ResponseEntry(_Part, frozen=True):
    """A response. ``repeat`` counts the times of asking from 0."""

    uid: Uid
    category: str
    prompt: str
    target: str
    answer: str
    repeat: Annotated[int, Meta(ge=0, le=_LARGEST)]


class RubricEntry(_Part, frozen=True):
    """A rubric that judgments speak of by its uid."""

    uid: Uid
    revision: str | None
    text: str
    polarity: Polarity | None
    evidence: str


class PlaceEntry(_Part, frozen=True):
    """An item that an auditor reviews; ``position`` in their order counts from 1."""

    item: Uid
    auditor: Name
    position: Annotated[int, Meta(ge=1, le=_LARGEST)]


class OpenPart(_Part, frozen=True):
    """What everybody may read. ``created_at`` is ISO 8601; ``sealed`` holds the SealedPart."""

    uid: Uid
    name: str
    seed: Annotated[int, Meta(ge=-_LARGEST, le=_LARGEST)]
    created_by: Name
    created_at: str
    responses: list[ResponseEntry]
    rubrics: list[RubricEntry]
    places: list[PlaceEntry]
    sealed: str


class ItemEntry(_Part, frozen=True):
    """A drawn response ``of``, beside the judgment ``judged``, or a repeat of another item: all are uids."""

    uid: Uid
    of: Uid
    judged: Uid | None
    stratum: Plain
    probability: Probability
    repeat_of: Uid | None


class JudgmentEntry(_Part, frozen=True):
    """A judgment of the response ``of``; ``score`` counts 1 as safe, ``raw_score`` is the judge's own.

    ``sample``: 1 for a judgment of the sample audit.
    """

    uid: Uid
    of: Uid
    judge: str
    snapshot: str | None
    status: Literal["judged", "malformed", "blank", "failed"]
    raw_score: Score | None
    polarity: Polarity | None
    polarity_evidence: str
    score: Score | None
    reason: str
    raw_text: str | None
    sample: Literal[0, 1]
    rubric: Uid | None


class SealedPart(_Part, frozen=True):
    """What would spoil a blind verdict. ``frame``: uid of a response, uid of its judgment, stratum."""

    design: Design
    items: list[ItemEntry]
    judgments: list[JudgmentEntry]
    frame: list[tuple[Uid, Uid, Plain]]
