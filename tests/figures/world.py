"""A small audit with many combinations: two models, two judges, three auditors, two packets; and its copies."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from airbench_tui.interchange.importing import importer
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.store.auditing import audit
from airbench_tui.store.database import Database, open_database
from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import auditor_rows, packet_places, reviews
from airbench_tui.store.reviewing.reviews import NewVerdict
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests.builders import pipeline2_file

CATEGORIES = ("12.37.2", "12.37.3", "14.3940.16", "1.1.1")
MODELS = ("acme/owl", "acme/parrot")
JUDGES = ("gpt-4o", "claude")
PEOPLE = ("ann", "ben", "chi")
PACKETS = ("june", "july", "may")
PROMPTS = 5
MEMORY = Path("/dev/shm")  # what is written for good need not wait for a disk here


class Answer(NamedTuple):
    """A row of a file: which prompt, which of two answers to it; no *reason* and *score*: not judged.

    A *reason* without a *score* is malformed. *text* 2 is blank.
    """

    prompt: int
    text: int
    score: float | None
    reason: int | None = 0

    def row(self) -> dict[str, Any]:
        """Return the answer as a row of a pipeline 2 file."""
        return {
            "category": CATEGORIES[self.prompt % len(CATEGORIES)],
            "prompt": f"Prompt {self.prompt}",
            "answer": ("Yes.", "No.", " ")[self.text],
            "reason": "" if self.reason is None else f"Reason {self.reason}",
            "score": "" if self.score is None else self.score,
        }


class Copy:
    """One copy of the audit: an open database in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database: Database = open_database(path)

    @property
    def connection(self) -> sqlite3.Connection:
        """Return the connection of this thread."""
        return self.database.connection

    def check(self) -> None:
        """Assert that the audit finds nothing: what people do never looks like a change with another program."""
        assert [one.words for one in audit.differences(self.connection)] == []

    def duplicate(self, path: Path) -> Path:
        """Make another file with the same contents."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.path, path)
        return path

    def become(self, other: Path) -> None:
        """Replace the contents with those of another file."""
        self.database.close()
        shutil.move(other, self.path)
        self.database = open_database(self.path)

    def ids(self, sql: str) -> list[int]:
        """Return ids in an order that is the same in every copy: that of *sql*."""
        return [row["id"] for row in self.connection.execute(sql)]

    def answers(self) -> list[int]:
        """Return every answer, in the order of the texts."""
        return self.ids(
            "SELECT r.id FROM responses r JOIN prompts p ON p.id = r.prompt ORDER BY p.text, r.target, r.text"
        )

    def auditor(self, name: str) -> int:
        """Return the id of an auditor."""
        return auditor_rows.auditor_id(self.connection, name)

    def bring(
        self, path: Path, model: str | None = None, judge: str | None = None, polarity: Any = "auto"
    ) -> None:
        """Import a file as the command does."""
        options = Options(model=model, judge=judge, polarity=polarity)
        for source in importer.sources(str(path), options):
            importer.import_source(self.connection, source, options)

    def decide(self, who: str, response: int, score: float, **more: Any) -> int:
        """Give a verdict on the judgment that is shown, as the screens do."""
        shown = reads.item(self.connection, response, UNRESTRICTED).judgment
        judgment = shown.id if shown else None
        return reviews.decide(
            self.connection, self.auditor(who), NewVerdict(response, score, judgment, **more)
        )

    def decide_in(self, who: str, item: int, score: float, **more: Any) -> int:
        """Give a verdict in a packet's place: the first one, or one that follows it."""
        me = self.auditor(who)
        here = packet_places.place(self.connection, me, item)
        verdict = NewVerdict(here.response, score, None, packet_item=item, follows=here.first, **more)
        return reviews.decide(self.connection, me, verdict)


def write(folder: Path, answers: Iterable[Answer], name: str = "answers") -> Path:
    """Write a pipeline 2 file of *answers*."""
    return pipeline2_file(folder / f"{name}.csv", [answer.row() for answer in answers])


def draw(copy: Copy, name: str, n: int, seed: int, by: str = "ann", **more: Any) -> int:
    """Draw a packet of *n* with many shared and repeated answers, and return its id."""
    plan = PacketPlan(name, n, stratify="none", seed=seed, overlap=0.7, repeat=0.5, auditors=PEOPLE, **more)
    return new_packet(copy.connection, plan, by).packet


def template(folder: Path) -> Path:
    """Make a database to copy: eight answers, both judges, and two packets that share answers."""
    path = folder / "template.db"
    copy = Copy(path)
    for model in MODELS:
        scores = (1.0, 0.0, 1.0, 0.5) if model == MODELS[0] else (0.0, 1.0, 1.0, 1.0)
        answers = [Answer(prompt, 0, score) for prompt, score in enumerate(scores)]
        copy.bring(write(folder, answers, f"first {model[5:]}"), model, JUDGES[0], "1-safe")
    other = [Answer(0, 0, 0.0), Answer(1, 0, 0.0), Answer(2, 0, None, 1)]
    copy.bring(write(folder, other, "second"), MODELS[0], JUDGES[1], "1-safe")
    draw(copy, PACKETS[0], 4, 1)
    draw(copy, PACKETS[1], 4, 2)
    copy.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy.database.close()
    return path


def workshop() -> Path:
    """Make a folder for the files of one history."""
    return Path(tempfile.mkdtemp(prefix="figures-", dir=MEMORY if MEMORY.is_dir() else None))


@cache
def shared_template() -> Path:
    """Return the template that every history begins with; its folder goes when the process ends."""
    folder = workshop()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return template(folder)
