"""The audit of a database and the heads of its trail, as ``doctor`` prints them."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from airbench_tui.errors import InputError
from airbench_tui.text import counted, quote

_MOST = 20  # lines for each table, and for the heads
_HEAD = re.compile(r"[0-9a-f]{64}")


def checked_heads(heads: Iterable[str]) -> list[str]:
    """Return hashes as the trail writes them. Raises InputError for anything but 64 hex digits."""
    found = [head.strip().lower() for head in heads]
    for head in found:
        if not _HEAD.fullmatch(head):
            raise InputError(f"--head {quote(head, 80)} is not the hash of a head: it has 64 hex digits")
    return found


def audited(connection: sqlite3.Connection, heads: Sequence[str] | None) -> dict[str, Any]:
    """Audit the database and return what differs as ``{"audit": [{"table", "row", "words"}]}``.

    Without *heads* nothing was asked, and the result is empty.
    """
    from airbench_tui.store.auditing import audit

    if heads is None:
        return {}
    return {"audit": [asdict(one) for one in audit.differences(connection, heads)]}


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
    return [line for table in tables for line in (*lines[table], *_more(tables[table], f"rows of {table}"))]


def _more(count: int, noun: str) -> list[str]:
    return [f"and {count - _MOST:,} more {noun} (all: --json)"] if count > _MOST else []
