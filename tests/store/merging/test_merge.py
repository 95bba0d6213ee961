"""Merging gives the same contents in every order and on repetition. Conflicts are settled by rules and reported."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from airbench_tui.benchmark.polarity import normalise
from airbench_tui.interchange.importing import importer
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.interchange.writers import exporter
from airbench_tui.interchange.writers.output_file import Kept, Output
from airbench_tui.store import identity
from airbench_tui.store.database import now, open_database, transaction
from airbench_tui.store.incoming import runs
from airbench_tui.store.incoming.ingest import NewRun
from airbench_tui.store.incoming.polarity import set_polarity
from airbench_tui.store.merging import merge
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.export_rows import ExportSelection
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reviewing import adjudications, auditor_rows, bulk, reviews, unfinished
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests.store.helpers import (
    HOSTILE,
    all_of,
    checksum,
    decide,
    in_packet,
    judgment,
    logical,
    one,
    packet,
    put,
    row,
)
from tests.store.merging.conftest import Change, copies, merged, same_in_every_order


def test_three_auditors_with_three_copies_in_every_order(template: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared.db"
    shutil.copy(template, shared)
    with open_database(shared) as opened:
        items = packet(
            opened.connection, "july", [1, 2, 3, 4, 5], ann=[1, 2, 3], bob=[3, 4, 5], cyd=[5, 1, 2]
        )

    def ann(connection: sqlite3.Connection) -> None:
        for response, score in ((1, 0.0), (2, 1.0), (3, 0.5)):
            in_packet(connection, "ann", items[response], score)
        decide(connection, "ann", 9, 0.0, note="first")
        decide(connection, "ann", 9, 1.0, note="changed my mind")
        me = auditor_rows.auditor_id(connection, "ann")
        reviews.withdraw(connection, me)
        auditor_rows.set_attributes(connection, me, {"hard": ["5"], "role": "lead"})

    def bob(connection: sqlite3.Connection) -> None:
        in_packet(connection, "bob", items[3], 0.0, "helps")
        in_packet(connection, "bob", items[4], None, "what language is this?")
        connection.execute(
            "UPDATE packet_places SET deferred_at = ? WHERE packet_item = ? AND auditor ="
            " (SELECT id FROM auditors WHERE name = 'bob')",
            [now(), items[5]],
        )
        action = bulk.apply(
            connection, auditor_rows.auditor_id(connection, "bob"), "score:1", None, "all fine"
        )
        bulk.withdraw(connection, auditor_rows.auditor_id(connection, "bob"), action.id)
        decide(connection, "bob", 9, 0.5)

    def cyd(connection: sqlite3.Connection) -> None:
        for response, score in ((5, 1.0), (1, 1.0), (2, 1.0)):
            in_packet(connection, "cyd", items[response], score)
        put(connection, row(1, HOSTILE, prompt=HOSTILE, target=HOSTILE, verdict=judgment(0.0)), name=HOSTILE)
        decide(connection, "cyd", 9, 1.0, note=HOSTILE)
        decide(connection, "dan", 9, 0.0)
        adjudications.adjudicate(
            connection, auditor_rows.auditor_id(connection, "cyd"), 9, 1.0, "read it again"
        )

    paths = copies(shared, tmp_path, ann=ann, bob=bob, cyd=cyd)
    before = [checksum(path) for path in paths]
    found = same_in_every_order(paths, tmp_path)
    assert [checksum(path) for path in paths] == before

    with open_database(tmp_path / "first.db") as opened:
        connection = opened.connection
        standing = connection.execute(
            "SELECT a.name, s.response, s.score FROM standing_reviews s JOIN auditors a ON a.id = s.auditor"
            " WHERE s.packet_item IS NOT NULL ORDER BY 1, 2"
        ).fetchall()
        assert [tuple(one.values()) for one in standing] == [
            ("ann", 1, 0.0), ("ann", 2, 1.0), ("ann", 3, 0.5), ("bob", 3, 0.0),
            ("cyd", 1, 1.0), ("cyd", 2, 1.0), ("cyd", 5, 1.0),
        ]  # fmt: skip
        assert adjudications.queue(connection, UNRESTRICTED) == [1, 3]
        assert adjudications.queue(connection, UNRESTRICTED, settled=True) == [9]
        assert (
            reads.count(connection, parse("helps"), UNRESTRICTED) == 1
        )  # the merged rows are in the search index
        assert [(action.decided, action.withdrawn) for action in bulk.actions(connection)] == [(2, True)]
        ann_standing = one(
            connection,
            "SELECT s.score FROM standing_reviews s JOIN auditors a ON a.id = s.auditor"
            " WHERE a.name = 'ann' AND s.response = 9",
        )
        assert ann_standing == 0.0  # the withdrawal was merged too
    assert len(found["packet_frame"]) == 5 and len(found["packet_places"]) == 9


def test_a_merge_counts_new_rows_and_a_second_merge_adds_none(template: Path, tmp_path: Path) -> None:
    paths = copies(
        template, tmp_path, ours=lambda c: decide(c, "ann", 1, 0.0), theirs=lambda c: decide(c, "bob", 1, 1.0)
    )
    _, (first, second) = merged((paths[0], paths[1], paths[1]), tmp_path / "m.db")
    assert {name: n for name, n in first.new.items() if n} == {"reviews": 1, "auditors": 1}
    assert not any(second.new.values()) and first.conflicts == second.conflicts == []


def test_missing_rows_are_added_with_the_rows_they_refer_to(template: Path, tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    with open_database(path) as opened, open_database(template) as other:
        done = merge.merge(opened, template)
        assert (done.new["responses"], done.new["judgments"], done.new["runs"]) == (9, 9, 1)
        assert logical(opened.connection) == logical(other.connection)
        assert all_of(opened.connection, "SELECT score FROM responses ORDER BY id")[:3] == [0.5, 1.0, 0.0]
        assert reads.count(opened.connection, parse('"prompt 3"'), UNRESTRICTED) == 1


# --- conflicts ----------------------------------------------------------------------------------


def test_packets_and_runs_of_one_name_get_distinct_names(template: Path, tmp_path: Path) -> None:
    def another(connection: sqlite3.Connection) -> None:
        packet(connection, "july", [1, 2], ann=[1])
        with transaction(connection):
            run = NewRun(identity.digest("test", now()), "august", "run", "live")
            runs.create(connection, run, [("12.37.2", "ask")], judged=True)

    paths = copies(template, tmp_path, a=another, b=another, c=another)
    found = same_in_every_order(paths, tmp_path)
    assert len(found["packets"]) == 3 and len(found["packet_items"]) == 6
    with open_database(tmp_path / "first.db") as opened:
        for table, name in (("packets", "july"), ("runs", "august")):
            rows = opened.connection.execute(
                f"SELECT uid, name FROM {table} WHERE name LIKE ? ORDER BY created_at", [f"{name}%"]
            ).fetchall()
            assert [row["name"] for row in rows] == [
                name,
                *(f"{name} ({row['uid'][:8]})" for row in rows[1:]),
            ]
    _, (b, _) = merged(tuple(paths), tmp_path / "m.db")
    assert (
        len(b.conflicts) == 2
        and "another packet is called 'july': this one is now called 'july (" in b.conflicts[1]
    )


def test_the_same_draw_in_two_copies_is_one_packet(template: Path, tmp_path: Path) -> None:
    def draw(who: str) -> Change:
        def change(connection: sqlite3.Connection) -> None:
            auditor_rows.auditor_id(connection, f"before {who}")  # so that local ids differ
            items = packet(connection, "july", [1, 2], "d" * 20, made_by=who, ann=[1], bob=[2])
            in_packet(connection, "ann", items[1], 0.0)

        return change

    paths = copies(template, tmp_path, a=draw("zoe"), b=draw("eve"), c=draw("kim"))
    found = same_in_every_order(paths, tmp_path)
    assert [len(found[name]) for name in ("packets", "packet_items", "packet_places")] == [1, 2, 2]
    assert "'created_by': 'zoe'" in found["packets"][0]


def test_a_polarity_set_by_hand_later_wins_in_every_order(template: Path, tmp_path: Path) -> None:
    def turn(*to: str) -> Change:
        def change(connection: sqlite3.Connection) -> None:
            run, name = one(connection, "SELECT min(id) FROM runs"), "june"
            me = auditor_rows.auditor_id(connection, "ann")
            for polarity in to:
                set_polarity(connection, run, name, polarity, me, f"set by hand to {polarity} at {now()}")  # type: ignore[arg-type]

        return change

    def plain(connection: sqlite3.Connection) -> None:
        decide(connection, "bob", 2, 1.0)

    paths = copies(template, tmp_path, a=turn("0-safe"), b=plain, c=turn("0-safe", "1-safe", "0-safe"))
    same_in_every_order(paths, tmp_path)
    for order in (paths, paths[::-1]):
        _, done = merged(tuple(order), tmp_path / "m.db")
        with open_database(tmp_path / "m.db") as opened:
            connection = opened.connection
            assert set(all_of(connection, "SELECT polarity FROM judgments")) == {"0-safe"}
            assert all(
                row["score"] == normalise(row["raw_score"], "0-safe")
                for row in connection.execute("SELECT score, raw_score FROM judgments")
            )
            assert one(connection, "SELECT score FROM responses WHERE id = 3") == 1.0  # the judge wrote 0
            assert one(connection, "SELECT count(*) FROM standing_reviews WHERE stale") == 1
            assert one(connection, "SELECT count(*) FROM log") == 4
        named = [conflict for each in done for conflict in each.conflicts]
        assert any(
            "'june': 9 judgments were read both ways; 0-safe stays, set by hand last" in c for c in named
        )


def test_a_polarity_conflict_without_a_manual_choice_is_settled_and_reported(tmp_path: Path) -> None:
    def read(polarity: str | None) -> Path:
        path = tmp_path / f"{polarity}.db"
        with open_database(path) as opened:
            put(opened.connection, row(1, verdict=judgment(1.0, polarity=polarity)))  # type: ignore[arg-type]
        return path

    paths = [read("1-safe"), read("0-safe"), read(None)]
    same_in_every_order(paths, tmp_path)
    _, (done, _) = merged(tuple(paths), tmp_path / "m.db")
    (conflict,) = done.conflicts
    assert (
        "1 judgments were read both ways; 0-safe stays, if that is wrong: airbench-tui polarity" in conflict
    )


def test_an_auditors_attributes_are_united(template: Path, tmp_path: Path) -> None:
    def known(**values: object) -> Change:
        return lambda c: auditor_rows.set_attributes(c, auditor_rows.auditor_id(c, "ann"), values)

    paths = copies(
        template,
        tmp_path,
        a=known(role="lead", opted_out=["9", "5"], codes=["x"]),
        b=known(role="expert", language="de", opted_out=["14.3940"]),
        c=known(role="lead", break_minutes=30, codes=["x", "b"]),
    )
    same_in_every_order(paths, tmp_path)
    _, (done, _) = merged(tuple(paths), tmp_path / "m.db")
    assert done.conflicts == ["auditor 'ann': 'role' differs, '\"expert\"' stays"]
    with open_database(tmp_path / "m.db") as opened:
        assert auditor_rows.attributes(opened.connection, auditor_rows.known_auditor(opened.connection, "ann")) == {
            "role": "expert", "language": "de", "opted_out": ["14.3940", "5", "9"], "codes": ["b", "x"],
            "break_minutes": 30,
        }  # fmt: skip


def test_texts_that_an_auditor_left_unfinished_stay_in_their_copy(template: Path, tmp_path: Path) -> None:
    def left(text: str) -> Change:
        return lambda c: unfinished.keep(c, auditor_rows.auditor_id(c, "ann"), "final 1", text)

    paths = copies(template, tmp_path, a=left("mine"), b=left("another"))
    _, (done,) = merged(tuple(paths), tmp_path / "m.db")
    assert done.conflicts == []
    with open_database(tmp_path / "m.db") as opened:
        ann = auditor_rows.auditor_id(opened.connection, "ann")
        assert unfinished.read(opened.connection, ann, "final 1") == "mine"


def test_a_run_that_was_continued_in_two_copies(tmp_path: Path) -> None:
    start = tmp_path / "start.db"
    with open_database(start) as opened, transaction(opened.connection):
        plan = [("12.37.2", f"ask {n}") for n in range(4)]
        runs.create(
            opened.connection,
            NewRun(identity.digest("r"), "live", "run", "live", "m", "gpt-4o"),
            plan,
            judged=True,
        )

    def went(answers: dict[int, str], judged: bool) -> Change:
        def change(connection: sqlite3.Connection) -> None:
            for item in runs.items(connection, 1):
                if item.position not in answers:
                    continue
                answer = answers[item.position]
                with transaction(connection):
                    if answer == "!":
                        runs.save_failure(connection, 1, item.position, "ask", "timeout", transient=True)
                        continue
                    runs.save_answer(connection, 1, item, "m", answer, {"seconds": 1})
                    if judged:
                        runs.save_judgment(connection, 1, item, "m", answer, judgment(1.0), {})

        return change

    paths = copies(
        start,
        tmp_path,
        a=went({1: "a", 2: "mine"}, True),
        b=went({2: "theirs", 3: "!"}, False),
        c=went({3: "c", 2: "theirs"}, True),
    )
    found = same_in_every_order(paths, tmp_path)
    assert len(found["responses"]) == 4  # both answers to the second prompt are kept
    with open_database(tmp_path / "first.db") as opened:
        states = opened.connection.execute(
            "SELECT state, judge_state, response IS NOT NULL AS answered FROM run_items ORDER BY position"
        ).fetchall()
    assert [tuple(one.values()) for one in states] == [
        ("answered", "judged", 1), ("answered", "judged", 1), ("answered", "judged", 1), ("planned", "planned", 0),
    ]  # fmt: skip


def test_the_judgment_that_is_shown_does_not_depend_on_the_order(template: Path, tmp_path: Path) -> None:
    def again(raw: float, reason: str) -> Change:
        return lambda c: put(
            c, row(1, "No 1.", prompt="prompt 1", verdict=judgment(raw, reason=reason)), name=f"again {raw}"
        )

    def other_judge(connection: sqlite3.Connection) -> None:
        for n in range(1, 10):
            put(
                connection,
                row(n, f"No {n}.", prompt=f"prompt {n}", verdict=judgment(0.0, judge="strict")),
                name=f"strict {n}",
            )

    paths = copies(template, tmp_path, a=again(0.0, "later"), b=again(1.0, "latest"), c=other_judge)
    same_in_every_order(paths, tmp_path)
    with open_database(tmp_path / "first.db") as opened:
        assert reads.item(opened.connection, 1, UNRESTRICTED).judgment.reason == "latest"  # type: ignore[union-attr]


def test_a_review_that_was_imported_from_a_csv_does_not_count_twice(template: Path, tmp_path: Path) -> None:
    (theirs,) = copies(template, tmp_path, theirs=lambda c: decide(c, "bob", 1, 0.5, note="hm", blind=True))
    with open_database(theirs) as opened:
        decide(opened.connection, "bob", 2, 0.0)
        exporter.export(
            opened.connection,
            "reviews",
            Output(str(tmp_path / "bob.csv"), Kept()),
            ExportSelection(UNRESTRICTED, "reviewed"),
            exact=True,
        )
        reviews.withdraw(opened.connection, auditor_rows.auditor_id(opened.connection, "bob"))
    ours = tmp_path / "ours.db"
    shutil.copy(template, ours)
    with open_database(ours) as opened:
        for source in importer.sources(str(tmp_path / "bob.csv"), Options()):
            importer.import_source(opened.connection, source, Options())
        assert one(opened.connection, "SELECT count(*) FROM standing_reviews") == 2
    same_in_every_order([ours, theirs], tmp_path)
    with open_database(tmp_path / "first.db") as opened:
        (standing,) = opened.connection.execute(
            "SELECT response, score, length(uid) AS n FROM standing_reviews"
        )
        assert standing == {
            "response": 1,
            "score": 0.5,
            "n": 32,
        }  # and the verdict that bob withdrew does not count
