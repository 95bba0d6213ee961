"""`--auditor Ann` after `ann`: every command treats both as one person; a merge of two is reported once."""

from __future__ import annotations

import csv
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from airbench_tui.store import identity
from airbench_tui.store.database import open_database
from tests import paths
from tests.builders import pipeline1_file
from tests.cli.conftest import STEP2, Cli, bring, judged, real
from tests.store.reviewing.test_auditor_names import older

CASE = paths.SHARED / "cases" / "60-rev-upper-auditor" / "rev.csv"
ZOE = ("Zo\u00eb", "Zoe\u0308", "ZO\u00cb")


@pytest.fixture
def desk(cli: Cli, tmp_path: Path) -> Cli:
    bring(tmp_path, pipeline1_file(tmp_path / "june.json", judged()))
    return cli


def uids(cli: Cli) -> list[str]:
    return [row["response_id"] for row in cli("list", "--json").json["rows"]]


@pytest.mark.parametrize("names", [("ann", "Ann", "ANN"), ZOE])
def test_spellings_of_a_name_are_one_auditor(desk: Cli, names: tuple[str, ...]) -> None:
    for name, uid, score in zip(names, uids(desk), "010", strict=False):
        desk("--auditor", name, "review", "add", uid, "--score", score, ok=0)
    desk("--auditor", names[2], "review", "add", uids(desk)[0], "--score", "1", ok=0)
    made = desk("review", "list", "--json", ok=0).json["reviews"]
    assert len(made) == 4 and {one["auditor"] for one in made} == {names[0]}
    by = desk("agreement", "--by", "auditor", "--json", ok=0).json
    assert [group["key"] for group in by["groups"]] == [names[0]]
    assert desk("auditor", "disagreements", "--json", ok=0).json["total"] == 0
    one = desk("auditor", "set", names[1], "--role", "lead", "--json", ok=0).json
    assert one["name"] == names[0]
    listed = desk("auditor", "list", "--json", ok=0).json["rows"]
    assert {one["name"] for one in listed} == {names[0], "ann"}  # ann looked
    assert len(desk("list", f"auditor:{names[2]}", "--json", ok=0).json["rows"]) == 3
    desk("--auditor", names[1], "review", "undo", ok=0)
    assert desk("--auditor", names[1], "doctor", "--json", ok=0).json["auditor"] == names[0]


def test_an_upgrade_reports_spellings_once_and_doctor_always(cli: Cli, database: Path) -> None:
    database.parent.mkdir(parents=True)
    older(database)
    done = cli("auditor", "set", "bob", "--role", "", ok=0)
    assert "'ANN', 'Ann' and 'ann' are one auditor, called 'ann'" in done.complaint
    assert [line.split(":")[0] for line in cli("auditor", "list", ok=0).text.splitlines()[1:3]] == [
        "ann",
        "bob",
    ]
    assert cli("auditor", "list", ok=0).complaint == ""
    assert cli("doctor", "--json", ok=0).json["spellings"][1] == {"kept": "ann", "also": ["ANN", "Ann"]}
    assert "auditor ann: also written ANN, Ann" in cli("doctor", ok=0).text
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE log SET details = '[7]'")
        connection.commit()
    cli("doctor").fails("the log does not say how an auditor is spelled", status=1)


def test_a_merge_reports_spellings_once(desk: Cli, tmp_path: Path, database: Path) -> None:
    shutil.copy(database, tmp_path / "other.db")
    uid = uids(desk)[0]
    desk("review", "add", uid, "--score", "0", ok=0)
    desk("--db", tmp_path / "other.db", "--auditor", "Ann", "review", "add", uid, "--score", "1", ok=0)
    assert "auditor 'Ann' is called 'ann' here" in desk("merge", "other.db", ok=0).complaint
    assert desk("merge", "other.db", ok=0).complaint == ""
    # Merged in the other direction, the other database also shows the name that it had first.
    done = desk("--db", tmp_path / "other.db", "merge", str(database), ok=0)
    assert "auditor 'Ann' is called 'ann' here" in done.complaint
    found = [
        desk(*where, "auditor", "list", "--json").json for where in ((), ("--db", tmp_path / "other.db"))
    ]
    assert found[0] == found[1] and [one["name"] for one in found[0]["rows"]] == ["ann"]


# --- packets ------------------------------------------------------------------------------------


def test_spellings_in_a_packet_are_one_auditor(desk: Cli, tmp_path: Path, database: Path) -> None:
    desk(
        "packet",
        "new",
        "june",
        "-n",
        "6",
        "--auditors",
        "Ann,ann,bob",
        "--overlap",
        "1",
        "--repeat",
        "0.5",
        ok=0,
    )
    state = desk("packet", "status", "june", "--json", ok=0).json
    assert [one["auditor"] for one in state["auditors"]] == ["ann", "bob"] and state["waiting"]
    shown = desk("packet", "status", "june", "--json", AIRBENCH_AUDITOR="ANN", ok=0).json
    assert shown["waiting"] == state["waiting"]
    done = desk("packet", "export", "june", "part.json", "--auditor", "BOB", "--json", ok=0).json
    assert done["places"] == len(
        desk("packet", "status", "june", "--json", AIRBENCH_AUDITOR="bob").json["waiting"]
    )
    there = ("--db", tmp_path / "there.db", "--auditor", "Bob")
    desk(*there, "auditor", "set", "Bob", ok=0)
    desk(*there, "packet", "import", "part.json", ok=0)
    state = desk(*there, "packet", "status", "june", "--json", ok=0).json
    assert [one["auditor"] for one in state["auditors"]] == ["Bob"] and len(state["waiting"]) == done[
        "places"
    ]


def test_repeats_of_a_packet_are_imported_by_csv_under_another_spelling(
    desk: Cli, tmp_path: Path, database: Path
) -> None:
    desk("packet", "new", "june", "-n", "6", "--repeat", "0.5", "--seed", "3", ok=0)
    seen = set[str]()
    for uid in desk("packet", "status", "june", "--json", ok=0).json["waiting"]:
        again = ["--repeat"] if uid in seen else []
        desk("review", "add", uid, "--packet", "june", *again, "--score", "0", ok=0)
        seen.add(uid)
    desk("export", "-o", "lower.csv", ok=0)
    with open_database(database) as opened:
        items = opened.connection.execute("SELECT uid FROM packet_items ORDER BY uid").fetchall()
    assert len(items) > 6
    respell(tmp_path / "lower.csv", tmp_path / "upper.csv", str.upper)
    there = ("--db", tmp_path / "there.db")
    desk(*there, "import", "upper.csv", ok=0)
    desk("packet", "export", "june", "june.pkt", ok=0)
    for file in ("upper.csv", "lower.csv"):
        (report,) = desk("import", file, "--json", ok=0).json["files"]
        assert (report["new"], report["rejected"]) == (0, [])
    desk(*there, "packet", "import", "june.pkt", ok=0)
    (report,) = desk(*there, "import", "lower.csv", "--json", ok=0).json["files"]
    assert report["new"] == 0
    for path in (database, tmp_path / "there.db"):
        with open_database(path) as opened:
            assert opened.connection.execute("SELECT uid FROM packet_items ORDER BY uid").fetchall() == items


# --- reviews CSV --------------------------------------------------------------------------------


def respell(source: Path, target: Path, change: object) -> None:
    """Copy *source* to *target* with every auditor's name changed."""
    with source.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["auditor"] = change(row["auditor"])  # type: ignore[operator]
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def undated(path: Path) -> None:
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "reviewed_at": ""} for row in rows)


@pytest.mark.parametrize("dated", [True, False])
def test_reviews_are_imported_once_under_any_spelling(desk: Cli, tmp_path: Path, dated: bool) -> None:
    for uid in uids(desk)[:3]:
        desk("review", "add", uid, "--score", "0", ok=0)
    desk("export", "--rows", "reviewed", "-o", "lower.csv", ok=0)
    if not dated:  # as in a sheet that somebody filled in
        undated(tmp_path / "lower.csv")
    respell(tmp_path / "lower.csv", tmp_path / "upper.csv", str.upper)
    for first, second in (("lower", "upper"), ("upper", "lower")):
        there = ("--db", tmp_path / f"{first}.db")
        for file, new in ((first, 3), (first, 0), (second, 0)):
            (report,) = desk(*there, "import", f"{file}.csv", "--json", ok=0).json["files"]
            assert report["new"] == new
        (one,) = desk(*there, "auditor", "list", "--json", ok=0).json["rows"]
        assert (one["name"], one["reviewed"]) == ("ann" if first == "lower" else "ANN", 3)


def test_reviews_imported_by_an_older_program_are_not_imported_again(desk: Cli, tmp_path: Path) -> None:
    """Reviews without a time are recognised only by uids, and old uids depend on the name as it was written."""
    uid = uids(desk)[0]
    desk("review", "add", uid, "--score", "0", ok=0)
    desk("export", "--rows", "reviewed", "-o", "ann.csv", ok=0)
    undated(tmp_path / "ann.csv")
    respell(tmp_path / "ann.csv", tmp_path / "Ann.csv", str.title)
    respell(tmp_path / "ann.csv", tmp_path / "ANN.csv", str.upper)
    there = tmp_path / "there.db"
    desk("--db", there, "import", "Ann.csv", ok=0)
    with closing(sqlite3.connect(there)) as connection:
        names = {name: identity.digest("review", uid, name, 0.0, "", "") for name in ("ann", "Ann")}
        assert connection.execute("SELECT uid FROM reviews").fetchall() == [(names["ann"],)]
        (rule,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'reviews_never_change'"
        ).fetchone()
        connection.execute("DROP TRIGGER reviews_never_change")
        connection.execute("UPDATE reviews SET uid = ?", [names["Ann"]])
        connection.execute(rule)
        connection.commit()
    for file in ("Ann.csv", "ANN.csv", "ann.csv"):
        (report,) = desk("--db", there, "import", file, "--json", ok=0).json["files"]
        assert report["new"] == 0, file


@real
@pytest.mark.skipif(not CASE.is_file(), reason="the shared cases are not here")
def test_a_sheet_with_ann_in_capitals_is_ann(cli: Cli, tmp_path: Path) -> None:
    cli("import", STEP2, ok=0)
    respell(CASE, tmp_path / "ann.csv", lambda name: "ann")
    cli("import", "ann.csv", ok=0)
    for path in (CASE, "ann.csv"):
        (report,) = cli("import", path, "--json", ok=0).json["files"]
        assert report["new"] == 0
    respell(CASE, tmp_path / "upper.csv", str.upper)
    assert cli("import", "upper.csv", "--json", ok=0).json["files"][0]["new"] == 0
    assert [one["name"] for one in cli("auditor", "list", "--json", ok=0).json["rows"]] == ["ann"]
    assert cli("auditor", "disagreements", "--json", ok=0).json["total"] == 0
