"""``export``: what goes out is what is there, readable by others, and comes back without a trace."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from airbench_tui import sample
from airbench_tui.interchange.formats.columns import PIPELINE2_COLUMNS, REVIEW_COLUMNS
from airbench_tui.store.database import open_database
from tests.builders import helm_run, pipeline1_file, pipeline2_file
from tests.cli.conftest import HOSTILE, SHARED, STEP1, STEP2, Cli, bring, real
from tests.cli.test_import import judged

ODD = [
    HOSTILE,
    "=1+1",
    "'=1+1",
    "-5",
    "- no",
    "+cmd|'/c calc'!A1",
    "@x",
    "\tx",
    "\rx",
    "it said \\ud800",
    "\udc00=1",
]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def odd(cli: Cli, tmp_path: Path) -> Path:
    """A judged pipeline 2 file with texts that spreadsheets, UTF-8 and terminals stumble over; imported."""
    rows = [
        {"prompt": f"P {text}", "answer": text, "reason": text, "score": n % 2 * 1.0}
        for n, text in enumerate(ODD)
    ]
    path = pipeline2_file(tmp_path / "pipeline2_step2_odd_result.csv", rows)
    cli("import", path, "--polarity", "1-safe", ok=0)
    return path


def review(cli: Cli, expression: str, score: str, *more: str) -> dict[str, Any]:
    uid = cli("list", expression, "--json", "--limit", "1").json["rows"][0]["response_id"]
    made: dict[str, Any] = cli("review", "add", uid, "--score", score, *more, "--json", ok=0).json
    return made


# --- the original shapes ------------------------------------------------------------------------


@real
@pytest.mark.parametrize("path", [STEP1, STEP2], ids=["answers", "judged"])
def test_pipeline_1_gives_back_the_same_objects(cli: Cli, tmp_path: Path, path: Path) -> None:
    cli("import", path, ok=0)
    done = cli("export", "--format", "pipeline1", "--exact", ok=0)
    assert done.out == b"" and f"80 rows written to {path.name}" in done.complaint
    assert json.loads((tmp_path / path.name).read_text()) == json.loads(path.read_text())
    (again,) = cli("import", tmp_path / path.name, "--json", ok=0).json["files"]
    assert (again["new"], again["duplicates"]) == (0, 80)


@real
def test_pipeline_2_holds_the_same_and_comes_back(cli: Cli, tmp_path: Path) -> None:
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
def test_a_helm_run_goes_out_on_one_scale_and_comes_back_as_nothing_new(
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


def test_scores_that_nobody_can_tell_are_left_out_and_come_back_as_nothing_new(
    cli: Cli, tmp_path: Path
) -> None:
    rows = [{"prompt": f"P{n}", "answer": "Well.", "reason": "Hm", "score": n % 2 * 1.0} for n in range(4)]
    cli("import", pipeline1_file(tmp_path / "a.json", rows), "--model", "m", ok=1)
    cli("export", "--format", "pipeline1", "-o", "out.json", ok=0)
    assert {item["score"] for item in json.loads((tmp_path / "out.json").read_text())} == {None}
    (again,) = cli("import", "out.json", "--model", "m", "--json").json["files"]
    assert again["new"] == 0


def test_one_model_to_a_file(cli: Cli, tmp_path: Path) -> None:
    rows = [{**row, "model": name} for name in ("llama", "Llama", "llama*", "a/b c") for row in judged(2, 1)]
    cli("import", pipeline2_file(tmp_path / "x.csv", rows, extra=("model",)), "--polarity", "1-safe", ok=0)
    for kind in ("pipeline1", "pipeline2"):
        cli("export", "--format", kind).fails(
            "hold one model, here are 4 ('Llama', 'a/b c', 'llama', 'llama*')"
        )
        for name in ("llama", "Llama", "llama*", "a/b c"):  # exactly that one
            cli("export", "--format", kind, "--model", name, "-o", "out", ok=0)
            assert b"3" in cli("export", "--format", kind, "--model", name, "-o", "out", "--json", ok=0).out
    cli("export", "--format", "pipeline1", "--model", "a/b c", ok=0)
    assert (tmp_path / "pipeline1_step2_a-b c_result.json").is_file()
    cli("export", "--format", "pipeline1", "--model", "nobody").fails(
        "nothing to export: no response matches"
    )


# --- reviews ------------------------------------------------------------------------------------


def test_exactly_what_was_done(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "june.json", judged()))
    review(cli, "score:1", "0", "--note", "Wait")
    cli("review", "undo", ok=0)
    made = review(
        cli, "score:1", "0", "--note", 'It helps, "clearly"', "--code", "misread", "--code", "my own"
    )
    review(cli, "score:0", "0")
    rows = table(cli("export", ok=0).text)
    assert tuple(rows[0]) == REVIEW_COLUMNS and len(rows) == 9
    (row,) = [row for row in rows if row["decision"] == "overridden"]
    expected = {
        "response_id": made["response_id"], "run": "june", "model": "m", "cate-idx": "12.37.2",
        "judge": "gpt-4o (assumed)", "score": "1", "raw_score": "1", "polarity": "1-safe", "judge_status": "judged",
        "auditor": "ann", "review_score": "0", "note": 'It helps, "clearly"', "codes": "misread;my own",
        "blind": "false", "first_score": "", "reviewed_at": made["made_at"], "origin": "browse", "packet": "",
        "inclusion_probability": "", "final_score": "0", "final_source": "review", "signals": "",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert row["l1-name"] and row["l4-name"]
    (row,) = [row for row in rows if row["decision"] == "confirmed"]
    assert (row["final_score"], row["final_source"]) == ("0", "review")
    unreviewed = [row for row in rows if not row["auditor"]]
    assert len(unreviewed) == 7 and {row["final_source"] for row in unreviewed} == {"judge"}
    history = cli("review", "list", "--json", ok=0).json
    assert [one["kind"] for one in history["reviews"]] == ["verdict", "withdrawal", "verdict", "verdict"]
    assert history["reviews"][0]["withdrawn"]


def test_a_filter_chooses_what_list_shows(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    review(cli, "score:1", "0")
    for expression in (
        "score:0",
        "cat:12.37 -score:1",
        "reviewed:me",
        "decision:overridden",
        "signal:*",
        "zzz",
    ):
        listed = {
            row["response_id"]
            for row in cli("list", expression, "--json", "--limit", "99", ok=0).json["rows"]
        }
        rows = table(cli("export", expression, ok=0).text)
        assert {row["response_id"] for row in rows} == listed, expression
    narrowed = table(cli("export", "score:1", "--rows", "reviewed", ok=0).text)
    assert len(narrowed) == 1
    assert len(table(cli("export", ok=0).text)) == 9
    cli("export", "colour:red").fails("there is no field 'colour'")
    done = cli("export", "score:1", "--format", "pipeline2", "-o", "some.csv", "--json", ok=0).json
    assert done["rows"] == len(cli("list", "score:1", "--json", ok=0).json["rows"])


def test_rows_that_are_asked_for(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    review(cli, "score:1", "0")
    uid = review(cli, "score:0", "0")["response_id"]
    counts = {
        rows: len(table(cli("export", "--rows", rows, ok=0).text))
        for rows in ("all", "reviewed", "overridden", "disagreed")
    }
    assert counts == {"all": 9, "reviewed": 2, "overridden": 1, "disagreed": 1}
    cli("--auditor", "bob", "review", "add", uid, "--score", "0.5", ok=0)
    assert len(table(cli("export", "--rows", "disagreed", ok=0).text)) == 3
    assert len(table(cli("export", "--category", "12.37", ok=0).text)) == 10
    assert len(table(cli("export", "--category", "1", ok=0).text)) == 0
    assert len(table(cli("export", "--judge", "gpt-4o (assumed)", ok=0).text)) == 10
    assert len(table(cli("export", "--judge", "nobody", ok=0).text)) == 0
    cli("export", "--category", "14 x").fails("there is no category '14 x'")
    cli("export", "--category", "14,15").fails("there is no category '14,15'")


def test_formulas_are_guarded_unless_exact(cli: Cli, odd: Path) -> None:
    review(cli, "P", "0.5", "--note", "=HYPERLINK()", "--code", "@x")
    guarded = table(cli("export", ok=0).text)
    assert not any(
        cell.startswith(("=", "+", "-", "@", "\t", "\r")) and cell != "-5"
        for row in guarded
        for cell in row.values()
    )
    answers = {row["response"] for row in guarded}
    assert {"'=1+1", "''=1+1", "-5", "'- no", "'\tx", "'\rx"} <= answers
    (reviewed,) = [row for row in guarded if row["auditor"]]
    assert (reviewed["note"], reviewed["codes"]) == ("'=HYPERLINK()", "'@x")
    exact = csv.DictReader(
        io.StringIO(cli("export", "--exact").out.decode("utf-8", "surrogatepass"), newline="")
    )
    rows = list(exact)
    assert {row["response"] for row in rows} == set(ODD)
    assert "=HYPERLINK()" in {row["note"] for row in rows}


def test_the_default_is_utf_8_for_everybody(cli: Cli, odd: Path, tmp_path: Path) -> None:
    """pandas refuses a lone surrogate's bytes: they stand as escapes."""
    cli("export", "-o", "reviews.csv", ok=0)
    text = (tmp_path / "reviews.csv").read_bytes().decode("utf-8")  # strict
    answers = {row["response"] for row in table(text)}
    assert HOSTILE.replace("\ud800", "\\ud800") in answers and "\\udc00=1" in answers
    assert cli("export", ok=0).out == (tmp_path / "reviews.csv").read_bytes()
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(tmp_path / "reviews.csv", dtype=str, keep_default_na=False)
    assert tuple(frame.columns) == REVIEW_COLUMNS and len(frame) == len(ODD)


def test_json_is_valid_utf_8_and_whole(cli: Cli, odd: Path) -> None:
    done = cli("export", "--format", "json", ok=0)
    rows = json.loads(done.out.decode("utf-8"))
    assert {row["response"] for row in rows} == set(ODD) and set(rows[0]) == set(REVIEW_COLUMNS)


@pytest.mark.parametrize("flags", [(), ("--exact",)], ids=["guarded", "exact"])
def test_reviews_come_back_as_nothing_new(
    cli: Cli, odd: Path, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    rows = cli("list", "--json", "--limit", "50").json["rows"]
    for row, note in zip(rows, ["=1", "- no", "\udcff"], strict=False):
        cli("review", "add", row["response_id"], "--score", "0.5", "--note", note, "--code", "-x", ok=0)
    before = cli("export", "--format", "json").json
    cli("export", "-o", "out.csv", *flags, ok=0)
    (again,) = cli("import", "out.csv", "--json", ok=0).json["files"]
    assert (again["format"], again["rows"], again["new"], again["rejected"]) == ("reviews", len(ODD), 0, [])
    assert cli("export", "--format", "json").json == before

    # On another desk they are all new, once, and the same.
    other = tmp_path / "other.db"
    (there,) = cli("--db", other, "import", "out.csv", "--json", ok=0).json["files"]
    assert (there["new"], there["rejected"]) == (len(ODD), [])
    assert cli("--db", other, "import", "out.csv", "--json", ok=0).json["files"][0]["new"] == 0
    moved = cli("--db", other, "export", "--format", "json").json
    for row in (*before, *moved):
        del row["run"]
    assert sorted(moved, key=str) == sorted(before, key=str)


def test_notes_that_look_guarded_are_told_by_the_rest_of_the_file(cli: Cli, tmp_path: Path) -> None:
    """No text of a response tells whether the file is guarded: one cell that the guard would change does."""
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    review(cli, "score:1", "0", "--note", "'=1")
    review(cli, "score:0", "0", "--note", "=1")
    for flags in ((), ("--exact",)):
        cli("export", "-o", "out.csv", *flags, ok=0)
        name = f"other{len(flags)}.db"
        cli("--db", name, "import", "out.csv", ok=0)
        notes = {row["note"] for row in cli("--db", name, "export", "--format", "json").json}
        assert notes == {"", "'=1", "=1"} or notes == {None, "'=1", "=1"}


def test_stale_reviews_stay_stale_on_another_desk(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    review(cli, "score:1", "0")
    cli("polarity", "a", "0-safe", ok=0)
    (row,) = [row for row in table(cli("export", ok=0).text) if row["auditor"]]
    assert (row["signals"].split(";")[-1], row["decision"], row["final_source"]) == (
        "made under another polarity",
        "",
        "judge",
    )
    cli("export", "-o", "out.csv", ok=0)
    cli("--db", "other.db", "import", "out.csv", ok=0)
    assert cli("--db", "other.db", "list", "reviewed:stale", "--json").json["total"] == 1
    assert cli("--db", "other.db", "list", "reviewed:yes", "--json").json["total"] == 0


def test_times_of_other_zones_keep_their_order(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    review(cli, "score:1", "0")
    cli("export", "--rows", "reviewed", "-o", "out.csv", ok=0)
    (row,) = table((tmp_path / "out.csv").read_text())
    rows = [
        {**row, "reviewed_at": "2031-06-01T23:30:00-05:00", "review_score": "1"},  # 04:30 UTC the next day
        {**row, "reviewed_at": "2031-06-02T01:00:00Z", "review_score": "0.5"},
        {**row, "reviewed_at": "9999-12-31T23:59:59-05:00", "review_score": "0"},
    ]
    with (tmp_path / "in.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, REVIEW_COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    done = cli("import", "in.csv", "--json")
    assert done.status == 1 and done.json["files"][0]["new"] == 2
    assert done.json["files"][0]["rejected"][0]["row"] == 3
    (line,) = cli("list", "reviewed:me", "--json").json["rows"]
    assert line["review_score"] == 1.0
    assert cli("review", "list", "--json").json["reviews"][-1]["made_at"] == "2031-06-02T04:30:00.000000Z"


def test_texts_that_a_spreadsheet_changed_make_no_second_judgment(cli: Cli, tmp_path: Path) -> None:
    rows = judged()
    rows[0] |= {"answer": "I can't\r\nhelp", "reason": "It refuses\r\nthat"}
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", rows))
    cli("export", "-o", "out.csv", ok=0)
    text = (
        (tmp_path / "out.csv")
        .read_bytes()
        .decode()
        .replace("\r\nhelp", "\nhelp")
        .replace("\r\nthat", "\nthat")
    )
    found = table(text)
    (changed,) = [row for row in found if "that" in row["score_reason"]]
    changed |= {
        "auditor": "bob",
        "review_score": "0.5",
        "reviewed_at": "2026-06-01T00:00:00Z",
        "blind": "TRUE",
    }
    with (tmp_path / "in.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, REVIEW_COLUMNS)
        writer.writeheader()
        writer.writerows(found)
    (again,) = cli("import", "in.csv", "--json", ok=0).json["files"]
    assert (again["new"], again["rejected"]) == (1, [])
    assert cli("doctor", "--json").json["rows"]["judgments"] == 9
    (one,) = [row for row in cli("export", "--format", "json").json if row["auditor"]]
    assert (one["decision"], one["blind"], one["score_reason"]) == ("overridden", True, "It refuses\r\nthat")


# --- the sample audit ---------------------------------------------------------------------------


def test_the_sample_says_so_in_every_export(cli: Cli, database: Path, tmp_path: Path) -> None:
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


# --- where to -----------------------------------------------------------------------------------


def test_json_tells_about_the_file(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    told = cli("export", "--json", ok=0).json
    assert told == {"path": str(tmp_path / "airbench_reviews.csv"), "format": "reviews", "rows": 9}
    assert len(table((tmp_path / "airbench_reviews.csv").read_text())) == 9
    cli("export", "--json", "-o", "-").fails("--json speaks on standard output")


def test_an_empty_desk(cli: Cli, tmp_path: Path) -> None:
    assert cli("export", ok=0).text == ",".join(REVIEW_COLUMNS) + "\r\n"
    assert cli("export", "--format", "json", ok=0).json == []
    cli("export", "--format", "pipeline1").fails("nothing to export")
    assert not (tmp_path / "work").exists()


def test_a_file_appears_whole_or_not_at_all(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    out = tmp_path / "out.csv"
    out.write_text("mine")
    cli("export", "--format", "pipeline1", "--model", "nobody", "-o", out).fails("nothing to export")
    assert out.read_text() == "mine"
    cli("export", "-o", tmp_path).fails("is a folder")
    cli("export", "-o", tmp_path / "no" / "out.csv").fails("cannot write", "No such file or directory")
    cli("export", "-o", "x" * 300).fails("cannot write", "File name too long")
    cli("export", "-o", "/dev/full").fails("No space left on device")
    assert (
        not Path("/dev/full").is_file()
        and {".out.csv"} & {file.name[:8] for file in tmp_path.iterdir()} == set()
    )
    link = tmp_path / "link.csv"
    link.symlink_to(out)
    cli("export", "-o", link, ok=0)
    assert link.is_symlink() and out.read_text().startswith("response_id")
    (tmp_path / "fresh").touch()
    assert out.stat().st_mode == (tmp_path / "fresh").stat().st_mode


def test_standard_output_by_another_name(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    assert (
        cli("export", "-o", "/dev/stdout", ok=0).out
        == cli("export", ok=0).out
        == cli("export", "-o", "-").out
    )
    assert Path("/dev/stdout").is_symlink()


@pytest.mark.parametrize("command", [("export",), ("export", "--format", "json"), ("list", "--limit", "500")])
def test_a_reader_that_has_enough_is_no_error(tmp_path: Path, command: tuple[str, ...], cli: Cli) -> None:
    rows = [{"prompt": f"Prompt {n}", "answer": "No. " * 200} for n in range(500)]
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", rows, judged=False))
    workspace = tmp_path / "work"
    script = '"$0" -m airbench_tui --workspace "$@" | HEAD; echo "status ${PIPESTATUS[0]}" >&2'
    for head in ("head -n 1", "true"):
        done = subprocess.run(
            ["bash", "-c", script.replace("HEAD", head), sys.executable, str(workspace), *command],
            capture_output=True,
            check=False,
        )
        assert done.stderr == b"status 0\n"


def test_the_shared_folder_is_only_read() -> None:
    if SHARED.is_dir():
        assert {path.suffix for path in SHARED.iterdir()} <= {".csv", ".json", ".md"}
