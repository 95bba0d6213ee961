"""The log: in the database's folder, complete after an error, and without texts or keys."""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from airbench_tui.cli.log import LogFile, open_log
from airbench_tui.store.database import open_database
from airbench_tui.workspace import Workspace
from tests.builders import pipeline1_file
from tests.cli.conftest import Cli
from tests.models.stub_plan import Plan
from tests.pipeline.conftest import JUDGE, KEY, TARGET, Desk, clean
from tests.pipeline.conftest import benchmark_folder as benchmark_folder
from tests.pipeline.conftest import desk as desk
from tests.pipeline.conftest import stub as stub

PROMPT, ANSWER, REASON, NOTE, SEARCHED = "Zebrafinch", "Quokkas", "Wombats", "Numbats", "Dunnarts"
TOKEN = "hf_Zt5Rb8Qm2Xw9Kd4Lp7"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \d+ (INFO|WARNING|ERROR) airbench_tui\.[\w.]+: \S")


def planted(path: Path, rows: int = 4) -> Path:
    """Write a judged file in which every text contains a word that occurs nowhere else."""
    return pipeline1_file(
        path,
        [
            {
                "prompt": f"{PROMPT} {n}?",
                "answer": f"{ANSWER} {n}.",
                "reason": f"{REASON} {n}",
                "score": n % 2,
            }
            for n in range(rows)
        ],
    )


@pytest.fixture
def log(database: Path) -> Path:
    """Return the path of the log in the workspace of :func:`cli` and :func:`desk`."""
    return database.with_name("airbench-tui.log")


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """Yield the program's logger, and restore it afterwards."""
    root = logging.getLogger("airbench_tui")
    handlers, level = list(root.handlers), root.level
    yield root
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_what_is_logged_and_what_is_not(desk: Desk, tmp_path: Path, log: Path) -> None:
    desk.stub.replan(Plan(script=("ok", "401", "422", "503", "filter400"), rate_limited=0.2))
    (desk.folder / ".env").write_text(f"HF_TOKEN={TOKEN}\n")
    source = planted(tmp_path / "a.json")
    desk("import", source, "--model", "m", "--polarity", "1-safe")
    uid = desk("list", SEARCHED, "--json").json and desk("list", "--json").json["rows"][0]["response_id"]
    desk("review", "add", SEARCHED, "--score", "0", status=2)
    desk("review", "add", uid, "--score", "0", "--note", NOTE, "--code", NOTE)
    desk("bulk", "score:1", "--score", "0", "--note", NOTE, "--yes")
    desk("run", "--model", TARGET, "--judge", JUDGE, "--like", source, status=None)
    desk("resume", status=None)
    desk("export", "-o", tmp_path / "out.csv")
    other = desk.copy("other")
    other("import", planted(tmp_path / "b.json", 6), "--model", "m2", "--polarity", "1-safe")
    desk("merge", other.database)
    desk("fetch", "--from", tmp_path / "nowhere", status=2)
    said = log.read_text()
    for words in (
        "start 0.1.0: airbench-tui import",
        "start 0.1.0: airbench-tui review add",
        "upgraded audit.db to schema",
        "imported a.json as pipeline1: 4 rows, 4 new, 0 duplicates, 0 left out",
        "WARNING airbench_tui.cli.log: ended with InputError raised at reads.py:",
        "to ask",
        "stopped by: SetupError",
        "retries; failed:",
        "rows as reviews to out.csv",
        "merged audit.db:",
    ):
        assert words in said, said
    assert all(LINE.match(line) for line in said.splitlines()), said
    texts = {PROMPT, ANSWER, REASON, NOTE, SEARCHED, TOKEN, KEY, uid[:12]}
    with sqlite3.connect(desk.database) as connection:
        for query in (
            "SELECT text FROM prompts",
            "SELECT text FROM responses",
            "SELECT reason FROM judgments UNION SELECT raw_text FROM judgments",
        ):
            texts |= {text[:24] for (text,) in connection.execute(query) if text}
    connection.close()
    assert len(texts) > 12
    assert [text for text in texts if text in said] == []
    for place in range(len(KEY) - 6):
        assert KEY[place : place + 6] not in said


def test_kinds_of_failures_are_counted(desk: Desk, log: Path) -> None:
    desk.stub.replan(Plan(script=("422", "400", "422")))
    desk("run", "--model", TARGET, "--judge", JUDGE, "-n", "1", "--concurrency", "1", status=None)
    (line,) = [line for line in log.read_text().splitlines() if "ended:" in line]
    assert "failed: 2 ask PermanentError 422, 1 ask PermanentError 400;" in line, line


_BREAKS = """
import sys
from airbench_tui.cli.commands import list_
from airbench_tui.store.reading import reads
def broken(*_, **__):
    answer = "Quokkas that nobody may read"
    try:
        {}[answer]
    except KeyError as error:
        raise ValueError(f"cannot show {answer} with sk-Wq7Zr29f8e7d6c5b4a39281706") from error
reads.count = broken
from airbench_tui.cli import main
main()
"""


def test_a_bug_is_logged_with_its_traceback_but_without_its_message(
    cli: Cli, tmp_path: Path, log: Path
) -> None:
    cli("import", planted(tmp_path / "a.json"), "--model", "m", "--polarity", "1-safe", ok=0)
    done = subprocess.run(
        [sys.executable, "-c", _BREAKS, "--workspace", str(tmp_path / "work"), "list"],
        capture_output=True,
        text=True,
        env=clean(OPENAI_API_KEY=KEY),
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 1 and f"the log has this traceback: '{log}'" in done.stderr
    said = log.read_text()
    for line in done.stderr.splitlines()[:-1]:
        assert line in said
    assert ANSWER not in done.stderr and "sk-Wq7" not in done.stderr
    assert "ERROR airbench_tui.cli.log: ended with an unexpected error" in said
    assert re.search(r"\n    KeyError\n(.*\n)+    ValueError\n$", said), said
    assert "list_.py" in said and "in broken" in said
    assert ANSWER not in said and "sk-Wq7" not in said


def test_only_the_kind_of_an_error_is_logged_unless_python_worded_it(
    root: logging.Logger, tmp_path: Path
) -> None:
    workspace = Workspace(tmp_path, tmp_path / "audit.db", "ann")
    open_database(workspace.database).close()
    open_log(workspace, "airbench-tui list")
    for job in (
        lambda: "text".nowhere,  # type: ignore[attr-defined]
        lambda: sqlite3.connect(":memory:").execute(f"SELECT '{ANSWER}' FROM nothing"),
        lambda: (tmp_path / ANSWER).read_text(),
        lambda: int(ANSWER),
    ):
        try:
            job()
        except Exception:
            logging.getLogger("airbench_tui.tests").exception("a job failed\n%s", "on two lines")
    lines = workspace.log.read_text().splitlines()
    assert [line.strip() for line in lines if re.match(r"    \w+Error", line)] == [
        "AttributeError: 'str' object has no attribute 'nowhere'",
        "OperationalError: SQLITE_ERROR",
        "FileNotFoundError: ENOENT",
        "ValueError",
    ]
    assert sum("a job failed on two lines" in line for line in lines) == 4


def test_keys_are_removed_from_every_line(
    root: logging.Logger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_TOKEN", TOKEN)
    workspace = Workspace(tmp_path, tmp_path / "audit.db", "ann")
    open_database(workspace.database).close()
    open_log(workspace, f"airbench-tui {TOKEN}")
    assert "start" in workspace.log.read_text()
    assert TOKEN[:6] not in workspace.log.read_text() and "<key>" in workspace.log.read_text()


def test_the_log_is_private_and_rotated(root: logging.Logger, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, tmp_path / "audit.db", "ann")
    open_database(workspace.database).close()
    open_log(workspace, "airbench-tui list")
    assert workspace.log.stat().st_mode & 0o077 == 0
    (handler,) = (one for one in root.handlers if isinstance(one, LogFile))
    open_log(workspace, "airbench-tui list")  # once is enough
    assert [one for one in root.handlers if isinstance(one, LogFile)] == [handler]
    assert handler.maxBytes == 300_000
    handler.maxBytes = 30_000
    for _ in range(130):
        logging.getLogger("airbench_tui.tests").info("%s", "x" * 490)
    files = sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("airbench-tui"))
    assert files == ["airbench-tui.log", "airbench-tui.log.1", "airbench-tui.log.2"]
    assert all((tmp_path / name).stat().st_size <= 30_000 for name in files)


def test_no_log_is_made_without_a_database(cli: Cli, tmp_path: Path) -> None:
    cli("list", ok=0)
    cli("list", "colour:red").fails("there is no field")
    assert not (tmp_path / "work").exists()


def test_the_program_continues_if_the_log_cannot_be_written(cli: Cli, tmp_path: Path, log: Path) -> None:
    log.mkdir(parents=True)
    done = cli("import", planted(tmp_path / "a.json"), "--model", "m", "--polarity", "1-safe", "--json", ok=0)
    assert done.json["files"][0]["new"] == 4 and done.err == b""


@pytest.mark.skipif(os.name != "posix" or not Path("/dev/full").exists(), reason="needs /dev/full")
def test_the_program_continues_if_the_disk_under_the_log_is_full(cli: Cli, tmp_path: Path, log: Path) -> None:
    log.parent.mkdir(parents=True)
    log.symlink_to("/dev/full")
    done = cli("import", planted(tmp_path / "a.json"), "--model", "m", "--polarity", "1-safe", "--json", ok=0)
    assert done.json["files"][0]["new"] == 4 and done.err == b""


def test_doctor_names_the_log(cli: Cli, log: Path) -> None:
    assert cli("doctor", "--json", ok=0).json["log"] == str(log)
    assert f"log: {log}" in cli("doctor", ok=0).text
