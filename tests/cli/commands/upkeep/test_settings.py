"""``settings``: what holds, and from where; what is wrong in a file."""

from __future__ import annotations

from pathlib import Path

from airbench_tui.store.database import open_database
from airbench_tui.store.reviewing import auditor_rows
from tests.cli.conftest import Cli


def test_what_holds_and_from_where(cli: Cli, tmp_path: Path) -> None:
    config, work = tmp_path / "config" / "airbench-tui", tmp_path / "work"
    config.mkdir(parents=True)
    (work / "db").mkdir(parents=True)
    (config / "settings.toml").write_text("reading_width = 72\nbreak_minutes = 5")
    (work / "settings.toml").write_text('break_minutes = 20\n[keys]\nreview.skip = "Z"')
    with open_database(work / "db" / "audit.db") as database:
        ann = auditor_rows.auditor_id(database.connection, "ann")
        auditor_rows.set_attributes(database.connection, ann, {"theme": "nord", "role": "lead"})
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    found = cli("settings", "--json", ok=0, **home).json
    held = {name: (one["value"], one["from"]) for name, one in found["settings"].items()}
    assert held["theme"] == ("nord", "auditor")
    assert held["break_minutes"] == (20, "workspace")
    assert held["reading_width"] == (72, "config folder")
    assert held["hard"] == ([], "default")
    assert found["keys"] == {"review.skip": {"keys": ["Z"], "where": f"'{work / 'settings.toml'}' line 3"}}
    assert [file["exists"] for file in found["files"]] == [True, True]
    shown = cli("settings", ok=0, **home).text
    assert f"workspace      20  ('{work / 'settings.toml'}' line 1)" in shown
    assert "keys.review.skip  Z  (" in shown


def test_faults_of_a_file_are_named(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "work" / "settings.toml"
    file.parent.mkdir()
    file.write_text("theme = 'nrod'\nbreak_minute = 1")
    done = cli("settings")
    assert done.status == 1 and len(done.complaint.splitlines()) == 2
    assert (
        "line 2 is ignored: there is no setting 'break_minute': did you mean break_minutes" in done.complaint
    )
    assert "line 1 is ignored: there is no theme 'nrod': did you mean nord" in done.complaint
    cli("list").fails("line 2 is ignored", status=0)
    file.write_text("[keys]\nreview.skip = '0'")
    cli("settings").fails("line 2: 0 cannot be review.skip")
    file.write_text("theme")
    cli("settings").fails("is no TOML")
    cli("list").fails("is no TOML", status=0)
