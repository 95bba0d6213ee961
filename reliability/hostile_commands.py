"""An audit in which every text is hostile, every command on it, and what of that must not be in their output."""

from __future__ import annotations

import csv
import json
import os
import re
import sqlite3
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.store import identity
from airbench_tui.store.database import open_database, transaction
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewJudgment, NewRow, NewRubric, NewRun
from airbench_tui.store.reviewing import adjudications, auditor_rows, reviews
from airbench_tui.store.reviewing.reviews import NewVerdict
from tests import in_process
from tests.builders import rubric

_CATEGORIES = ("12.37.2", "14.3940.16", "1.1.2", "5.17.1")


@dataclass
class Names:
    """Names in a hostile audit that commands take as arguments."""

    target: str
    judge: str
    run: str
    me: str  # who looks
    auditor: str
    packet: str
    response: str  # an id
    texts: int = 0  # how many texts the audit holds


@dataclass
class Found:
    """What was tried, and what was wrong."""

    texts: int = 0
    commands: int = 0
    screens: int = 0
    bytes: int = 0
    faults: list[str] = field(default_factory=list)


def build(path: Path, source: Iterator[str], rows: int) -> Names:
    """Write an audit of *rows* answers of two models, with texts of *source* wherever an audit has text."""
    taken = 0

    def take() -> str:
        nonlocal taken
        taken += 1
        return next(source)

    targets, judge, run_name = (take(), take()), take(), take()
    with open_database(path) as opened:
        connection = opened.connection
        with transaction(connection):
            prompts = [take() for _ in range(rows // 2)]
            for at, target in enumerate(targets):
                run = ingest.add_run(
                    connection,
                    NewRun(
                        uid=identity.digest(f"hostile {at}"),
                        name=run_name if at == 0 else take(),
                        kind="import",
                        format="pipeline1",
                        target=target,
                        judge=judge,
                        source=take(),
                        polarity="1-safe",
                        polarity_evidence=take(),
                    ),
                )
                text = rubric("1-safe").replace("unkind", f"unkind {take()}")
                known = NewRubric(text, take(), "1-safe", take())
                ingest.add_rows(
                    connection,
                    run,
                    [
                        _row(number, prompt, target, judge, known, take)
                        for number, prompt in enumerate(prompts)
                    ],
                )
        me = as_argument(take())
        other, packet = _decisions(connection, me, take)
        response = connection.execute("SELECT uid FROM responses ORDER BY id LIMIT 1").fetchone()["uid"]
    return Names(targets[0], judge, run_name, me, other, packet, response, taken)


def _row(
    number: int, prompt: str, target: str, judge: str, known: NewRubric, take: Callable[[], str]
) -> NewRow:
    judged = number % 5 != 4  # else malformed
    score = (0.0, 1.0, 0.5)[number % 3] if judged else None
    said = NewJudgment(
        judge=judge,
        status="judged" if judged else "malformed",
        raw_score=score,
        polarity="1-safe",
        polarity_evidence="",
        score=score,
        reason=take(),
        raw_text=take(),
        rubric=known,
    )
    return NewRow(number, _CATEGORIES[number % 4], prompt, target, take(), 0, said)


def _decisions(connection: sqlite3.Connection, name: str, take: Callable[[], str]) -> tuple[str, str]:
    """Add verdicts of three auditors with notes and codes, packets, a final score, and the settings of *name*.

    Returns the names of another auditor and of a packet.
    """
    other = take()
    others = [auditor_rows.auditor_id(connection, one) for one in (other, take())]
    me = auditor_rows.auditor_id(connection, name)
    found = connection.execute("SELECT id, uid, judgment FROM responses ORDER BY id").fetchall()
    for at, row in enumerate(found):
        for who, auditor in enumerate(others):
            if at % 3 != who:
                score = float((at + who) % 2)
                given = NewVerdict(row["id"], score, row["judgment"], take(), (take()[:60],))
                reviews.decide(connection, auditor, given)
        if at % 7 == 0:
            reviews.decide(connection, me, NewVerdict(row["id"], 1.0, row["judgment"], take(), (take(),)))
    adjudications.adjudicate(connection, others[0], found[2]["id"], 1.0, take())
    kept = {"codes": [take() for _ in range(3)], "searches": {take(): "score:0", take(): '"t1"'}}
    auditor_rows.set_attributes(connection, me, kept)
    packets = [take()[:150], take()[:150]]  # longer names are refused
    for packet, auditors in ((packets[0], (name,)), (packets[1], (take(), name))):
        new_packet(connection, PacketPlan(packet, 4, seed=1, auditors=auditors, repeat=0), name)
    return other, packets[0]


def as_argument(text: str) -> str:
    """Return *text* as an argument of a command can be: no NUL, at most 2,000 characters, any bytes."""
    data = text.replace("\x00", "")[:2_000].encode("utf-8", "surrogatepass")
    return data.decode("utf-8", "surrogateescape") or "x"


# -- commands ---------------------------------------------------------------------------------


def commands(names: Names, argument: Callable[[], str], folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield commands that print what an audit holds, or repeat hostile arguments."""
    filters = (
        "",
        "score:0",
        f'model="{_quoted(names.target)}"',
        f'judge="{_quoted(names.judge)}"',
        f'auditor="{_quoted(names.auditor)}"',
        argument(),
        f'"{argument()}',
        f"{argument()}:x",
        f"cat:{argument()}",
        f"id:{argument()}",
    )
    for expression in filters:
        yield ("list", "--", expression)
    for more in ((), ("--json",)):
        yield ("list", *more)
        yield ("review", "list", *more)
        yield ("rubrics", *more)
        yield ("triage", *more)
        yield ("adjudicate", "list", *more)
        yield ("adjudicate", "list", "--settled", *more)
        yield ("auditor", "list", *more)
        yield ("auditor", "disagreements", *more)
        yield ("auditor", "care", *more)
        yield ("bulk", "list", *more)
        yield ("packet", "list", *more)
        yield ("packet", "status", *more, "--", names.packet)
        yield ("agreement", *more)
        yield ("doctor", "--audit", *more)
    for by in ("model", "judge", "auditor"):
        yield ("agreement", "--by", by)
    yield ("agreement", "--model", names.target, "--judge", names.judge, "--packet", names.packet)
    yield ("agreement", "--report", f"{folder}/{file_name(argument())}.md", "--force")
    for given in (names.response, argument()):
        yield ("review", "add", "--score", "1", "--note", argument(), "--code", argument(), "--", given)
        yield ("adjudicate", "settle", "--score", "0", "--note", argument(), "--", given)
    yield ("review", "undo")
    yield ("bulk", "decide", "--score", "1", "--note", argument(), "--yes", "--", "score:0.5")
    yield (
        "auditor",
        "set",
        "--role",
        argument(),
        "--language",
        argument(),
        "--group",
        argument(),
        argument(),
    )
    yield ("auditor", "list")
    yield ("packet", "new", "-n", "2", "--auditors", argument(), "--", argument())
    yield ("packet", "status", "--", argument())
    sent = f"{folder}/{file_name(argument())}.json"
    yield ("packet", "export", "--force", "--", names.packet, sent)
    yield ("packet", "import", sent)
    yield ("export", "-o", f"{folder}/{file_name(argument())}.csv", "--force")
    yield ("export", "-o", f"{folder}/reviews.csv", "--force")
    yield ("import", f"{folder}/reviews.csv")
    for form in ("json", "pipeline1", "pipeline2"):
        yield ("export", "--format", form, "--model", names.target, "--force", "-o", f"{folder}/{form}")
        yield (
            "import",
            "--polarity",
            "1-safe",
            "--model",
            argument(),
            "--judge",
            argument(),
            f"{folder}/{form}",
        )
    yield ("export", "--format", "pipeline1", "-o", f"{folder}/x", "--model", argument())
    yield ("polarity", argument(), "1-safe")
    yield ("polarity", names.run, "0-safe")
    backup = f"{folder}/{file_name(argument())}.db"
    yield ("backup", "--force", "--", backup)
    yield ("merge", "--", backup)
    yield ("restore", "--yes", "--", backup)
    yield ("merge", "--", f"{folder}/{file_name(argument())}.db")
    yield ("import", "--", f"{folder}/{file_name(argument())}")
    yield ("run", "--model", argument(), "--judge", argument(), "--name", argument(), "--dry-run")
    yield ("judge", "--judge", argument(), "--run", argument())
    yield ("resume", argument())
    yield ("fetch", "--from", f"{folder}/{file_name(argument())}", "--revision", argument())
    yield (argument(),)


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def file_name(text: str) -> str:
    """Turn a text into the name of a file: a name may hold any byte except NUL and the slash."""
    data = re.sub("[\x00/]", "", text).encode("utf-8", "surrogatepass")[:120]
    return data.decode("utf-8", "surrogateescape") or "x"


def try_commands(database: Path, names: Names, source: Iterator[str], found: Found) -> None:
    """Run every command on *database* and note each fault."""
    folder = database.parent

    def argument() -> str:
        found.texts += 1
        return as_argument(next(source))

    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AIRBENCH", "OPENAI", "TOGETHER"))
    }
    for command in commands(names, argument, folder):
        given = ["--db", str(database), "--auditor", names.me, *command]
        status, out, err = in_process.run(given, {**environment, "COLUMNS": "100"}, folder)
        found.commands += 1
        found.bytes += len(out) + len(err)
        found.faults += [
            f"{command[:3]!r}: {fault}" for fault in faults(status, out, err, "--json" in command)
        ]
    for cell in formulas(folder / "reviews.csv"):
        found.faults.append(f"a cell that a sheet would run: {cell[:60]!r}")


def faults(status: int, out: bytes, err: bytes, is_json: bool) -> Iterator[str]:
    """Yield what is wrong with the exit status and the output of a command."""
    if status not in (0, 1, 2):
        yield f"exit status {status}"
    if b"Traceback" in err or b"ended by a bug" in err:
        yield f"a crash: {err[-300:]!r}"
    for data in (out, err):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            yield f"not UTF-8: {error}"
            continue
        if bad := forbidden(text):
            at = text.index(bad)
            yield f"{bad!r} near {text[max(0, at - 60) : at + 20]!r}"
    if is_json and status == 0:
        json.loads(out)


def forbidden(text: str) -> str | None:
    """Return the first character of *text* that controls a terminal or hides something; newlines are neither."""
    for character in set(text):
        if ord(character) > 0x7E or ord(character) < 0x20:
            kind = unicodedata.category(character)
            if character != "\n" and (
                kind in ("Cc", "Cf", "Cs", "Zl", "Zp") or _is_no_character(ord(character))
            ):
                return character
    return None


def _is_no_character(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or 0xFE00 <= code <= 0xFE0F


_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")


def formulas(path: Path) -> list[str]:
    """List the cells of a CSV file that a spreadsheet would run as a formula."""
    found = []
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", errors="surrogatepass", newline="") as file:
        for row in csv.reader(file):
            for cell in row:
                head = unicodedata.normalize("NFKC", cell[:50]).lstrip(" \t\r\n\u200b\ufeff\x00")
                if head[:1] in tuple("=+-@") and not _NUMBER.fullmatch(cell):
                    found.append(cell)
    return found
