"""Blindness: the judge's and other auditors' scores are hidden on responses that wait for an auditor in a packet.

Two questions concern each place of an auditor in a packet. They end at different moments:

- *Is the judge hidden?* Yes, until the first verdict in that place. "Cannot judge" does not reveal the judge, because
  the auditor can withdraw it, and the verdict that follows has to be blind. Lists, items, histories, filters and the
  figures of Browse, Explore and Flips ask this question (:data:`RESPONSES`, :func:`at`, :func:`hidden`).
- *Does the response wait for an answer?* "Cannot judge" is an answer: an auditor who gave it may settle a disagreement
  of others. Figures of agreement then count the others' verdicts, but not the judge of that response
  (:func:`unanswered`).

Neither question concerns hidden repeats. If lists still hid a score after the first verdict, they would reveal which
items are repeated. Only the packet's own screen hides the judge there (``packet_places.item``).

Figures made for an auditor leave hidden responses out of the count; it is not enough to leave them unmarked. A
figure of one response would reveal its score, and so would the difference between a figure and the rows it lists.
Only the command ``agreement`` counts every response, because a quoted figure must not depend on who asks for it.
"""

from __future__ import annotations

import sqlite3
from array import array

from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.store.rules.views import ANSWERED, DECIDED

_NO_VERDICT = f"t.repeat_of IS NULL AND NOT {DECIDED}"
_NO_ANSWER = f"t.repeat_of IS NULL AND NOT {ANSWERED}"

_OPEN_PLACES = """SELECT t.response FROM packet_places l JOIN packet_items t ON t.id = l.packet_item
    WHERE l.auditor = {auditor} AND {open}"""

# CROSS JOIN keeps SQLite from reading all of the auditor's places for each response.
_AT = (
    """packet_items t CROSS JOIN packet_places l ON l.packet_item = t.id
    WHERE t.response = {response} AND l.auditor = {auditor} AND """
    + _NO_VERDICT
)


def responses(auditor: str) -> str:
    """Return SQL for the ids of the responses whose judge is hidden from *auditor*, a parameter."""
    return _OPEN_PLACES.format(auditor=auditor, open=_NO_VERDICT)


def unanswered(auditor: str) -> str:
    """Return SQL for the ids of the responses that wait for the answer of *auditor*, a parameter."""
    return _OPEN_PLACES.format(auditor=auditor, open=_NO_ANSWER)


RESPONSES = responses("?")
"""The ids of hidden responses; one parameter, the auditor."""


def at(response: str, auditor: str) -> str:
    """Return SQL for whether *response* is hidden from *auditor*.

    *response* is a column of a table not called t or l; *auditor* is a parameter.
    """
    return f"EXISTS (SELECT 1 FROM {_AT.format(response=response, auditor=auditor)})"


def hidden(connection: sqlite3.Connection, viewer: Viewer) -> array[int]:
    """List the ids of the responses whose judge is hidden from *viewer*, in no order, each once."""
    return _ids(connection, RESPONSES, viewer)


def waiting(connection: sqlite3.Connection, viewer: Viewer) -> array[int]:
    """List the ids of the responses that wait for *viewer*'s own answer, in no order, each once."""
    return _ids(connection, unanswered("?"), viewer)


def is_hidden(connection: sqlite3.Connection, viewer: Viewer, response: int) -> str | None:
    """Return the name of a packet in which *response* waits for *viewer*'s first verdict; None if none does."""
    row = connection.execute(
        "SELECT k.name FROM packets k WHERE k.id IN"
        f" (SELECT t.packet FROM {_AT.format(response='?', auditor='?')}) ORDER BY k.id LIMIT 1",
        [response, viewer.blind_auditor],
    ).fetchone()
    return None if row is None else str(row["name"])


def _ids(connection: sqlite3.Connection, sql: str, viewer: Viewer) -> array[int]:
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(f"SELECT DISTINCT response FROM ({sql})", [viewer.blind_auditor])
    return array("q", (row[0] for row in rows))
