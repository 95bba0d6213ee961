"""The addresses that runs were asked at: kept with each run, oldest first, under ``asked_at`` of its parameters."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskedAddress:
    """An address, without user, password and query, that a run's ``part`` ("model" or "judge") was asked at."""

    run: str
    part: str
    address: str


def add(connection: sqlite3.Connection, run: int, addresses: Mapping[str, str]) -> None:
    """Add to a run's parameters the addresses that its "model" and "judge" are asked at, where they are new.

    Call inside a transaction.
    """
    row = connection.execute("SELECT parameters FROM runs WHERE id = ?", [run]).fetchone()
    parameters = json.loads(row["parameters"])
    known: dict[str, list[str]] = parameters.setdefault("asked_at", {})
    new = {part: address for part, address in addresses.items() if address not in known.get(part, [])}
    for part, address in new.items():
        known.setdefault(part, []).append(address)
    if new:
        connection.execute("UPDATE runs SET parameters = ? WHERE id = ?", [json.dumps(parameters), run])


def of_runs(connection: sqlite3.Connection, run: int | None = None) -> Sequence[AskedAddress]:
    """List the addresses of all runs, in order of their beginning, or of one."""
    rows = connection.execute(
        "SELECT name, json_extract(parameters, '$.asked_at') AS asked FROM runs"
        " WHERE (?1 IS NULL OR id = ?1) AND asked IS NOT NULL ORDER BY created_at, uid",
        [run],
    ).fetchall()
    return [
        AskedAddress(row["name"], part, address)
        for row in rows
        for part, addresses in json.loads(row["asked"]).items()
        for address in addresses
    ]
