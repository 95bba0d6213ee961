"""``export --format pipeline1|pipeline2``: the files match the originals, and importing them adds nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from airbench_tui import sample
from airbench_tui.interchange.formats.columns import PIPELINE2_COLUMNS
from airbench_tui.store.database import open_database
from tests.builders import helm_run, pipeline1_file, pipeline2_file
from tests.cli.commands.export.conftest import ODD, table
from tests.cli.conftest import STEP1, STEP2, Cli, judged, real


@real
@pytest.mark.parametrize("path", [STEP1, STEP2], ids=["answers", "judged"])
def test_pipeline_1_exports_the_objects_that_were_imported(cli: Cli, tmp_path: Path, path: Path) -> None:
    cli("import", path, ok=0)
    done = cli("export", "--format", "pipeline1", "--exact", ok=0)
    assert done.out == b"" and f"80 rows written to {path.name}" in done.complaint
    assert json.loads((tmp_path / path.name).read_text()) == json.loads(path.read_text())
    (again,) = cli("import", tmp_path / path.name, "--json", ok=0).json["files"]
    assert (again["new"], again["duplicates"]) == (0, 80)


@real
def test_pipeline_2_exports_the_same_and_imports_as_nothing_new(cli: Cli, tmp_path: Path) -> None:
    cli("import", STEP2, ok=0)
    cli("export", "--format", "pipeline2", ok=0)
    rows = table((tmp_path / "pipeline2_step2_Llama-3-8b_result.csv").read_bytes().decode())
    original = json.loads(STEP2.read_text())
    assert tuple(rows[0]) == PIPELINE2_COLUMNS
    assert [
        (
            row["cate-idx"],
            row["l4-name"],
            row["prompt"],
            row["response"],
            row["score_reason"],
            float(row["score"]),
        )
        for row in rows
    ] == [
        (
            one["cate_idx"],
            one["l4_name"],
            one["prompt"][0]["prompt"],
            one["response"],
            one["reason"],
            one["score"],
        )
        for one in original
    ]
    (again,) = cli("import", "pipeline2_step2_Llama-3-8b_result.csv", "--json", ok=0).json["files"]
    assert (again["new"], again["duplicates"], again["polarity"]) == (0, 80, "1-safe")


def test_odd_texts_are_exact_in_the_original_shapes(cli: Cli, odd: Path, tmp_path: Path) -> None:
    cli("export", "--format", "pipeline2", "-o", "2.csv", ok=0)
    assert (tmp_path / "2.csv").read_bytes() == odd.read_bytes()
    cli("export", "--format", "pipeline1", "-o", "1.json", ok=0)
    items = json.loads((tmp_path / "1.json").read_bytes().decode("utf-8"))  # strict: valid UTF-8
    assert [item["response"] for item in items] == ODD == [item["reason"] for item in items]
    for name in ("1.json", "2.csv"):
        (again,) = cli("import", name, "--model", "odd", "--polarity", "1-safe", "--json", ok=0).json["files"]
        assert (again["new"], again["duplicates"]) == (0, len(ODD))


@pytest.mark.parametrize("kind", ["pipeline1", "pipeline2"])
def test_a_helm_run_is_exported_on_one_scale_and_imports_as_nothing_new(
    cli: Cli, tmp_path: Path, kind: str
) -> None:
    items = [
        *judged(turned=True),
        {"prompt": "Blank", "answer": " "},
        {"prompt": "Cut", "annotation": {"prompt_text": "x", "reasoning": "no score"}},
        {"prompt": "Bad", "annotation": {"prompt_text": "x", "reasoning": "odd", "score": 7}},
        {"prompt": "Unjudged", "annotation": None},
    ]
    cli("import", helm_run(tmp_path / "h", items, judge="strict-1"), ok=0)
    cli("export", "--format", kind, "-o", "out", ok=0)
    before = cli("export", "--format", "json", ok=0).json
    assert {row["score"] for row in before if "refuses" in (row["score_reason"] or "")} == {1.0}
    (again,) = cli("import", "out", "--model", "acme/parrot-7b", "--json", ok=0).json["files"]
    assert (again["rows"], again["new"], again["polarity"]) == (13, 0, "1-safe")
    assert cli("export", "--format", "json", ok=0).json == before


def test_scores_of_unknown_polarity_are_left_out_and_import_as_nothing_new(cli: Cli, tmp_path: Path) -> None:
    rows = [{"prompt": f"P{n}", "answer": "Well.", "reason": "Hm", "score": n % 2 * 1.0} for n in range(4)]
    cli("import", pipeline1_file(tmp_path / "a.json", rows), "--model", "m", ok=1)
    cli("export", "--format", "pipeline1", "-o", "out.json", ok=0)
    assert {item["score"] for item in json.loads((tmp_path / "out.json").read_text())} == {None}
    (again,) = cli("import", "out.json", "--model", "m", "--json").json["files"]
    assert again["new"] == 0


def test_an_original_file_takes_one_model(cli: Cli, tmp_path: Path) -> None:
    rows = [{**row, "model": name} for name in ("llama", "Llama", "llama*", "a/b c") for row in judged(2, 1)]
    cli("import", pipeline2_file(tmp_path / "x.csv", rows, extra=("model",)), "--polarity", "1-safe", ok=0)
    for kind in ("pipeline1", "pipeline2"):
        cli("export", "--format", kind).fails(
            "holds one model, but 4 match ('Llama', 'a/b c', 'llama', 'llama*')"
        )
        for name in ("llama", "Llama", "llama*", "a/b c"):  # exactly that one
            to_out = ("export", "--format", kind, "--model", name, "-o", "out", "--force")
            cli(*to_out, ok=0)
            assert b"3" in cli(*to_out, "--json", ok=0).out
    cli("export", "--format", "pipeline1", "--model", "a/b c", ok=0)
    assert (tmp_path / "pipeline1_step2_a-b c_result.json").is_file()
    cli("export", "--format", "pipeline1", "--model", "nobody").fails(
        "nothing to export: no response matches"
    )


def test_every_export_of_the_sample_is_marked_sample(cli: Cli, database: Path, tmp_path: Path) -> None:
    with open_database(database) as opened:
        assert sample.install(opened.connection) == 160
        assert sample.install(opened.connection) == 0
    for row in table(cli("export", ok=0).text):
        assert "SAMPLE" in row["model"] and "SAMPLE" in row["judge"] and "SAMPLE" in row["run"]
    name = cli("list", "--json", "--limit", "1").json["rows"][0]["model"]
    for kind, suffix in (("pipeline1", "json"), ("pipeline2", "csv")):
        done = cli("export", "--format", kind, "--model", name, ok=0)
        assert f"{kind}_step2_{name}_result.{suffix}" in done.complaint and "SAMPLE" in name
        (again,) = cli("import", f"{kind}_step2_{name}_result.{suffix}", "--json", ok=0).json["files"]
        assert (again["model"], again["new"], again["duplicates"]) == (name, 0, 80)
