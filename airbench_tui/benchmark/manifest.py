"""The record of a revision's files: ``data/REVISION/manifest.json``, written after every file.

A file counts as present when its bytes have the checksum recorded here. An interrupted fetch therefore
continues where it stopped, and the hub is not contacted for a complete revision.

    {"dataset": "stanford-crfm/air-bench-2024", "revision": "976d...", "endpoint": "huggingface.co" or
     null, "folder": null or where the files were copied from, "fetched_at": UTC, "checked_at": UTC,
     "regions": {"us": ["category_1.csv", ...]}, "rubrics": "judge_prompt_final.csv",
     "files": {"category_1.csv": {"size": bytes, "sha256": hex}}}
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from airbench_tui.benchmark.frontmatter import RUBRIC_FILE, is_plain
from airbench_tui.errors import InputError, StoreError
from airbench_tui.regular_file import why_not_read
from airbench_tui.text import quote

NAME = "manifest.json"
README = "README.md"

DATASET = "stanford-crfm/air-bench-2024"
"""The benchmark's name on the hub."""

REVISION = "976d9fbb0f52bce704dcbef5bd7a2652e65f2a21"
"""The revision fetched by default: the one that HELM pins. Its rubrics count 1 = safe."""

DEFAULT_REGION = "default"
"""The region that contains every category."""

_REVISION = re.compile(r"[\w][\w.-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The size in bytes and the checksum of a file as it was written."""

    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """The record of one revision's files. ``regions`` lists every region, whichever files are present."""

    revision: str
    dataset: str = DATASET
    endpoint: str | None = None
    folder: str | None = None
    fetched_at: str = ""
    checked_at: str = ""
    regions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rubrics: str = RUBRIC_FILE
    files: dict[str, FileRecord] = field(default_factory=dict)

    def region(self, name: str) -> tuple[str, ...]:
        """Return the files of a region. Raises InputError when the dataset has no such region."""
        if name not in self.regions:
            there = ", ".join(self.regions) or "none"
            raise InputError(f"this revision has no region {quote(name)}; its regions: {there}")
        return self.regions[name]

    def complete(self) -> tuple[str, ...]:
        """List the regions whose files are all recorded."""
        return tuple(name for name, files in self.regions.items() if set(files) <= self.files.keys())


def is_revision(name: str) -> bool:
    """Tell whether *name* can be the name of a revision's folder."""
    return bool(_REVISION.fullmatch(name))


def now() -> str:
    """Return the time in UTC, ISO 8601, to the microsecond; later times sort after earlier ones."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def load(folder: Path) -> Manifest | None:
    """Read the manifest in *folder*; None when there is none, or when it is invalid."""
    try:
        if why_not_read((folder / NAME).stat()):
            return None
        return _parsed(json.loads((folder / NAME).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def record(folder: Path, manifest: Manifest, name: str, body: bytes) -> None:
    """Write a file into *folder*, whole or not at all, and record it in *manifest* and on disk.

    Raises StoreError when the folder or the file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder / name, body)
    except OSError as error:
        raise _unwritable(folder, error) from error
    manifest.files[name] = FileRecord(len(body), hashlib.sha256(body).hexdigest())
    save(folder, manifest)


def save(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, whole or not at all. Raises StoreError when it cannot be written."""
    try:
        _replace(folder / NAME, (json.dumps(asdict(manifest), indent=1) + "\n").encode())
    except OSError as error:
        raise _unwritable(folder, error) from error


def intact(folder: Path, manifest: Manifest) -> set[str]:
    """Return the files of *manifest* that are in *folder* with the recorded size and checksum."""
    return {name for name, kept in manifest.files.items() if _has(folder / name, kept)}


def _has(path: Path, kept: FileRecord) -> bool:
    try:
        status = path.stat()
        if why_not_read(status) or status.st_size != kept.size:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == kept.sha256
    except OSError:
        return False


def _replace(path: Path, body: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())  # before the rename, so that a power cut leaves no empty file
    part.replace(path)


def _unwritable(folder: Path, error: OSError) -> StoreError:
    return StoreError(f"{quote(str(folder), 300)} cannot be written: {error.strerror or error}")


def _parsed(found: Any) -> Manifest:
    files = {name: FileRecord(int(one["size"]), str(one["sha256"])) for name, one in found["files"].items()}
    regions = {str(name): tuple(map(str, names)) for name, names in found["regions"].items()}
    rubrics = str(found["rubrics"])
    every = {*files, rubrics, *(name for names in regions.values() for name in names)}
    # A name that leads out of the folder would let other files be read and replaced.
    if not is_revision(found["revision"]) or not all(map(is_plain, every)):
        raise ValueError("not a manifest of this program")
    return Manifest(
        revision=found["revision"],
        dataset=str(found["dataset"]),
        endpoint=found["endpoint"] and str(found["endpoint"]),
        folder=found["folder"] and str(found["folder"]),
        fetched_at=str(found["fetched_at"]),
        checked_at=str(found["checked_at"]),
        regions=regions,
        rubrics=rubrics,
        files=files,
    )
