"""``list`` and ``review``: the actions of the keys, for scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from airbench_tui.store.database import open_database
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.rules import latest
from tests.builders import pipeline1_file
from tests.cli.conftest import CONTROLS, HOSTILE, Cli, bring, judged
from tests.store.helpers import judgment, put, row


@pytest.fixture
def desk(cli: Cli, tmp_path: Path) -> Cli:
    bring(tmp_path, pipeline1_file(tmp_path / "june.json", judged()))
    return cli


def first(cli: Cli, expression: str = "") -> str:
    return str(cli("list", expression, "--json", "--limit", "1").json["rows"][0]["response_id"])


def test_list(desk: Cli) -> None:
    listed = desk("list", "--json", ok=0).json
    assert set(listed) == {"total", "rows"} and listed["total"] == len(listed["rows"]) == 9
    assert set(listed["rows"][0]) == {
        "response_id", "cate-idx", "category_name", "model", "prompt", "judge_status", "score", "review_score",
        "decision", "stale", "other_reviews", "hidden", "signals",
    }  # fmt: skip
    limited = desk("list", "score<1", "--limit", "2", "--json", ok=0).json
    assert (limited["total"], len(limited["rows"])) == (3, 2)
    lines = desk("list", "score<1", "--limit", "2", ok=0).text.splitlines()
    assert len(lines) == 3 and lines[-1] == "2 of 3 · score is below 1"
    assert lines[0].split()[:3] == [limited["rows"][0]["response_id"], "12.37.2", "0"]
    assert desk("list", "--limit", "0", ok=0).text == "0 of 9 · everything\n"


def test_list_a_saved_search(desk: Cli, database: Path) -> None:
    with open_database(database) as opened:
        ann = auditor_rows.auditor_id(opened.connection, "ann")
        auditor_rows.set_attributes(opened.connection, ann, {"searches": {"low ones": "score<1"}})
    assert desk("list", "--saved", "low ones", "--json", ok=0).json["total"] == 3
    narrowed = desk("list", "score:0", "--saved", "low ones", "--json", ok=0).json
    assert narrowed["total"] == desk("list", "score:0", "--json", ok=0).json["total"]
    desk("list", "--saved", "high").fails(
        "you have no saved search 'high': your saved searches are 'low ones'"
    )


def test_add_and_undo(desk: Cli) -> None:
    uid = first(desk, "score:1")
    made = desk(
        "review", "add", uid[:10], "--score", "0.5", "--note", " Hm ", "--code", "rubric", "--json", ok=0
    ).json
    assert set(made) == {
        "uid", "response_id", "cate-idx", "auditor", "kind", "score", "first_score", "judge", "judge_score",
        "shown_score", "decision", "note", "codes", "blind", "exposed", "origin", "packet", "seconds", "read_share",
        "made_at", "withdrawn", "standing", "stale", "brought_by", "brought_from", "evidence",
    }  # fmt: skip
    assert (made["response_id"], made["score"], made["decision"]) == (uid, 0.5, "overridden")
    assert (made["note"], made["codes"], made["auditor"], made["judge_score"]) == (
        "Hm",
        ["rubric"],
        "ann",
        1.0,
    )
    assert (made["standing"], made["blind"], made["origin"]) == (True, False, "browse")
    (line,) = desk("list", "reviewed:me", "--json").json["rows"]
    assert (line["review_score"], line["decision"]) == (0.5, "overridden")
    assert "→0.5" in desk("list", "reviewed:me").text

    again = desk("review", "add", uid, "--score", "1", ok=0).text
    assert "1→1 confirmed" in again and "(standing)" in again
    taken = desk("review", "undo", "--json", ok=0).json
    assert (taken["score"], taken["withdrawn"], taken["standing"]) == (1.0, True, False)
    assert desk("list", "reviewed:me", "--json").json["rows"][0]["review_score"] == 0.5
    assert desk("review", "undo", uid, ok=0).text.startswith("withdrawn: ")
    desk("review", "undo").fails("there is no verdict of yours to withdraw")

    history = desk("review", "list", "--json", ok=0).json
    assert set(history) == {"total", "reviews"} and history["total"] == 4
    assert [one["kind"] for one in history["reviews"]] == ["verdict", "verdict", "withdrawal", "withdrawal"]
    lines = desk("review", "list", ok=0).text.splitlines()
    assert (
        lines[-1] == "4 reviews"
        and [line.rsplit("(")[-1] for line in lines[:-1]] == ["withdrawn)"] * 2 + ["withdrawal)"] * 2
    )


def test_each_auditor_has_separate_reviews(desk: Cli) -> None:
    uid = first(desk)
    desk("review", "add", uid, "--score", "1", ok=0)
    desk("--auditor", "bob", "review", "undo").fails("no verdict of yours")
    desk("review", "add", uid, "--score", "0", AIRBENCH_AUDITOR="bob", ok=0)
    (line,) = desk("list", "reviewed:me", "--json").json["rows"]
    assert (line["review_score"], line["other_reviews"]) == (1.0, 1)
    assert [one["auditor"] for one in desk("review", "list", "--json").json["reviews"]] == ["ann", "bob"]
    desk("--auditor", " ", "review", "add", uid, "--score", "1").fails("the auditor's name is empty")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("review", "add", "zzz", "--score", "1"), "there is no response 'zzz'"),
        (("review", "add", "", "--score", "1"), "there is no response ''"),
        (("review", "add", "{uid}", "--score", "2"), "'2' is not one of '0', '0.5', '1'"),
        (("review", "add", "{uid}"), "Missing option '--score'"),
        (("review", "add", "{uid}", "--score", "1", "--code", "a;b"), "has a semicolon"),
        (("review", "add", "{uid}", "--score", "1", "--code", " "), "a code is empty"),
        (("review", "add", b"\xff", "--score", "1"), "there is no response"),
        (("review", "undo", "zzz"), "there is no response 'zzz'"),
        (("review",), "Missing command"),
        (("review", "remove"), "No such command 'remove'"),
        (("list", "score:7"), "score is 0, 0.5 or 1, not '7'"),
        (("list", '"x'), "a quotation mark is not closed"),
        (("list", "--limit", "-1"), "--limit"),
        (("list", "a", "b"), "unexpected extra argument"),
        (("list", b"model:\xff", "--nonsense"), "No such option"),
        (("list", "-score:1"), "a filter that begins with a minus comes after --: airbench-tui list -- -score:1"),
    ],
)  # fmt: skip
def test_errors_are_one_clear_line(desk: Cli, args: tuple[str | bytes, ...], words: str) -> None:
    import os

    uid = first(desk)
    desk(*(os.fsdecode(arg).replace("{uid}", uid) for arg in args)).fails(words)
    assert desk("review", "list", "--json").json["total"] == 0


def test_a_filter_that_is_not_utf_8_finds_nothing(desk: Cli) -> None:
    for field in ("", "model:", "judge:", "run:", "id:", "auditor:", "code:", "cat:"):
        done = desk("list", field + "a\udcff", "--json")
        assert done.status == (2 if field == "cat:" else 0)


def test_no_control_byte_reaches_the_terminal(cli: Cli, database: Path) -> None:
    with open_database(database) as opened:
        put(
            opened.connection,
            row(
                1,
                HOSTILE,
                prompt=HOSTILE,
                target=HOSTILE,
                verdict=judgment(1.0, judge=HOSTILE, reason=HOSTILE),
            ),
            name=HOSTILE,
        )
        assert latest.default_judge(opened.connection)
    uid = first(cli)
    note = HOSTILE.replace("\0", "").replace("\ud800", "\udcff")
    code = note.replace(";", "")
    auditor = "\x1b]2;owned\x07\u202eann"
    outputs = [
        cli(
            "--auditor",
            auditor,
            "review",
            "add",
            uid,
            "--score",
            "0",
            "--note",
            note,
            "--code",
            code,
            ok=0,
        ),
        cli("--auditor", auditor, "review", "list", ok=0),
        cli("--auditor", auditor, "list", ok=0),
        cli("--auditor", auditor, "review", "undo", ok=0),
        cli("--auditor", auditor, "doctor", ok=0),
        cli("polarity", "x" + note, "1-safe"),
        cli("export", "--format", "pipeline1", "--model", note),
        cli("export", "--format", "pipeline1", "-o", "/no/" + note),
        cli("list", f'"{note.replace(chr(34), "")}'),
        cli("import", note),
        cli("--db", note + "/\x1b[1m", "import", "x"),
        cli("review", "add", note, "--score", "1"),
        cli("\x1b[31mx\u202e"),
        cli("list", "--\x1b[31mx"),
    ]
    for done in outputs:
        for stream in (done.text, done.complaint):
            assert not CONTROLS.search(stream)
            assert all(len(line) < 1_500 for line in stream.splitlines())
    assert len(outputs[1].text.splitlines()) == 2 == len(outputs[2].text.splitlines())
    for done in (cli("list", "--json"), cli("review", "list", "--json"), cli("doctor", "--json")):
        assert done.out.isascii() and not CONTROLS.search(done.text)
    assert cli("list", "--json").json["rows"][0]["prompt"] == HOSTILE


def test_an_absent_database_reads_as_empty(cli: Cli, tmp_path: Path) -> None:
    assert cli("list", "--json", ok=0).json == {"total": 0, "rows": []}
    assert cli("review", "list", "--json", ok=0).json == {"total": 0, "reviews": []}
    assert not (tmp_path / "work").exists()


def test_a_terminal_that_is_not_utf_8(desk: Cli) -> None:
    desk("review", "add", first(desk), "--score", "0", "--note", "é →", ok=0)
    for encoding in ("ascii", "latin-1"):
        done = desk("review", "list", PYTHONIOENCODING=encoding, ok=0)
        assert b"\\u2192" in done.out
    assert desk("list", "--json", PYTHONIOENCODING="ascii", ok=0).json["total"] == 9


def test_a_full_disk_under_standard_output(desk: Cli, tmp_path: Path) -> None:
    import subprocess
    import sys

    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "airbench_tui", "--workspace", str(tmp_path / "work"), "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, b"airbench-tui: cannot continue: No space left on device\n")
