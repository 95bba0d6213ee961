"""Databases that many tests begin with, each made once in a test run and then copied.

A test that writes must :func:`copy` a template and not open the template itself.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from airbench_tui import sample
from airbench_tui.store.database import Database, open_database
from benchmarks import realistic
from tests import audits, planted

PROMPTS = 1_200  # of the realistic database: enough for a figure in every category of level 3


def made_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """Return the file *name*, written by *build* for the first test in any worker that needs it."""
    base = factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # workers share the parent
    path = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            unfinished = folder / f"unfinished-{name}"
            build(unfinished)
            unfinished.rename(path)
    return path


def copy(template: Path, path: Path) -> Path:
    """Copy *template* to *path*, creating its folder, and return *path*."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template, path)
    return path


def build_empty(path: Path) -> None:
    """Write an audit database with no rows, after all migrations."""
    open_database(path).close()


def build_sample(path: Path) -> None:
    """Write the sample audit."""
    _filled(path, lambda opened: sample.install(opened.connection))


def build_audited(path: Path) -> None:
    """Write the sample audit with verdicts (``tests.audits.sampled``)."""
    _filled(path, lambda opened: audits.sampled(opened.connection))


def build_plain(path: Path) -> None:
    """Write the first of the two databases of ``tests.planted``."""
    planted.world(path, twisted=False)


def build_twisted(path: Path) -> None:
    """Write the second of the two databases of ``tests.planted``."""
    planted.world(path, twisted=True)


def build_realistic(path: Path) -> None:
    """Write three models' answers to 1,200 prompts, judged and partly reviewed (``benchmarks.realistic``)."""
    realistic.build(path, prompts=PROMPTS)


def _filled(path: Path, fill: Callable[[Database], object]) -> None:
    with open_database(path) as opened:
        fill(opened)
