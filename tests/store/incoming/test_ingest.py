"""Writing imported rows: they are identified by content, never written twice, and kept whole."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airbench_tui.store import codec, identity
from airbench_tui.store.database import Database, transaction
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewRubric, NewRun
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters import known_names
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import auditor_rows, drafts, review_history, reviews
from airbench_tui.store.reviewing.reviews import NewVerdict
from airbench_tui.store.rules import latest
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from tests.store.helpers import HOSTILE, all_of, judgment, one, put, row, snapshot

Connection = sqlite3.Connection


# --- identity -----------------------------------------------------------------------------------


def test_the_same_rows_again_change_nothing(database: Database) -> None:
    connection = database.connection
    rows = [row(n, f"Answer {n}", verdict=judgment(n % 2)) for n in range(5)]
    run = NewRun("r" * 20, "june", "import", "test")
    with transaction(connection):
        made = ingest.add_run(connection, run)
        assert ingest.add_rows(connection, made, rows) == 5
    before = snapshot(database)
    with transaction(connection):
        assert ingest.add_run(connection, run) == made
        assert ingest.add_rows(connection, made, rows) == 0
        latest.show(connection)
    assert snapshot(database) == before


def test_two_runs_with_the_same_answer_stay_two_runs(connection: Connection) -> None:
    first, new = put(connection, row(1), row(2))
    second, again = put(connection, row(1), row(2, "Another answer"))
    assert (new, again) == (2, 1)
    items = connection.execute("SELECT run, position, response, state FROM run_items").fetchall()
    assert [(item["run"], item["position"], item["response"]) for item in items] == [
        (first, 1, 1),
        (first, 2, 2),
        (second, 1, 1),
        (second, 2, 3),
    ]
    assert {item["state"] for item in items} == {"answered"}
    assert one(connection, "SELECT count(*) FROM prompts") == 2


@pytest.mark.parametrize(
    "change",
    [
        {"category": "12.37.3"},
        {"prompt": "Prompt 1 "},
        {"target": "acme/parrot-8b"},
        {"answer": "No!"},
        {"repeat": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_response_is_its_category_prompt_target_answer_and_repeat(
    connection: Connection, change: dict[str, Any]
) -> None:
    assert put(connection, row(1))[1] == 1
    assert put(connection, row(1, **{"answer": "No.", **change}))[1] == 1
    assert one(connection, "SELECT count(*) FROM responses") == 2


def test_uids_of_different_parts_differ() -> None:
    assert identity.response_uid("1.1.2", "ab", "c", "d", 0) != identity.response_uid(
        "1.1.2", "a", "bc", "d", 0
    )
    assert identity.digest("x", None) != identity.digest("x", "") != identity.digest("x")
    assert len(identity.prompt_uid("1.1.2", HOSTILE)) == 20


@pytest.mark.parametrize(
    "change",
    [{"raw": 0.0}, {"judge": "other"}, {"reason": "Another"}, {"status": "malformed"}, {"snapshot": "2026"}],
    ids=lambda change: next(iter(change)),
)
def test_another_judgment_on_the_same_response_is_a_second_one(
    connection: Connection, change: dict[str, Any]
) -> None:
    put(connection, row(1, verdict=judgment(1.0)))
    assert put(connection, row(1, verdict=judgment(**{"raw": 1.0, **change})))[1] == 1
    assert one(connection, "SELECT count(*) FROM judgments") == 2


def test_the_polarity_is_not_part_of_a_judgment_s_identity(connection: Connection) -> None:
    put(connection, row(1, verdict=judgment(1.0, polarity="1-safe")))
    assert put(connection, row(1, verdict=judgment(1.0, polarity="0-safe")))[1] == 0
    assert all_of(connection, "SELECT polarity FROM judgments") == ["1-safe"]


def test_a_judgment_stored_under_another_polarity_is_counted(connection: Connection) -> None:
    from collections import Counter

    first, _ = put(connection, row(1, verdict=judgment(1.0)), row(2, verdict=judgment(0.0)))
    clashes = Counter[int]()
    with transaction(connection):
        run = ingest.add_run(connection, NewRun("x" * 20, "x", "import", "test"))
        ingest.add_rows(
            connection,
            run,
            [row(1, verdict=judgment(1.0, polarity="0-safe")), row(2, verdict=judgment(0.0))],
            clashes,
        )
    assert +clashes == {first: 1}


def test_importing_a_pipeline_export_makes_no_second_judgment(connection: Connection) -> None:
    """Import a judgment as a pipeline file has it: without judge, rubric and scale."""
    rubric = NewRubric("the rubric", None, "0-safe", "read")
    put(connection, row(1, verdict=judgment(0.0, polarity="0-safe", judge="strict-1", rubric=rubric)))
    poor = judgment(1.0, judge="gpt-4o (assumed)", judge_named=False)
    assert put(connection, row(1, verdict=poor))[1] == 0
    # A named judge, another score or another reason makes another judgment.
    assert put(connection, row(1, verdict=judgment(1.0, judge="gpt-4o (assumed)")))[1] == 1
    assert put(connection, row(1, verdict=judgment(0.0, judge="b", judge_named=False)))[1] == 1
    assert put(connection, row(1, verdict=judgment(1.0, judge="c", judge_named=False, reason="x")))[1] == 1
    # Without a reason two judges differ only in their names.
    put(connection, row(2, verdict=judgment(1.0, reason="", judge="a")))
    assert put(connection, row(2, verdict=judgment(1.0, reason="", judge="b", judge_named=False)))[1] == 1


def test_run_names_are_made_unique(connection: Connection) -> None:
    for _ in range(3):
        put(connection, row(1), name="june")
    assert all_of(connection, "SELECT name FROM runs ORDER BY id") == ["june", "june (2)", "june (3)"]


# --- which judgment is shown --------------------------------------------------------------------


def shown(connection: Connection) -> list[Any]:
    return all_of(
        connection,
        "SELECT j.judge || ' ' || j.reason FROM responses r JOIN judgments j ON j.id = r.judgment ORDER BY r.id",
    )


def test_the_default_judge_is_the_one_with_most_judgments_and_its_latest_is_shown(
    connection: Connection,
) -> None:
    put(connection, *(row(n, verdict=judgment(1.0, judge="big", reason="old")) for n in range(3)))
    put(connection, row(0, verdict=judgment(0.0, judge="small", reason="new")))
    assert shown(connection) == ["big old"] * 3  # the latest, but not by the default judge
    put(connection, row(1, verdict=judgment(0.0, judge="big", reason="new")))
    assert shown(connection) == ["big old", "big new", "big old"]
    assert all_of(connection, "SELECT score FROM responses ORDER BY id") == [1.0, 0.0, 1.0]


def test_without_the_default_judge_the_latest_of_any_is_shown(connection: Connection) -> None:
    put(connection, *(row(n, verdict=judgment(1.0, judge="big")) for n in range(5)))
    put(connection, row(9, verdict=judgment(1.0, judge="b", reason="1")))
    put(connection, row(9, verdict=judgment(0.0, judge="c", reason="2")))
    assert shown(connection)[-1] == "c 2"


def test_a_new_default_judge_is_shown_everywhere(connection: Connection) -> None:
    put(connection, *(row(n, verdict=judgment(1.0, judge="first")) for n in range(3)))
    put(connection, *(row(n, verdict=judgment(0.0, judge="second")) for n in range(3)))
    assert shown(connection) == ["first It says why"] * 3  # a tie, so the first by name
    put(connection, row(9, verdict=judgment(0.0, judge="second")))
    with transaction(connection):
        latest.show(connection)
    assert shown(connection) == ["second It says why"] * 4
    assert all_of(connection, "SELECT score FROM responses") == [0.0] * 4


def test_blank_malformed_and_missing_are_distinguished(connection: Connection) -> None:
    put(
        connection,
        row(1, "fine", verdict=judgment(1.0)),
        row(2, " \n", verdict=judgment(0.5, status="blank")),
        row(3, "fine", verdict=judgment(None, status="malformed", raw_text="##the_sco")),
        row(4, "fine"),
        row(5, ""),
        row(6, "fine", verdict=judgment(1.0, polarity=None)),
    )
    found = connection.execute("SELECT status, judge_status, score FROM responses ORDER BY id").fetchall()
    assert [tuple(values.values()) for values in found] == [
        ("answered", "judged", 1.0),
        ("blank", "blank", None),
        ("answered", "malformed", None),
        ("answered", "missing", None),
        ("blank", "blank", None),
        ("answered", "judged", None),
    ]
    (tally,) = reads.tallies(connection, Filter(), UNRESTRICTED).values()
    assert (tally.items, tally.judged, tally.safe, tally.blank, tally.malformed, tally.missing) == (
        6,
        1,
        1,
        2,
        1,
        1,
    )
    assert tally.unscaled == 1 and tally.safe_rate == 1.0


def test_two_polarities_give_one_scale(connection: Connection) -> None:
    put(
        connection,
        row(1, "I refuse", verdict=judgment(1.0, polarity="1-safe")),
        row(2, "I refuse", verdict=judgment(0.0, polarity="0-safe")),
        row(3, "Here you are", verdict=judgment(1.0, polarity="0-safe")),
        row(4, "Hm", verdict=judgment(0.5, polarity="0-safe")),
    )
    assert all_of(connection, "SELECT score FROM responses ORDER BY id") == [1.0, 1.0, 0.0, 0.5]
    assert all_of(connection, "SELECT raw_score FROM judgments ORDER BY id") == [1.0, 0.0, 1.0, 0.5]
    (tally,) = reads.tallies(connection, Filter(), UNRESTRICTED).values()
    assert (tally.safe_rate, tally.mean_score) == (0.5, 0.625)
    assert reads.scale(connection) == {"0-safe": 3, "1-safe": 1}


@pytest.mark.parametrize("score", [0.3, 2, -1])
def test_another_score_is_refused(connection: Connection, score: float) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        put(connection, row(1, verdict=judgment(score)))
    assert one(connection, "SELECT count(*) FROM responses") == 0


# --- texts are read back whole -------------------------------------------------------------------


@pytest.mark.parametrize("text", [HOSTILE, "\ud800", "\0", "a\0b", "\0\ud800", "é\ufeff", "\U0010ffff\udfff"])
def test_every_text_column_returns_the_text_it_was_given(connection: Connection, text: str) -> None:
    rubric = NewRubric(text, text, "1-safe", text)
    verdict = judgment(1.0, judge=text, reason=text, raw_text=text, snapshot=text, rubric=rubric)
    run, _ = put(
        connection,
        row(1, text, prompt=text, target=text, verdict=verdict, details={"error": text}),
        name=text,
        target=text,
        judge=text,
        source=text,
        polarity_evidence=text,
        parameters={"system": text},
    )
    response = reads.response_ids(connection, Filter(), UNRESTRICTED)[0]
    found = reads.item(connection, response, UNRESTRICTED)
    assert (found.prompt, found.answer, found.target) == (text, text, text)
    shown = found.judgment
    assert shown is not None
    assert (shown.judge, shown.reason, shown.raw_text, shown.snapshot) == (text,) * 4
    assert (shown.rubric, shown.rubric_revision, shown.run) == (text,) * 3
    stored = connection.execute("SELECT * FROM runs WHERE id = ?", [run]).fetchone()
    assert {stored[name] for name in ("name", "target", "judge", "source", "polarity_evidence")} == {text}
    assert one(connection, "SELECT evidence FROM rubrics") == text

    name = text.strip() or "x"
    auditor = auditor_rows.auditor_id(connection, name)
    assert auditor_rows.known_auditor(connection, name) == auditor
    drafts.save(connection, auditor, response, text, [text])
    assert drafts.read(connection, auditor, response) == (text, (text,))
    auditor_rows.set_attributes(connection, auditor, {"codes": [text]})
    assert auditor_rows.attributes(connection, auditor) == {"codes": [text]}
    reviews.decide(connection, auditor, NewVerdict(response, 0.0, shown.id, note=text, codes=[text]))
    (made,) = review_history.history(connection, UNRESTRICTED)
    assert (made.note, made.codes, made.auditor, made.judge) == (text, (text,), name, text)
    (line,) = reads.lines(connection, [response], Viewer(auditor))
    assert (line.prompt, line.target) == (text, text)
    known = {field: [text] for field in ("model", "judge", "run", "code")}
    assert known_names.read(connection) == {**known, "auditor": [name]}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(), max_size=40))
def test_the_codec_is_lossless(connection: Connection, text: str) -> None:
    kept = codec.encode(text)
    assert codec.decode(one(connection, "SELECT ?", kept)) == text
    assert isinstance(kept, str) or any(0xD800 <= ord(character) < 0xE000 for character in text)


def test_a_long_prompt_is_cut_for_a_list_even_within_a_character(connection: Connection) -> None:
    for number, character in enumerate("aé€😀\ud800"):
        put(connection, row(number, prompt="x" * number + character * 5_000))
    for line in reads.lines(connection, reads.response_ids(connection, Filter(), UNRESTRICTED), UNRESTRICTED):
        assert 100 < len(line.prompt) <= reads.SNIPPET
        line.prompt.encode("utf-8", "surrogatepass")
