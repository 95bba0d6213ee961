"""``bulk``: one decision for all responses that a filter matches."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands.conftest import uids
from tests.cli.conftest import Cli


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
        "score is 0: 3 match, 3 are decided (3 confirmed); undo with `airbench-tui bulk undo 2`"
    )
    assert [one["id"] for one in desk("bulk", "list", "--json", ok=0).json["rows"]] == [1, 2]
    assert "0 on 5 of 6, filter score:1 “all of them help”" in desk("bulk", "list", ok=0).text
    desk("--auditor", "bob", "bulk", "undo", "1").fails("is another auditor's")
    assert desk("bulk", "undo", "1", "--json", ok=0).json["undone"] is True
    assert "(withdrawn)" in desk("bulk", "undo", "2", ok=0).text
    desk("bulk", "undo", "1").fails("already withdrawn")
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
