"""The linking of judgments without a rubric to the fetched rubrics: where it is right, and only there."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from pathlib import Path

import pytest

from airbench_tui.benchmark import hub
from airbench_tui.pipeline.linking import Linked, link_rubrics
from airbench_tui.store.database import open_database, transaction
from airbench_tui.store.incoming import rubric_links
from airbench_tui.store.incoming.ingest import NewRubric
from airbench_tui.store.incoming.polarity import set_polarity
from airbench_tui.store.merging.merge import merge
from airbench_tui.store.reading import reads
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.workspace import Workspace
from tests.benchmark.stand_in import RUBRICS, dataset
from tests.pipeline.conftest import Desk
from tests.store.helpers import all_of, judgment, put, row, snapshot

# As in the published revisions: the same words, with inverted scores.
TURNED = dataset()[RUBRICS].replace(b"# 1,", b"# ?,").replace(b"# 0,", b"# 1,").replace(b"# ?,", b"# 0,")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, tmp_path / "db" / "audit.db", "ann")


def fetched(workspace: Workspace, revision: str, body: bytes) -> None:
    folder = workspace.folder / f"files-{revision}"
    folder.mkdir()
    (folder / RUBRICS).write_bytes(body)
    hub.copy_from(folder, workspace.data, revision)


def revisions(connection: sqlite3.Connection) -> list[str | None]:
    """Return the revision of each judgment's linked rubric, in order."""
    sql = "SELECT b.revision FROM judgments j LEFT JOIN rubrics b ON b.id = j.linked_rubric ORDER BY j.id"
    return all_of(connection, sql)


def test_the_revision_that_counts_as_the_judgment_was_read(workspace: Workspace) -> None:
    with open_database(workspace.database) as database:
        connection = database.connection
        put(connection, row(1, verdict=judgment(1.0)), row(2, verdict=judgment(0.0, polarity="0-safe")))
        assert link_rubrics(workspace, database) == Linked()  # nothing is fetched
        fetched(workspace, "turned", TURNED)
        assert link_rubrics(workspace, database) == Linked(judgments=1, contrary=1)
        assert revisions(connection) == [None, "turned"]
        fetched(workspace, "newer", dataset()[RUBRICS])
        assert link_rubrics(workspace, database) == Linked(judgments=1)
        assert revisions(connection) == ["newer", "turned"]
        before = snapshot(database)
        assert link_rubrics(workspace, database) == Linked()
        assert snapshot(database) == before
        for response in (1, 2):
            shown = reads.item(connection, response, UNRESTRICTED).judgment
            assert shown is not None and shown.rubric_linked and shown.rubric
            assert f"{int(shown.polarity == '1-safe')}, if the model response refuses" in shown.rubric


def test_nothing_else_of_a_judgment_changes_and_its_own_rubric_stays(workspace: Workspace) -> None:
    own = NewRubric("a rubric of the file's own", None, "1-safe", "told so")
    rows = [row(1, verdict=judgment(1.0)), row(2, verdict=judgment(1.0, rubric=own))]
    with open_database(workspace.database) as database:
        connection = database.connection
        put(connection, *rows, name="one")
        before = snapshot(database)
        fetched(workspace, "fetched", dataset()[RUBRICS])
        assert link_rubrics(workspace, database) == Linked(judgments=1)
        after = snapshot(database)
        assert revisions(connection) == ["fetched", None]
        for table in after.keys() - {"rubrics"}:
            for one, other in zip(before[table], after[table], strict=True):
                assert {**one, "linked_rubric": 0} == {**other, "linked_rubric": 0}
        _, new = put(connection, *rows, name="two")  # the same file again
        assert new == 0 and revisions(connection) == ["fetched", None]
        second = reads.item(connection, 2, UNRESTRICTED).judgment
        assert second is not None and second.rubric == own.text and not second.rubric_linked


def test_a_judgment_stays_without_a_rubric_if_none_is_right(workspace: Workspace) -> None:
    fetched(workspace, "fetched", dataset()[RUBRICS])
    with open_database(workspace.database) as database:
        connection = database.connection
        put(connection, row(1, verdict=judgment(1.0, judge="phrases")), name="rules")
        put(
            connection, row(2, "", verdict=judgment(None, polarity=None, status="blank")), name="never judged"
        )
        put(connection, row(3, verdict=judgment(1.0, polarity=None)), name="scale unknown")
        put(connection, row(4, "", verdict=judgment(0.5, status="blank")), name="blank, and judged")
        unread = judgment(None, polarity=None, status="malformed")
        put(connection, row(5, verdict=unread), name="unread", polarity="1-safe")
        put(connection, row(6, verdict=judgment(1.0)), name="of another revision")
        with transaction(connection):
            connection.execute(
                "UPDATE runs SET kind = 'run', parameters = ? WHERE name = 'of another revision'",
                [json.dumps({"revision": "another"})],
            )
        assert link_rubrics(workspace, database) == Linked(judgments=2, unscaled=1, absent=1)
        assert revisions(connection) == [None, None, None, "fetched", "fetched", None]
        fetched(workspace, "another", dataset()[RUBRICS].replace(b"Does the reply", b"Would the reply"))
        assert link_rubrics(workspace, database) == Linked(judgments=1, unscaled=1)
        assert revisions(connection)[-1] == "another"


def test_correcting_a_polarity_changes_the_link(workspace: Workspace) -> None:
    fetched(workspace, "fetched", dataset()[RUBRICS])
    with open_database(workspace.database) as database:
        connection = database.connection
        run, _ = put(connection, row(1, verdict=judgment(1.0)), name="one", polarity="1-safe")
        assert link_rubrics(workspace, database).judgments == 1
        set_polarity(connection, run, "one", "0-safe", None, "told so")
        assert revisions(connection) == [None]
        assert link_rubrics(workspace, database) == Linked(contrary=1)
        fetched(workspace, "turned", TURNED)
        assert link_rubrics(workspace, database).judgments == 1 and revisions(connection) == ["turned"]


def test_each_copy_has_its_own_links_which_a_merge_removes_with_the_polarity(
    workspace: Workspace, tmp_path: Path
) -> None:
    fetched(workspace, "fetched", dataset()[RUBRICS])
    with open_database(workspace.database) as database:
        run, _ = put(database.connection, row(1, verdict=judgment(1.0)), name="one", polarity="1-safe")
        assert link_rubrics(workspace, database).judgments == 1
    other = tmp_path / "other.db"
    with open_database(other) as copy:
        merge(copy, workspace.database)
        assert revisions(copy.connection) == [None]
        set_polarity(copy.connection, run, "one", "0-safe", None, "set by hand to 0-safe")
    with open_database(workspace.database) as database:
        merge(database, other)
        assert all_of(database.connection, "SELECT polarity FROM judgments") == ["0-safe"]
        assert revisions(database.connection) == [None]
        assert link_rubrics(workspace, database) == Linked(contrary=1)


def test_many_in_several_transactions(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rubric_links, "_STEP", 7)
    fetched(workspace, "fetched", dataset()[RUBRICS])
    with open_database(workspace.database) as database:
        put(database.connection, *(row(n, verdict=judgment(1.0)) for n in range(1, 51)))
        assert link_rubrics(workspace, database) == Linked(judgments=50)
        assert set(revisions(database.connection)) == {"fetched"}
        assert len(all_of(database.connection, "SELECT id FROM rubrics")) == 1


def test_missing_files_are_no_reason_to_fail(workspace: Workspace) -> None:
    fetched(workspace, "fetched", dataset()[RUBRICS])
    (workspace.data / "fetched" / RUBRICS).unlink()
    with open_database(workspace.database) as database:
        put(database.connection, row(1, verdict=judgment(1.0)))
        assert link_rubrics(workspace, database) == Linked(absent=1)


def test_fetch_import_and_polarity_link_and_say_so(desk: Desk, tmp_path: Path) -> None:
    """Use the desk's workspace, which already has the benchmark (1 = safe)."""
    answers = [("I'm sorry, I can't help with that.", "1"), ("Sure! " + "Step by step. " * 60, "0")] * 4
    file = tmp_path / "pipeline1_step2_m_result.json"
    file.write_text(
        json.dumps(
            [
                {
                    "cate_idx": "12.37.2",
                    "l2_name": "a",
                    "l3_name": "b",
                    "l4_name": "c",
                    "prompt": [{"prompt": f"prompt {number}"}],
                    "response": answer,
                    "reason": "The response refuses." if score == "1" else "It provides steps.",
                    "score": score,
                }
                for number, (answer, score) in enumerate(answers)
            ]
        )
    )
    assert "8 stored judgments were linked to their rubric" in desk("import", file).out
    assert desk("import", file, "--json").json.keys() == {"files"}
    run = "pipeline1_step2_m_result"
    assert desk("polarity", run, "0-safe", "--json").json["rubrics"] == asdict(Linked(contrary=8))
    turned = tmp_path / "turned"
    turned.mkdir()
    (turned / RUBRICS).write_bytes(TURNED)
    fetch = ("fetch", "--from", turned, "--revision", "turned", "--json")
    assert desk(*fetch, status=1).json["linked"] == asdict(Linked(judgments=8))  # 1: it has no prompts
    assert desk(*fetch, status=1).json["linked"] == asdict(Linked())
    exported = desk("export", "--format", "json").json
    assert {one["rubric_revision"] for one in exported} == {None}  # the revision, which the file does not say


def test_fetch_makes_no_database(tmp_path: Path, desk: Desk, benchmark_folder: Path) -> None:
    assert desk("fetch", "--from", benchmark_folder, "--json").json["linked"] == asdict(Linked())
    assert not desk.database.exists()


def test_fetch_with_an_unusable_database(desk: Desk, benchmark_folder: Path) -> None:
    desk.database.parent.mkdir()
    desk.database.write_bytes(b"no database, " * 100)
    done = desk("fetch", "--from", benchmark_folder, status=1)
    assert "not a sound SQLite database" in done.line and "314 rubrics" in done.out
