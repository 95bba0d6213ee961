"""An import that is killed or runs into a full disk is marked as incomplete, and importing again finishes it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.interchange.importing import batches, importer
from airbench_tui.interchange.importing.import_report import Report
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.interchange.writers import exporter
from airbench_tui.interchange.writers.output_file import Kept, Output
from airbench_tui.store.database import open_database, transaction
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewRun
from airbench_tui.store.merging.merge import merge
from airbench_tui.store.reading.export_rows import ExportSelection
from airbench_tui.store.reading.unfinished import Unfinished, unfinished
from airbench_tui.store.rules import latest
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests import templates
from tests.builders import pipeline2_file
from tests.store.helpers import all_of, decide, judgment, packet, put, row, snapshot

ROWS = 105
TIMES = ("created_at", "brought_at")
_FORK = multiprocessing.get_context("fork")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "SIZE", 50)


@pytest.fixture
def path(tmp_path: Path, empty_file: Path) -> Path:
    return templates.copy(empty_file, tmp_path / "audit.db")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a file with judged rows, three of which cannot be used."""
    rows = [{"prompt": f"Prompt {number}", "score": number % 2} for number in range(ROWS)]
    rows[10]["score"] = rows[60]["score"] = rows[ROWS - 1]["score"] = 7
    return pipeline2_file(tmp_path / "june.csv", rows)


def read(
    path: Path, source: Path, progress: Callable[[int], None] = lambda rows: None, judge: str = "mild"
) -> Report:
    """Import *source* with judgments by *judge* into the database *path*."""
    options = Options(model="m", judge=judge, polarity="1-safe")
    with open_database(path) as database:
        (found,) = importer.sources(str(source), options)
        return importer.import_source(database.connection, found, options, progress)


def read_killed(path: Path, source: Path, after: int) -> None:
    """Import *source* in a process that is killed when *after* rows are stored."""

    def die(rows: int) -> None:
        if rows >= after:
            os.kill(os.getpid(), signal.SIGKILL)

    process = _FORK.Process(target=read, args=(path, source, die))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def marks(path: Path) -> list[Unfinished]:
    with open_database(path) as database:
        return unfinished(database.connection)


def contents(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, without the times of storing."""
    with open_database(path) as database:
        return {
            table: [{name: value for name, value in one.items() if name not in TIMES} for one in rows]
            for table, rows in snapshot(database).items()
        }


def test_a_killed_import_is_marked_and_finished_by_another(path: Path, source: Path) -> None:
    whole = shutil.copy(path, path.with_name("whole.db"))
    read(whole, source)
    read_killed(path, source, 50)
    (mark,) = marks(path)
    assert (mark.run, mark.file, mark.read, mark.of) == ("june", str(source), 50, ROWS)
    assert mark.words == "incomplete: 50 of 105 rows of 'june.csv' were imported; import it again to finish"
    report = read(path, source)
    assert (report.new, report.duplicates, report.left_out) == (ROWS - 3 - 49, 49, 3)
    assert marks(path) == [] == marks(whole)
    assert contents(path) == contents(whole)


def test_an_import_with_other_options_names_the_one_that_stays_incomplete(path: Path, source: Path) -> None:
    read_killed(path, source, 50)
    report = read(path, source, judge="strict")
    assert "with model 'm' and judge 'mild', is incomplete" in report.notes[-1] and len(marks(path)) == 1
    assert read(path, source).notes == [] == marks(path)


def test_importing_again_changes_nothing(path: Path, source: Path) -> None:
    read(path, source)
    before = contents(path)
    read(path, source)
    assert contents(path) == before


def test_a_run_without_its_first_rows_is_marked(path: Path) -> None:
    with open_database(path) as database, transaction(database.connection):
        ingest.add_run(database.connection, NewRun("r" * 20, "june", "import", "test", rows_in_file=7))
    assert [(mark.run, mark.read, mark.of) for mark in marks(path)] == [("june", 0, 7)]


def test_an_import_by_an_older_program_counts_its_rows_when_it_is_read_again(
    path: Path, source: Path
) -> None:
    read(path, source)
    with open_database(path) as database:
        database.connection.execute("UPDATE runs SET rows_in_file = NULL, rows_read = NULL")
    assert marks(path) == []
    read_killed(path, source, 50)
    assert [(mark.read, mark.of) for mark in marks(path)] == [(50, ROWS)]
    read(path, source)
    assert marks(path) == []


def test_an_import_onto_a_full_disk_is_marked_and_finished_later(path: Path, source: Path) -> None:
    options = Options(model="m")
    with open_database(path) as database:
        connection = database.connection

        def fill(rows: int) -> None:
            connection.execute("PRAGMA max_page_count = 1")  # SQLite sets no limit below the current size

        (found,) = importer.sources(str(source), options)
        with pytest.raises(sqlite3.OperationalError, match="disk is full"):
            importer.import_source(connection, found, options, fill)
        (mark,) = unfinished(connection)
        assert 0 < mark.read < mark.of == ROWS
        connection.execute("PRAGMA max_page_count = 1000000")
        importer.import_source(connection, found, options)
        assert unfinished(connection) == []


def test_a_killed_import_leaves_the_right_judgments_on_show(path: Path, tmp_path: Path, source: Path) -> None:
    with open_database(path) as database:
        # Two responses that the file judges too, with a judge who has more judgments than the first rows of the file.
        both = [
            row(n, "I'd rather not mock anybody's gnome.", prompt=f"Prompt {n - 1}", target="m")
            for n in (1, 2)
        ]
        strict = judgment(0.5, judge="strict", reason="It wavers")
        put(database.connection, *(row(n, verdict=strict) for n in range(100, 170)))
        put(
            database.connection,
            *(row(r.position, r.answer, prompt=r.prompt, target="m", verdict=strict) for r in both),
        )
    read_killed(path, source, 100)
    with open_database(path) as database:
        assert latest.default_judge(database.connection) == "mild"
        shown = "SELECT id, judgment, judge_status, score FROM responses ORDER BY id"
        before = database.connection.execute(shown).fetchall()
        assert {"strict", "mild"} == set(
            all_of(
                database.connection,
                "SELECT judge FROM judgments WHERE response IN"
                " (SELECT response FROM judgments GROUP BY response HAVING count(*) = 2)",
            )
        )
        with transaction(database.connection):
            latest.show(database.connection)
        assert database.connection.execute(shown).fetchall() == before


def test_a_killed_import_of_reviews_is_finished_with_its_packet(path: Path, tmp_path: Path) -> None:
    with open_database(tmp_path / "theirs.db") as theirs:
        put(theirs.connection, *(row(n, verdict=judgment(n % 2)) for n in range(1, 61)))
        items = packet(theirs.connection, "june", list(range(1, 61)), bob=[1, 59])
        for response in (1, 59):
            decide(theirs.connection, "bob", response, 0.5, packet_item=items[response], blind=True)
        file = tmp_path / "reviews.csv"
        exporter.export(
            theirs.connection, "reviews", Output(str(file), Kept()), ExportSelection(UNRESTRICTED), exact=True
        )
    whole = shutil.copy(path, path.with_name("whole.db"))
    read(whole, file)
    read_killed(path, file, 50)
    assert [(mark.run, mark.read, mark.of) for mark in marks(path)] == [("reviews", 50, 60)]
    read(path, file)
    assert marks(path) == [] == marks(whole)
    for table in ("packets", "packet_items", "packet_frame", "packet_places", "reviews", "judgments"):
        assert len(contents(path)[table]) == len(contents(whole)[table]), table
    again = contents(path)
    read(path, file)
    assert contents(path) == again


def test_a_merge_takes_the_mark_and_clears_it(path: Path, source: Path) -> None:
    ours, whole = (shutil.copy(path, path.with_name(name)) for name in ("ours.db", "whole.db"))
    read_killed(path, source, 50)
    read(whole, source)
    for other, left in ((path, [(50, ROWS)]), (whole, [])):
        with open_database(ours) as database:
            merge(database, other)
        assert [(mark.read, mark.of) for mark in marks(ours)] == left
