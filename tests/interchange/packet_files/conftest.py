"""A packet file of an earlier version, opened so that tests can change it and close it again."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

VERSION_1 = Path(__file__).with_name("version_1.json")


def packed(inside: str) -> str:
    """Return *inside* as the text of a sealed part."""
    return base64.b64encode(zlib.compress(inside.encode())).decode()


@dataclass
class OpenFile:
    """An opened packet file: its ``document``, the ``packet`` in it, and the content ``inside`` its sealed part."""

    path: Path
    document: dict[str, Any]
    inside: Any

    @property
    def packet(self) -> dict[str, Any]:
        packet: dict[str, Any] = self.document["packet"]
        return packet

    def close(self, seal: bool = True) -> str:
        """Write the file with its true checksum and return its path. With *seal*, seal ``inside`` first."""
        if seal:
            self.packet["sealed"] = packed(json.dumps(self.inside))
        canonical = json.dumps(self.document["packet"], sort_keys=True, separators=(",", ":"))
        self.document["sha256"] = hashlib.sha256(canonical.encode()).hexdigest()
        self.path.write_text(json.dumps(self.document))
        return str(self.path)


def open_up(path: Path, into: Path) -> OpenFile:
    """Return the opened packet file *path*, which will be written to *into*."""
    document = json.loads(path.read_text())
    inside = json.loads(zlib.decompress(base64.b64decode(document["packet"]["sealed"])))
    return OpenFile(into, document, inside)


@pytest.fixture
def file(tmp_path: Path) -> OpenFile:
    return open_up(VERSION_1, tmp_path / "packet.json")
