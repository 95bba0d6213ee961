"""The warning about a ``.env`` that others could read."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from airbench_tui.workspace import env_file_warning

git = pytest.mark.skipif(shutil.which("git") is None, reason="Git is not installed")


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)


def env_file(folder: Path, mode: int = 0o600) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / ".env"
    file.write_text("OPENAI_API_KEY=sk-verysecret-0123456789\n")
    file.chmod(mode)
    return file


def run_git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("mode", "warns"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True), (0o644, True)]
)
def test_a_file_that_other_users_can_read(tmp_path: Path, mode: int, warns: bool) -> None:
    env_file(tmp_path, mode)
    said = env_file_warning(tmp_path)
    assert (said is not None) is warns
    if said is not None:
        assert "other users can read it" in said and "chmod 600" in said and "verysecret" not in said


def test_no_file_and_no_ordinary_file(tmp_path: Path) -> None:
    assert env_file_warning(tmp_path) is None
    (tmp_path / ".env").mkdir()
    assert env_file_warning(tmp_path) is None


@git
def test_a_file_that_git_tracks(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "work"
    env_file(folder)
    run_git(tmp_path, "init")
    assert env_file_warning(folder) is None  # in the repository's folder, but not tracked
    run_git(folder, "add", "-f", ".env")
    said = env_file_warning(folder)
    assert said is not None and "Git tracks it" in said and "\n" not in said


@git
def test_no_program_of_the_repository_runs(tmp_path: Path) -> None:
    env_file(tmp_path)
    run_git(tmp_path, "init")
    run_git(tmp_path, "add", "-f", ".env")
    hook = tmp_path / "hook"
    hook.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
    hook.chmod(0o700)
    run_git(tmp_path, "config", "core.fsmonitor", str(hook))
    assert env_file_warning(tmp_path) is not None
    assert not (tmp_path / "ran").exists()


def test_git_that_is_missing_or_slow_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file(tmp_path)
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert env_file_warning(tmp_path) is None
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    slow.chmod(0o700)
    monkeypatch.setattr("airbench_tui.workspace._PATIENCE", 0.1)
    assert env_file_warning(tmp_path) is None
