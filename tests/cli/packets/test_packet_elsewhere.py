"""A packet as one file for an auditor elsewhere: complete, sealed, and refused if damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from airbench_tui.store.database import open_database
from airbench_tui.store.reading import figure_rows, reads
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests.cli.conftest import CONTROLS, HOSTILE, Cli
from tests.cli.packets.conftest import elsewhere, waiting
from tests.store.helpers import all_of, judgment, put, row


def test_a_packet_is_sent_and_its_reviews_are_returned(desk: Cli, tmp_path: Path, database: Path) -> None:
    desk("packet", "new", "june", "-n", "20", "--auditors", "ann,bob", "--seed", "4", ok=0)
    done = desk("packet", "export", "june", "bob.json", "--auditor", "bob", "--json", ok=0).json
    assert done["places"] == 13  # 4 shared, 8 of bob's own, 1 repeat
    raw = (tmp_path / "bob.json").read_text()
    assert (
        "secret" not in raw
        and "0.5" not in raw
        and "ann" not in {one["auditor"] for one in json.loads(raw)["packet"]["places"]}
    )
    there = elsewhere(desk, tmp_path)
    first = there("packet", "import", "bob.json", "--json", ok=0).json
    assert first == {"packet": "june", "places": 13, "new": 13, "frame": False}
    before = there("packet", "status", "june", "--json", AIRBENCH_AUDITOR="bob", ok=0).json
    assert there("packet", "import", "bob.json", "--json", ok=0).json["new"] == 0
    assert there("packet", "status", "june", "--json", AIRBENCH_AUDITOR="bob", ok=0).json == before
    assert before["waiting"] == waiting(desk, AIRBENCH_AUDITOR="bob")
    for uid in dict.fromkeys(before["waiting"]):
        made = there(
            "review", "add", uid, "--packet", "june", "--score", "0", "--json", AIRBENCH_AUDITOR="bob", ok=0
        )
        assert made.json["blind"] and made.json["judge_score"] is not None
    there("export", "-o", "back.csv", AIRBENCH_AUDITOR="bob", ok=0)
    (report,) = desk("import", "back.csv", "--json", ok=0).json["files"]
    assert (report["new"], report["rejected"]) == (12, [])
    state = {one["auditor"]: one for one in desk("packet", "status", "june", "--json").json["auditors"]}
    assert (state["bob"]["done"], state["bob"]["blind"], state["bob"]["left"]) == (12, 12, 1)
    (report,) = desk("import", "back.csv", "--json", ok=0).json["files"]
    assert report["new"] == 0
    # Importing the packet adds nothing to its own database, and all of it, with the frame, to a copy of the data.
    assert desk("packet", "import", "bob.json", "--json", ok=0).json == {**first, "new": 0, "frame": True}
    desk("packet", "export", "june", "all.json", ok=0)
    assert there("packet", "import", "all.json", "--json", ok=0).json["frame"] is False
    bring_all = desk("export", "--format", "json", "-o", "x.json", ok=0)
    assert bring_all.status == 0
    there("import", tmp_path / "june.json", "--model", "m", "--polarity", "1-safe", ok=0)
    assert there("packet", "import", "all.json", "--json", ok=0).json["frame"] is True
    with open_database(database) as here, open_database(tmp_path / "elsewhere.db") as other:
        same = [
            all_of(
                opened.connection,
                "SELECT t.uid || r.uid || t.stratum || t.inclusion_probability || coalesce(o.uid, '') || j.uid"
                " FROM packet_items t JOIN responses r ON r.id = t.response JOIN judgments j ON j.id = t.judgment"
                " LEFT JOIN packet_items o ON o.id = t.repeat_of ORDER BY 1",
            )
            for opened in (here, other)
        ]
        assert same[0] == same[1]
        frames = [
            [
                row[2:]
                for row in figure_rows.frame(
                    opened.connection, 1, figure_rows.JudgmentScope("gpt-4o (assumed)")
                )
            ]
            for opened in (here, other)
        ]
        assert sorted(frames[0]) == sorted(frames[1]) and len(frames[0]) == 40


def test_another_packet_of_the_same_name_is_kept_apart(desk: Cli, tmp_path: Path) -> None:
    desk("packet", "new", "june", "-n", "5", "--seed", "1", ok=0)
    desk("packet", "export", "june", "a.json", ok=0)
    there = elsewhere(desk, tmp_path)
    there("import", tmp_path / "june.json", "--model", "m", "--polarity", "1-safe", ok=0)
    there("packet", "new", "june", "-n", "6", "--seed", "2", ok=0)
    name = there("packet", "import", "a.json", "--json", ok=0).json["packet"]
    assert (
        name.startswith("june (")
        and there("packet", "import", "a.json", "--json", ok=0).json["packet"] == name
    )
    assert there("packet", "list", "--json").json["total"] == 2


def test_hostile_texts_are_exported_and_imported_unchanged(cli: Cli, tmp_path: Path, database: Path) -> None:
    with open_database(database) as opened:
        verdict = judgment(1.0, judge=HOSTILE, reason=HOSTILE)
        put(
            opened.connection,
            *(row(n, HOSTILE + str(n), prompt=HOSTILE, target=HOSTILE, verdict=verdict) for n in (1, 2)),
        )
    name = "a\x1b[2J‮b"
    cli("packet", "new", name, "-n", "2", ok=0)
    cli("packet", "export", name, "x.json", ok=0)
    there = elsewhere(cli, tmp_path)
    for done in (
        there("packet", "import", "x.json", ok=0),
        there("packet", "list", ok=0),
        there("packet", "status", name, ok=0),
        there("packet", "status", name + "x"),
    ):
        assert not CONTROLS.search(done.text + done.complaint)
    with open_database(tmp_path / "elsewhere.db") as opened:
        found = reads.item(opened.connection, 1, UNRESTRICTED)
        assert (found.prompt, found.target, found.answer) == (HOSTILE, HOSTILE, HOSTILE + "1")
        assert found.judgment is not None and found.judgment.reason == HOSTILE


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xff\xfe", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "make one with `packet export`"),
        (b'{"format": "airbench-tui packet", "version": 3}', "a packet file of another version"),
        (b'{"format": "airbench-tui packet", "version": 1}', "its checksum does not fit its content"),
        (b'{"format": "airbench-tui packet", "version": NaN}', "is not JSON"),
    ],
)
def test_a_file_that_is_no_packet_is_refused(cli: Cli, tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    cli("packet", "import", "bad.json").fails(words)


def test_a_damaged_file_is_refused(desk: Cli, tmp_path: Path) -> None:
    desk("packet", "new", "june", "-n", "5", ok=0)
    desk("packet", "export", "june", "good.json", ok=0)
    good = (tmp_path / "good.json").read_text()
    (tmp_path / "cut.json").write_text(good[: len(good) // 2])
    (tmp_path / "turned.json").write_text(good.replace("Answer", "Anzwer", 1))
    desk("packet", "import", "cut.json").fails("is not JSON")
    desk("packet", "import", "turned.json").fails(
        "its checksum does not fit its content", "nothing was stored"
    )
