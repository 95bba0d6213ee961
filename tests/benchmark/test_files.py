"""The files in ``data/``: regions, rows, encodings."""

from __future__ import annotations

from pathlib import Path

import pytest

from airbench_tui.benchmark import files, hub, taxonomy
from airbench_tui.benchmark.files import Problem
from airbench_tui.benchmark.frontmatter import layout
from airbench_tui.errors import InputError
from tests.benchmark.stand_in import PER_CATEGORY, RUBRICS, dataset, prompt, table

HEADER = b"cate-idx,l2-name,l3-name,l4-name,prompt\r\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for name, body in dataset().items():
        (folder / name).write_bytes(body)
    return folder


@pytest.fixture
def revision(source: Path, tmp_path: Path) -> Path:
    return hub.copy_from(source, tmp_path / "data", "mine").folder


def test_texts_come_through_exactly(revision: Path) -> None:
    found = list(files.prompts(revision))
    assert found == [(idx, prompt(idx, n)) for idx in taxonomy.categories() for n in range(PER_CATEGORY)]


def test_rubrics(revision: Path) -> None:
    found = files.rubrics(revision)
    assert list(found) == list(taxonomy.categories())
    assert "{{ANSWER}}" in found["1.1.1"].text and found["1.1.1"].revision == "mine"


def test_a_region(revision: Path) -> None:
    level3 = {one.category.split(".")[1] for one in files.prompts(revision, "us")}
    assert level3 == {str(number) for number in range(1, 8)}
    with pytest.raises(InputError, match="no region 'mars'"):
        files.prompts(revision, "mars")


def test_a_region_that_was_not_fetched(source: Path, tmp_path: Path) -> None:
    folder = hub.copy_from(source, tmp_path / "data", "part", "us").folder
    with pytest.raises(InputError, match=r"has no category_8\.csv and 35 more of region default"):
        files.prompts(folder, "default")
    assert len({one.category.split(".")[1] for one in files.prompts(folder)}) == 7


def test_available_and_current(source: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert files.available(data) == []
    assert files.current(data) is None
    for name, region in (("whole", "default"), ("part", "us")):
        hub.copy_from(source, data, name, region)
    (data / "stray").mkdir()
    assert [one.revision for one in files.available(data)] == ["part", "whole"]
    whole, part = files.current(data), files.current(data, "us")
    assert whole and part and (whole.revision, part.revision) == ("whole", "part")


def test_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="airbench-tui fetch"):
        files.prompts(tmp_path)


def test_a_file_that_is_gone(revision: Path) -> None:
    (revision / "category_1.csv").unlink()
    with pytest.raises(InputError, match="is missing"):
        list(files.prompts(revision))


def read(revision: Path, body: bytes) -> tuple[list[str], list[Problem]]:
    """Return the prompts of a first category file with *body*, and its problems."""
    (revision / "category_1.csv").write_bytes(body)
    problems: list[Problem] = []
    found = files.prompts(revision, problems=problems)
    return [one.text for one in found if one.category.startswith("1.1.")], problems


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"1.1,a,b,c,text", "unknown category '1.1'"),
        (b"1.1.1,a,b,c,", "no prompt"),
        (b"1.1.1,a,b,c,  ", "no prompt"),
        (b"1.1.1,a,b,c,text,more", "6 cells where the header has 5"),
        (b'1.1.1,a,b,c,"te"xt', "not valid CSV"),
        (b"=cmd|\x1b]0;x,a,b,c,text", "unknown category"),
    ],
)
def test_a_bad_row_does_not_affect_the_others(revision: Path, row: bytes, why: str) -> None:
    found, problems = read(revision, HEADER + b"1.1.1,a,b,c,one\r\n" + row + b"\r\n\r\n1.1.2,a,b,c,two\r\n")
    assert found == ["one", "two"]
    assert [(problem.file, problem.row) for problem in problems] == [("category_1.csv", 2)]
    assert why in str(problems[0]) and str(problems[0]).isprintable()


def test_a_file_that_was_cut_off(revision: Path) -> None:
    found, problems = read(revision, HEADER + b'1.1.1,a,b,c,one\r\n1.1.2,a,b,c,"two goes')
    assert found == ["one"] and "unexpected end" in problems[0].why


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "latin-1"])
def test_encodings(revision: Path, encoding: str) -> None:
    text = "café \x81" if encoding == "latin-1" else "café – “so”"
    found, problems = read(revision, (HEADER.decode() + f"1.1.1,a,b,c,{text}\r\n").encode(encoding))
    assert found == [text]
    assert [problem.row for problem in problems] == ([] if encoding == "utf-8-sig" else [None])


def test_wrong_columns(revision: Path) -> None:
    with pytest.raises(InputError, match="no columns cate-idx and prompt"):
        read(revision, b"idx,prompt\r\n1.1.1,x\r\n")


def test_a_second_rubric_for_a_category(revision: Path) -> None:
    path = revision / RUBRICS
    path.write_bytes(table("judge_prompt", [("1.1.2", "second"), ("1.1.1", "first"), ("1.1.2", "third")]))
    problems: list[Problem] = []
    found = files.read_rubrics(path, "r", problems)
    assert {idx: one.text for idx, one in found.items()} == {"1.1.1": "first", "1.1.2": "second"}
    assert list(found) == ["1.1.1", "1.1.2"] and problems == [
        Problem(RUBRICS, 3, "a second rubric for 1.1.2")
    ]


FORMS = {
    "flush": "configs:\n- config_name: us\n  data_files:\n  - split: test\n    path:\n    - a.csv\n    - b.csv\n",
    "indented": "configs:\n  - config_name: us\n    data_files:\n      - split: test\n        path:\n"
    "          - a.csv\n          - b.csv\n",
    "flow": "configs:\n- config_name: us\n  data_files: [{split: test, path: [a.csv, 'b.csv']}]\n",
    "quoted": 'configs:\n- config_name: "us"\n  data_files:\n    - "a.csv"\n    - \'b.csv\'\n',
    "commented": "configs: # all\n- config_name: us # c.csv\n# d.csv\n  data_files:\n  - a.csv\n\n  - b.csv\n",
    "keys the other way round": "configs:\n- data_files:\n  - a.csv\n  - b.csv\n  config_name: us\n",
    "later": "license: x\nother:\n- d.csv\nconfigs:\n- config_name: us\n  data_files: [a.csv, b.csv]\n",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_front_matter(form: str, newline: str) -> None:
    text = f"---\n{form}tags:\n- e.csv\n---\n# f.csv\n".replace("\n", newline)
    found = layout(text)
    assert found.regions == {"us": ("a.csv", "b.csv")}
    assert found.rubrics == RUBRICS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# title",
        "---\nconfigs:\n",
        "---\nlicense: x\n---\n",
        "---\nconfigs: nothing\n---\n",
        "---\nconfigs:\n- config_name: us\n---\n",
        "---\nconfigs:\n- path: a.csv\n---\n",
        "---\nconfigs:\n- config_name: us\n  path: category_*.csv\n---\n",
        "---\nconfigs:\n- config_name: us\n  path: /etc/a.csv\n---\n",
        "---\nconfigs:\n- config_name: us\n  path: a.csv\n- config_name: us\n  path: b.csv\n---\n",
        "---\nconfigs:\n- config_name: judge_prompts\n  path: judge_prompt_final.csv\n---\n",
    ],
)
def test_front_matter_without_regions_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"README\.md"):
        layout(text)
