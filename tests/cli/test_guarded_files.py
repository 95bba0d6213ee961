"""What commands refuse at once: to write onto evidence, to read a database that is not there, to open a pipe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.builders import pipeline1_file
from tests.cli.conftest import Cli, bring, judged
from tests.cli.packets.conftest import desk as desk_of_packets

desk = desk_of_packets

WRITING = {
    "export": ("export", "-o"),
    "json": ("export", "--format", "json", "--json", "-o"),
    "report": ("agreement", "--report"),
    "packet": ("packet", "export", "june"),
}


@contextmanager
def unchanged(path: Path) -> Iterator[None]:
    before = path.read_bytes()
    yield
    assert path.read_bytes() == before


# --- outputs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", WRITING.values(), ids=WRITING)
def test_no_output_replaces_evidence(
    desk: Cli, tmp_path: Path, database: Path, command: tuple[str, ...]
) -> None:
    desk("packet", "new", "june", "-n", "4", "--seed", "1", ok=0)
    desk("packet", "export", "june", "packet.json", ok=0)
    (tmp_path / "soft.csv").symlink_to(database)
    (tmp_path / "hard.csv").hardlink_to(database)
    (tmp_path / "copy.db").write_bytes(database.read_bytes())
    for name, why in (
        ("work/db/audit.db", "is the audit database in use"),
        ("work/db/audit.db-wal", "is the audit database in use"),
        ("soft.csv", "is the audit database in use"),
        ("hard.csv", "is the audit database in use"),
        ("copy.db", "is a database"),
        ("packet.json", "is a packet"),
        ("june.json", "was imported into this database"),
    ):
        place = tmp_path / name
        with unchanged(place if place.exists() else database):
            desk(*command, name).fails(why)
            desk(*command, name, "--force").fails(why)
    assert not (tmp_path / "work" / "db" / "audit.db-wal").exists()


@pytest.mark.parametrize("command", WRITING.values(), ids=WRITING)
def test_another_file_is_replaced_only_with_force(
    desk: Cli, tmp_path: Path, command: tuple[str, ...]
) -> None:
    desk("packet", "new", "june", "-n", "4", "--seed", "1", ok=0)
    out = tmp_path / "mine.txt"
    out.write_text("mine")
    assert desk(*command, out).out == b""
    desk(*command, out).fails("mine.txt' exists: add --force to replace it, or give another file name")
    assert out.read_text() == "mine"
    desk(*command, out, "--force", ok=0)
    assert out.read_text() != "mine"


def test_an_export_is_not_put_where_the_first_database_will_be(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "work" / "db").mkdir(parents=True)
    cli("export", "-o", "work/db/audit.db").fails("is the audit database in use")
    assert not list((tmp_path / "work" / "db").iterdir())


def test_a_refused_output_ends_no_blindness(desk: Cli, tmp_path: Path) -> None:
    desk("packet", "new", "june", "-n", "40", "--seed", "1", ok=0)
    (tmp_path / "mine.txt").write_text("mine")
    for command in (("export", "-o"), ("agreement", "--by", "l4", "--report")):
        for name in ("mine.txt", "work"):
            assert "wait in packets" not in desk(*command, name).complaint
    assert "40 responses wait in packets" in desk("export", ok=0).complaint


# --- a database that is not there -----------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        "list",
        "export",
        "agreement",
        "doctor",
        "triage",
        "rubrics",
        "review list",
        "packet list",
        "packet status x",
        "packet export x x.json",
        "adjudicate list",
        "auditor list",
        "bulk list",
    ],
)
def test_a_database_that_is_not_there_is_refused_where_it_was_named(
    cli: Cli, tmp_path: Path, command: str
) -> None:
    cli("--db", "no.db", *command.split()).fails("there is no database 'no.db': check --db and AIRBENCH_DB")
    cli(*command.split(), AIRBENCH_DB="no/such.db").fails("there is no database 'no/such.db'")
    assert not list(tmp_path.iterdir())


def test_the_default_database_reads_as_empty_until_it_is_there(cli: Cli, tmp_path: Path) -> None:
    assert cli("list", "--json", ok=0).json["total"] == 0
    assert cli("doctor", "--json", ok=0).json["problems"] == []
    source = pipeline1_file(tmp_path / "a.json", judged())
    cli("--db", "new.db", "run", "--model", "http://127.0.0.1:9/v1#m", "--like", source, "--dry-run", ok=0)
    assert not (tmp_path / "new.db").exists()
    cli("--db", "new.db", "import", source, "--model", "m", ok=0)  # a command that writes creates it
    assert cli("--db", "new.db", "list", "--json", ok=0).json["total"] == 9


# --- pipes, devices and folders -------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        "import {} --model m",
        "import {} --model m --format pipeline1",
        "import {} --model m --format pipeline2",
        "import {} --format helm",
        "import {} --format reviews",
        "merge {}",
        "packet import {}",
        "run --model http://127.0.0.1:9/v1#m --like {} --dry-run",
        "--db {} list",
        "--db {} import a.json --model m",
    ],
)
def test_pipes_and_devices_are_refused_at_once(cli: Cli, tmp_path: Path, command: str) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "/dev/zero"):
        cli(*command.format(name).split()).fails("is not a regular file")
    if "helm" not in command:
        (tmp_path / "folder").mkdir()
        assert cli(*command.format("folder").split()).status == 2


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_an_env_file_must_be_a_file(cli: Cli, tmp_path: Path, kind: str) -> None:
    place = tmp_path / "work" / ".env"
    place.parent.mkdir()
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "device":
        place.symlink_to("/dev/zero")
    else:
        place.mkdir()
    cli("doctor").fails(".env", "is a folder" if kind == "folder" else "is not a regular file")


def test_a_price_list_must_be_a_file(cli: Cli, tmp_path: Path) -> None:
    source = pipeline1_file(tmp_path / "a.json", judged())
    (tmp_path / "work").mkdir()
    os.mkfifo(tmp_path / "work" / "prices.toml")
    cli("run", "--model", "http://127.0.0.1:9/v1#m", "--like", source, "--dry-run").fails(
        "prices.toml", "is not a regular file"
    )


def test_json_has_no_control_byte(cli: Cli, tmp_path: Path) -> None:
    rows = [{**row, "prompt": "a\x7fb"} for row in judged()]
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", rows))
    done = cli("list", "--json", ok=0)
    assert b"\x7f" not in done.out and done.json["rows"][0]["prompt"] == "a\x7fb"
