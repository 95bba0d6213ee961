"""``import`` and ``polarity``: each row is stored once, and scores are on one scale."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from airbench_tui.interchange.readers.registry import READERS
from tests.builders import helm_run, pipeline1_file, pipeline2_file
from tests.cli.conftest import CONTROLS, HOSTILE, REFUSAL, STEP1, STEP2, Cli, judged, real

KEYS = {
    "path",
    "format",
    "model",
    "judge",
    "polarity",
    "polarity_evidence",
    "rows",
    "new",
    "duplicates",
    "rejected",
}


UNCLEAR = [{"prompt": f"P{n}", "answer": "Well.", "reason": "Hm", "score": n % 2 * 1.0} for n in range(4)]


@real
def test_the_real_file(cli: Cli, database: Path) -> None:
    (file,) = cli("import", STEP2, "--json", ok=0).json["files"]
    assert set(file) >= KEYS
    assert (file["path"], file["format"]) == (str(STEP2), "pipeline1")
    assert (file["model"], file["judge"]) == ("Llama-3-8b", "gpt-4o (assumed)")
    assert (file["rows"], file["new"], file["duplicates"], file["rejected"]) == (80, 80, 0, [])
    assert file["polarity"] == "1-safe" and "60 of 60 refusals are scored 1" in file["polarity_evidence"]
    before = database.read_bytes()
    (again,) = cli("import", STEP2, "--json", ok=0).json["files"]
    assert (again["new"], again["duplicates"], again["rejected"]) == (0, 80, [])
    assert {**file, "new": 0, "duplicates": 80} == again
    assert database.read_bytes() == before
    assert cli("list", "score:1", "--json", "--limit", "0").json["total"] == 64
    assert cli("list", "score:0", "--json", "--limit", "0").json["total"] == 15


@real
def test_answers_first_and_their_judgments_later(cli: Cli) -> None:
    (answers,) = cli("import", STEP1, "--json", ok=0).json["files"]
    assert (answers["new"], answers["judge"], answers["model"]) == (80, None, "Llama-3-8b")
    assert cli("list", "status:missing", "--json").json["total"] == 80
    (results,) = cli("import", STEP2, "--json", ok=0).json["files"]
    assert (results["new"], results["duplicates"]) == (80, 0)
    listed = cli("list", "--json").json
    assert (listed["total"], cli("list", "status:missing", "--json").json["total"]) == (80, 0)


@real
def test_helm_scores_of_the_other_polarity_are_put_on_one_scale(cli: Cli, tmp_path: Path) -> None:
    """Refusals get score 1 from a file where 0 = refuses, as they do from a file where 1 = refuses."""
    items = [{**row, "model": None} for row in judged(4, 2, turned=True)] + [
        {"prompt": "Blank", "answer": ""}
    ]
    run = helm_run(tmp_path / "helm", items)
    (file,) = cli("import", run, "--json", ok=0).json["files"]
    assert (file["format"], file["polarity"], file["rows"], file["new"]) == ("helm", "0-safe", 7, 7)
    assert "rubrics count 0-safe" in file["polarity_evidence"] and file["model"] == "acme/parrot-7b"
    assert cli("list", "score:1", "--json").json["total"] == 4
    assert cli("list", "score:0", "--json").json["total"] == 2
    assert cli("list", "status:blank", "--json").json["total"] == 1
    cli("import", STEP2, ok=0)
    refusals = cli("list", "score:1 refuses", "--json", "--limit", "500").json
    assert {row["model"] for row in refusals["rows"]} == {"acme/parrot-7b", "Llama-3-8b"}
    assert cli("list", "score:1", "--json").json["total"] == 68
    assert cli("list", "score:0", "--json").json["total"] == 17


def test_a_helm_suite_is_imported_past_a_broken_run(cli: Cli, tmp_path: Path) -> None:
    suite = tmp_path / "suite"
    for name in ("a", "b", "c"):
        items = [{**row, "prompt": f"{name} {row['prompt']}"} for row in judged(turned=True)]
        helm_run(suite / f"air_bench_2024-{name}", items, model=f"acme/{name}")
    broken = suite / "air_bench_2024-b" / "scenario_state.json"
    broken.write_text(broken.read_text()[:-200])
    done = cli("import", suite, "--json")
    assert [Path(file["path"]).name[-1] for file in done.json["files"]] == ["a", "c"]
    done.fails("air_bench_2024-b", "cut off", status=1)


def test_a_pipeline_2_file_is_imported_completely(cli: Cli, tmp_path: Path) -> None:
    answers = ['"Quoted", he said', "a,b;c\td", "line\nline\r\nline\rend", "nul\0nul", "", "'=1", HOSTILE]
    rows = [{"prompt": f"P{n} {answer}", "answer": answer, "score": ""} for n, answer in enumerate(answers)]
    path = pipeline2_file(tmp_path / "pipeline2_step1_parrot_response.csv", rows, judged=False)
    (file,) = cli("import", path, "--json", ok=0).json["files"]
    assert (file["rows"], file["new"], file["model"], file["format"]) == (7, 7, "parrot", "pipeline2")
    cli("export", "--format", "pipeline2", "-o", "out.csv", ok=0)
    assert (tmp_path / "out.csv").read_bytes() == path.read_bytes()


# --- polarity -----------------------------------------------------------------------------------


def test_unclear_polarity_is_not_guessed_and_can_be_set(cli: Cli, tmp_path: Path) -> None:
    path = pipeline1_file(tmp_path / "odd.json", UNCLEAR)
    done = cli("import", path, "--model", "m", "--json")
    assert done.status == 1
    (file,) = done.json["files"]
    assert (file["polarity"], file["new"], file["rejected"]) == ("unknown", 4, [])
    assert "unclear" in file["polarity_evidence"]
    assert len(done.complaint.splitlines()) == 1 and "airbench-tui polarity 'odd' 1-safe" in done.complaint
    rows = cli("list", "--json").json["rows"]
    assert [(row["score"], row["judge_status"]) for row in rows] == [(None, "judged")] * 4

    mended = cli("polarity", "odd", "0-safe", "--json", ok=0).json
    assert mended == {"run": "odd", "polarity": "0-safe", "judgments": 4, "requeued": 0}
    assert sorted(row["score"] for row in cli("list", "--json").json["rows"]) == [0.0, 0.0, 1.0, 1.0]
    # Importing the file again keeps the polarity that was set, and succeeds.
    again = cli("import", path, "--model", "m", "--json", ok=0)
    (file,) = again.json["files"]
    assert (file["new"], file["duplicates"], file["polarity"]) == (0, 4, "0-safe")
    assert "read as 0-safe: the stored polarity stays" in file["notes"][0]


def test_the_polarity_option_sets_the_scale_on_import(cli: Cli, tmp_path: Path) -> None:
    path = pipeline1_file(tmp_path / "odd.json", UNCLEAR)
    (file,) = cli("import", path, "--model", "m", "--polarity", "1-safe", "--json", ok=0).json["files"]
    assert (file["polarity"], file["polarity_evidence"]) == ("1-safe", "given with --polarity 1-safe")
    assert cli("list", "score:1", "--json").json["total"] == 2


def test_the_polarity_option_sets_the_scale_of_a_file_imported_before(cli: Cli, tmp_path: Path) -> None:
    path = pipeline1_file(tmp_path / "odd.json", UNCLEAR)
    assert cli("import", path, "--model", "m").status == 1
    (file,) = cli("import", path, "--model", "m", "--polarity", "0-safe", "--json", ok=0).json["files"]
    assert (file["new"], file["duplicates"], file["polarity"]) == (0, 4, "0-safe")
    assert sorted(row["score"] for row in cli("list", "--json").json["rows"]) == [0.0, 0.0, 1.0, 1.0]
    # The other polarity would now reverse every score: the command says so and changes nothing.
    (file,) = cli("import", path, "--model", "m", "--polarity", "1-safe", "--json", ok=0).json["files"]
    assert file["polarity"] == "0-safe" and "the stored polarity stays" in file["notes"][-1]


def test_a_copy_imported_with_the_other_polarity_is_reported(cli: Cli, tmp_path: Path) -> None:
    path = pipeline1_file(tmp_path / "odd.json", UNCLEAR)
    copy = tmp_path / "copy.json"
    copy.write_text(path.read_text() + "\n")
    cli("import", path, "--model", "m", "--polarity", "1-safe", ok=0)
    (file,) = cli("import", copy, "--model", "m", "--polarity", "0-safe", "--json", ok=0).json["files"]
    assert file["new"] == 0
    assert (
        "4 of these judgments were imported earlier with the run 'odd' and read as 1-safe" in file["notes"][0]
    )
    assert cli("list", "score:1", "--json").json["total"] == 2


def test_polarity_against_the_evidence_is_obeyed_and_reported(cli: Cli, tmp_path: Path) -> None:
    path = pipeline1_file(tmp_path / "a.json", judged())
    done = cli("import", path, "--model", "m", "--polarity", "0-safe", ok=0)
    assert "but the file looks 1-safe" in done.complaint
    assert cli("list", "score:1", "--json").json["total"] == 3


def test_the_polarity_command(cli: Cli, tmp_path: Path) -> None:
    path = pipeline1_file(tmp_path / "a.json", judged())
    cli("import", path, "--model", "m", ok=0)
    uid = cli("list", "score:1", "--json").json["rows"][0]["response_id"]
    cli("review", "add", uid, "--score", "0", ok=0)
    done = cli("polarity", "a", "0-safe", ok=0)
    assert "9 judgments reversed, 1 reviews to make again" in done.text
    (waiting,) = cli("list", "reviewed:stale", "--json").json["rows"]
    assert (waiting["response_id"], waiting["stale"], waiting["score"]) == (uid, True, 0.0)
    cli("polarity", "nosuch", "1-safe").fails("there is no run called 'nosuch'; runs here: 'a'")
    cli("polarity", "a", "2-safe").fails("2-safe")


# --- names --------------------------------------------------------------------------------------


def test_names_come_from_the_user_then_the_file_then_its_name(cli: Cli, tmp_path: Path) -> None:
    rows = [{**row, "model": "inside", "judge": "strict-1"} for row in judged()]
    named = pipeline2_file(tmp_path / "pipeline2_step2_outside_result.csv", rows, extra=("model", "judge"))
    (file,) = cli("import", named, "--json", ok=0).json["files"]
    assert (file["model"], file["judge"]) == ("inside", "strict-1")
    (file,) = cli("import", named, "--model", "mine", "--judge", "ours", "--json", ok=0).json["files"]
    assert (file["model"], file["judge"], file["new"]) == ("mine", "ours", 9)
    bare = pipeline1_file(tmp_path / "pipeline1_step2_a b.c_result.json", judged())
    (file,) = cli("import", bare, "--json", ok=0).json["files"]
    assert (file["model"], file["judge"]) == ("a b.c", "gpt-4o (assumed)")


# --- in part ------------------------------------------------------------------------------------


def test_one_bad_file_does_not_stop_the_others(cli: Cli, tmp_path: Path) -> None:
    good = [
        pipeline1_file(
            tmp_path / f"{name}.json", [{**row, "prompt": f"{name}{row['prompt']}"} for row in judged()]
        )
        for name in "ab"
    ]
    done = cli("import", good[0], tmp_path / "missing.json", good[1], "--model", "m", "--json")
    assert [(file["path"], file["new"]) for file in done.json["files"]] == [(str(path), 9) for path in good]
    done.fails("missing.json: no such file or folder", status=1)


def test_unusable_rows_are_named(cli: Cli, tmp_path: Path) -> None:
    rows = judged()
    rows[1]["category"] = "99.1.1"
    rows[3]["score"] = 0.7
    rows[5]["prompt"] = " "
    done = cli("import", pipeline1_file(tmp_path / "a.json", rows), "--model", "m", "--json")
    (file,) = done.json["files"]
    assert done.status == 1 and (file["rows"], file["new"]) == (9, 6)
    assert file["rejected"] == [
        {"row": 2, "why": "unknown category id '99.1.1'"},
        {"row": 4, "why": "score 0.7 is not 0, 0.5 or 1"},
        {"row": 6, "why": "prompt is missing or empty"},
    ]
    assert [line.split(": ", 2)[2] for line in done.complaint.splitlines()] == [
        "row 2 left out: unknown category id '99.1.1'",
        "row 4 left out: score 0.7 is not 0, 0.5 or 1",
        "row 6 left out: prompt is missing or empty",
    ]


def test_a_file_without_one_usable_row_leaves_no_run(cli: Cli, tmp_path: Path) -> None:
    rows = [{**row, "category": "99.1.1"} for row in judged()]
    done = cli("import", pipeline1_file(tmp_path / "a.json", rows), "--model", "m", "--json")
    assert done.status == 1 and len(done.json["files"][0]["rejected"]) == 9
    assert cli("doctor", "--json", ok=0).json["rows"]["runs"] == 0


def test_many_rejects_are_counted(cli: Cli, tmp_path: Path) -> None:
    rows = [*judged(), *({"prompt": f"{n}", "score": 7} for n in range(1_500))]
    done = cli("import", pipeline1_file(tmp_path / "a.json", rows), "--model", "m", "--json")
    (file,) = done.json["files"]
    assert (len(file["rejected"]), file["rejected_more"], file["new"]) == (1_000, 500, 9)
    assert len(done.complaint.splitlines()) == 21 and "1,480 more rows left out" in done.complaint


# --- hostile text -------------------------------------------------------------------------------


def test_no_control_byte_of_a_file_reaches_the_terminal(cli: Cli, tmp_path: Path) -> None:
    names = {"model": HOSTILE, "judge": HOSTILE}
    rows = [{**row, **names, "prompt": HOSTILE + str(n), "reason": HOSTILE} for n, row in enumerate(judged())]
    rows.append({**REFUSAL, **names, "category": HOSTILE})
    folder = tmp_path / "a\x1b[31m\nb\u202e"
    folder.mkdir()
    path = pipeline2_file(folder / "x.csv", rows, extra=("model", "judge"))
    done = cli("import", path)
    assert done.status == 1
    for stream in (done.text, done.complaint):
        assert not CONTROLS.search(stream) and "␛" in stream
    assert len(done.text.splitlines()) == 2  # a line break in a name makes no line of its own
    as_json = cli("import", path, "--model", "m", "--json")
    assert as_json.out.isascii() and not CONTROLS.search(as_json.text)
    assert as_json.json["files"][0]["path"] == str(path)


@pytest.mark.parametrize("kind", READERS)
def test_the_wrong_format_is_refused(cli: Cli, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary\n")
    cli("import", path, "--format", kind).fails("notes.txt")


def test_a_huge_trial_number_does_no_harm(cli: Cli, tmp_path: Path) -> None:
    run = helm_run(tmp_path / "helm", [{**row, "trial": 10**30} for row in judged(turned=True)])
    assert json.loads(cli("import", run, "--json", ok=0).text)["files"][0]["new"] == 9
