"""Bad input: one clear line, the right exit status, no traceback, nothing stored damaged."""

from __future__ import annotations

import hashlib
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from airbench_tui.store import schema
from tests.builders import helm_run, pipeline1_file, pipeline2_file
from tests.cli.conftest import STEP2, Cli, Done, bring, judged, real
from tests.effort import cases
from tests.store.helpers import beside


@contextmanager
def untouched(database: Path) -> Iterator[None]:
    """Assert that the code inside changes no byte of the database and adds no file beside it."""
    before = hashlib.sha256(database.read_bytes()).digest()
    yield
    assert hashlib.sha256(database.read_bytes()).digest() == before
    assert beside(database) == {database.name}


@pytest.fixture
def desk(cli: Cli, tmp_path: Path, database: Path) -> Iterator[Cli]:
    """Yield the program with a database that the test must not change."""
    bring(tmp_path, pipeline1_file(tmp_path / "before.json", judged()))
    with untouched(database):
        yield cli


def damaged(path: Path, kind: str) -> Path:
    """Write a file with one fault, *kind*."""
    if kind == "missing":
        return path
    if kind == "folder":
        path.mkdir()
        (path / "notes.txt").write_text("x")
    elif kind == "foreign run":
        (path / "run").mkdir(parents=True)
        (path / "run" / "scenario_state.json").write_text('{"request_states": [{"instance": {}}]}')
    elif kind == "empty":
        path.touch()
    elif kind == "blank":
        path.write_text(" \n\t\n")
    elif kind == "empty list":
        path.write_text("[]")
    elif kind == "header only":
        path.write_text("cate-idx,prompt,response\n")
    elif kind == "truncated json":
        pipeline1_file(path, judged())
        path.write_bytes(path.read_bytes()[:-300])
    elif kind == "truncated helm":
        state = helm_run(path, judged(turned=True)) / "scenario_state.json"
        state.write_bytes(state.read_bytes()[:-500])
    elif kind == "truncated csv":
        pipeline2_file(path, [{"answer": "Two\nlines"}])
        path.write_bytes(path.read_bytes().rsplit(b"lines", 1)[0])
    elif kind == "missing column":
        path.write_text("cate-idx,l2-name,prompt,score\n1.1.2,a,b,1\n")
    elif kind == "missing columns of reviews":
        path.write_text("response_id,model,cate-idx\n")
    elif kind == "semicolons":
        path.write_text("cate-idx;prompt;response\n")
    elif kind == "latin-1 json":
        pipeline1_file(path, [{"answer": "cafe"}])
        path.write_bytes(path.read_bytes().replace(b"cafe", "café".encode("latin-1")))
    elif kind == "latin-1 csv":
        pipeline2_file(path, [{"answer": "cafe"}])
        path.write_bytes(path.read_bytes().replace(b"cafe", "café".encode("latin-1")))
    elif kind == "utf-16":
        path.write_bytes("cate-idx,prompt,response\n".encode("utf-16"))
    elif kind == "another list":
        path.write_text('[{"a": 1}]')
    elif kind == "another object":
        path.write_text('{"a": 1}')
    elif kind == "zip":
        path.write_bytes(b"PK\x03\x04" + b"\0" * 50)
    elif kind == "picture":
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    elif kind == "deep":
        path.write_text("[" * 200_000)
    elif kind == "no model":
        pipeline1_file(path, judged())
    elif kind == "database":
        sqlite3.connect(path).execute("CREATE TABLE a (b)").connection.close()
    return path


# Each fault, and the words that report it.
KINDS = {
    "missing": "no such file or folder",
    "folder": "no HELM run in",
    "empty": "is empty",
    "truncated json": "the file was cut off; get a whole copy",
    "missing column": "is in an unknown format",
    "latin-1 csv": "is not UTF-8: byte 0xe9 at offset",
    "no model": "does not say which model answered: add --model NAME",
}
MORE_KINDS = {
    "foreign run": "no AIR-Bench run in",
    "blank": "is empty",
    "empty list": "holds no rows",
    "header only": "holds no rows",
    "truncated helm": "the file was cut off; get a whole copy",
    "truncated csv": "ends inside a quoted cell",
    "missing columns of reviews": "has no columns prompt, response, auditor, review_score",
    "semicolons": "is in an unknown format",
    "latin-1 json": "is not UTF-8: byte 0xe9 at offset",
    "utf-16": "is not UTF-8: byte 0xff at offset 0",
    "another list": "is a JSON list without cate_idx",
    "another object": "is a JSON object of an unknown kind",
    "zip": "is a ZIP archive",
    "picture": "is not UTF-8: byte 0x89",
    "deep": "nested too deeply",
    "database": "is a database, not results: bring in the reviews of an audit database with `airbench-tui merge FILE`",
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_unusable_file_is_refused(desk: Cli, tmp_path: Path, kind: str) -> None:
    path = damaged(tmp_path / "odd", kind)
    model = () if kind == "no model" else ("--model", "m")
    done = desk("import", path, *model)
    line = done.fails("odd", KINDS[kind])
    assert done.out == b"" and len(line) < 700


def test_each_of_several_unusable_files_has_a_line(desk: Cli, tmp_path: Path) -> None:
    paths = [damaged(tmp_path / f"odd {kind}", kind) for kind in MORE_KINDS]
    done = desk("import", *paths, "--model", "m")
    assert (done.status, done.out) == (2, b"")
    lines = done.complaint.splitlines()
    assert len(lines) == len(MORE_KINDS)
    for (kind, words), line in zip(MORE_KINDS.items(), lines, strict=True):
        assert line.startswith("airbench-tui: ") and f"odd {kind}" in line and words in line, line


def test_a_missing_column_is_named(desk: Cli, tmp_path: Path) -> None:
    path = damaged(tmp_path / "odd", "missing column")
    desk("import", path, "--format", "pipeline2", "--model", "m").fails(
        "has no column response, which a pipeline 2 CSV needs"
    )
    path = damaged(tmp_path / "other", "semicolons")
    desk("import", path, "--format", "pipeline2", "--model", "m").fails("save it with commas")


def test_json_reports_errors_too(desk: Cli, tmp_path: Path) -> None:
    done = desk("import", tmp_path / "odd", "--json")
    done.fails("no such file or folder")
    assert done.json == {"files": []}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"category": "99.1.1"}, "unknown category id '99.1.1'"),
        ({"category": "1.1"}, "unknown category id '1.1'"),
        ({"score": 0.7}, "score 0.7 is not 0, 0.5 or 1"),
        ({"score": "safe"}, "score 'safe' is not 0, 0.5 or 1"),
    ],
)
def test_an_unusable_row_is_left_out(desk: Cli, tmp_path: Path, change: dict[str, object], why: str) -> None:
    path = pipeline1_file(tmp_path / "odd.json", [change])
    done = desk("import", path, "--model", "m")
    line = done.fails("row 1 left out", why, status=1)
    assert line.count("odd.json") == 1


_MEBI = 1 << 20
_LIMITED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "airbench_tui", *sys.argv[1:]])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


LONG_LINES = [  # how the line begins, what fills it, the most MB of memory
    pytest.param(b'[{"cate_idx": "1.1.2", "response": "', b"a", 200, id="json"),
    pytest.param(b'cate-idx,prompt,response\n1.1.2,x,"', b"aaa\n", 250, id="quote that never closes"),
    pytest.param(b"", b"\0", 100, id="nul"),  # sparse
    pytest.param(b"", b"a", 100, id="letters"),
    pytest.param('[{"cate_idx": "1.1.2", "response": "\U0001f600'.encode(), b"a", 400, id="wide json"),
    pytest.param(b'{"request_states": [{"x": "', b"a", 200, id="helm"),
    pytest.param(b"cate-idx,prompt,response\n1.1.2,x,", b"a", 200, id="csv"),
]


@pytest.mark.parametrize(("begin", "filling", "most"), cases(LONG_LINES, 1))
def test_200_mb_in_one_line_are_refused_in_bounded_memory(
    tmp_path: Path, begin: bytes, filling: bytes, most: int
) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.write(begin)
        if filling == b"\0":
            file.truncate(200 * _MEBI)
        else:
            block = filling * (4 * _MEBI // len(filling))
            for _ in range(50):
                file.write(block)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            _LIMITED,
            "--workspace",
            str(tmp_path / "w"),
            "import",
            "--model",
            "m",
            str(path),
        ],
        capture_output=True,
        timeout=60,
        check=False,
    )
    path.unlink()
    Done(done.returncode, done.stdout, done.stderr).fails("huge")
    peak = int(done.stdout) / (1024 if resource.getpagesize() else 1)
    assert peak < most, f"{peak:.0f} MiB"


# --- databases ----------------------------------------------------------------------------------

COMMANDS = [
    ("list",),
    ("review", "list"),
    ("export",),
    ("import", "before.json", "--model", "m"),
    ("review", "add", "a", "--score", "1"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_newer_database_is_refused_untouched(
    cli: Cli, tmp_path: Path, database: Path, command: tuple[str, ...]
) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "before.json", judged()))
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    with untouched(database):
        cli(*command).fails(f"has schema {schema.VERSION + 1}", "upgrade the program", "not touched")


@pytest.mark.parametrize("content", [b"dear diary", None], ids=["text", "foreign"])
def test_another_file_is_refused_untouched(cli: Cli, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "dir" / "other.db"
    path.parent.mkdir()
    if content is None:
        damaged(path, "database")
        words = "SQLite file of another program"
    else:
        path.write_bytes(content)
        words = "is not a sound SQLite database"
    with untouched(path):
        cli("--db", path, "list").fails(words)
        cli("--db", path, "import", pipeline1_file(tmp_path / "a.json", judged()), "--model", "m").fails(
            words
        )
    cli("--db", path.parent, "list").fails("is a folder")


def test_paths_that_cannot_be_written(cli: Cli, tmp_path: Path) -> None:
    source = pipeline1_file(tmp_path / "a.json", judged())
    for place in ("/proc/a.db", "/dev/null/a.db", tmp_path / ("a" * 300)):
        cli("--db", place, "import", source, "--model", "m").fails("cannot be opened or written to")
    cli("--db", tmp_path / ("a" * 300), "list").fails("cannot be opened")
    cli("--db", "~nosuchuser/a.db", "list").fails("the user in this path has no home folder")
    cli("--workspace", "~nosuchuser", "list").fails("the user in this path has no home folder")


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="needs root to become somebody else")
def test_a_read_only_folder(cli: Cli, tmp_path: Path, database: Path) -> None:
    script = (
        "import os, sys; sys.path[:0] = sys.argv.pop(1).split(os.pathsep)\n"
        "import difflib, airbench_tui.cli, airbench_tui.cli.log, airbench_tui.store.reading.reads\n"
        "import airbench_tui.interchange.writers.exporter\n"
        "from airbench_tui.benchmark import taxonomy; taxonomy.nodes()\n"
        "os.setgid(65534); os.setuid(65534); os.chdir('/'); airbench_tui.cli.main()"
    )
    source = pipeline1_file(tmp_path / "a.json", judged())
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        path = Path(name) / "audit.db"
        cli("--db", path, "import", source, "--model", "m", ok=0)
        path.chmod(0o666)
        Path(name).chmod(0o555)

        def nobody(*args: str) -> Done:
            done = subprocess.run(
                [sys.executable, "-c", script, os.pathsep.join(sys.path), "--db", str(path), *args],
                capture_output=True,
                env={"AIRBENCH_AUDITOR": "ann", "PATH": os.environ["PATH"]},
                check=False,
            )
            return Done(done.returncode, done.stdout, done.stderr)

        with untouched(path):
            assert nobody("list", "--json").json["total"] == 9
            assert nobody("export").text.count("\r\n") == 10
            nobody("review", "add", "a", "--score", "1").fails("cannot be opened or written to")
            nobody("export", "-o", f"{name}/out.csv").fails("cannot write", "Permission denied")
        Path(name).chmod(0o755)


def test_a_locked_database_is_reported(cli: Cli, tmp_path: Path, database: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    uid = cli("list", "--json").json["rows"][0]["response_id"]
    waiting = (
        "import airbench_tui.store.database as d; d._BUSY_MS = 200; import airbench_tui.cli as c; c.main()"
    )
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        done = subprocess.run(
            [sys.executable, "-c", waiting, "--db", str(database), "review", "add", uid, "--score", "1"],
            capture_output=True,
            check=False,
        )
        Done(done.returncode, done.stdout, done.stderr).fails("is locked by another program")
        assert cli("list", "--json", ok=0).json["total"] == 9  # reading still works


def test_a_damaged_database_is_reported(cli: Cli, tmp_path: Path, database: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged(60, 30)))
    content = bytearray(database.read_bytes())
    content[4096 * 6 :] = b"A" * (len(content) - 4096 * 6)
    database.write_bytes(content)
    for command in (("list",), ("export",), ("review", "list"), ("import", "a.json", "--model", "m")):
        cli(*command).fails("is not a sound SQLite database")
    done = cli("doctor", "--json")
    assert done.status == 1 and "not a sound SQLite database" in done.json["problems"][0]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("nonsense",), "No such command 'nonsense'"),
        (("--nonsense",), "No such option"),
        (("import",), "Missing argument"),
        (("import", "x", "--format", "xml"), "'xml' is not one of"),
        (("import", "x", "--polarity", "2-safe"), "'2-safe' is not one of"),
        (("export", "--format", "xlsx"), "'xlsx' is not one of"),
        (("open",), "needs a terminal"),
        (("demo",), "needs a terminal"),
        ((), "needs a terminal"),
    ],
)
def test_usage_errors_are_one_clear_line(cli: Cli, args: tuple[str, ...], words: str) -> None:
    cli(*args).fails(words)


@real
def test_help_and_version_are_no_errors(cli: Cli) -> None:
    assert "import" in cli("--help", ok=0).text and STEP2.is_file()
    assert cli("--version", ok=0).text.startswith("airbench-tui, version ")
    for command in ("import", "review"):
        assert cli(command, "-h", ok=0).err == b""
