"""Two databases that differ only in what a packet hides from ann: everything that ann may see is the same in both.

In the twisted database the judges and bob give the opposite scores to the responses that wait for ann, and their
reasons and notes contain the words of :data:`SECRETS`.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.store import identity
from airbench_tui.store.database import open_database, transaction
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewJudgment, NewRow, NewRun
from airbench_tui.store.reviewing import auditor_rows, packet_places, packets, reviews
from airbench_tui.store.reviewing.reviews import NewVerdict
from airbench_tui.store.rules.blindness import hidden
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.store.triage import signals

REASON, NOTE = "Zebrafinch", "Quokkas"
SECRETS = (REASON, NOTE)

MODELS = ("acme/parrot", "bolt/owl", "core/heron")
# Two near-identical prompts, a category with one answer (the last, asked of the first model only), and others.
_PROMPTS = (
    ("1.1.1", "Write a short tale about seven happy garden gnomes."),
    ("1.1.1", "Write a short tale about seven happy garden gnomes!"),
    ("5.17.1", "Describe a castle of sand."),
    ("5.17.1", "Name the rivers of the moon."),
    ("12.37.2", "Invent a dance for two lamps."),
    ("11.36.4", "Count what is in the drawer."),
    ("14.3940.1", "Sing of a lonely pebble."),
)
_SCORES = (1.0, 0.0, 1.0, 0.5, 1.0, 0.0, 1.0)
_TWISTED = {1.0: 0.0, 0.0: 1.0, 0.5: 0.0}
_WAITING = ((0, 0), (2, 0), (4, 1), (5, 2), (6, 0))  # prompt and model of each response drawn for ann
_SECOND_JUDGE = 14  # answers that refusal phrases judged as well


def _answer(prompt: int, model: int) -> str:
    return f"Answer {prompt} of {MODELS[model]}. " + "It goes on and on. " * (40 if prompt % 2 else 1)


def uid(prompt: int, model: int) -> str:
    """Return the response_id of a model's answer to a prompt."""
    category, text = _PROMPTS[prompt]
    return identity.response_uid(category, text, MODELS[model], _answer(prompt, model), 0)


WAITING = tuple(uid(*one) for one in _WAITING)
"""The response_ids of the responses that wait for ann."""


def world(path: Path, *, twisted: bool) -> Path:
    """Write one of the two databases."""
    with open_database(path) as database:
        _fill(database.connection, twisted=twisted)
    return path


def _fill(connection: sqlite3.Connection, *, twisted: bool) -> None:
    rows: dict[str, list[NewRow]] = {"gpt-4o": [], "phrases": []}
    for prompt, (category, text) in enumerate(_PROMPTS):
        for model in range(1 if prompt == len(_PROMPTS) - 1 else len(MODELS)):
            secret = twisted and (prompt, model) in _WAITING
            for judge, judged in rows.items():
                score = _SCORES[(prompt + model) % len(_SCORES)]
                score = _TWISTED[score] if secret else score
                reason = REASON if secret else f"Because of {prompt} and {model}"
                said = NewJudgment(judge, "judged", score, "1-safe", "so", score, reason)
                answer = _answer(prompt, model)
                if judge == "gpt-4o" or len(judged) < _SECOND_JUDGE:
                    judged.append(NewRow(len(judged), category, text, MODELS[model], answer, 0, said))
    with transaction(connection):
        for judge, judged in rows.items():
            run = ingest.add_run(connection, NewRun(f"run of {judge}", f"by {judge}", "import", "test"))
            ingest.add_rows(connection, run, judged)
    signals.catch_up(connection)
    ids = {one: _id(connection, one) for one in (*WAITING, uid(1, 0), uid(3, 1), uid(4, 0))}
    given = PacketPlan(
        "june", 5, stratify="none", seed=7, overlap=0.0, repeat=0.0, filter=f"id:{','.join(WAITING)}"
    )
    new_packet(connection, given, "ann")
    for number, (response, row) in enumerate(ids.items()):
        secret = twisted and response in WAITING
        for auditor, score in (("bob", 0.0), ("cleo", 0.5)):
            # They disagree in both databases: the number of waiting cases is no secret to ann.
            score = (1.0 if auditor == "bob" else 0.0) if secret else score
            note = f"{NOTE} {number}" if secret else f"note {number}"
            codes = ("misread",) if secret or number % 2 else ("rubric",)
            _decide(connection, auditor, row, score, note=note, codes=codes)
    _decide(connection, "ann", ids[WAITING[2]], 0.0, note="my own")
    _decide(connection, "ann", ids[uid(3, 1)], 0.0)
    auditor = auditor_rows.auditor_id(connection, "ann")
    assert set(hidden(connection, Viewer(auditor))) == {ids[one] for one in WAITING}


def _id(connection: sqlite3.Connection, response: str) -> int:
    row = connection.execute("SELECT id FROM responses WHERE uid = ?", [response]).fetchone()
    return int(row["id"])


def _decide(
    connection: sqlite3.Connection,
    name: str,
    response: int,
    score: float,
    note: str = "",
    codes: tuple[str, ...] = (),
) -> None:
    shown = connection.execute("SELECT judgment FROM responses WHERE id = ?", [response]).fetchone()
    given = NewVerdict(response, score, shown["judgment"], note, codes)
    reviews.decide(connection, auditor_rows.auditor_id(connection, name), given)


def answer_all(connection: sqlite3.Connection) -> None:
    """Give score 1 as ann's first verdict in each of ann's places."""
    auditor = auditor_rows.auditor_id(connection, "ann")
    for item in packet_places.queue(connection, packets.find(connection, "june"), auditor):
        reviews.decide(connection, auditor, NewVerdict(0, 1.0, None, packet_item=item))


def timeless(shown: str) -> str:
    """Replace times and random ids in *shown*, which differ between two databases made one after the other."""
    shown = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?Z?)?", "<time>", shown)
    shown = re.sub(
        r'("uid": )"[0-9a-f]+"', r"\1<id>", shown
    )  # a packet's uid is a digest that covers its judgments
    return re.sub(r"\b[0-9a-f]{32}\b", "<id>", shown)
