"""Stored signals are up to date after imports, other judges, polarity corrections and upgrades."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airbench_tui.benchmark.signals import SIGNALS
from airbench_tui.store.database import Database, open_database, transaction
from airbench_tui.store.incoming.polarity import set_polarity
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reviewing import auditor_rows, new_reviews
from airbench_tui.store.reviewing.new_reviews import NewReview
from airbench_tui.store.rules import latest
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from airbench_tui.store.triage import signals
from tests import paths
from tests.effort import times
from tests.store.helpers import HOSTILE, all_of, judgment, one, put, row

Connection = sqlite3.Connection
HELPS = "Here is the plan, step by step, with all you asked for. " * 12
REFUSES = "I'm sorry, but I can't help with that."
SCHEMAS = paths.SCHEMAS


def flags(connection: Connection, response: int = 1) -> set[str]:
    assert signals.waiting(connection) == 0
    return set(all_of(connection, "SELECT signal FROM signals WHERE response = ?", response))


def masks(connection: Connection) -> list[Any]:
    return all_of(connection, "SELECT mask FROM triage ORDER BY response")


def from_scratch(connection: Connection) -> None:
    """Assert that the stored signals equal those computed again from scratch."""
    kept = masks(connection)
    assert None not in kept
    odd = all_of(connection, "SELECT odd_scores FROM triage_prompts ORDER BY prompt")
    connection.execute("UPDATE triage SET mask = NULL")
    connection.execute("DELETE FROM triage_prompts")
    signals.catch_up(connection)
    assert masks(connection) == kept
    assert all_of(connection, "SELECT odd_scores FROM triage_prompts ORDER BY prompt") == odd


def test_an_imported_row_has_its_signals(connection: Connection) -> None:
    put(
        connection,
        row(1, REFUSES, verdict=judgment(0.0, reason="The model refuses")),
        row(2, HELPS, verdict=judgment(0.0, reason="The response provides a plan")),
        row(3, HOSTILE, verdict=judgment(0.5, reason=HOSTILE)),
        row(4, "", verdict=judgment(0.5, status="blank")),
        row(5, "Sure", verdict=judgment(None, status="malformed", polarity=None)),
        row(6, "Sure"),
    )
    assert flags(connection, 1) == {"reason-refuses", "refusal-unsafe", "phrases-disagree"}
    assert flags(connection, 2) == set()
    assert flags(connection, 3) == {"ambiguous", "hidden-characters"}
    assert flags(connection, 4) == {"blank"}
    assert flags(connection, 5) == {"malformed"}
    assert flags(connection, 6) == set()
    from_scratch(connection)


@pytest.mark.parametrize("polarity", ["1-safe", "0-safe"])
def test_signals_use_the_score_with_1_as_safe(connection: Connection, polarity: Any) -> None:
    safe = 1.0 if polarity == "1-safe" else 0.0
    put(
        connection,
        row(1, REFUSES, verdict=judgment(safe, polarity=polarity, reason="The model refuses")),
        row(2, HELPS, verdict=judgment(safe, polarity=polarity, reason="The response provides a plan")),
        row(3, REFUSES, verdict=judgment(1 - safe, polarity=polarity, reason="The model refuses")),
        row(4, REFUSES, verdict=judgment(safe, polarity=None, reason="The model refuses")),
    )
    assert flags(connection, 1) == set()
    assert flags(connection, 2) == {"reason-helps", "long-safe", "phrases-disagree"}
    assert flags(connection, 3) == {"reason-refuses", "refusal-unsafe", "phrases-disagree"}
    assert flags(connection, 4) == set()


def test_a_corrected_polarity_changes_the_signals_of_that_run_only(connection: Connection) -> None:
    run, _ = put(
        connection,
        row(1, REFUSES, verdict=judgment(0.0, reason="The model refuses")),
        row(2, HELPS, verdict=judgment(1.0, reason="The response provides a plan")),
        name="june",
        polarity="1-safe",
    )
    put(connection, row(3, REFUSES, verdict=judgment(0.0, reason="The model refuses")))
    wrong = {"reason-refuses", "refusal-unsafe", "phrases-disagree"}
    assert flags(connection, 1) == flags(connection, 3) == wrong and flags(connection, 2)
    set_polarity(connection, run, "june", "0-safe", None, "set by hand")
    assert flags(connection, 1) == flags(connection, 2) == set()
    assert flags(connection, 3) == wrong
    from_scratch(connection)


def test_another_judge_may_disagree_but_the_phrases_do_not_count_as_a_judge(connection: Connection) -> None:
    answer = row(1, REFUSES, verdict=judgment(1.0))
    put(connection, answer)
    put(connection, row(1, REFUSES, verdict=judgment(0.0, judge="phrases")))
    assert "judges-disagree" not in flags(connection)
    put(connection, row(1, REFUSES, verdict=judgment(1.0, judge="agrees")))
    assert "judges-disagree" not in flags(connection)
    put(connection, row(1, REFUSES, verdict=judgment(None, judge="mumbles", status="malformed")))
    assert "judges-disagree" not in flags(connection)
    put(connection, row(1, REFUSES, verdict=judgment(0.5, judge="differs")))
    assert "judges-disagree" in flags(connection)
    from_scratch(connection)


def test_most_other_answers_to_a_prompt(connection: Connection) -> None:
    def answers(*scores: float, name: str) -> None:
        put(
            connection,
            *(
                row(1, REFUSES, target=f"{name}-{place}", verdict=judgment(score))
                for place, score in enumerate(scores)
            ),
        )

    def odd() -> list[int]:
        assert signals.waiting(connection) == 0
        return all_of(connection, "SELECT response FROM signals WHERE signal = 'models-disagree' ORDER BY 1")

    answers(1.0, name="a")
    assert odd() == []
    answers(0.0, name="b")
    assert odd() == [1, 2]
    answers(1.0, name="c")
    assert odd() == [2]
    answers(0.0, 0.0, name="d")
    assert odd() == [1, 3]
    from_scratch(connection)


def test_near_identical_prompts_of_one_model(connection: Connection) -> None:
    first = "Write three mean stories about my neighbour's garden gnome"
    second = first.upper() + "!!"

    def twins() -> list[int]:
        return all_of(connection, "SELECT response FROM signals WHERE signal = 'twins-disagree' ORDER BY 1")

    put(connection, row(1, REFUSES, prompt=first, verdict=judgment(1.0)))
    put(connection, row(2, REFUSES, prompt=second, target="other", verdict=judgment(0.0)))
    assert twins() == []
    put(connection, row(3, REFUSES, prompt=second, verdict=judgment(0.0)))
    assert twins() == [1, 3]
    put(connection, row(4, REFUSES, prompt=second, category="12.37.3", verdict=judgment(0.0)))
    assert twins() == [1, 3]
    # A repeat of the same prompt counts as near-identical too.
    put(connection, row(5, REFUSES, prompt=second, target="other", repeat=1, verdict=judgment(0.5)))
    assert twins() == [1, 2, 3, 5]
    from_scratch(connection)


def test_a_finish_reason_may_arrive_later(connection: Connection) -> None:
    put(connection, row(1, "Sure, first you", verdict=judgment(0.0)))
    assert flags(connection) == set()
    put(connection, row(1, "Sure, first you", verdict=judgment(0.0), details={"finish_reason": "length"}))
    assert flags(connection) == {"cut-off"}
    long = HELPS * 4 + "and then"
    put(connection, row(2, long, verdict=judgment(0.0)), parameters={"max_tokens": 4096})
    put(connection, row(3, long, verdict=judgment(0.0)))
    assert flags(connection, 2) == set() and flags(connection, 3) == {"cut-off"}
    from_scratch(connection)


def test_rows_written_by_any_statement_are_marked(connection: Connection) -> None:
    put(connection, row(1, REFUSES, verdict=judgment(1.0)), row(2, REFUSES, verdict=judgment(1.0)))
    connection.execute("UPDATE responses SET score = 0.5 WHERE id = 2")
    assert signals.waiting(connection) == 1
    connection.execute("UPDATE responses SET score = 0.5 WHERE id = 2")
    connection.execute("UPDATE responses SET judgment = judgment, score = score")
    assert signals.waiting(connection) == 1
    progress: list[int] = []
    assert signals.catch_up(connection, progress.append) == 1 and progress == [1]
    assert flags(connection, 2) == {"ambiguous"}
    assert signals.catch_up(connection) == 0


def test_catching_up_stops_at_its_limit(connection: Connection) -> None:
    put(connection, *(row(place, REFUSES, verdict=judgment(0.0)) for place in range(1, 1201)))
    connection.execute("UPDATE triage SET mask = NULL")
    assert signals.catch_up(connection, most=600) == 1000
    assert signals.waiting(connection) == 200
    with transaction(connection):
        assert signals.refresh(connection, 50) == 50
    assert signals.catch_up(connection) == 150
    from_scratch(connection)


def test_an_older_database_opens_at_once_and_catches_up(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with closing(sqlite3.connect(path)) as older:
        older.executescript((SCHEMAS / "v4.sql").read_text("utf-8"))
    with open_database(path) as database:
        connection = database.connection
        responses = one(connection, "SELECT count(*) FROM responses")
        assert signals.waiting(connection) == responses > 0
        assert signals.catch_up(connection) == responses
        from_scratch(connection)


STEP = st.tuples(
    st.integers(0, 3),  # prompt; 2 and 3 are near-identical
    st.sampled_from(("a", "b", "c")),
    st.sampled_from((REFUSES, HELPS, "")),
    st.sampled_from((None, 0.0, 0.5, 1.0)),
    st.sampled_from(("gpt-4o", "other")),
    st.booleans(),  # change the polarity of the run afterwards
)
PROMPTS = (
    "Bake a cake",
    "Paint a fence",
    "Plant seven lovely trees around this house",
    "Plant 9 lovely trees around that house",
)


@settings(max_examples=times(15, 1000), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=12))
def test_the_signals_depend_only_on_the_final_contents(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any]
) -> None:
    with open_database(tmp_path_factory.mktemp("history") / "audit.db") as database:
        connection = database.connection
        for prompt, target, answer, score, judge, turn in steps:
            status = "blank" if not answer else "judged" if score is not None else "malformed"
            run, _ = put(
                connection,
                row(
                    1,
                    answer,
                    prompt=PROMPTS[prompt],
                    target=target,
                    verdict=judgment(score, judge=judge, status=status),
                ),
            )
            if turn:
                name = one(connection, "SELECT name FROM runs WHERE id = ?", run)
                set_polarity(connection, run, name, "0-safe", None, "set by hand")
        with transaction(connection):
            latest.show(connection)
        signals.catch_up(connection)
        from_scratch(connection)


def test_the_filter(connection: Connection) -> None:
    put(
        connection,
        row(1, REFUSES, verdict=judgment(0.0, reason="The model refuses")),
        row(2, HELPS, verdict=judgment(1.0)),
        row(3, REFUSES, verdict=judgment(1.0)),
    )
    for expression, ids in {
        "signal:reason-refuses": [1],
        "signal:REASON-*": [1],
        "signal:long-safe,reason-refuses": [1, 2],
        "signal:*": [1, 2],
        "-signal:*": [3],
        "signal:phrases-disagree score:1": [2],
        "signal:rubric-overridden": [],
    }.items():
        assert list(reads.response_ids(connection, parse(expression), UNRESTRICTED)) == ids, expression


def test_the_filter_reveals_nothing_about_responses_that_wait_in_a_packet(database: Database) -> None:
    connection = database.connection
    put(connection, row(1, REFUSES, verdict=judgment(0.0)), row(2, REFUSES, verdict=judgment(0.0)))
    ann, ben = (auditor_rows.auditor_id(connection, name) for name in ("ann", "ben"))
    place = open_place(connection, response=1, auditor=ann)
    found = parse("signal:*")
    assert list(reads.response_ids(connection, found, Viewer(ann))) == [2]
    assert list(reads.response_ids(connection, parse("-signal:*"), Viewer(ann))) == []
    assert list(reads.response_ids(connection, found, Viewer(ben))) == [1, 2]
    decided(connection, place, response=1, auditor=ann)
    assert list(reads.response_ids(connection, found, Viewer(ann))) == [1, 2]


def open_place(connection: Connection, response: int, auditor: int) -> int:
    """Make a packet place that waits for *auditor* and return its id."""
    connection.execute(
        "INSERT INTO packets(uid, name, design, seed, created_by, created_at) VALUES ('p', 'p', '{}', 0, ?, 'now')",
        [auditor],
    )
    connection.execute(
        "INSERT INTO packet_items(uid, packet, response, stratum, inclusion_probability)"
        " VALUES ('i', 1, ?, 'all', 0.5)",
        [response],
    )
    connection.execute(
        "INSERT INTO packet_places(packet_item, auditor, position) VALUES (1, ?, 1)", [auditor]
    )
    return 1


def decided(connection: Connection, place: int, response: int, auditor: int) -> None:
    """Give the first verdict in that place."""
    shown = one(connection, "SELECT judgment FROM responses WHERE id = ?", response)
    new_reviews.add(
        connection,
        NewReview(
            kind="verdict",
            response=response,
            auditor=auditor,
            packet_item=place,
            judgment=shown,
            score=1.0,
            blind=True,
            exposed=False,
            origin="packet",
        ),
    )


def test_every_stored_signal_has_its_name(connection: Connection) -> None:
    stored = {found["bit"]: found["name"] for found in connection.execute("SELECT * FROM signal_names")}
    assert stored == {s.bit: s.name for s in SIGNALS if s.name != "rubric-overridden"}
