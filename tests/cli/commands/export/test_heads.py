"""The heads of the trail beside an export, in reports and in the JSON of ``agreement``."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from airbench_tui.interchange.formats import heads_text
from tests.builders import pipeline1_file
from tests.cli.conftest import HOSTILE, Cli, bring, judged


@pytest.fixture(autouse=True)
def audit(cli: Cli, tmp_path: Path) -> None:
    """Store answers, and reviews by ann and by somebody with a hostile name."""
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    rows = cli("list", "--json", ok=0).json["rows"]
    for row in rows[:3]:
        cli("review", "add", row["response_id"], "--score", "0.5", ok=0)
    name = HOSTILE.replace("\0", "").replace("\ud800", "")
    cli("--auditor", name, "review", "add", rows[0]["response_id"], "--score", "1", ok=0)


def heads(cli: Cli) -> list[dict[str, object]]:
    found: list[dict[str, object]] = cli("doctor", "--json", ok=0).json["heads"]
    return found


def test_they_are_beside_the_file_and_name_it(cli: Cli, tmp_path: Path) -> None:
    done = cli("export", "-o", "out.csv", "--json", ok=0)
    assert done.json["heads"] == str(tmp_path / "out.csv.heads")
    text = (tmp_path / "out.csv.heads").read_text("ascii")
    found = heads_text.parsed(text)
    assert (found.by, found.name) == ("ann", "out.csv")
    assert found.sha256 == hashlib.sha256((tmp_path / "out.csv").read_bytes()).hexdigest()
    assert [(one.auditor, one.reviews, one.link) for one in found.heads] == [
        (one["auditor"], one["reviews"], one["head"]) for one in heads(cli)
    ]
    assert len(text.splitlines()) == 3 + 2 and found.text() == text


def test_they_are_guarded_as_the_file_is(cli: Cli, tmp_path: Path) -> None:
    for taken in ("out.csv.heads", "out.csv.heads.sig"):
        (tmp_path / taken).write_text("mine")
        cli("export", "-o", "out.csv").fails(taken, "exists: add --force")
        assert not (tmp_path / "out.csv").exists() and (tmp_path / taken).read_text() == "mine"
        (tmp_path / taken).unlink()
    (tmp_path / "out.csv.heads.sig").write_text("-----BEGIN SSH SIGNATURE-----\nof the heads before\n")
    cli("export", "-o", "out.csv", "--force", ok=0)
    assert not (tmp_path / "out.csv.heads.sig").exists()


def test_with_standard_output_they_go_to_standard_error(cli: Cli, tmp_path: Path) -> None:
    done = cli("export", ok=0)
    for one in heads(cli):
        assert str(one["head"]) in done.complaint and str(one["head"]) not in done.text
    cli("export", "--format", "json", "-o", "/dev/null", ok=0)
    assert not Path("/dev/null.heads").exists()


def test_files_without_reviews_have_none(cli: Cli, tmp_path: Path) -> None:
    done = cli("export", "--format", "pipeline1", "-o", "out.json", ok=0)
    assert "head" not in done.complaint and not (tmp_path / "out.json.heads").exists()


def test_reports_list_them(cli: Cli, tmp_path: Path) -> None:
    cli("agreement", "--report", "report.md", ok=0)
    text = (tmp_path / "report.md").read_text("utf-8")
    section = text.split("## Heads of the trail\n")[1].split("\n## ")[0]
    for one in heads(cli):
        assert f"| {one['reviews']} | `{one['head']}` |" in section
    assert "\x1b" not in section
    assert cli("agreement", "--json", ok=0).json["heads"] == heads(cli)


@pytest.mark.parametrize(
    "text", ["", "hello\n", '{T}\nabc 1 "x"\n', "{T}\n# written by ann\n", "{T}\n" + "a" * 64 + " 1 [1]\n"]
)
def test_other_files_are_refused(text: str) -> None:
    title = heads_text.HeadsText("", "", "", ()).text().splitlines()[0]
    with pytest.raises(heads_text.InputError):
        heads_text.parsed(text.replace("{T}", title))


def test_a_name_cannot_make_a_line_of_its_own() -> None:
    head = heads_text.KeptHead("b" * 64, 2, 'x"\n' + "a" * 64 + ' 9 "ann"\ud800')
    found = heads_text.HeadsText("a\nb", "c" * 64, "out\n.csv", [head])
    assert heads_text.parsed(found.text()) == found
    assert json.loads(found.text().splitlines()[3].split(" ", 2)[2]) == head.auditor
