"""What an auditor must not see yet: the judge, and other people, on what waits for them in a packet.

Two questions about one of their places, and they end at different moments:

- *Is the judge hidden?* Until the first verdict there. "Cannot judge" changes nothing: it can be withdrawn, and
  the verdict that follows has to be blind. Lists, items, histories, filters and the figures of Browse, Explore and
  Flips go by this one (:data:`RESPONSES`, :func:`at`, :func:`hidden`).
- *Does it wait for an answer?* "Cannot judge" is one: who gave it may settle what others differ on, and figures of
  agreement count their verdicts, without the judge of that response (:func:`unanswered`).

Hidden repeats count for neither: a score that lists go on hiding after the first verdict would say which items come
again. Only the packet's own screen hides the judge there (``packet_places.item``).

Where figures are made for an auditor, what is hidden from them is counted out of them, never just left unmarked: a
figure of one response, or the difference between a figure and the rows it lists, would be its score. The command
``agreement`` alone counts everything: a figure to be quoted does not depend on who asks.
"""

from __future__ import annotations

import sqlite3
from array import array

from airbench_tui.store.rules.views import ANSWERED, DECIDED

_NO_VERDICT = f"t.repeat_of IS NULL AND NOT {DECIDED}"
_NO_ANSWER = f"t.repeat_of IS NULL AND NOT {ANSWERED}"

_THOSE = """SELECT t.response FROM packet_places l JOIN packet_items t ON t.id = l.packet_item
    WHERE l.auditor = {auditor} AND {open}"""

# CROSS JOIN keeps SQLite from going through all of the auditor's places for each response.
_AT = (
    """packet_items t CROSS JOIN packet_places l ON l.packet_item = t.id
    WHERE t.response = {response} AND l.auditor = {auditor} AND """
    + _NO_VERDICT
)


def responses(auditor: str) -> str:
    """SQL for the ids of the responses whose judge is hidden from *auditor*, a parameter."""
    return _THOSE.format(auditor=auditor, open=_NO_VERDICT)


def unanswered(auditor: str) -> str:
    """SQL for the ids of the responses that wait for *auditor*'s own answer; *auditor*: a parameter."""
    return _THOSE.format(auditor=auditor, open=_NO_ANSWER)


RESPONSES = responses("?")
"""The ids of hidden responses; one parameter, the auditor."""


def at(response: str, auditor: str) -> str:
    """SQL for whether *response* is hidden from *auditor*: a column (of no table called t or l) and a parameter."""
    return f"EXISTS (SELECT 1 FROM {_AT.format(response=response, auditor=auditor)})"


def hidden(connection: sqlite3.Connection, auditor: int | None) -> array[int]:
    """The ids of the responses whose judge is hidden from *auditor*, in no order, each once."""
    return _ids(connection, RESPONSES, auditor)


def waiting(connection: sqlite3.Connection, auditor: int | None) -> array[int]:
    """The ids of the responses that wait for *auditor*'s own answer, in no order, each once."""
    return _ids(connection, unanswered("?"), auditor)


def is_hidden(connection: sqlite3.Connection, auditor: int | None, response: int) -> str | None:
    """The name of a packet in which *response* waits for *auditor*'s first verdict; None if none does."""
    row = connection.execute(
        "SELECT k.name FROM packets k WHERE k.id IN"
        f" (SELECT t.packet FROM {_AT.format(response='?', auditor='?')}) ORDER BY k.id LIMIT 1",
        [response, auditor],
    ).fetchone()
    return None if row is None else str(row["name"])


def _ids(connection: sqlite3.Connection, sql: str, auditor: int | None) -> array[int]:
    cursor = connection.cursor()
    cursor.row_factory = None
    return array("q", (row[0] for row in cursor.execute(f"SELECT DISTINCT response FROM ({sql})", [auditor])))
