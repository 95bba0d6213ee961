"""Where ``export`` writes: to a file, completely or not at all, or to standard output."""

from __future__ import annotations

import os
import subprocess
import sys
import tty
from contextlib import suppress
from pathlib import Path

import pytest

from airbench_tui.interchange.formats.columns import REVIEW_COLUMNS
from tests.builders import pipeline1_file
from tests.cli.commands.export.conftest import table
from tests.cli.conftest import CLEAN, CONTROLS, HOSTILE, SHARED, Cli, bring, judged
from tests.effort import cases

PROGRAM = (sys.executable, "-m", "airbench_tui")


def test_json_describes_the_written_file(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    told = cli("export", "--json", ok=0).json
    file = {"path": str(tmp_path / "airbench_reviews.csv"), "format": "reviews", "rows": 9}
    assert told == {**file, "heads": None}
    assert len(table((tmp_path / "airbench_reviews.csv").read_text())) == 9
    cli("export", "--json", "-o", "-").fails("--json uses standard output")
    cli("export", "--json").fails("'airbench_reviews.csv' exists: add --force")
    assert cli("export", "--json", "--force", ok=0).json == told


def test_an_export_of_an_empty_database(cli: Cli, tmp_path: Path) -> None:
    assert cli("export", ok=0).text == ",".join(REVIEW_COLUMNS) + "\r\n"
    assert cli("export", "--format", "json", ok=0).json == []
    cli("export", "--format", "pipeline1").fails("nothing to export")
    assert not (tmp_path / "work").exists()


def test_a_file_appears_complete_or_not_at_all(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    out = tmp_path / "out.csv"
    out.write_text("mine")
    cli("export", "--format", "pipeline1", "--model", "nobody", "-o", out).fails("nothing to export")
    assert out.read_text() == "mine"
    cli("export", "-o", tmp_path).fails("is a folder")
    cli("export", "-o", tmp_path / "no" / "out.csv").fails("cannot write", "No such file or directory")
    cli("export", "-o", "x" * 300).fails("cannot write", "File name too long")
    cli("export", "-o", "/dev/full").fails("No space left on device")
    assert (
        not Path("/dev/full").is_file()
        and {".out.csv"} & {file.name[:8] for file in tmp_path.iterdir()} == set()
    )
    link = tmp_path / "link.csv"
    link.symlink_to(out)
    cli("export", "-o", link, "--force", ok=0)
    assert link.is_symlink() and out.read_text().startswith("response_id")
    (tmp_path / "fresh").touch()
    assert out.stat().st_mode == (tmp_path / "fresh").stat().st_mode


@pytest.mark.xdist_group("processes")
def test_standard_output_by_another_name(cli_process: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    out = cli_process("export", "-o", "/dev/stdout", ok=0).out
    assert out == cli_process("export", ok=0).out == cli_process("export", "-o", "-").out
    assert Path("/dev/stdout").is_symlink()
    # Standard output may be a file, which exists because the shell has just made it.
    with (tmp_path / "out.csv").open("wb") as file:
        argv = [*PROGRAM, "--workspace", str(tmp_path / "work"), "export", "-o", "/dev/stdout"]
        subprocess.run(argv, stdout=file, env=CLEAN, check=True)
    assert (tmp_path / "out.csv").read_bytes() == out


@pytest.mark.xdist_group("processes")
@pytest.mark.parametrize("kind", ["reviews", "json"])
def test_a_terminal_gets_no_control_byte_and_a_pipe_gets_the_exact_texts(
    cli: Cli, tmp_path: Path, kind: str
) -> None:
    rows = [{**row, "answer": HOSTILE.replace("\0", "")} for row in judged()]
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", rows))
    argv = [*PROGRAM, "--workspace", str(tmp_path / "work"), "export", "--format", kind, "-o", "-"]
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=theirs, env=CLEAN)
    os.close(theirs)
    came = b""
    with suppress(OSError):  # Linux: the other end was closed
        while chunk := os.read(ours, 65536):
            came += chunk
    os.close(ours)
    assert process.wait(timeout=60) == 0
    assert not CONTROLS.search(came.decode()) and "<U+009B>2J" in came.decode()
    piped = cli("export", "--format", kind, ok=0).text
    assert "\x9b2J" in piped and "\u202e" in piped


WRITERS = (("export",), ("list", "--limit", "500"), ("export", "--format", "json"))


@pytest.mark.parametrize("command", cases(WRITERS, 2))
def test_a_closed_pipe_is_no_error(tmp_path: Path, command: tuple[str, ...], cli: Cli) -> None:
    rows = [{"prompt": f"Prompt {n}", "answer": "No. " * 200} for n in range(500)]
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", rows, judged=False))
    workspace = tmp_path / "work"
    script = '"$0" -m airbench_tui --workspace "$@" | HEAD; echo "status ${PIPESTATUS[0]}" >&2'
    for head in ("head -n 1", "true"):
        done = subprocess.run(
            ["bash", "-c", script.replace("HEAD", head), sys.executable, str(workspace), *command],
            capture_output=True,
            check=False,
        )
        assert done.stderr == b"status 0\n"


def test_the_shared_folder_is_only_read() -> None:
    if SHARED.is_dir():
        assert {path.suffix for path in SHARED.iterdir()} <= {".csv", ".json", ".md"}
