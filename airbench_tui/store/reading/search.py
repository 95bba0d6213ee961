"""Search in a few responses at a time: the first rows of a long result, and matches in context.

The full-text index searches the whole database at once, which takes half a second for a word in every second answer.
This module puts the texts of a few responses into a small index in memory, built like the database's. It finds exactly
the same matches, and finds them quickly in the responses that are about to be shown.
"""

from __future__ import annotations

import json
import re
import sqlite3
from array import array
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from airbench_tui.store.codec import decode, encode
from airbench_tui.store.reading.filters.sql import where
from airbench_tui.store.reading.filters.terms import Filter, searched_words
from airbench_tui.store.reading.filters.unnamed_conditions import match_query
from airbench_tui.store.rules import blindness
from airbench_tui.store.rules.viewer import Viewer

_CHUNK = 96  # responses indexed at a time
_WORTH = 0.15  # the share that must match for this to be faster than the full index
_OPEN, _CLOSE = "\x02", "\x03"
_ONE_FOR_ONE = re.compile("[\x00\x02\x03\ud800-\udfff]")  # SQLite takes none of them, and they separate words
_CONTEXT = 14  # words shown around and in a match
_SOURCES = ("prompt", "answer", "reason", "note")
_TOKENIZER = 'tokenize="unicode61 remove_diacritics 2"'  # as in the database's index, for the same matches


@dataclass(frozen=True, slots=True)
class Match:
    """A match of a word or phrase in its source (prompt, answer, reason, note), with the text around it."""

    source: str
    before: str
    match: str
    after: str


def first_ids(
    connection: sqlite3.Connection,
    chosen: Filter,
    viewer: Viewer,
    span: tuple[int, int] | None,
    limit: int,
) -> array[int] | None:
    """List the first *limit* ids that match, in natural order; None if the full index is faster.

    The full index is faster if the filter has no words, and if its words turn out to be rare.
    """
    words = [term for term in chosen.terms if term.field == "text"]
    if not words or not limit:
        return None
    rest = Filter(tuple(term for term in chosen.terms if term.field != "text"))
    condition, values = where(rest, viewer, span)
    cursor = connection.cursor()
    cursor.row_factory = None
    cursor.execute(
        f"SELECT r.id FROM responses r WHERE {condition} ORDER BY r.category, r.prompt, r.id", values
    )
    found, looked_at = array("q"), 0
    while len(found) < limit:
        ids = [row[0] for row in cursor.fetchmany(_CHUNK)]
        if not ids:
            return found
        with closing(_index(connection, ids, viewer)) as index:
            matching = [(_matching(index, term.values[0], term.op), term.negated) for term in words]
        found.extend(one for one in ids if all((one in hits) != negated for hits, negated in matching))
        looked_at += len(ids)
        if len(found) < min(limit, looked_at * _WORTH):
            return None
    return found[:limit]


def matches(
    connection: sqlite3.Connection, ids: Sequence[int], chosen: Filter, viewer: Viewer
) -> dict[int, list[Match]]:
    """Find the matches of the filter's words in each of *ids*: in prompt, answer, reasons and notes, in that order."""
    wanted = _wanted(chosen)
    found: dict[int, list[Match]] = {}
    if not wanted or not ids:
        return found
    with closing(_index(connection, ids, viewer)) as index:
        rows = index.execute(
            f"SELECT owner, source, snippet(texts, 0, '{_OPEN}', '{_CLOSE}', '…', {_CONTEXT})"
            " FROM texts WHERE texts MATCH ? ORDER BY owner, source",
            [wanted],
        ).fetchall()
    for owner, source, snippet in rows:
        before, _, rest = decode(snippet).partition(_OPEN)
        match, _, after = rest.partition(_CLOSE)
        after = after.replace(_OPEN, "").replace(_CLOSE, "")  # the marks of further matches
        found.setdefault(owner, []).append(Match(_SOURCES[source], before, match, after))
    return found


def spans(texts: Sequence[str], chosen: Filter) -> list[list[tuple[int, int]]]:
    """Find the words of a filter in each of *texts*: pairs of start and end in characters, in ascending order.

    A word is marked to its end, also where only its beginning was searched for.
    """
    wanted = _wanted(chosen)
    found: list[list[tuple[int, int]]] = [[] for _ in texts]
    if not wanted:
        return found
    with closing(_new_index()) as index:
        index.executemany(
            "INSERT INTO texts(text, owner) VALUES (?,?)",
            [(_ONE_FOR_ONE.sub("\x1a", text), number) for number, text in enumerate(texts)],
        )
        rows = index.execute(
            f"SELECT owner, highlight(texts, 0, '{_OPEN}', '{_CLOSE}') FROM texts WHERE texts MATCH ?",
            [wanted],
        ).fetchall()
    for number, marked in rows:
        pieces = re.split(f"[{_OPEN}{_CLOSE}]", decode(marked))
        places = list(accumulate(map(len, pieces)))
        found[number] = list(zip(places[0:-1:2], places[1::2], strict=True))
    return found


def _wanted(chosen: Filter) -> str | bytes:
    """Return the query for any of the words that *chosen* searches for; "" if it searches for none."""
    return encode(" OR ".join(match_query(term.values[0], term.op) for term in searched_words(chosen)))


def _index(connection: sqlite3.Connection, ids: Sequence[int], viewer: Viewer) -> sqlite3.Connection:
    """Make an index in memory of every text of *ids* that *viewer* may see, built like the database's own index."""
    cursor = connection.cursor()
    cursor.row_factory = None
    shown = f" AND r.id NOT IN ({blindness.RESPONSES})"  # reasons and notes reveal the judge's score
    rows: list[tuple[Any, int, int]] = []
    for source, sql in enumerate(
        (
            "SELECT p.text, r.id FROM responses r JOIN prompts p ON p.id = r.prompt",
            "SELECT r.text, r.id FROM responses r",
            "SELECT j.reason, r.id FROM responses r JOIN judgments j ON j.response = r.id",
            "SELECT s.note, r.id FROM responses r JOIN standing_reviews s ON s.response = r.id",
        )
    ):
        given: list[Any] = [json.dumps(list(ids))]
        sql += " WHERE r.id IN (SELECT value FROM json_each(?))"
        if viewer.blind_auditor is not None and _SOURCES[source] in ("reason", "note"):
            sql, given = sql + shown, [*given, viewer.blind_auditor]
        rows += [(_without_marks(text), owner, source) for text, owner in cursor.execute(sql, given) if text]
    index = _new_index()
    index.execute("BEGIN")
    index.executemany("INSERT INTO texts(text, owner, source) VALUES (?,?,?)", rows)
    index.execute("COMMIT")
    return index


def _new_index() -> sqlite3.Connection:
    index = sqlite3.connect(":memory:", isolation_level=None)
    index.text_factory = bytes
    index.execute(
        f"CREATE VIRTUAL TABLE texts USING fts5(text, owner UNINDEXED, source UNINDEXED, {_TOKENIZER})"
    )
    return index


def _without_marks(text: str | bytes) -> str | bytes:
    """Return *text* with ␚ (substitute) for the characters that mark a match; text that is not UTF-8 is bytes."""
    if isinstance(text, bytes):
        return text.replace(_OPEN.encode(), b"\x1a").replace(_CLOSE.encode(), b"\x1a")
    return text.replace(_OPEN, "\x1a").replace(_CLOSE, "\x1a")


def _matching(index: sqlite3.Connection, words: str, op: str) -> set[int]:
    query = match_query(words, op)
    return {row[0] for row in index.execute("SELECT owner FROM texts WHERE texts MATCH ?", [encode(query)])}
