"""Writing packet files: an imported packet is exported unchanged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from airbench_tui.errors import InputError
from airbench_tui.interchange.packet_files.reading import import_packet
from airbench_tui.interchange.packet_files.writing import export_packet
from airbench_tui.interchange.writers.output_file import Kept, Output
from airbench_tui.store.database import open_database
from tests.interchange.packet_files.conftest import VERSION_1, open_up


def test_an_imported_packet_is_exported_unchanged(tmp_path: Path) -> None:
    with open_database(tmp_path / "fresh.db") as database:
        packet = import_packet(database.connection, VERSION_1).packet
        assert export_packet(database.connection, packet, Output(str(tmp_path / "again.json"), Kept())) == 13
    came, left = (open_up(path, tmp_path / "unused") for path in (VERSION_1, tmp_path / "again.json"))
    for file in (came, left):
        del file.packet["sealed"]
        for name in ("places", "rubrics", "responses"):
            file.packet[name].sort(key=str)
        del file.inside["frame"]  # the origin had only a part of the frame
        file.inside.pop("secrets", None)  # made by the first export of a packet that came without them
        file.inside["judgments"].sort(key=str)
    assert (left.packet, left.inside) == (came.packet, came.inside)
    assert list(json.loads((tmp_path / "again.json").read_text())) == [
        "format",
        "version",
        "sha256",
        "packet",
    ]


def test_one_auditor_s_file_names_no_other_auditor_and_shows_no_judge(tmp_path: Path) -> None:
    path = tmp_path / "bob.json"
    with open_database(tmp_path / "fresh.db") as database:
        packet = import_packet(database.connection, VERSION_1).packet
        with pytest.raises(InputError, match="'cleo' has no place in the packet"):
            export_packet(database.connection, packet, Output(str(path), Kept()), "cleo")
        assert not path.exists()
        assert export_packet(database.connection, packet, Output(str(path), Kept()), "BOB") == 6
    raw = path.read_text()
    assert "Why" not in raw and "gpt-4o" not in raw and "ann" not in raw
    file = open_up(path, tmp_path / "unused")
    assert {place["auditor"] for place in file.packet["places"]} == {"Bob"}
    assert {item["uid"] for item in file.inside["items"]} == {
        place["item"] for place in file.packet["places"]
    }
