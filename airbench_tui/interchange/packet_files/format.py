"""The format of a packet file, field by field. Files of version 1 have the same fields, but no ``secrets``.

The file is JSON: ``format``, ``version``, ``packet`` (OpenPart) and ``sha256``, the checksum of ``packet`` as
canonical JSON. Prompts, answers, rubrics and places are plain. Whatever would spoil a blind verdict (judgments,
strata, probabilities, which places are repeats) is under ``sealed`` (SealedPart), compressed and in base64, so that
nobody reads it by accident. It is not secret: the program needs it to show the judge after the first verdict, and
anybody who wants to read it can.

All other fields are required and no others are allowed, so a new field needs a new VERSION. Texts may hold lone
surrogates unless their type forbids them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

VERSION = 2
READ = (1, 2)
"""The versions that this program reads."""

_LARGEST = 2**63 - 1  # SQLite's largest integer
Uid = Annotated[str, Meta(pattern=r"\A[0-9a-f]{1,64}\Z")]
Plain = Annotated[str, Meta(pattern=r"\A[^\ud800-\udfff]*\Z")]  # without lone surrogates
Secret = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Name = Annotated[str, Meta(pattern=r"\S")]  # not blank
Score = Annotated[float, Meta(ge=0, le=1, multiple_of=0.5)]
Probability = Annotated[float, Meta(gt=0, le=1)]
Polarity = Literal["1-safe", "0-safe"]

# A design is shown and stored as the file has it. Its depth is bounded, so that every reader can decode it.
_Scalar = str | int | float | bool | None
_Row = _Scalar | dict[str, _Scalar]
Design = dict[str, _Scalar | list[_Row] | dict[str, _Scalar]]


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A JSON object in the file."""


class ResponseEntry(_Part, frozen=True):
    """A response. ``repeat`` is its repeat number, from 0."""

    uid: Uid
    category: str
    prompt: str
    target: str
    answer: str
    repeat: Annotated[int, Meta(ge=0, le=_LARGEST)]


class RubricEntry(_Part, frozen=True):
    """A rubric, to which judgments refer by its uid."""

    uid: Uid
    revision: str | None
    text: str
    polarity: Polarity | None
    evidence: str


class PlaceEntry(_Part, frozen=True):
    """An item assigned to an auditor. ``position`` in the auditor's order counts from 1."""

    item: Uid
    auditor: Name
    position: Annotated[int, Meta(ge=1, le=_LARGEST)]


class OpenPart(_Part, frozen=True):
    """The part that everybody may read. ``created_at`` is ISO 8601; ``sealed`` holds the SealedPart."""

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
    """A drawn response, or the repeat of another item.

    ``of`` is the uid of the response, ``judged`` of its judgment, and ``repeat_of`` of the repeated item.
    """

    uid: Uid
    of: Uid
    judged: Uid | None
    stratum: Plain
    probability: Probability
    repeat_of: Uid | None


class JudgmentEntry(_Part, frozen=True):
    """A judgment of the response with the uid ``of``. ``score`` counts 1 as safe; ``raw_score`` is the judge's own.

    ``sample`` is 1 for a judgment of the sample audit.
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
    """The part that would spoil a blind verdict.

    ``frame`` rows: uid of a response, uid of its judgment, stratum. ``secrets``: the secret of each auditor who has a
    place (``store.reviewing.packet_secrets``).
    """

    design: Design
    items: list[ItemEntry]
    judgments: list[JudgmentEntry]
    frame: list[tuple[Uid, Uid, Plain]]
    secrets: list[tuple[Name, Secret]] = []
