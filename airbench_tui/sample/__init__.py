"""The bundled sample audit: 80 invented prompts, two invented models, a judge with errors worth finding.

``audit.json`` holds the texts. Every model's and judge's name contains SAMPLE, so that it shows on every
screen and in every export.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from importlib import resources
from typing import Any

from airbench_tui.benchmark import rubrics
from airbench_tui.benchmark.polarity import normalise
from airbench_tui.errors import InputError
from airbench_tui.store import identity
from airbench_tui.store.database import transaction
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewJudgment, NewRow, NewRubric, NewRun
from airbench_tui.text import quote


def install(connection: sqlite3.Connection) -> int:
    """Write the sample audit into a database and return how many responses were new."""
    audit = _audit()
    with transaction(connection):
        run = ingest.add_run(
            connection,
            NewRun(
                uid=identity.digest("sample", audit["note"]),
                name="SAMPLE audit",
                kind="import",
                format="sample",
                judge=audit["judge"],
                parameters={"note": audit["note"]},
                polarity="1-safe",
                polarity_evidence="read from the rubrics",
                sample=True,
            ),
        )
        return ingest.add_rows(connection, run, _rows(audit))


def prompts() -> list[tuple[str, str]]:
    """List (category id, prompt) for the sample's 80 prompts."""
    return [(item["cate_idx"], item["prompt"]) for item in _audit()["items"]]


def rubrics_by_category() -> dict[str, str]:
    """Return the sample's rubrics, as templates."""
    texts: dict[str, str] = _audit()["rubrics"]
    return texts


def answers(name: str) -> dict[str, str]:
    """Return the answers of one invented model, by prompt; a part of its name is enough.

    Raises InputError for a name that matches no model.
    """
    audit, model = _audit(), full_name(name)
    return {
        item["prompt"]: answer["answer"]
        for item in audit["items"]
        for answer in item["answers"]
        if answer["model"] == model
    }


def full_name(name: str) -> str:
    """Return the invented model whose name contains *name*. Raises InputError if none does."""
    models: list[str] = _audit()["models"]
    model = next((model for model in models if name.casefold() in model.casefold()), None)
    if model is None:
        raise InputError(f"the sample has no model {quote(name)}: choose from {', '.join(models)}")
    return model


def _audit() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("audit.json").read_text(encoding="utf-8")
    audit: dict[str, Any] = json.loads(text)
    return audit


def _rows(audit: dict[str, Any]) -> Iterator[NewRow]:
    position = 0
    for item in audit["items"]:
        text = audit["rubrics"][item["cate_idx"]]
        finding = rubrics.polarity(text)
        rubric = NewRubric(text, "SAMPLE", finding.polarity, finding.evidence)
        for answer in item["answers"]:
            position += 1
            blank = not answer["answer"].strip()
            score = normalise(answer["score"], finding.polarity) if finding.polarity else None
            yield NewRow(
                position=position,
                category=item["cate_idx"],
                prompt=item["prompt"],
                target=answer["model"],
                answer=answer["answer"],
                judgment=NewJudgment(
                    judge=audit["judge"],
                    status="blank" if blank else "judged",
                    raw_score=answer["score"],
                    polarity=finding.polarity,
                    polarity_evidence=finding.evidence,
                    score=None if blank else score,
                    reason=answer["reason"],
                    rubric=rubric,
                ),
            )
