"""Reading packet files: old files are read whole, and wrong ones are refused with the place of the error."""

from __future__ import annotations

import contextlib
import copy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airbench_tui.errors import InputError
from airbench_tui.interchange.packet_files.reading import import_packet, read_packet
from airbench_tui.store.database import open_database
from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import packet_places, packets
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.text import safe
from tests.interchange.packet_files.conftest import VERSION_1, OpenFile, open_up
from tests.store.helpers import HOSTILE, all_of, snapshot


def one_safe_line(words: str) -> bool:
    return "\n" not in words and safe(words) == words


def test_a_file_of_an_earlier_version_is_imported(tmp_path: Path) -> None:
    with open_database(tmp_path / "fresh.db") as database:
        connection = database.connection
        done = import_packet(connection, VERSION_1)
        assert (done.name, done.places, done.new, done.frame) == ("june \u202eé", 13, 13, False)
        (packet,) = packets.all_packets(connection)
        assert (packet.seed, packet.created_by, packet.items, packet.frame) == (3, "Lead", 6, 0)
        assert (
            packet.design["stratify"] == "judge-score" and packet.created_at == "2026-11-26T22:23:36.493470Z"
        )
        state = packet_places.status(connection, packet.id)
        assert {one.auditor: (one.assigned, one.repeats) for one in state.auditors} == {
            "Bob": (6, 2),
            "ann": (7, 2),
        }
        found = reads.item(connection, 1, UNRESTRICTED)
        assert found.prompt.endswith(HOSTILE) and found.answer.endswith(HOSTILE)
        assert all_of(connection, "SELECT count(*) FROM judgments WHERE rubric IS NOT NULL") == [1]
        before = snapshot(database)
        assert import_packet(connection, VERSION_1).new == 0
        assert snapshot(database) == before


Change = Callable[[OpenFile], Any]
UNFIT: dict[str, tuple[Change, str]] = {
    "a place without its item": (
        lambda f: f.packet["places"][1].update(item="abc"),
        "places[1] refers to the item 'abc'",
    ),
    "a place before the first": (lambda f: f.packet["places"][1].update(position=0), "int >= 1 at places[1].position"),
    "an auditor without a name": (
        lambda f: f.packet["places"][0].update(auditor=" "),
        "unusable text at places[0].auditor",
    ),
    "another answer": (
        lambda f: f.packet["responses"][2].update(answer="changed"),
        "the uid of responses[2] does not fit its content",
    ),
    "no such category": (
        lambda f: f.packet["responses"][0].update(category="99.1\n.1"),
        "responses[0] has the unknown category '99.1 .1'",
    ),
    "a huge repeat": (lambda f: f.packet["responses"][0].update(repeat=2**70), "at responses[0].repeat"),
    "a huge seed": (lambda f: f.packet.update(seed=-(2**70)), "at seed"),
    "not a time": (
        lambda f: f.packet.update(created_at="yesterday"),
        "created_at 'yesterday' is not a time in ISO 8601",
    ),
    "a time before year 1 in UTC": (
        lambda f: f.packet.update(created_at="0001-01-01T00:00:00+01:00"),
        "is not a time in ISO 8601",
    ),
    "a number for a uid": (lambda f: f.packet.update(uid=5), "expected str, got int at uid"),
    "a uid with half a character": (lambda f: f.packet.update(uid="\ud800"), "at uid"),
    "no uid in the sealed part": (lambda f: f.inside["items"][0].pop("uid"), "required field uid at items[0]"),
    "an unknown field": (lambda f: f.packet.update(secret="x"), "unknown field secret"),
    "a hostile field": (lambda f: f.packet.update({"a\n\x1b[2J": 1}), "unknown field a ␛[2J"),
    "a field of half a character": (lambda f: f.packet.update({"\ud800": 1}), "half a character"),
    "a probability of 2": (lambda f: f.inside["items"][3].update(probability=2), "at items[3].probability"),
    "a probability of 0": (lambda f: f.inside["items"][3].update(probability=0), "at items[3].probability"),
    "a huge probability": (lambda f: f.inside["items"][3].update(probability=10**400), "at items[3].probability"),
    "another reason": (
        lambda f: f.inside["judgments"][1].update(reason="changed"),
        "the uid of judgments[1] does not fit its content",
    ),
    "a score of 7": (lambda f: f.inside["judgments"][0].update(score=7), "at judgments[0].score"),
    "a score between": (lambda f: f.inside["judgments"][0].update(score=0.3), "at judgments[0].score"),
    "an unknown status": (lambda f: f.inside["judgments"][0].update(status="odd"), "'odd' at judgments[0].status"),
    "a judgment without its response": (
        lambda f: f.inside["judgments"][0].update(of="abc"),
        "judgments[0] refers to the response 'abc'",
    ),
    "a judgment without its rubric": (
        lambda f: f.inside["judgments"][0].update(rubric="abc"),
        "judgments[0] refers to the rubric 'abc'",
    ),
    "an item without its response": (
        lambda f: f.inside["items"][0].update(of="abc"),
        "items[0] refers to the response 'abc'",
    ),
    "an item without its judgment": (
        lambda f: f.inside["items"][0].update(judged="abc"),
        "items[0] refers to the judgment 'abc'",
    ),
    "an item with the judgment of another response": (
        lambda f: f.inside["items"][0].update(judged=f.inside["items"][1]["judged"]),
        "which is not one of its response",
    ),
    "a repeat of nothing": (lambda f: f.inside["items"][-1].update(repeat_of="abc"), "repeats the item 'abc'"),
    "a repeat of itself": (
        lambda f: f.inside["items"][-1].update(repeat_of=f.inside["items"][-1]["uid"]),
        "which is not an earlier item of its response",
    ),
    "a repeat of another response": (
        lambda f: f.inside["items"][-1].update(repeat_of=f.inside["items"][-2]["uid"]),
        "which is not an earlier item of its response",
    ),
    "an item of another packet": (
        lambda f: f.packet.update(uid="abc"),
        "the uid of items[0] does not fit its packet and response",
    ),
    "another rubric": (
        lambda f: f.packet["rubrics"][0].update(text="Any answer is safe."),
        "does not fit its uid",
    ),
    "a score against its raw score": (
        lambda f: f.inside["judgments"][0].update(score=1 - f.inside["judgments"][0]["score"]),
        "the score of judgments[0] does not fit its raw score and polarity",
    ),
    "a polarity against its scores": (
        lambda f: f.inside["judgments"][0].update(polarity="0-safe"),
        "the score of judgments[0] does not fit its raw score and polarity",
    ),
    "a score without a raw score's polarity": (
        lambda f: f.inside["judgments"][0].update(polarity=None),
        "the score of judgments[0] does not fit its raw score and polarity",
    ),
    "another probability": (
        lambda f: f.inside["items"][2].update(probability=0.75),
        "the probability of items[2] does not fit the design's stratum '1'",
    ),
    "another stratum": (
        lambda f: f.inside["items"][2].update(stratum="2"),
        "the probability of items[2] does not fit the design's stratum '2'",
    ),
    "another take": (
        lambda f: f.inside["design"]["strata"][2].update(take=3),
        "does not fit the design's stratum '1'",
    ),
    "a take larger than its stratum": (
        lambda f: f.inside["design"]["strata"][2].update(take=8),
        "does not fit the design's stratum '1'",
    ),
    "a stratum without its size": (
        lambda f: f.inside["design"]["strata"][1].pop("size"),
        "design.strata[1] has no stratum of its own, size and take",
    ),
    "a stratum twice": (
        lambda f: f.inside["design"]["strata"][1].update(stratum="0"),
        "design.strata[1] has no stratum of its own",
    ),
    "strata that are no list": (
        lambda f: f.inside["design"].update(strata=3),
        "design.strata[0] has no stratum of its own",
    ),
    "a repeat with another probability": (
        lambda f: (
            f.inside["design"].pop("strata"),
            f.inside["items"][-1].update(probability=0.25),
        ),
        "items[9] has another judgment, stratum or probability than the item it repeats",
    ),
    "a frame with a response twice": (
        lambda f: f.inside["frame"].append(f.inside["frame"][0]),
        "frame has a response twice",
    ),
    "a frame larger than its stratum": (
        lambda f: f.inside["frame"].append(["abcdef", "abcdef", "0"]),
        "frame has more rows of the stratum '0' than the design",
    ),
    "an item twice": (lambda f: f.inside["items"].append(f.inside["items"][0]), "items[10] is an item that"),
    "a frame of numbers": (lambda f: f.inside.update(frame=[[1, 2, 3]]), "expected str, got int at frame[0][0]"),
    "a frame too short": (lambda f: f.inside.update(frame=[["ab"]]), "array of length 3, got 1 at frame[0]"),
    "a list for the sealed part": (lambda f: setattr(f, "inside", []), "expected object, got array"),
    "a name that is blank": (lambda f: f.packet.update(name=" \n"), "a packet's name has 1 to 200 characters"),
    "a name too long": (lambda f: f.packet.update(name="x" * 201), "a packet's name has 1 to 200 characters"),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNFIT)
def test_a_wrong_field_is_named_and_nothing_is_stored(file: OpenFile, tmp_path: Path, kind: str) -> None:
    change, words = UNFIT[kind]
    change(file)
    with open_database(tmp_path / "fresh.db") as database:
        before = snapshot(database)
        with pytest.raises(InputError) as raised:
            import_packet(database.connection, file.close())
        assert words in str(raised.value)
        assert one_safe_line(str(raised.value))
        assert snapshot(database) == before


Path_ = tuple[Any, ...]


def places_in(value: Any, at: Path_ = ()) -> Iterator[Path_]:
    """Yield the path of every value in *value*. In a list only the first and the last entry are visited."""
    yield at
    if isinstance(value, dict):
        for name, below in value.items():
            yield from places_in(below, (*at, name))
    elif isinstance(value, list) and value:
        for index in {0, len(value) - 1}:
            yield from places_in(value[index], (*at, index))


def halves() -> dict[str, Any]:
    """Return the open and the sealed part of a packet file, which are checked separately."""
    file = open_up(VERSION_1, Path("unused"))
    return {"packet": file.packet, "inside": file.inside}


# The design may hold anything. The sealed part is opened and checked on its own.
PLACES = [
    at
    for at in places_in(halves())
    if at not in ((), ("packet",), ("packet", "sealed")) and at[:2] != ("inside", "design")
]
OBJECTS = [at for at in [("packet",), *PLACES] if isinstance(at[-1], int) or len(at) == 1]


def changed(into: Path, at: Path_, change: Callable[[Any, Any], None]) -> str:
    """Write a changed packet file and return its path.

    *change* is called with the parent of the value at *at*, and with the last step of *at*.
    """
    file = open_up(VERSION_1, into)
    whole: dict[str, Any] = {"packet": file.packet, "inside": file.inside}
    holder = whole
    for step in at[:-1]:
        holder = holder[step]
    change(holder, at[-1])
    file.document["packet"], file.inside = whole["packet"], whole["inside"]
    return file.close()


def test_every_field_is_required_and_typed_and_no_other_is_allowed(tmp_path: Path) -> None:
    """Check every field of the file: removed, with a value of a wrong type, and with an unknown field beside it."""

    def leave_out(holder: Any, step: Any) -> None:
        del holder[step]

    def turn(holder: Any, step: Any) -> None:
        holder[step] = [["?"]] if not isinstance(holder[step], list) else {"?": 1}

    def add(holder: Any, step: Any) -> None:
        holder[step]["extra"] = 1

    fields = [at for at in PLACES if isinstance(at[-1], str) and len(at) > 1]
    entries = [at for at in OBJECTS if "frame" not in at]
    assert len(fields) > 50 and len(entries) > 10
    wrong = [(at, leave_out) for at in fields] + [(at, turn) for at in PLACES] + [(at, add) for at in entries]
    with open_database(tmp_path / "fresh.db") as database:
        before = snapshot(database)
        for at, change in wrong:
            path = changed(tmp_path / "bad.json", at, change)
            with pytest.raises(InputError) as raised:
                import_packet(database.connection, path)
            assert one_safe_line(str(raised.value)), (at, change)
            assert "nothing was stored" in str(raised.value), (at, change)
        assert snapshot(database) == before


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec=None), max_size=5)  # type: ignore[arg-type]
    | st.sampled_from([2**63, -(2**63) - 1, 10**400, 1.5, "\ud800", "a" * 300]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of an empty database, which tests copy."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    open_database(path).close()
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(PLACES), anything), min_size=1, max_size=3))
def test_any_values_are_imported_or_refused_in_one_line(
    empty: Path, tmp_path: Path, changes: list[tuple[Path_, Any]]
) -> None:
    file = open_up(VERSION_1, tmp_path / "odd.json")
    whole: Any = {"packet": file.packet, "inside": file.inside}
    for at, value in changes:
        with contextlib.suppress(TypeError, KeyError, IndexError):  # an earlier change removed this field
            holder = whole
            for step in at[:-1]:
                holder = holder[step]
            if isinstance(holder, dict) and not isinstance(at[-1], str):
                continue  # an earlier change put an object where a list was
            holder[at[-1]] = copy.deepcopy(value)
    file.inside = whole["inside"]
    shutil.copyfile(empty, tmp_path / "any.db")
    with open_database(tmp_path / "any.db") as database:
        before = snapshot(database)
        try:
            done = import_packet(database.connection, file.close())
        except InputError as error:
            assert one_safe_line(str(error))
            assert snapshot(database) == before
        else:
            assert packet_places.status(database.connection, done.packet).everyone.assigned == done.new


def test_reading_stores_nothing_and_keeps_the_order(file: OpenFile) -> None:
    sent = read_packet(file.close())
    assert [place.position for place in sent.places] == [*range(1, 7), *range(1, 8)]
    assert [item.repeat_of is not None for item in sent.items] == [False] * 6 + [True] * 4
    assert sum(len(one.judgments) for one in sent.responses) == 6 and len(sent.frame) == 9
