"""The envelope of a packet file: format, version, checksum and sealed part."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path

import pytest

from airbench_tui.errors import InputError
from airbench_tui.interchange.packet_files import envelope
from tests.interchange.packet_files.conftest import VERSION_1, OpenFile, open_up, packed
from tests.store.helpers import HOSTILE


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xff\xfe", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"9" * 5_000, "is not JSON"),
        (b'{"format": "airbench-tui packet", "version": NaN}', "is not JSON"),
        (b'{"format": "airbench-tui packet", "version": 1e999}', "is not JSON"),
        (b"[]", "make one with `packet export`"),
        (b'{"format": ["airbench-tui packet"]}', "make one with `packet export`"),
        (
            b'{"format": "airbench-tui packet", "version": 3}',
            "of another version (this program reads version 2 and earlier)",
        ),
        (b'{"format": "airbench-tui packet", "version": 1}', "its checksum does not fit its content"),
        (b'{"format": "airbench-tui packet", "version": 1, "packet": []}', "its checksum does not fit"),
    ],
)
def test_a_file_that_is_not_a_packet_file_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        envelope.read(path)
    assert words in str(raised.value) and str(path) in str(raised.value)


def test_a_change_after_the_checksum_is_found(tmp_path: Path) -> None:
    path = tmp_path / "turned.json"
    path.write_text(VERSION_1.read_text().replace("Answer 3", "Answer 4"))
    with pytest.raises(InputError, match="its checksum does not fit its content; nothing was stored"):
        envelope.read(path)


@pytest.mark.parametrize(
    ("sealed", "words"),
    [
        ("", "it cannot be unpacked|its end is missing"),
        ("!!", "it is not base64"),
        ("Ünsealed", "it is not base64"),
        (base64.b64encode(b"plain").decode(), "it cannot be unpacked"),
        (base64.b64encode(zlib.compress(b"{}")[:-4]).decode(), "its end is missing"),
        (packed("{"), "it is not JSON"),
        (packed("[" * 100_000), "it is not JSON"),
        (packed('{"design": NaN}'), "it is not JSON"),
    ],
)
def test_an_unreadable_sealed_part_is_refused(file: OpenFile, sealed: str, words: str) -> None:
    file.packet["sealed"] = sealed
    with pytest.raises(InputError, match=f"its sealed part cannot be read: ({words}); nothing was stored"):
        envelope.read(file.close(seal=False))


def test_a_bomb_is_not_unpacked(file: OpenFile) -> None:
    file.packet["sealed"] = packed(" " * (1 << 22) + "{}")
    with pytest.raises(InputError, match="it unpacks to more than 1 MiB"):
        envelope.read(file.close(seal=False), most=1 << 20)
    assert len(file.packet["sealed"]) < 10_000


def test_a_bomb_of_many_values_is_not_decoded(file: OpenFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "_MOST_VALUES", 1000)
    file.packet["sealed"] = packed("[" + "[]," * 1001 + "[]]")
    with pytest.raises(InputError, match="it has more than 1,000 values"):
        envelope.read(file.close(seal=False))
    file.packet["sealed"] = packed("[" + "[]," * 1000 + "[]]")
    with pytest.raises(InputError, match="expected object"):
        envelope.read(file.close(seal=False))


def test_no_file_is_written_that_could_not_be_read(file: OpenFile) -> None:
    _, sealed = envelope.read(file.close())
    file.inside["secrets"] = []  # which a file of version 1 does not have
    size = len(json.dumps(file.inside, sort_keys=True, separators=(",", ":")))
    assert envelope.seal(sealed, most=size)
    with pytest.raises(InputError, match="the packet is too large for a packet file"):
        envelope.seal(sealed, most=size - 1)


def test_a_sealed_part_may_be_as_large_as_allowed(file: OpenFile) -> None:
    path, size = file.close(), len(json.dumps(file.inside))
    assert envelope.read(path, most=size)[1].items
    with pytest.raises(InputError, match="unpacks to more"):
        envelope.read(path, most=size - 1)


def test_hostile_texts_stay_whole(file: OpenFile) -> None:
    file.packet["name"] = file.inside["judgments"][0]["reason"] = HOSTILE
    file.packet["rubrics"][0]["evidence"] = HOSTILE
    part, sealed = envelope.read(file.close())
    assert (part.name, sealed.judgments[0].reason, part.rubrics[0].evidence) == (HOSTILE, HOSTILE, HOSTILE)


def test_a_design_is_kept_unchanged(file: OpenFile) -> None:
    given = {
        "filter": HOSTILE,
        "n": 2**70,
        "strata": [{"stratum": "1", "size": 3}],
        "left_out": {"blank": 1},
        HOSTILE: None,
    }
    file.inside["design"] = given
    assert envelope.read(file.close())[1].design == given
    for _ in range(5):  # a deeply nested value could be written to the database but not read from it
        given = {"in": given}
    file.inside["design"] = given
    with pytest.raises(InputError, match="at design"):
        envelope.read(file.close())


def test_a_written_packet_is_read_back(tmp_path: Path) -> None:
    part, sealed = envelope.read(VERSION_1)
    again = open_up(VERSION_1, tmp_path / "again.json")
    assert envelope.document(part) == {**again.document, "version": 2}
    again.inside["secrets"] = [["ann", "0a" * 32]]
    part, sealed = envelope.read(again.close())
    assert sealed.secrets == [("ann", "0a" * 32)]
    assert envelope.document(part)["packet"] == again.packet
