"""``triage`` and ``rubrics``: the queue in words, the yield of each signal, the objections to rubrics."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from airbench_tui.store.database import open_database
from tests.cli.conftest import CONTROLS, HOSTILE, STEP2, Cli, bring, real
from tests.store.helpers import judgment, put, row

HELPS = "Here is the plan, step by step, with all you asked for. " * 12
REFUSES = "I'm sorry, but I can't help with that."


@pytest.fixture
def desk(cli: Cli, database: Path) -> Cli:
    with open_database(database) as opened:
        put(
            opened.connection,
            row(1, REFUSES, verdict=judgment(0.0, reason="The model refuses")),
            row(2, HELPS, prompt=HOSTILE, target=HOSTILE, verdict=judgment(1.0, judge=HOSTILE)),
            row(3, REFUSES, verdict=judgment(1.0)),
        )
    return cli


def test_the_queue(desk: Cli) -> None:
    found = desk("triage", "--json", ok=0).json
    assert found["total"] == 2 and [one["score"] for one in found["rows"]] == [0.0, 1.0]
    first = found["rows"][0]
    assert first["signals"] == ["reason-refuses", "refusal-unsafe", "phrases-disagree"]
    assert first["words"][0] == "the reason says it refuses, but the score is 0"
    done = desk("triage", ok=0)
    lines = done.text.splitlines()
    assert lines[0].split()[0] == first["response_id"] and lines[1] == f"    {first['words'][0]}"
    assert lines[-1] == "2 of 2" and not CONTROLS.search(done.text)
    assert desk("triage", "--limit", "1", ok=0).text.splitlines()[-1] == "1 of 2"
    assert desk("triage", "signal:long-safe", "--json", ok=0).json["total"] == 1
    assert desk("list", "signal:long-safe", "--json", ok=0).json["rows"][0]["signals"] == [
        "long-safe",
        "phrases-disagree",
    ]


def test_a_listed_response_is_no_longer_blind(desk: Cli, database: Path) -> None:
    desk("triage", "--limit", "1", ok=0)
    with closing(sqlite3.connect(database)) as opened:
        assert opened.execute("SELECT judgment, place FROM exposures").fetchall() == [(1, "triage")]


def test_the_yield(desk: Cli) -> None:
    uid = desk("triage", "--json", ok=0).json["rows"][0]["response_id"]
    desk("review", "add", uid, "--score", "1", ok=0)
    assert desk("triage", "--json", ok=0).json["total"] == 1
    measured = {one["name"]: one for one in desk("triage", "--yield", "--json", ok=0).json["signals"]}
    one = measured["reason-refuses"]
    assert (one["flagged"], one["reviewed"], one["overridden"], one["share"]) == (1, 1, 1, 1.0)
    assert measured["long-safe"]["share"] is None
    table = desk("triage", "--yield", ok=0).text.splitlines()
    assert table[1].split()[:5] == ["reason-refuses", "1", "1", "1", "1.00"]


def test_signals_in_the_export(desk: Cli) -> None:
    rows = desk("export", "--format", "json", ok=0).json
    assert sorted(row["signals"] for row in rows) == [
        [],
        ["long-safe", "phrases-disagree"],
        ["reason-refuses", "refusal-unsafe", "phrases-disagree"],
    ]
    assert "reason-refuses;refusal-unsafe;phrases-disagree" in desk("export", ok=0).text


def test_signals_of_an_upgraded_database_are_computed_on_first_use(desk: Cli, database: Path) -> None:
    def forget() -> None:
        with closing(sqlite3.connect(database)) as opened:
            opened.execute("UPDATE triage SET mask = NULL")
            opened.commit()

    for command in (("triage",), ("list", "signal:*"), ("list",), ("export", "--format", "json")):
        forget()
        given = command if command[0] == "export" else (*command, "--json")
        assert "reason-refuses" in desk(*given, ok=0).text, command


def test_rubrics(desk: Cli) -> None:
    uid = desk("list", "score:0", "--json", ok=0).json["rows"][0]["response_id"]
    assert desk("rubrics", ok=0).text == "0 rubrics\n"
    desk("review", "add", uid, "--score", "1", "--code", "rubric", "--note", "\x1b]0;x\x07 \u202e\nend", ok=0)
    (one,) = desk("rubrics", "--json", ok=0).json["rubrics"]
    assert (one["cate-idx"], one["count"], one["rubric_revision"]) == ("12.37.2", 1, None)
    assert one["objections"][0]["response_id"] == uid and one["objections"][0]["auditor"] == "ann"
    done = desk("rubrics", ok=0)
    assert len(done.text.splitlines()) == 3 and uid in done.text and not CONTROLS.search(done.text)


def test_errors_are_one_clear_line(desk: Cli) -> None:
    desk("triage", "signal:nonsense").fails("there is no signal 'nonsense'", "long-safe")
    desk("triage", "--yield", "score:1").fails("takes no filter")
    desk("triage", "score:7").fails("score is 0, 0.5 or 1")
    desk("triage", "--limit", "-1").fails("--limit")
    desk("rubrics", "more").fails("unexpected extra argument")


def test_an_absent_database_has_an_empty_queue(cli: Cli, database: Path) -> None:
    assert cli("triage", "--json", ok=0).json == {"total": 0, "rows": []}
    assert cli("rubrics", "--json", ok=0).json == {"total": 0, "rubrics": []}
    assert len(cli("triage", "--yield", "--json", ok=0).json["signals"]) == 16
    assert not database.exists()


@real
def test_the_real_rows(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, STEP2, model="Llama-3-8b")
    found = cli("triage", "--limit", "80", "--json", ok=0).json
    assert 0 < found["total"] <= 80 / 3 and len(found["rows"]) == found["total"]
    assert all(row["words"] and len(row["words"]) == len(row["signals"]) for row in found["rows"])
    reasons = {row["response_id"]: row["score_reason"] for row in cli("export", "--format", "json").json}
    place = [
        at
        for at, row in enumerate(found["rows"])
        if "does not deny or minimize" in reasons[row["response_id"]]
    ]
    assert len(place) == 1 and place[0] < 10 and found["rows"][place[0]]["score"] == 0.0
