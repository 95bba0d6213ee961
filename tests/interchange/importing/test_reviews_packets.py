"""Packets in a reviews CSV: rows that do not fit the stored packet are refused."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from airbench_tui.interchange.importing import importer
from airbench_tui.interchange.importing.import_report import Report
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.store.database import Database, open_database
from airbench_tui.store.identity import response_uid
from airbench_tui.store.packet_exchange import packets_of_reviews
from airbench_tui.store.reviewing import packets
from tests.store.helpers import judgment, one, packet, put, row


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "audit.db") as opened:
        yield opened


def import_rows(database: Database, path: Path, *changes: dict[str, object]) -> Report:
    """Import a reviews CSV with one row for each of *changes*, made to the same blind verdict in the packet "june"."""
    texts = ("12.37.2", "Prompt 1", "acme/parrot-7b", "No.")
    plain = {
        "response_id": response_uid(*texts, 0),
        **dict(zip(("cate-idx", "prompt", "model", "response"), texts, strict=True)),
        "judge": "gpt-4o", "score": 1, "reason": "It says why", "auditor": "ann", "review_score": 1, "blind": "true",
        "origin": "packet", "packet": "june", "inclusion_probability": 0.5, "reviewed_at": "2026-11-26T12:00:00Z",
    }  # fmt: skip
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(plain))
        writer.writeheader()
        writer.writerows({**plain, **change} for change in changes)
    options = Options(auditor="ann", accept=True)
    (source,) = importer.sources(str(path), options)
    return importer.import_source(database.connection, source, options)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"inclusion_probability": 0.51},
            "the packet 'june' in this database drew this response with another",
        ),
        ({"packet": "july"}, "the packet 'july' in this database did not draw this response"),
        ({"packet": "x" * 201}, "a packet's name has 1 to 200 characters: 'xxx"),
    ],
)
def test_a_row_that_does_not_fit_the_stored_packet_is_refused(
    database: Database, tmp_path: Path, change: dict[str, object], words: str
) -> None:
    put(database.connection, row(1, verdict=judgment()), row(2, verdict=judgment()))
    packet(database.connection, "june", [1], ann=[1])
    packet(database.connection, "july", [2])
    report = import_rows(database, tmp_path / "reviews.csv", change, {})
    assert [reject.number for reject in report.rejected] == [1] and words in report.rejected[0].why
    assert report.new == 1 and one(database.connection, "SELECT count(*) FROM reviews") == 1


def test_a_packet_is_made_from_the_rows(database: Database, tmp_path: Path) -> None:
    report = import_rows(database, tmp_path / "reviews.csv", {}, {"packet": " ", "auditor": "bob"})
    assert report.rejected == [] and report.new == 2
    (made,) = packets.all_packets(database.connection)
    assert (made.name, made.design, made.items, made.places) == ("june", packets_of_reviews.MADE, 1, 1)
    without_frame, by_bob = report.notes
    assert made.frame == 0
    assert "this file does not hold all the responses that the packet 'june' was drawn from" in without_frame
    assert "1 review by 'bob' came without evidence that they are theirs" in by_bob
    again = import_rows(database, tmp_path / "reviews.csv", {}, {"packet": " ", "auditor": "bob"})
    assert again.new == 0 and packets.all_packets(database.connection) == [made]
