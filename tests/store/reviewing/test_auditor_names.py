"""Spellings of one auditor's name: in new rows, in older databases and in merges."""

from __future__ import annotations

import itertools
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from airbench_tui.errors import InputError
from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.store.database import Database, integrity, open_database
from airbench_tui.store.merging import merge
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reviewing import (
    auditor_rows,
    auditors,
    disagreements,
    packet_places,
    packet_rows,
)
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests import paths
from tests.store.helpers import all_of, beside, decide, judgment, logical, put, row

SCHEMAS = paths.SCHEMAS
COMPOSED, DECOMPOSED = "Zo\u00eb", "Zoe\u0308"


@pytest.fixture
def connection(database: Database) -> sqlite3.Connection:
    put(database.connection, *(row(n, f"No {n}.", verdict=judgment((n % 3) / 2)) for n in range(1, 10)))
    return database.connection


# --- new rows -----------------------------------------------------------------------------------


def test_the_first_spelling_is_kept(connection: sqlite3.Connection) -> None:
    ann = auditor_rows.auditor_id(connection, " Ann ")
    for written in ("ann", "ANN", "Ann\t"):
        assert (
            auditor_rows.auditor_id(connection, written)
            == auditor_rows.known_auditor(connection, written)
            == ann
        )
    zoe = auditor_rows.auditor_id(connection, COMPOSED)
    assert (
        auditor_rows.auditor_id(connection, DECOMPOSED)
        == auditor_rows.auditor_id(connection, "ZOE\u0308")
        == zoe
    )
    assert auditor_rows.known_auditor(connection, "zoe") is None
    assert auditors.describe(connection, "ANN", role="lead").name == "Ann"
    assert [one.name for one in auditors.everyone(connection)] == ["Ann", COMPOSED]


def test_verdicts_under_two_spellings_are_one_auditors(connection: sqlite3.Connection) -> None:
    decide(connection, "ann", 1, 0.0)
    decide(connection, "Ann", 1, 1.0)
    assert all_of(connection, "SELECT score FROM standing_reviews") == [1.0]
    assert disagreements.pairs(connection, UNRESTRICTED) == []


@pytest.mark.parametrize(
    "expression",
    ["auditor:zo\u00eb", f"auditor:{DECOMPOSED}", "auditor:ZO*", f'auditor="{DECOMPOSED.upper()}"'],
)
def test_a_filter_finds_an_auditor_by_any_spelling(connection: sqlite3.Connection, expression: str) -> None:
    decide(connection, COMPOSED, 1, 0.0)
    decide(connection, "bob", 2, 0.0)
    assert list(reads.response_ids(connection, parse(expression), UNRESTRICTED)) == [1]


def test_a_packet_has_one_part_for_an_auditor_and_the_same_uid_by_any_spelling(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    auditor_rows.auditor_id(connection, "ann")

    def drawn(*names: str) -> tuple[list[str], list[str], tuple[str, ...]]:
        copy = tmp_path / "copy.db"
        copy.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", [str(copy)])
        with open_database(copy) as opened:
            plan = PacketPlan("june", 6, seed=3, repeat=0.5, overlap=0.5, auditors=names)
            made = new_packet(opened.connection, plan, "ann")
            state = packet_places.status(opened.connection, made.packet)
            uids = [state.packet.uid, *all_of(opened.connection, "SELECT uid FROM packet_items ORDER BY uid")]
            return [one.auditor for one in state.auditors], uids, made.newcomers

    names, uids, newcomers = drawn("ann", "Bob")
    assert (names, newcomers) == (["Bob", "ann"], ("Bob",))
    names, others, newcomers = drawn("Ann", "ann", "BOB", "bob ")
    assert (names, newcomers) == (["BOB", "ann"], ("BOB",)) and others == uids
    with pytest.raises(InputError, match="an auditor's name is empty"):
        drawn("ann", " ")
    assert packet_rows.item_uid("p", "r", "ANN") == packet_rows.item_uid("p", "r", "ann")


# --- older databases ----------------------------------------------------------------------------

_NAMES = {"ann": 1, "Ann": 2, "ANN": 3, DECOMPOSED: 4, COMPOSED: 5, "bob": 6}


def older(path: Path, *statements: str) -> Path:
    """A database of schema 6 with several spellings: ann, Ann and ANN, and Zoë in two ways."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((SCHEMAS / "v6.sql").read_text("utf-8"))
        connection.execute("PRAGMA foreign_keys = ON")
        for name, number in _NAMES.items():
            if number > 1:
                connection.execute(
                    "INSERT INTO auditors(id, name, created_at) VALUES (?, ?, ?)",
                    [number, name, f"2026-11-23T0{number}:00:00.000000Z"],
                )
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


_REVIEW = (
    "INSERT INTO reviews(uid, kind, response, auditor, packet_item, judgment, score, blind, exposed, origin, made_at)"
    " VALUES ('{uid}', 'verdict', {response}, {auditor}, {item}, {response}, {score}, 1, 0, 'packet', '{at}')"
)
_EVERYWHERE = (
    'UPDATE auditors SET attributes = \'{"role": "lead", "opted_out": ["9"]}\' WHERE id = 1',
    'UPDATE auditors SET attributes = \'{"role": "expert", "opted_out": ["5"]}\' WHERE id = 2',
    "UPDATE auditors SET attributes = 'no JSON' WHERE id = 3",
    "INSERT INTO packets VALUES (1, 'p', 'june', '{}', 7, 3, '2026-11-24')",
    "INSERT INTO packet_items VALUES (1, 'i1', 1, 1, 1, 'all', 0.5, NULL), (2, 'i2', 1, 2, 2, 'all', 0.5, NULL)",
    "INSERT INTO packet_places VALUES (1, 1, 9, '2026-11-25'), (1, 2, 4, '2026-11-26'), (1, 3, 5, NULL),"
    " (2, 3, 1, NULL), (2, 6, 1, NULL)",
    _REVIEW.format(uid="a" * 32, response=2, auditor=1, item=2, score=0, at="2026-11-25"),
    _REVIEW.format(uid="b" * 32, response=2, auditor=3, item=2, score=1, at="2026-11-26"),
    _REVIEW.format(uid="c" * 32, response=2, auditor=5, item="NULL", score=1, at="2026-11-26"),
    "INSERT INTO bulk_actions VALUES (1, 'd', 2, '', 'confirm', NULL, 'so', 1, '2026-11-26')",
    "INSERT INTO adjudications VALUES (1, 'e', 2, 2, 1, 'so', '2026-11-26')",
    "INSERT INTO exposures VALUES (2, 1, 'list', '2020-01-01'), (3, 2, 'browse', '2026-11-24')",
    "INSERT INTO drafts VALUES (1, 1, 'early', '[]', '2026-11-24'), (3, 1, 'late', '[]', '2026-11-25')",
    "INSERT INTO log VALUES (1, '2026-11-24', 2, 'polarity', NULL, '{}')",
)


def test_spellings_in_an_older_database_become_one_auditor(tmp_path: Path) -> None:
    path = older(tmp_path / "audit.db", *_EVERYWHERE)
    with open_database(path) as opened:
        connection = opened.connection
        assert integrity(opened) == []
        assert [one.name for one in auditors.everyone(connection)] == [DECOMPOSED, "ann", "bob"]

        def rows(sql: str) -> list[tuple[object, ...]]:
            return [tuple(found.values()) for found in connection.execute(sql)]

        assert rows("SELECT auditor, count(*) FROM reviews GROUP BY 1") == [(1, 5), (4, 1)]
        assert rows("SELECT auditor, score FROM standing_reviews WHERE packet_item = 2") == [(1, 1.0)]
        assert rows("SELECT * FROM packet_places") == [
            (1, 1, 4, "2026-11-26"), (2, 1, 1, None), (2, 6, 1, None)
        ]  # fmt: skip
        for table, column in (
            ("packets", "created_by"),
            ("bulk_actions", "auditor"),
            ("adjudications", "auditor"),
        ):
            assert all_of(connection, f"SELECT {column} FROM {table}") == [1]
        assert rows("SELECT * FROM exposures") == [
            (1, 1, "list", "2020-01-01"),
            (1, 2, "browse", "2026-11-24"),
        ]
        assert rows("SELECT auditor, note FROM drafts") == [(1, "late")]
        assert auditor_rows.attributes(connection, 1) == {"role": "expert", "opted_out": ["5", "9"]}
        log = connection.execute("SELECT * FROM log ORDER BY id").fetchall()
        assert [(one["event"], one["auditor"]) for one in log] == [
            ("polarity", 1),
            ("auditors", 1),
            ("auditors", 4),
        ]
        assert json.loads(log[1]["details"]) == {"kept": "ann", "also": ["ANN", "Ann"]}
        assert json.loads(log[2]["details"]) == {"kept": DECOMPOSED, "also": [COMPOSED]}
        for table in ("reviews", "adjudications"):
            for change in (f"UPDATE {table} SET note = 'x'", f"DELETE FROM {table}"):
                with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                    connection.execute(change)
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            connection.execute("INSERT INTO auditors(name, folded, created_at) VALUES ('aNN', 'ann', '2026')")
    assert beside(path) == {"audit.db", "backups"}


def test_an_upgrade_reports_once_which_auditors_became_one(tmp_path: Path) -> None:
    path = older(tmp_path / "audit.db")
    with open_database(path) as opened:
        assert opened.notes[0].startswith("upgraded to schema ")
        assert opened.notes[1:] == [
            f"'{COMPOSED}' and '{DECOMPOSED}' are one auditor, called '{DECOMPOSED}'",
            "'ANN', 'Ann' and 'ann' are one auditor, called 'ann'",
        ]
    with open_database(path) as opened:
        assert opened.notes == []


def test_an_upgrade_without_several_spellings_reports_none(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((SCHEMAS / "v6.sql").read_text("utf-8"))
        connection.execute(
            "INSERT INTO auditors(name, created_at) VALUES (?, '2026'), ('Bob', '2026')", [b"\xed\xa0\x80Eve"]
        )
        connection.commit()
    with open_database(path) as opened:
        assert len(opened.notes) == 1 and all_of(opened.connection, "SELECT id FROM log") == []
        assert auditor_rows.known_auditor(opened.connection, "bob") and auditor_rows.known_auditor(
            opened.connection, "\ud800EVE"
        )


def test_two_upgraded_copies_are_the_same(tmp_path: Path) -> None:
    paths = [older(tmp_path / f"{name}.db", *_EVERYWHERE) for name in "ab"]
    found = []
    for path in paths:
        with open_database(path) as opened:
            found.append(logical(opened.connection))
    assert found[0] == found[1]


# --- merging ------------------------------------------------------------------------------------


def copies(folder: Path, *names: str) -> list[Path]:
    """Make a copy of one database for each of *names*, one after the other; that auditor decides in it."""
    paths = [folder / f"{number}.db" for number in range(len(names))]
    with open_database(paths[0]) as opened:
        put(opened.connection, *(row(n, f"No {n}.", verdict=judgment(1.0)) for n in (1, 2)))
    for path in paths[1:]:
        shutil.copy(paths[0], path)
    for score, (path, name) in enumerate(zip(paths, names, strict=True)):
        with open_database(path) as opened:
            decide(opened.connection, name, 1, score % 2)
            auditor_rows.set_attributes(
                opened.connection, auditor_rows.auditor_id(opened.connection, name), {"codes": [name]}
            )
    return paths


def merged(order: tuple[Path, ...], at: Path) -> tuple[dict[str, list[str]], list[list[str]]]:
    shutil.copy(order[0], at)
    with open_database(at) as opened:
        said = [merge.merge(opened, path).conflicts for path in order[1:]]
        assert integrity(opened) == []
        return logical(opened.connection), said


def test_two_spellings_merge_to_the_first_in_every_order(tmp_path: Path) -> None:
    paths = copies(tmp_path, "Ann", "ann", "ANN")
    found, said = merged(tuple(paths), tmp_path / "first.db")
    assert said == [["auditor 'ann' is called 'Ann' here"], ["auditor 'ANN' is called 'Ann' here"]]
    for number, order in enumerate(itertools.permutations(paths)):
        again, said = merged((*order, *reversed(order)), tmp_path / f"order{number}.db")
        assert again == found
        assert said[2:] == [[], [], []]  # the spelling is known by then
        assert {name for lines in said for line in lines for name in ("Ann", "ann", "ANN") if f"'{name}'" in line} == {
            "Ann", "ann", "ANN"
        }  # fmt: skip
    with open_database(tmp_path / "first.db") as opened:
        connection = opened.connection
        (ann,) = auditors.everyone(connection)
        assert (ann.name, ann.reviewed) == ("Ann", 1)
        assert auditor_rows.attributes(connection, ann.id) == {"codes": ["ANN", "Ann", "ann"]}
        assert all_of(connection, "SELECT count(*) FROM reviews") == [3]
        (details,) = all_of(connection, "SELECT details FROM log WHERE event = 'auditors'")
        assert json.loads(details) == {"kept": "Ann", "also": ["ANN", "ann"]}


def test_two_auditors_of_one_copy_become_one_in_a_merge(tmp_path: Path) -> None:
    other = older(tmp_path / "old.db", *_EVERYWHERE)
    before = other.read_bytes()
    (ours,) = copies(tmp_path, "ANN")
    with open_database(ours) as opened:
        done = merge.merge(opened, other)
        assert done.conflicts[-3:-1] == [
            "auditor 'ANN' is called 'ann' here",
            "auditor 'Ann' is called 'ann' here",
        ]
        known = logical(opened.connection)
        assert merge.merge(opened, other).conflicts == [] and logical(opened.connection) == known
        assert [one.name for one in auditors.everyone(opened.connection)] == [DECOMPOSED, "ann", "bob"]
    assert other.read_bytes() == before


def test_a_merge_with_a_damaged_log_entry_keeps_nothing(tmp_path: Path) -> None:
    ours, theirs = copies(tmp_path, "ann", "Ann")
    with open_database(theirs) as opened:
        opened.connection.execute(
            "INSERT INTO log(at, auditor, event, details) VALUES ('2026', 1, 'auditors', '[7]')"
        )
    with open_database(ours) as opened:
        known = logical(opened.connection)
        with pytest.raises(InputError, match="nothing of it was kept"):
            merge.merge(opened, theirs)
        assert logical(opened.connection) == known
