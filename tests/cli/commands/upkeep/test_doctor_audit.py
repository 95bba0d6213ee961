"""``doctor --audit``: what differs is named, and a head that was noted must still be in the trail."""

from __future__ import annotations

from pathlib import Path

from tests.builders import pipeline1_file
from tests.cli.conftest import Cli, bring, judged
from tests.store.helpers import raw


def test_a_sound_database(cli: Cli, tmp_path: Path, database: Path) -> None:
    assert cli("doctor", "--audit", "--json", ok=0).json["audit"] == []  # there is no database yet
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    (response,) = cli("list", "--limit", "1", "--json", ok=0).json["rows"]
    cli("review", "add", response["response_id"], "--score", "0", ok=0)
    found = cli("doctor", "--audit", "--json", ok=0).json
    (head,) = found["heads"]
    assert found["audit"] == []
    assert (head["auditor"], head["reviews"], head["here"]) == ("ann", 1, True)
    text = cli("doctor", "--audit", "--head", head["head"].upper(), ok=0).text
    assert f"head of 'ann': {head['head']}, 1 review\n" in text and "audit: nothing differs\n" in text

    cli("review", "undo", ok=0)
    assert cli("doctor", "--audit", "--head", head["head"], ok=0)  # the chain went on
    done = cli("doctor", "--audit", "--head", "0" * 64)
    assert done.status == 1
    assert f"differs: head {'0' * 64} is not in the trail: the chain was rebuilt" in done.text


def test_each_row_that_differs_is_named_as_far_as_lines_fit(cli: Cli, tmp_path: Path, database: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged(20, 10)))
    raw(database, "UPDATE judgments SET score = 1 - score", "UPDATE prompts SET text = 'other' WHERE id = 1")
    assert "differs: " not in cli("doctor", ok=0).text  # it was not asked for
    done = cli("doctor", "--audit")
    assert done.status == 1
    lines = [line for line in done.text.splitlines() if line.startswith(("differs: ", "and "))]
    assert len([line for line in lines if "its score does not fit its raw score" in line]) == 20
    assert "and 10 more rows of judgments (all: --json)" in lines
    assert any("its text or category is not the one that its id was made of" in line for line in lines)
    found = cli("doctor", "--audit", "--json").json["audit"]
    assert len([one for one in found if one["table"] == "judgments"]) == 30
    assert all(set(one) == {"table", "row", "words"} for one in found)


def test_heads_are_hashes_and_need_the_audit(cli: Cli) -> None:
    cli("doctor", "--head", "0" * 64).fails("--head needs --audit")
    cli("doctor", "--audit", "--head", "12g").fails("--head '12g'", "64 hex digits")
