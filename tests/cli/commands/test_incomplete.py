"""While an import has stored only a part of its file, every command that uses the rows says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from airbench_tui.store.database import open_database
from tests.builders import pipeline1_file
from tests.cli.conftest import Cli, bring, judged

WORDS = "incomplete: 4 of 9 rows of 'june.json' were imported; import it again to finish"


@pytest.fixture
def source(tmp_path: Path, database: Path) -> Path:
    """Return a file of which an import stored a part only."""
    path = pipeline1_file(tmp_path / "june.json", judged())
    bring(tmp_path, path)
    with open_database(database) as opened:
        opened.connection.execute("UPDATE runs SET rows_read = 4")
    return path


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("list", "--json"),
        ("triage",),
        ("export",),
        ("export", "-o", "out.csv"),
        ("bulk", "score<1", "--score", "1", "--note", "n", "--yes"),
    ],
    ids=" ".join,
)
def test_commands_warn_and_do_their_work(cli: Cli, source: Path, command: tuple[str, ...]) -> None:
    assert cli(*command, ok=0).complaint.count(WORDS) == 1


def test_doctor_calls_it_a_problem(cli: Cli, source: Path) -> None:
    assert cli("doctor", "--json", ok=1).json["problems"] == [WORDS]


def test_agreement_warns_in_every_form(cli: Cli, source: Path, tmp_path: Path) -> None:
    found = cli("agreement", "--json", "--by", "l1", "--report", "report.md", ok=0).json
    assert found["warnings"][0] == WORDS and not any(WORDS in part["warnings"] for part in found["groups"])
    assert "4 of 9 rows of" in (tmp_path / "report.md").read_text()
    assert f"note: {WORDS}" in cli("agreement", ok=0).text


def test_a_packet_is_drawn_from_a_part_only_on_request(cli: Cli, source: Path) -> None:
    new = ("packet", "new", "june", "-n", "3")
    cli(*new).fails(WORDS, "--yes")
    assert cli("packet", "list", "--json", ok=0).json["total"] == 0
    cli(*new, "--yes", ok=0)
    assert cli("packet", "list", "--json", ok=0).json["total"] == 1


def test_importing_again_ends_the_warnings(cli: Cli, source: Path) -> None:
    other = pipeline1_file(source.with_name("july.json"), judged(turned=True))
    assert WORDS in cli("import", other, "--model", "other", "--polarity", "0-safe", ok=0).complaint
    assert cli("import", source, "--model", "m", ok=0).complaint == ""
    assert cli("doctor", "--json", ok=0).json["problems"] == []
    assert cli("packet", "new", "june", "-n", "3", ok=0).complaint == ""
