"""Places that once showed different figures of one audit, each with the smallest history that caused it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.agreement import evidence, tables
from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.store.incoming.polarity import set_polarity
from airbench_tui.store.merging import merge
from airbench_tui.store.reading import explore, reads
from airbench_tui.store.reading.dimensions import DIMENSIONS
from airbench_tui.store.reading.explore import MEASURES, Question
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reading.flips import FlipSide, flips
from airbench_tui.store.reviewing import (
    adjudications,
    bulk,
    packet_answers,
    packet_places,
    packets,
    progress,
    reviews,
)
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from tests.figures import world
from tests.figures.commands import Commands
from tests.figures.world import JUDGES, Answer, Copy

MODEL = "acme/owl"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Copy]:
    """Make an audit of four answers that one judge called safe."""
    copy = Copy(tmp_path / "audit.db")
    judged(copy, *[Answer(prompt, 0, 1.0) for prompt in range(4)])
    yield copy
    copy.database.close()


def judged(copy: Copy, *answers: Answer, judge: str = JUDGES[0]) -> None:
    """Import answers with judgments of one judge, 1 = safe."""
    number = len(list(copy.path.parent.glob("file*")))
    copy.bring(world.write(copy.path.parent, answers, f"file {number}"), MODEL, judge, "1-safe")


def packet(copy: Copy, name: str, repeat: float = 0.0) -> int:
    """Draw a packet of all answers for ann and return its id."""
    plan = PacketPlan(name, 4, stratify="none", seed=1, repeat=repeat, auditors=("ann",))
    return new_packet(copy.connection, plan, "ann").packet


def place(copy: Copy, name: str, answer: int, *, repeat: bool = False) -> int:
    """Return ann's place of an answer in a packet."""
    which = packets.find(copy.connection, name)
    return packet_places.place_of(copy.connection, which, copy.auditor("ann"), answer, repeat=repeat)


def repeated(copy: Copy) -> int:
    """Return an answer that is repeated for ann."""
    (found, *_) = copy.ids("SELECT response AS id FROM packet_items WHERE repeat_of IS NOT NULL ORDER BY uid")
    return found


def apart(here: Copy) -> Copy:
    """Make another copy of the audit, which can change separately."""
    return Copy(here.duplicate(here.path.with_name("other.db")))


@contextmanager
def both_ways(one: Copy, other: Copy) -> Iterator[list[Copy]]:
    """Merge each of two copies into the other."""
    made = []
    for mine, theirs, name in ((one, other, "here.db"), (other, one, "there.db")):
        copy = Copy(mine.duplicate(mine.path.with_name(name)))
        merge.merge(copy.database, theirs.path)
        made.append(copy)
    yield made
    for copy in (*made, other):
        copy.database.close()


def by_category(copy: Copy, name: str) -> int:
    """Return a column of Browse's counts."""
    return sum(
        getattr(tally, name) for tally in reads.tallies(copy.connection, Filter(), UNRESTRICTED).values()
    )


def explored(copy: Copy, measure: str, dimension: str) -> dict[str, tuple[float | None, int]]:
    """Return Explore's cells of all models."""
    made = explore.table(copy.connection, MEASURES[measure], Question(DIMENSIONS[dimension], UNRESTRICTED))
    return {
        row.id: (made.cell(row, None).value, made.cell(row, None).n)
        for row in made.rows
        if row.level in (0, 4)
    }


def reviewed(copy: Copy) -> dict[str, int]:
    """Return the number of reviewed answers in every place."""
    commands = Commands(copy.path)
    return {
        "browse": by_category(copy, "reviewed"),
        "list": len(commands.list("reviewed:yes")),
        "export": len({row["response_id"] for row in commands.export("--rows", "reviewed")}),
        "agreement": commands.agreement()["n_reviewed"],
        "agreement by model": sum(
            part["n_reviewed"] for part in commands.agreement("--by", "model")["groups"]
        ),
    }


def in_packet(copy: Copy) -> list[dict[str, Any]]:
    """Return everybody's progress in the packet june, as its status and the list of packets show it."""
    listed, status = Commands(copy.path).packet("june")
    found = list(status["auditors"])
    assert listed["places"] == sum(one["assigned"] for one in found)
    assert listed["done"] == sum(one["done"] for one in found)
    if "answered" in listed:
        assert listed["answered"] == sum(one["done"] + one["cannot_judge"] for one in found)
    return found


def everywhere(found: dict[str, Any], value: Any) -> None:
    """Assert that every place shows *value*."""
    assert found == dict.fromkeys(found, value)


# -- the judgment made last -----------------------------------------------------------------------


@pytest.fixture
def judged_twice(here: Copy) -> Iterator[list[Copy]]:
    """Two copies in which one judge said 1, then 0 of an answer, merged either way round."""
    there = apart(here)
    judged(here, Answer(4, 0, 1.0))
    judged(there, Answer(4, 0, 0.0, 1))
    for copy in (here, there):
        copy.decide("ann", copy.answers()[4], 0.0)
    with both_ways(here, there) as merged:
        yield merged


def test_the_judgment_made_last_is_in_every_list(judged_twice: list[Copy]) -> None:
    for copy in judged_twice:
        (row,) = [row for row in Commands(copy.path).list() if row["prompt"] == "Prompt 4"]
        assert row["score"] == 0
        scores = [row["score"] for row in Commands(copy.path).export(kind="pipeline1")]
        assert sorted(scores) == [0, 1, 1, 1, 1]


def test_the_judgment_made_last_is_in_agreement(judged_twice: list[Copy]) -> None:
    for copy in judged_twice:
        found = Commands(copy.path).agreement()
        assert found["safe_rate"]["judge"] | {"ci95": None} == {"value": 0.8, "ci95": None, "n": 5}
        assert found["judge_vs_human"]["confusion"] == [[1, 0, 0], [0, 0, 0], [0, 0, 0]]


def test_the_judgment_made_last_is_in_Explore(judged_twice: list[Copy]) -> None:
    for copy in judged_twice:
        assert explored(copy, "safe", "judge") == {JUDGES[0]: (0.8, 5)}
        assert explored(copy, "override", "judge") == {JUDGES[0]: (0.0, 1)}


def test_a_judgment_that_could_not_be_read_replaces_none(here: Copy) -> None:
    judged(here, Answer(0, 0, None, 1))
    commands = Commands(here.path)
    assert commands.agreement()["n_judged"] == by_category(here, "judged") == 4
    assert [row["score"] for row in commands.list()] == [1, 1, 1, 1]


# -- one voice for each auditor ---------------------------------------------------------------------


@pytest.fixture
def in_two_packets(here: Copy) -> Copy:
    """Ann calls an answer safe in one packet, then unsafe in another; ben calls it safe."""
    answer = here.answers()[0]
    for name, score in (("june", 1.0), ("july", 0.0)):
        packet(here, name)
        here.decide_in("ann", place(here, name, answer), score)
    here.decide("ben", answer, 1.0)
    return here


def test_an_auditor_with_two_packets_has_one_side(in_two_packets: Copy) -> None:
    (case,) = Commands(in_two_packets.path).disputes()
    assert [(side["auditor"], side["score"]) for side in case["sides"]] == [("ann", 0), ("ben", 1)]


def test_an_auditor_with_two_packets_has_one_voice_in_the_final_score(in_two_packets: Copy) -> None:
    rows = [row for row in Commands(in_two_packets.path).export() if row["auditor"]]
    assert {(row["final_score"], row["final_source"]) for row in rows} == {(0.5, "review")}


def test_agreement_takes_the_first_verdict_of_two_packets(in_two_packets: Copy) -> None:
    found = Commands(in_two_packets.path).agreement()
    assert found["basis"] == "blind first verdicts"
    assert found["judge_vs_human"]["confusion"] == [[0, 0, 0], [0, 0, 0], [0, 0, 1]]


# -- repeats and "cannot judge" -----------------------------------------------------------------------


def test_a_repeat_reviews_nothing(here: Copy) -> None:
    june = packet(here, "june", repeat=0.5)
    again = repeated(here)
    packet_answers.cannot_judge(here.connection, here.auditor("ann"), place(here, "june", again), "unclear")
    here.decide_in("ann", place(here, "june", again, repeat=True), 0.0)
    other = next(answer for answer in here.answers() if answer != again)
    here.decide_in("ann", place(here, "june", other), 0.0)
    everywhere(reviewed(here), 1)
    assert by_category(here, "overridden") == 1
    assert progress.tally(here.connection, here.auditor("ann")) == (1, 1)
    (ann,) = in_packet(here)
    assert (ann["done"], ann["cannot_judge"]) == (2, 1)
    assert len(packet_places.queue(here.connection, june, here.auditor("ann"))) == ann["left"]


def test_a_verdict_stands_though_another_copy_could_not_judge(here: Copy) -> None:
    packet(here, "june")
    there, answer = apart(here), here.answers()[0]
    here.decide_in("ann", place(here, "june", answer), 0.0)
    packet_answers.cannot_judge(
        there.connection, there.auditor("ann"), place(there, "june", answer), "unclear"
    )
    with both_ways(here, there) as merged:
        for copy in merged:
            (ann,) = in_packet(copy)
            assert (ann["done"], ann["cannot_judge"], ann["left"]) == (1, 0, 3)
            everywhere(reviewed(copy), 1)


# -- in bulk ------------------------------------------------------------------------------------------


def test_bulk_decisions_review_nothing(here: Copy) -> None:
    bulk.apply(here.connection, here.auditor("ann"), "", 0.0, "all")
    here.decide("ben", here.answers()[0], 0.0)
    everywhere(reviewed(here), 1)
    commands = Commands(here.path)
    assert len(commands.list("reviewed:bulk")) == 3
    assert commands.list("reviewed:no") == []
    assert by_category(here, "overridden") == 1
    assert len(commands.list("decision:overridden")) == 4


def test_an_answer_decided_in_bulk_and_settled_is_still_one_decided_in_bulk(here: Copy) -> None:
    answer, chi = here.answers()[0], here.auditor("chi")
    here.decide("ann", answer, 0.0)
    here.decide("ben", answer, 1.0)
    adjudications.adjudicate(here.connection, chi, answer, 0.0, "it is not")
    for name in ("ann", "ben"):
        reviews.withdraw(here.connection, here.auditor(name))
    bulk.apply(here.connection, chi, "", 1.0, "all")
    commands = Commands(here.path)
    found = {word: len(commands.list(f"reviewed:{word}")) for word in ("yes", "no", "bulk")}
    assert found == {"yes": 0, "no": 0, "bulk": 4}
    everywhere(reviewed(here), 0)
    assert by_category(here, "overridden") == 1  # it was settled


# -- overridden ---------------------------------------------------------------------------------------


def overridden(copy: Copy) -> dict[str, int]:
    """Return the number of overridden answers in every place."""
    commands = Commands(copy.path)
    share, n = explored(copy, "override", "score")["1"]
    return {
        "browse": by_category(copy, "overridden"),
        "list": len(commands.list("decision:overridden")),
        "export": len({row["response_id"] for row in commands.export("--rows", "overridden")}),
        "explore": round((share or 0) * n),
        "table": sum(
            len(line.overridden) for line in tables.by_model(evidence.load(copy.connection, UNRESTRICTED))
        ),
    }


def test_an_answer_is_overridden_against_the_judgment_made_last(here: Copy) -> None:
    first, second, *_ = here.answers()
    here.decide("ann", first, 1.0)
    here.decide("ann", second, 0.0)
    everywhere(overridden(here), 1)
    judged(here, Answer(0, 0, 0.0, 1), Answer(1, 0, 0.0, 1))
    judged(here, Answer(2, 0, 1.0, 1), Answer(1, 0, 1.0, 2))
    # Now the first is judged unsafe, which ann had confirmed as safe; the second is safe as it was.
    found = overridden(here)
    assert found.pop("explore") == 1  # of those that the judge calls safe now: the second alone
    everywhere(found, 2)


def test_an_auditor_who_confirms_does_not_hide_another_who_overrides(here: Copy) -> None:
    answer = here.answers()[0]
    here.decide("ann", answer, 0.0)
    here.decide("ben", answer, 1.0)
    everywhere(overridden(here), 1)


def test_a_settled_score_decides_whether_the_judge_was_overridden(here: Copy) -> None:
    answer = here.answers()[0]
    here.decide("ann", answer, 0.0)
    here.decide("ben", answer, 1.0)
    adjudications.adjudicate(here.connection, here.auditor("chi"), answer, 1.0, "it is safe")
    everywhere(overridden(here), 0)
    assert len(Commands(here.path).list("decision:confirmed")) == 1


# -- the other scale ----------------------------------------------------------------------------------


def test_what_waits_for_another_look_is_in_no_list(here: Copy) -> None:
    answer = here.answers()[0]
    here.decide("ann", answer, 0.0, codes=("rubric",))
    (run,) = here.connection.execute("SELECT id, name FROM runs").fetchall()
    set_polarity(here.connection, run["id"], run["name"], "0-safe", here.auditor("ann"), "by hand")
    everywhere(reviewed(here), 0)
    commands = Commands(here.path)
    assert len(commands.list("reviewed:stale")) == 1
    assert commands.list("auditor:ann") == commands.list("code:rubric") == []


def test_a_row_that_is_hidden_does_not_say_that_a_verdict_waits(here: Copy) -> None:
    ann = here.auditor("ann")
    here.decide("ann", here.answers()[0], 0.0)
    packet(here, "june")
    (run,) = here.connection.execute("SELECT id, name FROM runs").fetchall()
    set_polarity(here.connection, run["id"], run["name"], "0-safe", ann, "by hand")
    lines = reads.lines(here.connection, here.answers(), Viewer(ann))
    assert [(line.hidden, line.stale) for line in lines] == [(True, False)] * 4


# -- answers ------------------------------------------------------------------------------------------


def test_a_blank_answer_that_nobody_judged_is_blank_in_every_copy(here: Copy) -> None:
    there = apart(here)
    judged(here, Answer(4, 2, None, None))
    with both_ways(here, there) as merged:
        for copy in merged:
            assert Commands(copy.path).agreement()["counts"]["blank"] == by_category(copy, "blank") == 1
            assert by_category(copy, "missing") == 0


def test_flips_take_the_answer_that_came_last(tmp_path: Path, here: Copy) -> None:
    there = apart(here)
    here.bring(world.write(tmp_path, [Answer(0, 0, 1.0)], "a"), "acme/parrot", JUDGES[0], "1-safe")
    there.bring(world.write(tmp_path, [Answer(0, 1, 0.0)], "b"), "acme/parrot", JUDGES[0], "1-safe")
    with both_ways(here, there) as merged:
        for copy in merged:
            whole = flips(
                copy.connection, FlipSide("model", MODEL), FlipSide("model", "acme/parrot"), UNRESTRICTED
            )[0]
            assert (whole.n, whole.lost) == (1, 1)
