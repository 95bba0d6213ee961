"""Packets in a reviews CSV: written from the moment of drawing, read back into their places."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.store.database import open_database
from airbench_tui.store.identity import response_uid
from airbench_tui.store.reading import figure_rows
from airbench_tui.store.reviewing import packets
from tests.cli.conftest import Cli
from tests.cli.packets.conftest import elsewhere, table, waiting


def test_probabilities_are_exported_as_soon_as_a_packet_is_drawn(desk: Cli) -> None:
    desk("packet", "new", "june", "-n", "9", "--allocate", "equal", "--repeat", "0", ok=0)
    rows = table(desk("export", ok=0).text)
    drawn = [one for one in rows if one["packet"] == "june"]
    assert len(rows) == 40 and len(drawn) == 9
    assert {(one["score"], float(one["inclusion_probability"])) for one in drawn} == {
        ("0", 3 / 8), ("0.5", 3 / 8), ("1", 3 / 24)
    }  # fmt: skip
    assert not any(one["auditor"] or one["origin"] for one in drawn)


def figures(database: Path) -> Any:
    """Return the evidence for statistics, without local ids."""
    with open_database(database) as opened:
        connection, judge = opened.connection, figure_rows.JudgmentScope("gpt-4o (assumed)")
        found = connection.execute("SELECT id, uid FROM responses").fetchall()
        uids = {one["id"]: one["uid"] for one in found}
        packet = packets.find(connection, "june")
        given = [
            (uids[one.response], one.auditor, one.packet, one.repeat_of is None, one.probability)
            for one in figure_rows.place_verdicts(connection, judge)
        ]
        said = [
            (uids[one.response], one.auditor, one.judge_score, one.first, one.final, one.blind)
            for one in figure_rows.place_verdicts(connection, judge)
        ]
        drawn = figure_rows.drawn(connection, packet, judge)
        frame = figure_rows.frame(connection, packet, judge)
        return (
            sorted(said, key=str),
            sorted((uids[one.response], one.probability, one.score) for one in drawn),
            sorted((uids[one.response], one.score) for one in frame),
            sorted(given, key=str),
        )


def test_a_csv_on_a_fresh_database_has_the_same_figures(desk: Cli, tmp_path: Path, database: Path) -> None:
    desk(
        "packet", "new", "june", "-n", "20", "--allocate", "equal", "--auditors", "ann,bob", "--overlap", "0.3",
        "--repeat", "0.1", "--seed", "9", ok=0,
    )  # fmt: skip
    for name in ("ann", "bob"):
        todo = waiting(desk, AIRBENCH_AUDITOR=name)
        for uid in list(dict.fromkeys(todo))[:8]:
            desk("review", "add", uid, "--packet", "june", "--score", "0", AIRBENCH_AUDITOR=name, ok=0)
    twice = next(uid for uid in todo if todo.count(uid) == 2)
    desk("review", "add", todo[0], "--packet", "june", "--score", "1", AIRBENCH_AUDITOR="bob", ok=0)
    desk("review", "add", twice, "--packet", "june", "--repeat", "--score", "1", AIRBENCH_AUDITOR="bob")
    last = waiting(desk)[-1]
    desk("review", "add", last, "--packet", "june", "--cannot-judge", "in Danish", ok=0)
    desk("export", "-o", "all.csv", ok=0)
    there = elsewhere(desk, tmp_path)
    (report,) = there("import", "all.csv", "--accept", "--json", ok=0).json["files"]
    assert report["rejected"] == []
    (note,) = report["notes"]
    assert "reviews by 'bob' came without evidence that they are theirs: not blind" in note
    expected = figures(database)
    found = figures(tmp_path / "elsewhere.db")
    assert found[1:3] == expected[1:3]  # what was drawn, and from what
    assert not any(blind for *_, auditor, _, _, _, blind in found[0] if auditor == "bob")
    (report,) = there("import", "all.csv", "--accept", "--json", ok=0, AIRBENCH_AUDITOR="bob").json["files"]
    assert (report["rejected"], report["notes"]) == ([], [])
    assert figures(tmp_path / "elsewhere.db") == expected
    assert len(expected[2]) == 40 and len(expected[1]) == 20 and any(one[3] is None for one in expected[0])
    (report,) = there("import", "all.csv", "--json", ok=0).json["files"]
    assert report["new"] == 0 and figures(tmp_path / "elsewhere.db") == expected
    there("export", "-o", "again.csv", ok=0)

    def comparable(name: str) -> list[tuple[str, ...]]:
        rows = table((tmp_path / name).read_bytes().decode())
        return sorted(
            tuple(
                value
                for key, value in one.items()
                if key not in ("run", "brought_by", "brought_from", "trail")
            )
            for one in rows
        )

    assert comparable("again.csv") == comparable("all.csv")
    # When the packet itself is imported, it replaces what the CSV said about it.
    desk("packet", "export", "june", "june.json_", ok=0)
    there("packet", "import", "june.json_", ok=0)
    assert [one["packet"] for one in there("packet", "list", "--json").json["packets"]] == ["june"]
    assert figures(tmp_path / "elsewhere.db") == expected
    state = [cli("packet", "status", "june", "--json", ok=0).json["auditors"] for cli in (desk, there)]
    assert state[0] == state[1]


def test_a_csv_of_another_audit_keeps_its_weights_and_frame(cli: Cli, tmp_path: Path, database: Path) -> None:
    """Import an audit of 1,000 judged responses in strata of 200, 50 and 750, with 40, 20 and 40 reviewed."""
    columns = (
        "response_id", "model", "cate-idx", "prompt", "response", "judge", "score", "auditor", "review_score", "blind",
        "origin", "packet", "inclusion_probability",
    )  # fmt: skip
    idx = [category for category in categories() if category.startswith("14.")]
    with (tmp_path / "audit.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        number = 0
        for score, size, take, safe in ((0, 200, 40, 6), (0.5, 50, 20, 8), (1, 750, 40, 38)):
            for place in range(size):
                number += 1
                category, prompt, answer = idx[number % len(idx)], f"P{number}", f"A{number}"
                drawn = ["ann", int(place < safe), "true", "packet", "june", round(take / size, 6)]
                writer.writerow(
                    [
                        response_uid(category, prompt, "m", answer, 0),
                        "m",
                        category,
                        prompt,
                        answer,
                        "gpt-4o",
                        score,
                    ]
                    + (drawn if place < take else [""] * 6)
                )
    (report,) = cli("import", "audit.csv", "--json", ok=0).json["files"]
    assert (report["new"], report["notes"]) == (1000, [])
    with open_database(database) as opened:
        connection, judge = opened.connection, figure_rows.JudgmentScope("gpt-4o")
        frame = figure_rows.frame(connection, packets.find(connection, "june"), judge)
        given = figure_rows.place_verdicts(connection, judge)
    assert Counter(one.score for one in frame) == {0.0: 200, 0.5: 50, 1.0: 750}
    assert all(one.blind and one.packet == "june" for one in given) and len(given) == 100
    # Weighted by 1/probability: the reference's stratified figure, not the unweighted one.
    weights = [1 / (one.probability or 1) for one in given]
    safe = [weight for weight, one in zip(weights, given, strict=True) if one.final == 1.0]
    assert sum(safe) / sum(weights) == pytest.approx(0.7625, abs=1e-5)
    assert sum(one.final == 1.0 for one in given) / 100 == 0.52


def test_a_csv_without_the_frame_says_so(desk: Cli, tmp_path: Path) -> None:
    desk("packet", "new", "june", "-n", "9", "--repeat", "0", ok=0)
    for uid in waiting(desk):
        desk("review", "add", uid, "--packet", "june", "--score", "0", ok=0)
    desk("export", "--rows", "reviewed", "-o", "some.csv", ok=0)
    there = elsewhere(desk, tmp_path)
    done = there("import", "some.csv", ok=0)
    assert "this file does not hold all the responses that the packet 'june' was drawn from" in done.complaint
    (packet,) = there("packet", "list", "--json").json["packets"]
    assert (packet["items"], packet["frame"], packet["answered"]) == (9, 0, 9)


def test_a_packet_s_first_verdict_stays_on_import(desk: Cli, tmp_path: Path) -> None:
    desk("packet", "new", "june", "-n", "5", "--repeat", "0", ok=0)
    uid = waiting(desk)[0]
    desk("review", "add", uid, "--packet", "june", "--score", "0", ok=0)
    desk("export", "-o", "one.csv", ok=0)
    desk("review", "add", uid, "--packet", "june", "--score", "1", ok=0)
    desk("export", "-o", "two.csv", ok=0)
    text = (tmp_path / "one.csv").read_bytes().decode()
    there = elsewhere(desk, tmp_path)
    there("import", "one.csv", ok=0)
    there("import", "two.csv", ok=0)  # the final verdict follows the first
    rows = [one for one in table(there("export", ok=0).text) if one["auditor"]]
    assert [(one["review_score"], one["first_score"]) for one in rows] == [("1", "0")]
    (row_,) = [one for one in table(text) if one["auditor"]]
    other = {**row_, "review_score": "0.5", "reviewed_at": "2026-01-01T00:00:00Z"}
    unknown = {**row_, "response_id": row_["response_id"], "packet": "june", "inclusion_probability": "0.9"}
    for name, change, words in (
        ("other.csv", other, "gave another first verdict in this place of the packet"),
        ("odd.csv", unknown, "drew this response with another probability"),
    ):
        with (tmp_path / name).open("w", newline="") as file:
            writer = csv.DictWriter(file, list(row_))
            writer.writeheader()
            writer.writerow(change)
        done = desk("import", name)
        assert done.status == 1 and words in done.complaint
    undrawn = next(one for one in table(text) if not one["packet"])
    change = {
        **undrawn,
        "packet": "june",
        "inclusion_probability": "0.1",
        "auditor": "ann",
        "review_score": "1",
    }
    with (tmp_path / "undrawn.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(row_))
        writer.writeheader()
        writer.writerow(change)
    done = desk("import", "undrawn.csv")
    assert done.status == 1 and "did not draw this response" in done.complaint


def test_final_scores(desk: Cli, database: Path) -> None:
    desk("packet", "new", "june", "-n", "5", "--auditors", "ann,bob", "--overlap", "1", "--repeat", "0", ok=0)
    uid, other = waiting(desk)[:2]
    desk("review", "add", uid, "--packet", "june", "--score", "0", ok=0)
    desk("review", "add", uid, "--score", "1", ok=0)  # a review outside the packet does not count twice
    desk("review", "add", uid, "--packet", "june", "--score", "1", AIRBENCH_AUDITOR="bob", ok=0)
    desk("review", "add", other, "--packet", "june", "--score", "0.5", ok=0)
    with open_database(database) as opened:
        opened.connection.execute(
            "INSERT INTO adjudications(uid, response, auditor, score, note, made_at)"
            " SELECT 'x', id, 1, 1, 'so', '2026' FROM responses WHERE uid = ?",
            [other],
        )
    final = {
        one["response_id"]: (one["final_score"], one["final_source"])
        for one in table(desk("export", ok=0).text)
    }
    assert final[uid] == ("0.5", "review") and final[other] == ("1", "adjudicated")
