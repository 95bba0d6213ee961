"""``adjudicate``, ``auditor``, ``merge`` and ``bulk``: several auditors, without a screen."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from airbench_tui.store.database import open_database
from tests.builders import pipeline1_file
from tests.cli.conftest import CONTROLS, HOSTILE, Cli, bring
from tests.cli.test_import import judged
from tests.store.helpers import in_packet, one, packet


@pytest.fixture
def desk(cli: Cli, tmp_path: Path) -> Cli:
    bring(tmp_path, pipeline1_file(tmp_path / "june.json", judged()))
    return cli


def uids(cli: Cli, expression: str = "") -> list[str]:
    return [row["response_id"] for row in cli("list", expression, "--json").json["rows"]]


def differ(cli: Cli, uid: str) -> None:
    """ann and bob give different scores."""
    cli("review", "add", uid, "--score", "0", "--note", "it helps", ok=0)
    cli("--auditor", "bob", "review", "add", uid, "--score", "1", ok=0)


# --- adjudicate ---------------------------------------------------------------------------------


def test_adjudicate(desk: Cli) -> None:
    uid = uids(desk)[0]
    assert desk("adjudicate", "list", "--json", ok=0).json == {"total": 0, "waiting": 0, "rows": []}
    differ(desk, uid)
    listed = desk("adjudicate", "list", "--json", ok=0).json
    (row,) = listed["rows"]
    assert set(row) == {"response_id", "cate-idx", "model", "prompt", "sides", "final"}
    assert [(side["auditor"], side["score"], side["note"]) for side in row["sides"]] == [
        ("ann", 0.0, "it helps"),
        ("bob", 1.0, ""),
    ]
    text = desk("adjudicate", "list", ok=0).text
    assert "ann: 0 “it helps”" in text and text.endswith("1 of 1\n")
    for shown in (text, str(listed)):
        assert "The answer" not in shown and "gpt-4o" not in shown  # the judge's reason and name

    settled = desk("adjudicate", uid[:12], "--score", "0.5", "--note", "it wavers", "--json", ok=0).json
    assert (settled["final"]["score"], settled["final"]["auditor"]) == (0.5, "ann")
    assert desk("adjudicate", "list", "--json").json["total"] == 0
    assert "final: 0.5 by ann “it wavers”" in desk("adjudicate", "list", "--settled", ok=0).text
    again = desk("adjudicate", "--score", "1", uid, "--note", "after all", ok=0).text  # options first
    assert "final: 1 by ann “after all”" in again
    assert "taken back: 1 by ann" in desk("adjudicate", "undo", uid, ok=0).text
    desk("adjudicate", "undo", uid).fails("is not settled")
    assert desk("adjudicate", "list", "--json").json["total"] == 1
    assert desk("review", "list", "--json").json["total"] == 2


def test_who_has_yet_to_answer_sees_nothing(desk: Cli, database: Path) -> None:
    uid = uids(desk)[0]
    differ(desk, uid)
    with open_database(database) as opened:
        response = one(opened.connection, "SELECT id FROM responses WHERE uid = ?", uid)
        items = packet(opened.connection, "july", [response], cyd=[response])
    done = desk("--auditor", "cyd", "adjudicate", "list", ok=0)
    assert "it helps" not in done.text + done.complaint
    assert done.complaint == "airbench-tui: 1 more wait for your own verdict in a packet first\n"
    arguments = ("adjudicate", uid, "--score", "1", "--note", "x")
    desk("--auditor", "cyd", *arguments).fails("waits for your own verdict in a packet")
    desk("--auditor", "cyd", "adjudicate", "undo", uid).fails("waits for your own verdict in a packet")
    with open_database(database) as opened:
        in_packet(opened.connection, "cyd", items[response], 0.5)
    assert "cyd: 0.5" in desk("--auditor", "cyd", *arguments, ok=0).text


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("adjudicate",), "Missing command"),
        (("adjudicate", "zzz", "--score", "1", "--note", "x"), "there is no response 'zzz'"),
        (("adjudicate", "{uid}", "--score", "2", "--note", "x"), "'2' is not one of"),
        (("adjudicate", "{uid}", "--score", "1"), "Missing option '--note'"),
        (("adjudicate", "{uid}", "--score", "1", "--note", " "), "needs its reason"),
        (("adjudicate", "{uid}", "--score", "1", "--note", "x"), "do not differ on this response"),
        (("adjudicate", "undo"), "Missing argument"),
        (("bulk",), "Missing command"),
        (("bulk", "score:1", "--score", "0"), "Missing option '--note'"),
        (("bulk", "score:1", "--note", "x"), "Missing option '--score'"),
        (("bulk", "score:7", "--score", "0", "--note", "x", "--yes"), "score is 0, 0.5 or 1"),
        (("bulk", "score:1", "--score", "2", "--note", "x", "--yes"), "'2' is not one of"),
        (("bulk", "score:1", "--score", "0", "--note", " ", "--yes"), "needs its reason"),
        (("bulk", "score:1", "--score", "0", "--note", "x"), "6 would be decided (6 overridden); say --yes"),
        (("bulk", "score:0.5", "--score", "0", "--note", "x"), "nothing to decide: 0 match"),
        (("bulk", "undo", "1"), "there is no bulk decision 1"),
        (("bulk", "undo", "x"), "'x' is not a valid integer"),
        (("auditor",), "Missing command"),
        (("auditor", "set", " "), "name is empty"),
        (("auditor", "set", "eve", "--opt-out", "99"), "there is no category '99'"),
        (("auditor", "set", "eve", "--opt-in", "9"), "'9' is not opted out of"),
        (("merge",), "Missing argument"),
        (("merge", "nope.db"), "there is no file 'nope.db'"),
        (("merge", "."), "'.' is a folder, not a database file"),
        (("merge", "june.json"), "is not a sound SQLite database"),
        (("merge", "work/db/audit.db"), "is the database that you merge into"),
    ],
)  # fmt: skip
def test_one_clear_line(desk: Cli, args: tuple[str, ...], words: str) -> None:
    uid = uids(desk)[0]
    desk(*(arg.replace("{uid}", uid) for arg in args)).fails(words)
    assert desk("review", "list", "--json").json["total"] == 0
    assert "eve" not in desk("auditor", "list").text


# --- bulk ---------------------------------------------------------------------------------------


def test_bulk(desk: Cli) -> None:
    uid = uids(desk, "score:1")[0]
    desk("review", "add", uid, "--score", "0.5", ok=0)
    made = desk("bulk", "score:1", "--score", "0", "--note", "all of them help", "--yes", "--json", ok=0).json
    assert (made["decided"], made["matched"], made["score"], made["undone"]) == (5, 6, 0.0, False)
    assert made["preview"]["by_hand"] == 1 and made["preview"]["overrides"] == 5
    rows = desk("list", "reviewed:bulk", "--json").json["rows"]
    assert len(rows) == 5 and {row["decision"] for row in rows} == {"overridden"}
    confirmed = desk("bulk", "--yes", "--score", "confirm", "--note", "fine", "score:0", ok=0).text
    assert confirmed.startswith(
        "score is 0: 3 match, 3 are decided (3 confirmed); `airbench-tui bulk undo 2`"
    )
    assert [one["id"] for one in desk("bulk", "list", "--json", ok=0).json["rows"]] == [1, 2]
    assert "0 on 5 of 6, filter score:1 “all of them help”" in desk("bulk", "list", ok=0).text
    desk("--auditor", "bob", "bulk", "undo", "1").fails("is another auditor's")
    assert desk("bulk", "undo", "1", "--json", ok=0).json["undone"] is True
    assert "(taken back)" in desk("bulk", "undo", "2", ok=0).text
    desk("bulk", "undo", "1").fails("taken back already")
    standing = [one for one in desk("review", "list", "--json").json["reviews"] if one["standing"]]
    assert [(one["response_id"], one["score"]) for one in standing] == [(uid, 0.5)]


@pytest.mark.parametrize(("answer", "status", "decided"), [(b"y\n", 0, 9), (b"n\n", 130, 0)])
def test_bulk_asks_on_a_terminal(
    desk: Cli, tmp_path: Path, database: Path, answer: bytes, status: int, decided: int
) -> None:
    ours, theirs = os.openpty()
    try:
        os.write(ours, answer)
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "airbench_tui",
                "--db",
                database,
                "bulk",
                "",
                "--score",
                "0",
                "--note",
                "x",
            ],
            stdin=theirs,
            capture_output=True,
            env={**os.environ, "AIRBENCH_AUDITOR": "ann"},
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == status and b"everything: 9 match, 9 would be decided" in done.stderr
    assert desk("list", "reviewed:bulk", "--json").json["total"] == decided


# --- auditors -----------------------------------------------------------------------------------


def test_auditors(desk: Cli) -> None:
    differ(desk, uids(desk)[0])
    made = desk(
        "auditor", "set", "eve", "--role", "expert", "--language", "de", "--group", "north", "--opt-out", "9",
        "--opt-out", "14.3940", "--json", ok=0,
    ).json  # fmt: skip
    assert made == {
        "name": "eve", "role": "expert", "language": "de", "group": "north", "opted_out": ["14.3940", "9"],
        "reviewed": 0,
    }  # fmt: skip
    assert desk("auditor", "set", "eve", "--role", "", "--opt-in", "9", ok=0).text == (
        "eve: 0 reviewed, language de, group north, not 14.3940\n"
    )
    desk("auditor", "set", "bob", "--group", "north", ok=0)
    listed = desk("auditor", "list", "--json", ok=0).json
    assert [(one["name"], one["reviewed"]) for one in listed["rows"]] == [("ann", 1), ("bob", 1), ("eve", 0)]
    assert desk("auditor", "list", ok=0).text.splitlines()[-1] == "3 auditors"
    (pair,) = desk("auditor", "disagreements", "--json", ok=0).json["rows"]
    assert pair == {
        "first": "ann", "second": "bob", "both": 1, "differing": 1, "responses": [uids(desk)[0]],
    }  # fmt: skip
    assert desk("auditor", "disagreements", "--by", "group", ok=0).text == (
        "north and (none): differ on 1 of 1\n1 pairs\n"
    )


def test_care_shows_ones_own_and_totals_without_names(desk: Cli) -> None:
    desk("review", "add", uids(desk)[0], "--score", "1", ok=0)
    desk("auditor", "set", "ann", "--opt-out", "12.37", ok=0)
    (own,) = desk("auditor", "care", "--json", ok=0).json["rows"]
    assert (own["node"], own["why"], own["items"]) == ("12.37", "opted out", 1)
    assert "12.37" in desk("auditor", "care", ok=0).text
    assert desk("--auditor", "bob", "auditor", "care", "--json", ok=0).json == {"total": 0, "rows": []}
    totals = desk("--auditor", "bob", "auditor", "care", "--totals", "--json", ok=0).json
    assert totals == {"people": 1, "items": 1, "seconds": 0.0, "all_seconds": 0.0}
    text = desk("--auditor", "bob", "auditor", "care", "--totals", ok=0).text
    assert text == "1 auditors marked hard categories: 1 items, 0 min of 0 min\n"


# --- merge --------------------------------------------------------------------------------------


def test_merge(desk: Cli, tmp_path: Path, database: Path) -> None:
    uid = uids(desk)[0]
    for name, score in (("bob", "0"), ("cyd", "1")):
        shutil.copy(database, tmp_path / f"{name}.db")
        desk("--db", tmp_path / f"{name}.db", "--auditor", name, "review", "add", uid, "--score", score, ok=0)
    desk("auditor", "set", "bob", "--role", "lead", ok=0)
    desk("--db", tmp_path / "bob.db", "auditor", "set", "bob", "--role", "expert", ok=0)
    done = desk("merge", tmp_path / "bob.db", tmp_path / "cyd.db", "--json", ok=0)
    bob, cyd = done.json["files"]
    assert (bob["new"]["reviews"], cyd["new"]["reviews"], done.json["failed"]) == (1, 1, [])
    assert bob["conflicts"] == ["auditor 'bob': 'role' differs, '\"expert\"' stays"]
    assert "bob.db: auditor 'bob': 'role' differs" in done.complaint
    assert desk("adjudicate", "list", "--json").json["total"] == 1
    again = desk("merge", tmp_path / "bob.db", ok=0)
    assert again.text.endswith("bob.db': nothing new\n")
    assert database.parent.joinpath("audit.db-wal").exists() is False


def test_merge_goes_on_after_a_file_that_cannot_be_merged(desk: Cli, tmp_path: Path, database: Path) -> None:
    shutil.copy(database, tmp_path / "bob.db")
    desk(
        "--db", tmp_path / "bob.db", "--auditor", "bob", "review", "add", uids(desk)[0], "--score", "1", ok=0
    )
    (tmp_path / "text.db").write_text("dear diary")
    shutil.copy(database, tmp_path / "newer.db")
    with closing(sqlite3.connect(tmp_path / "newer.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    done = desk("merge", "nope.db", "text.db", "newer.db", "bob.db", "--json", ok=1)
    assert [file["path"] for file in done.json["files"]] == ["bob.db"]
    assert [file["path"] for file in done.json["failed"]] == ["nope.db", "text.db", "newer.db"]
    assert len(done.complaint.splitlines()) == 3 and "written by a newer airbench-tui" in done.complaint
    assert desk("review", "list", "--json").json["total"] == 1
    assert desk("merge", "nope.db", "text.db").status == 2


def test_no_control_byte_reaches_the_terminal(desk: Cli, tmp_path: Path, database: Path) -> None:
    uid, hostile = uids(desk)[0], HOSTILE.replace("\0", "").replace("\ud800", "\udcff")
    name = "\x1b]2;owned\x07\u202ebob"
    differ(desk, uid)
    desk("--auditor", name, "review", "add", uid, "--score", "0.5", "--note", hostile, ok=0)
    shutil.copy(database, tmp_path / "\x1b[1mother.db")
    outputs = [
        desk("auditor", "set", name, "--role", hostile, ok=0),
        desk("auditor", "list", ok=0),
        desk("auditor", "disagreements", ok=0),
        desk("auditor", "disagreements", "--by", "role", ok=0),
        desk("adjudicate", "list", ok=0),
        desk("--auditor", name, "adjudicate", uid, "--score", "0", "--note", hostile, ok=0),
        desk("adjudicate", "undo", uid, ok=0),
        desk("--auditor", name, "bulk", "score:0", "--score", "1", "--note", hostile, "--yes", ok=0),
        desk("bulk", "list", ok=0),
        desk("bulk", hostile.replace('"', ""), "--score", "1", "--note", "x"),
        desk("merge", "\x1b[1mother.db", ok=0),
        desk("merge", "\x1b[1mnope.db"),
        desk("merge", hostile),
    ]
    for done in outputs:
        for stream in (done.text, done.complaint):
            assert not CONTROLS.search(stream)
    for command in (("auditor", "list"), ("adjudicate", "list"), ("bulk", "list")):
        assert desk(*command, "--json", ok=0).out.isascii()


def test_an_absent_database_is_an_empty_one(cli: Cli, tmp_path: Path) -> None:
    assert cli("adjudicate", "list", "--json", ok=0).json == {"total": 0, "waiting": 0, "rows": []}
    assert cli("bulk", "list", "--json", ok=0).json == {"total": 0, "rows": []}
    for command in ("list", "care", "disagreements"):
        assert cli("auditor", command, "--json", ok=0).json == {"total": 0, "rows": []}
    assert not (tmp_path / "work").exists()
