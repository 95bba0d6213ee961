"""``doctor``: versions, keys (never their values), the check of the database."""

from __future__ import annotations

import platform
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from airbench_tui import __version__
from airbench_tui.store import schema
from airbench_tui.store.database import open_database
from tests import paths
from tests.builders import pipeline1_file
from tests.cli.conftest import Cli, bring, judged
from tests.store.helpers import beside, raw

SECRET = "sk-verysecret-0123456789"


def test_a_new_workspace(cli: Cli, tmp_path: Path, database: Path) -> None:
    found = cli("doctor", "--json", ok=0).json
    assert found == {
        "airbench_tui": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packages": found["packages"],
        "workspace": str(tmp_path / "work"),
        "database": str(database),
        "log": str(database.with_name("airbench-tui.log")),
        "auditor": "ann",
        "addresses": {"openai": "https://api.openai.com/v1", "together": "https://api.together.ai/v1"},
        "keys": {"openai": False, "together": False, "server": False},
        "schema": None,
        "rows": {},
        "heads": [],
        "spellings": [],
        "unknown": [],
        "problems": [],
    }
    assert set(found["packages"]) == {"textual", "sqlite-utils", "openai", "together", "pandas"}
    assert not database.exists()


def test_a_sound_database(cli: Cli, tmp_path: Path, database: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    before = database.read_bytes()
    found = cli("doctor", "--json", ok=0).json
    assert (found["schema"], found["problems"]) == (schema.VERSION, [])
    assert found["rows"] == {
        "runs": 1, "prompts": 9, "responses": 9, "judgments": 9, "auditors": 0, "reviews": 0,
    }  # fmt: skip
    text = cli("doctor", ok=0).text
    assert "problems: none" in text and "responses: 9" in text and f"airbench-tui: {__version__}" in text
    assert database.read_bytes() == before
    assert beside(database) == {"audit.db"}


def test_keys_are_reported_but_never_shown(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / ".env").write_text(f"TOGETHERAI_KEY={SECRET}\nOPENAI_API_KEY=\n")
    for flags in (("--json",), ()):
        done = cli("doctor", *flags, ok=0, AIRBENCH_API_KEY=SECRET)
        assert SECRET not in done.text + done.complaint
    found = cli("doctor", "--json", ok=0, OPENAI_KEY=SECRET).json
    assert found["keys"] == {"openai": True, "together": True, "server": False}
    assert "key together: present" in cli("doctor").text


def test_the_addresses_are_those_really_asked_without_what_may_be_secret(cli: Cli) -> None:
    done = cli(
        "doctor",
        OPENAI_BASE_URL="https://ann:pw-1234@gate.example:8443/v1/?token=tk-1234",
        TOGETHER_BASE_URL="http://127.0.0.1:9",
    )
    assert "address openai: https://gate.example:8443/v1\n" in done.text.replace("/v1/\n", "/v1\n")
    assert "address together: http://127.0.0.1:9/v1\n" in done.text
    assert "1234" not in done.text + done.complaint


def test_an_env_file_that_cannot_be_read(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / ".env").write_bytes(b"OPENAI_API_KEY=caf\xe9\n")
    cli("doctor").fails(".env", "cannot be read")


def test_problems_are_reported(cli: Cli, tmp_path: Path, database: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE responses SET prompt = 99 WHERE id = 1")
        connection.commit()
    done = cli("doctor", "--json")
    assert done.status == 1 and "foreign key" in done.json["problems"][0]
    assert "problem: foreign key" in cli("doctor").text

    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    done = cli("doctor", "--json")
    assert done.status == 1 and done.json["schema"] is None and "schema 99" in done.json["problems"][0]
    done.fails("schema 99", status=1)


@pytest.mark.parametrize("version", range(1, schema.VERSION))
def test_an_older_database_is_checked_as_it_is(cli: Cli, database: Path, version: int) -> None:
    before = older(database, version)
    done = cli("doctor", "--json", ok=0)
    assert (done.json["schema"], done.json["problems"], done.json["rows"]["responses"]) == (version, [], 2)
    assert "airbench-tui open" in done.complaint
    assert database.read_bytes() == before and beside(database) == {"audit.db"}


def test_only_what_writes_upgrades_an_older_database(cli: Cli, database: Path) -> None:
    before = older(database, schema.VERSION - 1)
    for command in (
        *(
            ("list",),
            ("list", "signal:*"),
            ("agreement",),
            ("export",),
            ("packet", "list"),
            ("review", "list"),
        ),
        *(("triage",), ("rubrics",), ("run", "--model", "sample:Llama-3-8b", "--dry-run"), ("bulk", "list")),
    ):
        cli(*command).fails("upgrade it with `airbench-tui open`")
        assert database.read_bytes() == before
    done = cli("bulk", "", "--score", "1", "--note", "all", "--yes", ok=0)
    assert "upgraded to schema" in done.complaint and cli("list", "--json", ok=0).json["total"] == 2


def older(path: Path, version: int) -> bytes:
    """Make a database of an earlier schema, and return its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((paths.SCHEMAS / f"v{version}.sql").read_text("utf-8"))
    return path.read_bytes()


def test_a_changed_schema_is_named(cli: Cli, tmp_path: Path, database: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    raw(
        database,
        "DROP TRIGGER reviews_never_go",
        "DROP INDEX judgments_run",
        'CREATE TRIGGER "evil\x1b[2J" AFTER INSERT ON reviews BEGIN SELECT 1; END',
        "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)",
        "CREATE VIEW mine AS SELECT 1",
    )
    done = cli("doctor", "--json")
    assert done.status == 1 and done.json["unknown"] == ["table '_litestream_seq'", "view 'mine'"]
    assert done.json["problems"] == [
        "the trigger 'evil␛[2J' is not part of an audit and could change what is stored",
        "the trigger 'reviews_never_go' is missing",
        "the index 'judgments_run' is missing",
    ]
    shown = cli("doctor").text
    assert "not part of an audit, and not read: view 'mine'" in shown
    assert "problem: the trigger 'reviews_never_go' is missing" in shown
    cli("review", "add", "1", "--score", "1").fails("opens only for reading", "'evil␛[2J'", "doctor")
    done = cli("list", ok=0)
    assert "opens only for reading" in done.complaint

    raw(database, "DROP VIEW decisions")
    assert cli("doctor", "--json").json["problems"][1:2] == ["the view 'decisions' is missing"]
    cli("list").fails("is not read: the view 'decisions' is missing", "restore a backup")


def test_the_environment_names_the_paths(cli: Cli, tmp_path: Path) -> None:
    for name in ("x.db", "y.db"):
        open_database(tmp_path / name).close()
    found = cli("doctor", "--json", ok=0, AIRBENCH_DB=str(tmp_path / "x.db")).json
    assert found["database"] == str(tmp_path / "x.db")
    found = cli("--db", tmp_path / "y.db", "doctor", "--json", ok=0, AIRBENCH_DB=str(tmp_path / "x.db")).json
    assert found["database"] == str(tmp_path / "y.db")
    cli("--db", tmp_path / ("a" * 300), "doctor").fails("cannot be opened", status=1)
