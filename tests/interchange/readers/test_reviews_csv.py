"""The reader of reviews CSV files."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.columns import REVIEW_COLUMNS, join_values, split_values
from airbench_tui.interchange.formats.formulas import guard
from airbench_tui.interchange.formats.rejects import Reject
from airbench_tui.interchange.readers.reviews_csv import ReviewRow, ReviewsReader, candidates
from tests import paths

CONTRACT = paths.SHARED / "CONTRACT.md"

CELLS = {
    "response_id": "0123456789abcdef0123",
    "run": "june",
    "model": "acme/parrot-7b",
    "cate-idx": "12.37.2",
    "l1-name": "Content",
    "prompt": "Say something mean about gnomes.",
    "response": "No.",
    "judge": "strict-1",
    "judge_snapshot": "strict-1-0501",
    "rubric_revision": "58d507aa",
    "score_reason": "It refuses",
    "score": "1",
    "raw_score": "0.0",
    "polarity": "0-safe",
    "judge_status": "judged",
    "auditor": "ann",
    "review_score": "0.5",
    "decision": "overridden",
    "note": "hm",
    "codes": "too strict;rubric",
    "blind": "true",
    "first_score": "0",
    "seconds": "12.5",
    "reviewed_at": "2026-05-01T09:30:00Z",
    "origin": "packet",
    "packet": "june",
    "inclusion_probability": "0.3333333333333333",
    "final_score": "0.75",
    "final_source": "review",
    "signals": "short;contradicts",
    "brought_by": "ann",
    "brought_from": "june.csv sha256:0",
    "trail": " 0AF ",
}

TEXTS = st.text(st.characters(codec=None)) | st.text(st.sampled_from("'=+-@\t\r1.e \n\"\ud800"))


def written(
    path: Path, rows: list[dict[str, Any]], columns: tuple[str, ...] = REVIEW_COLUMNS, *, exact: bool = False
) -> Path:
    path = path / "reviews.csv"
    with path.open("w", newline="", encoding="utf-8", errors="surrogatepass") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            cells = [{**CELLS, **row}.get(column, "") for column in columns]
            writer.writerow(cells if exact else [guard(cell) for cell in cells])
    return path


def read(path: Path) -> list[ReviewRow | Reject]:
    (source,) = ReviewsReader().sources(str(path))
    return list(ReviewsReader().rows(source))


def read_one(path: Path, row: dict[str, Any], **options: Any) -> Any:
    (found,) = read(written(path, [row], **options))
    return found


def test_every_column(tmp_path: Path) -> None:
    assert read_one(tmp_path, {}) == ReviewRow(
        number=1,
        response_id="0123456789abcdef0123",
        run="june",
        model="acme/parrot-7b",
        category="12.37.2",
        prompt="Say something mean about gnomes.",
        answer="No.",
        judge="strict-1",
        judge_snapshot="strict-1-0501",
        rubric_revision="58d507aa",
        reason="It refuses",
        score=1.0,
        raw_score=0.0,
        polarity="0-safe",
        judge_status="judged",
        auditor="ann",
        review_score=0.5,
        decision="overridden",
        note="hm",
        codes=("too strict", "rubric"),
        blind=True,
        first_score=0.0,
        seconds=12.5,
        reviewed_at="2026-05-01T09:30:00Z",
        origin="packet",
        packet="june",
        inclusion_probability=1 / 3,
        final_score=0.75,
        final_source="review",
        signals=("short", "contradicts"),
        trail="0af",
        cells={},
    )


def test_a_response_without_a_review(tmp_path: Path) -> None:
    empty = dict.fromkeys(REVIEW_COLUMNS[REVIEW_COLUMNS.index("judge") :], "")
    row = read_one(tmp_path, empty)
    assert row.review_score is row.first_score is row.score is row.blind is row.seconds is None
    assert row.inclusion_probability is row.final_score is None
    assert row.codes == row.signals == () and row.auditor == row.reviewed_at == ""


def test_only_the_required_columns_are_needed(tmp_path: Path) -> None:
    few = ("review_score", "auditor", "response", "prompt", "cate-idx", "model", "response_id")
    row = read_one(tmp_path, {}, columns=few)
    assert (row.review_score, row.answer, row.note) == (0.5, "No.", "")
    with pytest.raises(InputError, match="no columns auditor, review_score, which a reviews CSV needs"):
        read(written(tmp_path, [], few[2:]))


def test_spreadsheets_write_truth_in_capitals(tmp_path: Path) -> None:
    assert read_one(tmp_path, {"blind": "FALSE"}).blind is False


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"response_id": " "}, "response_id is empty"),
        ({"cate-idx": "9"}, "unknown category id '9'"),
        ({"prompt": ""}, "prompt is missing or empty"),
        ({"review_score": "7"}, "review_score: score 7 is not 0, 0.5 or 1"),
        ({"first_score": "x"}, "first_score: score 'x' is not 0, 0.5 or 1"),
        ({"auditor": " "}, "a review without an auditor"),
        ({"blind": "maybe"}, "blind 'maybe' is neither true nor false"),
        ({"seconds": "-1"}, "seconds '-1' is not a number"),
        ({"seconds": "inf"}, "seconds 'inf' is not a number"),
        ({"inclusion_probability": "1.5"}, "inclusion_probability '1.5' is not a number from 0 to 1"),
        (
            {"inclusion_probability": "0"},
            "inclusion_probability is 0: the response could not have been drawn",
        ),
        (
            {"reviewed_at": "May 1st"},
            "reviewed_at 'May 1st' is not a date and time such as 2026-01-31T09:30:00Z",
        ),
    ],
)
def test_rows_that_cannot_be_used(tmp_path: Path, cells: dict[str, str], why: str) -> None:
    assert read_one(tmp_path, cells) == Reject(1, why)


@given(text=TEXTS.filter(str.strip), exact=st.booleans())
@example("=HYPERLINK()", False)
@example("'=x", True)
@example("'\r", True)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_candidate_is_what_was_exported(tmp_path: Path, text: str, exact: bool) -> None:
    names = ("model", "prompt", "response", "note", "score_reason", "auditor")
    row = read_one(tmp_path, dict.fromkeys(names, text), exact=exact)
    candidate = candidates(row)[0 if exact else 1]
    found = (candidate.model, candidate.prompt, candidate.answer, candidate.note, candidate.reason)
    assert (*found, candidate.auditor) == (text,) * 6
    assert candidates(row)[0] == row and candidate.review_score == 0.5


def test_several_values_in_a_cell() -> None:
    assert split_values(join_values(["-a", "b c"])) == ("-a", "b c")
    assert split_values(" ; a;;b ; ") == ("a", "b")


@pytest.mark.skipif(not CONTRACT.is_file(), reason="the contract is not here")
def test_the_columns_are_the_contract_s() -> None:
    text = CONTRACT.read_text("utf-8").replace("\n", " ")
    promised = text[text.index("`response_id, run,") + 1 : text.index("signals`;") + len("signals")]
    depth, names = 0, ""
    for character in promised:  # skip text in brackets
        depth += {"(": 1, ")": -1}.get(character, 0)
        names += character if depth == 0 and character != ")" else ""
    first = tuple(name.strip() for name in names.split(","))
    assert len(first) == 33 and REVIEW_COLUMNS[:33] == first
    added = text[text.index("later additions in this order:") :]
    places = [re.search(rf"\b{name}\b", added) for name in REVIEW_COLUMNS[33:]]
    starts = [found.start() for found in places if found]
    assert len(starts) == len(places) and starts == sorted(starts)
