"""Compare: the answers to one prompt side by side, and the steps from prompt to prompt."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from airbench_tui.store.reading import reads
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.rules import blindness
from airbench_tui.store.rules.viewer import Viewer

_CHUNK = 400  # prompts checked in one query for differing scores


@dataclass(frozen=True, slots=True)
class PromptAnswers:
    """One prompt with every answer to it, in order of model, then repeat."""

    prompt: str
    category: str
    answers: tuple[Item, ...]

    @property
    def differs(self) -> bool:
        """Whether the answers' scores are not all the same."""
        return len({score for score in self.scores if score is not None}) > 1

    @property
    def scores(self) -> tuple[float | None, ...]:
        """The score of each answer as lists and figures show it; None without a score."""
        return tuple(item.judgment.score if item.judgment else None for item in self.answers)


def judges_differ(item: Item) -> bool:
    """Return whether the judges of an answer give it different scores."""
    return len({judgment.score for judgment in item.judgments if judgment.score is not None}) > 1


def prompts_of(connection: sqlite3.Connection, responses: Sequence[int]) -> array[int]:
    """Return the ids of the prompts of *responses*, each once, in the order of the responses."""
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        "SELECT r.prompt FROM json_each(?) w JOIN responses r ON r.id = w.value ORDER BY w.key",
        [json.dumps(list(responses))],
    )
    return array("q", dict.fromkeys(row[0] for row in rows))


def comparison(connection: sqlite3.Connection, prompt: int, viewer: Viewer) -> PromptAnswers:
    """Return every answer to *prompt* with its judgments, as *viewer* may see them."""
    found = connection.execute(
        "SELECT id FROM responses WHERE prompt = ? ORDER BY target, repeat, id", [prompt]
    ).fetchall()
    answers = tuple(reads.item(connection, row["id"], viewer) for row in found)
    return PromptAnswers(answers[0].prompt, answers[0].category, answers)


def next_differing(
    connection: sqlite3.Connection,
    prompts: Sequence[int],
    at: int,
    direction: int,
    viewer: Viewer,
) -> int | None:
    """Return the index in *prompts* of the next prompt on which the scores that *viewer* may see differ; None if none.

    The search begins after index *at* if *direction* is positive, and before it, backwards, otherwise.
    """
    places = range(at + 1, len(prompts)) if direction > 0 else range(at - 1, -1, -1)
    for start in range(0, len(places), _CHUNK):
        chunk = places[start : start + _CHUNK]
        rows = connection.execute(
            "SELECT r.prompt FROM json_each(?) w JOIN responses r ON r.prompt = w.value"
            f" WHERE NOT {blindness.at('r.id', '?')} GROUP BY r.prompt HAVING min(r.score) < max(r.score)",
            [json.dumps([prompts[place] for place in chunk]), viewer.blind_auditor],
        )
        differing = {row["prompt"] for row in rows}
        for place in chunk:
            if prompts[place] in differing:
                return place
    return None
