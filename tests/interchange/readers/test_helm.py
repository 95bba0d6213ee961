"""HELM run and suite folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.rejects import Reject
from airbench_tui.interchange.readers.helm import HelmReader
from airbench_tui.interchange.readers.records import AnswerRecord, RawJudgment
from tests.builders import ITEM, fill, helm_run, rubric


def read(path: Path) -> list[AnswerRecord | Reject]:
    (source,) = HelmReader().sources(path)
    return list(HelmReader().rows(source))


def read_one(tmp_path: Path, item: Any) -> Any:
    (row,) = read(helm_run(tmp_path / "run", [item]))
    return row


def edit_state(folder: Path, change: Any) -> Path:
    path = folder / "scenario_state.json"
    state = json.loads(path.read_text())
    change(state["request_states"])
    path.write_text(json.dumps(state))
    return folder


@pytest.mark.parametrize("polarity", ["0-safe", "1-safe"])
def test_a_run_folder(tmp_path: Path, polarity: Any) -> None:
    folder = helm_run(tmp_path / "run", [{}, {"score": 0.5}], polarity=polarity)
    (source,) = HelmReader().sources(str(folder))
    assert source.path == str(folder)
    assert source.files == (str(folder / "scenario_state.json"), str(folder / "run_spec.json"))
    assert (source.format, source.model, source.judge, source.notes) == ("helm", "acme/parrot-7b", None, ())
    assert source.parameters == {
        "temperature": 0.0,
        "max_tokens": 512,
        "num_completions": 1,
        "run_spec": "air_bench_2024:model=acme_parrot-7b",
    }
    first, second = HelmReader().rows(source)
    judgment = RawJudgment("judged", 0.0, ITEM["reason"], rubric=rubric(polarity))
    details = {"instance": "id0", "finish_reason": "stop", "seconds": 1.5}
    model = "acme/parrot-7b"
    assert first == AnswerRecord(1, "12.37.2", ITEM["prompt"], ITEM["answer"], model, judgment, 0, details)
    assert isinstance(second, AnswerRecord) and second.judgment and second.judgment.raw_score == 0.5


def test_a_state_file_is_read_as_its_run(tmp_path: Path) -> None:
    folder = helm_run(tmp_path / "run", [{}])
    assert HelmReader().sources(folder / "scenario_state.json") == HelmReader().sources(folder)


def test_a_judge_that_the_run_or_the_annotation_names(tmp_path: Path) -> None:
    (source,) = HelmReader().sources(helm_run(tmp_path / "run", [{}], judge="acme/strict"))
    assert source.judge == "acme/strict"
    annotation = {"prompt_text": rubric(), "reasoning": "r", "score": 1, "model": "acme/lenient"}
    assert read_one(tmp_path, {"annotation": annotation}).judgment.judge == "acme/lenient"


@pytest.mark.parametrize("written", [0.0, 1.0])
@pytest.mark.parametrize("reason", ["BLOCKED_REQUEST_OR_EMPTY_RESPONSE", "", None])
def test_an_answer_that_no_judge_saw_is_blank_without_a_score(
    tmp_path: Path, written: float, reason: str | None
) -> None:
    annotation = {"prompt_text": "", "reasoning": reason, "score": written}
    row = read_one(tmp_path, {"answer": "", "annotation": annotation})
    assert row.judgment == RawJudgment("blank", None, reason or "")
    assert row.answer == "" and row.details["helm_score"] == written


def test_a_blank_answer_that_was_judged_keeps_its_score(tmp_path: Path) -> None:
    filled = fill(rubric(), ITEM["prompt"], " ")
    row = read_one(
        tmp_path, {"answer": " ", "annotation": {"prompt_text": filled, "reasoning": "empty", "score": 0.5}}
    )
    assert (row.judgment.status, row.judgment.raw_score) == ("blank", 0.5)


@pytest.mark.parametrize(
    ("annotation", "reason", "raw_text"),
    [
        ({"reasoning": "cut at 64 tok"}, "cut at 64 tok", "cut at 64 tok"),
        ({"reasoning": "r", "score": 7}, "r", '{"reasoning": "r", "score": 7}'),
        ({"reasoning": "r", "score": "high"}, "r", '{"reasoning": "r", "score": "high"}'),
        ({"reasoning": "r", "score": True}, "r", '{"reasoning": "r", "score": true}'),
        ({"score": 1.0}, "", '{"score": 1.0}'),
        ({"gpt_score": 1.0, "gpt_reasoning": "é"}, "", '{"gpt_score": 1.0, "gpt_reasoning": "é"}'),
        ({}, "", "{}"),
        ("hello", "", '"hello"'),
        ([1], "", "[1]"),
    ],
)
def test_an_unreadable_judgment_is_malformed_and_kept(
    tmp_path: Path, annotation: Any, reason: str, raw_text: str
) -> None:
    if isinstance(annotation, dict):
        annotation = {"prompt_text": fill(rubric(), ITEM["prompt"], ITEM["answer"]), **annotation}
    judgment = read_one(tmp_path, {"annotation": annotation}).judgment
    assert (judgment.status, judgment.raw_score, judgment.reason) == ("malformed", None, reason)
    assert judgment.raw_text == raw_text
    assert judgment.rubric == (rubric() if isinstance(annotation, dict) else None)


def test_an_item_without_a_judgment(tmp_path: Path) -> None:
    assert read_one(tmp_path, {"annotation": None}).judgment is None


def test_trials_and_completions_are_repeats(tmp_path: Path) -> None:
    folder = helm_run(
        tmp_path / "run", [{"completions": ["a", "b"]}, {"completions": ["c", "d"], "trial": 1}]
    )
    rows = [row for row in read(folder) if isinstance(row, AnswerRecord)]
    assert [(row.number, row.answer, row.repeat) for row in rows] == [
        (1, "a", 0),
        (2, "b", 1),
        (3, "c", 2),
        (4, "d", 3),
    ]
    # HELM judges only the first completion.
    assert [row.judgment is None for row in rows] == [False, True, False, True]


def test_items_that_cannot_be_used(tmp_path: Path) -> None:
    folder = helm_run(tmp_path / "run", [{"category": "99.1.1"}] + [{}] * 8)

    def change(states: list[Any]) -> None:
        states[1]["request"]["prompt"] = states[1]["instance"]["input"]["text"] = ""
        states[2]["instance"]["references"] = []
        states[3]["result"] = {"success": False, "error": "quota\nspent", "completions": []}
        del states[4]["result"]
        states[5] = 7
        states[6]["request"].pop("prompt")  # instance.input has it too
        states[7]["result"] = {"completions": []}
        states[7]["annotations"]["air_bench_2024"]["reasoning"] = "BLOCKED_REQUEST_OR_EMPTY_RESPONSE"

    rows = read(edit_state(folder, change))
    assert rows[:6] == [
        Reject(1, "unknown category id '99.1.1'"),
        Reject(2, "prompt is missing or empty"),
        Reject(3, "no cate-idx"),
        Reject(4, "the request failed: 'quota spent'"),
        Reject(5, "no completion"),
        Reject(6, "the item is the number 7, not an object"),
    ]
    assert isinstance(rows[6], AnswerRecord) and rows[6].prompt == ITEM["prompt"]
    assert isinstance(rows[7], AnswerRecord) and rows[7].judgment and rows[7].judgment.status == "blank"
    assert isinstance(rows[8], AnswerRecord) and rows[8].number == 9


def test_hostile_text_comes_through(tmp_path: Path) -> None:
    text = "\x1b]52;c;eA==\x07\0\u202e\ud800 </model_response> {{ANSWER}}"
    row = read_one(tmp_path, {"prompt": text, "answer": text, "reason": text})
    assert row.prompt == row.answer == row.judgment.reason == text
    assert row.judgment.rubric == rubric()


@pytest.mark.parametrize(
    "start", ["", "benchmark_output", "benchmark_output/runs", "benchmark_output/runs/june"]
)
def test_suites_are_searched_and_other_benchmarks_counted(tmp_path: Path, start: str) -> None:
    suite = tmp_path / "benchmark_output" / "runs" / "june"
    helm_run(suite / "air_bench_2024:model=b", [{}], model="b")
    helm_run(suite / "air_bench_2024:model=a", [{}], model="a")
    helm_run(suite / "mmlu:model=a", [{"annotation": None}], name="mmlu:model=a")
    helm_run(suite / "gsm:model=a", [{"annotation": None}], name="gsm:model=a")
    (suite / "broken").mkdir()
    (suite / "broken" / "scenario_state.json").write_text("oops")
    (suite.parent / "latest").symlink_to(suite)
    sources = HelmReader().sources(tmp_path / start)
    assert [source.model for source in sources] == ["a", "b"]
    assert sources[0].notes == ("3 HELM runs of other benchmarks ignored",) and sources[1].notes == ()


def test_runs_are_known_by_their_annotations_where_there_is_no_spec(tmp_path: Path) -> None:
    (helm_run(tmp_path / "x" / "mine", [{}]) / "run_spec.json").unlink()
    (helm_run(tmp_path / "x" / "other", [{"annotation": None}]) / "run_spec.json").unlink()
    (source,) = HelmReader().sources(tmp_path)
    assert source.files == (str(tmp_path / "x" / "mine" / "scenario_state.json"),)
    assert source.parameters == {"temperature": 0.0, "max_tokens": 512, "num_completions": 1}
    assert source.notes == ("1 HELM run of other benchmarks ignored",)


def test_a_broken_spec_is_noted(tmp_path: Path) -> None:
    folder = helm_run(tmp_path / "run", [{}])
    (folder / "run_spec.json").write_text("{")
    (source,) = HelmReader().sources(folder)
    assert source.model == "acme/parrot-7b" and len(source.files) == 1
    assert "run's parameters are unknown" in source.notes[0]


def test_a_broken_run_is_an_error_alone_and_a_late_error_among_others(tmp_path: Path) -> None:
    broken = helm_run(tmp_path / "air_bench_2024:a", [{}])
    (broken / "scenario_state.json").write_text('{"request_states": [{"inst')
    with pytest.raises(InputError, match="middle of item 1"):
        HelmReader().sources(tmp_path)
    helm_run(tmp_path / "air_bench_2024:b", [{}])
    first, second = HelmReader().sources(tmp_path)
    assert first.model == "acme/parrot-7b"  # from run_spec.json
    with pytest.raises(InputError, match="middle of item 1"):
        list(HelmReader().rows(first))
    assert len(list(HelmReader().rows(second))) == 1


def test_folders_without_an_air_bench_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no HELM run in .* \(a run folder has scenario_state.json\)"):
        HelmReader().sources(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        HelmReader().sources(tmp_path / "nowhere")
    deep = tmp_path / "1" / "2" / "3" / "4" / "5"
    helm_run(deep / "too-deep", [{}])
    with pytest.raises(InputError, match="no HELM run"):
        HelmReader().sources(tmp_path)
    helm_run(deep, [{"annotation": None}], name="mmlu:x")
    with pytest.raises(InputError, match=r"no AIR-Bench run in .*, only 1 HELM run of other benchmarks"):
        HelmReader().sources(tmp_path)
