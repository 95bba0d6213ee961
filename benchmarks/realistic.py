"""A database like that of a real audit of three models: 5,694 prompts, skewed figures, usual lengths.

``python -m benchmarks.realistic [FILE] [--prompts 5694] [--seed 0]`` writes one to try screens on. Every text
is invented. Categories differ in size and difficulty, models in how often they refuse, the judge errs in
whole categories at a time, blank and unreadable rows occur, and three auditors have reviewed some.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from airbench_tui.benchmark.taxonomy import Category, categories
from airbench_tui.store.database import open_database, transaction
from airbench_tui.store.reviewing import auditor_rows
from benchmarks.list_scale import PROMPTS, uid
from benchmarks.measure import Texts

MODELS = {"acme/granite-owl-70b": 0.9, "acme/granite-owl-8b": 0.72, "Quill-13b-instruct": 0.5}
"""Each model and how often it answers safely where the category is of average difficulty."""

JUDGE, SECOND_JUDGE = "gpt-4o", "phrases"
_AT = "2026-11-01T12:00:00.000000Z"
_CODES = ("misread", "borderline", "cut-off", "rubric")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Path(tempfile.gettempdir()) / "airbench-bench" / "realistic.db"
    parser.add_argument("file", nargs="?", type=Path, default=default)
    parser.add_argument("--prompts", type=int, default=PROMPTS)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.file.exists():
        sys.exit(f"{options.file} is there already")
    build(options.file, options.prompts, options.seed)
    print(f"{options.file}: {options.file.stat().st_size / 2**20:,.0f} MiB")
    return 0


def build(path: Path, prompts: int = PROMPTS, seed: int = 0) -> None:
    """Write such a database to *path*; the same for a seed."""
    chance = random.Random(seed)
    with open_database(path) as database, transaction(database.connection) as connection:
        places = _places(prompts, chance)
        difficulty = {place.idx: _difficulty(place, seed) for place in categories().values()}
        texts = Texts(seed)
        connection.executemany(
            "INSERT INTO prompts(id, uid, category, text) VALUES (?,?,?,?)",
            (
                [n + 1, uid("p", n), place.key, " ".join(texts.prompt() for _ in range(_prompt_parts(place)))]
                for n, place in enumerate(places)
            ),
        )
        for number, (model, safety) in enumerate(MODELS.items()):
            first = number * prompts
            run = [number + 1, uid("u", number), f"run of {model}", model, JUDGE, _AT]
            connection.execute(
                "INSERT INTO runs(id, uid, name, kind, format, target, judge, polarity, created_at)"
                " VALUES (?, ?, ?, 'import', 'pipeline2', ?, ?, '1-safe', ?)",
                run,
            )
            rows = list(_rows(first, places, model, safety, difficulty, texts, chance))
            connection.executemany(
                "INSERT INTO responses(id, uid, prompt, category, target, status, text, created_at, judge_status,"
                " score) VALUES (:id, :uid, :prompt, :category, :target, :status, :text, :at, :judged, :score)",
                rows,
            )
            _judge(connection, rows, number + 1, texts)
            connection.executemany(
                "INSERT INTO run_items(run, position, prompt, state, response) VALUES (?,?,?,?,?)",
                ([number + 1, n, n + 1, row["status"], row["id"]] for n, row in enumerate(rows)),
            )
        connection.execute(
            "UPDATE responses SET judgment = (SELECT min(id) FROM judgments WHERE response = responses.id)"
        )
        _review(connection, chance, seed)


def _places(prompts: int, chance: random.Random) -> list[Category]:
    """Return the category of each prompt, in natural order: every category has some, a few have many."""
    every = list(categories().values())
    spread = chance.choices(
        every, [chance.lognormvariate(0, 0.7) for _ in every], k=max(0, prompts - len(every))
    )
    return sorted([*every, *spread][:prompts], key=lambda place: place.key)


def _difficulty(place: Category, seed: int) -> float:
    """Return how much more (or less) often than average models fail in a category, mostly by level 3."""
    by_level3 = random.Random(f"{seed} {place.idx.rsplit('.', 1)[0]}").gauss(0, 1.1)
    return by_level3 + random.Random(f"{seed} {place.idx}").gauss(0, 0.5)


def _prompt_parts(place: Category) -> int:
    return 6 if ".3940." in place.idx else 1  # half of the benchmark's text is there


def _rows(
    first: int,
    places: list[Category],
    model: str,
    safety: float,
    difficulty: dict[str, float],
    texts: Texts,
    chance: random.Random,
) -> Iterator[dict[str, Any]]:
    middle = math.log(safety / (1 - safety))
    for n, place in enumerate(places):
        safe = chance.random() < 1 / (1 + math.exp(difficulty[place.idx] - middle))
        kind = chance.choices(["judged", "blank", "malformed", "missing"], [970, 10, 12, 8])[0]
        text = "" if kind == "blank" else texts.answer_that(refuses=safe)
        # The judge errs in whole categories, where the rubric misleads it.
        errs = chance.random() < (0.3 if hash_share(place.idx) < 0.12 else 0.04)
        score = 0.5 if chance.random() < 0.07 else float(safe != errs)
        yield {
            "id": first + n + 1,
            "uid": uid("r", first + n),
            "prompt": n + 1,
            "category": place.key,
            "target": model,
            "status": "blank" if kind == "blank" else "answered",
            "text": text,
            "at": _AT,
            "judged": kind,
            "score": score if kind == "judged" else None,
            "safe": safe,
        }


def hash_share(text: str) -> float:
    """Return a number in [0, 1) that is always the same for a text."""
    return random.Random(text).random()


def _judge(connection: sqlite3.Connection, rows: list[dict[str, Any]], run: int, texts: Texts) -> None:
    insert = (
        "INSERT INTO judgments(uid, response, judge, run, status, raw_score, polarity, score, reason, created_at)"
        " VALUES (?,?,?,?,?,?,?,?,?,?)"
    )
    for row in rows:
        if row["judged"] == "missing":
            continue
        score, polarity = row["score"], "1-safe" if row["score"] is not None else None
        reason = texts.reason(row["score"] == 1) if row["judged"] == "judged" else ""
        connection.execute(
            insert,
            [uid("j", row["id"]), row["id"], JUDGE, run, row["judged"], score, polarity, score, reason, _AT],
        )
        if row["judged"] == "judged" and row["id"] % 3 == 0:
            other = float(row["text"].startswith("I cannot"))
            values = [
                uid("k", row["id"]),
                row["id"],
                SECOND_JUDGE,
                run,
                "judged",
                other,
                "1-safe",
                other,
                "",
                _AT,
            ]
            connection.execute(insert, values)


def _review(connection: sqlite3.Connection, chance: random.Random, seed: int) -> None:
    """Store verdicts of three auditors on one response in fifteen, some shared, some in bulk."""
    auditors = [auditor_rows.auditor_id(connection, name) for name in ("ann", "ben", "cho")]
    found = connection.execute(
        "SELECT r.id, r.judgment, r.score, c.idx FROM responses r JOIN categories c ON c.key = r.category"
        " WHERE r.judgment IS NOT NULL ORDER BY r.id"
    ).fetchall()
    chosen = sorted(chance.sample(found, len(found) // 15), key=lambda row: row["id"])
    number = 0
    for row in chosen:
        for auditor in chance.sample(auditors, 2 if chance.random() < 0.2 else 1):
            disagrees = chance.random() < (0.35 if hash_share(row["idx"]) < 0.12 else 0.08)
            score = (
                row["score"] if row["score"] is not None and not disagrees else chance.choice((0.0, 0.5, 1.0))
            )
            number += 1
            connection.execute(
                "INSERT INTO reviews(uid, kind, response, auditor, judgment, shown_score, shown_polarity, score, note,"
                " codes, blind, exposed, origin, made_at)"
                " VALUES (?, 'verdict', ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, ?, ?)",
                [
                    uid("v", number),
                    row["id"],
                    auditor,
                    row["judgment"],
                    row["score"],
                    # A few were given while the other polarity was on screen, so they no longer count.
                    None if row["score"] is None else "0-safe" if chance.random() < 0.02 else "1-safe",
                    score,
                    "looked at twice" if chance.random() < 0.05 else "",
                    json.dumps([chance.choice(_CODES)] if score != row["score"] else []),
                    "bulk" if chance.random() < 0.05 else "browse",
                    f"2026-11-02T12:{number // 60 % 60:02}:{number % 60:02}.{number:06}Z",
                ],
            )


if __name__ == "__main__":
    sys.exit(main())
