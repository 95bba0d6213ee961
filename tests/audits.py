"""Audits with verdicts, for the tests of figures: in a database, and as reviews CSV files.

``sampled`` turns the sample audit into one with a packet and three auditors, the same on every machine.
``POOR`` has databases that lack something, by name: each is a function that fills an empty database.
"""

from __future__ import annotations

import csv
import json
import random
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from airbench_tui import sample
from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.interchange.formats.columns import REVIEW_COLUMNS
from airbench_tui.store import identity
from airbench_tui.store.database import stamp, transaction
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewJudgment, NewRow, NewRun
from airbench_tui.store.reviewing import auditor_rows, new_reviews
from airbench_tui.store.reviewing.new_reviews import Evidence, NewReview, Origin

HOSTILE = "\x1b]52;c;eA==\x07`|*x*|[/foo]\u202e&lt;\n# h"
AUDITORS = ("ann", "ben", "chi")

# Rows are the judge, columns people, in the order 0 0.5 1: table A of the oracles, by reference libraries.
TABLE_A = ((14, 2, 4), (1, 2, 2), (3, 1, 71))
# Three auditors on twelve answers, None for no verdict: table B.
TABLE_B: dict[str, tuple[float | None, ...]] = {
    "A": (1, 1, 1, 0, 0, 0.5, 1, 1, 0, 1, None, 1),
    "B": (1, 1, 1, 0, 0.5, 0.5, 1, None, 0, 1, 1, 1),
    "C": (1, 1, 0.5, 0, 0, 0, None, 1, 1, None, 1, 1),
}
SCORES = (0.0, 0.5, 1.0)


# -- as files ---------------------------------------------------------------------------------


def reviews_file(path: Path, verdicts: Iterable[Mapping[str, Any]]) -> Path:
    """Write a reviews CSV; each verdict has its ``answer`` (a number), and ``judge``'s and ``human`` score.

    Answers are spread over the level-4 categories. Other keys are columns that replace what is written here.
    """
    spread = list(categories())
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, REVIEW_COLUMNS)
        writer.writeheader()
        for verdict in verdicts:
            given = dict(verdict)
            answer, judge, human = given.pop("answer"), given.pop("judge_score"), given.pop("human")
            category = given.pop("category", spread[answer * 3 % len(spread)])
            model = given.setdefault("model", "acme")
            texts = f"Prompt {answer}", f"Answer {answer}"
            row = {
                "response_id": identity.response_uid(category, texts[0], model, texts[1], 0),
                "cate-idx": category,
                "prompt": texts[0],
                "response": texts[1],
                "judge": "gpt-4o",
                "score": judge,
                "raw_score": judge,
                "polarity": "1-safe",
                "judge_status": "judged",
                "auditor": "ann",
                "review_score": human,
                "blind": "true",
                "origin": "browse",
                "reviewed_at": f"2026-01-01T{answer // 3600:02}:{answer // 60 % 60:02}:{answer % 60:02}Z",
            }
            writer.writerow(row | given)
    return path


def table_a() -> list[dict[str, Any]]:
    """Return a verdict for each count of TABLE_A."""
    cells = [
        (judge, human, count)
        for judge, row in zip(SCORES, TABLE_A, strict=True)
        for human, count in zip(SCORES, row, strict=True)
    ]
    pairs = [(judge, human) for judge, human, count in cells for _ in range(count)]
    return [{"answer": at, "judge_score": judge, "human": human} for at, (judge, human) in enumerate(pairs)]


def table_b() -> list[dict[str, Any]]:
    """Return a verdict for each value of TABLE_B; the judge says 1."""
    return [
        {"answer": at, "judge_score": 1, "human": human, "auditor": auditor}
        for auditor, given in TABLE_B.items()
        for at, human in enumerate(given)
        if human is not None
    ]


# -- in a database ----------------------------------------------------------------------------


def put(
    connection: sqlite3.Connection,
    scores: Iterable[float | None],
    *,
    judge: str = "gpt-4o",
    target: str = "acme/parrot",
    start: int = 0,
) -> list[int]:
    """Store answers with these scores by *judge* (None: not judged), spread over categories; return ids."""
    spread = list(categories())
    rows = []
    for at, score in enumerate(scores, start):
        judgment = (
            None if score is None else NewJudgment(judge, "judged", score, "1-safe", "so", score, "why")
        )
        rows.append(
            NewRow(at, spread[at * 7 % len(spread)], f"Prompt {at}", target, f"Answer {at}", 0, judgment)
        )
    with transaction(connection):
        run = ingest.add_run(
            connection, NewRun(f"{judge}{target}{start}", f"{judge} {target} {start}", "import", "test")
        )
        ingest.add_rows(connection, run, rows)
    uids = [
        identity.response_uid(row.category, row.prompt, row.target, row.answer, row.repeat) for row in rows
    ]
    return [
        connection.execute("SELECT id FROM responses WHERE uid = ?", [uid]).fetchone()["id"] for uid in uids
    ]


def verdict(
    connection: sqlite3.Connection,
    auditor: str,
    response: int,
    score: float | None,
    *,
    first: float | None = None,
    item: int | None = None,
    blind: bool = True,
    origin: Origin | None = None,
    codes: tuple[str, ...] = (),
    at: str | None = None,
    evidence: Evidence | None = None,
) -> None:
    """Store a verdict as the program would; *score* None is "cannot judge"; *evidence* as if from a file."""
    number = connection.execute("SELECT count(*) AS n FROM reviews").fetchone()["n"]
    shown = connection.execute("SELECT judgment, score FROM responses WHERE id = ?", [response]).fetchone()
    new_reviews.add(
        connection,
        NewReview(
            uid=f"v{number}",
            kind="verdict" if score is not None else "cannot-judge",
            response=response,
            auditor=auditor_rows.auditor_id(connection, auditor),
            packet_item=item,
            judgment=shown["judgment"],
            shown_score=shown["score"],
            score=score,
            first_score=None if first == score else first,
            note="so",
            codes=codes,
            blind=blind,
            exposed=not blind,
            origin=origin or ("browse" if item is None else "packet"),
            made_at=at or stamp(datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=7 * number)),
            evidence=evidence,
        ),
    )


def draw(
    connection: sqlite3.Connection,
    name: str,
    drawn: Mapping[int, float],
    *,
    frame: Iterable[int] | None = None,
    repeats: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Store a packet of the responses *drawn* with their probabilities; return the item of each.

    They are drawn from *frame* (None: all judged responses). *repeats* are further places: item to repeat by
    response.
    """
    key = connection.execute("SELECT count(*) + 1 AS n FROM packets").fetchone()["n"]
    creator = auditor_rows.auditor_id(connection, "lead")
    connection.execute(
        "INSERT INTO packets VALUES (?, ?, ?, ?, 7, ?, '2026')",
        [key, f"packet {key}", name, json.dumps({"stratify": "judge-score", "n": len(drawn)}), creator],
    )
    judged = connection.execute("SELECT id FROM responses WHERE score IS NOT NULL").fetchall()
    for response in [row["id"] for row in judged] if frame is None else frame:
        connection.execute(
            "INSERT INTO packet_frame SELECT ?, id, judgment, coalesce(score, '-') FROM responses WHERE id = ?",
            [key, response],
        )
    items = {}
    for response, probability in drawn.items():
        item = connection.execute("SELECT count(*) + 1 AS n FROM packet_items").fetchone()["n"]
        connection.execute(
            "INSERT INTO packet_items(id, uid, packet, response, judgment, stratum, inclusion_probability)"
            " SELECT ?, ?, ?, id, judgment, coalesce(score, '-'), ? FROM responses WHERE id = ?",
            [item, f"item {item}", key, probability, response],
        )
        items[response] = item
    return items


def repeat(connection: sqlite3.Connection, item: int) -> int:
    """Store a hidden repeat of a packet's place and return its item."""
    number = connection.execute("SELECT count(*) + 1 AS n FROM packet_items").fetchone()["n"]
    connection.execute(
        "INSERT INTO packet_items(id, uid, packet, response, judgment, stratum, inclusion_probability, repeat_of)"
        " SELECT ?, ?, packet, response, judgment, stratum, inclusion_probability, id FROM packet_items WHERE id = ?",
        [number, f"item {number}", item],
    )
    return int(number)


def sampled(connection: sqlite3.Connection) -> None:
    """Build the sample audit with a packet by judge score, three auditors, codes, repeats, findings, bulk.

    The packet has 90 answers. Every third place has all three auditors, the others one. One verdict in seven
    differs from the judge, one in ten changed after the reveal. A second judge scored every answer too.
    """
    sample.install(connection)
    rows = connection.execute(
        "SELECT id, score FROM responses WHERE score IS NOT NULL ORDER BY uid"
    ).fetchall()
    chance = random.Random(0)
    drawn: dict[int, float] = {}
    for score in SCORES:
        stratum = [row for row in rows if row["score"] == score]
        n = min(len(stratum), 38)
        drawn |= {row["id"]: n / len(stratum) for row in chance.sample(stratum, n)}
    scores = {row["id"]: row["score"] for row in rows}
    items = draw(connection, "june", drawn)
    for at, (response, item) in enumerate(items.items()):
        for auditor in AUDITORS if at % 3 == 0 else AUDITORS[at % 3 : at % 3 + 1]:
            judge = scores[response]
            first = (
                judge if chance.random() < 0.86 else chance.choice([one for one in SCORES if one != judge])
            )
            final = first if chance.random() < 0.9 else chance.choice(SCORES)
            codes = (
                () if first == judge else ("misread",) if chance.random() < 0.6 else ("borderline", "rubric")
            )
            verdict(connection, auditor, response, final, first=first, item=item, codes=codes)
    for response in list(items)[:6:2]:
        verdict(connection, "ann", response, scores[response], item=repeat(connection, items[response]))
    outside = [row["id"] for row in rows if row["id"] not in items]
    for response in outside[:4]:
        verdict(connection, "ben", response, 0.0, blind=False)
    verdict(connection, "ben", outside[5], 0.0, blind=False, origin="bulk")
    with transaction(connection):
        run = ingest.add_run(connection, NewRun("second", "second", "run", "phrases"))
        ingest.add_rows(connection, run, _second_judge(connection))


def _second_judge(connection: sqlite3.Connection) -> list[NewRow]:
    rows = connection.execute(
        "SELECT r.*, p.text AS prompt_text, c.idx FROM responses r JOIN prompts p ON p.id = r.prompt"
        " JOIN categories c ON c.key = r.category ORDER BY r.uid"
    ).fetchall()
    found = []
    for at, row in enumerate(rows[:100]):
        score = SCORES[at % 3] if at % 4 == 0 else row["score"]
        if score is not None:
            judgment = NewJudgment("phrases", "judged", score, "1-safe", "so", score, "why")
            texts = row["prompt_text"], row["target"], row["text"], row["repeat"], judgment
            found.append(NewRow(at, row["idx"], *texts))
    return found


def _empty(connection: sqlite3.Connection) -> None:
    pass


def _no_reviews(connection: sqlite3.Connection) -> None:
    put(connection, [1.0, 0.0, 0.5] * 10)


def _no_judge(connection: sqlite3.Connection) -> None:
    for response in put(connection, [None] * 5):
        verdict(connection, "ann", response, 1.0)


def _one_review(connection: sqlite3.Connection) -> None:
    verdict(connection, "ann", put(connection, [1.0, 0.0, 0.5] * 10)[0], 0.0)


def _all_agree(connection: sqlite3.Connection) -> None:
    scores = [1.0, 0.0, 0.5] * 14
    for response, score in zip(put(connection, [*scores, 1.0]), scores, strict=False):
        verdict(connection, "ann", response, score)


def _one_class(connection: sqlite3.Connection) -> None:
    for response in put(connection, [1.0] * 41)[:40]:
        verdict(connection, "ann", response, 1.0)


def _one_auditor(connection: sqlite3.Connection) -> None:
    scores = [1.0, 0.0, 1.0, 0.5] * 10
    for at, response in enumerate(put(connection, [*scores, 1.0])[:40]):
        verdict(connection, "ann", response, 0.0 if at % 9 == 0 else scores[at], blind=False)


def _no_overlap(connection: sqlite3.Connection) -> None:
    scores = [1.0, 0.0, 1.0, 0.5] * 10
    for at, response in enumerate(put(connection, [*scores, 1.0])[:40]):
        verdict(connection, AUDITORS[at % 2], response, 0.0 if at % 9 == 0 else scores[at])


def _bulk_only(connection: sqlite3.Connection) -> None:
    for response in put(connection, [1.0, 0.0, 0.5] * 10)[:20]:
        verdict(connection, "ann", response, 1.0, blind=False, origin="bulk")


# The reason that each database lacks figures, as given by the page, the JSON's warnings and the lines.
POOR: dict[str, tuple[Callable[[sqlite3.Connection], None], str]] = {
    "empty": (_empty, "no response has a score of this judge"),
    "no judge": (_no_judge, "no response has a score of this judge"),
    "no reviews": (_no_reviews, "nothing was reviewed one by one yet"),
    "one review": (_one_review, "too few verdicts for kappa and its relatives, 1: at least 30"),
    "all agree": (_all_agree, "every resample gives the same value"),
    "one class": (_one_class, "every label is one class"),
    "one auditor": (_one_auditor, "there is only one auditor: agreement among people is unknown"),
    "no overlap": (_no_overlap, "no answer has verdicts of two auditors"),
    "bulk only": (_bulk_only, "20 bulk decisions are left out of every figure"),
}
