"""A packet as one file, for an auditor elsewhere: whole, sealed, and refused when it is damaged."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.interchange import packet_file
from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.store.database import open_database
from airbench_tui.store.reading import figure_rows, reads
from airbench_tui.store.reviewing import packets
from tests.cli.conftest import CONTROLS, HOSTILE, Cli
from tests.cli.packets.conftest import elsewhere, waiting
from tests.store.helpers import all_of, judgment, put, row


def test_a_packet_goes_there_and_its_reviews_come_back(desk: Cli, tmp_path: Path, database: Path) -> None:
    desk("packet", "new", "june", "-n", "20", "--auditors", "ann,bob", "--seed", "4", ok=0)
    done = desk("packet", "export", "june", "bob.json", "--auditor", "bob", "--json", ok=0).json
    assert done["places"] == 13  # 4 shared, 8 of his own, 1 again
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
    # Into the database it is from: nothing new; the whole of it, with the frame, into a copy of the data.
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


def test_another_packet_of_that_name_is_kept_apart(desk: Cli, tmp_path: Path) -> None:
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


def test_hostile_texts_travel_whole(cli: Cli, tmp_path: Path, database: Path) -> None:
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
        found = reads.item(opened.connection, 1)
        assert (found.prompt, found.target, found.answer) == (HOSTILE, HOSTILE, HOSTILE + "1")
        assert found.judgment is not None and found.judgment.reason == HOSTILE


def sealed(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def apply(content: dict[str, Any]) -> None:
        inside = json.loads(zlib.decompress(base64.b64decode(content["sealed"])))
        change(inside)
        content["sealed"] = base64.b64encode(zlib.compress(json.dumps(inside).encode())).decode()

    return apply


BROKEN: dict[str, Callable[[dict[str, Any]], None]] = {
    "no places": lambda content: content.pop("places"),
    "places are a number": lambda content: content.update(places=7),
    "a place before the first": lambda content: content["places"][0].update(position=0),
    "a place of nothing": lambda content: content["places"][0].update(item="?"),
    "an auditor who is a list": lambda content: content["places"][0].update(auditor=["x"]),
    "another answer": lambda content: content["responses"][0].update(answer="changed"),
    "an answer that is null": lambda content: content["responses"][0].update(answer=None),
    "no such category": lambda content: content["responses"][0].update(category="99.1.1"),
    "a huge repeat": lambda content: content["responses"][0].update(repeat=2**70),
    "a seed in words": lambda content: content.update(seed="x"),
    "a huge seed": lambda content: content.update(seed=2**70),
    "no moment": lambda content: content.update(created_at="yesterday"),
    "a name of no length": lambda content: content.update(name=" "),
    "a uid of a number": lambda content: content.update(uid=5),
    "nothing sealed": lambda content: content.update(sealed=""),
    "sealed in another way": lambda content: content.update(sealed="!!"),
    "sealed a list": lambda content: content.update(sealed=base64.b64encode(zlib.compress(b"[]")).decode()),
    "a bomb": lambda content: content.update(
        sealed=base64.b64encode(zlib.compress(b" " * (1 << 22) + b"{}")).decode()
    ),
    "a probability of 2": sealed(lambda inside: inside["items"][0].update(probability=2)),
    "a probability of none": sealed(lambda inside: inside["items"][0].update(probability=None)),
    "a judgment of another uid": sealed(lambda inside: inside["judgments"][0].update(reason="changed")),
    "a score of 7": sealed(lambda inside: inside["judgments"][0].update(score=7)),
    "a status unheard of": sealed(lambda inside: inside["judgments"][0].update(status="odd")),
    "an item of no response": sealed(lambda inside: inside["items"][0].update(of="x")),
    "a frame of numbers": sealed(lambda inside: inside.update(frame=[[1, 2, 3]])),
    "a frame too short": sealed(lambda inside: inside.update(frame=[["x"]])),
    "no design": sealed(lambda inside: inside.pop("design")),
}


@pytest.fixture
def made(desk: Cli, tmp_path: Path, database: Path) -> dict[str, Any]:
    with open_database(database) as opened:
        new_packet(opened.connection, PacketPlan("june", 5), "ann")
        packet_file.export_packet(opened.connection, 1, str(tmp_path / "good.json"))
    document: dict[str, Any] = json.loads((tmp_path / "good.json").read_text())
    return document


@pytest.mark.parametrize("kind", BROKEN)
def test_a_hostile_file_stores_nothing(
    made: dict[str, Any], tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "a bomb":
        monkeypatch.setattr(packet_file, "_LARGEST", 1 << 20)
    BROKEN[kind](made["packet"])
    canonical = json.dumps(made["packet"], sort_keys=True, separators=(",", ":")).encode()
    made["sha256"] = hashlib.sha256(canonical).hexdigest()
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(made))
    with open_database(tmp_path / "fresh.db") as opened:
        with pytest.raises(Exception) as raised:
            packet_file.import_packet(opened.connection, str(path))
        assert type(raised.value).__name__ == "InputError", raised.value
        assert "\n" not in str(raised.value)
        assert reads.totals(opened.connection) == dict.fromkeys(
            ("runs", "prompts", "responses", "judgments", "auditors", "reviews"), 0
        )
        assert packets.all_packets(opened.connection) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xff\xfe", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "`packet export` writes such"),
        (b'{"format": "airbench-tui packet", "version": 2}', "a packet file of another version"),
        (b'{"format": "airbench-tui packet", "version": 1}', "its checksum is not that of its content"),
        (b'{"format": "airbench-tui packet", "version": NaN}', "is not JSON"),
    ],
)
def test_what_is_no_packet_file(cli: Cli, tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    cli("packet", "import", "bad.json").fails(words)


def test_a_damaged_file(desk: Cli, made: dict[str, Any], tmp_path: Path) -> None:
    good = (tmp_path / "good.json").read_text()
    (tmp_path / "cut.json").write_text(good[: len(good) // 2])
    (tmp_path / "turned.json").write_text(good.replace("Answer", "Anzwer", 1))
    desk("packet", "import", "cut.json").fails("is not JSON")
    desk("packet", "import", "turned.json").fails(
        "its checksum is not that of its content", "nothing was stored"
    )
