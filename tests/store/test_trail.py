"""The trail of reviews: what it covers, and that every change after the fact shows."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.store import trail, trail_check
from airbench_tui.store.database import open_database, transaction
from airbench_tui.store.reviewing import bulk, reviews
from airbench_tui.store.trail import ChainedReview, Said
from tests import paths
from tests.store.helpers import all_of, decide, forge, judgment, one, put, raw, row

FIXED = json.loads((Path(__file__).parent / "trail_hashes.json").read_text("utf-8"))
GUARDS = ("DROP TRIGGER reviews_never_change", "DROP TRIGGER reviews_never_go")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a database with reviews by ann, bob and in bulk."""
    path = tmp_path_factory.mktemp("trail") / "audit.db"
    with open_database(path) as opened:
        connection = opened.connection
        put(connection, *(row(n, f"No {n}.", verdict=judgment(1.0)) for n in range(1, 6)))
        for response in (1, 2, 3):
            decide(connection, "ann", response, 0.0, note="so", codes=["misread"], seconds=2.5)
        decide(connection, "bob", 1, 1.0)
        reviews.withdraw(connection, one(connection, "SELECT id FROM auditors WHERE name = 'ann'"))
        decide(connection, "ann", 4, 0.5)
    return path.read_bytes()


@pytest.fixture
def audit(template: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "audit.db"
    path.write_bytes(template)
    return path


def faults(path: Path) -> list[str]:
    with open_database(path) as opened:
        return [fault.words for fault in trail_check.check(opened.connection)]


def test_each_auditor_has_one_chain_with_its_head(audit: Path) -> None:
    assert faults(audit) == []
    with open_database(audit) as opened:
        heads = opened.connection.execute(
            "SELECT a.name, h.position, h.here FROM trail_heads h JOIN auditors a ON a.id = h.auditor ORDER BY 1"
        ).fetchall()
        assert [tuple(head.values()) for head in heads] == [("ann", 5, 1), ("bob", 1, 1)]
        assert one(opened.connection, "SELECT count(*) FROM trail") == 6


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE reviews SET score = 1 WHERE id = 1", "was changed"),
        ("UPDATE reviews SET note = 'other' WHERE id = 2", "was changed"),
        ("UPDATE reviews SET codes = '[]' WHERE id = 2", "was changed"),
        ("UPDATE reviews SET codes = 'x' WHERE id = 2", "was changed"),
        ("UPDATE reviews SET blind = 1, exposed = 0 WHERE id = 1", "was changed"),
        ("UPDATE reviews SET auditor = 2 WHERE id = 1", "was changed"),
        ("UPDATE reviews SET made_at = '2020-01-01T00:00:00.000000Z' WHERE id = 3", "was changed"),
        ("UPDATE reviews SET seconds = 9 WHERE id = 3", "was changed"),
        ("UPDATE reviews SET response = 5 WHERE id = 6", "was changed"),
        ("UPDATE reviews SET withdraws = 2 WHERE kind = 'withdrawal'", "was changed"),
        ("UPDATE reviews SET uid = 'abcd' WHERE id = 1", "was changed"),
        ("DELETE FROM reviews WHERE id = 2", "review 2 of the chain was removed"),
        ("DELETE FROM trail WHERE review = 2", "is not in the trail"),
        (
            "DELETE FROM trail WHERE position = 6 OR review = 6; DELETE FROM reviews WHERE id = 6",
            "its last ones",
        ),
        ("DELETE FROM trail_heads WHERE auditor = 2", "which no head names"),
        ("UPDATE trail SET position = 9 WHERE review = 1", "was changed"),
        (
            "INSERT INTO reviews(uid, kind, response, auditor, score, blind, exposed, origin, made_at)"
            " VALUES ('f', 'verdict', 5, 1, 1, 0, 1, 'browse', '2026-01-01')",
            "is not in the trail",
        ),
    ],
)
def test_a_change_after_the_fact_is_named(audit: Path, change: str, words: str) -> None:
    raw(audit, "PRAGMA foreign_keys = OFF", *GUARDS, *change.split("; "))
    connection = sqlite3.connect(audit)
    connection.row_factory = lambda cursor, values: {
        column[0]: value for column, value in zip(cursor.description, values, strict=True)
    }
    found = [fault.words for fault in trail_check.check(connection)]
    connection.close()
    assert any(words in fault for fault in found), found


def test_a_rebuilt_chain_is_sound_but_has_another_head(audit: Path) -> None:
    with open_database(audit) as opened:
        head = one(opened.connection, "SELECT link FROM trail_heads WHERE auditor = 1")
        assert trail_check.knows(opened.connection, head)
    forge(
        audit,
        "UPDATE reviews SET score = 1 WHERE id = 1",
        "DELETE FROM trail",
        "DELETE FROM trail_heads",
    )
    with open_database(audit) as opened:
        with transaction(opened.connection):
            trail.extend(opened.connection, 0)
        assert trail_check.check(opened.connection) == []
        assert not trail_check.knows(opened.connection, head)


def test_an_older_database_gets_its_trail_when_it_is_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    connection.executescript((paths.SCHEMAS / "v8.sql").read_text("utf-8"))
    connection.close()
    with open_database(path) as opened:
        stored = one(opened.connection, "SELECT count(*) FROM reviews")
        assert stored and one(opened.connection, "SELECT count(*) FROM trail") == stored
        assert trail_check.check(opened.connection) == []


def test_only_its_author_withdraws_a_review(audit: Path) -> None:
    with open_database(audit) as opened, pytest.raises(sqlite3.IntegrityError, match="only its author"):
        opened.connection.execute(
            "INSERT INTO reviews(uid, kind, withdraws, response, auditor, blind, exposed, origin, made_at)"
            " VALUES ('w', 'withdrawal', 1, 1, 2, 0, 1, 'browse', '2026-01-01')"
        )


def said(**more: Any) -> Said:
    given_ = {
        "auditor": "Ann",
        "response": "r",
        "kind": "verdict",
        "score": 1.0,
        "first_score": None,
        "note": "\ud800 ü",
        "codes": ("a", "b"),
        "blind": True,
        "made_at": "2026-01-02T03:04:05.000006Z",
        "repeat": False,
        **more,
    }
    return Said(**given_)


def test_the_hashes_are_those_of_the_fixed_file() -> None:
    review = ChainedReview(
        1,
        "u",
        1,
        said(),
        ("u", None, "item", "j", 0.5, "1-safe", 1, "packet", 2.5, 1.0, None, None, None),
        "old",
        "",
    )
    seal = said().seal("secret")
    own = said().hash(seal)
    assert {
        "seal": seal,
        "said": own,
        "said without a secret": said().hash(""),
        "link": review.link("before", 2, own),
        "link before the packet": review.link_before("before", 2, own),
    } == FIXED


@given(
    st.sampled_from(
        [
            {"auditor": "bob"},
            {"response": "s"},
            {"kind": "cannot-judge"},
            {"score": 0.5},
            {"first_score": 0.0},
            {"note": "other"},
            {"codes": ("ab",)},
            {"blind": False},
            {"made_at": "2026-01-02T03:04:05.000007Z"},
            {"repeat": True},
        ]
    ),
    st.text(st.characters(codec="utf-8"), min_size=1),
)
def test_the_hash_covers_every_field_and_fits_one_secret(change: dict[str, Any], secret: str) -> None:
    mine, other = said(), replace(said(), **change)
    own = mine.hash(mine.seal(secret))
    assert other.hash(other.seal(secret)) != own
    assert mine.fits(secret, own)
    assert not other.fits(secret, own) and not mine.fits(secret + "x", own)
    assert said(auditor=" ANN ", first_score=1.0).hash("") == mine.hash("")


def test_a_bulk_decision_chains_every_review(audit: Path) -> None:
    with open_database(audit) as opened:
        before = one(opened.connection, "SELECT count(*) FROM trail")
        me = all_of(opened.connection, "SELECT id FROM auditors WHERE name = 'bob'")[0]
        bulk.apply(opened.connection, me, "", 1.0, "all safe")
        assert one(opened.connection, "SELECT count(*) FROM trail") > before
        assert trail_check.check(opened.connection) == []
