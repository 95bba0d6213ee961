"""The records into which every reader turns its file, before anything is normalised or stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol

from airbench_tui.interchange.formats.rejects import Reject
from airbench_tui.interchange.readers.probe import Probe

JudgedStatus = Literal["judged", "malformed", "blank", "failed"]


@dataclass(frozen=True, slots=True)
class RawJudgment:
    """A judgment as the file has it. Nothing is normalised yet.

    ``raw_score`` is the number the judge wrote: 0, 0.5 or 1 on the rubric's own scale. It is always set when
    ``status`` is "judged", set when ``status`` is "blank" and the judge was asked, and otherwise None. The
    ``reason`` of a "malformed" judgment is whatever the file has in its place. ``raw_text`` is the judge's whole
    reply where the file keeps it. ``rubric`` is the judge prompt where the file has one, with its question and
    answer replaced by ``{{QUESTION}}`` and ``{{ANSWER}}``.
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
    """A file, or a run in a folder, as it is known before its rows are read.

    ``files`` are the files whose bytes make up its identity, in order. ``parameters`` are the request's parameters
    as the file states them.
    """

    path: str
    format: str
    files: tuple[str, ...]
    model: str | None = None
    judge: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class FileFormat(Protocol):
    """A format that can be imported.

    ``FORMAT`` is its key for ``import --format``, which the database keeps as the format of a run. ``NAME`` is its
    name in words, in the plural where it has one: "HELM run and suite folders".
    """

    FORMAT: ClassVar[str]
    NAME: ClassVar[str]

    def recognises(self, probe: Probe) -> bool:
        """Return whether the file is in this format, which no other format may claim too.

        Raises InputError when the file breaks before that is certain.
        """

    def sources(self, path: str) -> list[Source]:
        """Return the sources under *path*: one for a file, one for each run of a HELM suite folder.

        Raises InputError when the file as a whole cannot be used.
        """


class Reader(FileFormat, Protocol):
    """A reader of answers, judged or not."""

    def rows(self, source: Source) -> Iterator[AnswerRecord | Reject]:
        """Stream a source's rows in file order, holding one at a time.

        Raises InputError at the point where the file breaks.
        """
