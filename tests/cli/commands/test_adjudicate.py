"""``adjudicate``: disagreements between auditors are settled."""

from __future__ import annotations

from pathlib import Path

from airbench_tui.store.database import open_database
from tests.cli.commands.conftest import differ, uids
from tests.cli.conftest import Cli
from tests.store.helpers import in_packet, one, packet


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
    assert "withdrawn: 1 by ann" in desk("adjudicate", "undo", uid, ok=0).text
    desk("adjudicate", "undo", uid).fails("is not settled")
    assert desk("adjudicate", "list", "--json").json["total"] == 1
    assert desk("review", "list", "--json").json["total"] == 2


def test_an_auditor_with_a_waiting_place_sees_nothing(desk: Cli, database: Path) -> None:
    uid = uids(desk)[0]
    differ(desk, uid)
    with open_database(database) as opened:
        response = one(opened.connection, "SELECT id FROM responses WHERE uid = ?", uid)
        items = packet(opened.connection, "july", [response], cyd=[response])
    done = desk("--auditor", "cyd", "adjudicate", "list", ok=0)
    assert "it helps" not in done.text + done.complaint
    assert (
        done.complaint == "airbench-tui: 1 more is hidden until you have given your own verdict in a packet\n"
    )
    arguments = ("adjudicate", uid, "--score", "1", "--note", "x")
    desk("--auditor", "cyd", *arguments).fails("waits for your own verdict in a packet")
    desk("--auditor", "cyd", "adjudicate", "undo", uid).fails("waits for your own verdict in a packet")
    with open_database(database) as opened:
        in_packet(opened.connection, "cyd", items[response], 0.5)
    assert "cyd: 0.5" in desk("--auditor", "cyd", *arguments, ok=0).text
