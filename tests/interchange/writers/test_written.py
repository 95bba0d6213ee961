"""Files that appear whole or not at all, and the errors of writing them."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from airbench_tui.errors import InputError
from airbench_tui.interchange.writers.exporter import written
from tests import paths

ROOT = paths.ROOT


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize(("umask", "mode"), [(0o027, 0o640), (0o002, 0o664), (0, 0o666)])
def test_a_new_file_has_the_mode_that_the_umask_asks_for(tmp_path: Path, umask: int, mode: int) -> None:
    script = (
        "from airbench_tui.interchange.writers.exporter import written\n"
        "with written('out') as file: file.write('x')"
    )
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        umask=umask,
        check=True,
    )
    assert (tmp_path / "out").stat().st_mode & 0o777 == mode


def test_the_umask_is_never_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []  # a change would affect the new files of every thread
    monkeypatch.setattr(os, "umask", lambda mask: asked.append(mask) or 0o022)
    with written(str(tmp_path / "out")) as file:
        file.write("x")
    assert not asked


@pytest.mark.parametrize("place", ["out.csv", "/dev/null"])
def test_errors_of_other_files_are_passed_on(tmp_path: Path, place: str) -> None:
    (tmp_path / "out.csv").write_text("mine")
    for raised in (FileNotFoundError(2, "No such file", "rubrics.csv"), RuntimeError("a bug"), ValueError()):
        with pytest.raises(type(raised)) as caught, written(str(tmp_path / place)) as file:
            file.write("half")
            raise raised
        assert caught.value is raised
    assert (tmp_path / "out.csv").read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def test_an_error_of_another_file_does_not_name_this_one(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with (
        pytest.raises(OSError, match="No space left"),
        written(str(out)) as file,
        open("/dev/full", "w") as full,  # noqa: PTH123
    ):
        file.write("half")
        print("x", file=full, flush=True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("many", [1, 100_000], ids=["when it is closed", "in the middle"])
def test_no_space_left_names_the_file(many: int) -> None:
    with pytest.raises(InputError, match="cannot write '/dev/full': No space left on device"):  # noqa: SIM117
        with written("/dev/full") as file:
            for _ in range(many):
                file.write("some words\n")


def test_a_file_that_grows_too_large_names_itself_and_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "from airbench_tui.interchange.writers.exporter import written\n"
        "with written('out.csv') as file: file.write('x' * 100_000)"
    )
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 8; exec "$0" -c "$1"', sys.executable, script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"InputError: cannot write 'out.csv': {os.strerror(errno.EFBIG)}" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_folder_made_meanwhile_in_its_place_names_the_file(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with (
        pytest.raises(InputError, match=r"cannot write '.*out.csv': Is a directory"),
        written(str(out)) as file,
    ):
        file.write("whole")
        (out / "folder").mkdir(parents=True)
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def test_links_in_a_circle_name_the_file(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with (
        pytest.raises(InputError, match=r"cannot write '.*a': .*(symbolic links|circle)"),
        written(str(tmp_path / "a")),
    ):
        pass
