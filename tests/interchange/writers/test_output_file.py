"""Files that appear whole or not at all, and the errors of writing them."""

from __future__ import annotations

import csv
import errno
import hashlib
import os
import sqlite3
import subprocess
import sys
import tty
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from airbench_tui.errors import InputError
from airbench_tui.interchange.writers.output_file import Kept, Output, OutputExistsError, check, written
from airbench_tui.store.reading.imported_files import ImportedFile
from tests import paths

ROOT = paths.ROOT


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize(("umask", "mode"), [(0o027, 0o640), (0o002, 0o664), (0, 0o666)])
def test_a_new_file_has_the_mode_that_the_umask_asks_for(tmp_path: Path, umask: int, mode: int) -> None:
    script = (
        "from airbench_tui.interchange.writers.output_file import Kept, Output, written\n"
        "with written(Output('out', Kept())) as file: file.write('x')"
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
    with written(Output(str(tmp_path / "out"), Kept())) as file:
        file.write("x")
    assert not asked


@pytest.mark.parametrize("place", ["out.csv", "/dev/null"])
def test_errors_of_other_files_are_passed_on(tmp_path: Path, place: str) -> None:
    (tmp_path / "out.csv").write_text("mine")
    output = Output(str(tmp_path / place), Kept(), replace=True)
    for raised in (FileNotFoundError(2, "No such file", "rubrics.csv"), RuntimeError("a bug"), ValueError()):
        with pytest.raises(type(raised)) as caught, written(output) as file:
            file.write("half")
            raise raised
        assert caught.value is raised
    assert (tmp_path / "out.csv").read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def test_an_error_of_another_file_does_not_name_this_one(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with (
        pytest.raises(OSError, match="No space left"),
        written(Output(str(out), Kept())) as file,
        open("/dev/full", "w") as full,  # noqa: PTH123
    ):
        file.write("half")
        print("x", file=full, flush=True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("many", [1, 100_000], ids=["when it is closed", "in the middle"])
def test_no_space_left_names_the_file(many: int) -> None:
    with pytest.raises(InputError, match="cannot write '/dev/full': No space left on device"):  # noqa: SIM117
        with written(Output("/dev/full", Kept())) as file:
            for _ in range(many):
                file.write("some words\n")


def test_a_file_that_grows_too_large_names_itself_and_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "from airbench_tui.interchange.writers.output_file import Kept, Output, written\n"
        "with written(Output('out.csv', Kept())) as file: file.write('x' * 100_000)"
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
        pytest.raises(InputError, match=r"out\.csv' is a folder"),
        written(Output(str(out), Kept())) as file,
    ):
        file.write("whole")
        (out / "folder").mkdir(parents=True)
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def test_links_in_a_circle_name_the_file(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with (
        pytest.raises(InputError, match=r"cannot write '.*a': .*(symbolic links|circle)"),
        written(Output(str(tmp_path / "a"), Kept())),
    ):
        pass


# --- what no output replaces --------------------------------------------------------------------


def database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t(x)")
    return path


def refused(target: Path, kept: Kept, *words: str) -> None:
    """Assert that *target* is refused even where the user agreed to replace it, and that it stays as it is."""
    before = target.read_bytes() if target.is_file() else None
    entries = sorted(target.parent.iterdir())
    output = Output(str(target), kept, replace=True)
    with pytest.raises(InputError) as caught:
        check(output)
    assert not isinstance(caught.value, OutputExistsError)
    with pytest.raises(InputError) as caught, written(output) as file:
        file.write("lost")
    for word in words:
        assert word in str(caught.value), caught.value
    assert (target.read_bytes() if target.is_file() else None) == before
    assert sorted(target.parent.iterdir()) == entries


def test_an_existing_file_needs_the_user_s_agreement(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    for call in (check, lambda output: written(output).__enter__()):
        with pytest.raises(OutputExistsError, match=r"out.csv' exists: add --force"):
            call(Output(str(out), Kept()))
    assert out.read_text() == "mine" and list(tmp_path.iterdir()) == [out]
    with written(Output(str(out), Kept(), replace=True)) as file:
        file.write("new")
    assert out.read_text() == "new" and list(tmp_path.iterdir()) == [out]


def test_a_file_made_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with pytest.raises(OutputExistsError), written(Output(str(out), Kept())) as file:
        file.write("new")
        out.write_text("mine")
    assert out.read_text() == "mine" and list(tmp_path.iterdir()) == [out]


def test_a_command_stopped_while_it_puts_the_file_in_place_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt), written(Output(str(tmp_path / "out.csv"), Kept())) as file:
        file.write("x")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("there", [True, False])
def test_the_database_in_use_is_never_replaced(tmp_path: Path, ending: str, there: bool) -> None:
    (tmp_path / "db").mkdir()
    (tmp_path / "audit.db").symlink_to(tmp_path / "db" / "audit.db")
    place = tmp_path / "db" / f"audit.db{ending}"
    kept = Kept(tmp_path / "audit.db")
    if there:
        place.write_text("text, so that only the name tells")
        (tmp_path / "hard.csv").hardlink_to(place)
        refused(tmp_path / "hard.csv", kept, "is the audit database in use")
    (tmp_path / "soft.csv").symlink_to(place)
    refused(tmp_path / "soft.csv", kept, "is the audit database in use")
    refused(place, kept, "is the audit database in use")


def test_no_database_is_replaced(tmp_path: Path) -> None:
    other = database(tmp_path / "other.db")
    (tmp_path / "link.csv").symlink_to(other)
    (tmp_path / "hard.csv").hardlink_to(other)
    for name in ("other.db", "link.csv", "hard.csv"):
        refused(tmp_path / name, Kept(), "is a database")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO t VALUES (1)")
        connection.commit()
        refused(tmp_path / "other.db-wal", Kept(), "is a database")


def test_no_imported_file_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source.json"
    source.write_text("[]")
    (tmp_path / "link.json").symlink_to(source)
    (tmp_path / "hard.json").hardlink_to(source)
    monkeypatch.chdir(tmp_path)
    by_name = Kept(imported=[ImportedFile(Path("source.json"), "0")])
    moved = Kept(imported=[ImportedFile(Path("elsewhere.json"), hashlib.sha256(b"[]").hexdigest())])
    for kept in (by_name, moved):
        for name in ("source.json", "link.json", "hard.json"):
            refused(tmp_path / name, kept, "was imported into this database")
    run = tmp_path / "run"
    run.mkdir()
    (run / "scenario_state.json").write_text("{}")
    refused(run / "scenario_state.json", Kept(imported=[ImportedFile(run, "0")]), "was imported")
    check(Output(str(tmp_path / "new.json"), by_name))


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf \n", b'{"long": "' + b"x" * 2_097_100 + b'", "in": '])
def test_no_packet_is_replaced(tmp_path: Path, start: bytes) -> None:
    packet = tmp_path / "june.json"
    packet.write_bytes(start + b'{"format": "airbench-tui packet"}')
    refused(packet, Kept(), "is a packet")
    packet.write_bytes(b'"about an airbench-tui packet"')
    check(Output(str(packet), Kept(), replace=True))


def test_a_pipe_and_a_device_are_written_to_as_they_are(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        came = pool.submit(pipe.read_bytes)
        with written(Output(str(pipe), Kept())) as file:
            file.write("a\x1b[2J\r\n")
        assert came.result(timeout=60) == b"a\x1b[2J\r\n"
    assert pipe.is_fifo()
    with written(Output("/dev/null", Kept())) as file:
        file.write("x")


# --- terminals ----------------------------------------------------------------------------------


def test_a_terminal_gets_no_control_byte() -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    try:
        with written(Output(os.ttyname(theirs), Kept())) as file:
            csv.writer(file).writerow(["a\x1b]52;c;eA==\x07b", "\x9b2J\x7f\u202e\ud800", "two\nlines"])
        came = os.read(ours, 10_000).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert came == 'a␛]52;c;eA==␇b,<U+009B>2J␡<U+202E><U+D800>,"two\nlines"\n'
