"""Reviews that come home from elsewhere: with evidence they are the auditor's, without it they are only imported."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.cli.packets.conftest import elsewhere, table, waiting
from tests.effort import cases


@pytest.fixture
def home(desk: Cli, tmp_path: Path) -> Cli:
    """Return the lead's desk after bob reviewed five places elsewhere and sent them home as ``bob.csv``."""
    desk("packet", "new", "june", "-n", "5", "--auditors", "bob", "--repeat", "0", ok=0)
    desk("packet", "export", "june", "june.json_", "--auditor", "bob", ok=0)
    there = elsewhere(desk, tmp_path)
    there("packet", "import", "june.json_", ok=0)
    for uid in waiting(there, AIRBENCH_AUDITOR="bob"):
        there(
            "review", "add", uid, "--packet", "june", "--score", "0.5", "--note", "=so, \n“so”", "--code", "misread",
            ok=0, AIRBENCH_AUDITOR="bob",
        )  # fmt: skip
    there("export", "-o", "bob.csv", ok=0, AIRBENCH_AUDITOR="bob")
    return desk


def without_packet(cli: Cli, tmp_path: Path) -> Callable[..., Any]:
    """Return the commands on another database that holds the same answers, but not the packet."""
    (tmp_path / "other").mkdir()
    there = elsewhere(cli, tmp_path / "other")
    there("import", tmp_path / "june.json", "--model", "m", "--polarity", "1-safe", ok=0)
    return there


def reviews(cli: Callable[..., Any]) -> list[dict[str, str]]:
    return [row for row in table(cli("export", ok=0).text) if row["auditor"]]


def rewrite(path: Path, change: Callable[[dict[str, str]], Any]) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["auditor"]:
            change(row)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_a_csv_with_the_packet_s_secret_comes_home_blind(home: Cli) -> None:
    (report,) = home("import", "bob.csv", "--json", ok=0).json["files"]
    assert (report["new"], report["rejected"], report["notes"]) == (5, [], [])
    rows = reviews(home)
    assert {(row["blind"], row["origin"], row["brought_by"]) for row in rows} == {("true", "packet", "ann")}
    assert all(row["brought_from"].startswith("bob.csv sha256:") for row in rows)
    assert home("agreement", "--json", ok=0).json["basis"] == "blind first verdicts"
    (state,) = home("packet", "status", "june", "--json").json["auditors"]
    assert (state["auditor"], state["done"]) == ("bob", 5)


def test_a_merge_brings_them_home_blind(home: Cli) -> None:
    (merged,) = home("merge", "elsewhere.db", "--json", ok=0).json["files"]
    assert merged["new"]["reviews"] == 5 and merged["conflicts"] == []
    rows = reviews(home)
    assert {(row["blind"], row["origin"], row["brought_by"]) for row in rows} == {("true", "packet", "ann")}
    assert home("agreement", "--json", ok=0).json["basis"] == "blind first verdicts"


@pytest.mark.parametrize(
    "change",
    cases(
        [
            {"review_score": "0"},
            {"trail": "0" * 64},
            {"auditor": "cleo"},
            {"first_score": "1"},
            {"note": "another"},
            {"codes": ""},
            {"reviewed_at": "2026-01-01T00:00:00Z"},
            {"trail": ""},
        ],
        4,
    ),
    ids=lambda change: next(iter(change)),
)
def test_a_changed_row_is_without_evidence(home: Cli, tmp_path: Path, change: dict[str, str]) -> None:
    rewrite(tmp_path / "bob.csv", lambda row: row.update(change))
    done = home("import", "bob.csv", ok=0)
    assert (
        "5 reviews by " in done.complaint and "came without evidence that they are theirs" in done.complaint
    )
    assert {(row["blind"], row["origin"]) for row in reviews(home)} == {("false", "import")}
    assert home("agreement", "--json", ok=0).json["basis"] == "standing verdicts"
    assert len(waiting(home, AIRBENCH_AUDITOR="bob")) == 5  # bob's places still wait for bob


def test_reviews_without_evidence_count_only_where_their_auditor_decided_nothing(
    home: Cli, tmp_path: Path
) -> None:
    uid, other = waiting(home, AIRBENCH_AUDITOR="bob")[:2]
    there = without_packet(home, tmp_path)
    there("review", "add", uid, "--score", "1", ok=0, AIRBENCH_AUDITOR="bob")
    rewrite(tmp_path / "bob.csv", lambda row: row.update(review_score="0"))
    there("import", "bob.csv", ok=0)
    given = {row["response_id"]: row["review_score"] for row in reviews(there)}
    assert given[uid] == "1" and given[other] == "0"
    there("review", "undo", uid, ok=0, AIRBENCH_AUDITOR="bob")
    assert uid not in {
        row["response_id"] for row in reviews(there)
    }  # the undo does not fall back to the file


def test_an_auditor_s_own_file_is_theirs_and_a_file_of_others_needs_a_yes(home: Cli, tmp_path: Path) -> None:
    rewrite(tmp_path / "bob.csv", lambda row: row.update(trail=""))
    home("import", "bob.csv", ok=0, AIRBENCH_AUDITOR="bob")
    assert {(row["blind"], row["brought_by"]) for row in reviews(home)} == {("true", "bob")}

    uid = next(row["response_id"] for row in table(home("export").text) if not row["auditor"])
    home("review", "add", uid, "--score", "1", ok=0)
    home("export", "-o", "both.csv", ok=0)
    there = without_packet(home, tmp_path)
    done = there("import", "both.csv", ok=0, AIRBENCH_AUDITOR="bob")
    assert "to take them as yours: --accept" in done.complaint
    assert {row["blind"] for row in reviews(there)} == {"false"}
    there("import", "both.csv", "--accept", ok=0, AIRBENCH_AUDITOR="bob")
    by_bob = [row for row in reviews(there) if row["auditor"] == "bob"]
    assert len(by_bob) == 5 and {row["blind"] for row in by_bob} == {"true"}


def test_an_import_names_the_standing_verdicts_that_it_replaces(home: Cli, tmp_path: Path) -> None:
    uid = waiting(home, AIRBENCH_AUDITOR="bob")[0]
    there = without_packet(home, tmp_path)
    there("review", "add", uid, "--score", "1", ok=0, AIRBENCH_AUDITOR="bob")
    done = there("import", "bob.csv", ok=0, AIRBENCH_AUDITOR="bob")
    (line,) = [line for line in done.complaint.splitlines() if "is replaced by" in line]
    assert "'bob''s verdict 1 of " in line and f"on {uid} is replaced by 0.5" in line


def test_a_score_that_does_not_follow_from_the_raw_score_is_refused(home: Cli, tmp_path: Path) -> None:
    path = tmp_path / "forged.csv"
    home("export", "-o", path, ok=0)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    changed = next(row for row in rows if row["score"] == "1" and row["raw_score"])
    changed["score"] = "0"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerow(changed)
    done = without_packet(home, tmp_path)("import", path)
    assert done.status == 1 and "does not follow from raw_score" in done.complaint
