"""The audit of a database and the heads of its trail, as ``doctor`` prints them."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from airbench_tui.errors import InputError
from airbench_tui.text import counted, quote

if TYPE_CHECKING:
    from airbench_tui.interchange.readers.heads_file import KeptHeads

_MOST = 20  # lines for each table, and for the heads
_HEAD = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Compared:
    """Heads of the trail from elsewhere: their hashes, and the file that some of them are from, None without one."""

    links: Sequence[str]
    file: str | None = None
    kept: KeptHeads | None = None


def compared(audit: bool, heads: Iterable[str], file: str | None, signers: str | None) -> Compared | None:
    """Return the heads to compare with the trail, None where no *audit* is asked for.

    *heads* are hashes, *file* is a FILE.heads, and *signers* a file of allowed signers for its signature. Raises
    InputError for options that do not fit together, for a hash without 64 hex digits and for a file without heads.
    """
    given = [head.strip().lower() for head in heads]
    for option, needed, lacks in (
        ("--head", "--audit", bool(given) and not audit),
        ("--heads", "--audit", file is not None and not audit),
        ("--signers", "--heads FILE", signers is not None and file is None),
    ):
        if lacks:
            raise InputError(f"{option} needs {needed}")
    for head in given:
        if not _HEAD.fullmatch(head):
            raise InputError(f"--head {quote(head, 80)} is not the hash of a head: it has 64 hex digits")
    if not audit:
        return None
    if file is None:
        return Compared(given)
    from airbench_tui.interchange.readers import heads_file

    kept = heads_file.read(file, signers)
    return Compared([*given, *(head.link for head in kept.said.heads)], file, kept)


def audited(connection: sqlite3.Connection, compared: Compared | None) -> dict[str, Any]:
    """Audit the database, and return what differs as ``{"audit": [{"table", "row", "words"}]}``.

    With a file of heads ``"signature"`` describes its signature. With None nothing was asked, and the result is empty.
    """
    from airbench_tui.store.auditing import audit

    if compared is None:
        return {}
    found = [asdict(one) for one in audit.differences(connection, compared.links)]
    if compared.kept is None:
        return {"audit": found}
    faults = [{"table": "", "row": compared.file, "words": words} for words in compared.kept.faults]
    return {"signature": compared.kept.signature, "audit": [*faults, *found]}


def head_lines(heads: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a line for each head (``TrailHead.as_json``), as far as they fit."""
    lines = [
        f"head of {quote(one['auditor'], 40)}: {one['head']}, {counted(one['reviews'], 'review')}"
        for one in heads[:_MOST]
    ]
    return [*lines, *_more(len(heads), "chains")]


def audit_lines(differences: Sequence[dict[str, Any]]) -> list[str]:
    """Return a line for each difference, as far as they fit for each table."""
    if not differences:
        return ["audit: nothing differs"]
    tables = Counter[str]()
    lines = defaultdict[str, list[str]](list)
    for one in differences:
        tables[one["table"]] += 1
        if tables[one["table"]] <= _MOST:
            lines[one["table"]].append(f"differs: {one['words']}")
    return [
        line
        for table in tables
        for line in (*lines[table], *_more(tables[table], f"rows of {table}" if table else "differences"))
    ]


def _more(count: int, noun: str) -> list[str]:
    return [f"and {count - _MOST:,} more {noun} (all: --json)"] if count > _MOST else []
