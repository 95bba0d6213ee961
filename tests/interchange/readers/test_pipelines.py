"""The readers of pipelines 1 and 2, on the benchmark's own files and on changed ones."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.columns import PIPELINE2_COLUMNS
from airbench_tui.interchange.formats.csvstream import read_records
from airbench_tui.interchange.formats.rejects import Reject
from airbench_tui.interchange.readers.names import model_from_name
from airbench_tui.interchange.readers.pipeline1 import Pipeline1Reader
from airbench_tui.interchange.readers.pipeline2 import Pipeline2Reader
from airbench_tui.interchange.readers.records import AnswerRecord, RawJudgment, Reader
from airbench_tui.text import safe
from tests import paths
from tests.builders import ITEM, PIPELINE2, fill, pipeline1_file, pipeline2_file, rubric

REAL = paths.SHARED / "airbench"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the real benchmark files are not here")

HOSTILE = 'a,"b"\r\n\x1b]52;c;eA==\x07\0 \u202e\ud800\t\r"" \ufeff=1+1'


def read(reader: Reader, path: Path) -> list[AnswerRecord | Reject]:
    (source,) = reader.sources(str(path))
    return list(reader.rows(source))


def read1(path: Path, rows: Any, **options: Any) -> list[AnswerRecord | Reject]:
    return read(Pipeline1Reader(), pipeline1_file(path / "a.json", rows, **options))


def read2(path: Path, rows: Any, **options: Any) -> list[AnswerRecord | Reject]:
    return read(Pipeline2Reader(), pipeline2_file(path / "a.csv", rows, **options))


both = pytest.mark.parametrize("read_rows", [read1, read2])


@real
def test_the_real_files_are_read_whole() -> None:
    judged = REAL / "pipeline1_step2_Llama-3-8b_result.json"
    (source,) = Pipeline1Reader().sources(str(judged))
    assert source.model == "Llama-3-8b" and source.files == (str(judged),)
    rows = read(Pipeline1Reader(), judged)
    original = json.loads(judged.read_text("utf-8"))
    assert len(rows) == 80
    for number, (row, item) in enumerate(zip(rows, original, strict=True), 1):
        assert isinstance(row, AnswerRecord) and row.judgment
        assert (row.number, row.category) == (number, item["cate_idx"])
        assert (row.prompt, row.answer) == (item["prompt"][0]["prompt"], item["response"])
        assert row.judgment == RawJudgment("judged", item["score"], item["reason"])
    answers = read(Pipeline1Reader(), REAL / "pipeline1_step1_Llama-3-8b_response.json")
    assert len(answers) == 80 and all(
        isinstance(row, AnswerRecord) and row.judgment is None for row in answers
    )


@both
def test_a_judged_row(read_rows: Any, tmp_path: Path) -> None:
    assert read_rows(tmp_path, [{}]) == [
        AnswerRecord(
            1,
            ITEM["category"],
            ITEM["prompt"],
            ITEM["answer"],
            None,
            RawJudgment("judged", 0.0, ITEM["reason"]),
        )
    ]


@both
def test_a_file_of_answers_has_no_judgments(read_rows: Any, tmp_path: Path) -> None:
    (row,) = read_rows(tmp_path, [{}], judged=False)
    assert row.judgment is None and row.answer == ITEM["answer"]


@both
def test_every_character_comes_through(read_rows: Any, tmp_path: Path) -> None:
    (row,) = read_rows(tmp_path, [{"prompt": HOSTILE, "answer": HOSTILE, "reason": HOSTILE}])
    assert row.prompt == row.answer == row.judgment.reason == HOSTILE


@both
@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"score": 1}, ("judged", 1.0)),
        ({"score": "0.5"}, ("judged", 0.5)),
        ({"score": " 1.0 "}, ("judged", 1.0)),
        ({"score": "1e0"}, ("judged", 1.0)),
        ({"score": "-0"}, ("judged", 0.0)),
        ({"score": 1, "reason": ""}, ("judged", 1.0)),
        ({"score": ""}, ("malformed", None)),
        ({"score": float("nan")}, ("malformed", None)),
        ({"score": "nan"}, ("malformed", None)),
        ({"score": None}, ("malformed", None)),
        ({"score": 0.5, "answer": " \n\t"}, ("blank", 0.5)),
        ({"score": None, "answer": ""}, ("blank", None)),
        ({"reason": "BLOCKED_REQUEST_OR_EMPTY_RESPONSE", "answer": ""}, ("blank", None)),
        ({"reason": "BLOCKED_REQUEST_OR_EMPTY_RESPONSE"}, ("blank", None)),
    ],
)
def test_the_status_of_a_judgment(read_rows: Any, tmp_path: Path, item: Any, expected: Any) -> None:
    (row,) = read_rows(tmp_path, [item])
    assert (row.judgment.status, row.judgment.raw_score) == expected
    assert str(row.judgment.raw_score) != "-0.0"
    if expected[0] == "malformed":
        assert row.judgment.raw_text == row.judgment.reason == ITEM["reason"]


@both
@pytest.mark.parametrize("score", [None, "", float("nan")])
def test_neither_score_nor_reason_is_no_judgment(read_rows: Any, tmp_path: Path, score: Any) -> None:
    (row,) = read_rows(tmp_path, [{"score": score, "reason": " "}])
    assert row.judgment is None


@both
@pytest.mark.parametrize(
    ("item", "why"),
    [
        ({"category": "99.1.1"}, "unknown category id '99.1.1'"),
        ({"category": "1.1"}, "unknown category id '1.1'"),
        ({"category": "\x1b[2J" + "x" * 100}, "unknown category id '␛[2J" + "x" * 55 + "…'"),
        ({"prompt": ""}, "prompt is missing or empty"),
        ({"prompt": "\n "}, "prompt is missing or empty"),
        ({"score": 7}, "score 7 is not 0, 0.5 or 1"),
        ({"score": 0.25}, "score 0.25 is not 0, 0.5 or 1"),
        ({"score": "1.5"}, "score 1.5 is not 0, 0.5 or 1"),
        ({"score": "safe"}, "score 'safe' is not 0, 0.5 or 1"),
        ({"score": "１"}, "score '１' is not 0, 0.5 or 1"),
        ({"score": "0_0"}, "score '0_0' is not 0, 0.5 or 1"),
        ({"score": 7, "answer": ""}, "score 7 is not 0, 0.5 or 1"),
    ],
)
def test_rows_that_cannot_be_used_are_named(read_rows: Any, tmp_path: Path, item: Any, why: str) -> None:
    first, rejected, last = read_rows(tmp_path, [{}, item, {}])
    assert rejected == Reject(2, why)
    assert (first.number, last.number) == (1, 3)


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (3, "the item is the number 3, not an object"),
        (None, "the item is null, not an object"),
        ({}, "no cate_idx"),
        ({"cate_idx": 1.1}, "cate_idx is the number 1.1, not a category id in quotes"),
        ({"cate_idx": "1.1.1"}, "prompt is missing or empty"),
        ({"cate_idx": "1.1.1", "prompt": []}, "prompt is missing or empty"),
        ({"cate_idx": "1.1.1", "prompt": [{}]}, "prompt is missing or empty"),
        ({"cate_idx": "1.1.1", "prompt": ["a"]}, "prompt is a list of a text, not of an object"),
        ({"cate_idx": "1.1.1", "prompt": [{"prompt": "a"}] * 2}, "prompt has 2 parts where one is expected"),
        ({"cate_idx": "1.1.1", "prompt": 5}, "prompt is the number 5, not a text"),
        ({"cate_idx": "1.1.1", "prompt": "a", "response": ["b"]}, "response is a list, not a text"),
        ({"cate_idx": "1.1.1", "prompt": "a", "reason": {}}, "reason is an object, not a text"),
        ({"cate_idx": "1.1.1", "prompt": "a", "score": True}, "score true is not 0, 0.5 or 1"),
        ({"cate_idx": "1.1.1", "prompt": "a", "score": 10**400}, "score a huge number is not 0, 0.5 or 1"),
        ({"cate_idx": "1.1.1", "prompt": "a", "score": [1]}, "score a list is not 0, 0.5 or 1"),
        ({"cate_idx": "1.1.1", "prompt": "a", "score": float("inf")}, "score inf is not 0, 0.5 or 1"),
    ],
)
def test_json_items_of_a_wrong_shape_are_rejected(tmp_path: Path, item: Any, why: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([item]))
    assert read(Pipeline1Reader(), path) == [Reject(1, why)]


def test_plain_prompts_missing_answers_and_names_in_json(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    item = {"cate_idx": " 1.1.1 ", "prompt": "Hello?", "response": float("nan"), "model": " m ", "judge": "j"}
    path.write_text(json.dumps([item, {**item, "response": None, "reason": "empty", "score": 0.5}]))
    assert read(Pipeline1Reader(), path) == [
        AnswerRecord(1, "1.1.1", "Hello?", "", "m"),
        AnswerRecord(2, "1.1.1", "Hello?", "", "m", RawJudgment("blank", 0.5, "empty", judge="j")),
    ]


def test_a_cut_json_file_gives_its_whole_rows_first(tmp_path: Path) -> None:
    path = pipeline1_file(tmp_path / "a.json", [{}, {}, {}])
    path.write_text(path.read_text()[:-100])
    (source,) = Pipeline1Reader().sources(str(path))
    rows = Pipeline1Reader().rows(source)
    assert [next(rows).number, next(rows).number] == [1, 2]
    with pytest.raises(InputError, match="middle of item 3"):
        next(rows)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("pipeline1_step2_Llama-3-8b_result.json", "Llama-3-8b"),
        ("pipeline2_step1_gpt-4_turbo_result_response.csv", "gpt-4_turbo_result"),
        ("pipline1_step1_Llama-3-8b_response.json", "Llama-3-8b"),
        ("my pipeline1_step2_x_result.json", None),
        ("pipeline1_step2__result.json", None),
        ("pipeline1_step2_ _result.json", None),
        ("results.json", None),
    ],
)
def test_the_model_in_a_file_name(name: str, model: str | None) -> None:
    assert model_from_name(f"/some/folder/{name}") == model


def test_csv_columns_in_any_order_with_names_and_rubric(tmp_path: Path) -> None:
    filled = fill(rubric(), ITEM["prompt"], ITEM["answer"])
    row = {"judge_prompt": filled, "model": "acme/parrot", "judge": "strict-1", "comment": "="}
    path = pipeline2_file(
        tmp_path / "a.csv", [row], extra=("judge_prompt", "model", "judge", "comment"), bom=True
    )
    with path.open(newline="", encoding="utf-8-sig") as file:
        records = [record[::-1] for record in csv.reader(file)]
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows(records)
    (found,) = read(Pipeline2Reader(), path)
    assert isinstance(found, AnswerRecord) and found.judgment
    assert (found.model, found.judgment.judge, found.judgment.rubric) == ("acme/parrot", "strict-1", rubric())


def test_the_columns_are_in_the_documented_order() -> None:
    assert PIPELINE2_COLUMNS == PIPELINE2


_CELLS = st.text(st.characters(codec=None)) | st.text(st.sampled_from('",\r\n\0\ufeff \ud800\udc00='))


@given(rows=st.lists(st.lists(_CELLS, min_size=2, max_size=2), max_size=5), bom=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_survives_a_csv_file(tmp_path: Path, rows: list[list[str]], bom: bool) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["one", "two"], *rows])
    path = tmp_path / "a.csv"
    path.write_bytes(out.getvalue().encode("utf-8-sig" if bom else "utf-8", "surrogatepass"))
    found = list(read_records(path, ("one", "two"), "a test"))
    assert found == [(number, {"one": one, "two": two}) for number, (one, two) in enumerate(rows, 1)]


@given(noise=st.binary(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_csv_noise_is_rows_rejects_or_an_input_error(tmp_path: Path, noise: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"cate-idx,prompt,response,score\n" + noise)
    try:
        read(Pipeline2Reader(), path)
    except InputError as error:
        assert len(str(error).splitlines()) == 1 and safe(str(error)) == str(error)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"\r\n\r\n", "is empty"),
        (
            b"cate-idx,prompt\n1.1.1,a\n",
            "no column response, which a pipeline 2 CSV needs; it has 'cate-idx'",
        ),
        (b"cate-idx,l2-name\n", "no columns prompt, response"),
        (b"cate-idx;prompt;response\n", "separated by semicolons"),
        (b"cate-idx,prompt,response,prompt\n", "the column 'prompt' twice"),
        (b"cate-idx,prompt,response\n1.1.1,caf\xe9,b\n", "not UTF-8: byte 0xe9 at offset 34 (line 2)"),
        (b'cate-idx,prompt,response\n1.1.1,a,"b\n\n\n', "ends inside a quoted cell (line 4)"),
        (b'cate-idx,prompt,response\n1.1.1,"a"b,c\n', "line 2 is not valid CSV"),
    ],
)
def test_csv_files_that_cannot_be_used(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(Pipeline2Reader(), path)
    assert why in str(caught.value) and str(path) in str(caught.value) and str(caught.value).isprintable()


def test_records_of_the_wrong_length_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"cate-idx,prompt,response\n\n1.1.1,a\n\n1.1.1,a,b\n1.1.1,a,b,c\n")
    assert read(Pipeline2Reader(), path) == [
        Reject(1, "2 cells where the header has 3 (line 3)"),
        AnswerRecord(2, "1.1.1", "a", "b"),
        Reject(3, "4 cells where the header has 3 (line 6)"),
    ]


def test_huge_lines_are_refused_in_little_memory(tmp_path: Path) -> None:
    """200 MB without a line break (sparse files, which take no room on the disk)."""
    header, later = tmp_path / "header.csv", tmp_path / "later.csv"
    for path, start in [(header, b"cate-idx,prompt"), (later, b"cate-idx,prompt,response\n1.1.1,a,")]:
        with path.open("wb") as file:
            file.write(start)
            file.truncate(200 << 20)
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="first line is longer than 64 KiB"):
            Pipeline2Reader().sources(str(header))
        with pytest.raises(InputError, match="line 2 is too long"):
            list(read_records(later, ("prompt",), "a test", max_cell=1 << 20))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20


def test_a_cell_of_many_lines_is_bounded_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('prompt\n"' + "line\n" * 400 + '"\n')
    assert len(list(read_records(path, ("prompt",), "a test", max_cell=2_000))) == 1
    with pytest.raises(InputError, match="too large; a quote may be missing"):
        list(read_records(path, ("prompt",), "a test", max_cell=1_999))
