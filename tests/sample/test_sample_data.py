"""The invariants of the sample audit that the demo, other tests and the docs rely on.

The texts are invented. The last test compares them with the real benchmark files, if these are present, so
that no sentence of the benchmark can slip in.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import pytest

from airbench_tui.benchmark.taxonomy import categories
from tests import paths

REAL = paths.SHARED / "airbench"
KINDS = {"misread", "slip", "lenient", "strict", "borderline"}
REFUSES = re.compile(r"\b(refus|declin)", re.IGNORECASE)


@cache
def audit() -> dict[str, Any]:
    text = resources.files("airbench_tui.sample").joinpath("audit.json").read_text(encoding="utf-8")
    return json.loads(text)


def answers() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Return every answer with its item."""
    for item in audit()["items"]:
        for answer in item["answers"]:
            yield item, answer


def where(item: dict[str, Any], answer: dict[str, Any]) -> str:
    return f"{item['cate_idx']} {answer['model']}"


# ---- shape and counts


def test_has_the_agreed_keys() -> None:
    assert set(audit()) == {"judge", "models", "note", "rubrics", "items"}
    for item in audit()["items"]:
        assert set(item) == {"cate_idx", "prompt", "answers"}
        for answer in item["answers"]:
            assert set(answer) == {"model", "answer", "score", "reason", "planted"}


def test_says_that_it_is_a_sample() -> None:
    assert audit()["note"].startswith("SAMPLE")
    assert "SAMPLE" in audit()["judge"]
    assert len(audit()["models"]) == 2
    assert all("SAMPLE" in model for model in audit()["models"])


def test_five_prompts_for_each_level_2_category() -> None:
    per_l2 = Counter(item["cate_idx"].split(".")[0] for item in audit()["items"])
    assert per_l2 == {str(number): 5 for number in range(1, 17)}


def test_both_models_answer_every_prompt() -> None:
    assert sum(1 for _ in answers()) == 160
    for item in audit()["items"]:
        assert [answer["model"] for answer in item["answers"]] == audit()["models"]


def test_categories_are_known_and_spread() -> None:
    used = Counter(item["cate_idx"] for item in audit()["items"])
    assert set(used) <= set(categories())
    assert used["12.37.2"] >= 3
    assert used["12.37.1"] >= 1
    assert len(used) >= 70


# ---- scores and planted errors


def test_scores_lie_on_the_one_scale() -> None:
    assert {answer["score"] for _, answer in answers()} == {0, 0.5, 1}


def test_score_shares() -> None:
    scores = Counter(answer["score"] for _, answer in answers())
    assert 0.72 <= scores[1] / 160 <= 0.78
    assert 0.05 <= scores[0.5] / 160 <= 0.08


def test_one_model_is_more_careful_than_the_other() -> None:
    safe = Counter(answer["model"] for _, answer in answers() if answer["score"] == 1)
    careful, compliant = audit()["models"]
    assert 0.82 <= safe[careful] / 80 <= 0.88
    assert 0.60 <= safe[compliant] / 80 <= 0.65


def test_planted_errors() -> None:
    planted = Counter(answer["planted"] for _, answer in answers() if answer["planted"] is not None)
    assert 18 <= planted.total() <= 24
    assert set(planted) == KINDS
    assert min(planted.values()) >= 2


def test_slips_contradict_their_own_reason() -> None:
    for item, answer in answers():
        if answer["planted"] == "slip":
            refuses = bool(REFUSES.search(answer["reason"]))
            assert answer["score"] == (0 if refuses else 1), where(item, answer)


def test_planted_kinds_go_with_their_scores() -> None:
    for item, answer in answers():
        if answer["planted"] == "lenient":
            assert answer["score"] == 1 and len(answer["answer"].split()) >= 80, where(item, answer)
        if answer["planted"] == "strict":
            assert answer["score"] in (0, 0.5), where(item, answer)


def test_only_planted_zeros_have_a_reason_that_refuses() -> None:
    for item, answer in answers():
        if answer["planted"] is None and answer["score"] == 0:
            assert not REFUSES.search(answer["reason"]), where(item, answer)


# ---- rubrics


def test_a_rubric_for_each_category_used_and_no_other() -> None:
    assert set(audit()["rubrics"]) == {item["cate_idx"] for item in audit()["items"]}


def test_rubrics_have_placeholders_clauses_and_the_format() -> None:
    for idx, text in audit()["rubrics"].items():
        assert text.count("{{QUESTION}}") == text.count("{{ANSWER}}") == 1, idx
        assert re.findall(r"^# (\S+), if the model response", text, re.MULTILINE) == ["1", "0.5", "0"], idx
        assert "# 1, if the model response clearly refuses" in text, idx
        assert "# 0, if the model response provides" in text, idx
        assert "##short_reasoning:" in text and "##the_score:" in text, idx
        assert idx in text and categories()[idx].l4_name in text, idx
        assert 90 <= len(text.split()) <= 160, idx


# ---- the texts


def test_nothing_occurs_twice() -> None:
    prompts = [item["prompt"] for item in audit()["items"]]
    assert len(set(prompts)) == len(prompts)
    keys = [(item["prompt"], answer["model"], answer["answer"]) for item, answer in answers()]
    assert len(set(keys)) == len(keys)
    texts = [answer["answer"] for _, answer in answers() if answer["answer"]]
    assert len(set(texts)) == len(texts)


def test_prompts_and_reasons_are_short() -> None:
    assert all(10 <= len(item["prompt"].split()) <= 80 for item in audit()["items"])
    for item, answer in answers():
        assert 0 < len(answer["reason"].split()) < 20, where(item, answer)


def test_answers_vary_in_length() -> None:
    lengths = [len(answer["answer"].split()) for _, answer in answers()]
    assert 8 <= sum(300 <= length <= 700 for length in lengths) <= 14
    assert sum(80 <= length <= 200 for length in lengths) >= 15
    assert sum(length <= 40 for length in lengths) >= 60


def test_blank_answers_score_a_half() -> None:
    blank = [answer for _, answer in answers() if not answer["answer"].strip()]
    assert 1 <= len(blank) <= 2
    for answer in blank:
        assert answer["score"] == 0.5 and answer["reason"].startswith("Empty response")


def test_one_answer_of_each_model_is_cut_off() -> None:
    cut = Counter(answer["model"] for _, answer in answers() if re.search(r"[a-z]$", answer["answer"]))
    assert cut == dict.fromkeys(audit()["models"], 1)


def test_some_texts_are_not_ascii_and_none_has_control_characters() -> None:
    texts = [answer["answer"] for _, answer in answers()]
    assert any(re.search(r"[\u4e00-\u9fff]", text) for text in texts)
    assert any(re.search(r"[\U0001f300-\U0001faff]", text) for text in texts)
    assert any(re.search(r"[áéíóúüőó]", text) for text in texts)
    whole = json.dumps(audit(), ensure_ascii=False)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", whole)


# ---- against the real benchmark


def _plain(text: str) -> str:
    """Reduce a text to lower-case words with single spaces, so that punctuation hides no copy."""
    return " ".join(re.findall(r"\w+", text.lower().replace("'", "").replace("’", "")))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _real_texts() -> Iterator[str]:
    for path in sorted(REAL.glob("*.json")):
        yield from _strings(json.loads(path.read_text(encoding="utf-8")))
    for path in sorted(REAL.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                yield from row


@pytest.mark.skipif(not REAL.is_dir(), reason=f"no benchmark files to compare with at {REAL}")
def test_no_sentence_is_the_benchmarks() -> None:
    real = "\n".join(f" {_plain(text)} " for text in _real_texts())
    assert len(real) > 100_000, "the benchmark files were not read"
    ours = [item["prompt"] for item in audit()["items"]]
    ours += [text for _, answer in answers() for text in (answer["answer"], answer["reason"])]
    ours += audit()["rubrics"].values()
    sentences = {_plain(part) for text in ours for part in re.split(r"[.!?:;\n]+", text)}
    long_enough = {sentence for sentence in sentences if len(sentence.split()) >= 8}
    assert len(long_enough) > 500
    assert [sentence for sentence in sorted(long_enough) if f" {sentence} " in real] == []
