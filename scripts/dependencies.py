"""What pyproject.toml asks for, what the lock file holds, and tools that are installed for one call only."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "requirements-dev.lock"

_LOCKED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))? \\$", re.MULTILINE)
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


@dataclass(frozen=True)
class Locked:
    """One version of a package in the lock file, the machines that it is for, and how many files may be its."""

    name: str
    version: str
    marker: str  # of PEP 508, or ""
    hashes: int


def asked_for(*extras: str) -> dict[str, Requirement]:
    """Return by name what the program, these extras of pyproject.toml and the build need."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))
    lines = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for extra in extras:
        lines += project["project"]["optional-dependencies"][extra]
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


def locked(text: str) -> list[Locked]:
    """Read the text of a lock file."""
    found = list(_LOCKED.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    return [
        Locked(
            canonicalize_name(one["name"]),
            one["version"],
            one["marker"] or "",
            sum(bool(_HASH.match(line)) for line in text[one.end() : end].splitlines()),
        )
        for one, end in zip(found, ends, strict=True)
    ]


def unmet(asked: Mapping[str, Requirement], found: Sequence[Locked]) -> list[str]:
    """List what is asked for and is not in a lock file, or only in a version that does not fit."""
    return [
        str(wanted)
        for name, wanted in asked.items()
        if not any(one.name == name for one in found)
        or not all(wanted.specifier.contains(one.version) for one in found if one.name == name)
    ]


@contextlib.contextmanager
def tool(name: str) -> Iterator[Path]:
    """Install the command *name* into a temporary environment and yield its path.

    Raises subprocess.SubprocessError where it cannot be installed.
    """
    with tempfile.TemporaryDirectory(prefix="airbench-tool-") as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, name], check=True, capture_output=True, timeout=300)
        yield Path(folder, "bin", name)
