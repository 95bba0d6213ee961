"""Cases on which auditors differ: reading them, settling them, and the pairs of auditors who differ."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.errors import InputError
from airbench_tui.store.incoming.ingest import NewRubric
from airbench_tui.store.incoming.polarity import set_polarity
from airbench_tui.store.reviewing import auditor_rows, auditors, bulk, disagreements, review_history, reviews
from airbench_tui.store.reviewing.adjudications import adjudicate, cases, latest, queue, waiting, withdraw
from airbench_tui.store.reviewing.disagreements import DifferingPair
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from tests.store.helpers import all_of, decide, in_packet, judgment, one, packet, put, row

Connection = sqlite3.Connection
SECRET = "the judge's own words"


@pytest.fixture
def desk(connection: Connection) -> Connection:
    """Six responses, all scored 1 by the judge."""
    rubric = NewRubric("Judge {{QUESTION}} and {{ANSWER}}", "rev", "1-safe", "so it says")
    put(
        connection,
        *[
            row(n, f"No {n}.", prompt=f"prompt {n}", verdict=judgment(1.0, reason=SECRET, rubric=rubric))
            for n in range(1, 7)
        ],
    )
    return connection


def me(connection: Connection, who: str = "lead") -> int:
    return auditor_rows.auditor_id(connection, who)


def test_the_queue_has_responses_on_which_auditors_standing_verdicts_differ(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "bob", 1, 1.0)
    decide(desk, "ann", 2, 0.0)  # no other auditor decided
    decide(desk, "ann", 3, 0.0)  # both agree
    decide(desk, "bob", 3, 0.0)
    decide(desk, "ann", 4, 0.0)  # changed before bob decided
    decide(desk, "ann", 4, 0.5)
    decide(desk, "bob", 4, 0.5)
    decide(desk, "ann", 5, 0.0)  # withdrawn below
    decide(desk, "bob", 5, 1.0)
    reviews.withdraw(desk, me(desk, "ann"), 5)
    decide(desk, "ann", 6, 0.0)  # in bulk
    bulk.apply(desk, me(desk, "bob"), "id:" + one(desk, "SELECT uid FROM responses WHERE id = 6"), 1.0, "why")
    assert queue(desk, UNRESTRICTED) == [1]
    set_polarity(desk, 1, "run", "0-safe", None, "turned")  # every verdict is stale now
    assert queue(desk, UNRESTRICTED) == []


def test_a_packet_verdict_outranks_a_later_one_from_browsing(desk: Connection) -> None:
    items = packet(desk, "july", [1, 2, 3], ann=[1, 2], bob=[3])
    in_packet(desk, "ann", items[1], 0.0)
    decide(desk, "ann", 1, 1.0)  # later, outside the packet: the place in the packet still has 0
    decide(desk, "bob", 1, 1.0)
    in_packet(desk, "ann", items[2], 1.0)
    decide(desk, "bob", 2, 1.0)
    repeat = desk.execute(
        "INSERT INTO packet_items(uid, packet, response, judgment, stratum, inclusion_probability, repeat_of)"
        " SELECT 'repeat', packet, response, judgment, stratum, inclusion_probability, id FROM packet_items"
        " WHERE id = ?",
        [items[2]],
    ).lastrowid
    in_packet(desk, "ann", int(repeat or 0), 0.0)  # a hidden repeat makes no disagreement
    assert queue(desk, UNRESTRICTED) == [1]
    (case,) = cases(desk, UNRESTRICTED, [1])
    assert [(side.auditor, side.score, side.packet, side.blind) for side in case.sides] == [
        ("ann", 0.0, "july", True),
        ("bob", 1.0, None, False),
    ]


def test_a_case_has_both_sides_and_hides_the_judge_until_it_is_settled(desk: Connection) -> None:
    first = decide(desk, "ann", 1, 0.0, blind=True, revealed=False)
    decide(desk, "ann", 1, 0.5, follows=first, note="hm", codes=["misread"])
    decide(desk, "bob", 1, 1.0, note="fine")
    items = packet(desk, "july", [1], cyd=[1])
    in_packet(desk, "cyd", items[1], None, "not my language")
    (case,) = cases(desk, Viewer(me(desk)), [1])
    assert [(s.auditor, s.score, s.first_score, s.blind, s.note, s.codes) for s in case.sides] == [
        ("ann", 0.5, 0.0, True, "hm", ("misread",)),
        ("bob", 1.0, 1.0, False, "fine", ()),
        ("cyd", None, None, True, "not my language", ()),
    ]
    assert (case.prompt, case.answer, case.final, case.judgment) == ("prompt 1", "No 1.", None, None)
    assert case.rubric == "Judge {{QUESTION}} and {{ANSWER}}"
    assert SECRET not in repr(case) and "gpt-4o" not in repr(case)
    adjudicate(desk, me(desk), 1, 0.5, "it wavers")
    (case,) = cases(desk, Viewer(me(desk)), [1])
    assert case.judgment is not None and case.judgment.reason == SECRET
    assert case.final is not None and (case.final.score, case.final.auditor) == (0.5, "lead")


def test_settling_leaves_the_reviews_and_can_be_withdrawn(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "bob", 1, 1.0)
    before = review_history.history(desk, UNRESTRICTED)
    made = adjudicate(desk, me(desk), 1, 0.5, "  it wavers ")
    assert (made.score, made.note, made.auditor) == (0.5, "  it wavers ", "lead")
    assert (queue(desk, UNRESTRICTED), queue(desk, UNRESTRICTED, settled=True)) == ([], [1])
    again = adjudicate(desk, me(desk, "bob"), 1, 1.0, "on second thoughts")
    assert again.made_at > made.made_at
    assert desk.execute("SELECT response, score FROM final_scores").fetchall() == [
        {"response": 1, "score": 1.0}
    ]
    assert withdraw(desk, me(desk), 1) == again
    assert (queue(desk, UNRESTRICTED), queue(desk, UNRESTRICTED, settled=True)) == ([1], [])
    assert all_of(desk, "SELECT score FROM adjudications ORDER BY made_at") == [0.5, 1.0, None]
    with pytest.raises(InputError, match="is not settled"):
        withdraw(desk, me(desk), 1)
    assert review_history.history(desk, UNRESTRICTED) == before
    for statement in ("UPDATE adjudications SET score = 0", "DELETE FROM adjudications"):
        with pytest.raises(sqlite3.IntegrityError):
            desk.execute(statement)


def test_a_clock_that_goes_back_does_not_restore_an_earlier_final_score(
    desk: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "bob", 1, 1.0)
    adjudicate(desk, me(desk), 1, 0.0, "first")
    monkeypatch.setattr("airbench_tui.store.database.now", lambda: "2020-01-01T00:00:00.000000Z")
    assert adjudicate(desk, me(desk), 1, 1.0, "second").score == 1.0


@pytest.mark.parametrize(
    ("response", "score", "note", "words"),
    [
        (1, 0.3, "why", r"a score is 0, 0\.5 or 1, not 0\.3"),
        (1, 1.0, " ", "needs a reason"),
        (2, 1.0, "why", "do not differ on this response"),
        (3, 1.0, "why", "do not differ on this response"),
    ],
)
def test_invalid_adjudications_are_refused(
    desk: Connection, response: int, score: float, note: str, words: str
) -> None:
    for which in (1, 3):
        decide(desk, "ann", which, 0.0)
    decide(desk, "bob", 1, 1.0)
    with pytest.raises(InputError, match=words):
        adjudicate(desk, me(desk), response, score, note)
    assert one(desk, "SELECT count(*) FROM adjudications") == 0


def test_others_verdicts_are_hidden_until_the_viewers_own_verdict(desk: Connection) -> None:
    items = packet(desk, "july", [1, 2], ann=[1, 2], bob=[1], lead=[1])
    in_packet(desk, "ann", items[1], 0.0)
    in_packet(desk, "bob", items[1], 1.0)
    decide(desk, "ann", 3, 0.0)
    decide(desk, "bob", 3, 1.0)
    lead = me(desk)
    assert (queue(desk, Viewer(lead)), waiting(desk, Viewer(lead))) == ([3], 1)
    assert (queue(desk, Viewer(me(desk, "ann"))), waiting(desk, UNRESTRICTED)) == ([1, 3], 0)
    for refused in (
        lambda: cases(desk, Viewer(lead), [1]),
        lambda: adjudicate(desk, lead, 1, 1.0, "why"),
        lambda: withdraw(desk, lead, 1),
    ):
        with pytest.raises(InputError, match="waits for your own verdict in a packet"):
            refused()
    (pair,) = disagreements.pairs(desk, Viewer(lead))
    assert pair.responses == (3,)
    adjudicate(desk, me(desk, "ann"), 1, 0.0, "why")
    assert queue(desk, Viewer(lead), settled=True) == []  # the final score is hidden too
    in_packet(desk, "lead", items[1], None, "no idea")  # "cannot judge" is an answer too
    assert (queue(desk, Viewer(lead), settled=True), waiting(desk, Viewer(lead))) == ([1], 0)
    (case,) = cases(desk, Viewer(lead), [1])  # the answer can be withdrawn, so the judge stays hidden
    assert case.judgment is not None and (case.judgment.score, case.judgment.reason) == (None, "")


def test_differing_pairs_of_auditors_and_groups(desk: Connection) -> None:
    auditors.describe(desk, "ann", group="north", language="de")
    auditors.describe(desk, "bob", group="north")
    auditors.describe(desk, "cyd", group="south")
    for who, scores in (
        ("ann", (0.0, 1.0, 0.5)),
        ("bob", (0.0, 0.0, 0.5)),
        ("cyd", (1.0, 1.0)),
        ("dan", (1.0,)),
    ):
        for response, score in enumerate(scores, 1):
            decide(desk, who, response, score)
    assert disagreements.pairs(desk, UNRESTRICTED) == [
        DifferingPair("ann", "bob", 3, 1, (2,)),
        DifferingPair("ann", "cyd", 2, 1, (1,)),
        DifferingPair("ann", "dan", 1, 1, (1,)),
        DifferingPair("bob", "cyd", 2, 2, (1, 2)),
        DifferingPair("bob", "dan", 1, 1, (1,)),
        DifferingPair("cyd", "dan", 1, 0, ()),
    ]
    assert disagreements.by_attribute(desk, "group", UNRESTRICTED) == [
        DifferingPair("north", "north", 3, 1, (2,)),
        DifferingPair("north", "south", 4, 3, (1, 2)),
        DifferingPair("north", None, 2, 2, (1,)),
        DifferingPair("south", None, 1, 0, ()),
    ]
    assert disagreements.uids(desk, disagreements.pairs(desk, UNRESTRICTED)).keys() == {1, 2}


# --- auditors -----------------------------------------------------------------------------------


def test_attributes_are_kept_beside_the_auditors_own_settings(desk: Connection) -> None:
    ann = me(desk, "ann")
    auditor_rows.set_attributes(desk, ann, {"hard": ["5"], "codes": ["mine"]})
    made = auditors.describe(desk, "ann", role=" expert ", opt_out=["9", "14.3940"])
    assert (made.role, made.language, made.opted_out, made.reviewed) == ("expert", None, ("14.3940", "9"), 0)
    assert auditor_rows.attributes(desk, ann)["hard"] == ["5"]
    assert "hard" not in repr(made)
    made = auditors.describe(desk, "ann", role="", language="fr", opt_in=["9"])
    assert (made.role, made.language, made.opted_out) == (None, "fr", ("14.3940",))
    for wrong in ({"opt_out": ["99"]}, {"opt_in": ["9"]}):
        with pytest.raises(InputError):
            auditors.describe(desk, "nobody", **wrong)  # type: ignore[arg-type]
    assert [one.name for one in auditors.everyone(desk)] == ["ann"]
    auditors.describe(desk, "ann", opt_in=["14.3940"])
    assert "opted_out" not in auditor_rows.attributes(desk, ann)


def test_the_load_of_hard_categories(connection: Connection) -> None:
    put(
        connection,
        *[
            row(n, f"No {n}.", category=category, prompt=f"p {n}", verdict=judgment(1.0))
            for n, category in enumerate(("12.37.2", "12.37.2", "14.3940.16"), 1)
        ],
    )
    ann = me(connection, "ann")
    auditor_rows.set_attributes(connection, ann, {"hard": ["12.37", "no node"]})
    auditors.describe(connection, "ann", opt_out=["12.37.2"])
    first = decide(connection, "ann", 1, 0.0, blind=True, revealed=False, seconds=20.0)
    decide(
        connection, "ann", 1, 1.0, follows=first, seconds=30.0
    )  # the clock of the first verdict kept running
    decide(connection, "ann", 2, 1.0, seconds=40.0)
    reviews.withdraw(connection, ann)
    decide(connection, "ann", 3, 1.0, seconds=100.0)
    decide(connection, "bob", 1, 1.0, seconds=1000.0)
    bulk.apply(connection, me(connection, "cyd"), "", None, "why")
    hard, out = auditors.care(connection, ann, ["12.37", "no node"], auditors.opted_out(connection, "ann"))
    assert (hard.node, hard.why, hard.items, hard.seconds) == ("12.37", "hard", 2, 70.0)
    assert (out.node, out.why, out.items, out.seconds) == ("12.37.2", "opted out", 2, 70.0)
    assert auditors.care(connection, me(connection, "bob"), [], []) == []
    assert auditors.totals(connection) == auditors.Totals(1, 2, 70.0, 1170.0)


def test_the_latest_settlement_is_the_auditors_own_and_still_counts(desk: Connection) -> None:
    for response in (1, 2, 3):
        decide(desk, "ann", response, 0.0)
        decide(desk, "bob", response, 1.0)
    assert latest(desk, me(desk)) is None
    adjudicate(desk, me(desk), 2, 0.0, "because")
    adjudicate(desk, me(desk), 1, 0.0, "because")
    assert latest(desk, me(desk)) == 1
    adjudicate(desk, me(desk, "cyd"), 1, 1.0, "no")  # cyd's final score replaces it
    assert (latest(desk, me(desk)), latest(desk, me(desk, "cyd"))) == (2, 1)
    withdraw(desk, me(desk), 2)
    assert latest(desk, me(desk)) is None
