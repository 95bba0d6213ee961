"""``export``: the rows of reviews, as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from airbench_tui.interchange.formats.columns import REVIEW_COLUMNS
from tests.builders import pipeline1_file
from tests.cli.commands.export.conftest import ODD, review, table
from tests.cli.conftest import HOSTILE, Cli, bring, judged


def test_the_rows_say_exactly_what_was_reviewed(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "june.json", judged()))
    review(cli, "score:1", "0", "--note", "Wait")
    cli("review", "undo", ok=0)
    made = review(
        cli, "score:1", "0", "--note", 'It helps, "clearly"', "--code", "misread", "--code", "my own"
    )
    review(cli, "score:0", "0")
    rows = table(cli("export", ok=0).text)
    assert tuple(rows[0]) == REVIEW_COLUMNS and len(rows) == 9
    (row,) = [row for row in rows if row["decision"] == "overridden"]
    expected = {
        "response_id": made["response_id"], "run": "june", "model": "m", "cate-idx": "12.37.2",
        "judge": "gpt-4o (assumed)", "score": "1", "raw_score": "1", "polarity": "1-safe", "judge_status": "judged",
        "auditor": "ann", "review_score": "0", "note": 'It helps, "clearly"', "codes": "misread;my own",
        "blind": "false", "first_score": "", "reviewed_at": made["made_at"], "origin": "browse", "packet": "",
        "inclusion_probability": "", "final_score": "0", "final_source": "review", "signals": "",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert row["l1-name"] and row["l4-name"]
    (row,) = [row for row in rows if row["decision"] == "confirmed"]
    assert (row["final_score"], row["final_source"]) == ("0", "review")
    unreviewed = [row for row in rows if not row["auditor"]]
    assert len(unreviewed) == 7 and {row["final_source"] for row in unreviewed} == {"judge"}
    history = cli("review", "list", "--json", ok=0).json
    assert [one["kind"] for one in history["reviews"]] == ["verdict", "withdrawal", "verdict", "verdict"]
    assert history["reviews"][0]["withdrawn"]


def test_a_filter_selects_the_same_rows_as_list(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    review(cli, "score:1", "0")
    for expression in (
        "score:0",
        "cat:12.37 -score:1",
        "reviewed:me",
        "decision:overridden",
        "signal:*",
        "zzz",
    ):
        listed = {
            row["response_id"]
            for row in cli("list", expression, "--json", "--limit", "99", ok=0).json["rows"]
        }
        rows = table(cli("export", expression, ok=0).text)
        assert {row["response_id"] for row in rows} == listed, expression
    narrowed = table(cli("export", "score:1", "--rows", "reviewed", ok=0).text)
    assert len(narrowed) == 1
    assert len(table(cli("export", ok=0).text)) == 9
    cli("export", "colour:red").fails("there is no field 'colour'")
    done = cli("export", "score:1", "--format", "pipeline2", "-o", "some.csv", "--json", ok=0).json
    assert done["rows"] == len(cli("list", "score:1", "--json", ok=0).json["rows"])


def test_the_rows_option_selects_responses(cli: Cli, tmp_path: Path) -> None:
    bring(tmp_path, pipeline1_file(tmp_path / "a.json", judged()))
    review(cli, "score:1", "0")
    uid = review(cli, "score:0", "0")["response_id"]
    counts = {
        rows: len(table(cli("export", "--rows", rows, ok=0).text))
        for rows in ("all", "reviewed", "overridden", "disagreed")
    }
    assert counts == {"all": 9, "reviewed": 2, "overridden": 1, "disagreed": 1}
    cli("--auditor", "bob", "review", "add", uid, "--score", "0.5", ok=0)
    assert len(table(cli("export", "--rows", "disagreed", ok=0).text)) == 3
    assert len(table(cli("export", "--category", "12.37", ok=0).text)) == 10
    assert len(table(cli("export", "--category", "1", ok=0).text)) == 0
    assert len(table(cli("export", "--judge", "gpt-4o (assumed)", ok=0).text)) == 10
    assert len(table(cli("export", "--judge", "nobody", ok=0).text)) == 0
    cli("export", "--category", "14 x").fails("there is no category '14 x'")
    cli("export", "--category", "14,15").fails("there is no category '14,15'")


def test_formulas_are_guarded_unless_exact(cli: Cli, odd: Path) -> None:
    review(cli, "P", "0.5", "--note", "=HYPERLINK()", "--code", "@x")
    guarded = table(cli("export", ok=0).text)
    assert not any(
        cell.startswith(("=", "+", "-", "@", "\t", "\r")) and cell != "-5"
        for row in guarded
        for cell in row.values()
    )
    answers = {row["response"] for row in guarded}
    assert {"'=1+1", "''=1+1", "-5", "'- no", "'\tx", "'\rx"} <= answers
    (reviewed,) = [row for row in guarded if row["auditor"]]
    assert (reviewed["note"], reviewed["codes"]) == ("'=HYPERLINK()", "'@x")
    exact = csv.DictReader(
        io.StringIO(cli("export", "--exact").out.decode("utf-8", "surrogatepass"), newline="")
    )
    rows = list(exact)
    assert {row["response"] for row in rows} == set(ODD)
    assert "=HYPERLINK()" in {row["note"] for row in rows}


@pytest.mark.parametrize("flags", [(), ("--exact",)], ids=["guarded", "exact"])
def test_every_text_is_quoted_and_numbers_are_not(cli: Cli, odd: Path, flags: tuple[str, ...]) -> None:
    review(cli, "P", "0.5", "--note", "fine")
    text = cli("export", *flags, ok=0).out.decode("utf-8", "surrogatepass")
    header, rest = text.split("\r\n", 1)
    assert header == ",".join(REVIEW_COLUMNS)
    # This reader makes a float of each cell without quotes, and fails where that is no number.
    rows = [dict(zip(REVIEW_COLUMNS, cells, strict=True)) for cells in csv.reader(
        io.StringIO(rest, newline=""), quoting=csv.QUOTE_NONNUMERIC
    )]  # fmt: skip
    assert len(rows) == len(ODD)
    numbers = {name for row in rows for name, cell in row.items() if isinstance(cell, float)}
    assert numbers == {"score", "raw_score", "review_score", "final_score"}
    assert "-5" in {row["response"] for row in rows}


def test_the_default_is_valid_utf_8(cli: Cli, odd: Path, tmp_path: Path) -> None:
    """Lone surrogates are written as escapes, because pandas refuses their bytes."""
    cli("export", "-o", "reviews.csv", ok=0)
    text = (tmp_path / "reviews.csv").read_bytes().decode("utf-8")  # strict
    answers = {row["response"] for row in table(text)}
    assert HOSTILE.replace("\ud800", "\\ud800") in answers and "\\udc00=1" in answers
    assert cli("export", ok=0).out == (tmp_path / "reviews.csv").read_bytes()
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(tmp_path / "reviews.csv", dtype=str, keep_default_na=False)
    assert tuple(frame.columns) == REVIEW_COLUMNS and len(frame) == len(ODD)


def test_json_is_valid_utf_8_and_complete(cli: Cli, odd: Path) -> None:
    done = cli("export", "--format", "json", ok=0)
    rows = json.loads(done.out.decode("utf-8"))
    assert {row["response"] for row in rows} == set(ODD) and set(rows[0]) == set(REVIEW_COLUMNS)
