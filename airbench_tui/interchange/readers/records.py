"""The one shape every reader turns its file into, before anything is normalised or stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from airbench_tui.interchange.formats.rejects import Reject

JudgedStatus = Literal["judged", "malformed", "blank", "failed"]


@dataclass(frozen=True, slots=True)
class RawJudgment:
    """A judge's verdict as the file has it: nothing is normalised yet.

    ``raw_score`` is the number the judge wrote (0, 0.5 or 1 on the rubric's own scale): always there
    when ``status`` is "judged", there when it is "blank" and the judge was asked, else None.
    ``reason`` of a "malformed" one is what stands in the reason's place, if anything.
    ``raw_text`` is the judge's whole reply where the file keeps it. ``rubric`` is the judge prompt
    with its question and answer put back to ``{{QUESTION}}`` and ``{{ANSWER}}``, where the file has
    one.
    """

    status: JudgedStatus
    raw_score: float | None = None
    reason: str = ""
    raw_text: str | None = None
    judge: str | None = None
    rubric: str | None = None
    rubric_revision: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One answer of one model to one prompt, as a file has it. ``number`` counts rows and rejects from 1."""

    number: int
    category: str
    prompt: str
    answer: str
    model: str | None = None
    judgment: RawJudgment | None = None
    repeat: int = 0
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a file before its rows are read.

    ``files`` are the files whose bytes make up its identity, in order. ``parameters`` are the
    request's parameters as the file states them.
    """

    path: str
    format: str
    files: tuple[str, ...]
    model: str | None = None
    judge: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Reader(Protocol):
    """Reads one format. Both methods raise InputError when the file as a whole cannot be used."""

    def sources(self, path: str) -> list[Source]:
        """The sources under *path*: one for a file, one a run for a HELM suite folder."""

    def rows(self, source: Source) -> Iterator[AnswerRecord | Reject]:
        """Stream a source's rows in file order, holding one at a time."""
