"""Merging random histories of three copies: every order gives the same contents."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airbench_tui.errors import InputError
from airbench_tui.store.auditing import audit
from airbench_tui.store.database import now, open_database, open_for_reading
from airbench_tui.store.incoming.polarity import set_polarity
from airbench_tui.store.reviewing import adjudications, auditor_rows, bulk, reviews
from tests.effort import times
from tests.store.helpers import (
    decide,
    in_packet,
    judgment,
    one,
    packet,
    put,
    row,
)
from tests.store.merging.conftest import merged

SCORES = st.sampled_from([0.0, 0.5, 1.0])
NAMES = st.sampled_from(["ann", "Ann", "bob"])
EVENTS = st.one_of(
    st.tuples(st.just("decide"), NAMES, st.integers(1, 9), SCORES),
    st.tuples(st.just("withdraw"), NAMES),
    st.tuples(st.just("bulk"), NAMES, st.sampled_from(["score:0", "score>0", ""]), SCORES),
    st.tuples(st.just("withdraw bulk"), NAMES),
    st.tuples(st.just("polarity"), st.sampled_from(["0-safe", "1-safe"])),
    st.tuples(st.just("settle"), st.integers(1, 9), SCORES),
    st.tuples(st.just("rejudge"), st.integers(1, 9), SCORES),
    st.tuples(st.just("settings"), NAMES, st.sampled_from(["5", "9"]), st.sampled_from(["lead", "expert"])),
    st.tuples(st.just("packet"), st.sampled_from(["july", "august"]), st.integers(1, 9)),
)


def happen(connection: sqlite3.Connection, event: tuple[object, ...]) -> None:
    match event:
        case "decide", str(who), int(response), float(score):
            decide(connection, who, response, score, note=who)
        case "withdraw", str(who):
            reviews.withdraw(connection, auditor_rows.auditor_id(connection, who))
        case "bulk", str(who), str(expression), float(score):
            try:
                bulk.apply(connection, auditor_rows.auditor_id(connection, who), expression, score, "why")
            except InputError as error:
                assert "nothing to decide" in str(error)
        case "withdraw bulk", str(who):
            for action in bulk.actions(connection):
                if action.auditor == who and not action.withdrawn:
                    bulk.withdraw(connection, auditor_rows.auditor_id(connection, who), action.id)
        case "polarity", str(to):
            me = auditor_rows.auditor_id(connection, "ann")
            set_polarity(connection, 1, "june", to, me, f"set by hand to {to} at {now()}")  # type: ignore[arg-type]
        case "settle", int(response), float(score):
            try:
                adjudications.adjudicate(
                    connection, auditor_rows.auditor_id(connection, "lead"), response, score, "so"
                )
            except InputError as error:
                assert "do not differ" in str(error)
        case "rejudge", int(n), float(raw):
            put(connection, row(n, f"No {n}.", prompt=f"prompt {n}", verdict=judgment(raw, reason=now())))
        case "settings", str(who), str(node), str(role):
            auditor_rows.set_attributes(
                connection, auditor_rows.auditor_id(connection, who), {"hard": [node], "role": role}
            )
        case "packet", str(name), int(response):
            if not one(connection, "SELECT count(*) FROM packets WHERE name = ?", name):
                in_packet(connection, "ann", packet(connection, name, [response])[response], 1.0)


@settings(
    max_examples=times(8, 500),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    histories=st.lists(st.lists(EVENTS, max_size=6), min_size=3, max_size=3),
    first=st.permutations(range(3)),
    second=st.permutations(range(3)),
)
def test_random_histories_merge_to_the_same(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    histories: list[list[tuple[object, ...]]],
    first: list[int],
    second: list[int],
) -> None:
    folder = tmp_path_factory.mktemp("history")
    paths = []
    for number, events in enumerate(histories):
        path = folder / f"{number}.db"
        shutil.copy(template, path)
        with open_database(path) as opened:
            for event in events:
                happen(opened.connection, event)
        paths.append(path)
    one_way, _ = merged(tuple(paths[n] for n in first), folder / "one.db")
    other_way, _ = merged(tuple(paths[n] for n in (*second, *first)), folder / "other.db")
    # A merge of merges: two copies are merged, and the result is merged into the third.
    merged(tuple(paths[n] for n in second[1:]), folder / "two.db")
    nested, _ = merged((paths[second[0]], folder / "two.db"), folder / "nested.db")
    assert one_way == other_way == nested
    with open_for_reading(folder / "nested.db") as opened:
        found = [one.words for one in audit.differences(opened.connection) if "packet" not in one.table]
    assert found == []  # packets of the tests' helper have ids and designs of their own
    shutil.rmtree(folder)
