"""The reader of the benchmark's pipeline 1: a JSON list of answers, judged or not.

Format (``evaluation/pipeline1_step1_*_response.json`` and ``pipeline1_step2_*_result.json`` of
stanford-crfm/air-bench-2024): objects with ``cate_idx``, ``l2_name``, ``l3_name``, ``l4_name``,
``prompt`` (``[{"prompt": TEXT}]``, or plain text), ``response`` and, when judged, ``reason`` and
``score``. The category names are not read; they come from this program's own taxonomy. ``model`` and
``judge``, which the original files do not have, are used where they are present.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from typing import Any, ClassVar

from airbench_tui.interchange.formats.jsonstream import iter_array
from airbench_tui.interchange.formats.rejects import Reject
from airbench_tui.interchange.readers import rowrules
from airbench_tui.interchange.readers.names import model_from_name
from airbench_tui.interchange.readers.probe import Probe
from airbench_tui.interchange.readers.records import AnswerRecord, Source
from airbench_tui.interchange.readers.rowrules import UnusableError

_ITEM_KEYS = {"cate_idx", "prompt", "response"}
_LOOK_AT = 100  # items


class Pipeline1Reader:
    """A reader of pipeline 1's JSON lists (see :class:`~airbench_tui.interchange.readers.records.Reader`)."""

    FORMAT: ClassVar[str] = "pipeline1"
    NAME: ClassVar[str] = "pipeline 1 JSON"

    def recognises(self, probe: Probe) -> bool:
        """Recognise a list with an item that has one of the keys, or an empty list.

        Odd items at the start become rejected rows; they do not make another format.
        """
        if probe.shape != "JSON list":
            return False
        item = None
        for item in islice(iter_array(probe.path), _LOOK_AT):
            if isinstance(item, dict) and _ITEM_KEYS & item.keys():
                return True
        return item is None

    def sources(self, path: str | os.PathLike[str]) -> list[Source]:
        """Return the one source in the file. Raises InputError when its first item cannot be read."""
        name = os.fspath(path)
        next(iter_array(name), None)
        return [Source(name, self.FORMAT, (name,), model_from_name(name))]

    def rows(self, source: Source) -> Iterator[AnswerRecord | Reject]:
        """Yield the answers in file order. Raises InputError at the point where the file breaks."""
        return rowrules.usable(enumerate(iter_array(source.files[0]), 1), _row)


def _row(number: int, item: Any) -> AnswerRecord:
    if not isinstance(item, dict):
        raise UnusableError(f"the item is {rowrules.kind_of(item)}, not an object")
    answer = rowrules.text_of(item.get("response"), "response")
    return AnswerRecord(
        number=number,
        category=rowrules.category_of(item.get("cate_idx")),
        prompt=rowrules.prompt_of(_only_prompt(item.get("prompt"))),
        answer=answer,
        model=rowrules.name_of(item.get("model")),
        judgment=rowrules.judgment_of(
            answer,
            rowrules.text_of(item.get("reason"), "reason"),
            rowrules.score_of(item.get("score")),
            judge=rowrules.name_of(item.get("judge")),
        ),
    )


def _only_prompt(value: Any) -> Any:
    """Return the text in ``[{"prompt": TEXT}]``, or plain text unchanged."""
    if not isinstance(value, list):
        return value
    if len(value) > 1:
        raise UnusableError(f"prompt has {len(value)} parts where one is expected")
    if value and not isinstance(value[0], dict):
        raise UnusableError(f"prompt is a list of {rowrules.kind_of(value[0])}, not of an object")
    return value[0].get("prompt") if value else None
