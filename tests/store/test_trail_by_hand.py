"""The check of ``docs/TRAIL.md``, which needs nothing of the program, agrees with it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from airbench_tui.store import trail_heads
from airbench_tui.store.database import open_database
from airbench_tui.store.reviewing import auditor_rows, reviews
from airbench_tui.store.trail import Said
from tests import paths
from tests.store.helpers import HOSTILE, decide, judgment, put, raw, row


def by_hand(path: Path) -> list[str]:
    page = (paths.ROOT / "docs" / "TRAIL.md").read_text("utf-8")
    code = page.split("```python\n")[1].split("```")[0]
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_the_check_by_hand_finds_the_same_heads_and_a_changed_review(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(path) as opened:
        connection = opened.connection
        put(connection, *(row(number, verdict=judgment(1.0)) for number in (1, 2, 3)))
        decide(connection, "Änn", 1, 0.5, note=HOSTILE, codes=["misread", "ü"], seconds=3)
        decide(connection, "Änn", 2, 1.0, read_share=0.25)
        decide(connection, "bob", 3, 0.0)
        reviews.withdraw(connection, auditor_rows.auditor_id(connection, "änn"))
        heads = sorted(head.link for head in trail_heads.heads(connection))
    assert by_hand(path) == ["links without the one before: 0", "heads:", *heads]
    raw(path, "DROP TRIGGER reviews_never_change", "UPDATE reviews SET note = 'x', uid = 'this' WHERE id = 2")
    assert by_hand(path)[0] == "does not fit: this"


def test_the_example_is_right() -> None:
    page = (paths.ROOT / "docs" / "TRAIL.md").read_text("utf-8")
    text, digest = page.split("its hash:\n\n```\n")[1].split("\n```")[0].split("\n")
    assert hashlib.sha256(text.encode()).hexdigest() == digest
    _, auditor, response, kind, score, _, note, codes, blind, made_at, repeat, seal = json.loads(text)
    said = Said(auditor, response, kind, score, None, note, codes, blind, made_at, repeat)
    assert said.hash(seal) == digest
