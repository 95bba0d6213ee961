"""Which reviews of another database are merged, and as what."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from airbench_tui.store import trail, trail_check
from airbench_tui.store.database import open_database, transaction
from airbench_tui.store.merging import merge
from airbench_tui.store.merging.merge import Merged
from airbench_tui.store.reviewing import auditor_rows, new_reviews, review_history, review_sources, reviews
from airbench_tui.store.reviewing.new_reviews import NewReview
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests.store.helpers import all_of, decide, in_packet, one, packet, raw
from tests.store.merging.conftest import copies

UNGUARDED = (
    "PRAGMA foreign_keys = OFF",
    "DROP TRIGGER reviews_never_change",
    "DROP TRIGGER reviews_never_go",
    "DROP TRIGGER withdrawn_by_the_author",
)


def changed(path: Path, *statements: str) -> Path:
    """Change the file as another program would, and put the guards back that a check of the schema looks for."""
    with open_database(path) as opened:
        guards = all_of(
            opened.connection,
            "SELECT sql FROM sqlite_master WHERE name IN"
            " ('reviews_never_change', 'reviews_never_go', 'withdrawn_by_the_author')",
        )
    return raw(path, *UNGUARDED, *statements, *guards)


def merged(
    ours: Path, theirs: Path, who: str | None = "carl", *, accept: bool = False
) -> tuple[Merged, list[dict[str, Any]]]:
    """Merge *theirs* into *ours*. Return the result, and the reviews with who brought them."""
    with open_database(ours) as opened:
        done = merge.merge(opened, theirs, who, accept=accept)
        assert trail_check.check(opened.connection) == []
        found = opened.connection.execute(
            "SELECT a.name AS auditor, v.score, v.blind, v.origin, v.evidence, b.name AS brought_by,"
            " f.name AS brought_from, length(f.sha256) AS digits, v.id IN (SELECT id FROM standing_verdicts) AS counts"
            " FROM reviews v JOIN auditors a ON a.id = v.auditor LEFT JOIN review_sources f ON f.id = v.merged"
            " LEFT JOIN auditors b ON b.id = f.auditor ORDER BY v.id"
        ).fetchall()
    return done, found


def test_merged_reviews_keep_who_brought_them(template: Path, tmp_path: Path) -> None:
    ours, theirs = copies(
        template, tmp_path, ours=lambda c: decide(c, "ann", 1, 0.0), theirs=lambda c: decide(c, "bob", 1, 1.0)
    )
    done, (here, brought) = merged(ours, theirs)
    assert done.conflicts == [] and here["evidence"] is here["brought_by"] is None
    assert brought == {
        **{"auditor": "bob", "score": 1.0, "blind": 0, "origin": "browse", "evidence": None},
        **{"brought_by": "carl", "brought_from": "theirs.db", "digits": 64, "counts": 1},
    }
    done, again = merged(ours, theirs)
    assert not any(done.new.values()) and again == [here, brought]
    # Each copy names its own merge, which the other file cannot say anything about.
    shutil.copy(template, tmp_path / "third.db")
    _, third = merged(tmp_path / "third.db", ours, "dora")
    assert [row["brought_by"] for row in third] == ["dora", "dora"]


def test_a_merge_is_named_before_the_file_that_the_other_database_names(
    template: Path, tmp_path: Path
) -> None:
    def imported(connection: Any) -> None:
        source = review_sources.add(connection, "import", "june.csv", "0" * 64, "ann")
        auditor = auditor_rows.auditor_id(connection, "ann")
        said: dict[str, Any] = {
            "kind": "verdict",
            "response": 1,
            "judgment": None,
            "score": 1.0,
            "blind": True,
        }
        review = NewReview(
            **said, auditor=auditor, exposed=False, origin="browse", source=source, evidence="own"
        )
        new_reviews.add(connection, review)

    ours, theirs = copies(template, tmp_path, ours=lambda c: None, theirs=imported)
    merged(ours, theirs)
    with open_database(ours) as opened:
        (review,) = review_history.history(opened.connection, UNRESTRICTED)
    assert (review.brought_by, review.brought_from) == ("carl", "theirs.db, before that june.csv")


def test_reviews_whose_trail_is_broken_come_without_evidence(template: Path, tmp_path: Path) -> None:
    def blind(connection: Any) -> None:
        item = packet(connection, "june", [1, 2], bob=[1, 2])
        in_packet(connection, "bob", item[1], 1.0)
        in_packet(connection, "bob", item[2], 1.0)
        decide(connection, "ann", 3, 1.0)

    ours, theirs = copies(template, tmp_path, ours=lambda c: None, theirs=blind)
    changed(theirs, "UPDATE reviews SET score = 0 WHERE id = 1")
    done, found = merged(ours, theirs)
    (words,) = done.conflicts
    assert (
        words.startswith("2 reviews by 'bob' come without evidence")
        and "was changed after it was stored" in words
    )
    bob = {"auditor": "bob", "blind": 0, "origin": "import", "evidence": "none", "counts": 1}
    assert [{name: row[name] for name in bob} for row in found if row["auditor"] == "bob"] == [bob, bob]
    assert [row["evidence"] for row in found if row["auditor"] == "ann"] == [None]
    with open_database(ours) as opened:
        states = all_of(opened.connection, "SELECT state FROM place_states")
        assert states == ["left", "left"]  # bob's places still wait for bob
    done, again = merged(ours, theirs)
    assert not any(done.new.values()) and again == found
    # Whatever happened to the trail, the auditor's own reviews are theirs if they say so.
    shutil.copy(template, tmp_path / "bob.db")
    shutil.copy(template, tmp_path / "again.db")
    done, found = merged(tmp_path / "again.db", theirs, "BOB")
    assert done.conflicts[0].endswith("; to take them as yours: --accept")
    assert {row["evidence"] for row in found if row["auditor"] == "bob"} == {"none"}
    done, found = merged(tmp_path / "bob.db", theirs, "BOB", accept=True)
    assert done.conflicts[0].startswith("your trail in it is broken")
    assert [(row["blind"], row["evidence"]) for row in found if row["auditor"] == "bob"] == [
        (1, None),
        (1, None),
    ]


def test_nobody_withdraws_another_auditor_s_review(template: Path, tmp_path: Path) -> None:
    with open_database(template) as opened:
        pass
    ours, _ = copies(template, tmp_path, ours=lambda c: decide(c, "ann", 1, 0.0), unused=lambda c: None)
    theirs = Path(shutil.copy(ours, tmp_path / "theirs.db"))
    with open_database(theirs) as opened:
        auditor_rows.auditor_id(opened.connection, "bob")
    changed(
        theirs,
        "INSERT INTO reviews(uid, kind, withdraws, response, auditor, blind, exposed, origin, made_at)"
        " SELECT 'w', 'withdrawal', v.id, v.response, b.id, 0, 1, 'browse', v.made_at"
        " FROM reviews v, auditors b WHERE b.name = 'bob'",
    )
    done, found = merged(ours, theirs)
    assert "1 withdrawals by 'bob' of reviews by 'ann' left out" in done.conflicts[0]
    assert [(row["auditor"], row["counts"]) for row in found] == [("ann", 1)]


def test_reviews_dated_in_the_future_are_left_out(template: Path, tmp_path: Path) -> None:
    def later(connection: Any) -> None:
        decide(connection, "bob", 1, 1.0)
        decide(connection, "bob", 2, 1.0)
        decide(connection, "bob", 3, 1.0)
        reviews.withdraw(connection, auditor_rows.auditor_id(connection, "bob"), 3)

    ours, theirs = copies(template, tmp_path, ours=lambda c: decide(c, "bob", 4, 0.0), theirs=later)
    changed(theirs, "UPDATE reviews SET made_at = '2099-01-01T00:00:00.000000Z' WHERE response > 1")
    done, found = merged(ours, theirs, "bob")
    assert any(
        "3 reviews by 'bob' left out: they are dated in the future" in words for words in done.conflicts
    )
    assert [row["score"] for row in found] == [0.0, 1.0]


def test_rows_that_differ_under_one_id_are_named(template: Path, tmp_path: Path) -> None:
    ours, _ = copies(template, tmp_path, ours=lambda c: decide(c, "ann", 1, 0.0), unused=lambda c: None)
    theirs = Path(shutil.copy(ours, tmp_path / "theirs.db"))
    changed(theirs, "UPDATE reviews SET score = 1", "UPDATE responses SET text = 'other' WHERE id = 2")
    done, found = merged(ours, theirs)
    assert any("1 responses differ between the copies under one id" in words for words in done.conflicts)
    assert any(
        "1 reviews differ between the copies under one id" in words and "in score" in words
        for words in done.conflicts
    )
    assert [row["score"] for row in found] == [0.0]


def test_a_copy_that_went_on_lays_its_chain_beside(template: Path, tmp_path: Path) -> None:
    ours, _ = copies(template, tmp_path, ours=lambda c: decide(c, "ann", 1, 0.0), unused=lambda c: None)
    theirs = Path(shutil.copy(ours, tmp_path / "theirs.db"))
    for path, response in ((ours, 2), (theirs, 3), (theirs, 4)):
        with open_database(path) as opened:
            decide(opened.connection, "ann", response, 1.0)
    merged(ours, theirs)
    with open_database(ours) as opened:
        decide(opened.connection, "ann", 5, 1.0)
        heads = opened.connection.execute("SELECT position, here FROM trail_heads ORDER BY here").fetchall()
        assert [tuple(head.values()) for head in heads] == [(3, 0), (3, 1)]
        assert trail_check.check(opened.connection) == []
        assert len(review_history.history(opened.connection, UNRESTRICTED)) == 5
    # A review from elsewhere that hides where it came from is found.
    changed(ours, "UPDATE reviews SET merged = NULL WHERE response = 4")
    with open_database(ours) as opened:
        (fault,) = trail_check.check(opened.connection)
        assert "came from another database, but no longer says from which" in fault.words
        assert one(opened.connection, "SELECT uid FROM reviews WHERE response = 4") == fault.review


def rebuilt(path: Path, *statements: str) -> Path:
    """Change the file, and build its trail again as a whole."""
    changed(path, *statements, "DELETE FROM trail", "DELETE FROM trail_heads")
    with open_database(path) as opened, transaction(opened.connection):
        trail.extend(opened.connection, 0)
    return path


def test_a_rebuilt_trail_that_contradicts_ours_is_not_believed(template: Path, tmp_path: Path) -> None:
    ours, _ = copies(template, tmp_path, ours=lambda c: decide(c, "ann", 1, 0.0), unused=lambda c: None)
    theirs = Path(shutil.copy(ours, tmp_path / "theirs.db"))
    with open_database(theirs) as opened:
        decide(opened.connection, "ann", 2, 1.0)
    rebuilt(theirs, "UPDATE reviews SET score = 1")
    done, found = merged(ours, theirs)  # and our own trail stays sound
    assert any("says something else here" in words for words in done.conflicts)
    assert [(row["score"], row["evidence"]) for row in found] == [(0.0, None), (1.0, "none")]


def test_what_is_left_out_leaves_no_gap_in_the_trail(template: Path, tmp_path: Path) -> None:
    def theirs(connection: Any) -> None:
        for response in (1, 2, 3):
            decide(connection, "bob", response, 1.0)
        decide(connection, "ann", 1, 1.0)

    ours, other = copies(template, tmp_path, ours=lambda c: None, theirs=theirs)
    rebuilt(other, "UPDATE reviews SET withdraws = 4, kind = 'withdrawal', score = NULL WHERE id = 1")
    done, found = merged(ours, other)
    assert "left out" in done.conflicts[0] and len(found) == 3
    third = Path(shutil.copy(template, tmp_path / "third.db"))
    done, found = merged(third, ours)
    assert done.conflicts == [] and {row["evidence"] for row in found} == {None}


def test_a_file_imported_in_both_copies_breaks_no_trail(template: Path, tmp_path: Path) -> None:
    """The links of such a review differ, because each covers the file as its copy's auditor read it."""

    def brought(who: str) -> Callable[[Any], None]:
        def bring(connection: Any) -> None:
            with transaction(connection):
                source = review_sources.add(connection, "import", "b.csv", "0" * 64, who)
                new_reviews.add(
                    connection,
                    NewReview(
                        kind="verdict", response=1, auditor=auditor_rows.auditor_id(connection, "bob"),
                        judgment=None, blind=False, exposed=True, origin="import", uid="b" * 20, score=1.0,
                        made_at="2026-01-01T00:00:00.000000Z", source=source, evidence="none",
                    ),
                )  # fmt: skip
            decide(connection, "bob", 2, 1.0)

        return bring

    ours, theirs = copies(template, tmp_path, ours=brought("ann"), theirs=brought("cleo"))
    done, found = merged(ours, theirs)
    assert len(found) == 3 and done.conflicts == []
