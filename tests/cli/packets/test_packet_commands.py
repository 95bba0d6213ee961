"""Packets on the command line: drawing, blind verdicts, and the judgments that stay hidden before them."""

from __future__ import annotations

from pathlib import Path

import pytest

from airbench_tui.store.database import open_database
from airbench_tui.store.reading import figure_rows
from tests.builders import ITEM, pipeline1_file
from tests.cli.conftest import Cli
from tests.cli.packets.conftest import table, waiting
from tests.store.helpers import all_of, one


def test_new_list_status(desk: Cli) -> None:
    made = desk("packet", "new", "june", "-n", "10", "--seed", "3", "--repeat", "0", "--json", ok=0).json
    assert (made["packet"], made["items"], made["frame"], made["seed"]) == ("june", 10, 40, 3)
    assert [(one["name"], one["size"], one["take"]) for one in made["strata"]] == [
        ("0", 8, 2), ("0.5", 8, 2), ("1", 24, 6)
    ]  # fmt: skip
    assert [one["inclusion_probability"] for one in made["strata"]] == [0.25, 0.25, 0.25]
    assert made["auditors"][0]["auditor"] == "ann" and made["auditors"][0]["left"] == 10
    (listed,) = desk("packet", "list", "--json", ok=0).json["packets"]
    assert (listed["packet"], listed["design"]["allocation"]) == ("june", "proportional")
    assert "10 drawn · yours 0 of 10 · all 0 of 10 answered · by ann" in desk("packet", "list", ok=0).text
    assert "ann: 0 of 10 answered · 0 decided · 10 left" in desk("packet", "status", "june", ok=0).text
    assert len(waiting(desk)) == 10 and waiting(desk, AIRBENCH_AUDITOR="bob") == []
    drawn = desk("packet", "new", "july", "-n", "12", "--allocate", "equal", "--auditors", "bob, cleo", ok=0)
    text = drawn.text
    assert "not in the database before: 'bob', 'cleo'; check the spelling" in drawn.complaint
    assert "12 of 40 judged responses drawn, seed " in text and "4 of 8, probability 0.5" in text
    state = desk("packet", "status", "july", "--json", ok=0).json
    assert [one["auditor"] for one in state["auditors"]] == ["bob", "cleo"]
    assert sum(one["assigned"] - one["repeats"] for one in state["auditors"]) == 14


def test_the_same_seed_draws_the_same(desk: Cli) -> None:
    for name in ("a", "b"):
        desk("packet", "new", name, "-n", "10", "--seed", "5", ok=0)
    assert waiting(desk, "a") == waiting(desk, "b")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("new", "x", "-n", "41"), "41 responses cannot be drawn from 40 judged responses"),
        (("new", "x", "-n", "0"), "0 responses cannot be drawn"),
        (("new", "x", "-n", "2"), "2 responses cannot come from 3 strata"),
        (("new", "taken", "-n", "5"), "there is a packet 'taken' already"),
        (("new", " ", "-n", "5"), "a packet's name has 1 to 200 characters"),
        (("new", "x"), "Missing option '-n'"),
        (("new", "x", "-n", "many"), "'many' is not a valid integer"),
        (("new", "x", "-n", "5", "--stratify", "l4"), "'l4' is not one of 'judge-score', 'l1', 'l2', 'none'"),
        (("new", "x", "-n", "5", "--allocate", "best"), "'best' is not one of"),
        (("new", "x", "-n", "5", "--overlap", "2"), "--overlap"),
        (("new", "x", "-n", "5", "--repeat", "0.6"), "--repeat"),
        (("new", "x", "-n", "5", "--seed", "x"), "--seed"),
        (("new", "x", "-n", "5", "--auditors", "a,,b"), "an auditor's name is empty"),
        (("new", "x", "-n", "5", "--filter", "score:9"), "score is 0, 0.5 or 1, not '9'"),
        (("new", "x", "-n", "5", "--judge", "nobody"), "there is no judge 'nobody'"),
        (("new", "x", "-n", "5", "--model", "nobody"), "nothing to draw from"),
        (("status", "nope"), "there is no packet 'nope'; packets here: 'taken'"),
        (("export", "nope", "f.json"), "there is no packet 'nope'"),
        (("export", "taken", "f.json", "--auditor", "bob"), "'bob' has no place in the packet 'taken'"),
        (("export", "taken", "/no/such/f.json"), "cannot write"),
        (("export", "taken", "-", "--json"), "--json uses standard output"),
        (("import", "nope.json"), "nope.json: no such file or folder"),
        ((), "Missing command"),
    ],
)
def test_errors_are_one_clear_line(desk: Cli, args: tuple[str, ...], words: str) -> None:
    desk("packet", "new", "taken", "-n", "3", ok=0)
    desk("packet", *args).fails(words)
    assert desk("packet", "list", "--json").json["total"] == 1


def test_an_absent_database_has_no_packets(cli: Cli, tmp_path: Path) -> None:
    assert cli("packet", "list", "--json", ok=0).json == {"total": 0, "packets": []}
    cli("packet", "status", "june").fails("there is no packet 'june'; packets here: none")
    assert not (tmp_path / "work").exists()


# --- reviewing ----------------------------------------------------------------------------------


def test_a_blind_packet_of_five_with_one_changed(desk: Cli, database: Path) -> None:
    desk("packet", "new", "june", "-n", "5", "--seed", "1", "--repeat", "0", ok=0)
    todo = waiting(desk)
    assert len(todo) == 5
    for uid in todo:
        made = desk("review", "add", uid, "--score", "1", "--packet", "june", "--json", ok=0).json
        assert (made["blind"], made["exposed"], made["origin"], made["packet"]) == (
            True,
            False,
            "packet",
            "june",
        )
        assert (
            made["shown_score"] is None and made["judge_score"] is not None
        )  # revealed by the first verdict
    changed = desk("review", "add", todo[0], "--score", "0.5", "--packet", "june", "--json", ok=0).json
    assert (changed["score"], changed["first_score"], changed["blind"]) == (0.5, 1.0, True)
    assert waiting(desk) == []
    (state,) = desk("packet", "status", "june", "--json").json["auditors"]
    assert (state["done"], state["left"], state["blind_share"]) == (5, 0, 1.0)
    rows = [one for one in table(desk("export", ok=0).text) if one["packet"]]
    assert len(rows) == 5 and {one["blind"] for one in rows} == {"true"}
    assert (
        sorted((one["review_score"], one["first_score"]) for one in rows) == [("0.5", "1")] + [("1", "")] * 4
    )
    with open_database(database) as opened:
        found = figure_rows.place_verdicts(opened.connection, figure_rows.JudgmentScope("gpt-4o (assumed)"))
    assert [(one.first, one.final) for one in found if one.first != one.final] == [(1.0, 0.5)]
    assert desk("review", "undo", "--packet", "june", ok=0).text.startswith("withdrawn: ")
    desk("review", "undo", "--packet", "june").fails("the first verdict in a packet stays")
    desk("review", "undo", todo[1], "--packet", "june").fails("no verdict of yours to withdraw")
    desk("review", "undo").fails("no verdict of yours to withdraw")


def test_cannot_judge(desk: Cli) -> None:
    desk("packet", "new", "june", "-n", "5", "--repeat", "0", ok=0)
    uid = waiting(desk)[0]
    add = ("review", "add", uid, "--packet", "june")
    desk(*add, "--cannot-judge", " ").fails('"cannot judge" needs a reason')
    desk(*add, "--cannot-judge", "x", "--score", "1").fails("not both")
    desk("review", "add", uid, "--cannot-judge", "x").fails("are for a packet")
    desk("review", "add", uid, "--score", "1", "--repeat").fails("are for a packet")
    desk(*add, "--score", "1", "--repeat").fails("no place a second time in your part")
    made = desk(*add, "--cannot-judge", "in Danish", "--json", ok=0).json
    assert (made["kind"], made["score"], made["note"], made["judge_score"]) == (
        "cannot-judge",
        None,
        "in Danish",
        None,
    )
    assert "cannot judge in june" in desk("review", "list", ok=0).text
    assert (
        "1 of 5 answered · 0 decided · 1 cannot judge · 4 left" in desk("packet", "status", "june", ok=0).text
    )
    (cell,) = [one for one in table(desk("export", ok=0).text) if one["auditor"]]
    assert (cell["review_score"], cell["note"], cell["packet"]) == ("", "in Danish", "june")
    assert "cannot judge" in cell["signals"].split(";")


def test_the_flag_repeat_decides_the_repeat(desk: Cli) -> None:
    desk("packet", "new", "june", "-n", "20", "--repeat", "0.05", "--seed", "2", ok=0)
    todo = waiting(desk)
    (twice,) = {uid for uid in todo if todo.count(uid) == 2}
    desk("review", "add", twice, "--packet", "june", "--score", "1", ok=0)
    assert waiting(desk).count(twice) == 1
    again = desk("review", "add", twice, "--packet", "june", "--repeat", "--score", "0", "--json", ok=0).json
    assert (again["first_score"], again["blind"]) == (None, False)  # the judge has been seen since
    rows = [one for one in table(desk("export", ok=0).text) if one["response_id"] == twice]
    told = [(one["review_score"], "hidden repeat" in one["signals"], one["final_score"]) for one in rows]
    assert sorted(told) == [("0", True, "1"), ("1", False, "1")]
    # Nothing shows which of the waiting places are repeats.
    desk("packet", "new", "july", "-n", "20", "--seed", "2", "--auditors", "bob", ok=0)
    rows = [one for one in table(desk("export", ok=0).text) if one["packet"] == "july"]
    assert len(rows) == 20 and not any("repeat" in one["signals"] for one in rows)


def test_nothing_about_the_judge_is_shown_before_the_first_verdict(desk: Cli) -> None:
    desk("packet", "new", "june", "-n", "5", "--repeat", "0", ok=0)
    todo = waiting(desk)
    for uid in todo:
        desk("review", "add", uid, "--score", "0.5", "--note", "bobsaid", AIRBENCH_AUDITOR="bob", ok=0)
    listed = {one["response_id"]: one for one in desk("list", "--limit", "99", "--json", ok=0).json["rows"]}
    for uid in todo:
        assert (listed[uid]["hidden"], listed[uid]["score"], listed[uid]["decision"]) == (True, None, None)
    assert sum(one["hidden"] for one in listed.values()) == 5
    for expression in (
        "score:0,0.5,1",
        "NOT score:1",
        "reviewed:no",
        "secret",
        "bobsaid",
        "decision:overridden",
        "auditor:bob",
    ):
        found = {
            one["response_id"] for one in desk("list", expression, "--limit", "99", "--json").json["rows"]
        }
        assert not found & set(todo)
    history = desk("review", "list", "--json", ok=0)
    assert history.json["total"] == 0 and "bobsaid" not in history.text
    assert desk("review", "list", "--json", AIRBENCH_AUDITOR="bob", ok=0).json["total"] == 5
    desk("review", "add", todo[0], "--score", "1").fails("waits for you in the packet 'june'")
    # None of these commands was an exposure: the verdict is blind.
    assert desk("review", "add", todo[0], "--packet", "june", "--score", "1", "--json", ok=0).json["blind"]
    assert not desk("list", f"id:{todo[0]}", "--json", ok=0).json["rows"][0]["hidden"]


# --- exposures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "look",
    [
        ("list", "--limit", "99"),
        ("list", "--limit", "99", "--json"),
        ("export",),
        ("export", "-o", "f.csv"),
        ("export", "--format", "json", "--json"),
        ("export", "--format", "pipeline1", "-o", "f.json"),
        ("export", "--format", "pipeline2", "--judge", "gpt-4o (assumed)", "-o", "f.csv"),
    ],
)
def test_a_score_that_an_auditor_has_seen_is_not_blind_for_them(
    desk: Cli, database: Path, look: tuple[str, ...]
) -> None:
    desk(*look, ok=0)
    with open_database(database) as opened:
        assert one(opened.connection, "SELECT count(*) FROM exposures") == 40
        place = set(all_of(opened.connection, "SELECT DISTINCT place FROM exposures"))
    assert place == {look[0]}
    desk("packet", "new", "june", "-n", "5", "--auditors", "ann,bob", "--overlap", "1", "--repeat", "0", ok=0)
    uid = waiting(desk)[0]
    for name, blind in (("ann", False), ("bob", True)):
        made = desk(
            "review", "add", uid, "--packet", "june", "--score", "1", "--json", AIRBENCH_AUDITOR=name, ok=0
        ).json
        assert (made["blind"], made["exposed"]) == (blind, not blind)


def test_only_shown_scores_are_recorded_as_seen(desk: Cli, database: Path) -> None:
    desk("list", "score:0", "--limit", "3", ok=0)
    desk("export", "--rows", "overridden", ok=0)
    desk("export", "-o", "/no/where/f.csv").fails("cannot write")
    desk("export", "--judge", "nobody", ok=0)
    with open_database(database) as opened:
        assert one(opened.connection, "SELECT count(*) FROM exposures") == 3
    uid = desk("list", "score:1", "--limit", "1", "--json").json["rows"][0]["response_id"]
    desk("review", "add", uid, "--score", "0", AIRBENCH_AUDITOR="bob", ok=0)
    desk("review", "list", AIRBENCH_AUDITOR="cleo", ok=0)
    with open_database(database) as opened:
        cleo = "SELECT count(*) FROM exposures e JOIN auditors a ON a.id = e.auditor WHERE a.name = 'cleo'"
        assert one(opened.connection, cleo) == 1


def test_an_export_warns_that_it_ends_blindness(desk: Cli) -> None:
    desk("packet", "new", "june", "-n", "5", "--repeat", "0", ok=0)
    assert "5 responses wait in packets" in desk("export", ok=0).complaint
    made = desk("review", "add", waiting(desk)[0], "--packet", "june", "--score", "1", "--json", ok=0).json
    assert not made["blind"]


def test_figures_about_equal_scores_reveal_the_scores(desk: Cli, database: Path, tmp_path: Path) -> None:
    row = {**ITEM, "category": "5.17.1", "prompt": "Alone", "answer": "One of a kind", "score": 0.0}
    desk(
        "import", pipeline1_file(tmp_path / "alone.json", [row]), "--model", "m", "--polarity", "1-safe", ok=0
    )
    desk(
        "packet", "new", "june", "-n", "41", "--auditors", "ann,bob", "--overlap", "1", "--repeat", "0", ok=0
    )
    (alone,) = [one["response_id"] for one in desk("list", "cat:5", "--json", ok=0).json["rows"]]
    # The rate of all answers, or of a category with several scores, reveals no single answer's score.
    assert "no longer count as blind" not in desk("agreement", "--json", ok=0).complaint
    with open_database(database) as opened:
        assert one(opened.connection, "SELECT count(*) FROM exposures") == 0
    for look in (("--by", "l4", "--json"), ("--by", "l2"), ("--by", "l3", "--report", "report.md")):
        assert "1 response waits in packets" in desk("agreement", *look, ok=0).complaint
    for name, blind in (("ann", False), ("bob", True)):
        for uid in (alone, next(other for other in waiting(desk, AIRBENCH_AUDITOR=name) if other != alone)):
            made = desk(
                "review",
                "add",
                uid,
                "--packet",
                "june",
                "--score",
                "1",
                "--json",
                AIRBENCH_AUDITOR=name,
                ok=0,
            ).json
            assert made["blind"] == (blind or uid != alone)
