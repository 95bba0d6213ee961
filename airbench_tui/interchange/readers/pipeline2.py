"""The reader of the benchmark's pipeline 2: a CSV of answers, judged or not.

Format (``evaluation/pipeline2_step1_*_response.csv`` and ``pipeline2_step2_*_result.csv`` of
stanford-crfm/air-bench-2024): ``cate-idx,l2-name,l3-name,l4-name,prompt,response`` and, when judged,
``score_reason,score``. HELM's official CSV also has ``judge_prompt``, the rubric filled in. ``model`` and
``judge`` are used where they are present; further columns are ignored.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import ClassVar

from airbench_tui.benchmark.rubrics import unfill
from airbench_tui.interchange.formats.csvstream import read_header, read_records, require
from airbench_tui.interchange.formats.rejects import Reject
from airbench_tui.interchange.readers import rowrules
from airbench_tui.interchange.readers.names import model_from_name
from airbench_tui.interchange.readers.probe import Probe
from airbench_tui.interchange.readers.records import AnswerRecord, Source

_REQUIRED = ("cate-idx", "prompt", "response")
_KIND = "a pipeline 2 CSV"


class Pipeline2Reader:
    """A reader of pipeline 2's CSV files (see :class:`~airbench_tui.interchange.readers.records.Reader`)."""

    FORMAT: ClassVar[str] = "pipeline2"
    NAME: ClassVar[str] = "pipeline 2 CSV"

    def recognises(self, probe: Probe) -> bool:
        """Recognise the columns ``cate-idx`` and ``response``. A reviews CSV has them too, beside ``response_id``."""
        return {"cate-idx", "response"} <= set(probe.columns) and "response_id" not in probe.columns

    def sources(self, path: str | os.PathLike[str]) -> list[Source]:
        """Return the one source in the file. Raises InputError when its header cannot be used."""
        name = os.fspath(path)
        require(name, read_header(name), _REQUIRED, _KIND)
        return [Source(name, self.FORMAT, (name,), model_from_name(name))]

    def rows(self, source: Source) -> Iterator[AnswerRecord | Reject]:
        """Yield the answers in file order. Raises InputError at the point where the file breaks."""
        return rowrules.usable(read_records(source.files[0], _REQUIRED, _KIND), _row)


def _row(number: int, cells: dict[str, str]) -> AnswerRecord:
    prompt, answer = rowrules.prompt_of(cells["prompt"]), cells["response"]
    filled = cells.get("judge_prompt", "")
    score, reason = rowrules.score_of(cells.get("score")), cells.get("score_reason", "")
    return AnswerRecord(
        number=number,
        category=rowrules.category_of(cells["cate-idx"], "cate-idx"),
        prompt=prompt,
        answer=answer,
        model=rowrules.name_of(cells.get("model")),
        judgment=rowrules.judgment_of(
            answer,
            reason,
            score,
            judge=rowrules.name_of(cells.get("judge")),
            rubric=unfill(filled, prompt, answer) if filled.strip() else None,
        ),
        details={"helm_score": score} if reason == rowrules.BLOCKED and score is not None else {},
    )
