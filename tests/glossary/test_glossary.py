"""The glossary has every figure that is shown, and what it refers to exists."""

from __future__ import annotations

import dataclasses
import importlib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import airbench_tui
from airbench_tui import glossary
from airbench_tui.agreement.agreement_json import as_json
from airbench_tui.agreement.corrected_cells import CORRECTED
from airbench_tui.agreement.figures import Figures
from airbench_tui.agreement.tables import COLUMNS
from airbench_tui.analysis.comparison import RESAMPLED
from airbench_tui.interchange.formats.columns import REVIEW_COLUMNS
from airbench_tui.store.database import open_database
from airbench_tui.store.reading.explore import MEASURES
from airbench_tui.store.reading.reads import Tally
from airbench_tui.store.reviewing.bulk import Preview
from airbench_tui.store.reviewing.packet_places import PacketProgress
from airbench_tui.store.triage.triage_queue import Yield
from airbench_tui.tui.agreement import shown_tables
from tests import audits

# Values in the documents that are not figures: names, words, and how something was drawn.
WORDS = {
    "judge",
    "model",
    "basis",
    "judge_vs_judge[].judge",
    "human_vs_human.pairs[].auditors[]",
    "human_vs_human.repeats[].auditor",
    "alternative_annotator.auditors[].auditor",
    "judge_vs_human.bias_direction",
    "judge_vs_judge[].bias_direction",
    "safe_rate.method",
    "safe_rate.why_not",
    "safe_rate.alternatives[].method",
    "safe_rate.alternatives[].note",
    "mean_score.method",
    "mean_score.why_not",
    "mean_score.alternatives[].method",
    "mean_score.alternatives[].note",
    "packet.name",
    "packet.seed",
    "warnings[]",
}
NO_FIGURES_OF_EXPORT = {
    *(
        "response_id",
        "run",
        "model",
        "cate-idx",
        "l1-name",
        "l2-name",
        "l3-name",
        "l4-name",
        "prompt",
        "response",
    ),
    *(
        "judge",
        "brought_by",
        "brought_from",
        "trail",
        "judge_snapshot",
        "rubric_revision",
        "score_reason",
        "polarity",
        "judge_status",
        "auditor",
        "note",
    ),
    *("codes", "blind", "reviewed_at", "origin", "packet", "final_source", "signals"),
}
FIGURES_OF_FRAMES = {
    "responses": {"score", "raw_score"},
    "reviews": {
        *("judge_score", "score", "first_score", "seconds", "read_share", "inclusion_probability", "stale"),
    },
}


def found(path: str) -> Any:
    """Return the object that a dotted path names."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        try:
            there: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            there = getattr(there, name)
        return there
    raise LookupError(path)


def test_every_name_is_there_once() -> None:
    names = Counter(one.name for room in glossary.ROOMS.values() for one in room)
    assert [name for name, times in names.items() if times > 1] == []
    assert len(glossary.FIGURES) == sum(names.values())


def test_no_place_calls_two_figures_the_same() -> None:
    shown = Counter(where for one in glossary.FIGURES.values() for where in one.shown)
    assert [where for where, times in shown.items() if times > 1] == []


@pytest.mark.parametrize("name", glossary.FIGURES)
def test_an_entry_says_what_it_should(name: str) -> None:
    one = glossary.figure(name)
    assert one.shown and all(where.partition(": ")[0] in glossary.PLACES for where in one.shown)
    assert all(where.partition(": ")[2] for where in one.shown)
    assert re.fullmatch(r"[A-Z0-9].*\.", one.definition) and "|" not in one.definition
    assert one.denominator and not one.denominator.endswith(".")
    assert one.computed_by.startswith("airbench_tui.")
    found(one.computed_by)


def test_every_place_shows_something() -> None:
    assert [place for place in glossary.PLACES if not glossary.shown_in(place)] == []


def test_the_tree_of_browse() -> None:
    made_of = {"score_sum": "airbench_tui.store.reading.reads.Tally.mean_score"}
    computed = {one.computed_by for one in glossary.FIGURES.values()}
    for field in Tally.__slots__:
        assert made_of.get(field, f"airbench_tui.store.reading.reads.Tally.{field}") in computed, field


def test_the_measures_of_explore() -> None:
    shown = glossary.shown_in("Explore")
    for measure in (*MEASURES.values(), CORRECTED):
        assert shown[measure.title] is glossary.figure(measure.title)
        assert measure.meaning == glossary.figure(measure.title).definition


def test_the_tables_of_agreement() -> None:
    assert COLUMNS.keys() - {"name"} <= glossary.shown_in("Agreement").keys()
    assert set(shown_tables._LINE) - {"id", "name"} <= glossary.shown_in("seen").keys()


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """Return the paths of all values in a document; an estimate is one figure, as is a list of numbers."""
    if isinstance(value, dict) and value.keys() != {"value", "ci95", "n"}:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and not any(isinstance(one, int | float | list) for one in value):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    else:
        yield path


def test_the_json_of_agreement(sampled: Figures) -> None:
    known = glossary.shown_in("agreement --json")
    document = as_json(sampled)
    document["human_vs_human"]["auditors"] = len(
        document["human_vs_human"]["auditors"]
    )  # their names count them
    # Three auditors have too few answers for the annotator test; these are its paths.
    names = ("n", "judge_wins", "auditor_wins", "p")
    test = dict.fromkeys(("epsilons", "winning_rate", "advantage_probability"), 1)
    document["alternative_annotator"] = {**test, "auditors": [dict.fromkeys(names, 1)]}
    paths = set(leaves(document))
    assert len(paths) > 100

    def has(path: str) -> bool:
        anything = re.sub(r"^(rubric_revisions)\..*", r"\1.*", path)
        return path in known or anything in known

    missing = {path for path in paths - WORDS if not has(path)}
    missing = {path for path in missing if not path.startswith(("packet.design.", "intervals."))}
    assert missing == set()
    assert {
        f"judge_vs_human.{name}" for name in RESAMPLED if not name.endswith("_like_these")
    } <= known.keys()
    # Every path in the glossary exists, except paths of lists that happen to be empty.
    named = {path for path in known if "*" not in path and not path.startswith("polarity.")}
    assert named - paths == set()


def test_who_is_where_in_a_packet() -> None:
    shown = glossary.shown_in("packet status --json")
    fields = {field.name for field in dataclasses.fields(PacketProgress)} - {"auditor"}
    assert {*fields, "blind_share"} <= shown.keys()


def test_signals_and_bulk_decisions() -> None:
    fields = {field.name for field in dataclasses.fields(Yield)} - {"name", "words"}
    assert {*fields, "share"} == glossary.shown_in("triage --yield --json").keys()
    assert {field.name for field in dataclasses.fields(Preview)} == glossary.shown_in("bulk --json").keys()


def test_the_columns_of_the_export() -> None:
    figures = set(REVIEW_COLUMNS) - NO_FIGURES_OF_EXPORT
    assert figures <= glossary.shown_in("export").keys()


def test_the_columns_of_frames(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(path) as database:
        connection: sqlite3.Connection = database.connection
        audits.sampled(connection)
    audit = airbench_tui.load(path)
    known = glossary.shown_in("notebook").keys()
    for frame, figures in FIGURES_OF_FRAMES.items():
        table = getattr(audit, frame)
        numbers = {name for name in table.columns if table[name].dtype.kind == "f"}
        assert numbers <= figures <= set(table.columns)
        assert {f"{frame}.{name}" for name in figures} <= known
    assert {name.partition(".")[0] for name in known} == FIGURES_OF_FRAMES.keys()
