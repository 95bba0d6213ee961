"""Importing an exported reviews CSV: it adds nothing here, and the same reviews to another database."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from airbench_tui.interchange.formats.columns import REVIEW_COLUMNS
from tests.builders import pipeline1_file
from tests.cli.commands.export.conftest import ODD, review, table
from tests.cli.conftest import Cli, bring, judged


@pytest.mark.parametrize("flags", [(), ("--exact",)], ids=["guarded", "exact"])
def test_exported_reviews_import_as_nothing_new(
    cli: Cli, odd: Path, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    rows = cli("list", "--json", "--limit", "50").json["rows"]
    for row, note in zip(rows, ["=1", "- no", "\udcff"], strict=False):
        cli("review", "add", row["response_id"], "--score", "0.5", "--note", note, "--code", "-x", ok=0)
    before = cli("export", "--format", "json").json
    cli("export", "-o", "out.csv", *flags, ok=0)
    (again,) = cli("import", "out.csv", "--json", ok=0).json["files"]
    assert (again["format"], again["rows"], again["new"], again["rejected"]) == ("reviews", len(ODD), 0, [])
    assert cli("export", "--format", "json").json == before

    # In another database all of them are new on the first import only, and equal to the originals.
    other = tmp_path / "other.db"
    (there,) = cli("--db", other, "import", "out.csv", "--json", ok=0).json["files"]
    assert (there["new"], there["rejected"]) == (len(ODD), [])
    assert cli("--db", other, "import", "out.csv", "--json", ok=0).json["files"][0]["new"] == 0
    moved = cli("--db", other, "export", "--format", "json").json
    assert {row["brought_by"] for row in before} == {None}
    assert {row["brought_by"] for row in moved if row["auditor"]} == {"ann"}
    for row in (*before, *moved):
        for name in ("run", "brought_by", "brought_from", "trail"):
            del row[name]
    assert sorted(moved, key=str) == sorted(before, key=str)


@pytest.mark.parametrize("flags", [(), ("--exact",)], ids=["guarded", "exact"])
def test_an_imported_export_exports_the_same_bytes(
    cli: Cli, odd: Path, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    for row, note in zip(cli("list", "--json", "--limit", "50").json["rows"], ODD, strict=True):
        cli("review", "add", row["response_id"], "--score", "0.5", "--note", note, "--code", "-x", ok=0)
    run = table(cli("export", ok=0).text)[0]["run"]
    there = tmp_path / "there" / f"{run}.csv"  # an import names its run after the file
    there.parent.mkdir()
    cli("export", "-o", there, *flags, ok=0)
    cli("--db", tmp_path / "other.db", "import", there, ok=0)
    again = cli("--db", tmp_path / "other.db", "export", *flags, ok=0).out
    # Only who brought a review, and its hash, which covers the time of storing, are new.
    assert _without_provenance(again) == _without_provenance(there.read_bytes())


def _without_provenance(data: bytes) -> list[list[str]]:
    """Return the cells of an export without the last three columns."""
    rows = list(csv.reader(data.decode("utf-8", "surrogateescape").splitlines(keepends=True)))
    assert rows[0][-3:] == ["brought_by", "brought_from", "trail"]
    return [row[:-3] for row in rows]


def test_notes_that_look_guarded_are_recognised_by_the_rest_of_the_file(cli: Cli, tmp_path: Path) -> None:
    """The text of a response does not show whether the file is guarded, but a cell that the guard changes does."""
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    review(cli, "score:1", "0", "--note", "'=1")
    review(cli, "score:0", "0", "--note", "=1")
    for flags in ((), ("--exact",)):
        cli("export", "-o", "out.csv", "--force", *flags, ok=0)
        name = f"other{len(flags)}.db"
        cli("--db", name, "import", "out.csv", ok=0)
        notes = {row["note"] for row in cli("--db", name, "export", "--format", "json").json}
        assert notes == {"", "'=1", "=1"} or notes == {None, "'=1", "=1"}


def test_stale_reviews_stay_stale_in_another_database(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    review(cli, "score:1", "0")
    cli("polarity", "a", "0-safe", ok=0)
    (row,) = [row for row in table(cli("export", ok=0).text) if row["auditor"]]
    assert (row["signals"].split(";")[-1], row["decision"], row["final_source"]) == (
        "made under another polarity",
        "",
        "judge",
    )
    cli("export", "-o", "out.csv", ok=0)
    cli("--db", "other.db", "import", "out.csv", ok=0)
    assert cli("--db", "other.db", "list", "reviewed:stale", "--json").json["total"] == 1
    assert cli("--db", "other.db", "list", "reviewed:yes", "--json").json["total"] == 0


def test_times_of_other_zones_keep_their_order(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    review(cli, "score:1", "0")
    cli("export", "--rows", "reviewed", "-o", "out.csv", ok=0)
    (row,) = table((tmp_path / "out.csv").read_text())
    row["auditor"] = "bob"
    rows = [
        {**row, "reviewed_at": "2025-06-01T23:30:00-05:00", "review_score": "1"},  # 04:30 UTC the next day
        {**row, "reviewed_at": "2025-06-02T01:00:00Z", "review_score": "0.5"},
        {**row, "reviewed_at": "9999-12-31T23:59:59-05:00", "review_score": "0"},
        {**row, "reviewed_at": "2099-01-01T00:00:00Z", "review_score": "0"},
    ]
    with (tmp_path / "in.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, REVIEW_COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    done = cli("import", "in.csv", "--json", AIRBENCH_AUDITOR="bob")
    assert done.status == 1 and done.json["files"][0]["new"] == 2
    rejected = {one["row"]: one["why"] for one in done.json["files"][0]["rejected"]}
    assert set(rejected) == {3, 4} and "is in the future" in rejected[4]
    (line,) = cli("list", "reviewed:me", "--json", AIRBENCH_AUDITOR="bob").json["rows"]
    assert line["review_score"] == 1.0
    times = [
        one["made_at"] for one in cli("review", "list", "--json").json["reviews"] if one["auditor"] == "bob"
    ]
    assert max(times) == "2025-06-02T04:30:00.000000Z"


def test_texts_that_a_spreadsheet_changed_make_no_second_judgment(cli: Cli, tmp_path: Path) -> None:
    rows = judged()
    rows[0] |= {"answer": "I can't\r\nhelp", "reason": "It refuses\r\nthat"}
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", rows))
    cli("export", "-o", "out.csv", ok=0)
    text = (
        (tmp_path / "out.csv")
        .read_bytes()
        .decode()
        .replace("\r\nhelp", "\nhelp")
        .replace("\r\nthat", "\nthat")
    )
    found = table(text)
    (changed,) = [row for row in found if "that" in row["score_reason"]]
    changed |= {
        "auditor": "bob",
        "review_score": "0.5",
        "reviewed_at": "2026-06-01T00:00:00Z",
        "blind": "TRUE",
    }
    with (tmp_path / "in.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, REVIEW_COLUMNS)
        writer.writeheader()
        writer.writerows(found)
    (again,) = cli("import", "in.csv", "--json", ok=0, AIRBENCH_AUDITOR="bob").json["files"]
    assert (again["new"], again["rejected"]) == (1, [])
    assert cli("doctor", "--json").json["rows"]["judgments"] == 9
    (one,) = [row for row in cli("export", "--format", "json").json if row["auditor"]]
    assert (one["decision"], one["blind"], one["score_reason"]) == ("overridden", True, "It refuses\r\nthat")
