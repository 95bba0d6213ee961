"""Heads signed with an SSH key by the real ssh-keygen, and compared with a database later."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from airbench_tui.store import trail
from airbench_tui.store.database import open_database, transaction
from tests.builders import pipeline1_file
from tests.cli.conftest import Cli, bring, judged
from tests.store.helpers import raw

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not here")


def new_key(folder: Path, name: str, passphrase: str = "") -> Path:
    path = folder / name
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "a comment", "-f", path], check=True
    )
    return path


@pytest.fixture
def key(tmp_path: Path, cli: Cli) -> Path:
    """Return the path of ann's key, after storing a review by ann."""
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    (row,) = cli("list", "--limit", "1", "--json", ok=0).json["rows"]
    cli("review", "add", row["response_id"], "--score", "0", ok=0)
    return new_key(tmp_path, "ann-key")


def allowed(path: Path, name: str, key: Path) -> Path:
    path.write_text(f"{name} {key.with_suffix('.pub').read_text('utf-8')}")
    return path


def test_a_signature_is_checked_with_and_without_allowed_signers(cli: Cli, tmp_path: Path, key: Path) -> None:
    done = cli("export", "-o", "out.csv", "--sign", key, ok=0)
    assert "signature written to out.csv.heads.sig" in done.complaint
    assert "PRIVATE" not in done.complaint + (tmp_path / "out.csv.heads.sig").read_text("ascii")
    audit = ("doctor", "--audit", "--heads", "out.csv.heads")
    assert "signature of the heads: good, by the key SHA256:" in cli(*audit, ok=0).text
    signers = allowed(tmp_path / "signers", "ann", key)
    assert "good, by 'ann' with the key SHA256:" in cli(*audit, "--signers", signers, ok=0).text

    other = allowed(tmp_path / "others", "ann", new_key(tmp_path, "bob-key"))
    done = cli(*audit, "--signers", other, "--json")
    assert done.status == 1 and done.json["signature"] == "not good"
    assert "the signature of out.csv.heads is not good: ssh-keygen says:" in done.json["audit"][0]["words"]

    heads = tmp_path / "out.csv.heads"
    text = heads.read_text("ascii")
    heads.write_text(text.replace(" 1 ", " 2 "))
    assert cli(*audit).status == 1
    heads.write_text(text)
    with (tmp_path / "out.csv").open("a") as file:
        file.write("x\n")
    assert "is not the file that these heads were written beside" in cli(*audit).text
    (tmp_path / "out.csv.heads.sig").unlink()
    assert "has no signature" in cli(*audit, "--signers", signers).text


def test_a_rebuilt_chain_shows_by_a_head_that_was_kept(
    cli: Cli, tmp_path: Path, database: Path, key: Path
) -> None:
    cli("agreement", "--report", "report.md", "--sign", key, ok=0)
    audit = ("doctor", "--audit", "--heads", "report.md.heads")
    cli(*audit, ok=0)
    with open_database(database) as opened:
        guards = opened.connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE name LIKE 'reviews_never%'"
        ).fetchall()
    raw(
        database,
        *(f"DROP TRIGGER {guard['name']}" for guard in guards),
        "UPDATE reviews SET score = 1 WHERE kind = 'verdict'",
        "DELETE FROM trail",
        "DELETE FROM trail_heads",
        *(guard["sql"] for guard in guards),
    )
    with open_database(database) as opened, transaction(opened.connection):
        trail.extend(opened.connection, 0)
    assert cli("doctor", "--audit", ok=0)  # the chain is sound in itself
    done = cli(*audit)
    assert done.status == 1 and "is not in the trail: the chain was rebuilt" in done.text
    assert "signature of the heads: good" in done.text


def test_what_cannot_be_signed_is_one_line_and_the_export_stands(cli: Cli, tmp_path: Path, key: Path) -> None:
    locked = new_key(tmp_path, "locked", "a passphrase")
    (tmp_path / "no key").write_text("hello")
    for number, (given, words) in enumerate(
        (
            (locked, "ssh-keygen says: "),
            (tmp_path / "no key", "ssh-keygen says: "),
            (tmp_path / "missing", "cannot be read"),
            (tmp_path, "is a folder"),
        )
    ):
        done = cli("export", "-o", f"{number}.csv", "--sign", given)
        assert done.status == 1 and (tmp_path / f"{number}.csv.heads").exists()
        (line,) = [line for line in done.complaint.splitlines() if "is not signed" in line]
        assert line.startswith(f"airbench-tui: {number}.csv.heads is not signed: ") and words in line
        assert "a passphrase" not in done.complaint
        assert not (tmp_path / f"{number}.csv.heads.sig").exists()
    done = cli("export", "-o", "x.csv", "--sign", key, PATH=str(tmp_path))
    assert done.status == 1 and "there is no ssh-keygen here" in done.complaint


def test_only_a_file_with_reviews_is_signed(cli: Cli, tmp_path: Path, key: Path) -> None:
    cli("export", "--sign", key).fails("standard output has none")
    cli("export", "--format", "pipeline1", "--sign", key).fails("contains no reviews")
    cli("agreement", "--sign", key).fails("--report FILE")
    cli("export", ok=0, AIRBENCH_SIGN_KEY=str(key))
    cli("agreement", ok=0, AIRBENCH_SIGN_KEY=str(key))
    cli("export", "-o", "out.csv", ok=0, AIRBENCH_SIGN_KEY=str(key))
    assert (tmp_path / "out.csv.heads.sig").exists()


def test_options_of_the_audit_that_do_not_fit(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello\n")
    cli("doctor", "--heads", "x").fails("--heads needs --audit")
    cli("doctor", "--audit", "--signers", "x").fails("--signers needs --heads FILE")
    cli("doctor", "--audit", "--heads", "x").fails("x cannot be used: it is not a file of heads")
    cli("doctor", "--audit", "--heads", "y").fails("y: no such file")
