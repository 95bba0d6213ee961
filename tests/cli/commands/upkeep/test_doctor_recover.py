"""``doctor --recover``: what a damaged database still holds goes into a new one."""

from __future__ import annotations

from pathlib import Path

from tests.builders import pipeline1_file
from tests.cli.conftest import Cli, bring, judged
from tests.store.test_recovering import damage, pages


def test_what_can_be_read_is_saved_and_can_be_reviewed(cli: Cli, tmp_path: Path, database: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged(60, 30)))
    uids = [row["response_id"] for row in cli("list", "--json", ok=0).json["rows"]]
    for uid in uids[:3]:
        cli("review", "add", uid, "--score", "0", ok=0)
    done = cli("doctor", "--recover", "whole.db", ok=0)
    assert "reviews: 3 read\n" in done.text and done.text.endswith("saved; nothing was lost\n")
    assert cli("--db", tmp_path / "whole.db", "export", ok=0).out == cli("export", ok=0).out

    damage(database, pages(database, "judgments")[0])
    damaged = database.read_bytes()
    cli("doctor", "--recover", "whole.db").fails("whole.db", "exists")
    done = cli("doctor", "--recover", "part.db", "--json")
    assert done.status == 1 and not done.json["whole"]
    assert done.json["tables"]["reviews"]["read"] == 3 and done.json["tables"]["judgments"]["lost"] > 0
    assert "lost" in cli("doctor", "--recover", "again.db").text
    assert database.read_bytes() == damaged
    new = ("--db", tmp_path / "part.db")
    assert cli(*new, "doctor", "--json", ok=0).json["problems"] == []
    cli(*new, "review", "add", uids[5], "--score", "1", ok=0)
    assert cli(*new, "list", "--json", ok=0).json["total"] == 90


def test_nothing_to_recover(cli: Cli, tmp_path: Path, database: Path) -> None:
    cli("doctor", "--recover", "new.db").fails("there is no database")
    database.parent.mkdir(parents=True, exist_ok=True)
    database.write_text("dear diary")
    cli("doctor", "--recover", "new.db").fails("nothing of", "can be read")
    cli("doctor", "--recover", "new.db", "--audit").fails("do not go together")
    assert not (tmp_path / "new.db").exists()
