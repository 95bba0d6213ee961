"""``adjudicate``, ``auditor``, ``bulk``, ``merge``: one-line errors, safe output, databases that do not exist."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.commands.conftest import differ, uids
from tests.cli.conftest import CONTROLS, HOSTILE, Cli


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("adjudicate",), "Missing command"),
        (("adjudicate", "zzz", "--score", "1", "--note", "x"), "there is no response 'zzz'"),
        (("adjudicate", "{uid}", "--score", "2", "--note", "x"), "'2' is not one of"),
        (("adjudicate", "{uid}", "--score", "1"), "Missing option '--note'"),
        (("adjudicate", "{uid}", "--score", "1", "--note", " "), "needs a reason"),
        (("adjudicate", "{uid}", "--score", "1", "--note", "x"), "do not differ on this response"),
        (("adjudicate", "undo"), "Missing argument"),
        (("bulk",), "Missing command"),
        (("bulk", "score:1", "--score", "0"), "Missing option '--note'"),
        (("bulk", "score:1", "--note", "x"), "Missing option '--score'"),
        (("bulk", "score:7", "--score", "0", "--note", "x", "--yes"), "score is 0, 0.5 or 1"),
        (("bulk", "score:1", "--score", "2", "--note", "x", "--yes"), "'2' is not one of"),
        (("bulk", "score:1", "--score", "0", "--note", " ", "--yes"), "needs a reason"),
        (("bulk", "score:1", "--score", "0", "--note", "x"), "6 would be decided (6 overridden); confirm with --yes"),
        (("bulk", "score:0.5", "--score", "0", "--note", "x"), "nothing to decide: 0 match"),
        (("bulk", "undo", "1"), "there is no bulk decision 1"),
        (("bulk", "undo", "x"), "'x' is not a valid integer"),
        (("auditor",), "Missing command"),
        (("auditor", "set", " "), "name is empty"),
        (("auditor", "set", "eve", "--opt-out", "99"), "there is no category '99'"),
        (("auditor", "set", "eve", "--opt-in", "9"), "'9' was not opted out of"),
        (("merge",), "Missing argument"),
        (("merge", "nope.db"), "there is no file 'nope.db'"),
        (("merge", "."), "'.' is a folder, not a file"),
        (("merge", "june.json"), "is not a sound SQLite database"),
        (("merge", "work/db/audit.db"), "is the database that you merge into"),
    ],
)  # fmt: skip
def test_errors_are_one_clear_line(desk: Cli, args: tuple[str, ...], words: str) -> None:
    uid = uids(desk)[0]
    desk(*(arg.replace("{uid}", uid) for arg in args)).fails(words)
    assert desk("review", "list", "--json").json["total"] == 0
    assert "eve" not in desk("auditor", "list").text


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


def test_an_absent_database_reads_as_empty(cli: Cli, tmp_path: Path) -> None:
    assert cli("adjudicate", "list", "--json", ok=0).json == {"total": 0, "waiting": 0, "rows": []}
    assert cli("bulk", "list", "--json", ok=0).json == {"total": 0, "rows": []}
    for command in ("list", "care", "disagreements"):
        assert cli("auditor", command, "--json", ok=0).json == {"total": 0, "rows": []}
    assert not (tmp_path / "work").exists()
